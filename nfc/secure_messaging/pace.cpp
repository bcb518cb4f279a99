#include "nfc/secure_messaging/pace.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"

#include <algorithm>
#include <tuple>

namespace dd::nfc {
namespace {

constexpr qsizetype largestNonce = 32;
constexpr quint32 encryptedChipData = 0x8A;
constexpr qsizetype mostOffers = 32; // EF.CardAccess is unsigned, and each group takes time to set up

QString stepName(int step)
{
    return QStringLiteral("PACE step %1").arg(step);
}

// The chip learns only from the token whether the terminal knew the password; before that a refusal is about something else,
// unless the status counts tries.
std::unexpected<Error> refused(const ResponseApdu &answer, const QString &stage, bool tokenShown = false)
{
    const quint16 status = answer.status;
    const bool wrongKey = answer.triesLeft() || status == sw::authenticationBlocked
        || (tokenShown && (status == sw::authenticationFailed || status == sw::securityStatusNotSatisfied));
    if (wrongKey) {
        Error error{ErrorCode::WrongAccessKey, stage, statusText(status), answer.triesLeft()};
        if (status == sw::authenticationBlocked)
            error.triesLeft = 0;
        return fail(std::move(error));
    }
    // 6A.., 6D00, 6E00: the chip does not know what we ask. The rest (6F00, 6400…) is a chip in trouble: hold it again.
    const bool unknown = (status >> 8) == 0x6A || status == sw::instructionNotSupported || status == sw::classNotSupported;
    return fail(unknown ? ErrorCode::UnsupportedProtocol : ErrorCode::SecureMessagingBroken, stage, statusText(status));
}

std::unexpected<Error> untrusted(int step, const char *why)
{
    return fail(ErrorCode::SecureMessagingBroken, stepName(step), QLatin1String(why));
}

QByteArray passwordReference(AccessKey::Kind kind)
{
    return kind == AccessKey::Kind::Mrz ? QByteArray(1, '\x01') : QByteArray(1, '\x02'); // §4.4.4.1
}

// Tag 84 names the domain parameters. It is required where the card offers several sets for PACE (§4.4.4.1).
Result<void> setAuthenticationTemplate(CardLink &link, const PaceInfo &info, bool domainAmbiguous, AccessKey::Kind kind)
{
    const QByteArray brief = tlv::encode(0x80, info.protocol) + tlv::encode(0x83, passwordReference(kind));
    const QByteArray domain = info.parameterId ? tlv::encode(0x84, QByteArray(1, static_cast<char>(*info.parameterId))) : QByteArray();
    Result<ResponseApdu> answer = link.transmit({0x00, 0x22, 0xC1, 0xA4, domainAmbiguous ? brief + domain : brief, 0, false});
    if (!answer)
        return fail(answer.error());
    // Some chips insist on tag 84 even where one set of domain parameters leaves no doubt.
    if (!domainAmbiguous && (answer->status >> 8) == 0x6A && info.parameterId) {
        answer = link.transmit({0x00, 0x22, 0xC1, 0xA4, brief + domain, 0, false});
        if (!answer)
            return fail(answer.error());
    }
    // 63Cx here is a warning, not a refusal (BSI TR-03110-3 B.1); with no tries left the password is blocked.
    const std::optional<int> tries = answer->triesLeft();
    if (answer->isSuccess() || (tries && *tries > 0))
        return {};
    return refused(*answer, paceTemplateStage);
}

// GENERAL AUTHENTICATE: one dynamic authentication data object out, one back (§4.4.4.2). What else the last answer holds goes
// to `appended`, which only that step has.
Result<QByteArray> generalAuthenticate(CardLink &link, int step, const QByteArray &object, quint32 expectedTag, std::optional<QByteArray> *appended = nullptr)
{
    const bool last = step == 4;
    CommandApdu command{static_cast<quint8>(last ? 0x00 : 0x10), 0x86, 0x00, 0x00, tlv::encode(0x7C, object), 256, false};
    if (command.data.size() > CommandApdu::maxShortData) { // a public key of DH-2048: no room in a short command
        command.extended = true;
        command.expected = 65536;
        // The chain that could carry it in pieces is taken: its links are the steps of the protocol (§9.3.2).
        if (!link.fits(command))
            return fail(ErrorCode::UnsupportedProtocol, stepName(step), QStringLiteral("the reader has no extended length"));
    }
    const Result<ResponseApdu> answer = link.transmit(command);
    if (!answer)
        return fail(answer.error());
    if (!answer->isSuccess())
        return refused(*answer, stepName(step), last);
    const Result<tlv::Element> outer = tlv::readSingle(answer->data, 0x7C);
    if (!outer)
        return untrusted(step, "answer malformed");
    tlv::Reader reader(outer->value);
    const Result<tlv::Element> value = reader.next(expectedTag);
    if (!value)
        return untrusted(step, "answer malformed");
    // Chips that also do terminal authentication append certificate references (87, 88) to the last answer, chip
    // authentication mapping its data (8A).
    while (appended != nullptr && !reader.atEnd()) {
        const Result<tlv::Element> more = reader.next();
        if (!more || (more->tag != 0x87 && more->tag != 0x88 && (more->tag != encryptedChipData || appended->has_value())))
            return untrusted(step, "answer malformed");
        if (more->tag == encryptedChipData)
            *appended = more->value.toByteArray();
    }
    if (!reader.atEnd())
        return untrusted(step, "answer malformed");
    return value->value.toByteArray();
}

Result<Secret> fetchNonce(CardLink &link, const PaceProtocol &protocol, const AccessKey &access)
{
    Result<Secret> passwordKey = access.kind == AccessKey::Kind::Can ? pacePasswordKeyFromCan(access.value, protocol.suite)
                                                                     : pacePasswordKeyFromMrz(access.value, protocol.suite);
    if (!passwordKey)
        return passwordKey;
    const Result<QByteArray> encrypted = generalAuthenticate(link, 1, {}, 0x80);
    if (!encrypted)
        return fail(encrypted.error());
    // §4.4.3.3: whole blocks of the cipher. How many is the chip's choice, two AES blocks being as long as the longest key;
    // the integrated mapping leaves none.
    const bool integrated = protocol.mapping == PaceMapping::Integrated;
    const qsizetype size = encrypted->size();
    if (size == 0 || size % blockSize(protocol.suite) != 0 || size > largestNonce || (integrated && size != integratedNonceSize(protocol.suite)))
        return untrusted(1, "nonce length");
    Result<QByteArray> nonce = cbcDecrypt(protocol.suite, passwordKey->view(), QByteArray(blockSize(protocol.suite), '\0'), *encrypted);
    if (!nonce)
        return fail(nonce.error());
    Secret secret = Secret::copyOf(*nonce);
    wipe(*nonce);
    return secret;
}

// Sends our public key of this step and returns the chip's, which must be in the group and not be ours.
Result<QByteArray> exchangeKeys(CardLink &link, int step, const AgreementDomain &domain, const QByteArray &ours)
{
    const quint32 outTag = step == 2 ? 0x81 : 0x83;
    Result<QByteArray> theirs = generalAuthenticate(link, step, tlv::encode(outTag, ours), outTag + 1);
    if (!theirs)
        return theirs;
    if (!domain.checkPublicKey(*theirs))
        return untrusted(step, "public key not in the group");
    // Compared as numbers: a chip may send an integer's leading zeros, which ours never has.
    const qsizetype zeros = std::find_if(theirs->begin(), theirs->end(), [](char byte) { return byte != '\0'; }) - theirs->begin();
    if (QByteArrayView(*theirs).sliced(zeros) == ours)
        return untrusted(step, "public key reflected");
    return theirs;
}

struct Mapped
{
    AgreementDomain domain;
    QByteArray chipKey; // of the generic mapping
};

Result<Mapped> mapNonce(CardLink &link, const PaceProfile &profile, QByteArrayView nonce, Random &random)
{
    if (profile.protocol.mapping == PaceMapping::Integrated) {
        const QByteArray t = random.bytes(keySize(profile.protocol.suite));
        const Result<QByteArray> empty = generalAuthenticate(link, 2, tlv::encode(0x81, t), 0x82);
        if (!empty)
            return fail(empty.error());
        if (!empty->isEmpty())
            return untrusted(2, "mapping data where there is none");
        Result<QByteArray> string = pacePseudoRandom(profile.protocol.suite, nonce, t, profile.domain.modulusBits());
        if (!string)
            return fail(string.error());
        Result<AgreementDomain> mapped = profile.domain.mapIntegrated(*string);
        wipe(*string);
        return mapped ? Result<Mapped>(Mapped{std::move(*mapped), {}}) : fail(mapped.error());
    }
    const Result<KeyPair> own = profile.domain.generate(random);
    if (!own)
        return fail(own.error());
    Result<QByteArray> chipKey = exchangeKeys(link, 2, profile.domain, own->publicKey);
    if (!chipKey)
        return fail(chipKey.error());
    Result<AgreementDomain> mapped = profile.domain.mapGeneric(nonce, own->privateKey.view(), *chipKey);
    return mapped ? Result<Mapped>(Mapped{std::move(*mapped), std::move(*chipKey)}) : fail(mapped.error());
}

Result<std::optional<ChipMappingProof>> mappingProof(const PaceProfile &profile, const Mapped &mapped, QByteArrayView encryptionKey,
                                                     const std::optional<QByteArray> &encrypted)
{
    if (profile.protocol.mapping != PaceMapping::ChipAuthentication) {
        if (encrypted)
            return untrusted(4, "chip authentication data where there is none"); // §4.4.5: must not be present otherwise
        return std::nullopt;
    }
    // A chip that speaks the mapping and cannot prove its key is not the chip it says it is.
    const auto unproven = [](const char *why) { return fail(ErrorCode::ChipAuthenticationFailed, stepName(4), QLatin1String(why)); };
    if (!encrypted)
        return unproven("no chip authentication data");
    Result<QByteArray> data = decryptChipAuthenticationData(profile.protocol.suite, encryptionKey, *encrypted);
    if (!data)
        return unproven("chip authentication data malformed");
    return ChipMappingProof{profile.domain, mapped.chipKey, std::move(*data)};
}

// Stronger first; equal ones stay in the card's order.
bool isStronger(const PaceProfile &a, const PaceProfile &b)
{
    const auto rank = [](const PaceProfile &profile) {
        return std::tuple(static_cast<int>(profile.protocol.suite), profile.protocol.mapping == PaceMapping::ChipAuthentication, profile.protocol.elliptic,
                          profile.domain.modulusBits());
    };
    return rank(a) > rank(b);
}

} // namespace

QString PaceProfile::description() const
{
    return QStringLiteral("%1, %2").arg(protocol.name(), domain.name());
}

Result<QList<PaceProfile>> paceProfiles(const SecurityInfos &cardAccess)
{
    QList<PaceProfile> profiles;
    for (qsizetype i = 0; i < qMin(cardAccess.pace.size(), mostOffers); ++i) {
        const PaceInfo &info = cardAccess.pace.at(i);
        Result<PaceProtocol> protocol = paceProtocolFrom(info.protocol);
        if (!protocol || info.version != 2 || !info.parameterId)
            continue;
        Result<AgreementDomain> domain = AgreementDomain::standardized(*info.parameterId);
        if (!domain || domain->isElliptic() != protocol->elliptic)
            continue;
        if (protocol->mapping == PaceMapping::Integrated && !domain->mapIntegrated(QByteArray(1, '\x02')))
            continue; // P-224 has no point encoding
        profiles.append({info, std::move(*protocol), std::move(*domain), false});
    }
    for (PaceProfile &profile : profiles) {
        profile.domainAmbiguous = std::any_of(cardAccess.pace.begin(), cardAccess.pace.end(), [&](const PaceInfo &other) {
            return other.parameterId != profile.info.parameterId;
        });
    }
    if (profiles.isEmpty())
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("CardAccess"), QStringLiteral("no PACE variant this app can run"));
    QList<PaceProfile> sorted; // equal ones stay in the card's order
    for (const PaceProfile &profile : profiles)
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), profile, isStronger), profile);
    return sorted;
}

Result<std::optional<ChipMappingProof>> runPace(CardLink &link, const PaceProfile &profile, const AccessKey &access, Random &random)
{
    const PaceProtocol &protocol = profile.protocol;
    if (const Result<void> set = setAuthenticationTemplate(link, profile.info, profile.domainAmbiguous, access.kind); !set)
        return fail(set.error());
    const Result<Secret> nonce = fetchNonce(link, protocol, access);
    if (!nonce)
        return fail(nonce.error());
    const Result<Mapped> mapped = mapNonce(link, profile, nonce->view(), random);
    if (!mapped)
        return fail(mapped.error());

    const Result<KeyPair> ephemeral = mapped->domain.generate(random);
    if (!ephemeral)
        return fail(ephemeral.error());
    const Result<QByteArray> chipEphemeral = exchangeKeys(link, 3, mapped->domain, ephemeral->publicKey);
    if (!chipEphemeral)
        return fail(chipEphemeral.error());
    const Result<Secret> shared = mapped->domain.sharedSecret(ephemeral->privateKey.view(), *chipEphemeral);
    if (!shared)
        return fail(shared.error());
    Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, protocol.suite);
    Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, protocol.suite);
    if (!encryptionKey || !macKey)
        return fail(ErrorCode::CryptoFailed, stepName(3));

    const Result<QByteArray> ourToken = paceToken(protocol, macKey->view(), mapped->domain, *chipEphemeral);
    const Result<QByteArray> expectedToken = paceToken(protocol, macKey->view(), mapped->domain, ephemeral->publicKey);
    if (!ourToken || !expectedToken)
        return fail(ErrorCode::CryptoFailed, stepName(4));
    std::optional<QByteArray> encryptedData;
    const Result<QByteArray> chipToken = generalAuthenticate(link, 4, tlv::encode(0x85, *ourToken), 0x86, &encryptedData);
    if (!chipToken)
        return fail(chipToken.error());
    if (!constantTimeEqual(*chipToken, *expectedToken))
        return untrusted(4, "wrong token");
    Result<std::optional<ChipMappingProof>> proof = mappingProof(profile, *mapped, encryptionKey->view(), encryptedData);
    if (proof)
        link.startSecureMessaging(SecureSession(std::move(*encryptionKey), std::move(*macKey), protocol.suite));
    return proof;
}

Result<void> verifyChipMapping(const ChipMappingProof &proof, const AgreementKey &chipKey)
{
    const auto failed = [](const char *why) { return fail(ErrorCode::ChipAuthenticationFailed, QStringLiteral("chip authentication mapping"), QLatin1String(why)); };
    const EcDomain *curve = proof.domain.elliptic();
    const EcDomain *chipCurve = chipKey.domain.elliptic();
    if (curve == nullptr || chipCurve == nullptr || curve->parameterId() != chipCurve->parameterId())
        return failed("key on another curve");
    const Result<QByteArray> point = curve->multiply(proof.authenticationData, chipKey.publicKey);
    if (!point || *point != proof.mappingKey)
        return failed("the chip does not hold its private key");
    return {};
}

Result<void> verifyChipMapping(const ChipMappingProof &proof, const SecurityInfos &signedInfos)
{
    constexpr qsizetype mostKeys = 8; // each costs arithmetic
    const QString stage = QStringLiteral("chip authentication mapping");
    const EcDomain *curve = proof.domain.elliptic();
    const QByteArray number(1, static_cast<char>(curve != nullptr ? curve->parameterId() : 0));
    Result<void> outcome = fail(ErrorCode::ChipAuthenticationFailed, stage, QStringLiteral("no key for it"));
    const QList<ChipAuthenticationKey> &keys = signedInfos.chipAuthenticationKeys;
    for (qsizetype i = 0; i < qMin(keys.size(), mostKeys) && !outcome; ++i) {
        if (keys.at(i).keyId && *keys.at(i).keyId != number)
            continue;
        const Result<AgreementKey> key = agreementKeyFrom(keys.at(i).subjectPublicKeyInfo, stage);
        if (key)
            outcome = verifyChipMapping(proof, *key);
    }
    return outcome;
}

} // namespace dd::nfc
