// The table of adding a card, row by row.
#include "app/citizen/card_flow.h"
#include "tests/support/registry.h"

#include <QTest>

namespace dd::citizen::flow {
namespace {

const dd::Error offline{dd::ErrorCode::NetworkUnavailable, {}, {}, {}};

enum class At { Editing, AskingChallenge, Reading, Enrolling, Finished };

} // namespace

class TestCardFlow : public QObject
{
    Q_OBJECT
private slots:
    void table_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<Event>("event");
        QTest::addColumn<int>("next");
        QTest::addColumn<QList<Effect>>("effects");
        const auto row = [](const char *name, State state, Event event, At next, QList<Effect> effects) {
            QTest::newRow(name) << state << event << static_cast<int>(next) << effects;
        };
        row("start with an authority", Editing{}, Start{true}, At::AskingChallenge, {Effect::AskChallenge});
        row("start without", Editing{}, Start{false}, At::Reading, {Effect::StartReading});
        row("again after the end", Finished{}, Start{true}, At::AskingChallenge, {Effect::AskChallenge});
        row("challenge arrived", AskingChallenge{}, ChallengeArrived{}, At::Reading, {Effect::StartReading});
        row("no challenge: read anyway", AskingChallenge{}, ChallengeFailed{offline}, At::Reading, {Effect::ForgetKey, Effect::StartReading});
        row("cancel while asking", AskingChallenge{}, Cancel{}, At::Editing, {Effect::ForgetKey});
        row("cancel while reading waits for the reader", Reading{}, Cancel{}, At::Reading, {Effect::StopReading});
        row("read fails", Reading{false, {}}, ReadFailed{offline}, At::Editing, {});
        row("read fails: the key goes", Reading{true, {}}, ReadFailed{offline}, At::Editing, {Effect::ForgetKey});
        row("read, challenged", Reading{true, {}}, ReadSucceeded{true, false}, At::Enrolling, {Effect::StoreCard, Effect::FinishEnrolment});
        row("read, not challenged", Reading{false, offline}, ReadSucceeded{true, false}, At::Finished, {Effect::StoreCard});
        row("a possible copy is kept but not enrolled", Reading{true, {}}, ReadSucceeded{true, true}, At::Finished, {Effect::StoreCard, Effect::ForgetKey});
        row("a failed card is not kept", Reading{true, {}}, ReadSucceeded{false, false}, At::Finished, {Effect::ForgetKey});
        row("worse than the card held", Reading{true, {}}, ReadSucceeded{true, false, true}, At::Finished, {Effect::ForgetKey});
        row("worse and not challenged", Reading{false, offline}, ReadSucceeded{true, true, true}, At::Finished, {});
        row("read, the authority out of reach for chip authentication", Reading{true, {}}, ReadSucceeded{true, false, false, offline}, At::Finished,
            {Effect::StoreCard, Effect::ForgetKey});
        row("not challenged, so nothing was to be answered", Reading{false, offline}, ReadSucceeded{true, false, false, offline}, At::Finished,
            {Effect::StoreCard});
        row("a possible copy, and no answer", Reading{true, {}}, ReadSucceeded{true, true, false, offline}, At::Finished,
            {Effect::StoreCard, Effect::ForgetKey});
        row("no personal number: neither kept nor enrolled", Reading{true, {}}, ReadSucceeded{true, false, false, {}, true}, At::Finished, {Effect::ForgetKey});
        row("no personal number, not challenged", Reading{false, {}}, ReadSucceeded{true, false, true, {}, true}, At::Finished, {});
        row("enrolled", Enrolling{}, EnrolSucceeded{}, At::Finished, {});
        row("refused", Enrolling{}, EnrolFailed{offline}, At::Finished, {Effect::ForgetKey});
        row("late challenge after cancel", Editing{}, ChallengeArrived{}, At::Editing, {});
        row("late reading after cancel", Editing{}, ReadSucceeded{true, false}, At::Editing, {});
        row("start twice", Reading{}, Start{true}, At::Reading, {});
        row("cancel while enrolling changes nothing", Enrolling{}, Cancel{}, At::Enrolling, {});
    }
    void table()
    {
        QFETCH(State, state);
        QFETCH(Event, event);
        QFETCH(int, next);
        QFETCH(QList<Effect>, effects);
        const Step result = step(state, event);
        QCOMPARE(static_cast<int>(result.state.index()), next);
        QCOMPARE(result.effects, effects);
    }

    void theReasonsAreCarriedToTheEnd()
    {
        State state = Editing{};
        state = step(state, Start{true}).state;
        state = step(state, ChallengeFailed{offline}).state;
        state = step(state, ReadSucceeded{true, false}).state;
        const auto &finished = std::get<Finished>(state);
        QCOMPARE(finished.enrolment, Enrolment::Later);
        QCOMPARE(finished.error->code, dd::ErrorCode::NetworkUnavailable);
        state = step(Reading{true, {}}, ReadSucceeded{true, false, false, offline}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Later);
        QCOMPARE(std::get<Finished>(state).error->code, dd::ErrorCode::NetworkUnavailable);
        state = step(Reading{true, {}}, ReadSucceeded{true, true, false, offline}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Impossible);
        state = step(Reading{true, {}}, ReadSucceeded{true, true}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Impossible);
        state = step(Reading{true, {}}, ReadSucceeded{true, false, true}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Kept);
        state = step(Reading{true, {}}, ReadSucceeded{false, false, true}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Impossible); // a failed card is a failed card
        state = step(Reading{true, {}}, ReadSucceeded{true, true, true, offline, true}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::NoNumber);
        QVERIFY(!std::get<Finished>(state).error);
        state = step(Reading{true, {}}, ReadSucceeded{false, false, false, {}, true}).state;
        QCOMPARE(std::get<Finished>(state).enrolment, Enrolment::Impossible);
    }
};

DD_TEST(TestCardFlow)

} // namespace dd::citizen::flow

#include "test_card_flow.moc"
