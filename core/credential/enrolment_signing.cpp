// What holders sign towards an authority: proof of possession at enrolment, and later requests.
#include "core/credential/enrolment.h"

#include "core/credential/message_parts.h"
#include "core/crypto/cose_sign1.h"
#include "core/crypto/symmetric.h"

namespace dd::credential {

namespace {

constexpr qint64 labelAlgorithm = 1;
constexpr qint64 labelKeyId = 4;
constexpr qint64 labelTyp = 16; // RFC 9596

constexpr qsizetype thumbprintSize = 32;

QByteArray proofPayload(QByteArrayView hash, QByteArrayView sod, QByteArrayView answer)
{
    return hash.toByteArray() + crypto::sha256(sod) + crypto::sha256(answer);
}

// Exactly the labels we write: a header that nobody reads must not be signed.
Result<crypto::CoseSign1> parseHolderMessage(QByteArrayView bytes, bool withKeyId)
{
    Result<crypto::CoseSign1> message = crypto::parseCoseSign1(bytes);
    if (!message)
        return message;
    const cbor::Value &header = message->protectedHeader;
    const cbor::Value *typ = header.find(labelTyp);
    const cbor::Value *keyId = header.find(labelKeyId);
    const bool keyIdFits = withKeyId ? keyId && keyId->isBytes() && keyId->toBytes().size() == thumbprintSize : !keyId;
    if (!typ || !typ->isText() || !header.find(labelAlgorithm) || !keyIdFits || header.toMap().size() != (withKeyId ? 3 : 2)
        || !message->unprotectedHeader.toMap().isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("holder signature header"));
    return message;
}

bool hasTyp(const crypto::CoseSign1 &message, const QString &typ)
{
    const cbor::Value *found = message.protectedHeader.find(labelTyp);
    return found && found->isText() && found->toText() == typ;
}

} // namespace

Result<QByteArray> provePossession(const QString &typ, QByteArrayView payload, crypto::Signer &key)
{
    return crypto::signCoseSign1({{cbor::Value::integer(labelTyp), cbor::Value::text(typ)}}, cbor::Value::map({}), payload, key);
}

Result<void> checkPossession(QByteArrayView proof, const QString &typ, QByteArrayView payload, const crypto::PublicKey &key)
{
    const Result<crypto::CoseSign1> message = parseHolderMessage(proof, false);
    if (!message)
        return fail(message.error());
    if (!hasTyp(*message, typ))
        return fail(ErrorCode::InvalidInput, QStringLiteral("proof of possession typ"));
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
    return crypto::signCoseSign1({{cbor::Value::integer(labelKeyId), cbor::Value::bytes(holder.publicKey().thumbprint())},
                                  {cbor::Value::integer(labelTyp), cbor::Value::text(typ)}},
                                 cbor::Value::map({}), payload, holder);
}

Result<QByteArray> holderThumbprint(QByteArrayView message)
{
    const Result<crypto::CoseSign1> parsed = parseHolderMessage(message, true);
    if (!parsed)
        return fail(parsed.error());
    return parsed->protectedHeader.find(labelKeyId)->toBytes();
}

Result<SignedByHolder> verifySignedByHolder(QByteArrayView message, const QString &typ, const crypto::PublicKey &key)
{
    const Result<crypto::CoseSign1> parsed = parseHolderMessage(message, true);
    if (!parsed)
        return fail(parsed.error());
    const QByteArray thumbprint = parsed->protectedHeader.find(labelKeyId)->toBytes();
    if (thumbprint != key.thumbprint())
        return fail(ErrorCode::HolderKeyMismatch, QStringLiteral("holder signature"));
    if (!hasTyp(*parsed, typ))
        return fail(ErrorCode::InvalidInput, QStringLiteral("holder signature typ"));
    if (const Result<void> verified = parsed->verify(key); !verified)
        return fail(verified.error());
    return SignedByHolder{thumbprint, parsed->payload};
}

} // namespace dd::credential
