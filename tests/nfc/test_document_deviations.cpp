// Lists of deviations and a document in question, from the list to the report (ICAO 9303-3 §7.3.6, 9303-12 §10).
#include "nfc/authentication/master_list.h"
#include "nfc/authentication/passive.h"
#include "nfc/authentication/signed_data.h"

#include "tests/nfc/forged_country.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QLoggingCategory>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;
using Verdict = ReadReport::Verdict;

namespace {

constexpr const char *sodSignatureWrongType = "6781080101070203";
constexpr const char *aaKeyCompromisedType = "6781080101070104";
constexpr const char *chipAuthKeyRevokedType = "04007F00070301050103";

const ForgedCountry &deviatingUtopia()
{
    static const ForgedCountry country = forgedCountry();
    return country;
}

CardProfile deviatingPassport(const QString &number = QStringLiteral("UT1234567"))
{
    CardProfile profile = cardProfileOf(CardProfile::Format::Td3);
    profile.document.number = number;
    profile.can = QStringLiteral("123456");
    profile.aaKey = "ecdsa-P-256";
    profile.chipKeys.clear();
    return profile;
}

QByteArray listOfUtopia(const char *type, const char *purpose, const QByteArray &content)
{
    EVP_PKEY *key = forgedKey("list signer");
    CertificatePlan signer = signerPlan(key, deviatingUtopia().cscaKey, deviatingUtopia().name);
    signer.subject = "C=UT,O=Utopia,CN=List Signer";
    signer.extensions.append(ExtensionText{"extendedKeyUsage", QByteArray("critical,") + purpose});
    SignedListPlan plan;
    plan.contentType = type;
    plan.content = content;
    plan.signer = forgeCertificate(signer);
    plan.signerKey = key;
    return forgeSignedList(plan);
}

// One deviation of the documents described (fields [0] to [5] of 9303-12 §10.2).
QByteArray deviationListOf(const QByteArray &documents, const char *type)
{
    const QByteArray described = element(0x30, element(0x13, "Signed by a wrong key") + element(0x06, QByteArray::fromHex(type)));
    const QByteArray one = element(0x30, element(0x30, documents) + element(0x31, described));
    return listOfUtopia(deviationListType, "2.23.136.1.1.8", element(0x30, QByteArray::fromHex("020100") + element(0x31, one)));
}

QByteArray numbersOf(const QByteArray &number)
{
    return element(0xA5, element(0x13, number) + element(0x13, "UT0000001"));
}

QByteArray issuedIn(const char *first, const char *last)
{
    return element(0xA4, element(0x18, first) + element(0x18, last));
}

CscaStore anchorsAndList(const QByteArray &list)
{
    CscaStore anchors = anchorsOf({deviatingUtopia()});
    if (const Result<void> added = anchors.addDeviationList(list, forgeNow); !added)
        qFatal("%s", qPrintable(added.error().stage + added.error().detail));
    return anchors;
}

QStringList deviationNotes(const ReadReport &report)
{
    return report.notes.filter(QStringLiteral("known deviation"));
}

ReadResult reportedReading(const CardImage &card, const CscaStore &anchors)
{
    Result<ReadResult> result = readForged(card, anchors);
    if (!result)
        qFatal("%s", qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail));
    return std::move(*result);
}

} // namespace

class TestDocumentDeviations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    // The document's number, type and day of issue are taken from DG1 and DG12.
    void whichDocuments_data()
    {
        QTest::addColumn<QByteArray>("documents");
        QTest::addColumn<QString>("issued"); // in DG12; empty: no DG12
        QTest::addColumn<QString>("found");  // how the note begins; empty: none
        const QString certain = QStringLiteral("known deviation (UT, 2026-09-20): LDS-SODSignatureWrong, \"Signed by a wrong key\"; its issuer knows");
        const QString perhaps = QStringLiteral("known deviation of documents like this, maybe of this one (UT, 2026-09-20): LDS-SODSignatureWrong");
        const QString none;
        const QString january = QStringLiteral("20260131");
        const QByteArray period = issuedIn("20260101000000Z", "20260131000000Z");
        QTest::newRow("every document") << QByteArray() << none << certain;
        QTest::newRow("its number") << numbersOf("UT1234567") << none << certain;
        QTest::newRow("another number") << numbersOf("UT1234568") << none << none;
        QTest::newRow("its type") << element(0x80, "P") << none << certain;
        QTest::newRow("another type") << element(0x80, "ID") << none << none;
        QTest::newRow("its last day") << period << january << certain;
        QTest::newRow("a day too late") << period << QStringLiteral("20260201") << none;
        QTest::newRow("a day too early") << period << QStringLiteral("20251231") << none;
        QTest::newRow("its first day, from noon on") << issuedIn("20260131120000Z", "20260201000000Z") << january << certain;
        QTest::newRow("no day told") << period << none << perhaps;
        QTest::newRow("a day that is none") << period << QStringLiteral("20261399") << perhaps;
        QTest::newRow("number and day") << period + numbersOf("UT1234567") << january << certain;
        QTest::newRow("another number and the day") << period + numbersOf("UT1234568") << january << none;
    }
    void whichDocuments()
    {
        QFETCH(QByteArray, documents);
        QFETCH(QString, issued);
        QFETCH(QString, found);
        CardProfile profile = deviatingPassport();
        if (!issued.isEmpty())
            profile.dg12 = QMap<quint32, QString>{{0x5F26, issued}};
        const ReadResult result = reportedReading(forgedCard(profile, deviatingUtopia()), anchorsAndList(deviationListOf(documents, sodSignatureWrongType)));
        const QStringList notes = deviationNotes(result.report);
        QCOMPARE(notes.size(), found.isEmpty() ? 0 : 1); // once
        if (!found.isEmpty())
            QVERIFY2(notes.first().startsWith(found), qPrintable(notes.first()));
        QCOMPARE(result.report.verdict(), Verdict::Genuine); // nothing failed, and a fault that is known takes nothing away
    }

    // The state says that it signed these documents wrongly: told where the check fails, and still failed.
    void aFailureThatIsKnown_data()
    {
        QTest::addColumn<bool>("spoilSignature");
        QTest::addColumn<QByteArray>("listed");
        QTest::addColumn<bool>("told");
        QTest::newRow("wrong signature, listed") << true << QByteArray("UT1234567") << true;
        QTest::newRow("wrong signature, another listed") << true << QByteArray("UT7654321") << false;
        QTest::newRow("wrong hash, listed") << false << QByteArray("UT1234567") << true;
    }
    void aFailureThatIsKnown()
    {
        QFETCH(bool, spoilSignature);
        QFETCH(QByteArray, listed);
        QFETCH(bool, told);
        CardImage card = forgedCard(deviatingPassport(), deviatingUtopia());
        QByteArray &file = card.files[spoilSignature ? FileId::Sod : FileId::Dg2];
        file[file.size() - 1] = static_cast<char>(file.back() ^ 1);
        const ReadResult result = reportedReading(card, anchorsAndList(deviationListOf(numbersOf(listed), sodSignatureWrongType)));
        QCOMPARE(result.report.passive.outcome, CheckOutcome::Failed);
        QCOMPARE(result.report.verdict(), Verdict::Failed);
        const QStringList notes = deviationNotes(result.report);
        QCOMPARE(notes.size(), told ? 1 : 0);
        if (told)
            QVERIFY2(notes.first().contains(QStringLiteral("proves nothing either")), qPrintable(notes.first()));
    }

    void aCompromisedKeyProvesNothing_data()
    {
        QTest::addColumn<QByteArray>("documents");
        QTest::addColumn<bool>("counts");
        QTest::newRow("this document") << numbersOf("UT1234567") << false;
        QTest::newRow("another") << numbersOf("UT7654321") << true;
        QTest::newRow("maybe this one") << issuedIn("20260101000000Z", "20260131000000Z") << false; // no DG12 tells
    }
    void aCompromisedKeyProvesNothing()
    {
        QFETCH(QByteArray, documents);
        QFETCH(bool, counts);
        const ReadResult result = reportedReading(forgedCard(deviatingPassport(), deviatingUtopia()), anchorsAndList(deviationListOf(documents, aaKeyCompromisedType)));
        QCOMPARE(result.report.activeAuthentication.outcome, counts ? CheckOutcome::Passed : CheckOutcome::NotPossible);
        QCOMPARE(result.report.verdict(), counts ? Verdict::Genuine : Verdict::AuthenticButCopyable);
    }

    // TR-03129-2 §7.3: the same for the key of chip authentication, said of a document signer's documents.
    void aRevokedChipAuthenticationKey()
    {
        CardProfile profile = deviatingPassport();
        profile.aaKey.clear();
        profile.chipKeys = cardProfileOf(CardProfile::Format::Vietnam).chipKeys;
        const CardImage card = forgedCard(profile, deviatingUtopia());
        QCOMPARE(reportedReading(card, anchorsOf({deviatingUtopia()})).report.verdict(), Verdict::Genuine);
        const QByteArray key = keyIdentifierOf(forgedKey("signer of C=UT,O=Utopia"));
        const QByteArray known = element(0x30, element(0x06, QByteArray::fromHex(chipAuthKeyRevokedType)));
        const QByteArray defect = element(0x30, element(0x80, key) + element(0x31, known));
        const QByteArray content = element(0x30, QByteArray::fromHex("0201000609608648016503040201") + element(0x31, defect));
        const ReadResult result = reportedReading(card, anchorsAndList(listOfUtopia(defectListType, "0.4.0.127.0.7.3.11.2.1.2", content)));
        QCOMPARE(result.report.chipAuthentication.outcome, CheckOutcome::NotPossible);
        QCOMPARE(result.report.verdict(), Verdict::AuthenticButCopyable);
    }

    // June 2018: a number out of Estonia's own list, on a document of an Estonia of the test's.
    void estonia()
    {
        DD_NEED_SHARED("chip/masterlist/estonia-deviation-list.bin");
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        const QByteArray file = readFile(sharedDataPath("chip/masterlist/estonia-deviation-list.bin"));
        const Result<SignedData> message = verifySignedData(file, {QStringLiteral("list"), QByteArray::fromHex(deviationListType), {}});
        QVERIFY(message);
        // The numbers as they stand there: PrintableString of nine characters, one behind the other.
        const qsizetype middle = message->content.indexOf(QByteArray::fromHex("1309"), message->content.size() / 2);
        const QByteArray number = message->content.mid(middle + 2, 9);
        QVERIFY(middle > 0 && message->content.mid(middle + 11, 2) == QByteArray::fromHex("1309"));

        CscaStore anchors;
        const QByteArray germanList = readFile(sharedDataPath("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml"));
        const Result<SignedData> german = verifySignedData(germanList, {QStringLiteral("list"), QByteArray::fromHex(masterListType), {}, false});
        QVERIFY(german);
        for (const QByteArray &certificate : german->certificates)
            (void)anchors.add(certificate, QStringLiteral("test"), false); // the German CSCA is one of them, the list's signer is refused
        QVERIFY(importMasterList(germanList, anchors, anchors, false, forgeNow));
        QVERIFY(anchors.addDeviationList(file, forgeNow));
        const ForgedCountry estonia = forgedCountry("EE");
        QVERIFY(anchors.add(estonia.issuer.cscaCertificate, QStringLiteral("test"), false));
        const auto noted = [&](const QByteArray &documentNumber, const ForgedCountry &country) {
            CardProfile profile = deviatingPassport(QString::fromLatin1(documentNumber));
            profile.document.state = QStringLiteral("EST");
            return deviationNotes(reportedReading(forgedCard(profile, country), anchors).report);
        };
        const QStringList notes = noted(number, estonia);
        QCOMPARE(notes.size(), 1);
        QVERIFY2(notes.first().startsWith(QStringLiteral("known deviation (EE, 2018-06-26): LDS-SODSignatureWrong")), qPrintable(notes.first()));
        QVERIFY(noted("ZZ9999999", estonia).isEmpty());
        QVERIFY(anchors.add(deviatingUtopia().issuer.cscaCertificate, QStringLiteral("test"), false));
        QVERIFY(noted(number, deviatingUtopia()).isEmpty()); // the same number on another state's document
    }
};

DD_TEST(TestDocumentDeviations)
#include "test_document_deviations.moc"
