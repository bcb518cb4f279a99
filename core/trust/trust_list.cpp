#include "core/trust/trust_list.h"

#include "core/credential/map_reader.h"
#include "core/crypto/cose_sign1.h"

#include <QSet>

namespace dd::trust {
namespace {

using cbor::Value;
using credential::MapReader;

constexpr qint64 headerTypeLabel = 16;
constexpr qsizetype keyIdLength = 8;
constexpr qsizetype nameLimit = 200;
constexpr qsizetype cscaHashSize = 32;

QString trustListType()
{
    return QStringLiteral("trust-list+cwt");
}

Result<Value> encodeIssuer(const TrustedIssuer &issuer)
{
    const Result<Value> key = cbor::decode(issuer.key.cose());
    if (!key)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("issuer key"));
    QList<Value> types;
    for (const int type : issuer.types)
        types.append(Value::integer(type));
    return Value::map({{Value::integer(1), Value::text(issuer.issuer.normalized(QString::NormalizationForm_C))},
                       {Value::integer(2), Value::bytes(issuer.keyId)},
                       {Value::integer(3), *key},
                       {Value::integer(4), Value::array(std::move(types))},
                       {Value::integer(5), Value::integer(issuer.notBefore)},
                       {Value::integer(6), Value::integer(issuer.expires)},
                       {Value::integer(7), Value::text(issuer.name.normalized(QString::NormalizationForm_C))}});
}

Result<TrustedIssuer> decodeIssuer(const Value &value)
{
    MapReader reader(value, QStringLiteral("trusted issuer"), ErrorCode::TrustListInvalid);
    TrustedIssuer issuer;
    issuer.issuer = reader.text(1);
    issuer.keyId = reader.bytes(2, keyIdLength);
    const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(reader.value(3));
    if (!key)
        reader.refuse(QStringLiteral("key"));
    else
        issuer.key = *key;
    const Value &types = reader.value(4);
    if (!types.isArray())
        reader.refuse(QStringLiteral("types"));
    for (const Value &type : types.toArray()) {
        if (!type.isInteger() || type.toInteger() < 1 || type.toInteger() > std::numeric_limits<int>::max())
            reader.refuse(QStringLiteral("types"));
        issuer.types.append(static_cast<int>(type.toInteger()));
    }
    issuer.notBefore = reader.time(5);
    issuer.expires = reader.time(6);
    issuer.name = reader.text(7, nameLimit);
    if (issuer.expires <= issuer.notBefore)
        reader.refuse(QStringLiteral("expires before it starts"));
    if (key && key->keyId() != issuer.keyId)
        reader.refuse(QStringLiteral("kid is not the key's"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return issuer;
}

Result<TrustList> decodeTrustList(const Value &value)
{
    MapReader reader(value, QStringLiteral("trust list"), ErrorCode::TrustListInvalid);
    TrustList list;
    list.sequence = reader.integer(1, 1);
    list.issued = reader.time(2);
    list.nextUpdate = reader.time(3);
    const QString environment = reader.text(4);
    list.demo = environment == QLatin1String("demo");
    if (!list.demo && environment != QLatin1String("live"))
        reader.refuse(QStringLiteral("env"));
    if (list.nextUpdate <= list.issued)
        reader.refuse(QStringLiteral("the next update is not after the issue"));
    const Value &issuers = reader.value(5);
    if (!issuers.isArray())
        reader.refuse(QStringLiteral("issuers"));
    QSet<std::pair<QString, QByteArray>> seen;
    for (const Value &item : issuers.toArray()) {
        Result<TrustedIssuer> issuer = decodeIssuer(item);
        if (!issuer)
            return fail(issuer.error());
        if (seen.contains({issuer->issuer, issuer->keyId}))
            reader.refuse(QStringLiteral("the same (iss, kid) twice"));
        seen.insert({issuer->issuer, issuer->keyId});
        list.issuers.append(std::move(*issuer));
    }
    const Value &authorities = reader.value(6);
    if (!authorities.isArray())
        reader.refuse(QStringLiteral("CSCA certificates"));
    for (const Value &hash : authorities.toArray()) {
        if (!hash.isBytes() || hash.toBytes().size() != cscaHashSize)
            reader.refuse(QStringLiteral("CSCA certificates"));
        list.cscaSha256.append(hash.toBytes());
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return list;
}

} // namespace

const TrustedIssuer *TrustList::find(const QString &issuer, QByteArrayView keyId) const
{
    for (const TrustedIssuer &each : issuers) {
        if (each.issuer == issuer && QByteArrayView(each.keyId) == keyId)
            return &each;
    }
    return nullptr;
}

Result<QByteArray> signTrustList(const TrustList &list, crypto::Signer &root)
{
    QList<Value> issuers;
    for (const TrustedIssuer &issuer : list.issuers) {
        const Result<Value> encoded = encodeIssuer(issuer);
        if (!encoded)
            return fail(encoded.error());
        issuers.append(*encoded);
    }
    QList<Value> authorities;
    for (const QByteArray &hash : list.cscaSha256)
        authorities.append(Value::bytes(hash));
    const Value payload = Value::map({{Value::integer(1), Value::integer(list.sequence)},
                                      {Value::integer(2), Value::integer(list.issued)},
                                      {Value::integer(3), Value::integer(list.nextUpdate)},
                                      {Value::integer(4), Value::text(list.demo ? QStringLiteral("demo") : QStringLiteral("live"))},
                                      {Value::integer(5), Value::array(std::move(issuers))},
                                      {Value::integer(6), Value::array(std::move(authorities))}});
    // What a counter would refuse is not signed.
    if (const Result<TrustList> readBack = decodeTrustList(payload); !readBack)
        return fail(readBack.error());
    return crypto::signCoseSign1({{Value::integer(headerTypeLabel), Value::text(trustListType())}}, Value::map({}), cbor::encode(payload), root);
}

Result<TrustList> openTrustList(QByteArrayView bytes, const crypto::PublicKey &root)
{
    const Result<crypto::CoseSign1> sign1 = crypto::parseCoseSign1(bytes);
    if (!sign1)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), sign1.error().detail);
    if (const Result<void> verified = sign1->verify(root); !verified)
        return fail(ErrorCode::SignatureInvalid, QStringLiteral("trust list signature"), verified.error().detail);
    const Value *type = sign1->protectedHeader.find(headerTypeLabel);
    if (type == nullptr || type->toText() != trustListType() || sign1->protectedHeader.toMap().size() != 2 ||
        !sign1->unprotectedHeader.toMap().isEmpty())
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list header"));
    const Result<Value> payload = cbor::decode(sign1->payload);
    if (!payload)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), payload.error().detail);
    return decodeTrustList(*payload);
}

Result<TrustList> updateTrustList(QByteArrayView held, QByteArrayView offered, const crypto::PublicKey &root)
{
    Result<TrustList> next = openTrustList(offered, root);
    if (!next || held.isEmpty())
        return next;
    const Result<TrustList> current = openTrustList(held, root);
    if (!current)
        return fail(current.error());
    if (next->sequence < current->sequence || (next->sequence == current->sequence && held != offered))
        return fail(ErrorCode::TrustListRollback, QStringLiteral("trust list sequence"));
    return next;
}

} // namespace dd::trust
