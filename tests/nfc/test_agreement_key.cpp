// Public keys with their groups, as chip authentication gives them: made by OpenSSL, and by hand where it cannot.
#include "nfc/secure_messaging/agreement_domain.h"

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/public_keys.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QString keyStage = QStringLiteral("DG14");

} // namespace

class TestAgreementKey : public QObject
{
    Q_OBJECT

private slots:
    void keys_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<QString>("group");
        for (const test::CurveName &curve : test::curveNames) {
            const QString name = AgreementDomain::standardized(curve.parameterId)->name();
            QTest::newRow(qPrintable(name + QStringLiteral(", named"))) << test::curveKey(curve.openssl, false) << name;
            QTest::newRow(qPrintable(name + QStringLiteral(", explicit"))) << test::curveKey(curve.openssl, true) << name;
            QTest::newRow(qPrintable(name + QStringLiteral(", standardized"))) << test::standardizedKey(curve.parameterId) << name;
        }
        for (const int id : {0, 1, 2}) {
            const QString name = AgreementDomain::standardized(id)->name();
            QTest::newRow(qPrintable(QStringLiteral("%1 (%2), standardized").arg(name).arg(id))) << test::standardizedKey(id) << name;
        }
        QTest::newRow("X9.42, 1024") << test::primeFieldKey("DHX", "dh_1024_160") << QStringLiteral("DH-1024");
        QTest::newRow("X9.42, 2048/224") << test::primeFieldKey("DHX", "dh_2048_224") << QStringLiteral("DH-2048");
        QTest::newRow("X9.42, 2048/256") << test::primeFieldKey("DHX", "dh_2048_256") << QStringLiteral("DH-2048");
        QTest::newRow("PKCS #3, safe prime of 2048 bits") << test::primeFieldKey("DH", "ffdhe2048") << QStringLiteral("DH-2048");
        QTest::newRow("PKCS #3, safe prime of 4096 bits") << test::primeFieldKey("DH", "modp_4096") << QStringLiteral("DH-4096");
        QTest::newRow("PKCS #3, the group of RFC 5114 without its order") << test::orderlessKey() << QStringLiteral("DH-1024");
    }
    void keys()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(QString, group);
        const Result<AgreementKey> key = agreementKeyFrom(encoded, keyStage);
        QVERIFY2(key, key ? "" : qPrintable(key.error().detail));
        QCOMPARE(key->domain.name(), group);
        QVERIFY(key->domain.checkPublicKey(key->publicKey));
        SystemRandom random;
        const KeyPair ephemeral = std::move(*key->domain.generate(random));
        QVERIFY(key->domain.sharedSecret(ephemeral.privateKey.view(), key->publicKey));
    }

    void everyPrefixIsADamagedFile_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::newRow("named curve") << test::curveKey("brainpoolP256r1", false);
        QTest::newRow("explicit curve") << test::curveKey("brainpoolP256r1", true);
        QTest::newRow("standardized curve") << test::standardizedKey(13);
        QTest::newRow("standardized field") << test::standardizedKey(0);
        QTest::newRow("X9.42") << test::primeFieldKey("DHX", "dh_1024_160");
        QTest::newRow("PKCS #3") << test::orderlessKey();
    }
    void everyPrefixIsADamagedFile()
    {
        QFETCH(QByteArray, encoded);
        for (qsizetype size = 0; size < encoded.size(); ++size) {
            const QByteArray prefix(encoded.constData(), size);
            const Result<AgreementKey> key = agreementKeyFrom(prefix, keyStage);
            QVERIFY(!key);
            QCOMPARE(key.error().code, ErrorCode::DamagedFile);
            QCOMPARE(key.error().stage, keyStage);
        }
        QCOMPARE(agreementKeyFrom(encoded + '\0', keyStage).error().code, ErrorCode::DamagedFile);
    }

    // One byte wrong anywhere never crashes, and what is still accepted is a key of a known group.
    void everyFlippedByteIsAnErrorOrAKey()
    {
        for (const QByteArray &encoded : {test::curveKey("brainpoolP256r1", true), test::primeFieldKey("DHX", "dh_1024_160")}) {
            int refused = 0;
            for (qsizetype at = 0; at < encoded.size(); ++at) {
                QByteArray damaged = encoded;
                damaged[at] = static_cast<char>(damaged.at(at) ^ 0x40);
                const Result<AgreementKey> key = agreementKeyFrom(damaged, keyStage);
                if (key) {
                    QVERIFY(key->domain.checkPublicKey(key->publicKey));
                } else {
                    QVERIFY(key.error().code == ErrorCode::DamagedFile || key.error().code == ErrorCode::UnsupportedProtocol);
                    ++refused;
                }
            }
            QVERIFY(refused > encoded.size() / 2);
        }
    }

    void keysThatAreRefused_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<ErrorCode>("code");
        QByteArray offCurve = test::standardizedKey(13);
        offCurve.back() = static_cast<char>(offCurve.back() ^ 1);
        QByteArray offNamedCurve = test::curveKey("brainpoolP256r1", false);
        offNamedCurve.back() = static_cast<char>(offNamedCurve.back() ^ 1);
        const QByteArray point = AgreementDomain::standardized(13)->generator();
        const QByteArray number = AgreementDomain::standardized(0)->generator();
        QTest::newRow("off the curve") << offCurve << ErrorCode::DamagedFile;
        QTest::newRow("off the named curve") << offNamedCurve << ErrorCode::DamagedFile;
        QTest::newRow("compressed on a standardized curve") << test::standardizedKeyOf(13, '\x02' + point.mid(1, 32)) << ErrorCode::DamagedFile;
        QTest::newRow("infinity") << test::standardizedKeyOf(13, QByteArray(1, '\0')) << ErrorCode::DamagedFile;
        QTest::newRow("a field's element on a curve") << test::standardizedKeyOf(13, number) << ErrorCode::DamagedFile;
        QTest::newRow("a point in a field") << test::standardizedKeyOf(0, point) << ErrorCode::DamagedFile;
        QTest::newRow("1 in a field") << test::standardizedKeyOf(0, hex("020101")) << ErrorCode::DamagedFile;
        QTest::newRow("outside the subgroup") << test::standardizedKeyOf(0, hex("020102")) << ErrorCode::DamagedFile;
        QTest::newRow("identifier 3") << test::standardizedKeyOf(3, point) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("identifier 19") << test::standardizedKeyOf(19, point) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("a curve nobody uses here") << test::curveKey("secp256k1", false) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("an RSA key") << test::rsaKey() << ErrorCode::UnsupportedProtocol;
        QTest::newRow("an Ed25519 key") << test::simpleKey("ED25519") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("an X25519 key") << test::simpleKey("X25519") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("not a SEQUENCE") << hex("0500") << ErrorCode::DamagedFile;
        QTest::newRow("an algorithm of its own") << hex("300C300706022A030500030100") << ErrorCode::DamagedFile;
    }
    void keysThatAreRefused()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(ErrorCode, code);
        const Result<AgreementKey> key = agreementKeyFrom(encoded, keyStage);
        QVERIFY(!key);
        QCOMPARE(key.error().code, code);
        QCOMPARE(key.error().stage, keyStage);
    }
};

DD_TEST(TestAgreementKey)
#include "test_agreement_key.moc"
