// The table of what comes next when a chip was not opened, row by row.
#include "app/citizen/access_policy.h"
#include "tests/support/registry.h"

#include <QTest>

namespace dd::citizen::access {

class TestAccessPolicy : public QObject
{
    Q_OBJECT
private slots:
    void table_data()
    {
        QTest::addColumn<State>("before");
        QTest::addColumn<Attempt>("attempt");
        QTest::addColumn<Error>("error");
        QTest::addColumn<Next>("next");
        QTest::addColumn<State>("after");
        QTest::addColumn<int>("words"); // -1: the error's own
        const auto row = [](const char *name, State before, Attempt attempt, Error error, Next next, State after, int words = -1) {
            QTest::newRow(name) << before << attempt << error << next << after << words;
        };
        const auto wrong = [](const char *stage, std::optional<int> tries = {}) {
            return Error{ErrorCode::WrongAccessKey, QString::fromLatin1(stage), {}, tries};
        };
        const auto other = [](ErrorCode code, const char *stage) { return Error{code, QString::fromLatin1(stage), {}, {}}; };
        const int derived = static_cast<int>(ErrorCode::DerivedCanRefused);
        const int suggested = static_cast<int>(ErrorCode::SuggestedDatesRefused);
        const char *pace = "PACE step 4";
        const char *bac = "BAC EXTERNAL AUTHENTICATE";

        row("derived, refused once: once more", {}, {Key::DerivedCan}, wrong(pace), Next::TryAgain, {.derivedRefusals = 1, .triesLeft = {}});
        row("derived, refused twice: ask, without blame", {.derivedRefusals = 1, .triesLeft = {}}, {Key::DerivedCan}, wrong(pace), Next::AskPrinted, {.derivedRefusals = 2, .triesLeft = {}}, derived);
        row("derived, refused ever after", {.derivedRefusals = 2, .triesLeft = {}}, {Key::DerivedCan}, wrong(pace), Next::AskPrinted, {.derivedRefusals = 3, .triesLeft = {}}, derived);
        row("derived, the chip counts and there is room", {}, {Key::DerivedCan}, wrong(pace, 2), Next::TryAgain, {.derivedRefusals = 1, .triesLeft = 2});
        row("derived, one try left: not spent unasked", {}, {Key::DerivedCan}, wrong(pace, 1), Next::AskPrinted, {.derivedRefusals = 1, .triesLeft = 1}, derived);
        row("derived, none left", {}, {Key::DerivedCan}, wrong(pace, 0), Next::AskPrinted, {.derivedRefusals = 1, .triesLeft = 0}, derived);
        row("derived, the card was lost: not counted", {.derivedRefusals = 1, .triesLeft = {}}, {Key::DerivedCan}, other(ErrorCode::CardLost, pace), Next::Report, {.derivedRefusals = 1, .triesLeft = {}});
        row("derived, no card", {}, {Key::DerivedCan}, other(ErrorCode::NoCard, "waiting for a card"), Next::Report, {});
        row("derived, stopped", {}, {Key::DerivedCan}, other(ErrorCode::Cancelled, "reading"), Next::Report, {});
        row("typed CAN refused", {}, {Key::TypedCan}, wrong(pace), Next::Report, {});
        row("typed CAN refused, counted", {}, {Key::TypedCan}, wrong(pace, 1), Next::Report, {.triesLeft = 1});
        row("typed CAN after the derived one", {.derivedRefusals = 2, .triesLeft = {}}, {Key::TypedCan}, wrong(pace), Next::Report, {.derivedRefusals = 2, .triesLeft = {}});
        row("a count that the chip no longer tells", {.triesLeft = 1}, {Key::TypedCan}, wrong(pace), Next::Report, {});
        row("MRZ refused by PACE: the older way may be chosen", {}, {Key::Mrz}, wrong(pace), Next::Report, {.paceFailed = true, .triesLeft = {}});
        row("MRZ refused by BAC", {}, {Key::Mrz}, wrong(bac), Next::Report, {});
        row("MRZ refused by BAC that was chosen", {.paceFailed = true, .triesLeft = {}}, {Key::Mrz, true}, wrong(bac), Next::Report, {.paceFailed = true, .triesLeft = {}});
        row("suggestion refused, others left", {.mrzNeeded = true, .triesLeft = {}}, {Key::SuggestedMrz, false, 2}, wrong(bac), Next::TryNext,
            {.mrzNeeded = true, .suggestionsTried = true, .triesLeft = {}});
        row("last suggestion refused", {.mrzNeeded = true, .suggestionsTried = true, .triesLeft = {}}, {Key::SuggestedMrz, false, 0}, wrong(bac), Next::AskMrz,
            {.mrzNeeded = true, .suggestionsTried = true, .triesLeft = {}}, suggested);
        row("suggestion refused, one try left", {.mrzNeeded = true, .triesLeft = {}}, {Key::SuggestedMrz, false, 2}, wrong(bac, 1), Next::AskMrz,
            {.mrzNeeded = true, .suggestionsTried = true, .triesLeft = 1}, suggested);
        row("suggestion, the card was lost", {.mrzNeeded = true, .triesLeft = {}}, {Key::SuggestedMrz, false, 2}, other(ErrorCode::CardLost, bac), Next::Report, {.mrzNeeded = true, .triesLeft = {}});
        row("PACE not offered", {}, {Key::DerivedCan}, other(ErrorCode::MrzRequired, "BAC"), Next::AskMrz, {.mrzNeeded = true, .triesLeft = {}});
        row("the chip has no CAN", {}, {Key::TypedCan}, other(ErrorCode::UnsupportedProtocol, "PACE MSE:Set AT"), Next::AskMrz, {.mrzNeeded = true, .triesLeft = {}},
            static_cast<int>(ErrorCode::MrzRequired));
        row("the chip does not know its own PACE", {}, {Key::Mrz}, other(ErrorCode::UnsupportedProtocol, "PACE MSE:Set AT"), Next::Report, {.paceFailed = true, .triesLeft = {}});
        row("no PACE that this app can run", {}, {Key::TypedCan}, other(ErrorCode::UnsupportedProtocol, "CardAccess"), Next::Report, {.paceFailed = true, .triesLeft = {}});
        row("PACE broke", {}, {Key::DerivedCan}, other(ErrorCode::SecureMessagingBroken, "PACE step 3"), Next::Report, {.paceFailed = true, .triesLeft = {}});
        row("secure messaging broke later", {}, {Key::Mrz}, other(ErrorCode::SecureMessagingBroken, "DG2"), Next::Report, {});
        row("chip authentication unsupported", {}, {Key::Mrz}, other(ErrorCode::UnsupportedProtocol, "chip authentication"), Next::Report, {});
        row("the card contradicts itself: nothing weaker is offered", {}, {Key::Mrz}, other(ErrorCode::ProtocolDowngrade, "BAC against DG14"), Next::Report, {});
    }
    void table()
    {
        QFETCH(State, before);
        QFETCH(Attempt, attempt);
        QFETCH(Error, error);
        QFETCH(Next, next);
        QFETCH(State, after);
        QFETCH(int, words);
        const Decision decision = decide(before, attempt, error);
        QCOMPARE(decision.next, next);
        QVERIFY(decision.state == after);
        QCOMPARE(decision.words ? static_cast<int>(*decision.words) : -1, words);
    }

    // Whatever the chip answers, the app spends the derived CAN twice and never the last try that the chip counts.
    void theDerivedCanIsTriedTwice()
    {
        for (int first = -1; first <= 5; ++first) {
            State state;
            int tries = 0;
            for (;;) {
                ++tries;
                const std::optional<int> left = first < 0 ? std::nullopt : std::optional(qMax(0, first - tries + 1));
                const Decision decision = decide(state, {Key::DerivedCan}, {ErrorCode::WrongAccessKey, QStringLiteral("PACE step 4"), {}, left});
                state = decision.state;
                if (decision.next != Next::TryAgain)
                    break;
                QVERIFY(!left || *left > 1);
                QVERIFY(tries < 10);
            }
            QVERIFY(tries <= mostDerivedTries);
        }
    }
};

DD_TEST(TestAccessPolicy)

} // namespace dd::citizen::access

#include "test_access_policy.moc"
