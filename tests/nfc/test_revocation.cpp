#include "nfc/authentication/revocation.h"

#include "nfc/authentication/csca_store.h"
#include "tests/nfc/pki_forge.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

CrlPlan plainCrl(int generation = 1)
{
    CrlPlan plan;
    plan.issuerKey = forgedKey("csca " + QByteArray::number(generation));
    return plan;
}

QByteArray serialBytes(const char *hexadecimal)
{
    return QByteArray::fromHex(hexadecimal);
}

CscaStore storeOfUtopia()
{
    CscaStore store;
    if (!store.add(forgeCertificate(cscaPlan(forgedKey("csca 1"))), QStringLiteral("test"), false))
        qFatal("no CSCA");
    return store;
}

} // namespace

class TestRevocation : public QObject
{
    Q_OBJECT

private slots:
    void aListIsRead()
    {
        CrlPlan plan = plainCrl();
        plan.number = 0x1234;
        plan.revoked = {1, 127, 128, 255, 256, 65535, 1'000'000};
        const QByteArray der = forgeCrl(plan);
        const Result<RevocationList> list = RevocationList::parse(der);
        QVERIFY2(list, list ? "" : qPrintable(list.error().detail));
        QCOMPARE(list->size(), 7);
        QCOMPARE(list->number(), serialBytes("1234"));
        QCOMPARE(list->authorityKey(), keyIdentifierOf(plan.issuerKey));
        QCOMPARE(list->thisUpdate(), plan.thisUpdate);
        QCOMPARE(list->nextUpdate(), *plan.nextUpdate);
        for (const char *named : {"01", "7F", "0080", "00FF", "0100", "00FFFF", "0F4240", "0001", "00000080"})
            QVERIFY2(list->isRevoked(serialBytes(named)), named);
        for (const char *other : {"00", "02", "80", "FF", "81", "0101", "FFFF", "0F4241", ""})
            QVERIFY2(!list->isRevoked(serialBytes(other)), other);
        QVERIFY(list->isCurrent(*plan.nextUpdate) && !list->isCurrent(*plan.nextUpdate + 1));
        QVERIFY(list->isCurrent(plan.thisUpdate) && !list->isCurrent(plan.thisUpdate - 1));
    }

    void prefixesAreRefused()
    {
        CrlPlan plan = plainCrl();
        plan.revoked = {100, 200};
        plan.extensions = {{"2.5.29.18", "DER:300C820A75746F7069612E6F7267"}};
        const auto parse = [](QByteArrayView view) { return RevocationList::parse(view).has_value(); };
        QVERIFY(refusesEveryPrefix(forgeCrl(plan), parse));
    }

    void whatIsNoWholeList_data()
    {
        QTest::addColumn<QByteArray>("extension");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("code"); // -1: read
        const int unsupported = static_cast<int>(ErrorCode::UnsupportedProtocol);
        const int damaged = static_cast<int>(ErrorCode::DamagedFile);
        QTest::newRow("a delta list") << QByteArray("2.5.29.27") << QByteArray("critical,DER:020101") << unsupported;
        QTest::newRow("a delta list, not critical") << QByteArray("2.5.29.27") << QByteArray("DER:020101") << unsupported;
        QTest::newRow("a distribution point") << QByteArray("2.5.29.28") << QByteArray("critical,DER:30038101FF") << unsupported;
        QTest::newRow("critical and unknown") << QByteArray("1.3.6.1.4.1.99999.1") << QByteArray("critical,DER:0500") << unsupported;
        QTest::newRow("unknown") << QByteArray("1.3.6.1.4.1.99999.1") << QByteArray("DER:0500") << -1;
        QTest::newRow("negative number") << QByteArray("2.5.29.20") << QByteArray("DER:0201FF") << damaged;
        QTest::newRow("number of 23 bytes") << QByteArray("2.5.29.20") << QByteArray("DER:0217" + QByteArray(46, '1')) << damaged;
        QTest::newRow("number that is none") << QByteArray("2.5.29.20") << QByteArray("DER:0500") << damaged;
        QTest::newRow("names that are none") << QByteArray("2.5.29.18") << QByteArray("DER:0500") << damaged;
        QTest::newRow("a key identifier that is none") << QByteArray("2.5.29.35") << QByteArray("DER:0500") << damaged;
    }
    void whatIsNoWholeList()
    {
        QFETCH(QByteArray, extension);
        QFETCH(QByteArray, value);
        QFETCH(int, code);
        CrlPlan plan = plainCrl();
        plan.number.reset();
        plan.keyIdentifier = false;
        plan.extensions = {{extension, value}};
        const Result<RevocationList> list = RevocationList::parse(forgeCrl(plan));
        QCOMPARE(list.has_value(), code < 0);
        if (!list)
            QCOMPARE(static_cast<int>(list.error().code), code);
    }

    void shapes_data()
    {
        QTest::addColumn<QByteArray>("der");
        QTest::addColumn<bool>("accepted");
        const QByteArray name = element(0x30, element(0x31, element(0x30, QByteArray::fromHex("0603550406") + element(0x13, "UT"))));
        const QByteArray algorithm = QByteArray::fromHex("300A06082A8648CE3D040302");
        const QByteArray now = element(0x17, "260101000000Z");
        const QByteArray later = element(0x18, "20260401000000Z");
        const QByteArray two = QByteArray::fromHex("020101");
        const auto row = [&](const char *title, bool accepted, const QByteArray &content, const QByteArray &outer) {
            QTest::newRow(title) << element(0x30, element(0x30, content) + outer + element(0x03, QByteArray::fromHex("0030060201010201"
                                                                                                                   "01")))
                                 << accepted;
        };
        const auto entry = [](const QByteArray &fields) { return element(0x30, element(0x30, fields)); };
        row("smallest", true, algorithm + name + now, algorithm);
        row("version 2", true, two + algorithm + name + now + later, algorithm);
        row("version 3", false, QByteArray::fromHex("020102") + algorithm + name + now, algorithm);
        row("two algorithms", false, algorithm + name + now, QByteArray::fromHex("300A06082A8648CE3D040303"));
        row("no issuer", false, algorithm + now, algorithm);
        row("empty issuer", false, algorithm + element(0x30, {}) + now, algorithm);
        row("no time", false, algorithm + name, algorithm);
        row("a time that is none", false, algorithm + name + element(0x17, "261301000000Z"), algorithm);
        row("next time that is none", false, algorithm + name + now + element(0x17, "soon"), algorithm);
        row("one entry", true, algorithm + name + now + entry(element(0x02, "\x05") + now), algorithm);
        row("entry without serial", false, algorithm + name + now + entry(now), algorithm);
        row("entry with empty serial", false, algorithm + name + now + entry(element(0x02, {}) + now), algorithm);
        row("entry without date", false, algorithm + name + now + entry(element(0x02, "\x05")), algorithm);
        row("entry with a reason", true,
            algorithm + name + now + entry(element(0x02, "\x05") + now + QByteArray::fromHex("300C300A0603551D1504030A0101")), algorithm);
        row("entry of another issuer", false,
            algorithm + name + now + entry(element(0x02, "\x05") + now + QByteArray::fromHex("300F300D0603551D1D0101FF04033001FF")), algorithm);
        row("something behind", false, algorithm + name + now + QByteArray::fromHex("0500"), algorithm);
    }
    void shapes()
    {
        QFETCH(QByteArray, der);
        QFETCH(bool, accepted);
        const Result<RevocationList> list = RevocationList::parse(der);
        QCOMPARE(list.has_value(), accepted);
        if (!list)
            QCOMPARE(list.error().stage, QStringLiteral("CRL"));
    }

    // Signed by a CSCA that is here, or not taken.
    void aListIsVerifiedBeforeUse()
    {
        CscaStore store = storeOfUtopia();
        QCOMPARE(store.addCrl(forgeCrl(plainCrl(2))).error().code, ErrorCode::UnknownIssuer); // another key under the name, and says so
        CrlPlan stranger = plainCrl(2);
        stranger.issuer = "C=DY,O=Dystopia,CN=CSCA";
        QCOMPARE(store.addCrl(forgeCrl(stranger)).error().code, ErrorCode::UnknownIssuer);
        CrlPlan unnamed = plainCrl(2); // the name alone leads to the CSCA
        unnamed.keyIdentifier = false;
        QCOMPARE(store.addCrl(forgeCrl(unnamed)).error().detail, QStringLiteral("not signed by the CSCA it names while that was valid"));
        CrlPlan late = plainCrl(); // by a key whose time is over, or has not begun
        late.nextUpdate.reset();
        for (const qint64 thisUpdate : {forgeNow + 12 * year + 1, forgeNow - 2 * year - 1}) {
            late.thisUpdate = thisUpdate;
            const Result<void> added = store.addCrl(forgeCrl(late));
            QVERIFY(!added);
            QCOMPARE(added.error().detail, QStringLiteral("not signed by the CSCA it names while that was valid"));
        }
        QByteArray changed = forgeCrl(plainCrl());
        changed[changed.size() / 2] = static_cast<char>(changed.at(changed.size() / 2) ^ 0x01);
        QVERIFY(!store.addCrl(changed));
        QCOMPARE(store.addCrl("no list").error().code, ErrorCode::InvalidInput);
        QVERIFY(store.revocationLists().isEmpty());
        QVERIFY(store.addCrl(forgeCrl(plainCrl())));
        QVERIFY(store.addCrl(pem("X509 CRL", forgeCrl(plainCrl()))));
        QCOMPARE(store.revocationLists().size(), 1);
    }

    void aCscaThatMayNotSignLists()
    {
        CertificatePlan plan = cscaPlan(forgedKey("csca 1"));
        plan.extensions = {{"keyUsage", "critical,keyCertSign"}, {"basicConstraints", "critical,CA:TRUE"}};
        CscaStore store;
        QVERIFY(store.add(forgeCertificate(plan), {}, false));
        QVERIFY(!store.addCrl(forgeCrl(plainCrl())));
    }

    // A link certificate's key counts when an anchor stands behind it.
    void aListSignedByALinkedCsca()
    {
        CscaStore store;
        QVERIFY(store.add(forgeCertificate(linkPlan(forgedKey("csca 2"), forgedKey("csca 1"))), {}, false));
        QVERIFY(!store.addCrl(forgeCrl(plainCrl(2))));
        QVERIFY(store.add(forgeCertificate(cscaPlan(forgedKey("csca 1"))), {}, false));
        QVERIFY(store.addCrl(forgeCrl(plainCrl(2))));
    }

    void theNewestIsKept_data()
    {
        QTest::addColumn<QList<int>>("order");
        QTest::newRow("in order") << QList<int>{0, 1, 2};
        QTest::newRow("reversed") << QList<int>{2, 1, 0};
        QTest::newRow("mixed") << QList<int>{1, 2, 0};
    }
    void theNewestIsKept()
    {
        QFETCH(QList<int>, order);
        for (const bool numbered : {true, false}) {
            CscaStore store = storeOfUtopia();
            for (const int which : order) {
                CrlPlan plan = plainCrl();
                plan.number = numbered ? std::optional<long>(200 + 100 * which) : std::nullopt; // 200, 300, 400: one and two bytes
                plan.thisUpdate = forgeNow - 10 * day + which * day;
                plan.revoked = {which + 1};
                QVERIFY(store.addCrl(forgeCrl(plan)));
            }
            QCOMPARE(store.revocationLists().size(), 1);
            QVERIFY(store.revocationLists().first().isRevoked(serialBytes("03")));
            QVERIFY(!store.revocationLists().first().isRevoked(serialBytes("01")));
        }
    }
};

DD_TEST(TestRevocation)
#include "test_revocation.moc"
