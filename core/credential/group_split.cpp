#include "core/credential/group_split.h"

#include "core/credential/claims_rules.h"
#include "core/credential/profile.h"

#include <algorithm>

namespace dd::credential {
namespace {

using cbor::Value;

// P-256's base point (SEC 2 §2.4.2): a key of the right size whose private half says nothing, for a credential that
// is only measured.
Result<crypto::PublicKey> measuringKey()
{
    const QByteArray x = QByteArray::fromHex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    return crypto::PublicKey::fromCose(
        Value::map({{Value::integer(1), Value::integer(2)}, {Value::integer(-1), Value::integer(1)}, {Value::integer(-2), Value::bytes(x)},
                    {Value::integer(-3), Value::boolean(true)}}));
}

constexpr qsizetype signatureSize = 64; // of either algorithm

// Issues what is measured and thrown away; nothing with its signatures leaves this file.
class MeasuringSigner final : public crypto::Signer
{
public:
    explicit MeasuringSigner(crypto::PublicKey key) : m_key(std::move(key)) {}
    [[nodiscard]] crypto::Algorithm algorithm() const override { return crypto::Algorithm::Esp256; }
    [[nodiscard]] const crypto::PublicKey &publicKey() const override { return m_key; }
    [[nodiscard]] Result<QByteArray> sign(QByteArrayView) override { return QByteArray(signatureSize, '\0'); }

private:
    crypto::PublicKey m_key;
};

class MeasuringRandom final : public Random
{
public:
    void fill(unsigned char *data, std::size_t size) override { std::fill_n(data, size, '\0'); }
};

Result<qsizetype> measure(const TravelPassClaims &claims, const SizeAssumptions &assumptions, const crypto::PublicKey &key)
{
    IssueRequest request{QString(12, QLatin1Char('0')), key, claims.validTo};
    if (assumptions.statusUri > 0) {
        const QByteArray scheme("https://");
        request.status = StatusReference{mostStatusIndex, scheme + QByteArray(assumptions.statusUri - scheme.size(), 'x')};
    }
    MeasuringSigner signer(key);
    MeasuringRandom random;
    const Result<QByteArray> token = issue(request, claims, signer, random, FixedClock(claims.validFrom));
    if (!token)
        return fail(token.error());
    const Result<Credential> credential = parseCredential(*token);
    if (!credential)
        return fail(credential.error());
    QList<Group> shown{Group::Person, Group::Companions};
    if (assumptions.number)
        shown.append(Group::Number);
    return presentationSize(*credential, shown, assumptions.audience);
}

} // namespace

qsizetype presentationSize(const Credential &credential, const QList<Group> &groups, qsizetype audience)
{
    const Result<Value> token = presentedToken(credential, groups);
    if (!token)
        return 0;
    const Value header = Value::map({{Value::integer(headerAlgorithm), Value::integer(static_cast<int>(crypto::Algorithm::Esp256))},
                                     {Value::integer(headerKcwt), *token},
                                     {Value::integer(headerType), Value::integer(typeKeyBinding)}});
    const Value payload = Value::map({{Value::integer(claimAudience), Value::text(QString(audience, QLatin1Char('x')))},
                                      {Value::integer(claimIssuedAt), Value::integer(credential.claims.issuedAt)},
                                      {Value::integer(claimNonce), Value::bytes(QByteArray(nonceSize, '\0'))}});
    const Value layers = Value::array({Value::bytes(cbor::encode(header)), Value::map({}), Value::bytes(cbor::encode(payload)),
                                       Value::bytes(QByteArray(signatureSize, '\0'))});
    return cbor::encode(Value::tagged(token->tag(), layers)).size();
}

qsizetype fullestPresentationSize(const Credential &credential)
{
    return presentationSize(credential, credential.groups);
}

Result<QList<TravelPassClaims>> splitGroup(const TravelPassClaims &claims, const SizeAssumptions &assumptions)
{
    const QString stage = QStringLiteral("split group");
    if (claims.companions.isEmpty())
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("no companions"));
    const Result<crypto::PublicKey> key = measuringKey();
    if (!key)
        return fail(key.error());
    const auto fits = [&](const TravelPassClaims &pass) -> Result<bool> {
        if (pass.companions.size() > mostPeople)
            return false;
        const Result<qsizetype> size = measure(pass, assumptions, *key);
        if (!size)
            return fail(size.error());
        return *size <= assumptions.limit;
    };
    QList<TravelPassClaims> passes;
    TravelPassClaims pass = claims;
    pass.companions.clear();
    for (const Companion &companion : claims.companions) {
        TravelPassClaims larger = pass;
        larger.companions.append(companion);
        Result<bool> room = fits(larger);
        if (room && !*room && !pass.companions.isEmpty()) {
            passes.append(pass);
            larger.companions = {companion};
            room = fits(larger);
        }
        if (!room)
            return fail(room.error());
        if (!*room)
            return fail(ErrorCode::QrTooLong, stage);
        pass = std::move(larger);
    }
    passes.append(pass);
    return passes;
}

} // namespace dd::credential
