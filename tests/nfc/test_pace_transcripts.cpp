// Transcripts of real chips that another project's tests recorded. The passwords are personal data and stay away, and with them the
// nonces; everything from the key agreement on can be checked without them.
#include "nfc/secure_messaging/pace.h"

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/nfc/tlv_value.h"
#include "tests/nfc/vectors.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

constexpr const char *recordedPace = "chip/vectors/gmrtd-pace.tsv";

// One object out of a recorded GENERAL AUTHENTICATE command or response.
QByteArray objectOf(const QByteArray &apdu, quint32 tag)
{
    const qsizetype start = apdu.indexOf('\x7C');
    const Result<tlv::Header> header = tlv::readHeader(QByteArrayView(apdu).sliced(start));
    return test::valueOf(QByteArrayView(apdu).sliced(start + header->headerSize, header->valueSize), tag);
}

struct Recorded
{
    QByteArray terminalMapKey, chipMapKey, terminalKey, chipKey, terminalToken, chipToken, chipData;
    QByteArray terminalMapPrivate, terminalPrivate;
    QList<test::ScriptedChannel::Exchange> afterwards;
};

Recorded recordedRun(const char *function)
{
    Recorded run;
    QByteArray command;
    QByteArrayList numbers;
    for (const QByteArray &item : test::vectors(recordedPace, function, "")) {
        if (item.startsWith(hex("1086")) || item.startsWith(hex("0086")) || item.startsWith('\x0C') || item.startsWith(hex("0022"))) {
            command = item;
        } else if (item.size() == 32) {
            numbers.append(item); // private key and both coordinates of the mapping, then the other private key
        } else if (command.startsWith('\x0C')) {
            run.afterwards.append({command, item});
        } else if (!objectOf(item, 0x82).isEmpty()) {
            run.terminalMapKey = objectOf(command, 0x81);
            run.chipMapKey = objectOf(item, 0x82);
        } else if (!objectOf(item, 0x84).isEmpty()) {
            run.terminalKey = objectOf(command, 0x83);
            run.chipKey = objectOf(item, 0x84);
        } else if (!objectOf(item, 0x86).isEmpty()) {
            run.terminalToken = objectOf(command, 0x85);
            run.chipToken = objectOf(item, 0x86);
            run.chipData = objectOf(item, 0x8A);
        }
    }
    run.terminalMapPrivate = numbers.value(0);
    run.terminalPrivate = numbers.value(3);
    return run;
}

} // namespace

class TestPaceTranscripts : public QObject
{
    Q_OBJECT

private slots:
    void keysAndTokens_data()
    {
        QTest::addColumn<QByteArray>("function");
        QTest::addColumn<QByteArray>("protocol");
        QTest::newRow("3DES") << QByteArray("TestDoPace_GM_ECDH_TDES_CBC_NZ") << hex("04007F00070202040201");
        QTest::newRow("AES-128, chip authentication mapping") << QByteArray("TestDoPace_CAM_ECDH_DE") << hex("04007F00070202040602");
    }
    void keysAndTokens()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-pace.tsv");
        QFETCH(QByteArray, function);
        QFETCH(QByteArray, protocol);
        const Recorded run = recordedRun(function.constData());
        const PaceProtocol known = *paceProtocolFrom(protocol);
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        QCOMPARE(*curve.publicKeyOf(run.terminalMapPrivate), run.terminalMapKey);
        QVERIFY(curve.checkPublicKey(run.chipMapKey));
        const Result<Secret> shared = curve.sharedSecret(run.terminalPrivate, run.chipKey);
        QVERIFY(shared);
        const Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, known.suite);
        const Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, known.suite);
        const QByteArrayList keys = test::vectors(recordedPace, function.constData(), "err").last(known.suite == CipherSuite::TripleDes ? 2 : 3);
        QCOMPARE(encryptionKey->view(), keys.at(0));
        QCOMPARE(macKey->view(), keys.at(1));
        QCOMPARE(*paceToken(known, macKey->view(), curve, run.chipKey), run.terminalToken);
        QCOMPARE(*paceToken(known, macKey->view(), curve, run.terminalKey), run.chipToken);
    }

    // A German card proves its key by the mapping and lets EF.CardSecurity, read under the new session, name that key.
    void mappingProofAgainstCardSecurity()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-pace.tsv");
        const Recorded run = recordedRun("TestDoPace_CAM_ECDH_DE");
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        const Result<Secret> shared = curve.sharedSecret(run.terminalPrivate, run.chipKey);
        Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, CipherSuite::Aes128);
        Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, CipherSuite::Aes128);
        const Result<QByteArray> data = decryptChipAuthenticationData(CipherSuite::Aes128, encryptionKey->view(), run.chipData);
        QVERIFY(data);

        test::ScriptedChannel channel(run.afterwards);
        CardLink link(channel);
        link.startSecureMessaging(SecureSession(std::move(*encryptionKey), std::move(*macKey), CipherSuite::Aes128));
        QVERIFY(link.transmit({0x00, 0xA4, 0x02, 0x0C, hex("011D"), 0, false})->isSuccess());
        QByteArray file = link.transmit({0x00, 0xB0, 0x00, 0x00, {}, 4, false})->data;
        const Result<tlv::Header> header = tlv::readHeader(file);
        QVERIFY(header);
        while (file.size() < header->totalSize()) {
            const auto offset = static_cast<quint16>(file.size());
            const int remaining = static_cast<int>(qMin<qsizetype>(header->totalSize() - file.size(), 256));
            const auto more = link.transmit({0x00, 0xB0, static_cast<quint8>(offset >> 8), static_cast<quint8>(offset & 0xFF), {}, remaining, false});
            QVERIFY(more && !more->data.isEmpty());
            file.append(more->data);
        }
        QVERIFY(channel.isFinished());

        const unsigned char *at = ossl::bytesOf(file);
        const ossl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(file.size())));
        QVERIFY(cms);
        const ASN1_OCTET_STRING *content = *CMS_get0_content(cms.get());
        const Result<SecurityInfos> infos =
            parseCardSecurityContent({reinterpret_cast<const char *>(ASN1_STRING_get0_data(content)), ASN1_STRING_length(content)});
        QVERIFY(infos && !infos->chipAuthenticationKeys.isEmpty());
        const ChipMappingProof proof{curve, run.chipMapKey, *data};
        int proved = 0;
        for (const ChipAuthenticationKey &key : infos->chipAuthenticationKeys) {
            const Result<AgreementKey> agreement = agreementKeyFrom(key.subjectPublicKeyInfo, QStringLiteral("CardSecurity"));
            QVERIFY(agreement);
            proved += verifyChipMapping(proof, *agreement) ? 1 : 0;
        }
        QCOMPARE(proved, 1);
        ChipMappingProof other = proof;
        other.mappingKey = run.terminalMapKey;
        QVERIFY(!verifyChipMapping(other, *agreementKeyFrom(infos->chipAuthenticationKeys.first().subjectPublicKeyInfo, QString())));
    }

    // A Dutch passport's mapping key: another curve, coordinates of 40 bytes.
    void mappingKeyOnBrainpoolP320r1()
    {
        DD_NEED_SHARED("chip/vectors/jmrtd-protocol.tsv");
        const QList<QByteArray> items = test::vectors("chip/vectors/jmrtd-protocol.tsv", "testDutch2014PassportWithGMAndECDH");
        QCOMPARE(items.size(), 4);
        const AgreementDomain curve = *AgreementDomain::standardized(14);
        QVERIFY(curve.mapGeneric(items.at(0), items.at(1), hex("04") + items.at(2) + items.at(3)));
        QCOMPARE(curve.checkPublicKey(hex("04") + items.at(3) + items.at(2)).error().code, ErrorCode::KeyMalformed);
    }
};

DD_TEST(TestPaceTranscripts)
#include "test_pace_transcripts.moc"
