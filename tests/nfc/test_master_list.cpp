#include "nfc/authentication/master_list.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_path.h"
#include "tests/nfc/pki_forge.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QCryptographicHash>
#include <QSet>
#include <QTest>
#include <openssl/asn1.h>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

constexpr const char *germanList = "chip/masterlist/DE_ML_2024-08-07-07-38-24.ml";
constexpr qint64 germanListSignedAt = 1'723'009'104; // 2024-08-07 05:38:24 UTC, as its attributes say

CertificatePlan listSignerPlan()
{
    CertificatePlan plan = signerPlan(forgedKey("list signer"), forgedKey("csca 1"));
    plan.subject = "C=UT,O=Utopia,CN=Master List Signer";
    plan.extensions.append(ExtensionText{"extendedKeyUsage", "critical,2.23.136.1.1.3"});
    return plan;
}

QList<QByteArray> threeCertificates()
{
    return {forgeCertificate(cscaPlan(forgedKey("csca 5"), "C=DY,O=Dystopia,CN=CSCA")), forgeCertificate(cscaPlan(forgedKey("csca 6"), "C=at,O=Atlantis,CN=CSCA")),
            forgeCertificate(linkPlan(forgedKey("csca 7"), forgedKey("csca 6"), "C=AT,O=Atlantis,CN=CSCA 2", "C=at,O=Atlantis,CN=CSCA"))};
}

SignedListPlan listPlan()
{
    SignedListPlan plan;
    plan.signer = forgeCertificate(listSignerPlan());
    plan.signerKey = forgedKey("list signer");
    plan.content = masterListContent(threeCertificates());
    return plan;
}

CscaStore storeOfOne(const QByteArray &certificate)
{
    CscaStore store;
    if (const Result<void> added = store.add(certificate, QStringLiteral("test"), true); !added)
        qFatal("%s", qPrintable(added.error().detail));
    return store;
}

CscaStore trustedUtopia()
{
    return storeOfOne(forgeCertificate(cscaPlan(forgedKey("csca 1"))));
}

// The German list as another library reads it: its certificates, and those that came beside the list.
struct SecondOpinion
{
    int certificates = 0;
    int selfIssued = 0; // issuer and subject are the same name
    QSet<QByteArray> countries;
    bool holdsVietnam = false;
    QList<QByteArray> beside;
};

void freeValues(ASN1_SEQUENCE_ANY *values)
{
    sk_ASN1_TYPE_pop_free(values, ASN1_TYPE_free);
}

SecondOpinion readWithLibrary(const QByteArray &file)
{
    SecondOpinion opinion;
    const unsigned char *at = ossl::bytesOf(file);
    const ossl::Cms message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(file.size())));
    ASN1_OCTET_STRING **content = CMS_get0_content(message.get());
    const unsigned char *inside = ASN1_STRING_get0_data(*content);
    using Values = std::unique_ptr<ASN1_SEQUENCE_ANY, ossl::Deleter<freeValues>>;
    const Values fields(d2i_ASN1_SEQUENCE_ANY(nullptr, &inside, ASN1_STRING_length(*content)));
    const ASN1_STRING *set = sk_ASN1_TYPE_value(fields.get(), 1)->value.set;
    const unsigned char *listed = ASN1_STRING_get0_data(set);
    const Values members(d2i_ASN1_SET_ANY(nullptr, &listed, ASN1_STRING_length(set)));
    for (int i = 0; i < sk_ASN1_TYPE_num(members.get()); ++i) {
        const ASN1_STRING *member = sk_ASN1_TYPE_value(members.get(), i)->value.sequence;
        const QByteArray der(reinterpret_cast<const char *>(ASN1_STRING_get0_data(member)), ASN1_STRING_length(member));
        const ossl::Certificate certificate = certificateOf(der);
        ++opinion.certificates;
        const X509_NAME *subject = X509_get_subject_name(certificate.get());
        opinion.selfIssued += X509_NAME_cmp(subject, X509_get_issuer_name(certificate.get())) == 0 ? 1 : 0;
        char country[16] = {};
        if (X509_NAME_get_text_by_NID(const_cast<X509_NAME *>(subject), NID_countryName, country, sizeof country) > 0)
            opinion.countries.insert(QByteArray(country).toUpper());
        opinion.holdsVietnam = opinion.holdsVietnam
            || QCryptographicHash::hash(der, QCryptographicHash::Sha256).toHex()
                == QByteArrayLiteral("6b5fa6fe45cc4e855a73760413e08b7a9ac50a27722c702f3909a90facc991bd");
    }
    STACK_OF(X509) *certificates = CMS_get1_certs(message.get());
    for (int i = 0; i < sk_X509_num(certificates); ++i)
        opinion.beside.append(derOfCertificate(sk_X509_value(certificates, i)));
    sk_X509_pop_free(certificates, X509_free);
    return opinion;
}

// The CSCA of 2021 that the German list names, as its own certificate beside the list has it. An operator would have it from the
// BSI; here its fingerprint stands in for that.
QByteArray germanCsca(const SecondOpinion &opinion)
{
    for (const QByteArray &der : opinion.beside) {
        if (QCryptographicHash::hash(der, QCryptographicHash::Sha256).toHex()
            == QByteArrayLiteral("66b09a816ff5c76d3d6ef10f035ded4a8ac4b961b75955f1d5926dc3c63ecb5b"))
            return der;
    }
    return {};
}

} // namespace

class TestMasterList : public QObject
{
    Q_OBJECT

private slots:
    void aListIsImported()
    {
        CscaStore store = trustedUtopia();
        const QByteArray file = forgeSignedList(listPlan());
        const Result<MasterListImport> import = importMasterList(file, trustedUtopia(), store, false, forgeNow);
        QVERIFY2(import, import ? "" : qPrintable(import.error().detail));
        QCOMPARE(import->certificates, 3);
        QCOMPARE(import->selfSigned, 2);
        QCOMPARE(import->links, 1);
        QCOMPARE(import->added, 3);
        QCOMPARE(import->countries, (QStringList{QStringLiteral("AT"), QStringLiteral("DY")}));
        QVERIFY(import->unusable.isEmpty());
        QCOMPARE(import->signedBy, QStringLiteral("C = UT, O = Utopia, CN = Master List Signer"));
        QCOMPARE(import->anchor, QStringLiteral("C = UT, O = Utopia, CN = CSCA"));
        QCOMPARE(import->signedAt, forgeNow - day);
        QCOMPARE(import->ageInDays(forgeNow + 9 * day), 10);
        QCOMPARE(store.anchors().size(), 3);
        QCOMPARE(store.anchors().last().installedBy, QStringLiteral("master list of UT, 2026-09-20"));
        const Result<MasterListImport> again = importMasterList(file, trustedUtopia(), store, false, forgeNow);
        QVERIFY(again);
        QCOMPARE(again->added, 0);
        // What it brought is trusted from now on.
        const QByteArray signer = forgeCertificate([] {
            CertificatePlan plan = signerPlan(forgedKey("signer"), forgedKey("csca 7"), "C=AT,O=Atlantis,CN=CSCA 2");
            plan.subject = "C=AT,O=Atlantis,CN=Signer";
            return plan;
        }());
        const Result<std::optional<TrustedPath>> path = findPath(certificateOf(signer).get(), store, forgeNow);
        QVERIFY(path && *path);
        QCOMPARE((*path)->certificates.size(), 2);
    }

    void whatCannotBeUsedIsTold()
    {
        SignedListPlan plan = listPlan();
        CertificatePlan none = cscaPlan(forgedKey("csca 8"), "C=XO,O=Order,CN=No authority");
        none.extensions = {{"basicConstraints", "critical,CA:FALSE"}};
        plan.content = masterListContent(threeCertificates()
                                         + QList<QByteArray>{forgeCertificate(none), forgeCertificate(cscaPlan(forgedKey("csca 8"), "C=XO,OU=DEMO,CN=Demo")),
                                                             forgeCertificate(cscaPlan(forgedKey("small", "secp112r1"), "C=XO,O=Order,CN=Small")),
                                                             element(0x30, "not a certificate")});
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(forgeSignedList(plan), trustedUtopia(), store, false);
        QVERIFY(import);
        QCOMPARE(import->certificates, 7);
        QCOMPARE(import->added, 3);
        QCOMPARE(store.anchors().size() + store.linkCertificates().size(), 3);
        QCOMPARE(import->unusable.size(), 4);
        QStringList reasons;
        for (const MasterListImport::Unusable &one : import->unusable)
            reasons.append(one.subject + QStringLiteral(": ") + one.why);
        reasons.sort();
        QCOMPARE(reasons.at(0), QStringLiteral(": not a certificate"));
        QVERIFY(reasons.at(1).endsWith(QStringLiteral("CN = No authority: not a certification authority")));
        QVERIFY(reasons.at(2).contains(QStringLiteral("CN = Small: its key is not supported")));
        QVERIFY(reasons.at(3).contains(QStringLiteral("OU = DEMO")) && reasons.at(3).endsWith(QStringLiteral("demo certificate outside a demo")));
    }

    // In a demo, a demo's list brings demos and no more: all that rests on the others would pass unmarked.
    void aDemoVouchesForDemosOnly()
    {
        const QByteArray demoName = "C=UT,OU=DEMO,CN=CSCA";
        const QByteArray demo = forgeCertificate(cscaPlan(forgedKey("csca 1"), demoName));
        CertificatePlan signer = signerPlan(forgedKey("demo list signer"), forgedKey("csca 1"), demoName);
        signer.extensions.append(ExtensionText{"extendedKeyUsage", "critical,2.23.136.1.1.3"});
        SignedListPlan plan;
        plan.signer = forgeCertificate(signer);
        plan.signerKey = forgedKey("demo list signer");
        plan.content = masterListContent({forgeCertificate(cscaPlan(forgedKey("csca 8"), "C=XO,O=Order,CN=CSCA")),
                                          forgeCertificate(cscaPlan(forgedKey("csca 8"), "C=XO,OU=DEMO,CN=CSCA"))});
        CscaStore store;
        QVERIFY(store.add(demo, QStringLiteral("test"), true));
        const Result<MasterListImport> import = importMasterList(forgeSignedList(plan), store, store, true, forgeNow);
        QVERIFY2(import, import ? "" : qPrintable(import.error().stage + import.error().detail));
        QCOMPARE(import->unusable.size(), 1);
        QCOMPARE(import->unusable.first().why, QStringLiteral("only a demo vouches for it"));
        QCOMPARE(store.anchors().size(), 2);
        QVERIFY(store.anchors().last().demo);
    }

    void whoeverMayNotSignIt_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("stage");
        const int failed = static_cast<int>(ErrorCode::PassiveAuthenticationFailed);
        const int unknown = static_cast<int>(ErrorCode::UnknownIssuer);
        const auto row = [](const char *name, int code, const QString &stage, const std::function<void(SignedListPlan &, CertificatePlan &)> &edit) {
            SignedListPlan plan = listPlan();
            CertificatePlan signer = listSignerPlan();
            edit(plan, signer);
            plan.signer = forgeCertificate(signer);
            QTest::newRow(name) << forgeSignedList(plan) << code << stage;
        };
        using List = SignedListPlan;
        using Signer = CertificatePlan;
        row("a document signer", failed, QStringLiteral("master list signer: key usage"), [](List &, Signer &signer) { signer.extensions.removeLast(); });
        row("a deviation list signer", failed, QStringLiteral("master list signer: key usage"), [](List &, Signer &signer) {
            signer.extensions.last().value = "critical,2.23.136.1.1.8";
        });
        row("a CSCA nobody trusts", unknown, QStringLiteral("master list"), [](List &plan, Signer &signer) {
            signer.issuerKey = forgedKey("csca 2");
            plan.otherCertificates = {forgeCertificate(cscaPlan(forgedKey("csca 2")))}; // its own root beside it changes nothing
        });
        row("a root it lists itself", unknown, QStringLiteral("master list"), [](List &plan, Signer &signer) {
            signer.issuerKey = forgedKey("csca 2");
            plan.content = masterListContent({forgeCertificate(cscaPlan(forgedKey("csca 2")))});
        });
        row("claims the trusted CSCA", failed, QStringLiteral("master list signer: chain"), [](List &, Signer &signer) {
            signer.keyIdentifiers = false;
            signer.extensions.append(ExtensionText{"subjectKeyIdentifier", "hash"});
            signer.issuerKey = forgedKey("csca 2");
        });
        row("signed after its certificate ended", failed, QStringLiteral("master list signer: validity"), [](List &, Signer &signer) {
            signer.to = forgeNow - 2 * day;
        });
        row("signed before its certificate began", failed, QStringLiteral("master list signer: validity"), [](List &, Signer &signer) {
            signer.from = forgeNow - day + 1;
        });
        row("signed in the future", failed, QStringLiteral("master list signing time"), [](List &plan, Signer &) { plan.signedAt = forgeNow + 1; });
        row("no signing time", failed, QStringLiteral("master list signing time"), [](List &plan, Signer &) { plan.signedAt.reset(); });
        row("a deviation list", failed, QStringLiteral("master list content type"), [](List &plan, Signer &) { plan.contentType = deviationListType; });
    }
    void whoeverMayNotSignIt()
    {
        QFETCH(QByteArray, file);
        QFETCH(int, code);
        QFETCH(QString, stage);
        CscaStore store = trustedUtopia();
        const Result<MasterListImport> import = importMasterList(file, trustedUtopia(), store, false, forgeNow);
        QVERIFY(!import);
        QCOMPARE(static_cast<int>(import.error().code), code);
        QCOMPARE(import.error().stage, stage);
        QCOMPARE(store.anchors().size(), 1); // all or nothing
        QVERIFY(store.linkCertificates().isEmpty());
    }

    // The signer's certificate ended since: the list was good when it was signed, and says how old it is.
    void anOldListIsTakenAndItsAgeTold()
    {
        SignedListPlan plan = listPlan();
        CertificatePlan signer = listSignerPlan();
        signer.to = forgeNow;
        plan.signer = forgeCertificate(signer);
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(forgeSignedList(plan), trustedUtopia(), store, false, forgeNow + 400 * day);
        QVERIFY(import);
        QCOMPARE(import->ageInDays(forgeNow + 400 * day), 401);
    }

    // The list brings the links from its signer's CSCA back to the one the operator trusts.
    void linksInTheListLeadToTheAnchor()
    {
        SignedListPlan plan = listPlan();
        CertificatePlan signer = listSignerPlan();
        signer.issuerKey = forgedKey("csca 3");
        plan.signer = forgeCertificate(signer);
        const QByteArray first = forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1")));
        const QByteArray second = forgeCertificate(linkPlan(forgedKey("csca 3"), forgedKey("csca 2")));
        plan.content = masterListContent({first});
        plan.otherCertificates = {second};
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(forgeSignedList(plan), trustedUtopia(), store, false);
        QVERIFY2(import, import ? "" : qPrintable(import.error().stage + import.error().detail));
        QCOMPARE(import->links, 1);
        QVERIFY(store.anchors().isEmpty());
        QCOMPARE(store.linkCertificates(), QList<QByteArray>{first});
        plan.otherCertificates.clear();
        QCOMPARE(importMasterList(forgeSignedList(plan), trustedUtopia(), store, false).error().code, ErrorCode::UnknownIssuer);
    }

    void shapes_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        const QByteArray csca = forgeCertificate(cscaPlan(forgedKey("csca 5"), "C=DY,O=Dystopia,CN=CSCA"));
        const int damaged = static_cast<int>(ErrorCode::DamagedFile);
        QTest::newRow("empty list") << masterListContent({}) << -1;
        QTest::newRow("version 1") << masterListContent({csca}, 1) << static_cast<int>(ErrorCode::UnsupportedProtocol);
        QTest::newRow("no version") << element(0x30, element(0x31, csca)) << damaged;
        QTest::newRow("a sequence of certificates") << element(0x30, QByteArray::fromHex("020100") + element(0x30, csca)) << damaged;
        QTest::newRow("a certificate cut short") << element(0x30, QByteArray::fromHex("020100") + element(0x31, csca.chopped(1))) << damaged;
        QTest::newRow("something behind") << element(0x30, QByteArray::fromHex("020100") + element(0x31, csca) + QByteArray::fromHex("0500")) << damaged;
        QTest::newRow("something behind all") << masterListContent({csca}) + QByteArray::fromHex("0500") << damaged;
        QTest::newRow("a set of numbers") << element(0x30, QByteArray::fromHex("020100") + element(0x31, QByteArray::fromHex("020101"))) << damaged;
        QTest::newRow("nothing") << QByteArray() << damaged;
        QTest::newRow("more than any list has") << element(0x30, QByteArray::fromHex("020100") + element(0x31, QByteArray::fromHex("3000").repeated(4097))) << damaged;
    }
    void shapes()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        SignedListPlan plan = listPlan();
        plan.content = content;
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(forgeSignedList(plan), trustedUtopia(), store, false);
        QCOMPARE(import.has_value(), code < 0);
        if (!import)
            QCOMPARE(static_cast<int>(import.error().code), code);
        QVERIFY(store.anchors().isEmpty());
    }

    void prefixesAreRefused()
    {
        const CscaStore trusted = trustedUtopia();
        QVERIFY(refusesEveryPrefix(forgeSignedList(listPlan()), [&](QByteArrayView view) {
            CscaStore store;
            return importMasterList(view, trusted, store, false).has_value();
        }));
        CscaStore store;
        QCOMPARE(importMasterList(QByteArray(2 * 1024 * 1024 + 1, '\x30'), trusted, store, false).error().code, ErrorCode::DamagedFile);
    }

    void germany()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        const QByteArray file = readFile(sharedDataPath(germanList));
        QCOMPARE(file.size(), 828'694);
        const SecondOpinion opinion = readWithLibrary(file);
        const QByteArray csca = germanCsca(opinion);
        QVERIFY(!csca.isEmpty());
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(file, storeOfOne(csca), store, false, forgeNow);
        QVERIFY2(import, import ? "" : qPrintable(import.error().stage + import.error().detail));
        QCOMPARE(import->certificates, 541);
        QCOMPARE(import->certificates, opinion.certificates);
        QCOMPARE(import->countries.size(), 109);
        QCOMPARE(QSet<QByteArray>(opinion.countries).size(), 109);
        for (const QString &country : import->countries)
            QVERIFY(opinion.countries.contains(country.toLatin1()));
        // 117 of the 475 that issue under their own name are links from one key of that name to the next.
        QCOMPARE(opinion.selfIssued, 475);
        QCOMPARE(import->selfSigned, 358);
        QCOMPARE(import->links, 183);
        // Links that say of themselves that they are no authority: Cameroon, Italy, Luxembourg, Portugal, Türkiye.
        QCOMPARE(import->unusable.size(), 8);
        for (const MasterListImport::Unusable &one : import->unusable)
            QCOMPARE(one.why, QStringLiteral("not a certification authority"));
        QCOMPARE(import->added, 533);
        QCOMPARE(store.anchors().size(), 358);
        QCOMPARE(store.linkCertificates().size(), 175);
        QCOMPARE(import->signedAt, germanListSignedAt);
        QCOMPARE(import->ageInDays(forgeNow), 775);
        QVERIFY(import->signedBy.contains(QStringLiteral("CSCA Master List Signer")));
        QVERIFY(opinion.holdsVietnam);
        const auto isVietnam = [](const CscaAnchor &anchor) {
            return QCryptographicHash::hash(anchor.der, QCryptographicHash::Sha256).toHex().startsWith("6b5fa6fe");
        };
        const auto vietnam = std::find_if(store.anchors().begin(), store.anchors().end(), isVietnam);
        QVERIFY(vietnam != store.anchors().end());
        QCOMPARE(vietnam->subject, QStringLiteral("C = VN, O = Vietnam Government Information Security Commission, CN = CSCA ePassport Vietnam"));
        QCOMPARE(vietnam->installedBy, QStringLiteral("master list of DE, 2024-08-07"));
    }

    // With Germany's word for the Estonian CSCA, Estonia's own list of deviations is believed.
    void germanyVouchesForEstonia()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        DD_NEED_SHARED("chip/masterlist/estonia-deviation-list.bin");
        const QByteArray file = readFile(sharedDataPath(germanList));
        CscaStore store;
        QVERIFY(importMasterList(file, storeOfOne(germanCsca(readWithLibrary(file))), store, false));
        const Result<void> added = store.addDeviationList(readFile(sharedDataPath("chip/masterlist/estonia-deviation-list.bin")), forgeNow);
        QVERIFY2(added, added ? "" : qPrintable(added.error().stage + added.error().detail));
        QCOMPARE(store.deviationLists().first().country(), QStringLiteral("EE"));
    }

    // The CSCA of October 2024 cannot vouch for a list its predecessor's signer made two months before.
    void germanyByALaterCsca()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(readFile(sharedDataPath(germanList)),
                                                                 storeOfOne(readFile(sharedDataPath("chip/masterlist/DE_ROOT_CA_CSCA07.cer"))), store, false);
        QCOMPARE(import.error().code, ErrorCode::UnknownIssuer);
        QVERIFY(store.anchors().isEmpty());
    }

    // The CSCA of 2013 led to that of 2021 over three real link certificates, one of them with a change of name each way.
    void germanyByTheFirstCscaOfAll()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        const QByteArray file = readFile(sharedDataPath(germanList));
        CscaStore everything;
        QVERIFY(importMasterList(file, storeOfOne(germanCsca(readWithLibrary(file))), everything, false));
        QByteArray first;
        for (const CscaAnchor &anchor : everything.anchors()) {
            if (anchor.subject == QStringLiteral("C = DE, O = bund, OU = bsi, serialNumber = 101, CN = csca-germany"))
                first = anchor.der;
        }
        QVERIFY(!first.isEmpty());
        CscaStore store;
        const Result<MasterListImport> import = importMasterList(file, storeOfOne(first), store, false);
        QVERIFY2(import, import ? "" : qPrintable(import.error().stage + import.error().detail));
        QCOMPARE(import->anchor, QStringLiteral("C = DE, O = bund, OU = bsi, serialNumber = 101, CN = csca-germany"));
        QCOMPARE(import->certificates, 541);
    }

    void germanyChanged()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        const QByteArray file = readFile(sharedDataPath(germanList));
        const CscaStore trusted = storeOfOne(germanCsca(readWithLibrary(file)));
        for (const qsizetype at : {file.size() / 3, file.size() / 2, file.size() - 1}) {
            QByteArray changed = file;
            changed[at] = static_cast<char>(changed.at(at) ^ 0x01);
            CscaStore store;
            QVERIFY(!importMasterList(changed, trusted, store, false));
            QVERIFY(store.anchors().isEmpty());
        }
    }
};

DD_TEST(TestMasterList)
#include "test_master_list.moc"
