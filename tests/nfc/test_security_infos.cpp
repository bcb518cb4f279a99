#include "nfc/lds/security_infos.h"

#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

// EF.CardAccess of Vietnamese cards, and a DG14 that repeats its PACEInfo and names ECDSA with SHA-256.
const QByteArray vietnam = hex("3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D");
const QByteArray dg14 = hex("6E2D312B3012060A04007F0007020204020202010202010D3015060667810801010502010106082A8648CE3D040302");

SecurityInfos infosOf(const char *cardAccess)
{
    return parseCardAccess(hex(cardAccess)).value_or(SecurityInfos{});
}

} // namespace

class TestSecurityInfos : public QObject
{
    Q_OBJECT

private slots:
    void vietnamsCardAccess()
    {
        const Result<SecurityInfos> infos = parseCardAccess(vietnam);
        QVERIFY(infos);
        QCOMPARE(infos->protocols.size(), 3);
        QCOMPARE(infos->pace, builtInCardAccess().pace);
        QCOMPARE(infos->pace.first().version, 2);
        QCOMPARE(infos->pace.first().parameterId.value(), 13);
        QVERIFY(!infos->activeAuthentication);
    }

    void dg14NamesTheSignatureAlgorithm()
    {
        const Result<SecurityInfos> infos = parseDg14(dg14);
        QVERIFY(infos);
        QVERIFY(infos->activeAuthentication);
        QCOMPARE(infos->activeAuthentication->signatureAlgorithm, hex("2A8648CE3D040302"));
        QVERIFY(checkCardAccessAgainstDg14(builtInCardAccess(), *infos));
    }

    void everyPrefix()
    {
        QVERIFY(test::refusesEveryPrefix(vietnam, [](QByteArrayView view) { return parseCardAccess(view).has_value(); }));
        QVERIFY(test::refusesEveryPrefix(dg14, [](QByteArrayView view) { return parseDg14(view).has_value(); }));
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("not a set") << hex("30143012060A04007F0007020204020202010202010D");
        QTest::newRow("info is no sequence") << hex("31143112060A04007F0007020204020202010202010D");
        QTest::newRow("no protocol") << hex("31023000");
        QTest::newRow("PACE without a version") << hex("310E300C060A04007F00070202040202");
        QTest::newRow("negative version") << hex("3111300F060A04007F00070202040202020182");
        QTest::newRow("too much in PACEInfo") << hex("31173015060A04007F0007020204020202010202010D020100");
        QTest::newRow("junk in an unknown info") << hex("3106300406022A0030");
    }
    void malformed()
    {
        QFETCH(QByteArray, file);
        const Result<SecurityInfos> infos = parseCardAccess(file);
        QVERIFY(!infos);
        QCOMPARE(infos.error().code, ErrorCode::DamagedFile);
        QCOMPARE(infos.error().stage, QStringLiteral("CardAccess"));
    }

    void downgrade_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QByteArray>("signedInfos");
        QTest::addColumn<bool>("agree");
        const QByteArray gm128("3012060A04007F0007020204020202010202010D");
        const QByteArray gm256("3012060A04007F0007020204020402010202010D");
        QTest::newRow("same") << "3114" + gm128 << "3114" + gm128 << true;
        QTest::newRow("same, other order") << "3128" + gm128 + gm256 << "3128" + gm256 + gm128 << true;
        QTest::newRow("stronger one left out") << "3114" + gm128 << "3128" + gm128 + gm256 << false;
        QTest::newRow("one added") << "3128" + gm128 + gm256 << "3114" + gm128 << false;
        QTest::newRow("one exchanged") << "3114" + gm256 << "3114" + gm128 << false;
        QTest::newRow("nothing signed about PACE") << "3114" + gm128 << QByteArray("310F300D060804007F0007020202020101") << true;
        QTest::newRow("PACE left out altogether") << QByteArray("310F300D060804007F0007020202020101") << "3114" + gm128 << false;
    }
    void downgrade()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QByteArray, signedInfos);
        QFETCH(bool, agree);
        const Result<void> result = checkCardAccessAgainstDg14(infosOf(cardAccess.constData()), infosOf(signedInfos.constData()));
        QCOMPARE(result.has_value(), agree);
        if (!result)
            QCOMPARE(result.error().code, ErrorCode::ProtocolDowngrade);
    }
};

DD_TEST(TestSecurityInfos)
#include "test_security_infos.moc"
