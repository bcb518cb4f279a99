// The verdict as a table (docs/formats.md §5): what comes of each way to fail, and that the first step that fails is the one named.
#include "tests/core/judge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::CredentialType;
using trust::HolderState;
using trust::Overall;
using trust::SignatureState;
using trust::StatusAnswer;
using trust::StatusState;
using trust::Step;
using trust::ValidityState;

namespace {

// Everything that a verdict depends on, good until a row spoils it.
struct PostScene
{
    PostScene()
    {
        const auto code = book.ask({{CredentialType::TravelPass, {credential::Group::Person}}}, credential::Purpose::Checkpoint, {}, nullptr);
        answerNonce = code ? code->answerNonce : QByteArray();
    }
    void withStatus(StatusState state)
    {
        raw::set(forge.payload, 65535, statusAt(7, "https://status.example/1"));
        status = StatusAnswer{state, 60};
    }
    void print()
    {
        using namespace raw;
        set(forge.payload, 11, integer(65005));
        forge.shown = {{integer(1), integer(65001)}, {integer(2), integer(1)}};
        set(forge.bindingPayload, 3, text("vn:print"));
    }
    void answer()
    {
        raw::set(forge.bindingPayload, 3, raw::text("quay-mau-01"));
        raw::drop(forge.bindingPayload, 7);
        raw::set(forge.bindingPayload, 39, raw::bytes(answerNonce));
    }
    trust::Verdict verdict()
    {
        QString text = Forge::textOf(forge.bindingToken() + more);
        if (tooLong)
            text += QStringLiteral("000").repeated(2049);
        if (notBase45)
            text += QLatin1Char('a');
        if (anotherPrefix)
            text[2] = QLatin1Char('2');
        const ScriptedStatus source(status);
        return trust::Verifier({cache, &parties.trust, &source, &book, nullptr, &rule}, clock).verify(text);
    }

    FixedClock clock{noon};
    CountingRandom random{4};
    trust::ChallengeBook book{QStringLiteral("quay-mau-01"), random, clock};
    QByteArray answerNonce;
    Parties parties;
    Forge forge{parties};
    SpyReplayCache cache;
    trust::PostRule rule;
    StatusAnswer status;
    QByteArray more;
    bool tooLong = false;
    bool notBase45 = false;
    bool anotherPrefix = false;
};

using Spoiling = std::function<void(PostScene &)>;

struct Outcome
{
    Overall overall;
    SignatureState signature;
    ValidityState validity;
    HolderState holder;
    StatusState status;
    Step step;
    std::optional<ErrorCode> code;
};

// One way to fail at each step; none of them stands in the way of another.
QList<std::pair<Step, Spoiling>> failures()
{
    using namespace raw;
    return {
        {Step::Prefix, [](PostScene &s) { s.anotherPrefix = true; }},
        {Step::Base45, [](PostScene &s) { s.notBase45 = true; }},
        {Step::Size, [](PostScene &s) { s.tooLong = true; }},
        {Step::Cbor, [](PostScene &s) { s.more = QByteArray(1, '\0'); }},
        {Step::Type, [](PostScene &s) { set(s.forge.bindingHeader, 16, integer(293)); }},
        {Step::Issuer, [](PostScene &s) { s.parties.trust.issuers.first().types.clear(); }},
        {Step::IssuerSignature, [](PostScene &s) { s.parties.trust.issuers.first().key = makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey(); }},
        {Step::HolderKey, [](PostScene &s) { set(s.forge.payload, 8, map({{integer(5), raw::bytes(QByteArray(32, 't'))}})); }},
        {Step::HolderSignature, [](PostScene &s) { s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77); }},
        {Step::Times, [](PostScene &s) { set(s.forge.shown, 7, integer(noon - 1000)); }},
        {Step::Audience, [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("vn:gate")); }},
        {Step::Freshness, [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon - 500)); }},
        {Step::Disclosures, [](PostScene &s) { s.forge.presented.append(s.forge.sub); }},
        {Step::Status, [](PostScene &s) { s.withStatus(StatusState::Revoked); }},
        {Step::Rule, [](PostScene &s) { s.rule.types = {CredentialType::Identity}; }},
        {Step::Replay, [](PostScene &s) { s.cache.answer = trust::ReplayCache::Answer::Replayed; }},
    };
}

} // namespace

class TestVerdictTable : public QObject
{
    Q_OBJECT
private slots:
    void everyOutcome_data()
    {
        using namespace raw;
        using Cache = trust::ReplayCache::Answer;
        QTest::addColumn<Spoiling>("change");
        QTest::addColumn<Outcome>("expected");
        const auto row = [](const char *name, Outcome expected, Spoiling change) { QTest::newRow(name) << change << expected; };
        constexpr auto good = SignatureState::Valid;
        constexpr auto current = ValidityState::Current;
        constexpr auto unasked = HolderState::NotChecked;
        constexpr auto unknown = StatusState::Unknown;
        row("open", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &) {});
        row("open, with a status", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}},
            [](PostScene &s) { s.withStatus(StatusState::Good); });
        row("open, held", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}},
            [](PostScene &s) { s.cache.answer = Cache::Held; });
        row("an answer", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &s) { s.answer(); });
        row("an answer while the cache is unsure", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &s) {
            s.answer();
            s.cache.answer = Cache::Unsure;
        });

        row("grammar", {Overall::Invalid, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Type, ErrorCode::CredentialMalformed},
            [](PostScene &s) { set(s.forge.bindingPayload, 8, integer(1)); });
        row("an unknown type",
            {Overall::CannotCheck, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Type, ErrorCode::CredentialTypeUnsupported},
            [](PostScene &s) { set(s.forge.payload, 11, integer(65006)); });
        row("an unknown issuer",
            {Overall::CannotCheck, SignatureState::UnknownIssuer, ValidityState::NotChecked, unasked, unknown, Step::Issuer, ErrorCode::IssuerUntrusted},
            [](PostScene &s) { s.parties.trust.issuers.clear(); });
        row("an old trust list",
            {Overall::CannotCheck, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Issuer, ErrorCode::TrustListOutdated},
            [](PostScene &s) { s.parties.trust.nextUpdate = noon - trust::trustListGrace - 1; });
        row("the issuer's signature",
            {Overall::Invalid, SignatureState::Invalid, ValidityState::NotChecked, unasked, unknown, Step::IssuerSignature, ErrorCode::IssuerSignatureInvalid},
            [](PostScene &s) { s.parties.trust.issuers.first().key = makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey(); });
        row("the holder's signature",
            {Overall::Invalid, good, ValidityState::NotChecked, unasked, unknown, Step::HolderSignature, ErrorCode::HolderSignatureInvalid},
            [](PostScene &s) { s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77); });
        row("expired", {Overall::Invalid, good, ValidityState::Expired, unasked, unknown, Step::Times, ErrorCode::CredentialExpired},
            [](PostScene &s) { set(s.forge.shown, 7, integer(noon - 1000)); });
        row("not yet", {Overall::Invalid, good, ValidityState::NotYet, unasked, unknown, Step::Times, ErrorCode::CredentialNotYetValid},
            [](PostScene &s) { set(s.forge.shown, 6, integer(noon + 1000)); });
        row("another audience", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience},
            [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("quay-mau-02")); });
        row("stale", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::PresentationStale},
            [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon - 91)); });
        row("of the future", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::PresentationFromFuture},
            [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon + 61)); });
        row("an answer too late", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::ChallengeAnswerLate},
            [](PostScene &s) {
                s.answer();
                s.clock.advance(121);
            });
        row("an answer to nothing of ours", {Overall::Invalid, good, current, unasked, unknown, Step::Freshness, ErrorCode::WrongAudience}, [](PostScene &s) {
            s.answer();
            set(s.forge.bindingPayload, 39, raw::bytes(QByteArray(16, 'x')));
        });
        row("disclosures", {Overall::Invalid, good, current, unasked, unknown, Step::Disclosures, ErrorCode::CredentialMalformed},
            [](PostScene &s) { s.forge.presented.append(s.forge.sub); });
        row("revoked", {Overall::Invalid, good, current, unasked, StatusState::Revoked, Step::Status, ErrorCode::CredentialRevoked},
            [](PostScene &s) { s.withStatus(StatusState::Revoked); });
        row("suspended", {Overall::Invalid, good, current, unasked, StatusState::Suspended, Step::Status, ErrorCode::CredentialSuspended},
            [](PostScene &s) { s.withStatus(StatusState::Suspended); });
        row("a status nobody knows", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
            [](PostScene &s) { s.withStatus(StatusState::Unknown); });
        row("the post's rule", {Overall::Invalid, good, current, unasked, StatusState::Good, Step::Rule, ErrorCode::PostRuleNotMet},
            [](PostScene &s) { s.rule.types = {CredentialType::Identity}; });
        row("replayed", {Overall::Invalid, good, current, HolderState::Replayed, StatusState::Good, Step::Replay, ErrorCode::PresentationReplayed},
            [](PostScene &s) { s.cache.answer = Cache::Replayed; });
        row("an unsure cache", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::ReplayNotChecked},
            [](PostScene &s) { s.cache.answer = Cache::Unsure; });
        row("an answer used", {Overall::Invalid, good, current, HolderState::Replayed, StatusState::Good, Step::Replay, ErrorCode::PresentationReplayed},
            [](PostScene &s) {
                s.answer();
                QCOMPARE(s.book.take(s.answerNonce, CredentialType::TravelPass, "another"), trust::ChallengeBook::Answer::Ours);
            });

        row("on paper", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
            [](PostScene &s) { s.print(); });
        row("on paper, of last month", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
            [](PostScene &s) {
                s.print();
                set(s.forge.bindingPayload, 6, integer(noon - 30 * aDay));
            });
        row("on paper, seen before", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
            [](PostScene &s) {
                s.print();
                s.cache.answer = Cache::Replayed;
            });
        row("on paper, revoked", {Overall::Invalid, good, current, unasked, StatusState::Revoked, Step::Status, ErrorCode::CredentialRevoked},
            [](PostScene &s) {
                s.print();
                s.withStatus(StatusState::Revoked);
            });
        row("on paper, expired", {Overall::Invalid, good, ValidityState::Expired, unasked, unknown, Step::Times, ErrorCode::CredentialExpired},
            [](PostScene &s) {
                s.print();
                set(s.forge.payload, 4, integer(noon - 1000));
            });
        row("on paper, changed",
            {Overall::Invalid, good, ValidityState::NotChecked, unasked, unknown, Step::HolderSignature, ErrorCode::HolderSignatureInvalid}, [](PostScene &s) {
                s.print();
                s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77);
            });
        row("paper on a screen", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience}, [](PostScene &s) {
            s.print();
            set(s.forge.bindingPayload, 3, raw::text("vn:counter"));
        });
        row("paper as an answer", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience}, [](PostScene &s) {
            s.print();
            s.answer();
        });
        row("a pass for print", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience},
            [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("vn:print")); });
    }
    void everyOutcome()
    {
        QFETCH(Spoiling, change);
        QFETCH(Outcome, expected);
        PostScene scene;
        change(scene);
        const trust::Verdict verdict = scene.verdict();
        QCOMPARE(trust::name(verdict.failedStep), trust::name(expected.step));
        QCOMPARE(verdict.overall, expected.overall);
        QCOMPARE(verdict.signature, expected.signature);
        QCOMPARE(verdict.validity, expected.validity);
        QCOMPARE(verdict.holder, expected.holder);
        QCOMPARE(verdict.status, expected.status);
        QCOMPARE(verdict.error ? std::optional(verdict.error->code) : std::nullopt, expected.code);
    }

    // What paper says is shown, by whom it was signed too: only its bearer is unknown.
    void aPrintedCopyIsShownAndLeavesNoTrace()
    {
        PostScene scene;
        scene.print();
        const trust::Verdict verdict = scene.verdict();
        QCOMPARE(verdict.mode, trust::Mode::Print);
        QVERIFY(verdict.claims && verdict.claims->printed);
        QCOMPARE(verdict.claims->person->fullName, samplePerson().fullName);
        QCOMPARE(verdict.issuerName, QStringLiteral("Cơ quan cấp mẫu"));
        QCOMPARE(scene.cache.asked, 0);
    }

    void theFirstStepThatFailsIsNamed_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        const auto all = failures();
        for (int first = 0; first < all.size(); ++first) {
            for (int second = first; second < all.size(); ++second)
                QTest::addRow("%s, %s", qPrintable(trust::name(all[first].first)), qPrintable(trust::name(all[second].first))) << first << second;
        }
    }
    void theFirstStepThatFailsIsNamed()
    {
        QFETCH(int, first);
        QFETCH(int, second);
        const auto all = failures();
        PostScene scene;
        QCOMPARE(scene.verdict().overall, Overall::Valid);
        all[first].second(scene);
        if (second != first)
            all[second].second(scene);
        // One exception: a text that is too long for a code is not decoded to see whether it could have been one.
        const bool unread = all[first].first == Step::Base45 && all[second].first == Step::Size;
        QCOMPARE(trust::name(scene.verdict().failedStep), trust::name(unread ? Step::Size : all[first].first));
    }

    void everyStepHasAFailure()
    {
        QSet<Step> steps;
        for (const auto &[step, change] : failures())
            steps.insert(step);
        QCOMPARE(steps.size(), static_cast<int>(Step::Replay)); // all but None
    }
};

DD_TEST(TestVerdictTable)
#include "test_verdict_table.moc"
