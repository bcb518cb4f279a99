#include "nfc/secure_messaging/key_derivation.h"

#include "nfc/secure_messaging/block_cipher.h"
#include "tests/nfc/pace_example.h"
#include "tests/support/registry.h"

#include <QCryptographicHash>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
namespace example = dd::test::pace_example;

class TestKeyDerivation : public QObject
{
    Q_OBJECT

private slots:
    void sessionKeys_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("encryption");
        QTest::addColumn<QByteArray>("mac");
        QTest::newRow("9303-11 G.1, ECDH") << example::sharedSecret << example::encryptionKey << example::macKey;
        QTest::newRow("chip authentication, ECDH") << hex("67950559D0C06B4D4B86972D14460837461087F8419FDBC36AAF6CEAAC462832")
                                                   << hex("0A9DA4DB03BDDE39FC5202BC44B2E89E") << hex("4B1C06491ED5140CA2B537D344C6C0B1");
    }
    void sessionKeys()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, encryption);
        QFETCH(QByteArray, mac);
        QCOMPARE(deriveKey(secret, KeyPurpose::Encryption, CipherSuite::Aes128)->view().toByteArray(), encryption);
        QCOMPARE(deriveKey(secret, KeyPurpose::Mac, CipherSuite::Aes128)->view().toByteArray(), mac);
    }

    void longerKeysUseSha256()
    {
        const QByteArray secret("abc");
        const Result<Secret> key192 = deriveKey(secret, KeyPurpose::Encryption, CipherSuite::Aes192);
        const Result<Secret> key256 = deriveKey(secret, KeyPurpose::Encryption, CipherSuite::Aes256);
        QVERIFY(key192 && key256);
        const QByteArray hash = QCryptographicHash::hash(secret + hex("00000001"), QCryptographicHash::Sha256);
        QCOMPARE(key256->view().toByteArray(), hash);
        QCOMPARE(key192->view().toByteArray(), hash.first(24));
    }

    void passwordKeys()
    {
        QCOMPARE(pacePasswordKeyFromMrz(example::mrzInformation, CipherSuite::Aes128)->view().toByteArray(), example::passwordKey);
        QCOMPARE(pacePasswordKeyFromCan("123456", CipherSuite::Aes128)->view().toByteArray(), hex("591468CDA83D65219CCCB8560233600F"));
    }

    void nonceOfTheWorkedExample()
    {
        QCOMPARE(*aesCbcDecrypt(example::passwordKey, QByteArray(16, '\0'), example::encryptedNonce), example::nonce);
        QCOMPARE(*aesCbcEncrypt(example::passwordKey, QByteArray(16, '\0'), example::nonce), example::encryptedNonce);
    }

    // RFC 4493 §4 and NIST SP 800-38B D.3 (AES-256).
    void cmac_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("mac");
        const QByteArray key128 = hex("2B7E151628AED2A6ABF7158809CF4F3C");
        const QByteArray key256 = hex("603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4");
        const QByteArray message = hex("6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
                                       "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710");
        QTest::newRow("empty") << key128 << QByteArray() << hex("BB1D6929E95937287FA37D129B756746");
        QTest::newRow("16 bytes") << key128 << message.first(16) << hex("070A16B46B4D4144F79BDD9DD04A287C");
        QTest::newRow("40 bytes") << key128 << message.first(40) << hex("DFA66747DE9AE63030CA32611497C827");
        QTest::newRow("64 bytes") << key128 << message << hex("51F0BEBF7E3B9D92FC49741779363CFE");
        QTest::newRow("AES-256, empty") << key256 << QByteArray() << hex("028962F61B7BF89EFC6B551F4667D983");
        QTest::newRow("AES-256, 64 bytes") << key256 << message << hex("E1992190549F6ED5696A2C056C315410");
    }
    void cmac()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, mac);
        QCOMPARE(*aesCmac(key, message), mac);
    }

    void wrongLengthsAreRefused()
    {
        const QByteArray block(16, 'x');
        QCOMPARE(aesCbcEncrypt(QByteArray(15, 'k'), block, block).error().code, ErrorCode::InvalidInput);
        QCOMPARE(aesCbcEncrypt(block, QByteArray(8, 'i'), block).error().code, ErrorCode::InvalidInput);
        QCOMPARE(aesCbcDecrypt(block, block, QByteArray(17, 'x')).error().code, ErrorCode::InvalidInput);
        QCOMPARE(aesCmac(QByteArray(), block).error().code, ErrorCode::InvalidInput);
    }

    void padding_data()
    {
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("padded");
        QTest::newRow("empty") << hex("") << hex("80000000000000000000000000000000");
        QTest::newRow("some") << hex("0102") << hex("01028000000000000000000000000000");
        QTest::newRow("one short of a block") << hex("000102030405060708090A0B0C0D0E") << hex("000102030405060708090A0B0C0D0E80");
        QTest::newRow("a block") << hex("000102030405060708090A0B0C0D0E0F") << hex("000102030405060708090A0B0C0D0E0F80000000000000000000000000000000");
        QTest::newRow("looks padded already") << hex("80") << hex("80800000000000000000000000000000");
    }
    void padding()
    {
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, padded);
        QCOMPARE(isoPad(plain), padded);
        QCOMPARE(*isoUnpad(padded), plain);
    }

    void badPaddingIsRefused()
    {
        for (const QByteArray &bad : {QByteArray(), QByteArray(16, '\0'), hex("01020304"), hex("80") + QByteArray(16, '\0'), hex("0081")})
            QCOMPARE(isoUnpad(bad).error().code, ErrorCode::SecureMessagingBroken);
    }
};

DD_TEST(TestKeyDerivation)
#include "test_key_derivation.moc"
