// Which proof a chip is asked for, and what comes of one that fails, cannot be run or is not the app's to judge.
#include "nfc/read_card_steps.h"

#include "tests/nfc/reading_states.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using namespace dd::nfc::reading;
using namespace dd::test::states;
using dd::test::hex;

namespace {

// All is read and proved, and the authority's exchange is on.
State exchanging()
{
    State state = readingFile(FileId::Dg2, {Proof::RemoteChipAuthentication});
    state.planned = true;
    state.options.remoteTerminal = true;
    state.proven = Proof::ChipAuthentication;
    state.chipAgreement = QStringLiteral("CA");
    state.files.insert(FileId::Sod, fileOf(FileId::Sod));
    return step(state, FileRead{FileId::Dg2, fileOf(FileId::Dg2)}).state;
}

} // namespace

class TestReadCardProofs : public QObject
{
    Q_OBJECT

private slots:
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
        QCOMPARE(next.state.refusals.at(Proof::ChipAuthentication).code, ErrorCode::UnsupportedProtocol);
        // Neither can be run: no third try, and the reading goes on.
        State last = next.state;
        last.files.insert(FileId::Dg14, dg14WithChipKey());
        last.queue = {FileId::Dg1};
        const Transition neither = step(last, ProofRefused{Proof::ActiveAuthentication, {ErrorCode::UnsupportedProtocol, {}, {}, {}}, true});
        QCOMPARE(inWords(neither.effects), QStringLiteral("(person), read DG1"));
    }

    // An answer that does not fit, a key that is none: chip authentication where DG14 has a key, and the authority's exchange.
    void challengeThatCannotBeAnsweredHasASecond_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<bool>("chipKey");
        QTest::addColumn<int>("mapped"); // 1: by a key that EF.CardSecurity shares with DG14, 2: by another one
        QTest::addColumn<bool>("remote");
        QTest::addColumn<QString>("effects");
        QTest::addColumn<QString>("queue");
        const auto row = [](const char *name, ErrorCode code, bool chipKey, int mapped, bool remote, const char *effects, const char *queue) {
            QTest::newRow(name) << code << chipKey << mapped << remote << QString::fromLatin1(effects) << QString::fromLatin1(queue);
        };
        row("no room", ErrorCode::UnsupportedProtocol, true, false, false, "(clone), agree", "DG1");
        row("no key", ErrorCode::DamagedFile, true, false, false, "(clone), agree", "DG1");
        row("no room, an authority asks", ErrorCode::UnsupportedProtocol, true, false, true, "(clone), agree", "DG1 remote");
        row("no room, mapped", ErrorCode::UnsupportedProtocol, true, true, false, "(person), read DG1", "");
        row("no room, no other key", ErrorCode::UnsupportedProtocol, false, false, true, "(person), read DG1", "");
        row("no answer", ErrorCode::ChipAuthenticationFailed, true, false, true, "(person), read DG1", "");
    }
    void challengeThatCannotBeAnsweredHasASecond()
    {
        QFETCH(ErrorCode, code);
        QFETCH(bool, chipKey);
        QFETCH(int, mapped);
        QFETCH(bool, remote);
        QFETCH(QString, effects);
        QFETCH(QString, queue);
        State state = inStage(Proving{Proof::ActiveAuthentication});
        state.queue = {FileId::Dg1};
        state.chipMapped = mapped > 0;
        if (mapped > 0)
            state.files.insert(FileId::CardSecurity, mapped == 1 ? cardSecurityWithChipKey() : QByteArray("another"));
        state.options.remoteTerminal = remote;
        state.files.insert(FileId::Dg15, fileOf(FileId::Dg15));
        if (chipKey)
            state.files.insert(FileId::Dg14, dg14WithChipKey());
        const Transition next = step(state, ProofRefused{Proof::ActiveAuthentication, {code, {}, {}, {}}, true});
        QCOMPARE(inWords(next.effects), effects);
        QCOMPARE(inWords(next.state.queue), queue);
        QCOMPARE(next.state.refusals.at(Proof::ActiveAuthentication).code, code);
    }

    // What is read and proved stands, however the authority's exchange ends; only who stops on purpose wants nothing.
    void authoritysExchangeNeverEndsAReading_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<bool>("verified");
        for (const ErrorCode code : {ErrorCode::UnsupportedProtocol, ErrorCode::SecureMessagingBroken, ErrorCode::CryptoFailed})
            QTest::addRow("%s", qPrintable(errorId(code))) << code << true;
        QTest::newRow("stopped on purpose") << ErrorCode::Cancelled << false;
    }
    void authoritysExchangeNeverEndsAReading()
    {
        QFETCH(ErrorCode, code);
        QFETCH(bool, verified);
        const Transition ended = step(exchanging(), Failed{{code, {}, {}, {}}, 100});
        QCOMPARE(inWords(ended.effects), verified ? QStringLiteral("release, (verify), verify") : QStringLiteral("release"));
        QCOMPARE(ended.state.chipAgreement, QStringLiteral("CA"));
        QVERIFY(step(exchanging(), CancelRequested{}).effects.size() == 1);
    }

    // A card lost there is opened again, and if that fails in whatever way, the reading is still there.
    void cardLostForTheAuthority()
    {
        State state = exchanging();
        for (int i = 0; i < mostLosses; ++i) {
            const Transition lost = step(state, Failed{{ErrorCode::CardLost, {}, {}, {}}, 100});
            QCOMPARE(inWords(lost.effects), QStringLiteral("release, (await), connect"));
            QCOMPARE(inWords(lost.state.queue), QStringLiteral("SOD remote"));
            QCOMPARE(lost.state.chipAgreement, QStringLiteral("CA")); // proved when it counted
            const QString verified = QStringLiteral("release, (verify), verify");
            QCOMPARE(inWords(step(lost.state, Failed{{ErrorCode::NoCard, {}, {}, {}}}).effects), verified);
            const Transition back = step(lost.state, CardConnected{});
            QCOMPARE(inWords(back.effects), QStringLiteral("(access), PACE"));
            QCOMPARE(inWords(step(back.state, Failed{{ErrorCode::WrongAccessKey, {}, {}, {}}}).effects), verified);
            const Transition reading = step(step(back.state, AccessOpened{}).state, ApplicationSelected{});
            QCOMPARE(inWords(reading.effects), QStringLiteral("(files), read SOD"));
            QCOMPARE(inWords(step(reading.state, FileRead{FileId::Sod, hex("7700")}).effects), verified); // another card
            const Transition again = step(reading.state, FileRead{FileId::Sod, fileOf(FileId::Sod)});
            QCOMPARE(inWords(again.effects), QStringLiteral("(clone), remote"));
            state = again.state;
        }
        const Transition given = step(state, Failed{{ErrorCode::CardLost, {}, {}, {}}, 100});
        QCOMPARE(inWords(given.effects), QStringLiteral("release, (verify), verify"));
        QCOMPARE(inWords(step(given.state, Verified{}).effects), QStringLiteral("(done)"));
    }

    void missingProofIsRemembered()
    {
        QVERIFY(step(readingFile(FileId::Dg15), FileNotReadable{FileId::Dg15, 0x6A82}).state.refusals.contains(Proof::ActiveAuthentication));
        State unsignedKey = readingFile(FileId::Dg15);
        unsignedKey.signedGroups = {1, 2};
        QVERIFY(step(unsignedKey, FileNotReadable{FileId::Dg15, 0x6A82}).state.refusals.empty());
        const Error error{ErrorCode::ChipAuthenticationFailed, {}, QStringLiteral("6982"), {}};
        const Transition refused = step(inStage(Proving{Proof::ActiveAuthentication}), ProofRefused{Proof::ActiveAuthentication, error, true});
        QCOMPARE(refused.state.refusals.at(Proof::ActiveAuthentication).detail, QStringLiteral("6982"));
    }
};

DD_TEST(TestReadCardProofs)
#include "test_read_card_proofs.moc"
