#include "tests/core/judge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using crypto::Algorithm;
using trust::Overall;
using trust::Step;

class TestVerifier : public QObject
{
    Q_OBJECT
private slots:
    void aPresentationOfEachAlgorithmIsValid_data()
    {
        QTest::addColumn<int>("issuer");
        QTest::addColumn<int>("holder");
        for (const Algorithm issuer : {Algorithm::Ed25519, Algorithm::Esp256}) {
            for (const Algorithm holder : {Algorithm::Ed25519, Algorithm::Esp256})
                QTest::addRow("issuer %d, holder %d", int(issuer), int(holder)) << int(issuer) << int(holder);
        }
    }
    void aPresentationOfEachAlgorithmIsValid()
    {
        QFETCH(int, issuer);
        QFETCH(int, holder);
        Parties parties{Algorithm(issuer), Algorithm(holder)};
        CountingRandom random;
        const FixedClock clock(noon);
        const auto token = credential::issue({sampleNumber(), parties.holder->publicKey(), midnight + 30 * aDay}, samplePass(), *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto held = credential::parseCredential(*token);
        QVERIFY(held.has_value());
        credential::PresentationRequest request;
        request.groups = {credential::Group::Person};
        request.statement = credential::StayStatement{credential::DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), noon, noon + aDay, QStringLiteral("công tác")};
        const auto text = credential::present(*held, request, *parties.holder, random, clock);
        QVERIFY(text.has_value());

        const Judged judged = judge(parties, *text, noon + 20);
        const trust::Verdict &verdict = judged.verdict;
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.failedStep, Step::None);
        QVERIFY(!verdict.error);
        QCOMPARE(verdict.signature, trust::SignatureState::Valid);
        QCOMPARE(verdict.validity, trust::ValidityState::Current);
        QCOMPARE(verdict.holder, trust::HolderState::Proven);
        QCOMPARE(verdict.status, trust::StatusState::Good);
        QVERIFY(!verdict.demo);
        QCOMPARE(verdict.trustListAge, 12 * 3600 + 20);
        QCOMPARE(verdict.issuerName, QStringLiteral("Cơ quan cấp mẫu"));
        QCOMPARE(verdict.presentedAt, noon);
        QVERIFY(verdict.claims && verdict.claims->pass);
        QVERIFY(verdict.claims->person == samplePerson());
        QVERIFY(verdict.claims->personalNumber.isEmpty());
        QCOMPARE(verdict.claims->disclosed, QList{credential::Group::Person});
        QCOMPARE(verdict.claims->validTo(), samplePass().validTo);
        QVERIFY(verdict.statement == request.statement);
        QCOMPARE(judged.asked, 1);
    }

    // Made by hand from the page, not by our issuer: the grammar is the page's, not only our own.
    void aPresentationMadeByHandIsValid()
    {
        Parties parties;
        const Judged judged = judge(parties, Forge(parties).presentation());
        QCOMPARE(judged.verdict.overall, Overall::Valid);
        QCOMPARE(judged.verdict.claims->personalNumber, sampleNumber());
        QCOMPARE(judged.verdict.claims->person->fullName, samplePerson().fullName);
        QCOMPARE(judged.verdict.claims->pass->to.province, QStringLiteral("15"));
    }

    void readOnlyAlgorithmNumbersNeedTheirKeyType()
    {
        using namespace raw;
        Parties parties;
        Forge forge(parties);
        set(forge.issuerHeader, 1, integer(-8));
        set(forge.bindingHeader, 1, integer(-7));
        QCOMPARE(judge(parties, forge.presentation()).verdict.overall, Overall::Valid);
        set(forge.issuerHeader, 1, integer(-7));
        QCOMPARE(judge(parties, forge.presentation()).verdict.failedStep, Step::IssuerSignature);
        set(forge.issuerHeader, 1, integer(-8));
        set(forge.bindingHeader, 1, integer(-19));
        QCOMPARE(judge(parties, forge.presentation()).verdict.failedStep, Step::HolderSignature);
    }

    // Its issuer should have looked at it: a point of small order, or none of the curve, is no key to anybody.
    void aHolderKeyThatIsNoPointIsNamed()
    {
        using namespace raw;
        Parties parties;
        for (const QByteArray &point : {QByteArray(32, '\0'), QByteArray(1, '\x02') + QByteArray(31, '\0')}) {
            Forge forge(parties);
            set(forge.payload, 8, map({{integer(1), map({{integer(1), integer(1)}, {integer(-1), integer(6)}, {integer(-2), bytes(point)}})}}));
            set(forge.bindingHeader, 1, integer(-19));
            const trust::Verdict verdict = judge(parties, forge.presentation()).verdict;
            QCOMPARE(verdict.failedStep, Step::HolderKey);
            QCOMPARE(verdict.error->code, ErrorCode::KeyMalformed);
            QVERIFY(!verdict.claims);
        }
    }

    void aTrustedIdWithAnotherKeyIsInvalid()
    {
        Parties parties;
        const QString text = Forge(parties).presentation();
        parties.trust.issuers[0].key = makeSigner(Algorithm::Ed25519, 55)->publicKey();
        const trust::Verdict verdict = judge(parties, text).verdict;
        QCOMPARE(verdict.overall, Overall::Invalid);
        QCOMPARE(verdict.failedStep, Step::IssuerSignature);
        QCOMPARE(verdict.signature, trust::SignatureState::Invalid);
        QVERIFY(!verdict.claims);
    }

    void aTrustListMayBeAWeekLate()
    {
        Parties parties;
        const QString text = Forge(parties).presentation();
        parties.trust.nextUpdate = noon - 7 * aDay;
        QCOMPARE(judge(parties, text).verdict.overall, Overall::Valid);
        parties.trust.nextUpdate = noon - 7 * aDay - 1;
        const trust::Verdict verdict = judge(parties, text).verdict;
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.error->code, ErrorCode::TrustListOutdated);
        QVERIFY(!verdict.claims);
    }

    void thePeriodDecides_data()
    {
        QTest::addColumn<Spoil>("set");
        QTest::addColumn<trust::ValidityState>("validity");
        using namespace raw;
        QTest::newRow("starts in two minutes") << Spoil([](Forge &f) { set(f.shown, 6, integer(noon + 120)); }) << trust::ValidityState::Current;
        QTest::newRow("starts later") << Spoil([](Forge &f) { set(f.shown, 6, integer(noon + 121)); }) << trust::ValidityState::NotYet;
        QTest::newRow("ended two minutes ago") << Spoil([](Forge &f) { set(f.shown, 7, integer(noon - 119)); }) << trust::ValidityState::Current;
        QTest::newRow("ended earlier") << Spoil([](Forge &f) { set(f.shown, 7, integer(noon - 120)); }) << trust::ValidityState::Expired;
    }
    void thePeriodDecides()
    {
        QFETCH(Spoil, set);
        QFETCH(trust::ValidityState, validity);
        Parties parties;
        Forge forge(parties);
        set(forge);
        const Judged judged = judge(parties, forge.presentation());
        QCOMPARE(judged.verdict.validity, validity);
        const bool current = validity == trust::ValidityState::Current;
        QCOMPARE(judged.verdict.overall, current ? Overall::Valid : Overall::Invalid);
        QCOMPARE(judged.verdict.failedStep, current ? Step::None : Step::Times);
        QVERIFY(judged.verdict.claims.has_value()); // both signatures hold: the counter may say whose pass has expired
        QCOMPARE(judged.asked, current ? 1 : 0);
    }

    void aCodeLivesNinetySeconds_data()
    {
        QTest::addColumn<qint64>("iat");
        QTest::addColumn<bool>("fresh");
        QTest::newRow("now") << noon << true;
        QTest::newRow("90 s old") << noon - 90 << true;
        QTest::newRow("91 s old") << noon - 91 << false;
        QTest::newRow("two minutes old") << noon - 120 << false;
        QTest::newRow("60 s ahead") << noon + 60 << true;
        QTest::newRow("61 s ahead") << noon + 61 << false;
    }
    void aCodeLivesNinetySeconds()
    {
        QFETCH(qint64, iat);
        QFETCH(bool, fresh);
        Parties parties;
        Forge forge(parties);
        raw::set(forge.bindingPayload, 6, raw::integer(iat));
        const Judged judged = judge(parties, forge.presentation());
        QCOMPARE(judged.verdict.overall, fresh ? Overall::Valid : Overall::CannotCheck);
        QCOMPARE(judged.verdict.holder, fresh ? trust::HolderState::Proven : trust::HolderState::Stale);
        // Stale is decided before the cache is touched: an old code leaves no trace in it.
        QCOMPARE(judged.asked, fresh ? 1 : 0);
        if (!fresh) {
            QCOMPARE(judged.verdict.failedStep, Step::Freshness);
            QCOMPARE(judged.verdict.error->code, iat < noon ? ErrorCode::PresentationStale : ErrorCode::PresentationFromFuture);
        }
    }

    void replayedHeldAndStale()
    {
        Parties parties;
        const QString text = Forge(parties).presentation();
        FixedClock clock(noon);
        trust::MemoryReplayCache cache(clock);
        trust::Verifier verifier(&parties.trust, cache, clock);
        QCOMPARE(verifier.verify(text).overall, Overall::Valid);
        clock.advance(2);
        QCOMPARE(verifier.verify(text).overall, Overall::Valid); // held to the camera
        clock.advance(3);
        trust::Verdict verdict = verifier.verify(text);
        QCOMPARE(verdict.overall, Overall::Invalid);
        QCOMPARE(verdict.holder, trust::HolderState::Replayed);
        QCOMPARE(verdict.failedStep, Step::Replay);
        QCOMPARE(verdict.error->code, ErrorCode::PresentationReplayed);
        clock.advance(1);
        QCOMPARE(verifier.verify(text).overall, Overall::Invalid); // a replay held to the camera stays a replay
        clock.advance(110);
        verdict = verifier.verify(text);
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.holder, trust::HolderState::Stale);
        Forge next(parties);
        raw::set(next.bindingPayload, 7, raw::bytes("cti-0002"));
        raw::set(next.bindingPayload, 6, raw::integer(clock.now()));
        QCOMPARE(verifier.verify(next.presentation()).overall, Overall::Valid);
    }

    void anUnsureCacheCannotCheck()
    {
        Parties parties;
        const FixedClock clock(noon);
        SpyReplayCache cache;
        cache.answer = trust::ReplayCache::Answer::Unsure;
        const trust::Verdict verdict = trust::Verifier(&parties.trust, cache, clock).verify(Forge(parties).presentation());
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.holder, trust::HolderState::NotChecked);
        QCOMPARE(verdict.error->code, ErrorCode::ReplayNotChecked);
    }

    void theStatusDecides_data()
    {
        QTest::addColumn<trust::StatusAnswer>("answer");
        QTest::addColumn<Overall>("overall");
        QTest::addColumn<ErrorCode>("code");
        using trust::StatusAnswer;
        using trust::StatusState;
        QTest::newRow("good") << StatusAnswer{StatusState::Good, 60} << Overall::Valid << ErrorCode::SelfTestFailed;
        QTest::newRow("revoked") << StatusAnswer{StatusState::Revoked, 60} << Overall::Invalid << ErrorCode::CredentialRevoked;
        QTest::newRow("suspended") << StatusAnswer{StatusState::Suspended, 60} << Overall::Invalid << ErrorCode::CredentialSuspended;
        QTest::newRow("past its end") << StatusAnswer{StatusState::Unknown, 2 * aDay} << Overall::CannotCheck << ErrorCode::StatusNotChecked;
        QTest::newRow("no list") << StatusAnswer() << Overall::CannotCheck << ErrorCode::StatusNotChecked;
        QTest::newRow("another's list") << StatusAnswer{.fault = StatusAnswer::Fault::ForeignUri} << Overall::Invalid << ErrorCode::CredentialMalformed;
        QTest::newRow("beyond its end") << StatusAnswer{StatusState::Unknown, 60, StatusAnswer::Fault::OutOfRange} << Overall::Invalid
                                        << ErrorCode::CredentialMalformed;
    }
    void theStatusDecides()
    {
        QFETCH(trust::StatusAnswer, answer);
        QFETCH(Overall, overall);
        QFETCH(ErrorCode, code);
        Parties parties;
        Forge forge(parties);
        raw::set(forge.payload, 65535, statusAt(7, "https://status.example/1"));
        const FixedClock clock(noon);
        SpyReplayCache cache;
        ScriptedStatus status(answer);
        const trust::Verdict verdict = trust::Verifier({cache, &parties.trust, &status}, clock).verify(forge.presentation());
        QCOMPARE(status.asked, (QList{credential::StatusReference{7, "https://status.example/1"}}));
        QCOMPARE(verdict.overall, overall);
        QCOMPARE(verdict.status, answer.state);
        QCOMPARE(verdict.statusAge, answer.age);
        QCOMPARE(verdict.failedStep, overall == Overall::Valid ? Step::None : Step::Status);
        QVERIFY(verdict.error ? verdict.error->code == code : overall == Overall::Valid);
        QVERIFY(verdict.claims.has_value());
        QCOMPARE(cache.asked, overall == Overall::Valid ? 1 : 0);
    }

    void withoutListsNothingIsKnownOfAStatus()
    {
        Parties parties;
        Forge forge(parties);
        raw::set(forge.payload, 65535, statusAt(7, "https://status.example/1"));
        const Judged judged = judge(parties, forge.presentation());
        QCOMPARE(judged.verdict.overall, Overall::CannotCheck);
        QCOMPARE(judged.verdict.failedStep, Step::Status);
        QCOMPARE(judged.verdict.status, trust::StatusState::Unknown);
        QVERIFY(!judged.verdict.statusAge);
        QCOMPARE(judged.asked, 0);
    }

    // Through a list that is signed and a store that holds it, under the issuer whose credential it is.
    void aRevokedPassIsRefusedByItsIssuersList()
    {
        Parties parties;
        const auto statusKey = makeSigner(Algorithm::Ed25519, 66);
        parties.trust.issuers.first().status = trust::StatusIssuer{{statusKey->publicKey()}, "https://status.example/"};
        const QByteArray uri("https://status.example/1");
        const auto list = trust::signStatusList({uri, noon - 300, noon + aDay, 900, 2, QByteArray(4, '\xe4')}, *statusKey); // 0, 1, 2, 3 in turn
        QVERIFY(list.has_value());
        trust::StatusStore store;
        QVERIFY(store.offer(*list, uri, parties.trust.issuers.first()).has_value());
        const FixedClock clock(noon);
        const trust::StatusState states[] = {trust::StatusState::Good, trust::StatusState::Revoked, trust::StatusState::Suspended, trust::StatusState::Unknown};
        for (int index = 0; index < 4; ++index) {
            Forge forge(parties);
            raw::set(forge.payload, 65535, statusAt(index, uri));
            SpyReplayCache cache;
            const trust::Verdict verdict = trust::Verifier({cache, &parties.trust, &store}, clock).verify(forge.presentation());
            QCOMPARE(verdict.status, states[index]);
            QCOMPARE(verdict.statusAge, 300);
            QCOMPARE(verdict.overall, index == 0 ? Overall::Valid : index == 3 ? Overall::CannotCheck : Overall::Invalid);
        }
    }

    void whatIsDemoSaysSo()
    {
        using namespace raw;
        Parties parties;
        Forge forge(parties);
        QVERIFY(!judge(parties, forge.presentation()).verdict.demo);
        parties.trust.demo = true;
        QVERIFY(judge(parties, forge.presentation()).verdict.demo);
        parties.trust.demo = false;
        set(forge.shown, 8, integer(credential::EvidenceDemo));
        const trust::Verdict verdict = judge(parties, forge.presentation()).verdict;
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.error->code, ErrorCode::CredentialForShow);
        QVERIFY(verdict.demo);
    }

    // The authority judges what a facility scanned as of the scan; what it trusts is today's.
    void aRecordedCodeIsJudgedAsOfItsScan()
    {
        using namespace raw;
        Parties parties;
        parties.trust.nextUpdate = noon + 10 * aDay;
        Forge forge(parties);
        set(forge.shown, 7, integer(noon + 1800)); // over half an hour after the scan
        const QString text = forge.presentation();
        const auto recorded = [&](qint64 scannedAt, qint64 now) {
            const FixedClock clock(now);
            SpyReplayCache cache;
            return trust::Verifier(&parties.trust, cache, clock).verifyRecorded(text, scannedAt);
        };
        constexpr qint64 limit = 36 * 3600;
        const trust::Verdict verdict = recorded(noon + 20, noon + 20 + limit);
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.trustListAge, 12 * 3600 + 20 + limit);
        for (const auto &[scannedAt, now] : {std::pair(noon + 20, noon + 21 + limit), std::pair(noon + 81, noon + 20), std::pair(noon + 91, noon + 91)}) {
            const trust::Verdict late = recorded(scannedAt, now); // too old a record, one of the future, and one of an old picture
            QCOMPARE(late.overall, Overall::CannotCheck);
            QCOMPARE(late.error->code, ErrorCode::PresentationStale);
        }
        QCOMPARE(judge(parties, text, noon + 20 + limit).verdict.error->code, ErrorCode::CredentialExpired); // at a counter, today
        set(forge.bindingPayload, 39, bytes(QByteArray(16, 'n')));
        forge.bindingPayload.removeIf([](const auto &pair) { return pair.first == integer(7); });
        const FixedClock clock(noon);
        SpyReplayCache cache;
        QCOMPARE(trust::Verifier(&parties.trust, cache, clock).verifyRecorded(forge.presentation(), noon).failedStep, Step::Audience);
    }

    void namesAreStable()
    {
        QCOMPARE(trust::name(Overall::CannotCheck), QStringLiteral("cannot-check"));
        QCOMPARE(trust::name(Step::IssuerSignature), QStringLiteral("issuer-signature"));
        QCOMPARE(trust::name(trust::SignatureState::UnknownIssuer), QStringLiteral("unknown-issuer"));
        QCOMPARE(trust::name(trust::ValidityState::NotYet), QStringLiteral("not-yet"));
        QCOMPARE(trust::name(trust::HolderState::Stale), QStringLiteral("stale"));
        QCOMPARE(trust::name(trust::StatusState::Good), QStringLiteral("good"));
        QCOMPARE(trust::name(trust::StatusState::Revoked), QStringLiteral("revoked"));
        QCOMPARE(trust::name(trust::StatusState::Suspended), QStringLiteral("suspended"));
        QCOMPARE(trust::name(trust::StatusState::Unknown), QStringLiteral("unknown"));
        QCOMPARE(trust::name(trust::Mode::Open), QStringLiteral("open"));
        QCOMPARE(trust::name(trust::Mode::Challenge), QStringLiteral("challenge"));
        QCOMPARE(trust::name(trust::Mode::Print), QStringLiteral("print"));
        QCOMPARE(trust::name(trust::ClockFinding::Whose::Counter), QStringLiteral("counter"));
        QCOMPARE(trust::name(trust::ClockFinding::Whose::Holder), QStringLiteral("holder"));
        QCOMPARE(trust::name(trust::ClockFinding::Whose::Unknown), QStringLiteral("unknown"));
        QSet<QString> steps;
        for (int step = static_cast<int>(Step::None); step <= static_cast<int>(Step::Replay); ++step)
            steps.insert(trust::name(static_cast<Step>(step)));
        QCOMPARE(steps.size(), static_cast<int>(Step::Replay) + 1);
    }
};

DD_TEST(TestVerifier)
#include "test_verifier.moc"
