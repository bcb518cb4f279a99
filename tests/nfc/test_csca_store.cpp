#include "nfc/authentication/csca_store.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signed_data.h"
#include "tests/nfc/pki_forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

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
        folder.write("e-more.BIN", utopianDeviationList()); // as Estonia calls its own
        folder.write("notes.txt", "not for the store");
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), QStringLiteral("operator folder"), false, forgeNow);
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        QVERIFY2(!added->anyRefused(), qPrintable(added->refusals().join(QLatin1Char('\n'))));
        QCOMPARE(added->ignored, QStringList{QStringLiteral("notes.txt")});
        QCOMPARE(added->files.size(), 6);
        const TrustFile &crl = added->files.at(0);
        QCOMPARE(crl.name, QStringLiteral("a.crl"));
        QCOMPARE(static_cast<int>(crl.kind), static_cast<int>(TrustFile::Kind::RevocationList));
        QCOMPARE(*crl.nextUpdate, forgeNow + 30 * day);
        QCOMPARE(static_cast<int>(added->files.at(1).kind), static_cast<int>(TrustFile::Kind::DeviationList));
        const TrustFile &masterList = added->files.at(2);
        QCOMPARE(static_cast<int>(masterList.kind), static_cast<int>(TrustFile::Kind::MasterList));
        QCOMPARE(masterList.certificates, 2);
        QCOMPARE(masterList.countries, 2);
        QCOMPARE(*masterList.dated, forgeNow - day);
        QCOMPARE(static_cast<int>(added->files.at(3).kind), static_cast<int>(TrustFile::Kind::DocumentSigner));
        QCOMPARE(static_cast<int>(added->files.at(4).kind), static_cast<int>(TrustFile::Kind::DeviationList));
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
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow);
        QVERIFY(added && !added->anyRefused());
        QCOMPARE(added->files.size(), 3);
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.linkCertificates().size(), 1);
        QCOMPARE(store.revocationLists().size(), 1);
    }

    void aBadFileIsNamedAndKeepsNothingOut_data()
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
    void aBadFileIsNamedAndKeepsNothingOut()
    {
        QFETCH(QByteArray, fileName);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        TrustFolder folder;
        folder.write("a-good.cer", utopianCsca());
        folder.write(fileName.constData(), bytes);
        folder.write("z-good.cer", forgeCertificate(cscaPlan(forgedKey("csca 3"), "C=DE,O=Elsewhere,CN=CSCA")));
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow - 10 * day);
        QVERIFY(added);
        QCOMPARE(added->files.size(), 3);
        const QStringList refusals = added->refusals();
        QCOMPARE(refusals.size(), 1);
        QVERIFY2(refusals.first().startsWith(QString::fromLatin1(fileName) + QStringLiteral(": ")), qPrintable(refusals.first()));
        QVERIFY2(refusals.first().contains(why), qPrintable(refusals.first()));
        QVERIFY(refusals.first().size() > fileName.size() + 2); // a reason
        QCOMPARE(store.anchors().size(), 2);
        QVERIFY(store.documentSigners().isEmpty() && store.revocationLists().isEmpty() && store.deviationLists().isEmpty());
    }

    // Certificates of a list that cannot be used are told one by one; the others count.
    void aMasterListWithUnusableCertificates()
    {
        TrustFolder folder;
        folder.write("csca.cer", utopianCsca());
        SignedListPlan plan;
        plan.signer = listSigner("2.23.136.1.1.3");
        plan.signerKey = forgedKey("list signer");
        CertificatePlan small = cscaPlan(forgedKey("small", "secp112r1"), "C=RU,O=Ruritania,CN=CSCA");
        plan.content = masterListContent({forgeCertificate(cscaPlan(forgedKey("csca 5"), "C=DY,O=Dystopia,CN=CSCA")), forgeCertificate(small)});
        folder.write("list.ml", forgeSignedList(plan));
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow);
        QVERIFY(added && !added->anyRefused());
        const TrustFile &list = added->files.last();
        QCOMPARE(list.certificates, 2);
        QCOMPARE(list.unusable.size(), 1);
        QVERIFY(list.unusable.first().subject.contains(QStringLiteral("Ruritania")));
        QVERIFY(list.unusable.first().why.contains(QStringLiteral("key")));
        QCOMPARE(store.anchors().size(), 2);
    }

    void anOlderListIsSuperseded()
    {
        TrustFolder folder;
        CrlPlan older;
        older.issuerKey = forgedKey("csca 1");
        older.number = 1;
        CrlPlan newer = older;
        newer.number = 2;
        newer.revoked = {7};
        folder.write("csca.cer", utopianCsca());
        folder.write("a-newer.crl", forgeCrl(newer));
        folder.write("b-older.crl", forgeCrl(older));
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow);
        QVERIFY(added && !added->anyRefused());
        QVERIFY(!added->files.at(0).superseded && added->files.at(0).entries == 1);
        QVERIFY(added->files.at(1).superseded);
    }

    // Signed later than now: refused however it came (the clock is no option).
    void listsOfTheFuture()
    {
        TrustFolder folder;
        folder.write("csca.cer", utopianCsca());
        folder.write("a.ml", utopianMasterList());
        folder.write("b.bin", utopianDeviationList());
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow - 2 * day);
        QVERIFY(added);
        QCOMPARE(added->refusals().size(), 2);
        for (const QString &refusal : added->refusals())
            QVERIFY2(refusal.contains(QStringLiteral("in the future")), qPrintable(refusal));
        QCOMPARE(store.anchors().size(), 1);
    }

    void theFolderMustBeThere()
    {
        CscaStore store;
        QCOMPARE(store.addFolder(QStringLiteral("/no/such/folder"), {}, false, forgeNow).error().detail, QStringLiteral("folder missing"));
    }

    // Estonia's list under the name it is published by.
    void estoniasListIsTaken()
    {
        DD_NEED_SHARED("chip/masterlist/estonia-deviation-list.bin");
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        TrustFolder folder;
        for (const char *fileName : {"estonia-deviation-list.bin", "DE_ML_2024-08-07-07-38-24.ml"})
            folder.write(fileName, readFile(sharedDataPath((QByteArray("chip/masterlist/") + fileName).constData())));
        // The German CSCA comes with the list, which must not vouch for itself: the operator puts it there.
        const QByteArray masterList = readFile(sharedDataPath("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml"));
        const Result<SignedData> message = verifySignedData(masterList, {QStringLiteral("list"), QByteArray::fromHex(masterListType), {}, false});
        QVERIFY(message);
        for (const QByteArray &certificate : message->certificates) {
            if (CscaStore().add(certificate, {}, false))
                folder.write("a-german.cer", certificate);
        }
        CscaStore store;
        const Result<TrustFolderReport> added = store.addFolder(folder.path(), {}, false, forgeNow);
        QVERIFY(added);
        QVERIFY2(!added->anyRefused(), qPrintable(added->refusals().join(QLatin1Char('\n'))));
        QCOMPARE(added->files.size(), 3);
        QVERIFY(added->files.at(0).certificates > 500 && added->files.at(0).countries > 90);
        QCOMPARE(added->files.at(0).unusable.size(), 8);
        QCOMPARE(added->files.at(2).documents, 169'422);
        QCOMPARE(store.deviationLists().size(), 1);
    }
};

DD_TEST(TestCscaStore)
#include "test_csca_store.moc"
