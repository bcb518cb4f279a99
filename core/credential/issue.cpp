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

Value statusValue(const StatusReference &status)
{
    const Value list = Value::map({{Value::text(QStringLiteral("idx")), Value::integer(status.index)},
                                   {Value::text(QStringLiteral("uri")), Value::utf8(status.uri)}});
    return Value::map({{Value::text(QStringLiteral("status_list")), list}});
}

// Over before a revocation would reach the counters anyway (docs/formats.md §5).
bool livesADay(const Claims &claims)
{
    return (claims.pass || (claims.printed && claims.printed->validFrom)) && claims.validTo() - claims.validFrom() <= daySeconds;
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
    QList<Value::Pair> payload{{Value::integer(claimIssuer), Value::text(QStringLiteral("VN"))},
                               {Value::integer(claimExpires), Value::integer(request.expires)},
                               {Value::integer(claimNotBefore), Value::integer(issuedAt)},
                               {Value::integer(claimIssuedAt), Value::integer(issuedAt)},
                               {Value::integer(claimConfirmation), Value::map({{Value::integer(1), *holderKey}})},
                               {Value::integer(claimType), Value::integer(static_cast<int>(type))},
                               {Value::integer(claimShown), Value::map(std::move(shown))},
                               {Value::simple(redactedKeys), digestArray({subject})}};
    if (request.status) {
        // Checked before it is encoded, for these bytes must be UTF-8.
        if (!isStatusUri(request.status->uri))
            return fail(ErrorCode::InvalidInput, stage, QStringLiteral("status"));
        payload.append({Value::integer(claimStatus), statusValue(*request.status)});
    }
    QList<Value> disclosures{Value::bytes(subject)};
    for (const QByteArray &disclosure : groupDisclosures)
        disclosures.append(Value::bytes(disclosure));
    const QList<Value::Pair> header{{Value::integer(headerKeyId), Value::bytes(issuer.publicKey().keyId())},
                                    {Value::integer(headerType), Value::integer(typeSdCwt)}};
    const Value unprotected = Value::map({{Value::integer(headerDisclosures), Value::array(std::move(disclosures))}});
    Result<QByteArray> token = crypto::signCoseSign1(header, unprotected, cbor::encode(Value::map(std::move(payload))), issuer);
    if (!token)
        return token;
    // What a verifier would refuse is not issued: the reader judges every range, text and time once more.
    const Result<Credential> readBack = parseCredential(*token);
    if (!readBack)
        return fail(ErrorCode::InvalidInput, stage, readBack.error().stage + QStringLiteral(": ") + readBack.error().detail);
    if (request.statusPolicy == IssueRequest::StatusPolicy::Required && !request.status && !livesADay(readBack->claims))
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("it could not be revoked"));
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
    // The reader sees neither: companions may be held back, and one of plate and flight has no place on the wire.
    if (claims.kind == PassKind::Group && claims.companions.isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("issue"), QStringLiteral("a group of one"));
    if (claims.flight && !claims.vehiclePlate.isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("issue"), QStringLiteral("a plate and a flight"));
    QList<RedactableGroup> groups{{groupKey(CredentialType::TravelPass, Group::Person), encode(claims.person)}};
    if (!claims.companions.isEmpty())
        groups.append({groupKey(CredentialType::TravelPass, Group::Companions), encode(claims.companions)});
    return issueToken(request, CredentialType::TravelPass, encodeShown(claims), groups, issuer, random, clock);
}

Result<QByteArray> issue(const IssueRequest &request, const ResidenceStatusClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    constexpr CredentialType type = CredentialType::ResidenceStatus;
    QList<RedactableGroup> groups{{groupKey(type, Group::Person), encode(claims.person)}};
    if (claims.permanent)
        groups.append({groupKey(type, Group::PermanentAddress), encode(*claims.permanent)});
    if (claims.current)
        groups.append({groupKey(type, Group::CurrentResidence), encode(*claims.current)});
    if (claims.household)
        groups.append({groupKey(type, Group::Household), encode(*claims.household)});
    return issueToken(request, type, encodeShown(claims), groups, issuer, random, clock);
}

Result<QByteArray> issue(const IssueRequest &request, const ReceiptClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    QList<RedactableGroup> groups{{groupKey(CredentialType::ResidenceReceipt, Group::Person), encode(claims.person)}};
    if (claims.address)
        groups.append({groupKey(CredentialType::ResidenceReceipt, Group::Address), encode(*claims.address)});
    if (!claims.members.isEmpty())
        groups.append({groupKey(CredentialType::ResidenceReceipt, Group::Members), encode(claims.members)});
    return issueToken(request, CredentialType::ResidenceReceipt, encodeShown(claims), groups, issuer, random, clock);
}

Result<QByteArray> issue(const IssueRequest &request, const PrintedCopyClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock)
{
    const QList<RedactableGroup> groups{{groupKey(CredentialType::PrintedCopy, Group::Person), encode(claims.person)}};
    return issueToken(request, CredentialType::PrintedCopy, encodeShown(claims), groups, issuer, random, clock);
}

} // namespace dd::credential
