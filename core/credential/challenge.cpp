#include "core/credential/challenge.h"

#include "core/codec/base45.h"
#include "core/credential/asked.h"
#include "core/credential/map_reader.h"
#include "core/crypto/symmetric.h"

namespace dd::credential {
namespace {

using cbor::Value;

constexpr qsizetype challengeKeySize = 8;
constexpr cbor::Limits challengeLimits{.size = challengeSizeLimit};
constexpr qsizetype longestChallengeText = 4 + (challengeSizeLimit + 1) / 2 * 3;

QString challengeType()
{
    return QStringLiteral("application/vn-challenge+cbor");
}

QString challengeStage()
{
    return QStringLiteral("challenge");
}

std::unexpected<Error> challengeRefused(const QString &detail)
{
    return fail(ErrorCode::ChallengeMalformed, challengeStage(), detail);
}

QByteArray encodeContent(const Challenge &challenge)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::text(challenge.relyingParty)},
                             {Value::integer(2), Value::bytes(challenge.nonce)},
                             {Value::integer(3), encode(challenge.asked)},
                             {Value::integer(4), Value::integer(static_cast<int>(challenge.purpose))},
                             {Value::integer(6), Value::integer(challenge.issuedAt)}};
    if (!challenge.name.isEmpty())
        pairs.append({Value::integer(5), Value::text(challenge.name)});
    return cbor::encode(Value::map(std::move(pairs)));
}

Result<Challenge> readContent(QByteArrayView content, bool isSigned)
{
    const Result<Value> value = cbor::decode(content, challengeLimits);
    if (!value)
        return challengeRefused(value.error().detail);
    MapReader reader(*value, challengeStage(), ErrorCode::ChallengeMalformed);
    Challenge challenge;
    challenge.relyingParty = reader.text(1, partyIdLimit);
    if (!isPartyId(challenge.relyingParty))
        reader.refuse(QStringLiteral("relying party"));
    challenge.nonce = reader.bytes(2, challengeNonceSize);
    Result<QList<Asked>> asked = decodeAsked(reader.value(3), challengeStage(), ErrorCode::ChallengeMalformed);
    if (!asked)
        return fail(asked.error());
    challenge.asked = std::move(*asked);
    if (std::ranges::any_of(challenge.asked, [](const Asked &each) { return each.type == CredentialType::PrintedCopy; }))
        reader.refuse(QStringLiteral("a printed copy answers nobody"));
    challenge.purpose = static_cast<Purpose>(reader.integer(4, leastPurpose, mostPurpose));
    if (!isSigned && reader.has(5)) // the name of one who signs is the register's to say
        challenge.name = reader.text(5);
    challenge.issuedAt = reader.time(6);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return challenge;
}

} // namespace

QByteArray ReceivedChallenge::keyId() const
{
    return signedBy ? signedBy->keyId() : QByteArray();
}

QString challengePrefix()
{
    return QStringLiteral("VQ1:");
}

QByteArray answerNonce(QByteArrayView content)
{
    return crypto::sha256(content).first(challengeNonceSize);
}

Result<ChallengeCode> makeChallenge(const Challenge &challenge, crypto::Signer *key)
{
    const QByteArray content = encodeContent(challenge);
    QByteArray code = cbor::encodeBytes(content);
    if (key != nullptr) {
        const Result<QByteArray> message = crypto::signEnvelope(challengeType(), key->publicKey().keyId(), content, *key);
        if (!message)
            return fail(message.error());
        code = *message;
    }
    const QString text = challengePrefix() + QString::fromLatin1(base45::encode(code));
    const Result<ReceivedChallenge> readBack = parseChallenge(text);
    if (!readBack)
        return fail(ErrorCode::InvalidInput, challengeStage(), readBack.error().detail);
    if (readBack->challenge != challenge) // groups out of order, or text that is not NFC
        return fail(ErrorCode::InvalidInput, challengeStage(), QStringLiteral("it would be read as another one"));
    return ChallengeCode{text, readBack->answerNonce};
}

Result<ReceivedChallenge> parseChallenge(const QString &text)
{
    if (!text.startsWith(challengePrefix()))
        return fail(ErrorCode::NotOurQr, challengeStage());
    if (text.size() > longestChallengeText)
        return challengeRefused(QStringLiteral("too large"));
    const Result<QByteArray> code = base45::decode(text.sliced(challengePrefix().size()).toUtf8());
    if (!code)
        return challengeRefused(code.error().detail);
    const Result<Value> value = cbor::decode(*code, challengeLimits);
    if (!value)
        return challengeRefused(value.error().detail);
    std::optional<crypto::CoseSign1> message;
    QByteArray content = value->toBytes();
    if (!value->isBytes()) {
        Result<crypto::CoseSign1> parsed = crypto::parseCoseSign1(*value, challengeLimits);
        if (!parsed)
            return challengeRefused(parsed.error().detail);
        if (const Result<void> header = crypto::checkEnvelope(*parsed, challengeType(), challengeKeySize); !header)
            return challengeRefused(header.error().detail);
        content = parsed->payload;
        message = std::move(*parsed);
    }
    Result<Challenge> challenge = readContent(content, message.has_value());
    if (!challenge)
        return fail(challenge.error());
    return ReceivedChallenge{std::move(*challenge), answerNonce(content), std::move(message)};
}

} // namespace dd::credential
