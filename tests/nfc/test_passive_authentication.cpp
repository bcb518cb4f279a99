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

constexpr qint64 readAt = test::personalisedAt + 86400;

QMap<FileId, QByteArray> demoFiles()
{
    return test::demoCard(ActiveAuthenticationKey::Ecdsa).files;
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
    DemoIssuer issuer = test::demoIssuer();
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
    const Result<QByteArray> sod = simulator::sodFile(files, issuer, test::personalisedAt);
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

// The demo SOD's content signed anew. `signedType` is what the signed attributes say it is; afterwards the message is
// labelled an LDS security object all the same.
QByteArray resignedSod(X509 *signer, EVP_PKEY *key, const EVP_MD *digest, const char *signedType)
{
    const QByteArray sod = demoFiles().value(FileId::Sod);
    const QByteArrayView contents = sodContents(sod).value();
    const unsigned char *at = ossl::bytesOf(contents);
    const ossl::Cms original(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(contents.size())));
    const ASN1_OCTET_STRING *object = *CMS_get0_content(original.get());
    constexpr unsigned int flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
    const ossl::Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    const std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>> inside(OBJ_txt2obj(signedType, 1));
    const std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>> outside(OBJ_txt2obj("2.23.136.1.1.1", 1));
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> input(BIO_new_mem_buf(ASN1_STRING_get0_data(object), ASN1_STRING_length(object)));
    if (CMS_set1_eContentType(message.get(), inside.get()) != 1 || CMS_add1_signer(message.get(), signer, key, digest, flags) == nullptr
        || CMS_final(message.get(), input.get(), nullptr, flags) != 1 || CMS_set1_eContentType(message.get(), outside.get()) != 1)
        qFatal("the SOD is not signed");
    unsigned char *bytes = nullptr;
    const int size = i2d_CMS_ContentInfo(message.get(), &bytes);
    const QByteArray file = tlv::encode(0x77, QByteArrayView(bytes, size));
    OPENSSL_free(bytes);
    return file;
}

// The demo document signer with an RSA key of the test's, certified by the demo CSCA.
ossl::Certificate rsaSigner(EVP_PKEY *key)
{
    const unsigned char *at = ossl::bytesOf(test::demoIssuer().signerCertificate);
    ossl::Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(test::demoIssuer().signerCertificate.size())));
    const ossl::Key csca = privateKeyOf(test::demoIssuer().cscaPrivateKey);
    if (X509_set_pubkey(certificate.get(), key) != 1 || X509_sign(certificate.get(), csca.get(), EVP_sha256()) <= 0)
        qFatal("the RSA signer is not certified");
    return certificate;
}

} // namespace

class TestPassiveAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void demoCardIsAuthentic()
    {
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), test::demoAnchors(), readAt);
        QVERIFY(result);
        QVERIFY(result->issuerKnown);
        QVERIFY(result->demo);
        QVERIFY(result->anchorName.contains(QStringLiteral("OU = DEMO")));
        QCOMPARE(result->anchorInstalledBy, QStringLiteral("test"));
        QCOMPARE(result->digest, QStringLiteral("SHA-256"));
        QVERIFY2(result->signature.contains(QStringLiteral("brainpoolP256r1")), qPrintable(result->signature)); // explicit parameters, named
        QCOMPARE(result->coveredGroups, (QList<int>{1, 2, 13, 14, 15}));
        QCOMPARE(result->listedGroups, (QList<int>{1, 2, 3, 13, 14, 15})); // DG3 is never read
    }

    // Real files of a test passport (2006): RSA with SHA-256 over DG1, DG2 and DG15, by an issuer nobody installed.
    void publishedFiles()
    {
        DD_NEED_SHARED("chip/specimen/loes2006/ef011D.bin");
        QMap<FileId, QByteArray> files = specimenFiles();
        const Result<PassiveResult> result = passiveAuthentication(files, test::demoAnchors(), readAt);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(!result->issuerKnown);
        QVERIFY(!result->demo);
        QVERIFY(result->anchorName.isEmpty());
        QCOMPARE(result->digest, QStringLiteral("SHA-256"));
        QCOMPARE(result->signature, QStringLiteral("RSA-SHA256, RSA-2048"));
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
            const Result<PassiveResult> result = passiveAuthentication(changed, test::demoAnchors(), readAt);
            if (result && result->issuerKnown)
                ++accepted;
        }
        QCOMPARE(accepted, 0);
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
        const Result<DemoIssuer> other = makeDemoIssuer(test::personalisedAt);
        QVERIFY(other);
        CscaStore anchors;
        QVERIFY(anchors.add(other->cscaCertificate, QStringLiteral("test"), true));
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), anchors, readAt);
        QVERIFY(result); // another key identifier: not the one the signer names
        QVERIFY(!result->issuerKnown);
    }

    void signerThatNamesTheCscaButIsNotItsOwn()
    {
        const Result<DemoIssuer> forger = makeDemoIssuer(test::personalisedAt);
        QVERIFY(forger);
        const auto files = filesSignedWith([](X509 *) {}, forger->cscaPrivateKey);
        const Result<PassiveResult> result = passiveAuthentication(files, test::demoAnchors(), readAt);
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
        const auto files = filesSignedWith([&](X509 *certificate) { replaceExtension(certificate, nid, value.constData()); }, test::demoIssuer().cscaPrivateKey);
        const Result<PassiveResult> result = passiveAuthentication(files, test::demoAnchors(), readAt);
        QCOMPARE(result.has_value(), accepted);
        if (!result)
            QCOMPARE(result.error().stage, QStringLiteral("document signer: key usage"));
    }

    void signedAttributes_data()
    {
        QTest::addColumn<QByteArray>("digest");
        QTest::addColumn<QByteArray>("signedType");
        QTest::addColumn<QString>("stage");
        const QByteArray ldsObject("2.23.136.1.1.1");
        QTest::newRow("SHA-256") << QByteArray("SHA256") << ldsObject << QString();
        QTest::newRow("SHA-1") << QByteArray("SHA1") << ldsObject << QString(); // passports of before 2011
        QTest::newRow("MD5") << QByteArray("MD5") << ldsObject << QStringLiteral("SOD digest algorithms");
        // A signature the issuer made over some other kind of content.
        QTest::newRow("signed as a deviation list") << QByteArray("SHA256") << QByteArray("2.23.136.1.1.7") << QStringLiteral("SOD content type");
        QTest::newRow("signed as a master list") << QByteArray("SHA256") << QByteArray("2.23.136.1.1.2") << QStringLiteral("SOD content type");
    }
    void signedAttributes()
    {
        QFETCH(QByteArray, digest);
        QFETCH(QByteArray, signedType);
        QFETCH(QString, stage);
        const ossl::Key key(EVP_RSA_gen(2048));
        const ossl::Certificate signer = rsaSigner(key.get());
        QMap<FileId, QByteArray> files = demoFiles();
        files[FileId::Sod] = resignedSod(signer.get(), key.get(), EVP_get_digestbyname(digest.constData()), signedType.constData());
        const Result<PassiveResult> result = passiveAuthentication(files, test::demoAnchors(), readAt);
        if (stage.isEmpty()) {
            QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
            QVERIFY(result->issuerKnown);
            return;
        }
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(result.error().stage, stage);
    }

    // A document signer whose certificate a CSCA with an RSA key signed over MD5.
    void signerCertifiedOverMd5_data()
    {
        QTest::addColumn<QByteArray>("digest");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("SHA-256") << QByteArray("SHA256") << true;
        QTest::newRow("MD5") << QByteArray("MD5") << false;
    }
    void signerCertifiedOverMd5()
    {
        QFETCH(QByteArray, digest);
        QFETCH(bool, accepted);
        const ossl::Key cscaKey(EVP_RSA_gen(2048));
        const unsigned char *at = ossl::bytesOf(test::demoIssuer().cscaCertificate);
        const ossl::Certificate csca(d2i_X509(nullptr, &at, static_cast<long>(test::demoIssuer().cscaCertificate.size())));
        QVERIFY(X509_set_pubkey(csca.get(), cscaKey.get()) == 1 && X509_sign(csca.get(), cscaKey.get(), EVP_sha256()) > 0);
        unsigned char *bytes = nullptr;
        const int size = i2d_X509(csca.get(), &bytes);
        CscaStore anchors;
        const Result<void> added = anchors.add(QByteArray(reinterpret_cast<const char *>(bytes), size), QStringLiteral("test"), true);
        OPENSSL_free(bytes);
        QVERIFY(added);
        at = ossl::bytesOf(test::demoIssuer().signerCertificate);
        const ossl::Certificate signer(d2i_X509(nullptr, &at, static_cast<long>(test::demoIssuer().signerCertificate.size())));
        QVERIFY(X509_sign(signer.get(), cscaKey.get(), EVP_get_digestbyname(digest.constData())) > 0);
        const ossl::Key key = privateKeyOf(test::demoIssuer().signerPrivateKey);
        QMap<FileId, QByteArray> files = demoFiles();
        files[FileId::Sod] = resignedSod(signer.get(), key.get(), EVP_sha256(), "2.23.136.1.1.1");
        const Result<PassiveResult> result = passiveAuthentication(files, anchors, readAt);
        QCOMPARE(result.has_value(), accepted);
        if (accepted) {
            QVERIFY(result->issuerKnown);
        } else {
            QCOMPARE(result.error().code, ErrorCode::PassiveAuthenticationFailed);
            QCOMPARE(result.error().stage, QStringLiteral("document signer: signature algorithm"));
        }
    }

    void validityPeriods_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<QString>("stage");
        constexpr qint64 year = 365 * 86400;
        QTest::newRow("at the time") << readAt << QString();
        QTest::newRow("before the CSCA") << test::personalisedAt - 2 * 86400 << QStringLiteral("document signer: CSCA validity");
        QTest::newRow("after the signer") << test::personalisedAt + 11 * year << QStringLiteral("document signer: validity");
        QTest::newRow("after the CSCA") << test::personalisedAt + 14 * year << QStringLiteral("document signer: CSCA validity");
    }
    void validityPeriods()
    {
        QFETCH(qint64, now);
        QFETCH(QString, stage);
        const Result<PassiveResult> result = passiveAuthentication(demoFiles(), test::demoAnchors(), now);
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
        QTest::newRow("with versions") << hex("302B020101300B06096086480165030402013009300702010104021234 300E 130430313038 1306303430303030") << true;
        QTest::newRow("version 1 without them") << hex("301B020101300B06096086480165030402013009300702010104021234") << false;
        QTest::newRow("version 1 for LDS 1.7") << hex("302B020101300B06096086480165030402013009300702010104021234 300E 130430313037 1306303430303030") << false;
        QTest::newRow("version 2") << hex("302B020102300B06096086480165030402013009300702010104021234 300E 130430313038 1306303430303030") << false;
        QTest::newRow("versions in version 0") << hex("302B020100300B06096086480165030402013009300702010104021234 300E 130430313038 1306303430303030") << false;
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
        QCOMPARE(store.add(test::demoIssuer().cscaCertificate, QStringLiteral("test"), false).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add(test::demoIssuer().signerCertificate, QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add("not a certificate", QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add(test::demoIssuer().cscaCertificate + '\0', QStringLiteral("test"), true).error().code, ErrorCode::InvalidInput);
        QVERIFY(store.anchors().isEmpty());
        QVERIFY(store.add(test::demoIssuer().cscaCertificate, QStringLiteral("test"), true));
        QVERIFY(store.add(test::demoIssuer().cscaCertificate, QStringLiteral("again"), true));
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
        QVERIFY(write("demo.cer", test::demoIssuer().cscaCertificate));
        QVERIFY(write("demo.pem", "-----BEGIN CERTIFICATE-----\n" + test::demoIssuer().cscaCertificate.toBase64() + "\n-----END CERTIFICATE-----\n"));
        QVERIFY(write("notes.txt", "not a certificate"));
        CscaStore store;
        QVERIFY(store.addFolder(folder.path(), QStringLiteral("operator folder"), true, readAt));
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.anchors().first().installedBy, QStringLiteral("operator folder"));
        QVERIFY(write("broken.der", "junk"));
        const Result<TrustFolderReport> again = store.addFolder(folder.path(), QStringLiteral("operator folder"), true, readAt);
        QVERIFY(again);
        QCOMPARE(again->refusals().size(), 1);
        QVERIFY(again->refusals().first().startsWith(QStringLiteral("broken.der: ")));
        QVERIFY(!store.addFolder(folder.filePath(QStringLiteral("absent")), {}, true, readAt));
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
