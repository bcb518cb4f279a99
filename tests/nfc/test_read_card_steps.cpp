#include "nfc/read_card_steps.h"

#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::nfc::reading;
using dd::test::hex;

namespace {

const QMap<FileId, QByteArray> &cardFiles()
{
    return test::demoCard(ActiveAuthenticationKey::Ecdsa).files;
}

QByteArray fileOf(FileId file)
{
    return cardFiles().value(file);
}

// A transition in words, so that a row of the table reads as one line.
QString inWords(const Effects &effects)
{
    QStringList words;
    for (const Effect &effect : effects) {
        if (const auto *announce = std::get_if<Announce>(&effect)) {
            const QStringList phases{QStringLiteral("await"),  QStringLiteral("access"), QStringLiteral("files"),  QStringLiteral("clone"),
                                     QStringLiteral("person"), QStringLiteral("face"),   QStringLiteral("verify"), QStringLiteral("done")};
            words << QLatin1Char('(') + phases.at(static_cast<int>(announce->phase)) + QLatin1Char(')');
        } else if (const auto *read = std::get_if<ReadFile>(&effect)) {
            words << QStringLiteral("read ") + name(read->file);
        } else {
            const QStringList names{QStringLiteral("connect"), QStringLiteral("read CardAccess"), QStringLiteral("open"),    QStringLiteral("select"),
                                    QString(),                 QStringLiteral("challenge"),       QStringLiteral("release"), QStringLiteral("verify")};
            words << names.value(static_cast<int>(effect.index()));
        }
    }
    return words.join(QStringLiteral(", "));
}

State inStage(Stage stage)
{
    State state;
    state.stage = std::move(stage);
    state.cardAccess = builtInCardAccess();
    return state;
}

State readingFile(FileId file, QList<FileId> queue = {})
{
    State state = inStage(ReadingFile{file});
    state.queue = std::move(queue);
    state.signedGroups = {1, 2, 3, 13, 14, 15};
    return state;
}

std::optional<Error> errorOf(const Transition &transition)
{
    const auto *stopped = std::get_if<Stopped>(&transition.state.stage);
    return stopped != nullptr ? std::optional(stopped->error) : std::nullopt;
}

} // namespace

class TestReadCardSteps : public QObject
{
    Q_OBJECT

private slots:
    void beginning()
    {
        const Transition first = start();
        QVERIFY(std::holds_alternative<AwaitingCard>(first.state.stage));
        QCOMPARE(inWords(first.effects), QStringLiteral("(await), connect"));
    }

    void rows_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<Event>("event");
        QTest::addColumn<QString>("effects");
        State withSod = readingFile(FileId::Sod);
        withSod.files.insert(FileId::Com, fileOf(FileId::Com));
        const QList<FileId> rest{FileId::Dg1, FileId::Dg13, FileId::Dg2};
        const auto row = [](const char *name, const State &state, const Event &event, const char *effects) {
            QTest::newRow(name) << state << event << QString::fromLatin1(effects);
        };
        row("card", inStage(AwaitingCard{}), CardConnected{}, "(access), read CardAccess");
        row("CardAccess", inStage(ReadingCardAccess{}), CardAccessRead{builtInCardAccess()}, "open");
        row("PACE done", inStage(OpeningAccess{}), AccessOpened{}, "select");
        row("application", inStage(SelectingApplication{}), ApplicationSelected{}, "(files), read COM");
        row("COM", readingFile(FileId::Com, {FileId::Sod}), FileRead{FileId::Com, fileOf(FileId::Com)}, "(files), read SOD");
        row("COM absent", readingFile(FileId::Com, {FileId::Sod}), FileNotReadable{FileId::Com, 0x6A82}, "(files), read SOD");
        row("SOD", withSod, FileRead{FileId::Sod, fileOf(FileId::Sod)}, "(clone), read DG14");
        row("DG14", readingFile(FileId::Dg14, {FileId::Dg15}), FileRead{FileId::Dg14, fileOf(FileId::Dg14)}, "(clone), read DG15");
        row("DG15", readingFile(FileId::Dg15, rest), FileRead{FileId::Dg15, fileOf(FileId::Dg15)}, "(clone), challenge");
        row("DG15 absent", readingFile(FileId::Dg15, rest), FileNotReadable{FileId::Dg15, 0x6A82}, "(person), read DG1");
        row("DG1", readingFile(FileId::Dg1, {FileId::Dg13}), FileRead{FileId::Dg1, fileOf(FileId::Dg1)}, "(person), read DG13");
        row("DG13", readingFile(FileId::Dg13, {FileId::Dg2}), FileRead{FileId::Dg13, fileOf(FileId::Dg13)}, "(face), read DG2");
        row("DG13 not allowed", readingFile(FileId::Dg13, {FileId::Dg2}), FileNotReadable{FileId::Dg13, 0x6982}, "(face), read DG2");
        row("DG2, the last", readingFile(FileId::Dg2), FileRead{FileId::Dg2, fileOf(FileId::Dg2)}, "release, (verify), verify");
        State proving = inStage(ProvingChip{});
        proving.queue = rest;
        row("answer", proving, ChallengeAnswered{hex("01")}, "(person), read DG1");
        row("no answer", proving, ChallengeRefused{0x6982}, "(person), read DG1");
        row("verified", inStage(Verifying{}), Verified{}, "(done)");
    }
    void rows()
    {
        QFETCH(State, state);
        QFETCH(Event, event);
        QFETCH(QString, effects);
        const Transition next = step(state, event);
        QVERIFY2(!errorOf(next), errorOf(next) ? qPrintable(errorOf(next)->detail) : "");
        QCOMPARE(inWords(next.effects), effects);
    }

    void theOrderIsProofThenPersonThenFace()
    {
        State state = readingFile(FileId::Sod);
        state.files.insert(FileId::Com, fileOf(FileId::Com));
        const Transition next = step(state, FileRead{FileId::Sod, fileOf(FileId::Sod)});
        QCOMPARE(next.state.queue, (QList<FileId>{FileId::Dg15, FileId::Dg1, FileId::Dg13, FileId::Dg2})); // DG14 is being read; DG3 never is
        QCOMPARE(next.state.signedGroups, (QList<int>{1, 2, 3, 13, 14, 15}));
    }

    void eitherListIsEnough()
    {
        const Transition fromSod = step(readingFile(FileId::Sod), FileRead{FileId::Sod, fileOf(FileId::Sod)}); // no COM at all
        QCOMPARE(inWords(fromSod.effects), QStringLiteral("(clone), read DG14"));
        State shortCom = readingFile(FileId::Sod);
        shortCom.files.insert(FileId::Com, hex("60135F0104303130375F36063034303030305C0161"));
        QCOMPARE(step(shortCom, FileRead{FileId::Sod, fileOf(FileId::Sod)}).state.queue.size(), 4);
    }

    void stops_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<Event>("event");
        QTest::addColumn<ErrorCode>("code");
        const Error lost{ErrorCode::CardLost, {}, {}, {}};
        State other = readingFile(FileId::Dg14);
        other.cardAccess.pace.first().parameterId = 12;
        const auto row = [](const char *name, const State &state, const Event &event, ErrorCode code) { QTest::newRow(name) << state << event << code; };
        row("SOD absent", readingFile(FileId::Sod), FileNotReadable{FileId::Sod, 0x6A82}, ErrorCode::DamagedFile);
        row("SOD damaged", readingFile(FileId::Sod), FileRead{FileId::Sod, hex("7700")}, ErrorCode::DamagedFile);
        row("DG1 not readable", readingFile(FileId::Dg1), FileNotReadable{FileId::Dg1, 0x6982}, ErrorCode::DamagedFile);
        row("DG2 not readable", readingFile(FileId::Dg2), FileNotReadable{FileId::Dg2, 0x6A82}, ErrorCode::DamagedFile);
        row("DG14 not readable", readingFile(FileId::Dg14), FileNotReadable{FileId::Dg14, 0x6A82}, ErrorCode::DamagedFile);
        row("DG14 damaged", readingFile(FileId::Dg14), FileRead{FileId::Dg14, hex("6E00")}, ErrorCode::DamagedFile);
        row("DG14 disagrees", other, FileRead{FileId::Dg14, fileOf(FileId::Dg14)}, ErrorCode::ProtocolDowngrade);
        row("another file than asked for", readingFile(FileId::Dg1), FileRead{FileId::Dg2, fileOf(FileId::Dg2)}, ErrorCode::Internal);
        row("event out of order", inStage(AwaitingCard{}), AccessOpened{}, ErrorCode::Internal);
        const QList<std::pair<const char *, Stage>> everywhere{{"awaiting", AwaitingCard{}},         {"CardAccess", ReadingCardAccess{}},
                                                               {"access", OpeningAccess{}},          {"selecting", SelectingApplication{}},
                                                               {"file", ReadingFile{FileId::Dg2}},   {"challenge", ProvingChip{}},
                                                               {"verifying", Verifying{}}};
        for (const auto &[where, stage] : everywhere) {
            QTest::addRow("card lost: %s", where) << inStage(stage) << Event(Failed{lost}) << ErrorCode::CardLost;
            QTest::addRow("cancelled: %s", where) << inStage(stage) << Event(CancelRequested{}) << ErrorCode::Cancelled;
        }
    }
    void stops()
    {
        QFETCH(State, state);
        QFETCH(Event, event);
        QFETCH(ErrorCode, code);
        const Transition next = step(state, event);
        QVERIFY(errorOf(next));
        QCOMPARE(errorOf(next)->code, code);
        QCOMPARE(inWords(next.effects), QStringLiteral("release"));
        // Nothing moves an ended reading.
        const Transition after = step(next.state, CardConnected{});
        QCOMPARE(errorOf(after)->code, code);
        QVERIFY(after.effects.isEmpty());
    }

    void missingProofIsRemembered()
    {
        QVERIFY(step(readingFile(FileId::Dg15), FileNotReadable{FileId::Dg15, 0x6A82}).state.chipRefusal);
        State unsignedKey = readingFile(FileId::Dg15);
        unsignedKey.signedGroups = {1, 2};
        QVERIFY(!step(unsignedKey, FileNotReadable{FileId::Dg15, 0x6A82}).state.chipRefusal);
        const Transition refused = step(inStage(ProvingChip{}), ChallengeRefused{0x6982});
        QCOMPARE(refused.state.chipRefusal->code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(refused.state.chipRefusal->detail, QStringLiteral("6982"));
    }

    void withheldDetailsAreRemembered()
    {
        const Transition refused = step(readingFile(FileId::Dg13, {FileId::Dg2}), FileNotReadable{FileId::Dg13, 0x6982});
        QVERIFY(refused.state.withheld);
        QCOMPARE(refused.state.withheld->code, ErrorCode::DamagedFile);
        QCOMPARE(refused.state.withheld->stage, QStringLiteral("DG13"));
        QCOMPARE(refused.state.withheld->detail, QStringLiteral("6982"));
        State unsignedDetails = readingFile(FileId::Dg13);
        unsignedDetails.signedGroups = {1, 2};
        QVERIFY(!step(unsignedDetails, FileNotReadable{FileId::Dg13, 0x6A82}).state.withheld);
    }

    void verdicts_data()
    {
        using Outcome = CheckOutcome;
        using Verdict = ReadReport::Verdict;
        QTest::addColumn<Outcome>("passive");
        QTest::addColumn<Outcome>("issuer");
        QTest::addColumn<Outcome>("active");
        QTest::addColumn<Outcome>("chip");
        QTest::addColumn<Verdict>("verdict");
        const auto row = [](const char *name, Outcome passive, Outcome issuer, Outcome active, Outcome chip, Verdict verdict) {
            QTest::newRow(name) << passive << issuer << active << chip << verdict;
        };
        row("all", Outcome::Passed, Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Verdict::Genuine);
        row("chip authentication only", Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Outcome::Passed, Verdict::Genuine);
        row("no clone check", Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Outcome::NotOffered, Verdict::AuthenticButCopyable);
        row("clone check not possible", Outcome::Passed, Outcome::Passed, Outcome::NotPossible, Outcome::NotPossible, Verdict::AuthenticButCopyable);
        row("clone", Outcome::Passed, Outcome::Passed, Outcome::Failed, Outcome::Passed, Verdict::Failed);
        row("clone, other proof", Outcome::Passed, Outcome::Passed, Outcome::Passed, Outcome::Failed, Verdict::Failed);
        row("issuer unknown", Outcome::Passed, Outcome::NotPossible, Outcome::Passed, Outcome::NotOffered, Verdict::IssuerUnknown);
        row("issuer forged", Outcome::Passed, Outcome::Failed, Outcome::Passed, Outcome::NotOffered, Verdict::Failed);
        row("hash", Outcome::Failed, Outcome::NotPossible, Outcome::NotPossible, Outcome::NotOffered, Verdict::Failed);
        row("nothing checked", Outcome::NotPossible, Outcome::NotPossible, Outcome::NotPossible, Outcome::NotPossible, Verdict::Failed);
    }
    void verdicts()
    {
        QFETCH(CheckOutcome, passive);
        QFETCH(CheckOutcome, issuer);
        QFETCH(CheckOutcome, active);
        QFETCH(CheckOutcome, chip);
        QFETCH(ReadReport::Verdict, verdict);
        ReadReport report;
        report.passive.outcome = passive;
        report.issuer.outcome = issuer;
        report.activeAuthentication.outcome = active;
        report.chipAuthentication.outcome = chip;
        QCOMPARE(report.verdict(), verdict);
        QCOMPARE(ReadReport{}.verdict(), ReadReport::Verdict::Failed); // nothing was shown: nothing is genuine
    }
};

DD_TEST(TestReadCardSteps)
#include "test_read_card_steps.moc"
