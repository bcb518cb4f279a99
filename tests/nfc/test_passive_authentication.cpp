#include "nfc/authentication/passive.h"

#include "nfc/apdu/tlv.h"
#include "nfc/lds/security_object.h"
#include "nfc/openssl_pointers.h"
#include "nfc/simulator/file_encoding.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QTest>
#include <functional>
#include <openssl/x509v3.h>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

constexpr qint64 readAt = test::reader::personalisedAt + 86400;

QMap<FileId, QByteArray> demoFiles()
{
    return test::reader::demoCard(ActiveAuthenticationKey::Ecdsa).files;
}

QMap<FileId, QByteArray> specimenFiles()
{
    const auto file = [](const char *name) { return test::readFile(test::sharedDataPath("chip/specimen/loes2006/") + QLatin1String(name)); };
    return {{FileId::Com, file("ef011E.bin")}, {FileId::Sod, file("ef011D.bin")}, {FileId::Dg1, file("ef0101.bin")},
            {FileId::Dg2, file("ef0102.bin")}, {FileId::Dg15, file("ef010F.bin")}};
}

ossl::Key privateKeyOf(const QByteArray &pkcs8)
{
    const unsigned char *at = ossl::bytesOf(pkcs8);
    return ossl::Key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())));
}

// The demo document signer's certificate, changed by `edit` and signed by `issuerKey`; then a SOD made with it.
QMap<FileId, QByteArray> filesSignedWith(const std::function<void(X509 *)> &edit, const QByteArray &issuerKey)
{
    DemoIssuer issuer = test::reader::demoIssuer();
    const unsigned char *at = ossl::bytesOf(issuer.signerCertificate);
    const ossl::Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(issuer.signerCertificate.size())));
    edit(certificate.get());
    const ossl::Key key = privateKeyOf(issuerKey);
    if (!key || X509_sign(certificate.get(), key.get(), EVP_sha256()) <= 0)
        qFatal("the test certificate is not signed");
    unsigned char *bytes = nullptr;
    const int size = i2d_X509(certificate.get(), &bytes);
    issuer.signerCertificate = QByteArray(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    QMap<FileId, QByteArray> files = demoFiles();
    const Result<QByteArray> sod = simulator::sodFile(files, issuer, test::reader::personalisedAt);
    if (!sod)
        qFatal("no SOD");
    files[FileId::Sod] = *sod;
    return files;
}

void replaceExtension(X509 *certificate, int nid, const char *value)
{
    for (int at = X509_get_ext_by_NID(certificate, nid, -1); at >= 0; at = X509_get_ext_by_NID(certificate, nid, -1))
        X509_EXTENSION_free(X509_delete_ext(certificate, at));
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    if (extension == nullptr || X509_add_ext(certificate, extension, -1) != 1)
        qFatal("no extension");
    X509_EXTENSION_free(extension);
}

} // namespace

class TestPassiveAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void demoCardIsAuthentic()
    {
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), test::reader::demoAnchors(), readAt);
        QVERIFY(result);
        QVERIFY(result->issuerKnown);
        QVERIFY(result->demo);
        QVERIFY(result->anchorName.contains(QStringLiteral("OU = DEMO")));
        QCOMPARE(result->anchorInstalledBy, QStringLiteral("test"));
        QCOMPARE(result->digest, QStringLiteral("SHA-256"));
        QVERIFY2(result->signature.contains(QStringLiteral("brainpoolP256r1")), qPrintable(result->signature)); // explicit parameters, named
        QCOMPARE(result->coveredGroups, (QList<int>{1, 2, 13, 14, 15}));
    }

    // Real files of a test passport (2006): RSA with SHA-256 over DG1, DG2 and DG15, by an issuer nobody installed.
    void publishedFiles()
    {
        DD_NEED_SHARED("chip/specimen/loes2006/ef011D.bin");
        QMap<FileId, QByteArray> files = specimenFiles();
        const Result<PassiveResult> result = passiveAuthentication(files, test::reader::demoAnchors(), readAt);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(!result->issuerKnown);
        QVERIFY(!result->demo);
        QVERIFY(result->anchorName.isEmpty());
        QCOMPARE(result->digest, QStringLiteral("SHA-256"));
        QCOMPARE(result->signature, QStringLiteral("RSA-SHA256, SHA256, RSA-2048"));
        QCOMPARE(result->coveredGroups, (QList<int>{1, 2, 15}));
        for (const FileId file : {FileId::Dg1, FileId::Dg2, FileId::Dg15}) {
            QMap<FileId, QByteArray> changed = files;
            changed[file][changed[file].size() / 2] = static_cast<char>(changed[file].at(changed[file].size() / 2) ^ 0x01);
            const Result<PassiveResult> refused = passiveAuthentication(changed, {}, readAt);
            QCOMPARE(refused.error().code, ErrorCode::PassiveAuthenticationFailed);
            QCOMPARE(refused.error().stage, name(file) + QStringLiteral(" hash"));
        }
    }

    // Not one byte of the SOD may change: content, certificate, attributes or signature.
    void everyByteOfTheSodMatters()
    {
        const QMap<FileId, QByteArray> files = demoFiles();
        const QByteArray sod = files.value(FileId::Sod);
        int accepted = 0;
        for (qsizetype at = 0; at < sod.size(); ++at) {
            QMap<FileId, QByteArray> changed = files;
            changed[FileId::Sod][at] = static_cast<char>(sod.at(at) ^ 0x01);
            const Result<PassiveResult> result = passiveAuthentication(changed, test::reader::demoAnchors(), readAt);
            if (result && result->issuerKnown)
                ++accepted;
        }
        // Outside every signature in RFC 5652: the version numbers and the name of the signature algorithm (the key decides).
        QVERIFY2(accepted <= 10, qPrintable(QStringLiteral("%1 bytes do not matter").arg(accepted)));
    }

    void uncoveredGroupIsRefused()
    {
        DD_NEED_SHARED("chip/specimen/loes2006/ef011D.bin");
        QMap<FileId, QByteArray> files = specimenFiles();
        files[FileId::Dg13] = encodeDg13({});
        const Result<PassiveResult> result = passiveAuthentication(files, {}, readAt);
        QCOMPARE(result.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(result.error().stage, QStringLiteral("DG13 hash"));
    }

    void withoutAnchorsTheIssuerIsUnknown()
    {
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), {}, readAt);
        QVERIFY(result);
        QVERIFY(!result->issuerKnown);
        QVERIFY(!result->demo);
    }

    void anotherCountryOfTheSameNameIsNotTheIssuer()
    {
        const Result<DemoIssuer> other = makeDemoIssuer(test::reader::personalisedAt);
        QVERIFY(other);
        CscaStore anchors;
        QVERIFY(anchors.add(other->cscaCertificate, QStringLiteral("test"), true));
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), anchors, readAt);
        QVERIFY(result); // another key identifier: not the one the signer names
        QVERIFY(!result->issuerKnown);
    }

    void signerThatNamesTheCscaButIsNotItsOwn()
    {
        const Result<DemoIssuer> forger = makeDemoIssuer(test::reader::personalisedAt);
        QVERIFY(forger);
        const auto files = filesSignedWith([](X509 *) {}, forger->cscaPrivateKey);
        const Result<PassiveResult> result = passiveAuthentication(files, test::reader::demoAnchors(), readAt);
        QCOMPARE(result.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(result.error().stage, QStringLiteral("document signer: chain"));
        QVERIFY(isIssuerFailure(result.error()));
    }

    void signerOutsideItsRole_data()
    {
        QTest::addColumn<int>("nid");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("as issued") << NID_key_usage << QByteArray("critical,digitalSignature") << true;
        QTest::newRow("key agreement only") << NID_key_usage << QByteArray("critical,keyAgreement") << false;
        QTest::newRow("a certification authority") << NID_basic_constraints << QByteArray("critical,CA:TRUE") << false;
    }
    void signerOutsideItsRole()
    {
        QFETCH(int, nid);
        QFETCH(QByteArray, value);
        QFETCH(bool, accepted);
        const auto files = filesSignedWith([&](X509 *certificate) { replaceExtension(certificate, nid, value.constData()); }, test::reader::demoIssuer().cscaPrivateKey);
        const Result<PassiveResult> result = passiveAuthentication(files, test::reader::demoAnchors(), readAt);
        QCOMPARE(result.has_value(), accepted);
        if (!result)
            QCOMPARE(result.error().stage, QStringLiteral("document signer: key usage"));
    }

    void validityPeriods_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<QString>("stage");
        constexpr qint64 year = 365 * 86400;
        QTest::newRow("at the time") << readAt << QString();
        QTest::newRow("before the CSCA") << test::reader::personalisedAt - 2 * 86400 << QStringLiteral("document signer: CSCA validity");
        QTest::newRow("after the signer") << test::reader::personalisedAt + 11 * year << QStringLiteral("document signer: validity");
        QTest::newRow("after the CSCA") << test::reader::personalisedAt + 14 * year << QStringLiteral("document signer: CSCA validity");
    }
    void validityPeriods()
    {
        QFETCH(qint64, now);
        QFETCH(QString, stage);
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), test::reader::demoAnchors(), now);
        QCOMPARE(result.has_value(), stage.isEmpty());
        if (!result)
            QCOMPARE(result.error().stage, stage);
    }

    void sodIsReadStrictly()
    {
        const QByteArray sod = demoFiles().value(FileId::Sod);
        QVERIFY(test::refusesEveryPrefix(sod, [](QByteArrayView view) { return listedInSod(view).has_value(); }));
        QVERIFY(test::refusesEveryPrefix(sod, [](QByteArrayView view) {
            return passiveAuthentication({{FileId::Sod, view.toByteArray()}}, {}, readAt).has_value();
        }));
        QCOMPARE(passiveAuthentication({}, {}, readAt).error().code, ErrorCode::DamagedFile);
        QCOMPARE(passiveAuthentication({{FileId::Sod, hex("770130")}}, {}, readAt).error().code, ErrorCode::DamagedFile);
    }

    void securityObjects_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("one hash") << hex("301B020100300B06096086480165030402013009300702010104021234") << true;
        QTest::newRow("with versions") << hex("3020020101300B06096086480165030402013009300702010104021234 3003 130130") << true;
        QTest::newRow("versions in version 0") << hex("3020020100300B06096086480165030402013009300702010104021234 3003 130130") << false;
        QTest::newRow("no hashes") << hex("3012020100300B06096086480165030402013000") << false;
        QTest::newRow("group 0") << hex("301B020100300B06096086480165030402013009300702010004021234") << false;
        QTest::newRow("group 17") << hex("301B020100300B06096086480165030402013009300702011104021234") << false;
        QTest::newRow("group twice") << hex("3024020100300B0609608648016503040201301230070201010402123430070201010402FFFF") << false;
    }
    void securityObjects()
    {
        QFETCH(QByteArray, object);
        QFETCH(bool, accepted);
        const Result<LdsSecurityObject> parsed = parseLdsSecurityObject(object);
        QCOMPARE(parsed.has_value(), accepted);
        if (parsed)
            QVERIFY(test::refusesEveryPrefix(object, [](QByteArrayView view) { return parseLdsSecurityObject(view).has_value(); }));
    }

    void storeRefusesWhatIsNoAnchor()
    {
        CscaStore store;
        QCOMPARE(store.add(test::reader::demoIssuer().cscaCertificate, QStringLiteral("test"), false).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add(test::reader::demoIssuer().signerCertificate, QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add("not a certificate", QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add(test::reader::demoIssuer().cscaCertificate + '\0', QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QVERIFY(store.anchors().isEmpty());
        QVERIFY(store.add(test::reader::demoIssuer().cscaCertificate, QStringLiteral("test"), true));
        QVERIFY(store.add(test::reader::demoIssuer().cscaCertificate, QStringLiteral("again"), true));
        QCOMPARE(store.anchors().size(), 1);
        QVERIFY(store.anchors().first().demo);
    }

    void storeReadsAFolder()
    {
        QTemporaryDir folder;
        const auto write = [&](const char *fileName, const QByteArray &bytes) {
            QFile file(folder.filePath(QLatin1String(fileName)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("demo.cer", test::reader::demoIssuer().cscaCertificate));
        QVERIFY(write("demo.pem", "-----BEGIN CERTIFICATE-----\n" + test::reader::demoIssuer().cscaCertificate.toBase64() + "\n-----END CERTIFICATE-----\n"));
        QVERIFY(write("notes.txt", "not a certificate"));
        CscaStore store;
        QVERIFY(store.addFolder(folder.path(), QStringLiteral("operator folder"), true));
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.anchors().first().installedBy, QStringLiteral("operator folder"));
        QVERIFY(write("broken.der", "junk"));
        const Result<void> refused = store.addFolder(folder.path(), QStringLiteral("operator folder"), true);
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.contains(QStringLiteral("broken.der")));
        QVERIFY(!store.addFolder(folder.filePath(QStringLiteral("absent")), {}, true));
    }

    // The real ePassport CSCA of Viet Nam: brainpoolP512r1 with explicit parameters, and not a demo.
    void publishedCsca()
    {
        DD_NEED_SHARED("chip/csca/vn-epassport.cer");
        CscaStore store;
        QVERIFY(store.add(test::readFile(test::sharedDataPath("chip/csca/vn-epassport.cer")), QStringLiteral("test"), false));
        QVERIFY(!store.anchors().first().demo);
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), store, readAt);
        QVERIFY(result);
        QVERIFY(!result->issuerKnown);
    }
};

DD_TEST(TestPassiveAuthentication)
#include "test_passive_authentication.moc"
