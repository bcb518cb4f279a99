#include "nfc/authentication/csca_store.h"

#include "nfc/authentication/certificate.h"
#include "tests/nfc/pki_forge.h"
#include "tests/support/registry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

class TrustFolder
{
public:
    void write(const char *fileName, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QLatin1String(fileName)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s is not written", fileName);
    }
    [[nodiscard]] QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

QByteArray utopianCsca()
{
    return forgeCertificate(cscaPlan(forgedKey("csca 1")));
}

QByteArray utopianCrl()
{
    CrlPlan plan;
    plan.issuerKey = forgedKey("csca 1");
    return forgeCrl(plan);
}

QByteArray listSigner(const char *purpose)
{
    CertificatePlan plan = signerPlan(forgedKey("list signer"), forgedKey("csca 1"));
    plan.extensions.append(ExtensionText{"extendedKeyUsage", QByteArray("critical,") + purpose});
    return forgeCertificate(plan);
}

QByteArray utopianMasterList()
{
    SignedListPlan plan;
    plan.signer = listSigner("2.23.136.1.1.3");
    plan.signerKey = forgedKey("list signer");
    plan.content = masterListContent({forgeCertificate(cscaPlan(forgedKey("csca 5"), "C=DY,O=Dystopia,CN=CSCA")),
                                      forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1")))});
    return forgeSignedList(plan);
}

QByteArray utopianDeviationList()
{
    SignedListPlan plan;
    plan.contentType = deviationListType;
    plan.signer = listSigner("2.23.136.1.1.8");
    plan.signerKey = forgedKey("list signer");
    plan.content = element(0x30, QByteArray::fromHex("0201003100"));
    return forgeSignedList(plan);
}

} // namespace

class TestCscaStore : public QObject
{
    Q_OBJECT

private slots:
    void anchorsAndLinks()
    {
        CscaStore store;
        const QByteArray link = forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1")));
        QVERIFY(store.add(utopianCsca(), QStringLiteral("test"), false));
        QVERIFY(store.add(link, QStringLiteral("test"), false)); // the same name twice in it: only the signature tells
        QVERIFY(store.add(pem("CERTIFICATE", link), QStringLiteral("test"), false));
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.linkCertificates(), QList<QByteArray>{link});
        // Where nobody vouches for it, even a self-signed one is no more than a link.
        const QByteArray other = forgeCertificate(cscaPlan(forgedKey("csca 3"), "C=DY,O=Dystopia,CN=CSCA"));
        QVERIFY(store.addLinkCertificate(other, false));
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.linkCertificates().size(), 2);
    }

    void whatIsNoAuthority_data()
    {
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QString>("why");
        const auto edited = [](const std::function<void(CertificatePlan &)> &edit) {
            CertificatePlan plan = cscaPlan(forgedKey("csca 1"));
            edit(plan);
            return forgeCertificate(plan);
        };
        QTest::newRow("a document signer") << forgeCertificate(signerPlan(forgedKey("signer"), forgedKey("csca 1"))) << QStringLiteral("authority");
        QTest::newRow("may not issue") << edited([](CertificatePlan &plan) {
            plan.extensions = {{"keyUsage", "critical,cRLSign"}, {"basicConstraints", "critical,CA:TRUE"}};
        }) << QStringLiteral("authority");
        QTest::newRow("says that it is none") << edited([](CertificatePlan &plan) {
            plan.extensions = {{"keyUsage", "critical,keyCertSign"}, {"basicConstraints", "critical,CA:FALSE"}};
        }) << QStringLiteral("authority");
        QTest::newRow("malformed extension") << edited([](CertificatePlan &plan) { plan.extensions = {{"basicConstraints", "DER:0500"}}; })
                                             << QStringLiteral("malformed");
        QTest::newRow("demo") << edited([](CertificatePlan &plan) { plan.subject = "C=UT,OU=DEMO,CN=CSCA"; }) << QStringLiteral("demo");
        QTest::newRow("a small curve") << edited([](CertificatePlan &plan) { plan.key = forgedKey("small", "secp112r1"); }) << QStringLiteral("key");
        QTest::newRow("a list") << utopianCrl() << QStringLiteral("not a certificate");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("not a certificate");
        QTest::newRow("PEM of something else") << pem("X509 CRL", utopianCrl()) << QStringLiteral("not a certificate");
    }
    void whatIsNoAuthority()
    {
        QFETCH(QByteArray, certificate);
        QFETCH(QString, why);
        CscaStore store;
        for (const bool asLink : {false, true}) {
            const Result<void> added = asLink ? store.addLinkCertificate(certificate, false) : store.add(certificate, {}, false);
            QVERIFY(!added);
            QCOMPARE(added.error().code, ErrorCode::InvalidInput);
            QVERIFY2(added.error().detail.contains(why), qPrintable(added.error().detail));
        }
        QVERIFY(store.anchors().isEmpty() && store.linkCertificates().isEmpty());
    }

    // An anchor is believed on the operator's word, but a damaged one is told.
    void anchorWithASpoiltSignature()
    {
        QByteArray spoilt = utopianCsca();
        spoilt[spoilt.size() - 1] = static_cast<char>(spoilt.back() ^ 1);
        CscaStore store;
        QCOMPARE(store.add(spoilt, {}, false).error().detail, QStringLiteral("its own signature does not hold"));
        // A link under the same name says by its key identifiers that it is one.
        QVERIFY(store.add(forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1"))), {}, false));
        QVERIFY(store.anchors().isEmpty());
        QCOMPARE(store.linkCertificates().size(), 1);
    }

    void documentSigners()
    {
        CscaStore store;
        const QByteArray signer = forgeCertificate(signerPlan(forgedKey("signer"), forgedKey("csca 1")));
        QVERIFY(store.addDocumentSigner(pem("CERTIFICATE", signer), false));
        QVERIFY(store.addDocumentSigner(signer, false));
        QCOMPARE(store.documentSigners(), QList<QByteArray>{signer});
        QVERIFY(!store.addDocumentSigner(utopianCsca(), false));
        QVERIFY(!store.addDocumentSigner("junk", false));
        CertificatePlan mute = signerPlan(forgedKey("signer"), forgedKey("csca 1"));
        mute.extensions = {{"keyUsage", "critical,keyAgreement"}};
        QVERIFY(!store.addDocumentSigner(forgeCertificate(mute), false));
        CertificatePlan demo = signerPlan(forgedKey("signer"), forgedKey("csca 1"));
        demo.subject = "C=UT,OU=DEMO,CN=Signer";
        QVERIFY(!store.addDocumentSigner(forgeCertificate(demo), false));
        QVERIFY(store.addDocumentSigner(forgeCertificate(demo), true));
    }

    void possibleIssuersAreFound()
    {
        CscaStore store;
        QByteArray wanted;
        for (int i = 0; i < 300; ++i) {
            const QByteArray subject = "C=UT,O=Utopia,CN=CSCA " + QByteArray::number(i);
            const QByteArray der = forgeCertificate(cscaPlan(forgedKey("csca " + QByteArray::number(i % 4 + 1)), subject));
            QVERIFY(store.add(der, {}, false));
            if (i == 217)
                wanted = der;
        }
        const QByteArray name = canonicalName(X509_get_subject_name(certificateOf(wanted).get()));
        QList<PossibleIssuer> found = store.possibleIssuers(name, {});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().der, wanted);
        QVERIFY(found.first().anchor == &store.anchors().at(217));
        QCOMPARE(store.possibleIssuers(name, keyIdentifierOf(forgedKey("csca 2"))).size(), 1); // 217 = 4 · 54 + 1
        QVERIFY(store.possibleIssuers(name, keyIdentifierOf(forgedKey("csca 1"))).isEmpty());
        QVERIFY(store.possibleIssuers({}, {}).isEmpty());
        QVERIFY(store.possibleIssuers("no such name", "no such key").isEmpty());
    }

    // Everything an operator may put into the folder, in whatever order its names sort.
    void aFolderOfEveryKind()
    {
        TrustFolder folder;
        folder.write("z-csca.cer", utopianCsca());
        folder.write("a.crl", utopianCrl());
        folder.write("b-deviations.dl", utopianDeviationList());
        folder.write("c-list.ml", utopianMasterList());
        folder.write("d-signer.pem", "A document signer\n" + pem("CERTIFICATE", forgeCertificate(signerPlan(forgedKey("signer"), forgedKey("csca 1")))));
        folder.write("notes.txt", "not for the store");
        CscaStore store;
        const Result<void> added = store.addFolder(folder.path(), QStringLiteral("operator folder"), false, forgeNow);
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        QCOMPARE(store.anchors().size(), 2);
        QCOMPARE(store.anchors().first().installedBy, QStringLiteral("operator folder"));
        QCOMPARE(store.anchors().last().installedBy, QStringLiteral("master list of UT, 2026-09-20"));
        QCOMPARE(store.linkCertificates().size(), 1);
        QCOMPARE(store.documentSigners().size(), 1);
        QCOMPARE(store.revocationLists().size(), 1);
        QCOMPARE(store.deviationLists().size(), 1);
        QVERIFY(store.addFolder(folder.path(), QStringLiteral("again"), false, forgeNow));
        QCOMPARE(store.anchors().size(), 2);
        QCOMPARE(store.revocationLists().size(), 1);
    }

    void severalBlocksInOnePem()
    {
        TrustFolder folder;
        folder.write("all.pem", pem("CERTIFICATE", forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1")))) + pem("X509 CRL", utopianCrl())
                                    + pem("CERTIFICATE", utopianCsca()));
        CscaStore store;
        QVERIFY(store.addFolder(folder.path(), {}, false));
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.linkCertificates().size(), 1);
        QCOMPARE(store.revocationLists().size(), 1);
    }

    void theFirstBadFileIsNamed_data()
    {
        QTest::addColumn<QByteArray>("fileName");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        CrlPlan stranger;
        stranger.issuer = "C=DY,O=Dystopia,CN=CSCA";
        stranger.issuerKey = forgedKey("csca 5");
        QByteArray cut = utopianMasterList();
        cut.chop(1);
        QByteArray forged = utopianDeviationList();
        forged[forged.size() - 1] = static_cast<char>(forged.back() ^ 1);
        QTest::newRow("junk") << QByteArray("bad.der") << QByteArray("junk") << QStringLiteral("not a certificate");
        QTest::newRow("empty") << QByteArray("bad.cer") << QByteArray() << QStringLiteral("not a certificate");
        QTest::newRow("PEM cut short") << QByteArray("bad.pem") << pem("CERTIFICATE", utopianCsca()).chopped(40) << QStringLiteral("malformed PEM");
        QTest::newRow("CRL of nobody here") << QByteArray("bad.crl") << forgeCrl(stranger) << QStringLiteral("its CSCA is not installed");
        QTest::newRow("no CRL") << QByteArray("bad.crl") << QByteArray("junk") << QStringLiteral("");
        QTest::newRow("list cut short") << QByteArray("bad.ml") << cut << QStringLiteral("");
        QTest::newRow("list forged") << QByteArray("bad.dl") << forged << QStringLiteral("wrong signature");
        QTest::newRow("list later than now") << QByteArray("bad.ml") << utopianMasterList() << QStringLiteral("in the future");
        QTest::newRow("too long") << QByteArray("bad.dl") << QByteArray(4 * 1024 * 1024 + 1, '\0') << QStringLiteral("too long");
    }
    void theFirstBadFileIsNamed()
    {
        QFETCH(QByteArray, fileName);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        TrustFolder folder;
        folder.write("a-good.cer", utopianCsca());
        folder.write(fileName.constData(), bytes);
        CscaStore store;
        const Result<void> added = store.addFolder(folder.path(), {}, false, forgeNow - 10 * day);
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::InvalidInput);
        QVERIFY2(added.error().detail.startsWith(QString::fromLatin1(fileName)), qPrintable(added.error().detail));
        QVERIFY2(added.error().detail.contains(why), qPrintable(added.error().detail));
        QVERIFY(store.anchors().isEmpty()); // nothing of a folder with a bad file
    }
};

DD_TEST(TestCscaStore)
#include "test_csca_store.moc"
