#include "nfc/lds/security_infos.h"

#include "nfc/apdu/tlv.h"

#include <algorithm>

namespace dd::nfc {
namespace {

const QByteArray idPace = QByteArray::fromHex("04007F0007020204");                   // 0.4.0.127.0.7.2.2.4
const QByteArray idChipAuthentication = QByteArray::fromHex("04007F0007020203");     // 0.4.0.127.0.7.2.2.3
const QByteArray idTerminalAuthentication = QByteArray::fromHex("04007F0007020202"); // 0.4.0.127.0.7.2.2.2
const QByteArray idPublicKey = QByteArray::fromHex("04007F0007020201");              // 0.4.0.127.0.7.2.2.1
const QByteArray idActiveAuthentication = QByteArray::fromHex("678108010105");       // 2.23.136.1.1.5

bool isBelow(const QByteArray &protocol, const QByteArray &parent, qsizetype arcs)
{
    return protocol.startsWith(parent) && protocol.size() == parent.size() + arcs;
}

// A PACEInfo names mapping, cipher and length: two arcs below id-PACE. One arc less is a PACEDomainParameterInfo.
bool isPaceInfo(const QByteArray &protocol)
{
    return isBelow(protocol, idPace, 2);
}

bool isChipAuthenticationMapping(const QByteArray &protocol)
{
    return isPaceInfo(protocol) && protocol[idPace.size()] == 6; // id-PACE-ECDH-CAM
}

// id-CA-DH and id-CA-ECDH, each with 3DES and three sizes of AES. Other numbers below id-CA are not ChipAuthenticationInfos.
bool isChipAuthenticationInfo(const QByteArray &protocol)
{
    if (!isBelow(protocol, idChipAuthentication, 2))
        return false;
    const char agreement = protocol[protocol.size() - 2];
    const char cipher = protocol.back();
    return (agreement == 1 || agreement == 2) && cipher >= 1 && cipher <= 4;
}

bool isChipAuthenticationKey(const QByteArray &protocol)
{
    return isBelow(protocol, idPublicKey, 1) && (protocol.back() == 1 || protocol.back() == 2);
}

Result<int> nextSmallInteger(tlv::Reader &reader, const QString &stage)
{
    const Result<tlv::Element> element = reader.next(0x02);
    return element ? tlv::smallInteger(element->value, stage) : fail(element.error());
}

Result<std::optional<int>> lastSmallInteger(tlv::Reader &reader, const QString &stage)
{
    std::optional<int> value;
    if (!reader.atEnd()) {
        const Result<int> number = nextSmallInteger(reader, stage);
        if (!number)
            return fail(number.error());
        value = *number;
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return value;
}

// Cards number their keys as they like, so this may be longer than an int.
Result<std::optional<QByteArray>> lastKeyId(tlv::Reader &reader, const QString &stage)
{
    constexpr qsizetype longestKeyId = 32;
    std::optional<QByteArray> value;
    if (!reader.atEnd()) {
        const Result<tlv::Element> element = reader.next(0x02);
        if (!element)
            return fail(element.error());
        if (element->value.isEmpty() || element->value.size() > longestKeyId || (static_cast<quint8>(element->value[0]) & 0x80) != 0)
            return fail(ErrorCode::DamagedFile, stage, QStringLiteral("key number out of range"));
        value = element->value.toByteArray();
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return value;
}

Result<void> addPaceInfo(const QByteArray &protocol, tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<int> version = nextSmallInteger(reader, stage);
    if (!version)
        return fail(version.error());
    const Result<std::optional<int>> parameterId = lastSmallInteger(reader, stage);
    if (!parameterId)
        return fail(parameterId.error());
    infos.pace.append({protocol, *version, *parameterId});
    return {};
}

Result<void> addPaceDomainParameters(const QByteArray &protocol, tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<tlv::Element> parameters = reader.next(0x30);
    if (!parameters)
        return fail(parameters.error());
    const Result<std::optional<int>> parameterId = lastSmallInteger(reader, stage);
    if (!parameterId)
        return fail(parameterId.error());
    infos.paceDomainParameters.append({protocol, parameters->encoded.toByteArray(), *parameterId});
    return {};
}

Result<void> addActiveAuthentication(tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<int> version = nextSmallInteger(reader, stage);
    if (!version)
        return fail(version.error());
    const Result<tlv::Element> algorithm = reader.next(0x06);
    if (!algorithm)
        return fail(algorithm.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    infos.activeAuthentication = ActiveAuthenticationInfo{*version, algorithm->value.toByteArray()};
    return {};
}

Result<void> addChipAuthentication(const QByteArray &protocol, tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<int> version = nextSmallInteger(reader, stage);
    if (!version)
        return fail(version.error());
    const Result<std::optional<QByteArray>> keyId = lastKeyId(reader, stage);
    if (!keyId)
        return fail(keyId.error());
    infos.chipAuthentication.append({protocol, *version, *keyId});
    return {};
}

Result<void> addChipAuthenticationKey(const QByteArray &protocol, tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<tlv::Element> key = reader.next(0x30);
    if (!key)
        return fail(key.error());
    const Result<std::optional<QByteArray>> keyId = lastKeyId(reader, stage);
    if (!keyId)
        return fail(keyId.error());
    infos.chipAuthenticationKeys.append({protocol, key->encoded.toByteArray(), *keyId});
    return {};
}

// Terminal authentication is not for this reader, so what follows the version is kept and not judged.
Result<void> addTerminalAuthentication(tlv::Reader &reader, const QString &stage, SecurityInfos &infos)
{
    const Result<int> version = nextSmallInteger(reader, stage);
    if (!version)
        return fail(version.error());
    TerminalAuthenticationInfo info{*version, {}};
    while (!reader.atEnd()) {
        const Result<tlv::Element> rest = reader.next();
        if (!rest)
            return fail(rest.error());
        info.efCvca.append(rest->encoded);
    }
    infos.terminalAuthentication = std::move(info);
    return {};
}

Result<void> addSecurityInfo(const QByteArray &protocol, tlv::Reader &fields, const QString &stage, SecurityInfos &infos)
{
    if (isPaceInfo(protocol))
        return addPaceInfo(protocol, fields, stage, infos);
    if (isBelow(protocol, idPace, 1))
        return addPaceDomainParameters(protocol, fields, stage, infos);
    if (protocol == idActiveAuthentication)
        return addActiveAuthentication(fields, stage, infos);
    if (isChipAuthenticationInfo(protocol))
        return addChipAuthentication(protocol, fields, stage, infos);
    if (isChipAuthenticationKey(protocol))
        return addChipAuthenticationKey(protocol, fields, stage, infos);
    if (protocol == idTerminalAuthentication)
        return addTerminalAuthentication(fields, stage, infos);
    while (!fields.atEnd()) {
        if (const Result<tlv::Element> skipped = fields.next(); !skipped)
            return fail(skipped.error());
    }
    return {};
}

bool listsEvery(const QList<PaceInfo> &all, const QList<PaceInfo> &some)
{
    return std::all_of(some.begin(), some.end(), [&](const PaceInfo &one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

} // namespace

Result<SecurityInfos> parseSecurityInfos(QByteArrayView set, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(set, 0x31, stage);
    if (!outer)
        return fail(outer.error());
    constexpr qsizetype mostInfos = 256; // a real card has about ten; EF.CardAccess is unsigned, and each is compared with each of DG14
    SecurityInfos infos;
    tlv::Reader reader(outer->value, stage);
    while (!reader.atEnd()) {
        if (infos.encoded.size() == mostInfos)
            return fail(ErrorCode::DamagedFile, stage, QStringLiteral("too many entries"));
        const Result<tlv::Element> sequence = reader.next(0x30);
        if (!sequence)
            return fail(sequence.error());
        tlv::Reader fields(sequence->value, stage);
        const Result<tlv::Element> identifier = fields.next(0x06);
        if (!identifier)
            return fail(identifier.error());
        const QByteArray protocol = identifier->value.toByteArray();
        if (const Result<void> added = addSecurityInfo(protocol, fields, stage, infos); !added)
            return fail(added.error());
        infos.protocols.append(protocol);
        infos.encoded.append(sequence->encoded.toByteArray());
    }
    return infos;
}

Result<SecurityInfos> parseCardAccess(QByteArrayView file)
{
    return parseSecurityInfos(file, QStringLiteral("CardAccess"));
}

Result<SecurityInfos> parseDg14(QByteArrayView file)
{
    const QString stage = QStringLiteral("DG14");
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x6E, stage);
    if (!outer)
        return fail(outer.error());
    return parseSecurityInfos(outer->value, stage);
}

Result<SecurityInfos> parseCardSecurityContent(QByteArrayView eContent)
{
    return parseSecurityInfos(eContent, QStringLiteral("CardSecurity"));
}

const SecurityInfos &builtInCardAccess()
{
    static const SecurityInfos infos = [] {
        SecurityInfos known;
        known.pace.append({QByteArray::fromHex("04007F00070202040202"), 2, 13}); // ECDH-GM, AES-128, brainpoolP256r1
        known.protocols.append(known.pace.first().protocol);
        known.encoded.append(QByteArray::fromHex("3012060A04007F0007020204020202010202010D"));
        return known;
    }();
    return infos;
}

Result<void> checkCardAccessAgainstDg14(const SecurityInfos &cardAccess, const SecurityInfos &dg14)
{
    if (dg14.pace.isEmpty())
        return {}; // some issuers sign nothing about PACE: nothing to compare with
    QList<PaceInfo> expected = cardAccess.pace;
    expected.removeIf([](const PaceInfo &info) { return isChipAuthenticationMapping(info.protocol); });
    if (!listsEvery(dg14.pace, expected) || !listsEvery(cardAccess.pace, dg14.pace))
        return fail(ErrorCode::ProtocolDowngrade, QStringLiteral("CardAccess against DG14"));
    return {};
}

Result<void> checkCardAccessAgainstCardSecurity(const SecurityInfos &cardAccess, const SecurityInfos &cardSecurity)
{
    const bool repeated = std::all_of(cardAccess.encoded.begin(), cardAccess.encoded.end(),
                                      [&](const QByteArray &info) { return cardSecurity.encoded.contains(info); });
    // A stronger protocol taken out of the unsigned file leaves all that remains in place: look the other way too.
    if (!repeated || !listsEvery(cardAccess.pace, cardSecurity.pace))
        return fail(ErrorCode::ProtocolDowngrade, QStringLiteral("CardAccess against CardSecurity"));
    return {};
}

} // namespace dd::nfc
