#include "core/credential/profile.h"

#include "core/credential/claims_codec.h"
#include "core/credential/map_reader.h"

#include <algorithm>

namespace dd::credential {
namespace {

Result<StatusReference> readStatusReference(const cbor::Value &value)
{
    const auto refused = [] { return fail(ErrorCode::CredentialMalformed, QStringLiteral("status")); };
    const cbor::Value *list = value.find(QStringLiteral("status_list"));
    if (list == nullptr || value.pairCount() != 1 || list->pairCount() != 2)
        return refused();
    const cbor::Value *index = list->find(QStringLiteral("idx"));
    const cbor::Value *uri = list->find(QStringLiteral("uri"));
    if (index == nullptr || !index->isInteger() || index->toInteger() < 0 || index->toInteger() > mostStatusIndex || uri == nullptr || !uri->isText())
        return refused();
    StatusReference reference{index->toInteger(), uri->toText().toUtf8()};
    if (!isStatusUri(reference.uri))
        return refused();
    return reference;
}

bool isDigestArray(const cbor::Value &value)
{
    const QList<cbor::Value> digests = value.toArray();
    return !digests.isEmpty() &&
           std::ranges::all_of(digests, [](const cbor::Value &digest) { return digest.isBytes() && digest.toBytes().size() == digestSize; });
}

// Keys 1..9 and the digests: a group that stands there in the clear is not redactable, so it is refused.
bool isShownMap(const cbor::Value &value)
{
    const cbor::Value *digests = value.findSimple(redactedKeys);
    if (digests == nullptr || !isDigestArray(*digests))
        return false;
    for (qsizetype i = 0; i < value.pairCount(); ++i) {
        const cbor::Value &key = value.keyAt(i);
        if (!key.isSimple(redactedKeys) && !(key.isInteger() && key.toInteger() >= 1 && key.toInteger() < firstGroupKey))
            return false;
    }
    return true;
}

} // namespace

QString presentationPrefix()
{
    return QStringLiteral("VN1:");
}

QString openAudience()
{
    return QStringLiteral("vn:counter");
}

QString printAudience()
{
    return QStringLiteral("vn:print");
}

HeaderPolicy tightHeaders()
{
    return {crypto::profileAlgorithms(), 8, false};
}

DisclosurePolicy tightDisclosures(CredentialType type)
{
    DisclosurePolicy policy;
    policy.allows = [type](const QList<cbor::Value> &path, const cbor::Value &key) {
        if (!key.isInteger())
            return false;
        if (path.isEmpty())
            return key.toInteger() == claimSubject;
        return path.size() == 1 && path.first() == cbor::Value::integer(claimShown) && key.toInteger() >= firstGroupKey &&
               key.toInteger() < 100 && groupFromKey(type, static_cast<int>(key.toInteger())).has_value();
    };
    return policy;
}

Result<IssuerPayload> readIssuerPayload(const cbor::Value &payload)
{
    MapReader reader(payload, QStringLiteral("issuer payload"));
    IssuerPayload read;
    const qint64 type = reader.integer(claimType);
    read.issuer = reader.text(claimIssuer);
    read.expires = reader.time(claimExpires);
    read.notBefore = reader.time(claimNotBefore);
    read.issuedAt = reader.time(claimIssuedAt);
    read.confirmation = reader.value(claimConfirmation);
    read.shown = reader.value(claimShown);
    if (!isShownMap(read.shown))
        reader.refuse(QStringLiteral("always-shown claims"));
    const cbor::Value &outer = reader.simpleValue(redactedKeys);
    if (!isDigestArray(outer) || outer.toArray().size() != 1)
        reader.refuse(QStringLiteral("the outer array holds exactly the digest of sub"));
    if (reader.has(claimStatus)) {
        Result<StatusReference> status = readStatusReference(reader.value(claimStatus));
        if (!status)
            return fail(status.error());
        read.status = std::move(*status);
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    for (const CredentialType known : {CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus, CredentialType::ResidenceReceipt,
                                       CredentialType::PrintedCopy}) {
        if (type == static_cast<int>(known)) {
            read.type = known;
            return read;
        }
    }
    return fail(ErrorCode::CredentialTypeUnsupported, QStringLiteral("vct"));
}

Result<BindingPayload> readBindingPayload(const cbor::Value &payload)
{
    MapReader reader(payload, QStringLiteral("key binding payload"));
    BindingPayload read;
    read.audience = reader.text(claimAudience);
    read.issuedAt = reader.time(claimIssuedAt);
    if (reader.has(claimCti))
        read.cti = reader.bytes(claimCti, ctiSize);
    if (reader.has(claimNonce))
        read.nonce = reader.bytes(claimNonce, nonceSize);
    if (read.cti.isEmpty() == read.nonce.isEmpty())
        reader.refuse(QStringLiteral("exactly one of cti and cnonce"));
    if (reader.has(claimStatement))
        read.statement = reader.value(claimStatement);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return read;
}

Result<crypto::PublicKey> readHolderKey(const cbor::Value &confirmation, crypto::KeyCheck check)
{
    MapReader reader(confirmation, QStringLiteral("cnf"), ErrorCode::KeyMalformed);
    const cbor::Value coseKey = reader.value(1);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return crypto::profileKey(coseKey, check);
}

Result<Claims> readShownClaims(const IssuerPayload &payload)
{
    Claims claims;
    claims.type = payload.type;
    claims.issuer = payload.issuer;
    claims.issuedAt = payload.issuedAt;
    claims.notBefore = payload.notBefore;
    claims.expires = payload.expires;
    claims.status = payload.status;
    if (const Result<void> shown = decodeShown(payload.shown, claims); !shown)
        return fail(shown.error());
    if (claims.issuedAt != claims.notBefore || claims.issuedAt % daySeconds != 0 || claims.expires <= claims.notBefore ||
        claims.expires < claims.validTo())
        return fail(ErrorCode::CredentialMalformed, QStringLiteral("times"), QStringLiteral("iat, nbf, exp or the period contradict each other"));
    return claims;
}

Result<Claims> readDisclosedClaims(const SdCwt &token, Claims shown)
{
    const Result<cbor::Value> resolved = resolveDisclosures(token, tightDisclosures(shown.type));
    if (!resolved)
        return fail(resolved.error());
    if (const cbor::Value *number = resolved->find(claimSubject)) {
        if (const Result<void> done = decodeGroup(claimSubject, *number, shown); !done)
            return fail(done.error());
    }
    const cbor::Value *map = resolved->find(claimShown);
    for (qsizetype i = 0; map != nullptr && i < map->pairCount(); ++i) {
        const qint64 key = map->keyAt(i).toInteger();
        if (key < firstGroupKey)
            continue;
        if (const Result<void> done = decodeGroup(static_cast<int>(key), map->valueAt(i), shown); !done)
            return fail(done.error());
    }
    return shown;
}

} // namespace dd::credential
