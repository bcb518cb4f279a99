// Chip authentication as recorded from passports of four countries, replayed byte for byte, and the arithmetic of the worked
// examples of BSI TR-03110 as OpenPACE's tests have them.
#include "nfc/secure_messaging/chip_authentication.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/vectors.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

struct RecordedChip
{
    ChipAuthenticationProfile profile;
    SecureSession before;
    QByteArray terminalPrivateKey;
    QByteArray terminalPublicKey;
    QByteArrayList newKeys;
    QList<test::ScriptedChannel::Exchange> script;
};

// Columns of the table: DG14; the exchanges; keys and counter before; the terminal's key, then its coordinates; keys after.
RecordedChip recordedChip(const char *function)
{
    const char *file = "chip/vectors/gmrtd-chipauth.tsv";
    const QByteArrayList expected = test::vectors(file, function, "err");
    const Result<SecurityInfos> infos = parseDg14(test::vectors(file, function, "dg14bytes").constFirst());
    const Result<QList<ChipAuthenticationProfile>> profiles = infos ? chipAuthenticationProfiles(*infos) : fail(infos.error());
    if (!profiles)
        qFatal("a recorded DG14 is refused");
    const ChipAuthenticationProfile &profile = profiles->first();
    const CipherSuite before = expected.at(0).size() == 32  ? CipherSuite::Aes256
                               : expected.at(2).size() == 8 ? CipherSuite::TripleDes
                                                            : CipherSuite::Aes128;
    RecordedChip chip{profile,
                      SecureSession(Secret::copyOf(expected.at(0)), Secret::copyOf(expected.at(1)), before, expected.at(2)),
                      test::vectors(file, function, "TermPri").constFirst(),
                      test::vectors(file, function, "TermPubKey").constFirst(),
                      expected.mid(3, 2),
                      {}};
    QByteArray command;
    for (const QByteArray &item : test::vectors(file, function, "")) {
        if (item.startsWith('\x0C'))
            command = item;
        else if (item.endsWith(hex("9000")))
            chip.script.append({command, item});
    }
    return chip;
}

} // namespace

class TestChipAuthenticationTranscripts : public QObject
{
    Q_OBJECT

private slots:
    void passports_data()
    {
        QTest::addColumn<QByteArray>("function");
        QTest::addColumn<QString>("description");
        QTest::addColumn<bool>("derived");
        QTest::newRow("Austria") << QByteArray("TestChipAuthAT") << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << false;
        QTest::newRow("Germany, with a key reference") << QByteArray("TestChipAuthDE") << QStringLiteral("CA-ECDH-AES-128, brainpoolP256r1") << false;
        QTest::newRow("France, a key without a protocol: MSE:Set KAT")
            << QByteArray("TestChipAuthFR") << QStringLiteral("CA-ECDH-3DES, NIST P-256") << true;
    }
    void passports()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-chipauth.tsv");
        QFETCH(QByteArray, function);
        RecordedChip chip = recordedChip(function.constData());
        QTEST(chip.profile.description(), "description");
        QTEST(chip.profile.derived, "derived");
        QCOMPARE(*chip.profile.domain.publicKeyOf(chip.terminalPrivateKey), chip.terminalPublicKey);
        test::ScriptedChannel channel(chip.script);
        test::ScriptedRandom random({chip.terminalPrivateKey});
        CardLink link(channel);
        link.startSecureMessaging(std::move(chip.before));
        const Result<void> result = runChipAuthentication(link, chip.profile, random);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(channel.isFinished());
    }

    // A Malaysian passport was asked by MSE:Set AT though it speaks 3DES; this terminal would begin with MSE:Set KAT.
    void tripleDesBySetAt()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-chipauth.tsv");
        RecordedChip chip = recordedChip("TestChipAuthMY");
        QCOMPARE(chip.profile.description(), QStringLiteral("CA-ECDH-3DES, brainpoolP256r1"));
        QVERIFY(!chip.profile.derived);
        test::ScriptedChannel channel(chip.script);
        CardLink link(channel);
        link.startSecureMessaging(std::move(chip.before));
        QVERIFY(sendChipAuthentication(
            link, chipAuthenticationRequest(chip.profile, chip.terminalPublicKey, ChipAuthenticationCommands::AuthenticationTemplate)));
        const Result<Secret> shared = chip.profile.domain.sharedSecret(chip.terminalPrivateKey, chip.profile.chipPublicKey);
        Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, CipherSuite::TripleDes);
        Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, CipherSuite::TripleDes);
        QCOMPARE(encryptionKey->view(), chip.newKeys.at(0));
        QCOMPARE(macKey->view(), chip.newKeys.at(1));
        link.startSecureMessaging(SecureSession(std::move(*encryptionKey), std::move(*macKey), CipherSuite::TripleDes));
        QVERIFY(link.transmit({0x00, 0xA4, 0x02, 0x0C, hex("010E"), 0, false})->isSuccess());
        QVERIFY(channel.isFinished());
    }

    // One bit of the last answer, and the chip is a copy.
    void passportsWithAWrongLastAnswer_data() { passports_data(); }
    void passportsWithAWrongLastAnswer()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-chipauth.tsv");
        QFETCH(QByteArray, function);
        RecordedChip chip = recordedChip(function.constData());
        QByteArray &answer = chip.script.last().response;
        answer[8] = static_cast<char>(answer.at(8) ^ 0x10);
        test::ScriptedChannel channel(chip.script);
        test::ScriptedRandom random({chip.terminalPrivateKey});
        CardLink link(channel);
        link.startSecureMessaging(std::move(chip.before));
        QCOMPARE(runChipAuthentication(link, chip.profile, random).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    // TR-03110's examples are of version 2, which mixes a nonce into the keys; the agreement is the same.
    void workedExamples_data()
    {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<int>("parameterId");
        QTest::newRow("ECDH") << QByteArray("tc_ecdh_ca_") << 13;
        QTest::newRow("DH") << QByteArray("tc_dh_ca_") << 0;
    }
    void workedExamples()
    {
        DD_NEED_SHARED("chip/vectors/openpace-eactest.tsv");
        QFETCH(QByteArray, prefix);
        QFETCH(int, parameterId);
        const auto array = [&](const char *name) {
            return test::vectors("chip/vectors/openpace-eactest.tsv", (prefix + name).constData()).constFirst();
        };
        const AgreementDomain group = *AgreementDomain::standardized(parameterId);
        const QByteArray terminalKey = array("pcd_pub_key");
        const QByteArray chipKey = *group.publicKeyOf(array("picc_priv_key"));
        const QByteArray secret = array("shared_secret_k");
        QVERIFY(chipKey.startsWith(array("picc_pub_key"))); // the table has the first 80 bytes of the DH one
        QCOMPARE(*group.publicKeyOf(array("pcd_priv_key")), terminalKey);
        QCOMPARE(group.sharedSecret(array("pcd_priv_key"), chipKey)->view(), secret);
        QCOMPARE(group.sharedSecret(array("picc_priv_key"), terminalKey)->view(), secret);
        const QByteArray withNonce = secret + array("nonce");
        QCOMPARE(deriveKey(withNonce, KeyPurpose::Encryption, CipherSuite::Aes128)->view(), array("k_enc"));
        QCOMPARE(deriveKey(withNonce, KeyPurpose::Mac, CipherSuite::Aes128)->view(), array("k_mac"));
    }
};

DD_TEST(TestChipAuthenticationTranscripts)
#include "test_chip_authentication_transcripts.moc"
