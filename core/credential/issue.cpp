#include "core/credential/claims_codec.h"
#include "core/credential/profile.h"

#include <algorithm>

namespace dd::credential {
namespace {

using cbor::Value;

struct RedactableGroup
{
    qint64 key;
    Value value;
};

QByteArray makeDisclosure(const RedactableGroup &group, Random &random)
{
    return cbor::encode(Value::array({Value::bytes(random.bytes(saltSize)), group.value, Value::integer(group.key)}));
}

Value digestArray(const QList<QByteArray> &disclosures)
{
    QList<QByteArray> digests;
    for (const QByteArray &disclosure : disclosures)
        digests.append(disclosureDigest(disclosure));
    // Sorted, so that the order tells nothing about which digest is which group.
    std::ranges::sort(digests);
    QList<Value> values;
    for (const QByteArray &digest : digests)
        values.append(Value::bytes(digest));
    return Value::array(std::move(values));
}

// The last 00:00 UTC at least an hour past: equal for a whole batch, and never in a slow clock's future.
qint64 issuingTime(const Clock &clock)
{
    constexpr qint64 anHour = 3600;
    return (clock.now() - anHour) / daySeconds * daySeconds;
}

Result<QByteArray> issueToken(const IssueRequest &request, CredentialType type, QList<Value::Pair> shown, const QList<RedactableGroup> &groups,
                              crypto::Signer &issuer, Random &random, const Clock &clock)
{
    const QString stage = QStringLiteral("issue");
    const QByteArray subject = makeDisclosure({claimSubject, Value::text(request.personalNumber)}, random);
    QList<QByteArray> groupDisclosures;
    for (const RedactableGroup &group : groups)
        groupDisclosures.append(makeDisclosure(group, random));
    shown.append({Value::simple(redactedKeys), digestArray(groupDisclosures)});

    Result<Value> holderKey = cbor::decode(request.holderKey.cose());
    if (!holderKey)
        return fail(ErrorCode::KeyMalformed, stage);
    const qint64 issuedAt = issuingTime(clock);
    const Value payload = Value::map({{Value::integer(claimIssuer), Value::text(QStringLiteral("VN"))},
                                      {Value::integer(claimExpires), Value::integer(request.expires)},
                                      {Value::integer(claimNotBefore), Value::integer(issuedAt)},
                                      {Value::integer(claimIssuedAt), Value::integer(issuedAt)},
                                      {Value::integer(claimConfirmation), Value::map({{Value::integer(1), *holderKey}})},
                                      {Value::integer(claimType), Value::integer(static_cast<int>(type))},
                                      {Value::integer(claimShown), Value::map(std::move(shown))},
                                      {Value::simple(redactedKeys), digestArray({subject})}});
    QList<Value> disclosures{Value::bytes(subject)};
    for (const QByteArray &disclosure : groupDisclosures)
        disclosures.append(Value::bytes(disclosure));
    const QList<Value::Pair> header{{Value::integer(headerKeyId), Value::bytes(issuer.publicKey().keyId())},
                                    {Value::integer(headerType), Value::integer(typeSdCwt)}};
    const Value unprotected = Value::map({{Value::integer(headerDisclosures), Value::array(std::move(disclosures))}});
    Result<QByteArray> token = crypto::signCoseSign1(header, unprotected, cbor::encode(payload), issuer);
    if (!token)
        return token;
    // What a verifier would refuse is not issued: the reader judges every range, text and time once more.
    if (const Result<Credential> readBack = parseCredential(*token); !readBack)
        return fail(ErrorCode::InvalidInput, stage, readBack.error().stage + QStringLiteral(": ") + readBack.error().detail);
    return token;
}

} // namespace

Result<QByteArray> issue(const IssueRequest &request, const IdentityClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    QList<RedactableGroup> groups{{groupKey(CredentialType::Identity, Group::Person), encode(claims.person)}};
    if (claims.address)
        groups.append({groupKey(CredentialType::Identity, Group::Address), encode(*claims.address)});
    groups.append({groupKey(CredentialType::Identity, Group::AgeFlags), encodeAgeFlags(claims.ageFlags)});
    return issueToken(request, CredentialType::Identity, encodeShown(claims), groups, issuer, random, clock);
}

Result<QByteArray> issue(const IssueRequest &request, const TravelPassClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    const QList<RedactableGroup> groups{{groupKey(CredentialType::TravelPass, Group::Person), encode(claims.person)}};
    return issueToken(request, CredentialType::TravelPass, encodeShown(claims), groups, issuer, random, clock);
}

Result<QByteArray> issue(const IssueRequest &request, const ReceiptClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    QList<RedactableGroup> groups{{groupKey(CredentialType::ResidenceReceipt, Group::Person), encode(claims.person)}};
    if (claims.address)
        groups.append({groupKey(CredentialType::ResidenceReceipt, Group::Address), encode(*claims.address)});
    return issueToken(request, CredentialType::ResidenceReceipt, encodeShown(claims), groups, issuer, random, clock);
}

} // namespace dd::credential
