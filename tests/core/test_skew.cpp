// Whose clock is wrong: the evidence, and what a verdict makes of it.
#include "core/trust/skew_log.h"
#include "tests/core/judge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using trust::ClockFinding;
using trust::Overall;
using trust::SkewLog;
using trust::Step;
using Whose = trust::ClockFinding::Whose;

namespace {

struct Seen
{
    const char *phone;
    qint64 after; // seconds after the one before it
    qint64 ahead; // of its clock, of ours
};

// A counter that looks at codes, each of the person it is told.
struct Gate
{
    trust::Verdict look(const char *name, qint64 ahead, const std::function<void(Forge &)> &spoil = {})
    {
        Forge forge(parties);
        forge.person = Forge::disclosure('p', raw::map({{raw::integer(1), raw::text(name)}, {raw::integer(2), raw::integer(19900101)},
                                                        {raw::integer(3), raw::integer(1)}, {raw::integer(4), raw::text("VNM")}}), raw::integer(10));
        forge.putGroup(forge.person);
        raw::set(forge.bindingPayload, 6, raw::integer(clock.now() + ahead));
        raw::set(forge.bindingPayload, 7, raw::bytes(QByteArray::number(10000000 + ++count)));
        if (spoil)
            spoil(forge);
        return trust::Verifier({cache, &parties.trust, nullptr, nullptr, &log}, clock).verify(forge.presentation());
    }

    Parties parties;
    FixedClock clock{noon};
    SpyReplayCache cache;
    SkewLog log{clock};
    int count = 0;
};

} // namespace

class TestSkew : public QObject
{
    Q_OBJECT
private slots:
    void theEvidence_data()
    {
        QTest::addColumn<QList<Seen>>("seen");
        QTest::addColumn<std::optional<ClockFinding>>("finding");
        const auto row = [](const char *name, QList<Seen> seen, std::optional<ClockFinding> finding) { QTest::newRow(name) << seen << finding; };
        row("one old code may be a picture", {{"a", 0, -300}}, {});
        row("one from the future is none", {{"a", 0, 300}}, ClockFinding{Whose::Unknown, 300});
        row("the same code twice is a picture still", {{"a", 0, -300}, {"a", 20, -320}}, {});
        row("two that advance are live", {{"a", 0, -300}, {"a", 20, -300}}, ClockFinding{Whose::Unknown, -300});
        row("two pictures do not advance with the time", {{"a", 0, -900}, {"a", 20, -300}}, {});
        row("another's fits", {{"b", 0, -5}, {"a", 5, -300}, {"a", 20, -300}}, ClockFinding{Whose::Holder, -300});
        row("another's fits, and this one is of the future", {{"b", 0, -5}, {"a", 5, 300}}, ClockFinding{Whose::Holder, 300});
        row("another's fitted long ago", {{"b", 0, -5}, {"a", 600, 300}, {"a", 20, 300}}, ClockFinding{Whose::Unknown, 300});
        row("three are late alike", {{"a", 0, -300}, {"b", 30, -310}, {"c", 30, -295}}, ClockFinding{Whose::Counter, 300});
        row("three are early alike", {{"a", 0, 300}, {"b", 30, 310}, {"c", 30, 295}}, ClockFinding{Whose::Counter, -300});
        row("three codes of one phone are no three phones", {{"a", 0, -300}, {"a", 20, -300}, {"a", 20, -300}}, ClockFinding{Whose::Unknown, -300});
        row("three pictures are of any age", {{"a", 0, -300}, {"b", 30, -700}, {"c", 30, -1500}}, {});
        row("not all to one side", {{"a", 0, 300}, {"b", 30, -300}, {"c", 30, 300}}, ClockFinding{Whose::Unknown, 300});
        row("three that fit blame nobody but the fourth", {{"a", 0, -5}, {"b", 5, 0}, {"c", 5, -10}, {"d", 5, 90}}, ClockFinding{Whose::Holder, 90});
    }
    void theEvidence()
    {
        QFETCH(QList<Seen>, seen);
        QFETCH(std::optional<ClockFinding>, finding);
        FixedClock clock(noon);
        SkewLog log(clock);
        for (const Seen &each : seen) {
            clock.advance(each.after);
            log.note(each.phone, clock.now() + each.ahead);
        }
        QVERIFY(log.judge(seen.last().phone) == finding);
    }

    void nobodyIsJudgedUnseen()
    {
        FixedClock clock(noon);
        SkewLog log(clock);
        QVERIFY(!log.judge("a"));
        log.note("a", noon + 300);
        QVERIFY(log.judge("a").has_value());
        QVERIFY(!log.judge("b"));
        clock.advance(601);
        QVERIFY(!log.judge("a")); // forgotten
    }

    void onlySoManyAreRemembered()
    {
        FixedClock clock(noon);
        SkewLog log(clock);
        for (int i = 0; i <= SkewLog::mostPhones; ++i)
            log.note(QByteArray::number(i), noon + 10000 * (i + 1));
        QVERIFY(!log.judge("0"));
        QVERIFY(log.judge("1").has_value());
    }

    void aClockSetRightIsRight()
    {
        FixedClock clock(noon);
        SkewLog log(clock);
        log.note("a", noon + 300);
        clock.set(noon + 300); // the wall clock alone
        log.note("b", clock.now() + 400);
        QVERIFY(log.judge("b") == (ClockFinding{Whose::Holder, 400}));
    }

    // ---- in a verdict --------------------------------------------------------------------------------------

    void theVerdictSaysWhoseClockItIs()
    {
        Gate gate;
        QCOMPARE(gate.look("A", -300).error->code, ErrorCode::PresentationStale);
        gate.clock.advance(20);
        trust::Verdict verdict = gate.look("A", -300);
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.failedStep, Step::Freshness);
        QCOMPARE(verdict.holder, trust::HolderState::Stale);
        QCOMPARE(verdict.error->code, ErrorCode::ClocksApart);
        QVERIFY(verdict.clock == (ClockFinding{Whose::Unknown, -300}));
        QCOMPARE(gate.look("B", -5).overall, Overall::Valid);
        gate.clock.advance(20);
        verdict = gate.look("A", -300);
        QCOMPARE(verdict.error->code, ErrorCode::HolderClockWrong);
        QVERIFY(verdict.clock == (ClockFinding{Whose::Holder, -300}));

        Gate ahead;
        QCOMPARE(ahead.look("A", 300).error->code, ErrorCode::PresentationFromFuture);
        QCOMPARE(ahead.look("B", 310).error->code, ErrorCode::PresentationFromFuture);
        verdict = ahead.look("C", 305);
        QCOMPARE(verdict.overall, Overall::CannotCheck);
        QCOMPARE(verdict.error->code, ErrorCode::CounterClockWrong);
        QVERIFY(verdict.clock == (ClockFinding{Whose::Counter, -305}));
    }

    // One-time copies have a key each: three of one person's are one phone.
    void copiesOfOnePersonAreOnePhone()
    {
        Gate gate;
        for (quint64 seed = 100; seed < 103; ++seed) {
            gate.parties.holder = makeSigner(crypto::Algorithm::Esp256, seed);
            gate.clock.advance(20);
            const trust::Verdict verdict = gate.look("A", 300);
            QVERIFY(verdict.clock && verdict.clock->whose == Whose::Unknown);
        }
    }

    void whatFailsOtherwiseIsNoEvidence()
    {
        const auto unlooked = [](Forge &f) { raw::set(f.payload, 65535, statusAt(1, "https://status.example/1")); };
        const auto expired = [](Forge &f) { raw::set(f.shown, 7, raw::integer(noon - 3000)); };
        const auto spoilt = [](Forge &f) { f.presented.append(f.sub); };
        for (const std::function<void(Forge &)> &spoil : {std::function<void(Forge &)>(unlooked), std::function<void(Forge &)>(expired),
                                                          std::function<void(Forge &)>(spoilt)}) {
            Gate gate;
            const trust::Verdict verdict = gate.look("A", 300, spoil);
            QVERIFY(verdict.overall != Overall::Valid);
            QVERIFY(!verdict.clock);
            gate.look("B", 300, spoil);
            QVERIFY(gate.look("C", 300).clock == (ClockFinding{Whose::Unknown, 300})); // the first seen
        }
    }

    void aListOfTheFutureTellsThatOursIsBehind()
    {
        Gate gate;
        gate.parties.trust.issued = noon + 120;
        QVERIFY(!gate.look("A", 0).clock);
        gate.parties.trust.issued = noon + 121;
        QVERIFY(gate.look("A", 0).clock == (ClockFinding{Whose::Counter, -121}));
        const trust::Verdict verdict = gate.look("B", 400);
        QCOMPARE(verdict.error->code, ErrorCode::CounterClockWrong);
        QCOMPARE(verdict.overall, Overall::CannotCheck);
    }
};

DD_TEST(TestSkew)
#include "test_skew.moc"
