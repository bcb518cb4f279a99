// BSI TR-03105 part 5.1, LDS_F: EF.DG14 and what it says about chip authentication.
#include "nfc/lds/security_infos.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray caOidEcdhAes128 = hex("060A04007F00070202030202");
const QByteArray caOidIllegal = hex("060A04007F00070202030909");
// A key that is not looked into here: its algorithm and no bits.
const QByteArray caPublicKeyInfo = hex("3019" "060904007F000702020102" "300C" "3007" "06052B81040022" "030100");

QByteArray dg14Around(const QByteArray &chipAuthenticationInfo)
{
    return tlv::encode(0x6E, tlv::encode(0x31, {tlv::encode(0x30, chipAuthenticationInfo), caPublicKeyInfo}));
}

} // namespace

class Tr03105LdsF : public QObject
{
    Q_OBJECT

private slots:
    void ldsF_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<bool>("refused"); // DamagedFile
        QTest::addColumn<int>("offered");  // ChipAuthenticationInfos understood
        QTest::addColumn<int>("version");
        const QByteArray good = dg14Around(caOidEcdhAes128 + hex("020101"));
        const auto refused = [](const char *identifier, const QByteArray &file) { QTest::newRow(identifier) << file << true << 0 << 0; };
        const auto outerLength = [&](int difference) {
            QByteArray file = good;
            file[1] = static_cast<char>(file[1] + difference);
            return file;
        };
        refused("LDS_F_01", QByteArray(good).replace(0, 1, hex("6F")));
        refused("LDS_F_02", outerLength(-1));
        refused("LDS_F_03", outerLength(+1));
        // An unknown protocol may be of the future, so the file is read; nothing is offered under that name.
        QTest::newRow("LDS_F_04") << dg14Around(caOidIllegal + hex("020101")) << false << 0 << 0;
        refused("LDS_F_05", dg14Around(hex("020101")));
        // Likewise: the version is told as it stands, and chip authentication knows only version 1.
        QTest::newRow("LDS_F_06") << dg14Around(caOidEcdhAes128 + hex("020109")) << false << 1 << 9;
        refused("LDS_F_07", dg14Around(caOidEcdhAes128));
    }
    void ldsF()
    {
        QFETCH(QByteArray, file);
        QFETCH(bool, refused);
        QFETCH(int, offered);
        QFETCH(int, version);
        const Result<SecurityInfos> infos = parseDg14(file);
        QCOMPARE(infos.has_value(), !refused);
        if (!infos) {
            QCOMPARE(infos.error().code, ErrorCode::DamagedFile);
            QCOMPARE(infos.error().stage, QStringLiteral("DG14"));
            return;
        }
        QCOMPARE(infos->chipAuthentication.size(), offered);
        QCOMPARE(infos->chipAuthenticationKeys.size(), 1);
        QCOMPARE(infos->protocols.size(), 2); // kept by name, whatever it is
        if (offered > 0)
            QCOMPARE(infos->chipAuthentication.first().version, version);
    }

    void theFileTheyAreMadeOf()
    {
        const Result<SecurityInfos> infos = parseDg14(dg14Around(caOidEcdhAes128 + hex("020101")));
        QVERIFY(infos);
        QCOMPARE(infos->chipAuthentication.size(), 1);
        QCOMPARE(infos->chipAuthentication.first().version, 1);
    }
};

DD_TEST(Tr03105LdsF)
#include "tr03105_lds_f.moc"
