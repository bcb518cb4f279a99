#include "nfc/authentication/signed_data.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/lds/security_object.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/der.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QElapsedTimer>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace dd::test::pki {

namespace {

constexpr auto someContentType = "1.2.3.4";
const QByteArray someContent("content of some kind");

Result<SignedData> verifiedMessage(const DocumentRecipe &recipe, bool exactlyOneSigner = true)
{
    return verifySignedData(signedMessage(recipe, someContentType, someContent),
                            {QStringLiteral("test"), valueOf(oid(someContentType)), {}, exactlyOneSigner});
}

QString stageOf(const Result<SignedData> &result)
{
    return result ? QString() : result.error().stage;
}

} // namespace

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
        QVERIFY(test::refusesEveryPrefix(message, [&](QByteArrayView view) { return verifySignedData(view, rules).has_value(); }));
    }

    // What RFC 5652 lets a message carry beside what is needed.
    void whatElseAMessageMayCarry()
    {
        DocumentRecipe recipe;
        recipe.signerInfo = [](SignerParts &signer) {
            signer.unsignedAttributes = der(0xA1, attribute("1.2.3", integer(1)));
            signer.attributes["other"] = attribute("1.2.3", integer(1) + integer(2));
        };
        recipe.message = [](MessageParts &message) {
            message.certificates = der(0xA0, der(0xA3, sequence({})) + valueOf(message.certificates)); // another kind of certificate first
            message.revocations = der(0xA1, sequence({}));
        };
        const Result<SignedData> verified = verifiedMessage(recipe);
        QVERIFY2(verified, qPrintable(stageOf(verified)));
        QCOMPARE(verified->content, someContent);
        QCOMPARE(verified->certificates.size(), 1);
    }

    void attributes_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("stage");
        const QByteArray type = attribute("1.2.840.113549.1.9.3", oid(someContentType));
        const auto row = [](const char *title, const char *name, const QByteArray &value, const char *stage) {
            QTest::newRow(title) << QByteArray(name) << value << QString::fromLatin1(stage);
        };
        row("no content type", "contentType", {}, "test content type");
        row("another content type", "contentType", attribute("1.2.840.113549.1.9.3", oid("1.2.3.5")), "test content type");
        row("content type not an identifier", "contentType", attribute("1.2.840.113549.1.9.3", integer(1)), "test content type");
        row("content type twice", "again", type, "test signed attributes");
        row("two values", "contentType", attribute("1.2.840.113549.1.9.3", oid(someContentType) + oid(someContentType)), "test signed attributes");
        row("no value", "contentType", attribute("1.2.840.113549.1.9.3", {}), "test signed attributes");
        row("message digest not octets", "messageDigest", attribute("1.2.840.113549.1.9.4", integer(1)), "test message digest");
        row("message digest cut short", "messageDigest", attribute("1.2.840.113549.1.9.4", octetString(QByteArray(31, 'h'))), "test message digest");
        row("signing time not a time", "signingTime", attribute("1.2.840.113549.1.9.5", integer(1)), "test signing time");
        row("not an attribute", "again", integer(1), "test signed attributes");
    }
    void attributes()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QString, stage);
        DocumentRecipe recipe;
        recipe.signerInfo = [&](SignerParts &signer) {
            if (value.isEmpty())
                signer.attributes.remove(name);
            else
                signer.attributes[name] = value;
        };
        QCOMPARE(stageOf(verifiedMessage(recipe)), stage);
    }

    void withoutSignedAttributes()
    {
        DocumentRecipe recipe;
        recipe.signerInfo = [](SignerParts &signer) { signer.attributes.clear(); };
        QCOMPARE(stageOf(verifiedMessage(recipe)), QStringLiteral("test signed attributes"));
    }

    void severalSigners()
    {
        const auto withSigners = [](int good, bool andABadOne) {
            DocumentRecipe recipe;
            recipe.message = [=](MessageParts &message) {
                const QByteArray one = valueOf(message.signers);
                QByteArray bad = one;
                bad[bad.size() - 1] = static_cast<char>(bad.back() ^ 0x01);
                message.signers = setOf(one.repeated(good) + (andABadOne ? bad : QByteArray()));
            };
            return recipe;
        };
        QCOMPARE(stageOf(verifiedMessage(withSigners(2, false))), QStringLiteral("test signers"));
        QCOMPARE(stageOf(verifiedMessage(withSigners(0, false))), QStringLiteral("test signers"));
        QCOMPARE(stageOf(verifiedMessage(withSigners(0, false), false)), QStringLiteral("test signers"));
        QVERIFY(verifiedMessage(withSigners(2, false), false));
        QCOMPARE(stageOf(verifiedMessage(withSigners(2, true), false)), QStringLiteral("test signature"));
        QVERIFY(verifiedMessage(withSigners(8, false), false));
        QCOMPARE(stageOf(verifiedMessage(withSigners(9, false), false)), QStringLiteral("test signers"));
    }

    // The certificate is the one SignerInfo names, not any whose key fits.
    void whichCertificate()
    {
        DocumentRecipe recipe;
        recipe.message = [&](MessageParts &message) {
            DocumentRecipe another;
            another.certificate = [](CertificateParts &parts) { parts.serialNumber = integer(4712); };
            message.certificates = der(0xA0, signerCertificate(another) + valueOf(message.certificates));
        };
        const Result<SignedData> verified = verifiedMessage(recipe);
        QVERIFY2(verified, qPrintable(stageOf(verified)));
        QCOMPARE(verified->certificates.size(), 2);
        QCOMPARE(verified->signerDer, verified->certificates.at(1));

        recipe.message = [](MessageParts &message) { message.certificates = der(0xA0, valueOf(message.certificates).repeated(257)); };
        QCOMPARE(stageOf(verifiedMessage(recipe)), QStringLiteral("test certificates"));
        // Letters and kinds of string in a name do not count (RFC 5280 §7.1).
        recipe.message = nullptr;
        recipe.signerInfo = [](SignerParts &signer) {
            signer.identifier = sequence(distinguishedName("UT", "country  signing ca ") + integer(4711));
        };
        QVERIFY(verifiedMessage(recipe));
    }

    // Made by OpenSSL, the second with indefinite lengths; seeds of the fuzz harness.
    void messagesOfAnotherWriter_data()
    {
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QByteArray>("contentType");
        QTest::newRow("definite") << QStringLiteral("list") << hex("678108010102");
        QTest::newRow("streamed") << QStringLiteral("list-streamed") << hex("678108010102");
        QTest::newRow("EF.CardSecurity") << QStringLiteral("card-security") << hex("04007F0007030201");
    }
    void messagesOfAnotherWriter()
    {
        QFETCH(QString, seed);
        QFETCH(QByteArray, contentType);
        const QByteArray file = test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/tests/fuzz/corpus/fuzz_signed_data/") + seed);
        const Result<SignedData> verified = verifySignedData(QByteArrayView(file).sliced(1), {QStringLiteral("test"), contentType, {}});
        QVERIFY2(verified, qPrintable(stageOf(verified)));
        QCOMPARE(verified->signature, QStringLiteral("ECDSA-SHA256, brainpoolP256r1"));
        QVERIFY(!verified->content.isEmpty());
    }

    void malformedEnvelope()
    {
        const QByteArray good = signedMessage(DocumentRecipe(), someContentType, someContent);
        const SignedDataRules rules{QStringLiteral("test"), valueOf(oid(someContentType)), {}};
        QVERIFY(verifySignedData(good, rules));
        QByteArray plain = good;
        plain.replace(oid("1.2.840.113549.1.7.2"), oid("1.2.840.113549.1.7.1"));
        QCOMPARE(verifySignedData(plain, rules).error().code, ErrorCode::DamagedFile);
        DocumentRecipe detached; // the content elsewhere
        detached.message = [](MessageParts &message) { message.content.clear(); };
        QCOMPARE(stageOf(verifiedMessage(detached)), QStringLiteral("test content"));
        detached.message = [](MessageParts &message) { message.content = der(0xA0, integer(1)); };
        QCOMPARE(stageOf(verifiedMessage(detached)), QStringLiteral("test content"));
        detached.message = [](MessageParts &message) { message.signers.clear(); };
        QCOMPARE(stageOf(verifiedMessage(detached)), QStringLiteral("test signers"));
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
                                                   << QStringLiteral("SHA-256") << QStringLiteral("ECDSA-SHA256, brainpoolP256r1")
                                                   << qsizetype(826000);
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

} // namespace dd::test::pki

#include "test_signed_data.moc"
