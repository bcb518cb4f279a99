// What kind of chip gave the files of a reading. Whatever is personal or tells one chip from another stays behind: only kinds,
// standard numbers and lengths come out.
#include "nfc/lds/security_object.h"
#include "nfc/openssl_pointers.h"
#include "nfc/replay/recorder.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/standard_domains.h"

#include <openssl/x509.h>

namespace dd::nfc {
namespace {

constexpr int largestDomain = 31;
constexpr int largestKeyId = 255;
constexpr int usualDomain = 13; // brainpoolP256r1
// Arcs of BSI TR-03110: id-PACE and id-CA. Anything else could carry anything.
constexpr auto paceArc = "04007F00070202 04";
constexpr auto chipAuthenticationArc = "04007F00070202 03";

bool isUnder(const QByteArray &protocol, const char *arc)
{
    return protocol.startsWith(QByteArray::fromHex(arc)) && protocol.size() >= 8 && protocol.size() <= 12;
}

std::optional<int> standardNumberOf(const AgreementDomain &domain)
{
    for (int number = 0; number <= largestDomain; ++number) {
        const Result<AgreementDomain> standard = AgreementDomain::standardized(number);
        if (simulator::standardDomain(number) != nullptr && standard && standard->name() == domain.name())
            return number;
    }
    return std::nullopt;
}

std::optional<int> smallNumber(const QByteArray &integer)
{
    int value = 0;
    for (const char byte : integer.size() > 4 ? QByteArray() : integer)
        value = value << 8 | static_cast<quint8>(byte);
    return !integer.isEmpty() && integer.size() <= 4 && value <= largestKeyId ? std::optional(value) : std::nullopt;
}

QList<ChipShape::Key> keysIn(const SecurityInfos &infos)
{
    QList<ChipShape::Key> keys;
    for (const ChipAuthenticationKey &stated : infos.chipAuthenticationKeys) {
        const Result<AgreementKey> key = agreementKeyFrom(stated.subjectPublicKeyInfo, QStringLiteral("recording"));
        const std::optional<int> domain = key ? standardNumberOf(key->domain) : std::nullopt;
        if (!domain)
            continue;
        ChipShape::Key shape{*domain, stated.keyId ? smallNumber(*stated.keyId) : std::nullopt, {}};
        for (const ChipAuthenticationInfo &info : infos.chipAuthentication) {
            if (info.keyId == stated.keyId && isUnder(info.protocol, chipAuthenticationArc))
                shape.protocols.append(info.protocol);
        }
        keys.append(std::move(shape));
    }
    return keys;
}

// By the name a profile has for it.
QByteArray activeAuthenticationKind(QByteArrayView dg15)
{
    const Result<tlv::Element> file = tlv::readSingle(dg15, 0x6F, QStringLiteral("recording"));
    if (!file)
        return {};
    if (const Result<AgreementKey> key = agreementKeyFrom(file->value, QStringLiteral("recording")); key && key->domain.isElliptic()) {
        const std::optional<int> number = standardNumberOf(key->domain);
        const QByteArray kind = number ? QByteArray("ecdsa-") + simulator::standardDomain(*number)->name : QByteArray();
        return isKeySpecification(kind) ? kind : QByteArray();
    }
    const auto *bytes = reinterpret_cast<const unsigned char *>(file->value.data());
    const ossl::Key key(d2i_PUBKEY(nullptr, &bytes, static_cast<long>(file->value.size())));
    if (!key || EVP_PKEY_is_a(key.get(), "RSA") != 1)
        return {};
    const QByteArray kind = "rsa-" + QByteArray::number(EVP_PKEY_get_bits(key.get()));
    return isKeySpecification(kind) ? kind : QByteArray();
}

void addSecurityInfos(ChipShape &shape, const ReadResult &read)
{
    if (const Result<SecurityInfos> access = parseCardAccess(read.files.value(FileId::CardAccess))) {
        shape.namesTerminalAuthentication = access->terminalAuthentication.has_value();
        shape.namesChipAuthentication = !access->chipAuthentication.isEmpty();
        for (const PaceInfo &info : access->pace) {
            if (isUnder(info.protocol, paceArc) && info.parameterId && simulator::standardDomain(*info.parameterId) != nullptr)
                shape.pace.append({info.protocol, *info.parameterId});
        }
    }
    if (const Result<SecurityInfos> infos = parseDg14(read.files.value(FileId::Dg14)))
        shape.chipKeys = keysIn(*infos);
    // A reading that ended before DG14 knows the protocols only; the group is a guess.
    const Result<SecurityInfos> access = parseCardAccess(read.files.value(FileId::CardAccess));
    for (const ChipAuthenticationInfo &info : access && shape.chipKeys.isEmpty() ? access->chipAuthentication : QList<ChipAuthenticationInfo>()) {
        if (isUnder(info.protocol, chipAuthenticationArc))
            shape.chipKeys.append({usualDomain, info.keyId ? smallNumber(*info.keyId) : std::nullopt, {info.protocol}});
    }
    shape.activeAuthentication = activeAuthenticationKind(read.files.value(FileId::Dg15));
}

ChipShape::Access accessUsed(const QList<RecordedExchange> &exchanges)
{
    ChipShape::Access access = ChipShape::Access::Open;
    for (const RecordedExchange &exchange : exchanges) {
        const bool plain = !exchange.isConnection() && (exchange.header.at(0) & 0x0C) == 0;
        const auto instruction = static_cast<quint8>(plain ? exchange.header.at(1) : 0);
        // A chip without PACE is asked for it all the same where its EF.CardAccess cannot be reached, and refuses.
        if (instruction == 0x86 && exchange.outcome == std::variant<quint16, ErrorCode>(sw::success))
            return ChipShape::Access::Pace;
        if (instruction == 0x82 || instruction == 0x84)
            access = ChipShape::Access::Basic;
    }
    return access;
}

} // namespace

ChipShape shapeOf(const ReadResult &read, const QList<RecordedExchange> &exchanges)
{
    ChipShape shape;
    shape.access = accessUsed(exchanges);
    if (read.files.contains(FileId::Dg1)) {
        using identity::MrzFormat;
        const MrzFormat format = read.mrz.format;
        shape.format = format == MrzFormat::Td3   ? CardProfile::Format::Td3
            : format == MrzFormat::Td2            ? CardProfile::Format::Td2
            : read.mrz.personalNumber.isEmpty()   ? CardProfile::Format::Td1
                                                  : CardProfile::Format::Vietnam;
    }
    addSecurityInfos(shape, read);
    if (read.files.contains(FileId::Dg13))
        shape.dg13 = parseDg13(read.files.value(FileId::Dg13)) ? CardProfile::Dg13Layout::Known : CardProfile::Dg13Layout::Unreadable;
    for (auto file = read.files.begin(); file != read.files.end(); ++file)
        shape.files.insert(file.key(), static_cast<int>(file->size()));
    shape.refused = read.refused;
    if (const Result<LdsSecurityObject> listed = listedInSod(read.files.value(FileId::Sod))) {
        for (const int group : listed->groupHashes.keys()) {
            if (group >= 1 && group <= 16)
                shape.signedGroups.append(group);
        }
    }
    shape.issuerKnown = read.report.issuer.outcome == CheckOutcome::Passed;
    return shape;
}

} // namespace dd::nfc
