#include "nfc/secure_messaging/chip_authentication.h"

#include "tests/nfc/ca_test_chip.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/vectors.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray chipPrivateKey = hex("107CF58696EF6155053340FD633392BA81909DF7"); // fits every group

AgreementDomain groupOf(int parameterId)
{
    return *AgreementDomain::standardized(parameterId);
}

ChipAuthenticationProfile caProfile(int parameterId, CipherSuite suite)
{
    const AgreementDomain domain = groupOf(parameterId);
    return {test::chipProtocol(domain.isElliptic() ? 2 : 1, static_cast<int>(suite) + 1),
            suite,
            domain,
            *domain.publicKeyOf(chipPrivateKey),
            std::nullopt,
            false};
}

Result<QList<ChipAuthenticationProfile>> profilesIn(const QByteArray &dg14)
{
    const Result<SecurityInfos> infos = parseDg14(dg14);
    return infos ? chipAuthenticationProfiles(*infos) : fail(infos.error());
}

struct CaRun
{
    Result<void> result;
    bool usable; // the link and the chip still understand each other
};

CaRun runOn(test::CaTestChip &chip, const ChipAuthenticationProfile &profile)
{
    SystemRandom random;
    CardLink link(chip);
    link.startSecureMessaging(chip.session());
    chip.begin();
    const Result<void> result = runChipAuthentication(link, profile, random);
    const Result<ResponseApdu> after = link.transmit({0x00, 0xA4, 0x02, 0x0C, hex("0101"), 0, false});
    return {result, after && after->isSuccess()};
}

const QByteArray curveKey13 = test::standardizedKey(13);
const QByteArray fieldKey0 = test::standardizedKey(0);

} // namespace

class TestChipAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void profiles_data()
    {
        QTest::addColumn<QByteArray>("dg14");
        QTest::addColumn<QString>("descriptions");
        QTest::addColumn<QString>("references"); // hexadecimal, - for none
        using namespace test;
        const QByteArray key = chipKeyInfo(2, curveKey13);
        QTest::newRow("Vietnam") << dg14Of({chipInfo(2, 2), key}) << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("-");
        QTest::newRow("named curve") << dg14Of({chipInfo(2, 4), chipKeyInfo(2, test::curveKey("secp384r1", false))})
                                     << QStringLiteral("CA-ECDH-AES-256, NIST P-384") << QStringLiteral("-");
        QTest::newRow("X9.42") << dg14Of({chipInfo(1, 3), chipKeyInfo(1, primeFieldKey("DHX", "dh_2048_256"))})
                               << QStringLiteral("CA-DH-AES-192, DH-2048") << QStringLiteral("-");
        QTest::newRow("PKCS #3, 3DES") << dg14Of({chipInfo(1, 1), chipKeyInfo(1, orderlessKey())}) << QStringLiteral("CA-DH-3DES, DH-1024")
                                       << QStringLiteral("-");
        QTest::newRow("several ciphers, strongest first")
            << dg14Of({chipInfo(2, 1), chipInfo(2, 2), chipInfo(2, 4), key})
            << QStringLiteral("CA-ECDH-AES-256, brainpoolP256r1; CA-ECDH-AES-128, brainpoolP256r1; CA-ECDH-3DES, brainpoolP256r1")
            << QStringLiteral("-;-;-");
        QTest::newRow("curves before fields, larger groups first")
            << dg14Of({chipInfo(1, 2), chipInfo(2, 2, hex("01")), chipInfo(2, 2, hex("02")), chipKeyInfo(1, fieldKey0),
                       chipKeyInfo(2, curveKey13, hex("01")), chipKeyInfo(2, standardizedKey(17), hex("02"))})
            << QStringLiteral("CA-ECDH-AES-128, brainpoolP512r1; CA-ECDH-AES-128, brainpoolP256r1; CA-DH-AES-128, DH-1024")
            << QStringLiteral("02;01;-");
        QTest::newRow("one key with a number") << dg14Of({chipInfo(2, 2, hex("00C3")), chipKeyInfo(2, curveKey13, hex("00C3"))})
                                               << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("C3");
        QTest::newRow("number of the key only") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, curveKey13, hex("05"))})
                                                << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("05");
        QTest::newRow("number of the info only") << dg14Of({chipInfo(2, 2, hex("05")), key}) << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1")
                                                 << QStringLiteral("05");
        QTest::newRow("number zero") << dg14Of({chipInfo(2, 2, hex("00")), chipKeyInfo(2, curveKey13, hex("00"))})
                                     << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("00");
        QTest::newRow("a key without a protocol") << dg14Of({key}) << QStringLiteral("CA-ECDH-3DES, brainpoolP256r1") << QStringLiteral("-");
        QTest::newRow("a DH key without a protocol") << dg14Of({chipKeyInfo(1, fieldKey0, hex("07"))}) << QStringLiteral("CA-DH-3DES, DH-1024")
                                                     << QStringLiteral("07");
        QTest::newRow("a damaged key beside a good one")
            << dg14Of({chipInfo(2, 2, hex("01")), chipInfo(2, 2, hex("02")), chipKeyInfo(2, standardizedKeyOf(13, QByteArray(65, '\x04')), hex("01")),
                       chipKeyInfo(2, curveKey13, hex("02"))})
            << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("02");
        QTest::newRow("a key of the mapping beside it")
            << dg14Of({chipInfo(2, 2, hex("01")), chipKeyInfo(2, curveKey13, hex("01")), chipKeyInfo(2, curveKey13, hex("0D"))})
            << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("01");
        QTest::newRow("the second version beside the first") << dg14Of({chipInfo(2, 2, {}, 2), chipInfo(2, 2), key})
                                                             << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << QStringLiteral("-");
    }
    void profiles()
    {
        QFETCH(QByteArray, dg14);
        const Result<QList<ChipAuthenticationProfile>> profiles = profilesIn(dg14);
        QVERIFY2(profiles, profiles ? "" : qPrintable(profiles.error().detail));
        QStringList descriptions;
        QStringList references;
        for (const ChipAuthenticationProfile &profile : *profiles) {
            descriptions.append(profile.description());
            references.append(profile.keyId ? QString::fromLatin1(profile.keyId->toHex()).toUpper() : QStringLiteral("-"));
        }
        QTEST(descriptions.join(QStringLiteral("; ")), "descriptions");
        QTEST(references.join(QLatin1Char(';')), "references");
    }

    void filesWithoutAProfile_data()
    {
        QTest::addColumn<QByteArray>("dg14");
        QTest::addColumn<ErrorCode>("code");
        using namespace test;
        const QByteArray key = chipKeyInfo(2, curveKey13);
        QByteArray offCurve = curveKey13;
        offCurve.back() = static_cast<char>(offCurve.back() ^ 1);
        QTest::newRow("nothing") << dg14Of({}) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("PACE only") << dg14Of({hex("3012060A04007F0007020204020202010202010D")}) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("a protocol without a key") << dg14Of({chipInfo(2, 2)}) << ErrorCode::DamagedFile;
        QTest::newRow("a curve's protocol and a field's key") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, fieldKey0)}) << ErrorCode::DamagedFile;
        QTest::newRow("a field's protocol and a curve's key") << dg14Of({chipInfo(1, 2), chipKeyInfo(1, curveKey13)}) << ErrorCode::DamagedFile;
        QTest::newRow("numbers that do not meet") << dg14Of({chipInfo(2, 2, hex("01")), chipKeyInfo(2, curveKey13, hex("02"))})
                                                  << ErrorCode::DamagedFile;
        QTest::newRow("no number among several keys")
            << dg14Of({chipInfo(2, 2), chipKeyInfo(2, curveKey13, hex("01")), chipKeyInfo(2, curveKey13, hex("02"))}) << ErrorCode::DamagedFile;
        QTest::newRow("second version only") << dg14Of({chipInfo(2, 2, {}, 2), key}) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("point off the curve") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, offCurve)}) << ErrorCode::DamagedFile;
        QTest::newRow("DH key 1") << dg14Of({chipInfo(1, 2), chipKeyInfo(1, standardizedKeyOf(0, hex("020101")))}) << ErrorCode::DamagedFile;
        QTest::newRow("a curve nobody uses here") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, test::curveKey("secp256k1", false))})
                                                  << ErrorCode::UnsupportedProtocol;
        QTest::newRow("an RSA key") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, rsaKey())}) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("key cut short") << dg14Of({chipInfo(2, 2), chipKeyInfo(2, hex("30023000"))}) << ErrorCode::DamagedFile;
    }
    void filesWithoutAProfile()
    {
        QFETCH(QByteArray, dg14);
        QTEST(profilesIn(dg14).error().code, "code");
    }

    // A file may name thousands of keys, and each costs arithmetic: only so many are looked at.
    void thousandsOfKeysTakeNoTime()
    {
        const QByteArray one = test::chipKeyInfo(1, test::primeFieldKey("DHX", "dh_2048_256"));
        QByteArray infos = test::chipInfo(1, 2);
        for (int i = 0; i < 500; ++i)
            infos.append(one);
        QElapsedTimer timer;
        timer.start();
        const auto profiles = profilesIn(tlv::encode(0x6E, tlv::encode(0x31, infos)));
        QVERIFY(timer.elapsed() < 5000);
        QVERIFY(profiles ? profiles->size() <= 8 : profiles.error().code == ErrorCode::DamagedFile);
    }

    void everyGroupAndCipher_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("cipher");
        for (const int id : {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
            for (int cipher = 0; cipher < 4; ++cipher)
                QTest::newRow(qPrintable(caProfile(id, static_cast<CipherSuite>(cipher)).description() + QStringLiteral(" (%1)").arg(id)))
                    << id << cipher;
        }
    }
    void everyGroupAndCipher()
    {
        QFETCH(int, parameterId);
        QFETCH(int, cipher);
        test::CaTestChip chip(groupOf(parameterId), chipPrivateKey);
        chip.sessionSuite = static_cast<CipherSuite>(3 - cipher);
        const CaRun run = runOn(chip, caProfile(parameterId, static_cast<CipherSuite>(cipher)));
        QVERIFY2(run.result, run.result ? "" : qPrintable(run.result.error().stage + run.result.error().detail));
        QVERIFY(run.usable);
        QCOMPARE(chip.plain.first().p2, cipher == 0 ? 0xA6 : 0xA4);
        QCOMPARE(chip.plain.size(), cipher == 0 ? 3 : 4); // the proof and the command behind it included
    }

    void referenceOfTheKey()
    {
        for (const CipherSuite suite : {CipherSuite::TripleDes, CipherSuite::Aes128}) {
            test::CaTestChip chip(groupOf(13), chipPrivateKey);
            chip.reference = hex("C3");
            ChipAuthenticationProfile profile = caProfile(13, suite);
            QCOMPARE(runOn(chip, profile).result.error().code, ErrorCode::ChipAuthenticationFailed); // 6A88
            profile.keyId = hex("C3");
            QVERIFY(runOn(chip, profile).result);
        }
    }

    // §8.5 note 1.
    void chipWith3DesThatKnowsOnlySetAt()
    {
        test::CaTestChip chip(groupOf(13), chipPrivateKey);
        chip.knowsKat = false;
        const CaRun run = runOn(chip, caProfile(13, CipherSuite::TripleDes));
        QVERIFY(run.result && run.usable);
        QCOMPARE(chip.plain.at(1).p2, 0xA4);
        QVERIFY(chip.plain.at(1).data.startsWith(hex("800A04007F00070202030201")));
    }

    // A reader without extended length sends the public key of DH-2048 in a chain.
    void longKeysInShortCommands_data()
    {
        QTest::addColumn<int>("cipher");
        QTest::addColumn<int>("session");
        for (int cipher = 0; cipher < 4; ++cipher) {
            for (int session = 0; session < 4; ++session)
                QTest::addRow("%s in %s", qPrintable(cipherName(static_cast<CipherSuite>(cipher))),
                              qPrintable(cipherName(static_cast<CipherSuite>(session))))
                    << cipher << session;
        }
    }
    void longKeysInShortCommands()
    {
        QFETCH(int, cipher);
        QFETCH(int, session);
        const ChipAuthenticationProfile profile = caProfile(2, static_cast<CipherSuite>(cipher));
        test::CaTestChip chip(groupOf(2), chipPrivateKey);
        chip.sessionSuite = static_cast<CipherSuite>(session);
        chip.commandLimit = 261;
        chip.chaining = true;
        const CaRun run = runOn(chip, profile);
        QVERIFY2(run.result, run.result ? "" : qPrintable(run.result.error().detail));
        QVERIFY(run.usable);
        QVERIFY(*std::max_element(chip.lengths.begin(), chip.lengths.end()) <= 261);
        QCOMPARE(std::count_if(chip.plain.begin(), chip.plain.end(), [](const CommandApdu &command) { return command.isChained(); }), 1);

        test::CaTestChip unable(groupOf(2), chipPrivateKey);
        unable.sessionSuite = static_cast<CipherSuite>(session);
        unable.commandLimit = 261;
        const CaRun refused = runOn(unable, profile);
        QCOMPARE(refused.result.error().code, ErrorCode::UnsupportedProtocol);
        QVERIFY(refused.usable); // the old session lives on

        test::CaTestChip wide(groupOf(2), chipPrivateKey);
        wide.sessionSuite = static_cast<CipherSuite>(session);
        QVERIFY(runOn(wide, profile).result);
        QVERIFY(*std::max_element(wide.lengths.begin(), wide.lengths.end()) > 261);
    }

    void freshKeyForEveryRun()
    {
        test::CaTestChip chip(groupOf(13), chipPrivateKey);
        for (int run = 0; run < 5; ++run)
            QVERIFY(runOn(chip, caProfile(13, CipherSuite::Aes128)).result);
        QCOMPARE(QSet<QByteArray>(chip.terminalKeys.begin(), chip.terminalKeys.end()).size(), 5);
    }

    void refusals_data()
    {
        QTest::addColumn<bool>("atMse");
        QTest::addColumn<int>("status");
        for (const int status : {0x6300, 0x6400, 0x6700, 0x6982, 0x6985, 0x6A80, 0x6A81, 0x6A86, 0x6A88, 0x6B00, 0x6D00, 0x6F00}) {
            QTest::addRow("MSE %04X", status) << true << status;
            QTest::addRow("GENERAL AUTHENTICATE %04X", status) << false << status;
        }
    }
    void refusals()
    {
        QFETCH(bool, atMse);
        QFETCH(int, status);
        test::CaTestChip chip(groupOf(13), chipPrivateKey);
        (atMse ? chip.mseStatus : chip.authenticateStatus) = static_cast<quint16>(status);
        const CaRun run = runOn(chip, caProfile(13, CipherSuite::Aes128));
        QCOMPARE(run.result.error().code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(run.result.error().detail, statusText(static_cast<quint16>(status)));
        QVERIFY(run.usable); // §6.2.2: secure messaging goes on under the old keys
        // What DG14 does not even say cannot be held against the chip.
        test::CaTestChip unsure(groupOf(13), chipPrivateKey);
        unsure.knowsKat = false;
        unsure.mseStatus = static_cast<quint16>(status);
        ChipAuthenticationProfile guessed = caProfile(13, CipherSuite::TripleDes);
        guessed.derived = true;
        QCOMPARE(runOn(unsure, guessed).result.error().code, ErrorCode::UnsupportedProtocol);
    }

    void copies_data()
    {
        QTest::addColumn<int>("cipher");
        for (int cipher = 0; cipher < 4; ++cipher)
            QTest::newRow(qPrintable(cipherName(static_cast<CipherSuite>(cipher)))) << cipher;
    }
    void copies()
    {
        QFETCH(int, cipher);
        ChipAuthenticationProfile profile = caProfile(13, static_cast<CipherSuite>(cipher));
        const auto outcome = [&](auto &&prepare) {
            test::CaTestChip chip(groupOf(13), chipPrivateKey);
            prepare(chip);
            return runOn(chip, profile).result.error().code;
        };
        for (const bool derived : {false, true}) {
            profile.derived = derived;
            QCOMPARE(outcome([](test::CaTestChip &chip) { chip.otherKeys = true; }), ErrorCode::ChipAuthenticationFailed);
            QCOMPARE(outcome([](test::CaTestChip &chip) { chip.keepsOldKeys = true; }), ErrorCode::ChipAuthenticationFailed);
            for (const int status : {0x9000, 0x6987, 0x6988, 0x6882, 0x6D00, 0x6982}) {
                QCOMPARE(outcome([&](test::CaTestChip &chip) {
                             chip.nakedProof = true;
                             chip.proofStatus = static_cast<quint16>(status);
                         }),
                         ErrorCode::ChipAuthenticationFailed);
            }
        }
    }

    // The checksum is the proof, whatever the chip says under it.
    void anyProtectedAnswerProves()
    {
        for (const int status : {0x9000, 0x6A82, 0x6982, 0x6D00}) {
            test::CaTestChip chip(groupOf(13), chipPrivateKey);
            chip.proofStatus = static_cast<quint16>(status);
            QVERIFY(runOn(chip, caProfile(13, CipherSuite::Aes128)).result);
        }
    }

    void malformedAnswers()
    {
        for (const char *answer : {"", "80", "7C01", "7C0000", "30007C00"}) {
            test::CaTestChip chip(groupOf(13), chipPrivateKey);
            chip.authenticateAnswer = hex(answer);
            QCOMPARE(runOn(chip, caProfile(13, CipherSuite::Aes128)).result.error().code, ErrorCode::ChipAuthenticationFailed);
        }
        test::CaTestChip chip(groupOf(13), chipPrivateKey);
        chip.authenticateAnswer = hex("7C028200"); // something nobody asked for
        QVERIFY(runOn(chip, caProfile(13, CipherSuite::Aes128)).result);
    }

    void cardTakenAwayAtEveryCommandIsCardLost()
    {
        for (const CipherSuite suite : {CipherSuite::TripleDes, CipherSuite::Aes256}) {
            const int commands = suite == CipherSuite::TripleDes ? 2 : 3;
            for (int lost = 0; lost < commands; ++lost) {
                test::CaTestChip chip(groupOf(13), chipPrivateKey);
                chip.lostAt = lost;
                QCOMPARE(runOn(chip, caProfile(13, suite)).result.error().code, ErrorCode::CardLost);
            }
        }
    }
};

DD_TEST(TestChipAuthentication)
#include "test_chip_authentication.moc"
