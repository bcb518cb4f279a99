// BSI TR-03105 part 5.1, unit ISO7816_F: active authentication as an inspection system performs it. One row per test case;
// the titles are the guideline's, what is sent and expected is written from ICAO 9303-11 §6.1.
#include "nfc/authentication/active.h"
#include "tests/nfc/aa_chip.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

constexpr const char *ecdsaPlainSha256 = "04007F00070101040103";

QByteArray recoverableAnswer(const char *digest, const char *trailer)
{
    EVP_PKEY *key = forgedKey("aa", "RSA");
    return rawRsa(key, recoverableBlock(EVP_PKEY_get_size(key), EVP_get_digestbyname(digest), hex(trailer)));
}

} // namespace

class Tr03105Iso7816F : public QObject
{
    Q_OBJECT

private slots:
    void activeAuthentication_data()
    {
        QTest::addColumn<QByteArray>("dg15");
        QTest::addColumn<QByteArray>("dg14");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("used");  // empty: refused
        QTest::addColumn<int>("refusal");
        const int failed = static_cast<int>(ErrorCode::ChipAuthenticationFailed);
        const int unsupported = static_cast<int>(ErrorCode::UnsupportedProtocol);
        EVP_PKEY *rsa = forgedKey("aa", "RSA");
        EVP_PKEY *ec = forgedKey("aa", "explicit:brainpoolP256r1");
        const QByteArray ecAnswer = plainEcdsa(ec, signedByEvp(ec, EVP_sha256(), false, aaChallenge));
        const auto rsaRow = [&](const char *identifier, const QByteArray &answer, const char *used) {
            QTest::newRow(identifier) << aaDg15(rsa) << QByteArray() << answer << QString::fromLatin1(used) << failed;
        };
        rsaRow("ISO7816_F_01", recoverableAnswer("SHA1", "BC"), "RSA-2048 ISO 9796-2 SHA-1");
        QTest::newRow("ISO7816_F_02") << aaDg15(ec) << aaDg14(ecdsaPlainSha256) << ecAnswer << QStringLiteral("ECDSA brainpoolP256r1 SHA-256") << failed;
        rsaRow("ISO7816_F_03", signedByEvp(rsa, EVP_sha256(), true, aaChallenge), "RSA-2048 PSS SHA-256");
        rsaRow("ISO7816_F_04", recoverableAnswer("SHA224", "38CC"), "RSA-2048 ISO 9796-2 SHA-224");
        rsaRow("ISO7816_F_05", recoverableAnswer("SHA256", "34CC"), "RSA-2048 ISO 9796-2 SHA-256");
        rsaRow("ISO7816_F_06", recoverableAnswer("SHA384", "36CC"), "RSA-2048 ISO 9796-2 SHA-384");
        rsaRow("ISO7816_F_07", recoverableAnswer("SHA512", "35CC"), "RSA-2048 ISO 9796-2 SHA-512");
        rsaRow("ISO7816_F_08", recoverableAnswer("SHA256", "3ECC"), "");
        // id-ecdsa-plain-SHA with a last arc that names no digest
        QTest::newRow("ISO7816_F_09") << aaDg15(ec) << aaDg14("04007F000701010401FF7F") << ecAnswer << QString() << unsupported;
    }
    void activeAuthentication()
    {
        QFETCH(QByteArray, dg15);
        QFETCH(QByteArray, dg14);
        QFETCH(QByteArray, answer);
        QFETCH(QString, used);
        QFETCH(int, refusal);
        const Result<QString> result = verifyActiveAuthentication(dg15, dg14, aaChallenge, answer);
        QCOMPARE(result.has_value(), !used.isEmpty());
        if (result)
            QCOMPARE(*result, used);
        else
            QCOMPARE(static_cast<int>(result.error().code), refusal);
        // Whatever the case: an answer to another challenge passes in none.
        QVERIFY(!verifyActiveAuthentication(dg15, dg14, hex("0807060504030201"), answer));
    }
};

DD_TEST(Tr03105Iso7816F)
#include "tr03105_iso7816_f.moc"
