// What a wallet refuses (docs/formats.md §5): counters' requests, credentials it is given, and presentations it cannot make.
// The grammar of a request has a table of its own beside its reader (test_challenge).
#include "core/trust/challenge_judge.h"
#include "tests/core/negative_table.h"
#include "tests/core/sample_claims.h"

namespace dd::test {
namespace {

using credential::CredentialType;
using credential::Group;
using crypto::Algorithm;

// A request and who makes it; the register knows "quay-mau-01" by the key of seed 5, for checkpoints.
struct RowRequest
{
    credential::Challenge challenge{QStringLiteral("quay-mau-01"), QByteArray(16, 'n'), {{CredentialType::Identity, {Group::Person}}},
                                    credential::Purpose::Checkpoint, {}, noon};
    quint64 signer = 5; // 0: nobody
    bool spoilt = false;
    qint64 now = noon;
    qint64 nextUpdate = noon + aDay;
};

Result<void> judgedByWallet(const RowRequest &request)
{
    const auto signer = request.signer != 0 ? makeSigner(Algorithm::Ed25519, request.signer) : nullptr;
    const auto code = credential::makeChallenge(request.challenge, signer.get());
    if (!code)
        return fail(code.error());
    auto read = credential::parseChallenge(code->text);
    if (!read)
        return fail(read.error());
    if (request.spoilt)
        read->signedBy->signature[0] = static_cast<char>(read->signedBy->signature[0] ^ 1);
    trust::TrustList list;
    list.nextUpdate = request.nextUpdate;
    list.relyingParties = {{QStringLiteral("quay-mau-01"), QStringLiteral("Quầy mẫu"), QStringLiteral("Sample counter"),
                            makeSigner(Algorithm::Ed25519, 5)->publicKey(), {credential::Purpose::Checkpoint}, {{CredentialType::Identity, {Group::Person}}}}};
    const auto seen = trust::judgeChallenge(*read, &list, FixedClock(request.now));
    if (!seen)
        return fail(seen.error());
    return {};
}

void addRequests(NegativeRows &rows)
{
    const auto request = [&rows](const QByteArray &name, ErrorCode code, const std::function<void(RowRequest &)> &spoil) {
        rows.refused(name, code, [spoil] {
            RowRequest spoilt;
            spoil(spoilt);
            return judgedByWallet(spoilt);
        });
    };
    request("an unsigned request with a registered id", ErrorCode::ChallengeRefused, [](RowRequest &r) { r.signer = 0; });
    request("a registered id by a stranger's key", ErrorCode::ChallengeRefused, [](RowRequest &r) { r.signer = 6; });
    request("a registered id by another key, in a list past its date", ErrorCode::TrustListOutdated, [](RowRequest &r) {
        r.signer = 6;
        r.nextUpdate = noon - 1;
    });
    request("an unsigned request with a registered id, in a list past its date", ErrorCode::ChallengeRefused, [](RowRequest &r) {
        r.signer = 0;
        r.nextUpdate = noon - 1;
    });
    request("a registered id by another key, in a list of its last second", ErrorCode::ChallengeRefused, [](RowRequest &r) {
        r.signer = 6;
        r.nextUpdate = noon;
    });
    request("a registered key with another id", ErrorCode::ChallengeRefused, [](RowRequest &r) { r.challenge.relyingParty = QStringLiteral("quay-mau-02"); });
    request("a request with a spoilt signature", ErrorCode::ChallengeRefused, [](RowRequest &r) { r.spoilt = true; });
    request("a request for another purpose", ErrorCode::ChallengeRefused, [](RowRequest &r) { r.challenge.purpose = credential::Purpose::AgeCheck; });
    request("a request of 121 seconds ago", ErrorCode::ChallengeStale, [](RowRequest &r) { r.now = noon + 121; });
    request("a request from 121 seconds ahead", ErrorCode::ChallengeStale, [](RowRequest &r) { r.now = noon - 121; });
    const auto text = [&rows](const QByteArray &name, ErrorCode code, const QString &shown) {
        rows.refused(name, code, [shown]() -> Result<void> {
            if (const auto read = credential::parseChallenge(shown); !read)
                return fail(read.error());
            return {};
        });
    };
    const auto codeOf = [](const QByteArray &code) { return QStringLiteral("VQ1:") + QString::fromLatin1(raw::base45(raw::bytes(code))); };
    text("a code that is no request", ErrorCode::NotOurQr, QStringLiteral("VN1:00"));
    text("a request of another version", ErrorCode::NotOurQr, QStringLiteral("VQ2:00"));
    text("a request that is no base45", ErrorCode::ChallengeMalformed, QStringLiteral("VQ1:a0"));
    text("a request of a megabyte", ErrorCode::ChallengeMalformed, QStringLiteral("VQ1:") + QStringLiteral("0").repeated(1 << 20));
    text("a request of 1025 bytes", ErrorCode::ChallengeMalformed, codeOf(QByteArray(1022, 'x')));
    const auto challenger = makeSigner(Algorithm::Ed25519, 5);
    const QByteArray header = raw::map({{raw::integer(1), raw::integer(-35)}, {raw::integer(4), raw::bytes(challenger->publicKey().keyId())},
                                        {raw::integer(16), raw::text("application/vn-challenge+cbor")}});
    text("a request under ES384", ErrorCode::ChallengeMalformed,
         QStringLiteral("VQ1:") + QString::fromLatin1(raw::base45(Forge::sign1(header, raw::map({}), raw::map({}), *challenger))));
    text("a request that is no map", ErrorCode::ChallengeMalformed, codeOf(raw::integer(1)));
}

void addWallet(NegativeRows &rows)
{
    // What a wallet is given must be what a counter will read.
    const auto given = [&rows](const QByteArray &name, ErrorCode code, const Spoil &spoil) {
        rows.refused(name, code, [spoil]() -> Result<void> {
            Parties parties;
            Forge forge(parties);
            spoil(forge);
            if (const auto read = credential::parseCredential(forge.token()); !read)
                return fail(read.error());
            return {};
        });
    };
    given("a credential of a type to come", ErrorCode::CredentialTypeUnsupported, [](Forge &f) { raw::set(f.payload, 11, raw::integer(65006)); });
    given("a credential without its digests", ErrorCode::CredentialMalformed, [](Forge &f) { f.outer.clear(); });
    given("a credential with a disclosure of another", ErrorCode::CredentialMalformed,
          [](Forge &f) { f.presented.append(Forge::disclosure('x', raw::text("x"), raw::integer(11))); });
    given("a credential with a float", ErrorCode::CborNotDeterministic, [](Forge &f) { raw::set(f.payload, 4, raw::doubleFloat(0)); });
    given("a credential for a key that is none", ErrorCode::KeyMalformed,
          [](Forge &f) { raw::set(f.payload, 8, raw::map({{raw::integer(1), raw::map({})}})); });

    const auto shown = [&rows](const QByteArray &name, ErrorCode code, const QList<Group> &groups, quint64 holder = 22,
                               const QString &audience = QStringLiteral("vn:counter"), const std::optional<QByteArray> &nonce = {}) {
        credential::PresentationRequest request;
        request.groups = groups;
        request.audience = audience;
        request.challengeNonce = nonce;
        rows.refused(name, code, [holder, request]() -> Result<void> {
            Parties parties;
            CountingRandom random;
            const auto held = credential::parseCredential(Forge(parties).token());
            if (!held)
                return {}; // then it is not what is tested
            const auto text = credential::present(*held, request, *makeSigner(Algorithm::Esp256, holder), random, FixedClock(noon));
            return text ? Result<void>() : fail(text.error());
        });
    };
    shown("a presentation by another's key", ErrorCode::HolderKeyMismatch, {Group::Person}, 23);
    shown("a group that the credential has not", ErrorCode::InvalidInput, {Group::Companions});
    shown("a pass on paper", ErrorCode::InvalidInput, {Group::Person}, 22, QStringLiteral("vn:print"));
    shown("an answer to a nonce of 8 bytes", ErrorCode::InvalidInput, {Group::Person}, 22, QStringLiteral("quay-mau-01"), QByteArray(8, 'n'));
}

} // namespace

QList<NegativeRow> walletRows()
{
    NegativeRows requests{"Challenge"};
    addRequests(requests);
    NegativeRows wallet{"5. Presentation QR"};
    addWallet(wallet);
    return requests.all + wallet.all;
}

} // namespace dd::test
