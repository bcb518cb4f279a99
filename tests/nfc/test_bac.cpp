#include "nfc/secure_messaging/bac.h"

#include "nfc/secure_messaging/key_derivation.h"
#include "tests/nfc/bac_example.h"
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/vectors.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
namespace bac = dd::test::bac_example;
using BacScript = QList<test::ScriptedChannel::Exchange>;

namespace {

struct BacRun
{
    Result<void> result;
    bool finished;
    bool secure;
};

BacRun runBacOn(BacScript script, const QByteArray &mrzInformation = bac::mrzInformation)
{
    test::ScriptedChannel channel(std::move(script));
    test::ScriptedRandom random({bac::terminalNonce, bac::terminalKeyMaterial, bac::terminalNonce, bac::terminalKeyMaterial});
    CardLink link(channel);
    const Result<void> result = runBac(link, mrzInformation, random);
    return {result, channel.isFinished(), link.isSecure()};
}

BacScript bacAnswered(int step, const QByteArray &response)
{
    BacScript script = bac::transcript().first(step + 1);
    script.last().response = response;
    return script;
}

// What a chip with the example's keys answers to the example's command, but with another content.
QByteArray sealedByChip(const QByteArray &content)
{
    const QByteArray cryptogram = *cbcEncrypt(CipherSuite::TripleDes, bac::encryptionKey, QByteArray(8, '\0'), content);
    return cryptogram + *macOf(CipherSuite::TripleDes, bac::macKey, cryptogram) + hex("9000");
}

} // namespace

class TestBac : public QObject
{
    Q_OBJECT

private slots:
    void workedExampleFromTheMrzToEfCom()
    {
        test::ScriptedChannel channel(bac::transcript() + bac::readingOfCom());
        test::ScriptedRandom random({bac::terminalNonce, bac::terminalKeyMaterial});
        CardLink link(channel);
        QVERIFY(runBac(link, bac::mrzInformation, random));
        QVERIFY(link.isSecure());
        QVERIFY(link.transmit({0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0, false})->isSuccess());
        const QByteArray head = link.transmit({0x00, 0xB0, 0x00, 0x00, {}, 4, false})->data;
        const QByteArray rest = link.transmit({0x00, 0xB0, 0x00, 0x04, {}, 0x12, false})->data;
        QCOMPARE(head + rest, bac::com);
        QVERIFY(channel.isFinished());
    }

    // Appendix D.2: the two documents, each with its number in both layouts (the MRZ information is the same).
    void keySeeds_data()
    {
        QTest::addColumn<QByteArray>("mrzInformation");
        QTest::addColumn<QByteArray>("seed");
        QTest::newRow("number of 9 characters") << bac::mrzInformation << bac::keySeed;
        QTest::newRow("longer number") << QByteArray("D23145890734934071279507122") << hex("B366AD857DDCA2B08C0E299811714730");
        QTest::newRow("document of appendix G") << QByteArray("T22000129364081251010318") << hex("7E2D2A41C74EA0B38CD36F863939BFA8");
    }
    void keySeeds()
    {
        QFETCH(QByteArray, mrzInformation);
        QFETCH(QByteArray, seed);
        QCOMPARE(accessSeedFromMrz(mrzInformation)->view().first(16).toByteArray(), seed);
    }

    void documentKeys_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::addColumn<QByteArray>("encryption");
        QTest::addColumn<QByteArray>("mac");
        QTest::newRow("D.1") << bac::keySeed << bac::encryptionKey << bac::macKey;
        QTest::newRow("D.3, session") << hex("0036D272F5C350ACAC50C3F572D23600") << bac::sessionEncryptionKey << bac::sessionMacKey;
    }
    void documentKeys()
    {
        QFETCH(QByteArray, seed);
        QFETCH(QByteArray, encryption);
        QFETCH(QByteArray, mac);
        QCOMPARE(deriveKey(seed, KeyPurpose::Encryption, CipherSuite::TripleDes)->view().toByteArray(), encryption);
        QCOMPARE(deriveKey(seed, KeyPurpose::Mac, CipherSuite::TripleDes)->view().toByteArray(), mac);
    }

    void transcriptsOfOtherReaders()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-bac.tsv");
        const QList<QByteArray> recorded = test::vectors("chip/vectors/gmrtd-bac.tsv", "TestDoBAC");
        const QByteArray response = recorded.at(2);
        QCOMPARE(recorded.at(1), hex("0082000028") + bac::terminalData + hex("28"));
        QVERIFY(runBacOn({{hex("0084000008"), recorded.at(0)}, {recorded.at(1), response}}).result);
        const QByteArray otherSeed = test::vectors("chip/vectors/dmrtd.tsv", "BAC key seed test").constFirst();
        QCOMPARE(accessSeedFromMrz("D23145890734934071279507122")->view().first(16).toByteArray(), otherSeed);
    }

    void cardTakenAwayAtEveryStepIsCardLost()
    {
        for (int step = 0; step < 2; ++step) {
            const BacRun outcome = runBacOn(bacAnswered(step, {}));
            QCOMPARE(outcome.result.error().code, ErrorCode::CardLost);
            QVERIFY(outcome.finished);
            QVERIFY(!outcome.secure);
        }
    }

    void refusals_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("tries");
        QTest::newRow("authentication failed") << 1 << hex("6300") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("two tries left") << 1 << hex("63C2") << ErrorCode::WrongAccessKey << 2;
        QTest::newRow("no tries left") << 1 << hex("63C0") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("security status") << 1 << hex("6982") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("conditions of use") << 1 << hex("6985") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("checksum wrong") << 1 << hex("6988") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("blocked") << 1 << hex("6983") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("blocked before the key is shown") << 0 << hex("6983") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("no challenge: security status") << 0 << hex("6982") << ErrorCode::SecureMessagingBroken << -1;
        QTest::newRow("no challenge: instruction") << 0 << hex("6D00") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("no challenge: class") << 0 << hex("6E00") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("no challenge: parameters") << 0 << hex("6A86") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("authentication: instruction") << 1 << hex("6D00") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("authentication: parameters") << 1 << hex("6A86") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("chip in trouble") << 1 << hex("6F00") << ErrorCode::SecureMessagingBroken << -1;
    }
    void refusals()
    {
        QFETCH(int, step);
        QFETCH(QByteArray, status);
        QFETCH(ErrorCode, code);
        QFETCH(int, tries);
        const BacRun outcome = runBacOn(bacAnswered(step, status));
        QVERIFY(!outcome.result);
        QCOMPARE(outcome.result.error().code, code);
        QCOMPARE(outcome.result.error().triesLeft.value_or(-1), tries);
        QVERIFY(outcome.finished);
        QVERIFY(!outcome.secure);
    }

    void untrustworthyAnswers_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QByteArray>("response");
        const QByteArray rightContent = bac::chipNonce + bac::terminalNonce + bac::chipKeyMaterial;
        QCOMPARE(sealedByChip(rightContent), bac::chipData + hex("9000"));
        QByteArray wrongMac = bac::chipData;
        wrongMac[39] = static_cast<char>(wrongMac.at(39) ^ 1);
        QByteArray wrongCryptogram = bac::chipData;
        wrongCryptogram[0] = static_cast<char>(wrongCryptogram.at(0) ^ 1);
        QByteArray otherTerminalNonce = rightContent;
        otherTerminalNonce[8] = static_cast<char>(otherTerminalNonce.at(8) ^ 1);
        QByteArray otherChipNonce = rightContent;
        otherChipNonce[0] = static_cast<char>(otherChipNonce.at(0) ^ 1);
        QTest::newRow("challenge of 7 bytes") << 0 << hex("4608F9198870229000");
        QTest::newRow("challenge of 9 bytes") << 0 << hex("4608F91988702212009000");
        QTest::newRow("no challenge") << 0 << hex("9000");
        QTest::newRow("wrong MAC") << 1 << wrongMac + hex("9000");
        QTest::newRow("wrong cryptogram") << 1 << wrongCryptogram + hex("9000");
        QTest::newRow("another RND.IFD") << 1 << sealedByChip(otherTerminalNonce);
        QTest::newRow("another RND.IC") << 1 << sealedByChip(otherChipNonce);
        QTest::newRow("our own data sent back") << 1 << bac::terminalData + hex("9000");
        QTest::newRow("cut short") << 1 << bac::chipData.chopped(1) + hex("9000");
        QTest::newRow("one byte more") << 1 << bac::chipData + hex("009000");
        QTest::newRow("success without data") << 1 << hex("9000");
    }
    void untrustworthyAnswers()
    {
        QFETCH(int, step);
        QFETCH(QByteArray, response);
        const BacRun outcome = runBacOn(bacAnswered(step, response));
        QVERIFY(!outcome.result);
        QCOMPARE(outcome.result.error().code, ErrorCode::SecureMessagingBroken);
        QVERIFY(outcome.result.error().stage.startsWith(QLatin1String("BAC")));
        QVERIFY(outcome.finished);
        QVERIFY(!outcome.secure);
    }

    // The keys of another MRZ fit nothing the example's chip says: the chip notices first, but if it did not, we would.
    void anotherMrzHasAnotherCommand()
    {
        BacScript script = bac::transcript();
        const BacRun outcome = runBacOn(script, "L898902C<369080619406237");
        QVERIFY(!outcome.result);
        QVERIFY(!outcome.secure);
        QVERIFY(!outcome.finished || outcome.result.error().code == ErrorCode::CardLost); // the script knows no such command
    }

    void chipThatTakesOnlyLeZero()
    {
        for (const char *status : {"6700", "6C28", "6C00"}) {
            BacScript script = bac::transcript();
            script[1].response = hex(status);
            script.append({hex("0084000008"), bac::chipNonce + hex("9000")});
            script.append({hex("0082000028") + bac::terminalData + '\0', bac::chipData + hex("9000")});
            const BacRun outcome = runBacOn(script);
            QVERIFY2(outcome.result, status);
            QVERIFY(outcome.finished);
            QVERIFY(outcome.secure);
        }
        // It may refuse the other length too.
        BacScript script = bac::transcript();
        script[1].response = hex("6700");
        script.append({hex("0084000008"), bac::chipNonce + hex("9000")});
        script.append({hex("0082000028") + bac::terminalData + '\0', hex("6700")});
        QCOMPARE(runBacOn(script).result.error().code, ErrorCode::SecureMessagingBroken);
    }

    void neverInsideAnotherSession()
    {
        test::ScriptedChannel channel({});
        test::ScriptedRandom random({});
        CardLink link(channel);
        link.startSecureMessaging(SecureSession(Secret::copyOf(bac::encryptionKey), Secret::copyOf(bac::macKey), CipherSuite::TripleDes));
        QCOMPARE(runBac(link, bac::mrzInformation, random).error().code, ErrorCode::InvalidInput);
        QVERIFY(channel.sent.isEmpty());
    }
};

DD_TEST(TestBac)
#include "test_bac.moc"
