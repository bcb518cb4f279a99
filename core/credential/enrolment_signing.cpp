// What holders sign towards an authority: proof of possession at enrolment, and later requests.
#include "core/credential/enrolment.h"

#include "core/credential/message_parts.h"
#include "core/crypto/cose_sign1.h"
#include "core/crypto/symmetric.h"

namespace dd::credential {

namespace {

constexpr qsizetype thumbprintSize = 32;

QByteArray proofPayload(QByteArrayView hash, QByteArrayView sod, QByteArrayView answer)
{
    return hash.toByteArray() + crypto::sha256(sod) + crypto::sha256(answer);
}

Result<crypto::CoseSign1> parseHolderMessage(QByteArrayView bytes, const QString &typ, qsizetype keyIdSize)
{
    Result<crypto::CoseSign1> message = crypto::parseCoseSign1(bytes);
    if (!message)
        return message;
    if (const Result<void> header = crypto::checkEnvelope(*message, typ, keyIdSize); !header)
        return fail(ErrorCode::InvalidInput, QStringLiteral("holder signature"), header.error().detail);
    return message;
}

} // namespace

Result<QByteArray> provePossession(const QString &typ, QByteArrayView payload, crypto::Signer &key)
{
    return crypto::signEnvelope(typ, {}, payload, key);
}

Result<void> checkPossession(QByteArrayView proof, const QString &typ, QByteArrayView payload, const crypto::PublicKey &key)
{
    const Result<crypto::CoseSign1> message = parseHolderMessage(proof, typ, 0);
    if (!message)
        return fail(message.error());
    if (const Result<void> verified = message->verify(key); !verified)
        return verified;
    if (message->payload != payload)
        return fail(ErrorCode::SignatureInvalid, QStringLiteral("proof of possession content"));
    return {};
}

Result<QByteArray> makeProof(QByteArrayView enrolmentHash, QByteArrayView sod, QByteArrayView chipAnswer, crypto::Signer &holder)
{
    return provePossession(enrolProofTyp, proofPayload(enrolmentHash, sod, chipAnswer), holder);
}

Result<void> checkProof(QByteArrayView proof, QByteArrayView enrolmentHash, QByteArrayView sod, QByteArrayView chipAnswer,
                        const crypto::PublicKey &key)
{
    return checkPossession(proof, enrolProofTyp, proofPayload(enrolmentHash, sod, chipAnswer), key);
}

Result<QByteArray> signByHolder(const QString &typ, QByteArrayView payload, crypto::Signer &holder)
{
    return crypto::signEnvelope(typ, holder.publicKey().thumbprint(), payload, holder);
}

Result<QByteArray> holderThumbprint(QByteArrayView message)
{
    const Result<crypto::CoseSign1> parsed = crypto::parseCoseSign1(message);
    if (!parsed)
        return fail(parsed.error());
    if (parsed->keyId().size() != thumbprintSize)
        return fail(ErrorCode::InvalidInput, QStringLiteral("holder signature"), QStringLiteral("the kid"));
    return parsed->keyId();
}

Result<SignedByHolder> verifySignedByHolder(QByteArrayView message, const QString &typ, const crypto::PublicKey &key)
{
    const Result<crypto::CoseSign1> parsed = parseHolderMessage(message, typ, thumbprintSize);
    if (!parsed)
        return fail(parsed.error());
    if (parsed->keyId() != key.thumbprint())
        return fail(ErrorCode::HolderKeyMismatch, QStringLiteral("holder signature"));
    if (const Result<void> verified = parsed->verify(key); !verified)
        return fail(verified.error());
    return SignedByHolder{parsed->keyId(), parsed->payload};
}

} // namespace dd::credential
