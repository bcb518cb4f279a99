#include "core/trust/status_list.h"

#include "core/codec/inflate.h"
#include "core/credential/map_reader.h"

namespace dd::trust {
namespace {

using cbor::Value;
using credential::MapReader;

constexpr qint64 statusKeyIdLabel = 4;
constexpr qsizetype statusKeyIdSize = 8;
constexpr qint64 subjectClaim = 2;
constexpr qint64 expiresClaim = 4;
constexpr qint64 issuedClaim = 6;
constexpr qint64 statusListClaim = 65533;
constexpr qint64 ttlClaim = 65534;

QString statusListType()
{
    return QStringLiteral("application/statuslist+cwt");
}

QString statusStage()
{
    return QStringLiteral("status list");
}

std::unexpected<Error> statusInvalid(const QString &detail)
{
    return fail(ErrorCode::StatusListInvalid, statusStage(), detail);
}

cbor::Limits statusLimits(const StatusPolicy &policy)
{
    return {.size = statusTokenLimit, .requireSorted = policy.sorted};
}

Result<void> checkStatusHeader(crypto::CoseSign1 token, const StatusPolicy &policy)
{
    if (policy.keyIdUnprotected) {
        const Value *keyId = token.unprotectedHeader.find(statusKeyIdLabel);
        if (keyId == nullptr || !keyId->isBytes() || token.unprotectedHeader.pairCount() != 1)
            return statusInvalid(QStringLiteral("kid"));
        token.unprotectedHeader = Value::map({});
    }
    const Result<void> header = crypto::checkEnvelope(token, statusListType(), policy.keyIdUnprotected ? 0 : statusKeyIdSize, policy.algorithms);
    return header ? header : statusInvalid(header.error().detail);
}

// The kid of the key that it holds under.
Result<QByteArray> checkStatusSignature(const crypto::CoseSign1 &token, const QList<crypto::PublicKey> &keys, const StatusPolicy &policy)
{
    for (const crypto::PublicKey &key : keys) {
        if (!policy.keyIdUnprotected && token.keyId() != key.keyId())
            continue;
        if (token.verify(key))
            return key.keyId();
    }
    return fail(ErrorCode::SignatureInvalid, statusStage());
}

bool isEntryWidth(qint64 bits)
{
    return bits == 1 || bits == 2 || bits == 4 || bits == 8;
}

// {"bits": n, "lst": stream}
Result<void> readBits(const Value &value, const StatusPolicy &policy, StatusList &list)
{
    const Value *bits = value.find(QStringLiteral("bits"));
    const Value *stream = value.find(QStringLiteral("lst"));
    if (bits == nullptr || stream == nullptr || value.toMap().size() != 2 || !bits->isInteger() || !isEntryWidth(bits->toInteger()) || !stream->isBytes())
        return statusInvalid(QStringLiteral("bits"));
    list.bits = static_cast<int>(bits->toInteger());
    Result<QByteArray> bitmap = inflateZlib(stream->toBytes(), policy.mostInflated);
    if (!bitmap) {
        const bool tooLarge = bitmap.error().code == ErrorCode::CompressedTooLarge;
        return fail(tooLarge ? ErrorCode::StatusListTooLarge : ErrorCode::StatusListInvalid, statusStage(), bitmap.error().detail);
    }
    if (bitmap->isEmpty())
        return statusInvalid(QStringLiteral("no entries"));
    list.bitmap = std::move(*bitmap);
    return {};
}

} // namespace

std::optional<quint8> StatusList::at(qint64 index) const
{
    if (index < 0 || index >= size())
        return std::nullopt;
    const qint64 perByte = 8 / bits;
    const auto byte = static_cast<quint8>(bitmap[index / perByte]);
    return static_cast<quint8>((byte >> (index % perByte * bits)) & ((1 << bits) - 1));
}

Result<StatusList> readStatusPayload(QByteArrayView payload, const StatusPolicy &policy)
{
    const Result<Value> value = cbor::decode(payload, statusLimits(policy));
    if (!value)
        return statusInvalid(value.error().detail);
    MapReader reader(*value, statusStage(), ErrorCode::StatusListInvalid);
    StatusList list;
    list.uri = reader.text(subjectClaim, credential::statusUriLimit).toUtf8();
    if (!credential::isStatusUri(list.uri))
        reader.refuse(QStringLiteral("uri"));
    list.expires = reader.time(expiresClaim);
    list.issuedAt = reader.time(issuedClaim);
    if (list.expires <= list.issuedAt)
        reader.refuse(QStringLiteral("expires before it is issued"));
    if (reader.has(ttlClaim))
        list.ttl = reader.integer(ttlClaim, 1, credential::latestTime);
    const Value &bits = reader.value(statusListClaim);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    if (const Result<void> read = readBits(bits, policy, list); !read)
        return fail(read.error());
    return list;
}

Result<StatusList> openStatusList(QByteArrayView cwt, QByteArrayView uri, const QList<crypto::PublicKey> &keys, const StatusPolicy &policy)
{
    const Result<crypto::CoseSign1> token = crypto::parseCoseSign1(cwt, statusLimits(policy));
    if (!token)
        return statusInvalid(token.error().detail);
    if (const Result<void> header = checkStatusHeader(*token, policy); !header)
        return fail(header.error());
    const Result<QByteArray> signedBy = checkStatusSignature(*token, keys, policy);
    if (!signedBy)
        return fail(signedBy.error());
    Result<StatusList> list = readStatusPayload(token->payload, policy);
    // Signed for another shard: taken here it would answer for credentials that it does not speak of (draft §8.3).
    if (list && QByteArrayView(list->uri) != uri)
        return statusInvalid(QStringLiteral("another uri"));
    if (list)
        list->signedBy = *signedBy;
    return list;
}

Result<QByteArray> claimedStatusUri(QByteArrayView cwt)
{
    const StatusPolicy policy;
    const Result<crypto::CoseSign1> token = crypto::parseCoseSign1(cwt, statusLimits(policy));
    if (!token)
        return statusInvalid(token.error().detail);
    const Result<Value> payload = cbor::decode(token->payload, statusLimits(policy));
    const Value *uri = payload ? payload->find(subjectClaim) : nullptr;
    if (uri == nullptr || !uri->isText() || !credential::isStatusUri(uri->toText().toUtf8()))
        return statusInvalid(QStringLiteral("uri"));
    return uri->toText().toUtf8();
}

Result<QByteArray> signStatusList(const StatusList &list, crypto::Signer &signer, int deflateLevel)
{
    const Value bits = Value::map({{Value::text(QStringLiteral("bits")), Value::integer(list.bits)},
                                   {Value::text(QStringLiteral("lst")), Value::bytes(deflateZlib(list.bitmap, deflateLevel))}});
    QList<Value::Pair> claims{{Value::integer(subjectClaim), Value::text(QString::fromUtf8(list.uri))},
                              {Value::integer(expiresClaim), Value::integer(list.expires)},
                              {Value::integer(issuedClaim), Value::integer(list.issuedAt)},
                              {Value::integer(statusListClaim), bits}};
    if (list.ttl)
        claims.append({Value::integer(ttlClaim), Value::integer(*list.ttl)});
    const QByteArray payload = cbor::encode(Value::map(std::move(claims)));
    // What a counter would refuse is not signed.
    if (const Result<StatusList> readBack = readStatusPayload(payload); !readBack)
        return fail(readBack.error());
    return crypto::signEnvelope(statusListType(), signer.publicKey().keyId(), payload, signer);
}

} // namespace dd::trust
