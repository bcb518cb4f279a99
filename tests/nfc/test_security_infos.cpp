#include "nfc/lds/security_infos.h"

#include "nfc/apdu/tlv.h"
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

    // The protocols of EAC 1: chip authentication with two keys, terminal authentication with its EF.CVCA.
    void chipAuthentication()
    {
        const QByteArray key = hex("3008"
                                   "3006"
                                   "06042A030405"); // stands for a SubjectPublicKeyInfo: not looked into here
        const QByteArray first = tlv::encode(0x30, {hex("060A04007F00070202030202"
                                                        "020101")});
        const QByteArray second = tlv::encode(0x30, {hex("060A04007F00070202030104"
                                                         "020101"
                                                         "0203008081")});
        const QByteArray ecdh = tlv::encode(0x30, {hex("060904007F000702020102"), key});
        const QByteArray dh = tlv::encode(0x30, {hex("060904007F000702020101"), key, hex("0203008081")});
        const QByteArray terminal = tlv::encode(0x30, {hex("060804007F0007020202"
                                                           "020101"
                                                           "3007"
                                                           "0402011C"
                                                           "04011C")});
        const QByteArray directory = tlv::encode(0x30, {hex("0606678108010108"
                                                            "0403616263")}); // EF.DIR, kept by name
        const QByteArray file = tlv::encode(0x6E, tlv::encode(0x31, {first, second, ecdh, dh, terminal, directory}));
        const Result<SecurityInfos> infos = parseDg14(file);
        QVERIFY2(infos, infos ? "" : qPrintable(infos.error().detail));
        QCOMPARE(infos->chipAuthentication.size(), 2);
        QCOMPARE(infos->chipAuthentication[0].protocol, hex("04007F00070202030202"));
        QCOMPARE(infos->chipAuthentication[0].version, 1);
        QVERIFY(!infos->chipAuthentication[0].keyId);
        QCOMPARE(infos->chipAuthentication[1].keyId.value(), hex("008081"));
        QCOMPARE(infos->chipAuthenticationKeys.size(), 2);
        QCOMPARE(infos->chipAuthenticationKeys[0].protocol, hex("04007F000702020102"));
        QCOMPARE(infos->chipAuthenticationKeys[0].subjectPublicKeyInfo, key);
        QVERIFY(!infos->chipAuthenticationKeys[0].keyId);
        QCOMPARE(infos->chipAuthenticationKeys[1].keyId.value(), hex("008081"));
        QCOMPARE(infos->terminalAuthentication.value().version, 1);
        QCOMPARE(infos->terminalAuthentication->efCvca, hex("3007"
                                                            "0402011C"
                                                            "04011C"));
        QCOMPARE(infos->encoded, (QList<QByteArray>{first, second, ecdh, dh, terminal, directory}));
        QCOMPARE(infos->protocols.last(), hex("678108010108"));
        QVERIFY(test::refusesEveryPrefix(file, [](QByteArrayView view) { return parseDg14(view).has_value(); }));
    }

    void domainParametersOfTheCardsOwn()
    {
        const QByteArray algorithm = hex("300C"
                                         "060A04007F00070101050101");
        const QByteArray info = tlv::encode(0x30, {hex("060904007F000702020402"), algorithm, hex("02010A")});
        const Result<SecurityInfos> infos = parseCardAccess(tlv::encode(0x31, info));
        QVERIFY(infos);
        QVERIFY(infos->pace.isEmpty());
        QCOMPARE(infos->paceDomainParameters.size(), 1);
        QCOMPARE(infos->paceDomainParameters.first().domainParameter, algorithm);
        QCOMPARE(infos->paceDomainParameters.first().parameterId.value(), 10);
    }

    void cardSecurityIsTheBareSet()
    {
        const Result<SecurityInfos> infos = parseCardSecurityContent(vietnam);
        QVERIFY(infos);
        QCOMPARE(infos->encoded.size(), 3);
        QCOMPARE(parseCardSecurityContent(dg14).error().stage, QStringLiteral("CardSecurity"));
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
        QTest::newRow("chip authentication without a version") << hex("310E300C060A04007F00070202030202");
        QTest::newRow("chip authentication, negative key number") << hex("31143012060A04007F00070202030202020101020181");
        QTest::newRow("chip authentication, empty key number") << hex("31133011060A04007F000702020302020201010200");
        QTest::newRow("chip authentication, too much") << hex("31173015060A04007F00070202030202020101020101020101");
        QTest::newRow("chip authentication, endless key number")
            << tlv::encode(0x31, tlv::encode(0x30, {hex("060A04007F00070202030202020101"), tlv::encode(0x02, QByteArray(33, '\1'))}));
        QTest::newRow("chip authentication key without a key") << hex("310D300B060904007F000702020102");
        QTest::newRow("chip authentication key is no sequence") << hex("3110300E060904007F000702020102040100");
        QTest::newRow("PACE parameters missing") << hex("310D300B060904007F000702020402");
        QTest::newRow("terminal authentication without a version") << hex("310C300A060804007F0007020202");
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
        const QByteArray cam128("3012060A04007F0007020204060202010202010D");
        QTest::newRow("CAM signed elsewhere") << "3128" + gm128 + cam128 << "3114" + gm128 << true;
        QTest::newRow("CAM left out") << "3114" + gm128 << "3128" + gm128 + cam128 << false;
        QTest::newRow("CAM signed elsewhere, another left out") << "3128" + gm128 + cam128 << "3128" + gm128 + gm256 << false;
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

    void cardSecurityRepeatsCardAccess_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QByteArray>("cardSecurity");
        QTest::addColumn<bool>("agree");
        const QByteArray gm128 = hex("3012060A04007F0007020204020202010202010D");
        const QByteArray cam128 = hex("3012060A04007F0007020204060202010202010D");
        const QByteArray ca = hex("300F060A04007F00070202030202020101");
        const QByteArray ca2 = hex("300F060A04007F00070202030202020102");
        const auto set = [](const QByteArray &infos) { return tlv::encode(0x31, infos); };
        QTest::newRow("same") << set(gm128 + cam128) << set(gm128 + cam128) << true;
        QTest::newRow("more is signed") << set(gm128 + cam128) << set(ca + cam128 + gm128) << true;
        QTest::newRow("one is not signed") << set(gm128 + cam128) << set(gm128 + ca) << false;
        QTest::newRow("nothing is signed") << set(gm128) << set({}) << false;
        QTest::newRow("another version") << set(gm128 + ca2) << set(gm128 + ca) << false;
        QTest::newRow("a stronger one taken out") << set(gm128) << set(gm128 + cam128) << false;
        QTest::newRow("nothing stated") << set({}) << set(ca) << true;
    }
    void cardSecurityRepeatsCardAccess()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QByteArray, cardSecurity);
        QFETCH(bool, agree);
        const Result<SecurityInfos> stated = parseCardAccess(cardAccess);
        const Result<SecurityInfos> signedInfos = parseCardSecurityContent(cardSecurity);
        QVERIFY(stated && signedInfos);
        const Result<void> result = checkCardAccessAgainstCardSecurity(*stated, *signedInfos);
        QCOMPARE(result.has_value(), agree);
        if (!result)
            QCOMPARE(result.error().code, ErrorCode::ProtocolDowngrade);
    }

    void builtInProfileIsVietnams() { QVERIFY(checkCardAccessAgainstCardSecurity(builtInCardAccess(), parseCardAccess(vietnam).value())); }
};

DD_TEST(TestSecurityInfos)
#include "test_security_infos.moc"
