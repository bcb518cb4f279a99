// A counter's challenges: asked, answered once each, and the answers before its verifier.
#include "core/trust/challenge_judge.h"
#include "tests/core/judge.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::Asked;
using credential::CredentialType;
using credential::Group;
using credential::Purpose;
using trust::ChallengeBook;
using trust::Overall;
using trust::Step;

namespace {

// A wall clock that is set while the steady one runs on.
class TwoClocks final : public Clock
{
public:
    qint64 now() const override { return wall; }
    qint64 steadyMilliseconds() const override { return steady; }
    qint64 wall = noon;
    qint64 steady = 1000;
};

QList<Asked> whoAndNumber()
{
    return {{CredentialType::Identity, {Group::Number, Group::Person}}};
}

// A counter that asks, and a phone that answers as its wallet would.
struct Desk
{
    credential::ChallengeCode ask(const QList<Asked> &asked = whoAndNumber())
    {
        const auto code = book.ask(asked, Purpose::Desk, {}, nullptr);
        return code ? *code : credential::ChallengeCode();
    }
    [[nodiscard]] QString answer(const credential::ChallengeCode &code, const QList<Group> &groups = {Group::Number, Group::Person}, qint64 phoneClock = noon,
                                 const QString &audience = QStringLiteral("quay-mau-01"))
    {
        const FixedClock issued(noon);
        const auto token = credential::issue(sampleRequest(parties), sampleIdentity(), *parties.issuer, random, issued);
        const auto held = token ? credential::parseCredential(*token) : Result<credential::Credential>(fail(token.error()));
        credential::PresentationRequest request;
        request.groups = groups;
        request.audience = audience;
        request.challengeNonce = code.answerNonce;
        const auto text = held ? credential::present(*held, request, *parties.holder, random, FixedClock(phoneClock)) : Result<QString>(fail(held.error()));
        return text.value_or(QString());
    }
    trust::Verdict verify(const QString &text) { return trust::Verifier({cache, &parties.trust, nullptr, &book}, clock).verify(text); }

    Parties parties;
    CountingRandom random{3};
    TwoClocks clock;
    SpyReplayCache cache;
    ChallengeBook book{QStringLiteral("quay-mau-01"), random, clock};
};

} // namespace

class TestChallengeBook : public QObject
{
    Q_OBJECT
private slots:
    void whatWasAskedIsOursForTwoMinutesOfTheSteadyClock()
    {
        Desk desk;
        const QByteArray nonce = desk.ask().answerNonce;
        desk.clock.wall += 10 * aDay; // the wall clock may be set
        desk.clock.steady += 120'000;
        QCOMPARE(desk.book.look(nonce, CredentialType::Identity), ChallengeBook::Answer::Ours);
        desk.clock.wall = noon;
        desk.clock.steady += 1;
        QCOMPARE(desk.book.look(nonce, CredentialType::Identity), ChallengeBook::Answer::Late);
        QCOMPARE(desk.book.take(nonce, CredentialType::Identity, "a"), ChallengeBook::Answer::Late);
        QCOMPARE(desk.book.look(nonce, CredentialType::TravelPass), ChallengeBook::Answer::NotOurs); // not asked for
        QCOMPARE(desk.book.look(QByteArray(16, 'x'), CredentialType::Identity), ChallengeBook::Answer::NotOurs);
        QCOMPARE(desk.book.look({}, CredentialType::Identity), ChallengeBook::Answer::NotOurs);
    }

    void anAnswerCountsOnce()
    {
        Desk desk;
        const QByteArray nonce = desk.ask({{CredentialType::Identity, {}}, {CredentialType::TravelPass, {}}}).answerNonce;
        QCOMPARE(desk.book.take(nonce, CredentialType::Identity, "a"), ChallengeBook::Answer::Ours);
        QCOMPARE(desk.book.take(nonce, CredentialType::TravelPass, "b"), ChallengeBook::Answer::Ours); // each type once
        desk.clock.steady += 2000;
        QCOMPARE(desk.book.take(nonce, CredentialType::Identity, "a"), ChallengeBook::Answer::Ours); // held to the camera
        QCOMPARE(desk.book.take(nonce, CredentialType::TravelPass, "c"), ChallengeBook::Answer::Used);
        QCOMPARE(desk.book.take(nonce, CredentialType::TravelPass, "b"), ChallengeBook::Answer::Used); // and from then on
        desk.clock.steady += 2001;
        QCOMPARE(desk.book.take(nonce, CredentialType::Identity, "a"), ChallengeBook::Answer::Used); // after a gap
        QCOMPARE(desk.book.take(nonce, CredentialType::Identity, "a"), ChallengeBook::Answer::Used);
    }

    void theOldestOfTooManyIsForgotten()
    {
        Desk desk;
        const QByteArray first = desk.ask().answerNonce;
        const QByteArray second = desk.ask().answerNonce;
        QVERIFY(first != second);
        for (qsizetype i = 1; i < ChallengeBook::mostOpen; ++i)
            QVERIFY(!desk.ask().answerNonce.isEmpty());
        QCOMPARE(desk.book.look(first, CredentialType::Identity), ChallengeBook::Answer::NotOurs);
        QCOMPARE(desk.book.look(second, CredentialType::Identity), ChallengeBook::Answer::Ours);
    }

    void nothingIsAskedThatCannotBe()
    {
        Desk desk;
        QVERIFY(!desk.book.ask({}, Purpose::Desk, {}, nullptr));
        QVERIFY(!desk.book.ask({{CredentialType::PrintedCopy, {}}}, Purpose::Desk, {}, nullptr));
    }

    // ---- verified ------------------------------------------------------------------------------------------

    void anAnswerIsValidOnce()
    {
        Desk desk;
        const credential::ChallengeCode code = desk.ask();
        const QString text = desk.answer(code);
        desk.cache.answer = trust::ReplayCache::Answer::Unsure; // challenges keep working
        trust::Verdict verdict = desk.verify(text);
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.mode, trust::Mode::Challenge);
        QCOMPARE(verdict.holder, trust::HolderState::Proven);
        QCOMPARE(verdict.claims->personalNumber, sampleNumber());
        QVERIFY(verdict.askedButMissing.isEmpty());
        QCOMPARE(desk.cache.asked, 0);
        QCOMPARE(desk.verify(text).overall, Overall::Valid); // still before the camera
        verdict = desk.verify(desk.answer(code));
        QCOMPARE(verdict.overall, Overall::Invalid);
        QCOMPARE(verdict.failedStep, Step::Replay);
        QCOMPARE(verdict.holder, trust::HolderState::Replayed);
        QCOMPARE(verdict.error->code, ErrorCode::PresentationReplayed);
    }

    void theHoldersClockDecidesNothing()
    {
        for (const qint64 ahead : {-3 * 3600, -91, 61, 3 * 3600}) {
            Desk desk;
            QCOMPARE(desk.verify(desk.answer(desk.ask(), {Group::Person}, noon + ahead)).overall, Overall::Valid);
        }
    }

    void whatWasAskedAndNotShownIsNamed()
    {
        Desk desk;
        const trust::Verdict verdict = desk.verify(desk.answer(desk.ask(), {Group::Person}));
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.askedButMissing, QList{Group::Number});
    }

    void anAnswerToAnotherIsRefused()
    {
        Desk desk;
        const credential::ChallengeCode code = desk.ask();
        const credential::ChallengeCode passOnly = desk.ask({{CredentialType::TravelPass, {}}});
        desk.clock.steady += 120'001;
        const auto is = [&desk](const QString &text, Overall overall, Step step, ErrorCode error) {
            const trust::Verdict verdict = desk.verify(text);
            QCOMPARE(verdict.overall, overall);
            QCOMPARE(verdict.failedStep, step);
            QCOMPARE(verdict.error->code, error);
        };
        is(desk.answer(code), Overall::CannotCheck, Step::Freshness, ErrorCode::ChallengeAnswerLate);
        is(desk.answer(passOnly), Overall::Invalid, Step::Freshness, ErrorCode::WrongAudience);
        is(desk.answer({{}, QByteArray(16, 'x')}), Overall::Invalid, Step::Freshness, ErrorCode::WrongAudience);
        is(desk.answer(desk.ask(), {}, noon, QStringLiteral("quay-mau-02")), Overall::Invalid, Step::Audience, ErrorCode::WrongAudience);
        // A counter that asks nothing
        const trust::Verdict verdict = trust::Verifier({desk.cache, &desk.parties.trust}, desk.clock).verify(desk.answer(desk.ask()));
        QCOMPARE(verdict.failedStep, Step::Audience);
        QCOMPARE(verdict.overall, Overall::Invalid);
    }

    void aCodeOfOpenModeCannotCallItselfAnAnswer()
    {
        Desk desk;
        Forge forge(desk.parties);
        raw::set(forge.bindingPayload, 3, raw::text("quay-mau-01")); // its audience, but a cti
        QCOMPARE(desk.verify(forge.presentation()).failedStep, Step::Audience);
        raw::set(forge.bindingPayload, 3, raw::text("vn:counter"));
        const trust::Verdict open = desk.verify(forge.presentation());
        QCOMPARE(open.overall, Overall::Valid);
        QCOMPARE(open.mode, trust::Mode::Open);
        QCOMPARE(desk.cache.asked, 1);
    }

    void anAnswerThatFailsEarlierLeavesTheChallengeOpen()
    {
        Desk desk;
        const credential::ChallengeCode code = desk.ask();
        const QString text = desk.answer(code);
        desk.parties.trust.issuers.first().types = {65002};
        QCOMPARE(desk.verify(text).failedStep, Step::Issuer);
        desk.parties.trust.issuers.first().types = {65001};
        QCOMPARE(desk.verify(text).overall, Overall::Valid);
    }

    // Counter to phone and back, through the wallet's judgement.
    void fromTheCountersScreenToItsVerdict()
    {
        Desk desk;
        const auto key = makeSigner(crypto::Algorithm::Esp256, 9);
        desk.parties.trust.relyingParties = {{QStringLiteral("quay-mau-01"), QStringLiteral("Quầy mẫu"), QStringLiteral("Sample counter"), key->publicKey(),
                                              {Purpose::Desk}, {{CredentialType::Identity, {Group::Person}}}}};
        const auto shown = desk.book.ask(whoAndNumber(), Purpose::Desk, {}, key.get());
        QVERIFY(shown.has_value());
        const auto judged = trust::judgeChallenge(*credential::parseChallenge(shown->text), &desk.parties.trust, desk.clock);
        QVERIFY(judged && judged->registered);
        const auto request = trust::answerTo(*judged, CredentialType::Identity, judged->allowed.first().groups);
        QVERIFY(request.has_value());
        const auto token = credential::issue(sampleRequest(desk.parties), sampleIdentity(), *desk.parties.issuer, desk.random, FixedClock(noon));
        const auto text = credential::present(*credential::parseCredential(*token), *request, *desk.parties.holder, desk.random, desk.clock);
        QVERIFY(text.has_value());
        const trust::Verdict verdict = desk.verify(*text);
        QCOMPARE(verdict.overall, Overall::Valid);
        QVERIFY(verdict.claims->person == samplePerson());
        QVERIFY(verdict.claims->personalNumber.isEmpty());
        QCOMPARE(verdict.askedButMissing, QList{Group::Number});
    }
};

DD_TEST(TestChallengeBook)
#include "test_challenge_book.moc"
