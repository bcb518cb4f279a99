#include "core/trust/trust_list.h"

#include "core/credential/map_reader.h"
#include "core/crypto/cose_sign1.h"

#include <QSet>

#include <algorithm>

namespace dd::trust {
namespace {

using cbor::Value;
using credential::MapReader;

constexpr qsizetype keyIdLength = 8;
constexpr qsizetype nameLimit = 200;
constexpr qsizetype cscaHashSize = 32;
constexpr qsizetype mostStatusKeys = 4;
constexpr qsizetype mostEntriesOfAnId = 2; // a counter that changes its key: the old one and the new
// Before the signature is checked nothing in the list needs more items than any other message. After it: an entry of the register
// takes 64 heads at most, with every purpose and every group, so 10,000 of them take 640,000, and issuers the rest.
constexpr cbor::Limits signedLimits{.size = trustListSizeLimit};
constexpr cbor::Limits payloadLimits{.size = trustListSizeLimit, .items = 1 << 20};

QString trustListType()
{
    return QStringLiteral("trust-list+cwt");
}

Result<Value> encodeStatus(const StatusIssuer &status)
{
    QList<Value> keys;
    for (const crypto::PublicKey &each : status.keys) {
        const Result<Value> key = cbor::decode(each.cose());
        if (!key)
            return fail(ErrorCode::TrustListInvalid, QStringLiteral("status key"));
        keys.append(*key);
    }
    return Value::map({{Value::integer(1), Value::array(std::move(keys))}, {Value::integer(2), Value::text(QString::fromLatin1(status.prefix))}});
}

// A prefix names a host at least: "https://" alone would put every issuer's lists under it.
bool isStatusPrefix(QByteArrayView prefix)
{
    return credential::isStatusUri(prefix) && prefix.endsWith('/') && prefix[QByteArrayView("https://").size()] != '/';
}

Result<StatusIssuer> decodeStatus(const Value &value)
{
    MapReader reader(value, QStringLiteral("status of an issuer"), ErrorCode::TrustListInvalid);
    StatusIssuer status;
    QSet<QByteArray> seen;
    for (const Value &each : reader.value(1).toArray()) {
        const Result<crypto::PublicKey> key = crypto::profileKey(each);
        if (!key || seen.contains(key->keyId())) {
            reader.refuse(QStringLiteral("keys"));
            break;
        }
        seen.insert(key->keyId());
        status.keys.append(*key);
    }
    if (status.keys.isEmpty() || status.keys.size() > mostStatusKeys)
        reader.refuse(QStringLiteral("keys"));
    status.prefix = reader.text(2, credential::statusUriLimit).toUtf8();
    if (!isStatusPrefix(status.prefix))
        reader.refuse(QStringLiteral("uri prefix"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return status;
}

Result<Value> encodeIssuer(const TrustedIssuer &issuer)
{
    const Result<Value> key = cbor::decode(issuer.key.cose());
    if (!key)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("issuer key"));
    QList<Value> types;
    for (const int type : issuer.types)
        types.append(Value::integer(type));
    QList<Value::Pair> pairs{{Value::integer(1), Value::text(issuer.issuer.normalized(QString::NormalizationForm_C))},
                             {Value::integer(2), Value::bytes(issuer.keyId)},
                             {Value::integer(3), *key},
                             {Value::integer(4), Value::array(std::move(types))},
                             {Value::integer(5), Value::integer(issuer.notBefore)},
                             {Value::integer(6), Value::integer(issuer.expires)},
                             {Value::integer(7), Value::text(issuer.name.normalized(QString::NormalizationForm_C))}};
    if (issuer.status) {
        Result<Value> status = encodeStatus(*issuer.status);
        if (!status)
            return status;
        pairs.append({Value::integer(8), std::move(*status)});
    }
    return Value::map(std::move(pairs));
}

Result<TrustedIssuer> decodeIssuer(const Value &value)
{
    MapReader reader(value, QStringLiteral("trusted issuer"), ErrorCode::TrustListInvalid);
    TrustedIssuer issuer;
    issuer.issuer = reader.text(1);
    issuer.keyId = reader.bytes(2, keyIdLength);
    const Result<crypto::PublicKey> key = crypto::profileKey(reader.value(3));
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
    if (reader.has(8)) {
        Result<StatusIssuer> status = decodeStatus(reader.value(8));
        if (!status)
            return fail(status.error());
        issuer.status = std::move(*status);
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return issuer;
}

Result<QList<RelyingParty>> decodeParties(const Value &value)
{
    const QList<Value> items = value.toArray();
    if (items.isEmpty()) // a list without a register has no label for it
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), QStringLiteral("relying parties"));
    QList<RelyingParty> parties;
    QHash<QString, qsizetype> entries;
    QSet<QByteArray> keys;
    for (const Value &item : items) {
        Result<RelyingParty> party = decodeRelyingParty(item);
        if (!party)
            return fail(party.error());
        const QByteArray keyId = party->key.keyId();
        if (++entries[party->id] > mostEntriesOfAnId || keys.contains(keyId))
            return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), QStringLiteral("a relying party too often"));
        keys.insert(keyId);
        parties.append(std::move(*party));
    }
    return parties;
}

// A status list counts for every entry whose prefix its uri has. Entries of one prefix (an issuer that changes its key) must name the
// same keys, or an older list by a key of the one could take the place of a newer by a key of the other; and none lies within another's.
bool shareTheirStatusKeys(const TrustedIssuer &one, const TrustedIssuer &other)
{
    if (!one.status || !other.status || !(one.status->prefix.startsWith(other.status->prefix) || other.status->prefix.startsWith(one.status->prefix)))
        return true;
    return one.issuer == other.issuer && one.status->prefix == other.status->prefix &&
           std::ranges::equal(one.status->keys, other.status->keys, {}, &crypto::PublicKey::cose, &crypto::PublicKey::cose);
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
        if (!std::ranges::all_of(list.issuers, [&issuer](const TrustedIssuer &each) { return shareTheirStatusKeys(each, *issuer); }))
            reader.refuse(QStringLiteral("status keys of one prefix differ"));
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
    if (reader.has(7)) {
        Result<QList<RelyingParty>> parties = decodeParties(reader.value(7));
        if (!parties)
            return fail(parties.error());
        list.relyingParties = std::move(*parties);
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return list;
}

Result<TrustList> readTrustList(QByteArrayView payload)
{
    const Result<Value> value = cbor::decode(payload, payloadLimits);
    if (!value)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), value.error().detail);
    return decodeTrustList(*value);
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

const RelyingParty *TrustList::findParty(const QString &id) const
{
    const auto found = std::ranges::find(relyingParties, id, &RelyingParty::id);
    return found == relyingParties.end() ? nullptr : &*found;
}

const RelyingParty *TrustList::findPartyByKey(QByteArrayView keyId) const
{
    const auto found = std::ranges::find_if(relyingParties, [keyId](const RelyingParty &each) { return QByteArrayView(each.key.keyId()) == keyId; });
    return found == relyingParties.end() ? nullptr : &*found;
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
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(list.sequence)},
                             {Value::integer(2), Value::integer(list.issued)},
                             {Value::integer(3), Value::integer(list.nextUpdate)},
                             {Value::integer(4), Value::text(list.demo ? QStringLiteral("demo") : QStringLiteral("live"))},
                             {Value::integer(5), Value::array(std::move(issuers))},
                             {Value::integer(6), Value::array(std::move(authorities))}};
    if (!list.relyingParties.isEmpty()) {
        QList<Value> parties;
        for (const RelyingParty &party : list.relyingParties) {
            Result<Value> encoded = encode(party);
            if (!encoded)
                return fail(encoded.error());
            parties.append(std::move(*encoded));
        }
        pairs.append({Value::integer(7), Value::array(std::move(parties))});
    }
    const Value payload = Value::map(std::move(pairs));
    Result<QByteArray> bytes = crypto::signEnvelope(trustListType(), {}, cbor::encode(payload), root);
    if (!bytes)
        return bytes;
    // What a counter would refuse is given to nobody.
    if (const Result<TrustList> readBack = openTrustList(*bytes, root.publicKey()); !readBack)
        return fail(readBack.error());
    return bytes;
}

Result<TrustList> openTrustList(QByteArrayView bytes, const crypto::PublicKey &root)
{
    const Result<crypto::CoseSign1> sign1 = crypto::parseCoseSign1(bytes, signedLimits);
    if (!sign1)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), sign1.error().detail);
    if (const Result<void> verified = sign1->verify(root); !verified)
        return fail(ErrorCode::SignatureInvalid, QStringLiteral("trust list signature"), verified.error().detail);
    if (const Result<void> header = crypto::checkEnvelope(*sign1, trustListType(), 0); !header)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("trust list"), header.error().detail);
    return readTrustList(sign1->payload);
}

Result<TrustList> updateTrustList(QByteArrayView held, QByteArrayView offered, const crypto::PublicKey &root)
{
    Result<TrustList> next = openTrustList(offered, root);
    if (!next)
        return next;
    const Result<crypto::CoseSign1> sign1 = crypto::parseCoseSign1(held, signedLimits);
    const Result<TrustList> current = sign1 ? readTrustList(sign1->payload) : fail(sign1.error());
    if (current && (next->sequence < current->sequence || (next->sequence == current->sequence && held != offered)))
        return fail(ErrorCode::TrustListRollback, QStringLiteral("trust list sequence"));
    return next;
}

} // namespace dd::trust
