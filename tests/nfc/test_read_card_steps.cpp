#include "nfc/read_card_steps.h"

#include "nfc/secure_messaging/pace.h"
#include "tests/nfc/reading_states.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::nfc::reading;
using namespace dd::test::states;
using dd::test::hex;

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
        const QList<Task> rest{ChooseProof{}, FileId::Dg1, FileId::Dg13, FileId::Dg2};
        const auto row = [](const char *name, const State &state, const Event &event, const char *effects) {
            QTest::newRow(name) << state << event << QString::fromLatin1(effects);
        };
        const auto basic = [](Stage stage) {
            State state = inStage(std::move(stage));
            state.access = Access::Basic;
            state.queue = {FileId::Com, FileId::Sod};
            return state;
        };
        const auto started = [](Stage stage) {
            State state = inStage(std::move(stage));
            state.queue = {FileId::Com, FileId::Sod};
            return state;
        };
        State guessed = started(OpeningPace{});
        guessed.cardAccessFound = false;
        State chosen = started(FindingAccess{});
        chosen.options.basicAccessChosen = true;
        SecurityInfos withoutPace;
        withoutPace.protocols = {hex("04007F0007020202")};
        State selecting = started(SelectingApplication{});
        selecting.access = Access::Pace;

        row("card", inStage(AwaitingCard{}), CardConnected{}, "(access), find access");
        row("CardAccess", started(FindingAccess{}), AccessFound{builtInCardAccess()}, "PACE");
        row("no CardAccess", started(FindingAccess{}), AccessFound{}, "PACE");
        row("CardAccess without PACE", started(FindingAccess{}), AccessFound{withoutPace}, "select");
        row("the user wants BAC", chosen, AccessFound{builtInCardAccess()}, "select");
        row("PACE was a guess", guessed, AccessUnsupported{{ErrorCode::UnsupportedProtocol, paceTemplateStage, {}, {}}}, "select");
        row("PACE done", started(OpeningPace{}), AccessOpened{}, "select");
        row("PACE done, chip mapped", started(OpeningPace{}), AccessOpened{true}, "(files), read CardSecurity");
        row("CardSecurity", readingFile(FileId::CardSecurity), FileRead{FileId::CardSecurity, hex("30")}, "select");
        row("CardSecurity absent", readingFile(FileId::CardSecurity), FileNotReadable{FileId::CardSecurity, 0x6A82}, "select");
        row("application", selecting, ApplicationSelected{}, "(files), read COM");
        row("application, BAC", basic(SelectingApplication{}), ApplicationSelected{}, "BAC");
        row("BAC done", basic(OpeningBasicAccess{}), AccessOpened{}, "(files), read COM");
        row("COM", readingFile(FileId::Com, {FileId::Sod}), FileRead{FileId::Com, fileOf(FileId::Com)}, "(files), read SOD");
        row("COM absent", readingFile(FileId::Com, {FileId::Sod}), FileNotReadable{FileId::Com, 0x6A82}, "(files), read SOD");
        row("SOD", withSod, FileRead{FileId::Sod, fileOf(FileId::Sod)}, "(clone), read DG14");
        row("DG14", readingFile(FileId::Dg14, {FileId::Dg15}), FileRead{FileId::Dg14, fileOf(FileId::Dg14)}, "(clone), read DG15");
        row("DG15", readingFile(FileId::Dg15, rest), FileRead{FileId::Dg15, fileOf(FileId::Dg15)}, "(clone), challenge");
        row("DG15 absent", readingFile(FileId::Dg15, rest), FileNotReadable{FileId::Dg15, 0x6A82}, "(person), read DG1");
        row("DG14 with a key, no DG15", readingFile(FileId::Dg14, rest), FileRead{FileId::Dg14, dg14WithChipKey()}, "(clone), agree");
        row("DG1", readingFile(FileId::Dg1, {FileId::Dg13}), FileRead{FileId::Dg1, fileOf(FileId::Dg1)}, "(person), read DG13");
        row("DG13", readingFile(FileId::Dg13, {FileId::Dg2}), FileRead{FileId::Dg13, fileOf(FileId::Dg13)}, "(face), read DG2");
        row("DG13 not allowed", readingFile(FileId::Dg13, {FileId::Dg2}), FileNotReadable{FileId::Dg13, 0x6982}, "(face), read DG2");
        row("DG11 absent", readingFile(FileId::Dg11, {FileId::Dg2}), FileNotReadable{FileId::Dg11, 0x6A82}, "(face), read DG2");
        row("DG2, the last", readingFile(FileId::Dg2), FileRead{FileId::Dg2, fileOf(FileId::Dg2)}, "release, (verify), verify");
        const auto proving = [&](Proof proof) {
            State state = inStage(Proving{proof});
            state.queue = {FileId::Dg1, FileId::Dg2};
            return state;
        };
        row("answer", proving(Proof::ActiveAuthentication), ChipProved{Proof::ActiveAuthentication, hex("01"), {}}, "(person), read DG1");
        row("agreed", proving(Proof::ChipAuthentication), ChipProved{Proof::ChipAuthentication, {}, QStringLiteral("ECDH")}, "(person), read DG1");
        const Error refused{ErrorCode::ChipAuthenticationFailed, {}, {}, {}};
        row("no answer", proving(Proof::ActiveAuthentication), ProofRefused{Proof::ActiveAuthentication, refused, true}, "(person), read DG1");
        State elsewhere = proving(Proof::ActiveAuthentication); // by a key that DG14 does not state
        elsewhere.chipMapped = true;
        elsewhere.files.insert(FileId::Dg14, dg14WithChipKey());
        row("no answer, and the mapping may not count", elsewhere,
            ProofRefused{Proof::ActiveAuthentication, {ErrorCode::UnsupportedProtocol, {}, {}, {}}, true}, "(clone), agree");
        row("failed with the channel", proving(Proof::ChipAuthentication), ProofRefused{Proof::ChipAuthentication, refused, false}, "release, (await), connect");
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
        QCOMPARE(inWords(next.state.queue), QStringLiteral("DG15 choose DG1 DG13 DG2")); // DG14 is being read; DG3 never is
        QCOMPARE(next.state.signedGroups, (QList<int>{1, 2, 3, 13, 14, 15}));
    }

    // A card that goes away: opened again, recognised, proved again, and read on at the same file.
    void losses_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<QString>("queue");
        const auto row = [](const char *name, State state, const char *queue) { QTest::newRow(name) << std::move(state) << QString::fromLatin1(queue); };
        const auto planned = [](FileId file) {
            State state = readingFile(file, {FileId::Dg2});
            state.planned = true;
            state.files.insert(FileId::Sod, fileOf(FileId::Sod));
            return state;
        };
        State proven = planned(FileId::Dg1);
        proven.proven = Proof::ChipAuthentication;
        State proving = planned(FileId::Dg1);
        proving.stage = Proving{Proof::ActiveAuthentication};
        State opening = readingFile(FileId::Com, {FileId::Com, FileId::Sod});
        opening.stage = OpeningPace{};
        row("while opening", opening, "COM SOD");
        row("in COM", readingFile(FileId::Com, {FileId::Sod}), "COM SOD");
        row("in SOD", readingFile(FileId::Sod), "SOD");
        row("in DG1", planned(FileId::Dg1), "SOD DG1 DG2");
        row("in DG1, chip proved", proven, "SOD agree DG1 DG2");
        row("while proving", proving, "SOD challenge DG2");
        row("in SOD, read again", planned(FileId::Sod), "SOD DG2");
        row("in CardSecurity", readingFile(FileId::CardSecurity, {FileId::Com}), "COM");
    }
    void losses()
    {
        QFETCH(State, state);
        QFETCH(QString, queue);
        const Transition lost = step(state, Failed{{ErrorCode::CardLost, {}, {}, {}}, 100});
        QCOMPARE(inWords(lost.effects), QStringLiteral("release, (await), connect"));
        QCOMPARE(inWords(lost.state.queue), queue);
        QVERIFY(lost.state.chipAgreement.isEmpty());
        const Transition back = step(lost.state, CardConnected{});
        QCOMPARE(inWords(back.effects), QStringLiteral("(access), PACE"));
    }

    void sameCardGoesOnAnotherStops()
    {
        State state = readingFile(FileId::Sod, {FileId::Dg2});
        state.files.insert(FileId::Sod, fileOf(FileId::Sod));
        QCOMPARE(inWords(step(state, FileRead{FileId::Sod, fileOf(FileId::Sod)}).effects), QStringLiteral("(face), read DG2"));
        QCOMPARE(errorOf(step(state, FileRead{FileId::Sod, fileOf(FileId::Sod) + '\0'}))->code, ErrorCode::DifferentCard);
    }

    // Patience ends when nothing new arrives; one new byte renews it.
    void losingTheCardForEver()
    {
        State state = readingFile(FileId::Dg2);
        const auto lose = [&](qint64 bytes) {
            Transition lost = step(state, Failed{{ErrorCode::CardLost, {}, {}, {}}, bytes});
            const bool goesOn = !errorOf(lost);
            state = lost.state;
            if (goesOn)
                state.stage = ReadingFile{FileId::Dg2};
            return goesOn;
        };
        for (int i = 0; i < mostLosses; ++i)
            QVERIFY(lose(500));
        QVERIFY(lose(501));
        for (int i = 1; i < mostLosses; ++i)
            QVERIFY(lose(501));
        QVERIFY(!lose(501));
    }

    void whatALossIsNot()
    {
        // Once the key was accepted a refusal is about another card, and no card at all is the lost one.
        State waiting = inStage(AwaitingCard{});
        waiting.opened = true;
        QCOMPARE(errorOf(step(waiting, Failed{{ErrorCode::NoCard, {}, {}, {}}}))->code, ErrorCode::CardLost);
        State opening = inStage(OpeningPace{});
        opening.opened = true;
        QCOMPARE(errorOf(step(opening, Failed{{ErrorCode::WrongAccessKey, {}, {}, {}}}))->code, ErrorCode::DifferentCard);
        opening.opened = false;
        QCOMPARE(errorOf(step(opening, Failed{{ErrorCode::WrongAccessKey, {}, {}, {}}}))->code, ErrorCode::WrongAccessKey);
        QCOMPARE(errorOf(step(inStage(AwaitingCard{}), Failed{{ErrorCode::NoCard, {}, {}, {}}}))->code, ErrorCode::NoCard);
        QCOMPARE(errorOf(step(readingFile(FileId::Dg1), Failed{{ErrorCode::SecureMessagingBroken, {}, {}, {}}}))->code, ErrorCode::SecureMessagingBroken);
    }

    void eitherListIsEnough()
    {
        const Transition fromSod = step(readingFile(FileId::Sod), FileRead{FileId::Sod, fileOf(FileId::Sod)}); // no COM at all
        QCOMPARE(inWords(fromSod.effects), QStringLiteral("(clone), read DG14"));
        State shortCom = readingFile(FileId::Sod);
        shortCom.files.insert(FileId::Com, hex("60135F0104303130375F36063034303030305C0161"));
        QCOMPARE(step(shortCom, FileRead{FileId::Sod, fileOf(FileId::Sod)}).state.queue.size(), 5);
    }

    void stops_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<Event>("event");
        QTest::addColumn<ErrorCode>("code");
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
        State basic = readingFile(FileId::Dg14);
        basic.access = Access::Basic;
        row("BAC although DG14 has PACE", basic, FileRead{FileId::Dg14, fileOf(FileId::Dg14)}, ErrorCode::ProtocolDowngrade);
        row("PACE offered and not known", inStage(OpeningPace{}), AccessUnsupported{{ErrorCode::UnsupportedProtocol, paceTemplateStage, {}, {}}},
            ErrorCode::UnsupportedProtocol);
        State guessed = inStage(OpeningPace{});
        guessed.cardAccessFound = false;
        for (int refusedIn = 1; refusedIn <= 4; ++refusedIn) {
            const Error late{ErrorCode::UnsupportedProtocol, QStringLiteral("PACE step %1").arg(refusedIn), QStringLiteral("6A80"), {}};
            QTest::addRow("PACE guessed, begun and refused in step %d", refusedIn) << guessed << Event(AccessUnsupported{late}) << ErrorCode::UnsupportedProtocol;
        }
        row("PACE offered and failed", inStage(OpeningPace{}), Failed{{ErrorCode::WrongAccessKey, {}, {}, {}}}, ErrorCode::WrongAccessKey);
        const QList<std::pair<const char *, Stage>> everywhere{{"awaiting", AwaitingCard{}},         {"CardAccess", FindingAccess{}},
                                                               {"PACE", OpeningPace{}},              {"selecting", SelectingApplication{}},
                                                               {"file", ReadingFile{FileId::Dg2}},   {"proof", Proving{Proof::ChipAuthentication}},
                                                               {"verifying", Verifying{}},           {"BAC", OpeningBasicAccess{}}};
        for (const auto &[where, stage] : everywhere) {
            const Error broken{ErrorCode::SecureMessagingBroken, {}, {}, {}};
            QTest::addRow("broken: %s", where) << inStage(stage) << Event(Failed{broken}) << ErrorCode::SecureMessagingBroken;
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
};

DD_TEST(TestReadCardSteps)
#include "test_read_card_steps.moc"
