#include "nfc/read_card_steps.h"

#include "nfc/apdu/tlv.h"
#include "nfc/simulator/file_encoding.h"
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

// DG14 with one chip authentication key (the example of ICAO 9303-11 appendix I) and nothing about PACE.
QByteArray dg14WithChipKey()
{
    const QByteArray key = hex("3062060904007F000702020102305230"
                               "0C060704007F0007010202010D0342000418727094"
                               "94399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F02010D");
    return tlv::encode(0x6E, tlv::encode(0x31, key));
}

// EF.CardSecurity that names the same key.
QByteArray cardSecurityWithChipKey()
{
    const Result<SecurityInfos> infos = parseDg14(dg14WithChipKey());
    const Result<QByteArray> file = simulator::cardSecurityFile(infos->encoded, test::demoIssuer(), test::personalisedAt);
    if (!file)
        qFatal("no EF.CardSecurity");
    return *file;
}

QString inWords(Proof proof)
{
    return proof == Proof::ChipAuthentication ? QStringLiteral("agree") : proof == Proof::ActiveAuthentication ? QStringLiteral("challenge")
                                                                                                               : QStringLiteral("remote");
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
        } else if (const auto *prove = std::get_if<ProveChip>(&effect)) {
            words << inWords(prove->proof);
        } else {
            const QStringList names{QStringLiteral("connect"), QStringLiteral("find access"), QStringLiteral("PACE"), QStringLiteral("select"), QStringLiteral("BAC"),
                                    QString(),                 QString(),                     QStringLiteral("release"), QStringLiteral("verify")};
            words << names.value(static_cast<int>(effect.index()));
        }
    }
    return words.join(QStringLiteral(", "));
}

QString inWords(const QList<Task> &queue)
{
    QStringList words;
    for (const Task &task : queue) {
        if (const auto *file = std::get_if<FileId>(&task))
            words << name(*file);
        else if (const auto *proof = std::get_if<Proof>(&task))
            words << inWords(*proof);
        else
            words << QStringLiteral("choose");
    }
    return words.join(QLatin1Char(' '));
}

State inStage(Stage stage)
{
    State state;
    state.stage = std::move(stage);
    state.cardAccess = builtInCardAccess();
    state.cardAccessFound = true;
    return state;
}

State readingFile(FileId file, QList<Task> queue = {})
{
    State state = inStage(ReadingFile{file});
    state.access = Access::Pace;
    state.opened = true;
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
        row("PACE was a guess", guessed, AccessUnsupported{{ErrorCode::UnsupportedProtocol, {}, {}, {}}}, "select");
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

    // Which proof, by what the chip has and who asks.
    void proofs_data()
    {
        QTest::addColumn<bool>("dg15");
        QTest::addColumn<bool>("chipKey");
        QTest::addColumn<int>("mapped"); // 1: by a key that EF.CardSecurity shares with DG14, 2: by another one
        QTest::addColumn<bool>("challenged");
        QTest::addColumn<bool>("remote");
        QTest::addColumn<QString>("effect");
        QTest::addColumn<QString>("queue");
        const auto row = [](const char *name, bool dg15, bool chipKey, int mapped, bool challenged, bool remote, const char *effect, const char *queue) {
            QTest::newRow(name) << dg15 << chipKey << mapped << challenged << remote << QString::fromLatin1(effect) << QString::fromLatin1(queue);
        };
        row("nothing", false, false, 0, false, false, "(face), read DG2", "");
        row("DG15 only", true, false, 0, false, false, "(clone), challenge", "DG2");
        row("both: chip authentication", true, true, 0, false, false, "(clone), agree", "DG2");
        row("chip authentication only", false, true, 0, false, false, "(clone), agree", "DG2");
        row("mapping was the proof", true, true, 1, false, false, "(face), read DG2", "");
        row("mapping by a key that DG14 does not name", false, true, 2, false, false, "(clone), agree", "DG2");
        row("mapping, DG14 without keys", true, false, 2, false, false, "(clone), challenge", "DG2");
        row("mapping, neither key", false, false, 2, false, false, "(face), read DG2", "");
        row("an authority's challenge", true, true, 0, true, true, "(clone), challenge", "DG2");
        row("an authority as the terminal", false, true, 0, true, true, "(clone), agree", "DG2 remote");
        row("an authority as the terminal, mapped", false, true, 1, true, true, "(face), read DG2", "remote");
        row("an authority, no key at all", false, false, 0, true, true, "(face), read DG2", "");
    }
    void proofs()
    {
        QFETCH(bool, dg15);
        QFETCH(bool, chipKey);
        QFETCH(int, mapped);
        QFETCH(bool, challenged);
        QFETCH(bool, remote);
        QFETCH(QString, effect);
        QFETCH(QString, queue);
        State state = readingFile(FileId::Dg1, {ChooseProof{}, FileId::Dg2});
        state.options.challenged = challenged;
        state.options.remoteTerminal = remote;
        state.chipMapped = mapped > 0;
        if (mapped > 0)
            state.files.insert(FileId::CardSecurity, mapped == 1 ? cardSecurityWithChipKey() : QByteArray("another"));
        if (dg15)
            state.files.insert(FileId::Dg15, fileOf(FileId::Dg15));
        if (chipKey)
            state.files.insert(FileId::Dg14, dg14WithChipKey());
        const Transition next = step(state, FileRead{FileId::Dg1, fileOf(FileId::Dg1)});
        QCOMPARE(inWords(next.effects), effect);
        QCOMPARE(inWords(next.state.queue), queue);
    }

    void proofThatThisAppCannotRunHasASecond()
    {
        State state = inStage(Proving{Proof::ChipAuthentication});
        state.files.insert(FileId::Dg15, fileOf(FileId::Dg15));
        const Transition next = step(state, ProofRefused{Proof::ChipAuthentication, {ErrorCode::UnsupportedProtocol, {}, {}, {}}, true});
        QCOMPARE(inWords(next.effects), QStringLiteral("(clone), challenge"));
        QVERIFY(!next.state.chipRefusal);
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
        row("PACE offered and not known", inStage(OpeningPace{}), AccessUnsupported{{ErrorCode::UnsupportedProtocol, {}, {}, {}}}, ErrorCode::UnsupportedProtocol);
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

    void missingProofIsRemembered()
    {
        QVERIFY(step(readingFile(FileId::Dg15), FileNotReadable{FileId::Dg15, 0x6A82}).state.chipRefusal);
        State unsignedKey = readingFile(FileId::Dg15);
        unsignedKey.signedGroups = {1, 2};
        QVERIFY(!step(unsignedKey, FileNotReadable{FileId::Dg15, 0x6A82}).state.chipRefusal);
        const Error error{ErrorCode::ChipAuthenticationFailed, {}, QStringLiteral("6982"), {}};
        const Transition refused = step(inStage(Proving{Proof::ActiveAuthentication}), ProofRefused{Proof::ActiveAuthentication, error, true});
        QCOMPARE(refused.state.chipRefusal->detail, QStringLiteral("6982"));
        QCOMPARE(refused.state.refusedProof, Proof::ActiveAuthentication);
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
