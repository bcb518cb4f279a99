#include "nfc/authentication/deviation_list.h"

#include "nfc/authentication/certificate_path.h"
#include "tests/nfc/pki_forge.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QCryptographicHash>
#include <QTest>
#include <malloc.h>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

constexpr const char *estonianList = "chip/masterlist/estonia-deviation-list.bin";

const QByteArray listVersion0 = QByteArray::fromHex("020100");
const QByteArray sodSignatureWrong = QByteArray::fromHex("06086781080101070203");
const QByteArray aaKeyCompromised = QByteArray::fromHex("06086781080101070104");
const QByteArray dgMalformed = QByteArray::fromHex("06086781080101070201");

// Deviation ::= { documents, SET OF { … } } with one description.
QByteArray deviationEntry(const QByteArray &documents, const QByteArray &description = sodSignatureWrong)
{
    return element(0x30, element(0x30, documents) + element(0x31, element(0x30, description)));
}

QByteArray deviationContent(const QByteArray &deviations)
{
    return element(0x30, listVersion0 + element(0x31, deviations));
}

QByteArray numberField(const QList<QByteArray> &all)
{
    QByteArray members;
    for (const QByteArray &number : all)
        members += element(0x13, number);
    return element(0xA5, members);
}

QByteArray derNameOf(X509_NAME *name)
{
    unsigned char *bytes = nullptr;
    const int size = i2d_X509_NAME(name, &bytes);
    const QByteArray der(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return der;
}

const QByteArray &documentSigner()
{
    static const QByteArray signer = forgeCertificate(signerPlan(forgedKey("signer"), forgedKey("csca 1")));
    return signer;
}

QByteArray issuerAndSerial(long serial)
{
    const ossl::Certificate certificate = certificateOf(documentSigner());
    return derNameOf(X509_get_issuer_name(certificate.get())) + element(0x02, QByteArray(1, static_cast<char>(serial)));
}

Result<DeviationList> parsedList(const QByteArray &content, DeviationList::Kind kind = DeviationList::Kind::Deviations)
{
    return DeviationList::parse(kind, content, EVP_sha256(), QStringLiteral("UT"));
}

QStringList namesFor(const DeviationList &list, const DocumentInQuestion &question)
{
    QStringList names;
    for (const Deviation &deviation : list.deviationsFor(question))
        names.append(deviation.name + (deviation.certain ? QString() : QStringLiteral("?")));
    return names;
}

QByteArray signedUtopianList(const char *type, const char *purpose, const QByteArray &content)
{
    CertificatePlan signer = signerPlan(forgedKey("list signer"), forgedKey("csca 1"));
    signer.extensions.append(ExtensionText{"extendedKeyUsage", QByteArray("critical,") + purpose});
    SignedListPlan plan;
    plan.contentType = type;
    plan.content = content;
    plan.signer = forgeCertificate(signer);
    plan.signerKey = forgedKey("list signer");
    return forgeSignedList(plan);
}

QByteArray signedDeviations(const QByteArray &content)
{
    return signedUtopianList(deviationListType, "2.23.136.1.1.8", content);
}

// DefectList ::= { version, hashAlg, SET OF { SignerIdentifier, knownDefects } } (TR-03129-2 §7.1)
QByteArray defectContent(const QByteArray &members, int version = 0)
{
    return element(0x30, element(0x02, QByteArray(1, static_cast<char>(version))) + QByteArray::fromHex("0609608648016503040201") + element(0x31, members));
}

const QByteArray certRevoked = element(0x30, QByteArray::fromHex("060A04007F00070301050101" "0A0104")); // revokedDLS

CscaStore utopiaAlone()
{
    CscaStore store;
    if (!store.add(forgeCertificate(cscaPlan(forgedKey("csca 1"))), QStringLiteral("test"), false))
        qFatal("no CSCA");
    return store;
}

} // namespace

class TestDeviationList : public QObject
{
    Q_OBJECT

private slots:
    void whatNamesADocument_data()
    {
        QTest::addColumn<QByteArray>("documents");
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("issued"); // 0: not known
        QTest::addColumn<QStringList>("found");
        const QString none;
        const QStringList certain{QStringLiteral("LDS-SODSignatureWrong")};
        const QStringList perhaps{QStringLiteral("LDS-SODSignatureWrong?")};
        const QStringList nothing;
        const QByteArray key = keyIdentifierOf(forgedKey("signer"));
        const QByteArray digest = QCryptographicHash::hash(documentSigner(), QCryptographicHash::Sha256);
        const QByteArray period = element(0xA4, element(0x18, "20260101000000Z") + element(0x18, "20260131235959Z"));
        const qint64 inside = 1'768'000'000; // January 2026
        const auto row = [](const char *name, const QByteArray &documents, const QString &number, const QString &code, qint64 issued, const QStringList &found) {
            QTest::newRow(name) << documents << number << code << issued << found;
        };
        row("everything of the country", {}, none, none, 0, certain);
        row("issuer and serial number", element(0xA1, issuerAndSerial(100)), none, none, 0, certain);
        row("another serial number", element(0xA1, issuerAndSerial(101)), none, none, 0, nothing);
        row("key identifier", element(0x82, key), none, none, 0, certain);
        row("another key", element(0x82, keyIdentifierOf(forgedKey("csca 1"))), none, none, 0, nothing);
        row("certificate digest", element(0x83, digest), none, none, 0, certain);
        row("another digest", element(0x83, QByteArray(32, 'x')), none, none, 0, nothing);
        row("document type", element(0x80, "P<"), none, QStringLiteral("P"), 0, certain);
        row("another document type", element(0x80, "P<"), none, QStringLiteral("ID"), 0, nothing);
        row("document type not told", element(0x80, "P<"), none, none, 0, perhaps);
        row("number", numberField({"BB0000002", "AA1", "BB0000001"}), QStringLiteral("BB0000001"), none, 0, certain);
        row("first number", numberField({"BB0000002", "AA1", "BB0000001"}), QStringLiteral("AA1"), none, 0, certain);
        row("last number", numberField({"BB0000002", "AA1", "BB0000001"}), QStringLiteral("BB0000002"), none, 0, certain);
        row("another number", numberField({"BB0000002", "AA1", "BB0000001"}), QStringLiteral("BB0000003"), none, 0, nothing);
        row("beginning of a number", numberField({"BB0000001"}), QStringLiteral("BB000000"), none, 0, nothing);
        row("number not told", numberField({"BB0000001"}), none, none, 0, perhaps);
        row("no numbers at all", numberField({}), QStringLiteral("BB0000001"), none, 0, nothing);
        row("long number", numberField({QByteArray(200, 'X')}), QString(200, QLatin1Char('X')), none, 0, certain);
        row("issued then", period, none, none, inside, certain);
        row("issued before", period, none, none, inside - 365 * day, nothing);
        row("issued after", period, none, none, inside + 365 * day, nothing);
        row("issuing date not told", period, none, none, 0, perhaps);
        // Several at once must all fit (9303-3 §7.3.6).
        row("key and number", element(0x82, key) + numberField({"A1"}), QStringLiteral("A1"), none, 0, certain);
        row("key and another number", element(0x82, key) + numberField({"A1"}), QStringLiteral("A2"), none, 0, nothing);
        row("another key and number", element(0x82, "xyz") + numberField({"A1"}), QStringLiteral("A1"), none, 0, nothing);
        row("all of them", element(0x80, "ID") + element(0xA1, issuerAndSerial(100)) + period + numberField({"A1"}), QStringLiteral("A1"), QStringLiteral("ID"),
            inside, certain);
    }
    void whatNamesADocument()
    {
        QFETCH(QByteArray, documents);
        QFETCH(QString, number);
        QFETCH(QString, code);
        QFETCH(qint64, issued);
        QFETCH(QStringList, found);
        const Result<DeviationList> list = parsedList(deviationContent(deviationEntry(documents)));
        QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
        const ossl::Certificate signer = certificateOf(documentSigner());
        DocumentInQuestion question{signer.get(), number, code, {}};
        if (issued != 0)
            question.issuedAt = issued;
        QCOMPARE(namesFor(*list, question), found);
        // Another state's documents are not this list's business, whatever their numbers.
        const QByteArray stranger = forgeCertificate([] {
            CertificatePlan plan = signerPlan(forgedKey("signer"), forgedKey("csca 5"), "C=DY,O=Dystopia,CN=CSCA");
            plan.subject = "C=DY,O=Dystopia,CN=Signer";
            return plan;
        }());
        question.signer = certificateOf(stranger).release();
        const ossl::Certificate owned(question.signer);
        QVERIFY(list->deviationsFor(question).isEmpty());
        question.signer = nullptr;
        QVERIFY(list->deviationsFor(question).isEmpty());
    }

    void severalDeviations()
    {
        const QByteArray described = element(0x13, "Signature over another digest") + dgMalformed + element(0xA0, QByteArray::fromHex("02010D"));
        const QByteArray two = element(0x30, element(0x30, {}) + element(0x31, element(0x30, described) + element(0x30, aaKeyCompromised)));
        const Result<DeviationList> list =
            parsedList(deviationContent(two + deviationEntry(element(0x82, "nobody")) + deviationEntry({}, QByteArray::fromHex("06026701"))));
        QVERIFY(list);
        QCOMPARE(list->size(), 3);
        const ossl::Certificate signer = certificateOf(documentSigner());
        const QList<Deviation> found = list->deviationsFor(signer.get());
        QCOMPARE(found.size(), 3);
        QCOMPARE(found.at(0).name, QStringLiteral("LDS-DGMalformed"));
        QCOMPARE(found.at(0).description, QStringLiteral("Signature over another digest"));
        QCOMPARE(found.at(0).parameter, QByteArray::fromHex("02010D")); // data group 13
        QVERIFY(!found.at(0).spoilsActiveAuthentication() && !found.at(0).revokesSigner());
        QCOMPARE(found.at(1).name, QStringLiteral("CertOrKey-AAKeyCompromised"));
        QVERIFY(found.at(1).spoilsActiveAuthentication());
        QCOMPARE(found.at(2).name, QStringLiteral("6701"));
    }

    void shapes_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code"); // -1: read
        const int damaged = static_cast<int>(ErrorCode::DamagedFile);
        const int unsupported = static_cast<int>(ErrorCode::UnsupportedProtocol);
        const QByteArray any = deviationEntry({});
        QTest::newRow("empty") << deviationContent({}) << -1;
        QTest::newRow("digest named") << element(0x30, listVersion0 + QByteArray::fromHex("300B0609608648016503040203") + element(0x31, any)) << -1;
        QTest::newRow("digest unknown") << element(0x30, listVersion0 + QByteArray::fromHex("300B0609608648016503040277") + element(0x31, any)) << unsupported;
        QTest::newRow("version 1") << element(0x30, QByteArray::fromHex("020101") + element(0x31, any)) << unsupported;
        QTest::newRow("no version") << element(0x30, element(0x31, any)) << damaged;
        QTest::newRow("no set") << element(0x30, listVersion0) << damaged;
        QTest::newRow("something behind") << element(0x30, listVersion0 + element(0x31, any) + QByteArray::fromHex("0500")) << damaged;
        QTest::newRow("description without type") << deviationContent(deviationEntry({}, element(0x13, "text"))) << damaged;
        QTest::newRow("empty type") << deviationContent(deviationEntry({}, element(0x06, {}))) << damaged;
        QTest::newRow("no descriptions") << deviationContent(element(0x30, element(0x30, {}))) << damaged;
        QTest::newRow("fields out of order") << deviationContent(deviationEntry(numberField({"A1"}) + element(0x80, "P<"))) << damaged;
        QTest::newRow("a field twice") << deviationContent(deviationEntry(element(0x80, "P<") + element(0x80, "P<"))) << damaged;
        QTest::newRow("two signers") << deviationContent(deviationEntry(element(0x82, "a") + element(0x83, "b"))) << damaged;
        QTest::newRow("unknown field") << deviationContent(deviationEntry(element(0x86, "a"))) << damaged;
        QTest::newRow("universal field") << deviationContent(deviationEntry(element(0x13, "P<"))) << damaged;
        QTest::newRow("empty key identifier") << deviationContent(deviationEntry(element(0x82, {}))) << damaged;
        QTest::newRow("empty digest") << deviationContent(deviationEntry(element(0x83, {}))) << damaged;
        QTest::newRow("serial number without issuer") << deviationContent(deviationEntry(element(0xA1, QByteArray::fromHex("020101")))) << damaged;
        QTest::newRow("empty issuer") << deviationContent(deviationEntry(element(0xA1, QByteArray::fromHex("3000020101")))) << damaged;
        QTest::newRow("half a period") << deviationContent(deviationEntry(element(0xA4, element(0x18, "20260101000000Z")))) << damaged;
        QTest::newRow("numbers that are numbers") << deviationContent(deviationEntry(element(0xA5, QByteArray::fromHex("020101")))) << damaged;
        QTest::newRow("numbers not constructed") << deviationContent(deviationEntry(element(0x85, element(0x13, "A1")))) << damaged;
        QTest::newRow("more deviations than any list has") << deviationContent(deviationEntry({}).repeated(4097)) << damaged;
        QTest::newRow("more numbers than any list has") << deviationContent(deviationEntry(element(0xA5, element(0x13, "A").repeated(300'001)))) << damaged;
        QTest::newRow("larger than any list") << QByteArray(3 * 1024 * 1024 + 1, '\x30') << damaged;
        QTest::newRow("nothing") << QByteArray() << damaged;
    }
    void shapes()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        const Result<DeviationList> list = parsedList(content);
        QCOMPARE(list.has_value(), code < 0);
        if (!list) {
            QCOMPARE(static_cast<int>(list.error().code), code);
            QCOMPARE(list.error().stage, QStringLiteral("deviation list"));
        }
    }

    void prefixesAreRefused()
    {
        const QByteArray content = deviationContent(deviationEntry(element(0x80, "P<") + element(0xA1, issuerAndSerial(100)) + numberField({"A1", "A2"}),
                                                    element(0x13, "text") + dgMalformed + element(0xA0, QByteArray::fromHex("02010D"))));
        QVERIFY(refusesEveryPrefix(content, [](QByteArrayView view) { return parsedList(view.toByteArray()).has_value(); }));
        QVERIFY(refusesEveryPrefix(defectContent(element(0x30, element(0x80, "key") + element(0x31, certRevoked))),
                                   [](QByteArrayView view) { return parsedList(view.toByteArray(), DeviationList::Kind::Defects).has_value(); }));
        QVERIFY(refusesEveryPrefix(signedDeviations(content), [](QByteArrayView view) { return openDeviationList(view).has_value(); }));
    }

    void aListOfTheStateIsTaken()
    {
        CscaStore store = utopiaAlone();
        QVERIFY(store.addDeviationList(signedDeviations(deviationContent(deviationEntry(element(0x82, keyIdentifierOf(forgedKey("signer"))), aaKeyCompromised)))));
        QCOMPARE(store.deviationLists().size(), 1);
        const DeviationList &list = store.deviationLists().first();
        QCOMPARE(list.country(), QStringLiteral("UT"));
        QCOMPARE(list.signedAt, forgeNow - day);
        QCOMPARE(list.signedBy, QStringLiteral("C = UT, O = Utopia, CN = Document Signer 1"));
        const Result<std::optional<TrustedPath>> path = findPath(certificateOf(documentSigner()).get(), store, forgeNow);
        QVERIFY(path && *path);
        QCOMPARE((*path)->deviations.size(), 1);
        QCOMPARE((*path)->deviations.first().note(),
                 QStringLiteral("known deviation (UT, 2026-09-20): CertOrKey-AAKeyCompromised; what its chip proves about itself does not count: it may be a copy"));
        QVERIFY((*path)->notes.isEmpty()); // whoever reports tells it, once
    }

    void aListOfNobodyHereIsNot()
    {
        const QByteArray list = signedDeviations(deviationContent({}));
        CscaStore store;
        QCOMPARE(store.addDeviationList(list).error().code, ErrorCode::UnknownIssuer);
        store = utopiaAlone();
        QCOMPARE(store.addDeviationList(signedUtopianList(deviationListType, "2.23.136.1.1.3", deviationContent({}))).error().code, ErrorCode::InvalidInput);
        QByteArray changed = list;
        changed[changed.size() - 1] = static_cast<char>(changed.back() ^ 1);
        QCOMPARE(store.addDeviationList(changed).error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.addDeviationList(list, forgeNow - 2 * day).error().detail, QStringLiteral("signed in the future"));
        QCOMPARE(store.addDeviationList("junk").error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.addDeviationList(QByteArray(4 * 1024 * 1024, '\x30')).error().detail, QStringLiteral("too long"));
        QVERIFY(store.deviationLists().isEmpty());
        QVERIFY(store.addDeviationList(list));
        QVERIFY(store.addDeviationList(list));
        QCOMPARE(store.deviationLists().size(), 1);
    }

    // A defect list says of a document signer what a CRL would (TR-03129-2 §7.3.1.1).
    void defectListThatRevokes_data()
    {
        QTest::addColumn<QByteArray>("defect");
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("revoked");
        const QByteArray key = keyIdentifierOf(forgedKey("signer"));
        const QByteArray digest = QCryptographicHash::hash(documentSigner(), QCryptographicHash::Sha256);
        const QByteArray revoked = element(0x31, certRevoked);
        const QByteArray second = element(0xA0, QByteArray::fromHex("060A04007F00070301050101") + element(0xA0, QByteArray::fromHex("0A0104"))
                                                     + element(0x81, "Key stolen"));
        QTest::newRow("by issuer and serial number") << element(0x30, element(0x30, issuerAndSerial(100)) + revoked) << 0 << true;
        QTest::newRow("by key identifier") << element(0x30, element(0x80, key) + revoked) << 0 << true;
        QTest::newRow("by key identifier and hash") << element(0x30, element(0x80, key) + element(0x04, digest) + revoked) << 0 << true;
        QTest::newRow("another hash") << element(0x30, element(0x80, key) + element(0x04, QByteArray(32, 'x')) + revoked) << 0 << false;
        QTest::newRow("another key") << element(0x30, element(0x80, "xyz") + revoked) << 0 << false;
        QTest::newRow("nobody") << element(0x30, revoked) << 1 << false;
        QTest::newRow("version 2") << element(0x30, element(0x80, key) + element(0x31, second) + element(0x0C, "A class of defects")) << 1 << true;
        QTest::newRow("another defect") << element(0x30, element(0x80, key) + element(0x31, element(0x30, QByteArray::fromHex("060A04007F00070301050202"))))
                                        << 0 << false;
    }
    void defectListThatRevokes()
    {
        QFETCH(QByteArray, defect);
        QFETCH(int, version);
        QFETCH(bool, revoked);
        CscaStore store = utopiaAlone();
        const Result<void> added = store.addDeviationList(signedUtopianList(defectListType, "0.4.0.127.0.7.3.11.2.1.2", defectContent(defect, version)));
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        const Result<std::optional<TrustedPath>> path = findPath(certificateOf(documentSigner()).get(), store, forgeNow);
        QCOMPARE(path.has_value(), !revoked);
        if (revoked)
            QCOMPARE(path.error().stage, QStringLiteral("document signer: revocation"));
    }

    // Estonia, June 2018: 169,422 documents whose signature is wrong. The chain leads to a CSCA that the German list has.
    void estonia()
    {
        DD_NEED_SHARED("chip/masterlist/estonia-deviation-list.bin");
        const QByteArray file = readFile(sharedDataPath(estonianList));
        QCOMPARE(file.size(), 1'867'037);
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
        const struct mallinfo2 before = mallinfo2();
#endif
        Result<OpenedDeviationList> opened = openDeviationList(file);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().stage + opened.error().detail));
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
        const struct mallinfo2 after = mallinfo2();
        const auto held = static_cast<qint64>(after.uordblks + after.hblkhd) - static_cast<qint64>(before.uordblks + before.hblkhd);
        QVERIFY2(held < 4 * 1024 * 1024, qPrintable(QString::number(held)));
#endif
        const DeviationList &list = opened->list;
        QCOMPARE(list.kind(), DeviationList::Kind::Deviations);
        QCOMPARE(list.country(), QStringLiteral("EE"));
        QCOMPARE(list.size(), 1);
        QCOMPARE(list.documentNumbers(), 169'422);
        QCOMPARE(list.signedAt, 1'530'016'792); // 2018-06-26 12:39:52 UTC
        QCOMPARE(list.signedBy, QStringLiteral("CN = Deviation List Signer (EE-2018), O = Estonia, OU = Police and Border Guard Board, C = EE"));
        // The signer's own certificate stands for an Estonian document signer: country and issuer are the same.
        for (const char *number : {"BB0000001", "BB0000002", "PB1015534"})
            QCOMPARE(namesFor(list, {opened->signer.get(), QString::fromLatin1(number), {}, {}}), QStringList{QStringLiteral("LDS-SODSignatureWrong")});
        for (const char *number : {"BB0000000", "ZZ9999999", "BB000000", "A"})
            QVERIFY(namesFor(list, {opened->signer.get(), QString::fromLatin1(number), {}, {}}).isEmpty());
        QCOMPARE(namesFor(list, {opened->signer.get(), {}, {}, {}}), QStringList{QStringLiteral("LDS-SODSignatureWrong?")});

        CscaStore store;
        QCOMPARE(store.addDeviationList(file).error().code, ErrorCode::UnknownIssuer);
    }
};

DD_TEST(TestDeviationList)
#include "test_deviation_list.moc"
