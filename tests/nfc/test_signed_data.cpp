#include "nfc/authentication/signed_data.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/lds/security_object.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QElapsedTimer>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestSignedData : public QObject
{
    Q_OBJECT

private slots:
    void demoSod()
    {
        const QByteArray sod = test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Sod);
        const QByteArray message = sodContents(sod).value().toByteArray();
        const SignedDataRules rules{QStringLiteral("SOD"), hex("678108010101"), {}};
        const Result<SignedData> verified = verifySignedData(message, rules);
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().stage + verified.error().detail));
        QCOMPARE(verified->contentType, rules.contentType);
        QCOMPARE(verified->signature, QStringLiteral("ECDSA-SHA256, brainpoolP256r1"));
        QCOMPARE(verified->digest, QStringLiteral("SHA-256"));
        QVERIFY(verified->signerEmbedded);
        QCOMPARE(verified->certificates, QList<QByteArray>{test::demoIssuer().signerCertificate});
        QCOMPARE(verified->signerDer, test::demoIssuer().signerCertificate);
        QCOMPARE(verified->signingTime, std::optional(test::personalisedAt));
        QCOMPARE(unverifiedContent(message, QStringLiteral("SOD")), verified->content);
        QVERIFY(test::refusesEveryPrefix(message, [&](QByteArrayView view) { return verifySignedData(view, rules).has_value(); }));
        QVERIFY(test::refusesEveryPrefix(message, [](QByteArrayView view) { return unverifiedContent(view, {}).has_value(); }));
    }

    // Lists as countries publish them: the signature holds, and the content is what it is over.
    void publishedLists_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QString>("digest");
        QTest::addColumn<QString>("signature");
        QTest::addColumn<qsizetype>("contentSize");
        QTest::newRow("master list, Germany 2024") << QByteArray("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml") << hex("678108010102")
                                                   << QStringLiteral("SHA-256") << QStringLiteral("ECDSA-SHA256, brainpoolP256r1") << qsizetype(826000);
        QTest::newRow("deviation list, Estonia") << QByteArray("chip/masterlist/estonia-deviation-list.bin") << hex("678108010107")
                                                 << QStringLiteral("SHA-512") << QStringLiteral("RSA-SHA512, RSA-2048") << qsizetype(1863684);
    }
    void publishedLists()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, contentType);
        QFETCH(QString, digest);
        QFETCH(QString, signature);
        QFETCH(qsizetype, contentSize);
        if (!QFile::exists(test::sharedDataPath(path.constData())))
            QSKIP("published lists are not here");
        QByteArray list = test::readFile(test::sharedDataPath(path.constData()));
        const SignedDataRules rules{QStringLiteral("list"), contentType, {}};
        QElapsedTimer clock;
        clock.start();
        const Result<SignedData> verified = verifySignedData(list, rules);
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().stage + QStringLiteral(": ") + verified.error().detail));
        QVERIFY2(clock.elapsed() < 1000, "a list takes over a second");
        QCOMPARE(verified->content.size(), contentSize);
        QCOMPARE(verified->digest, digest);
        QCOMPARE(verified->signature, signature);
        QCOMPARE(verified->certificates.size(), 2);
        const qsizetype inside = list.indexOf(verified->content) + contentSize / 2;
        list[inside] = static_cast<char>(list.at(inside) ^ 0x01);
        const Result<SignedData> changed = verifySignedData(list, rules);
        QCOMPARE(changed.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(changed.error().stage, QStringLiteral("list message digest"));
    }
};

DD_TEST(TestSignedData)
#include "test_signed_data.moc"
