#include "nfc/secure_messaging/chip_authentication.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"

#include <algorithm>
#include <tuple>

namespace dd::nfc {
namespace {

const QByteArray idCaArc = QByteArray::fromHex("04007F0007020203"); // 0.4.0.127.0.7.2.2.3
constexpr char ecdhArc = 2; // below id-CA and id-PK alike; 1 is DH
constexpr char tripleDesArc = 1;
// Each key costs arithmetic before anyone has vouched for the file.
constexpr qsizetype mostKeys = 8;
constexpr qsizetype mostInfos = 32;
constexpr quint16 lastCommandExpected = 0x6883;

QString chipKeyStage()
{
    return QStringLiteral("chip authentication key");
}

std::optional<CipherSuite> chipCipherOf(QByteArrayView protocol)
{
    switch (protocol.back()) {
    case tripleDesArc: return CipherSuite::TripleDes;
    case 2: return CipherSuite::Aes128;
    case 3: return CipherSuite::Aes192;
    case 4: return CipherSuite::Aes256;
    default: return std::nullopt;
    }
}

// id-CA and id-PK number the kinds of key alike: 1 is DH, 2 is ECDH.
char agreementKindOf(const ChipAuthenticationInfo &info)
{
    return info.protocol.size() == idCaArc.size() + 2 ? info.protocol[idCaArc.size()] : '\0';
}

char agreementKindOf(const ChipAuthenticationKey &key)
{
    return key.protocol.isEmpty() ? '\0' : key.protocol.back();
}

// §9.4.1: an unsigned integer has no leading zeros.
QByteArray unsignedOf(QByteArray integer)
{
    while (integer.size() > 1 && integer.startsWith('\0'))
        integer.remove(0, 1);
    return integer;
}

// §9.2.5, §9.2.6: several keys are told apart by number on both sides. Where only one side has a number, one key leaves no doubt.
bool belongTogether(const ChipAuthenticationInfo &info, const ChipAuthenticationKey &key, qsizetype keysOfKind)
{
    if (agreementKindOf(info) != agreementKindOf(key))
        return false;
    if (info.keyId && key.keyId)
        return unsignedOf(*info.keyId) == unsignedOf(*key.keyId);
    return keysOfKind == 1 || info.keyId.has_value() == key.keyId.has_value();
}

struct PairedKey
{
    AgreementKey agreement;
    const ChipAuthenticationKey *named;
    qsizetype keysOfKind;
};

ChipAuthenticationProfile profileWith(const PairedKey &key, const QByteArray &protocol, CipherSuite suite, const std::optional<QByteArray> &infoKeyId)
{
    const std::optional<QByteArray> &number = key.named->keyId ? key.named->keyId : infoKeyId;
    ChipAuthenticationProfile profile{protocol, suite, key.agreement.domain, key.agreement.publicKey, std::nullopt, false};
    if (number)
        profile.keyId = unsignedOf(*number);
    return profile;
}

// The older chips' way: a key and no word about a protocol.
ChipAuthenticationProfile derivedProfile(const PairedKey &key)
{
    QByteArray protocol = idCaArc;
    protocol.append(agreementKindOf(*key.named)).append(tripleDesArc);
    ChipAuthenticationProfile profile = profileWith(key, protocol, CipherSuite::TripleDes, std::nullopt);
    profile.derived = true;
    return profile;
}

bool isStrongerProfile(const ChipAuthenticationProfile &a, const ChipAuthenticationProfile &b)
{
    const auto rank = [](const ChipAuthenticationProfile &profile) {
        return std::tuple(static_cast<int>(profile.suite), profile.domain.isElliptic(), profile.domain.modulusBits());
    };
    return rank(a) > rank(b);
}

// The keys that can be used; `problem` is why the first of the others cannot.
QList<PairedKey> usableKeys(const SecurityInfos &infos, std::optional<Error> &problem)
{
    QList<PairedKey> keys;
    const QList<ChipAuthenticationKey> &all = infos.chipAuthenticationKeys;
    for (qsizetype i = 0; i < qMin(all.size(), mostKeys); ++i) {
        const ChipAuthenticationKey &one = all.at(i);
        Result<AgreementKey> agreement = agreementKeyFrom(one.subjectPublicKeyInfo, chipKeyStage());
        if (agreement && agreement->domain.isElliptic() != (agreementKindOf(one) == ecdhArc))
            agreement = fail(ErrorCode::DamagedFile, chipKeyStage(), QStringLiteral("a key of another kind than its name says"));
        if (!agreement) {
            // A damaged key weighs more than one of a kind this app does not know.
            if (!problem || problem->code == ErrorCode::UnsupportedProtocol)
                problem = agreement.error();
            continue;
        }
        const qsizetype sameKind =
            std::count_if(all.begin(), all.end(), [&](const ChipAuthenticationKey &other) { return agreementKindOf(other) == agreementKindOf(one); });
        keys.append({std::move(*agreement), &one, sameKind});
    }
    return keys;
}

std::unexpected<Error> chipUnproven(const QString &stage, const QString &why)
{
    return fail(ErrorCode::ChipAuthenticationFailed, stage, why);
}

// One command, or a chain of them where the channel is too narrow for one. §9.3.2 allows a chain only where the chip announces it,
// but what the reader lacks cannot be had otherwise, and a chip that takes no chain says so.
Result<ResponseApdu> sendLong(CardLink &link, CommandApdu command)
{
    if (link.fits(command))
        return link.transmit(command);
    CommandApdu part{static_cast<quint8>(command.cla | 0x10), command.ins, command.p1, command.p2, {}, command.expected, false};
    qsizetype room = CommandApdu::maxShortData;
    for (part.data.resize(room); room > 0 && !link.fits(part); part.data.resize(room))
        room -= blockSize(CipherSuite::TripleDes);
    if (room <= 0)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("chip authentication"), QStringLiteral("the reader has no room for it"));
    part.expected = 0;
    QByteArrayView rest(command.data);
    while (rest.size() > room) {
        part.data = rest.first(room).toByteArray();
        rest = rest.sliced(room);
        const Result<ResponseApdu> answer = link.transmit(part);
        if (!answer)
            return fail(answer.error());
        if (!answer->isSuccess()) {
            return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("chip authentication"),
                        QStringLiteral("command chaining: %1").arg(statusText(answer->status)));
        }
    }
    command.data = rest.toByteArray();
    Result<ResponseApdu> answer = link.transmit(command);
    if (answer && answer->status == lastCommandExpected)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("chip authentication"), QStringLiteral("command chaining"));
    return answer;
}

// The first command under the new keys. Which files there are does not matter and neither does the status: the checksum is what
// only the holder of the key can make.
Result<void> proveByFirstAnswer(CardLink &link)
{
    const QString stage = QStringLiteral("chip authentication proof");
    const Result<SecureSession::Answer> answer = link.exchange({0x00, 0xA4, 0x02, 0x0C, QByteArray::fromHex("010E"), 0, false});
    if (!answer) {
        const ErrorCode code = answer.error().code;
        const bool aboutTheChip = code == ErrorCode::SecureMessagingBroken;
        return aboutTheChip ? chipUnproven(stage, answer.error().detail) : fail(answer.error());
    }
    if (!answer->isProtected)
        return chipUnproven(stage, statusText(answer->response.status));
    return {};
}

} // namespace

QString ChipAuthenticationProfile::description() const
{
    return QStringLiteral("CA-%1-%2, %3").arg(QLatin1String(domain.isElliptic() ? "ECDH" : "DH"), cipherName(suite), domain.name());
}

Result<QList<ChipAuthenticationProfile>> chipAuthenticationProfiles(const SecurityInfos &signedInfos)
{
    std::optional<Error> problem;
    const QList<PairedKey> keys = usableKeys(signedInfos, problem);
    const QList<ChipAuthenticationInfo> &infos = signedInfos.chipAuthentication;
    QList<ChipAuthenticationProfile> profiles;
    bool spokenFor = false; // an info that this terminal understands, whether it found its key or not
    for (qsizetype i = 0; i < qMin(infos.size(), mostInfos); ++i) {
        const ChipAuthenticationInfo &info = infos.at(i);
        const std::optional<CipherSuite> suite = info.version == 1 && agreementKindOf(info) != '\0' ? chipCipherOf(info.protocol) : std::nullopt;
        if (!suite)
            continue;
        spokenFor = true;
        for (const PairedKey &key : keys) {
            if (belongTogether(info, *key.named, key.keysOfKind))
                profiles.append(profileWith(key, info.protocol, *suite, info.keyId));
        }
    }
    for (const PairedKey &key : keys) {
        const bool named = std::any_of(infos.begin(), infos.end(),
                                       [&](const ChipAuthenticationInfo &info) { return agreementKindOf(info) == agreementKindOf(*key.named); });
        if (!named)
            profiles.append(derivedProfile(key));
    }
    if (profiles.isEmpty()) {
        if (problem)
            return fail(*problem);
        if (spokenFor)
            return fail(ErrorCode::DamagedFile, chipKeyStage(), QStringLiteral("no key of that number"));
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("chip authentication"), QStringLiteral("nothing this app can run"));
    }
    QList<ChipAuthenticationProfile> sorted; // equal ones stay in the chip's order
    for (const ChipAuthenticationProfile &profile : profiles)
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), profile, isStrongerProfile), profile);
    return sorted;
}

ChipAuthenticationCommands firstCommandsFor(CipherSuite suite)
{
    return suite == CipherSuite::TripleDes ? ChipAuthenticationCommands::KeyAgreementTemplate : ChipAuthenticationCommands::AuthenticationTemplate;
}

ChipAuthenticationRequest chipAuthenticationRequest(const ChipAuthenticationProfile &profile, QByteArrayView ephemeralPublicKey,
                                                    ChipAuthenticationCommands commands)
{
    const QByteArray reference = profile.keyId ? tlv::encode(0x84, *profile.keyId) : QByteArray();
    if (commands == ChipAuthenticationCommands::KeyAgreementTemplate)
        return {tlv::encode(0x91, ephemeralPublicKey) + reference, {}};
    return {tlv::encode(0x80, profile.protocol) + reference, tlv::encode(0x7C, tlv::encode(0x80, ephemeralPublicKey))};
}

Result<void> sendChipAuthentication(CardLink &link, const ChipAuthenticationRequest &request)
{
    const bool agreementTemplate = request.generalAuthenticate.isEmpty();
    const QString mseStage = agreementTemplate ? QStringLiteral("MSE:Set KAT") : QStringLiteral("MSE:Set AT");
    const auto parameter = static_cast<quint8>(agreementTemplate ? 0xA6 : 0xA4);
    const Result<ResponseApdu> set = sendLong(link, {0x00, 0x22, 0x41, parameter, request.mse, 0, false});
    if (!set)
        return fail(set.error());
    if (!set->isSuccess())
        return chipUnproven(mseStage, statusText(set->status));
    if (agreementTemplate)
        return {};
    const QString stage = QStringLiteral("chip authentication GENERAL AUTHENTICATE");
    const Result<ResponseApdu> answer = sendLong(link, {0x00, 0x86, 0x00, 0x00, request.generalAuthenticate, CommandApdu::maxShortExpected, false});
    if (!answer)
        return fail(answer.error());
    if (!answer->isSuccess())
        return chipUnproven(stage, statusText(answer->status));
    if (!tlv::readSingle(answer->data, 0x7C))
        return chipUnproven(stage, QStringLiteral("answer malformed"));
    return {};
}

Result<void> runChipAuthentication(CardLink &link, const ChipAuthenticationProfile &profile, Random &random)
{
    const Result<KeyPair> ephemeral = profile.domain.generate(random);
    if (!ephemeral)
        return fail(ephemeral.error());
    const Result<Secret> shared = profile.domain.sharedSecret(ephemeral->privateKey.view(), profile.chipPublicKey);
    if (!shared)
        return fail(shared.error());
    Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, profile.suite);
    Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, profile.suite);
    if (!encryptionKey || !macKey)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("chip authentication"));

    const ChipAuthenticationCommands commands = firstCommandsFor(profile.suite);
    Result<void> sent = sendChipAuthentication(link, chipAuthenticationRequest(profile, ephemeral->publicKey, commands));
    // §8.5 note 1: chips with 3DES have been issued that know only the two commands.
    const auto refused = [&] { return !sent && sent.error().code == ErrorCode::ChipAuthenticationFailed; };
    if (refused() && commands == ChipAuthenticationCommands::KeyAgreementTemplate)
        sent = sendChipAuthentication(link,
                                      chipAuthenticationRequest(profile, ephemeral->publicKey, ChipAuthenticationCommands::AuthenticationTemplate));
    if (refused() && profile.derived)
        return fail(ErrorCode::UnsupportedProtocol, sent.error().stage, sent.error().detail);
    if (!sent)
        return fail(sent.error());
    link.startSecureMessaging(SecureSession(std::move(*encryptionKey), std::move(*macKey), profile.suite));
    return proveByFirstAnswer(link);
}

} // namespace dd::nfc
