#include "core/crypto/cose_sign1.h"

namespace dd::crypto {
namespace {

using cbor::Value;

constexpr quint64 sign1Tag = 18;     // RFC 9052 §2
constexpr qint64 algorithmLabel = 1; // RFC 9052 §3.1
constexpr qint64 criticalLabel = 2;
constexpr qint64 keyIdLabel = 4;
constexpr qint64 typeLabel = 16; // RFC 9596 §2
constexpr qsizetype mostLabels = 8; // of one header; three is what we write, and each is looked for in the other one

std::unexpected<Error> coseMalformed(const char *detail)
{
    return fail(ErrorCode::CoseMalformed, QStringLiteral("COSE_Sign1"), QLatin1String(detail));
}

std::optional<Algorithm> knownAlgorithm(const Value &value)
{
    if (!value.isInteger())
        return {};
    for (const Algorithm algorithm : {Algorithm::Ed25519, Algorithm::Esp256, Algorithm::EdDsa, Algorithm::Es256, Algorithm::Es384}) {
        if (value.toInteger() == static_cast<int>(algorithm))
            return algorithm;
    }
    return {};
}

// RFC 9052 §3: labels are integers or text, and one label stands in one of the two maps only. No header here needs
// "crit", and a message that asks for understanding we do not have must not be processed (§3.1).
Result<void> checkHeaders(const CoseSign1 &message)
{
    for (const Value *header : {&message.protectedHeader, &message.unprotectedHeader}) {
        if (header->pairCount() > mostLabels)
            return coseMalformed("a header with too many labels");
        for (qsizetype i = 0; i < header->pairCount(); ++i) {
            if (!header->keyAt(i).isInteger() && !header->keyAt(i).isText())
                return coseMalformed("a header label of the wrong type");
        }
    }
    for (qsizetype i = 0; i < message.unprotectedHeader.pairCount(); ++i) {
        const Value &label = message.unprotectedHeader.keyAt(i);
        const bool both = label.isInteger() ? message.protectedHeader.find(label.toInteger()) != nullptr
                                            : message.protectedHeader.find(label.toText()) != nullptr;
        if (both)
            return coseMalformed("a label in both headers");
    }
    if (message.protectedHeader.find(criticalLabel) || message.unprotectedHeader.find(criticalLabel))
        return coseMalformed("a critical header is not understood");
    return {};
}

} // namespace

Result<Algorithm> CoseSign1::algorithm() const
{
    const Value *label = protectedHeader.find(algorithmLabel);
    const std::optional<Algorithm> found = label ? knownAlgorithm(*label) : std::nullopt;
    if (!found)
        return fail(ErrorCode::AlgorithmUnknown, QStringLiteral("COSE_Sign1"));
    return *found;
}

QByteArray CoseSign1::keyId() const
{
    const Value *label = protectedHeader.find(keyIdLabel);
    return label ? label->toBytes() : QByteArray();
}

Result<void> CoseSign1::verify(const PublicKey &key, QByteArrayView externalAad) const
{
    const Result<Algorithm> used = algorithm();
    if (!used)
        return fail(used.error());
    return key.verify(*used, sigStructure(protectedBytes, externalAad, payload), signature);
}

Result<CoseSign1> parseCoseSign1(QByteArrayView bytes, cbor::Limits limits)
{
    const Result<Value> value = cbor::decode(bytes, limits);
    if (!value)
        return fail(value.error());
    return parseCoseSign1(*value, limits);
}

Result<CoseSign1> parseCoseSign1(const Value &value, cbor::Limits limits)
{
    if (!value.isTag(sign1Tag))
        return coseMalformed("tag 18 is missing");
    const QList<Value> parts = value.tagged().toArray();
    if (parts.size() != 4 || !parts[0].isBytes() || !parts[1].isMap() || !parts[2].isBytes() || !parts[3].isBytes())
        return coseMalformed("not [bstr, map, bstr, bstr]");
    CoseSign1 message{parts[0].toBytes(), Value::map({}), parts[1], parts[2].toBytes(), parts[3].toBytes()};
    if (!message.protectedBytes.isEmpty()) {
        Result<Value> header = cbor::decode(message.protectedBytes, limits);
        if (!header)
            return fail(header.error());
        if (!header->isMap())
            return coseMalformed("the protected header is not a map");
        message.protectedHeader = std::move(*header);
    }
    if (const Result<void> headers = checkHeaders(message); !headers)
        return fail(headers.error());
    return message;
}

Result<QByteArray> signCoseSign1(QList<Value::Pair> protectedHeader, const Value &unprotectedHeader, QByteArrayView payload, Signer &signer,
                                 QByteArrayView externalAad)
{
    protectedHeader.append({Value::integer(algorithmLabel), Value::integer(static_cast<int>(signer.algorithm()))});
    CoseSign1 message{{}, Value::map(std::move(protectedHeader)), unprotectedHeader, payload.toByteArray(), {}};
    message.protectedBytes = cbor::encode(message.protectedHeader);
    if (message.protectedBytes.isEmpty() || !unprotectedHeader.isMap())
        return coseMalformed("a header that cannot be written");
    if (const Result<void> headers = checkHeaders(message); !headers)
        return fail(headers.error());
    const Result<QByteArray> signature = signer.sign(sigStructure(message.protectedBytes, externalAad, payload));
    if (!signature)
        return signature;
    QByteArray encoded = cbor::encode(Value::tagged(
        sign1Tag, Value::array({Value::bytes(message.protectedBytes), unprotectedHeader, Value::bytes(message.payload), Value::bytes(*signature)})));
    if (encoded.isEmpty())
        return coseMalformed("a header that cannot be written");
    return encoded;
}

Result<QByteArray> signEnvelope(const QString &typ, QByteArrayView keyId, QByteArrayView payload, Signer &signer)
{
    QList<Value::Pair> header{{Value::integer(typeLabel), Value::text(typ)}};
    if (!keyId.isEmpty())
        header.append({Value::integer(keyIdLabel), Value::bytes(keyId.toByteArray())});
    return signCoseSign1(std::move(header), Value::map({}), payload, signer);
}

Result<void> checkEnvelope(const CoseSign1 &message, const QString &typ, qsizetype keyIdSize, const QList<Algorithm> &algorithms)
{
    const Result<Algorithm> algorithm = message.algorithm();
    if (!algorithm || !algorithms.contains(*algorithm))
        return fail(ErrorCode::AlgorithmUnknown, QStringLiteral("COSE_Sign1"), QStringLiteral("the algorithm"));
    const Value *type = message.protectedHeader.find(typeLabel);
    if (type == nullptr || !type->isText() || type->toText() != typ)
        return coseMalformed("the type");
    if (message.keyId().size() != keyIdSize)
        return coseMalformed("the kid");
    if (message.protectedHeader.pairCount() != (keyIdSize > 0 ? 3 : 2) || message.unprotectedHeader.pairCount() != 0)
        return coseMalformed("a header label that does not belong here");
    return {};
}

QByteArray sigStructure(QByteArrayView protectedBytes, QByteArrayView externalAad, QByteArrayView payload)
{
    QByteArray out;
    out.reserve(protectedBytes.size() + externalAad.size() + payload.size() + 40);
    out.append("\x84\x6aSignature1"); // array of four; text of ten
    for (const QByteArrayView part : {protectedBytes, externalAad, payload})
        cbor::appendBytes(out, part);
    return out;
}

} // namespace dd::crypto
