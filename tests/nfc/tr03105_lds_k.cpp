// BSI TR-03105 part 5.1, LDS_K: the extended length information in EF.ATR/INFO. Without it, or with a wrong one, a reader
// keeps to short APDUs or tries.
#include "nfc/lds/atr_info.h"

#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class Tr03105LdsK : public QObject
{
    Q_OBJECT

private slots:
    void ldsK_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<bool>("refused"); // DamagedFile
        QTest::addColumn<int>("command");  // 0: not stated
        QTest::addColumn<int>("response");
        const QByteArray services = hex("4301B8");
        QTest::newRow("LDS_K_01") << services + hex("7F6608 02020400 02020800") << false << 1024 << 2048;
        QTest::newRow("LDS_K_02") << services + hex("7F660A 0203010000 0203010000") << false << 65536 << 65536;
        QTest::newRow("LDS_K_03") << services + hex("7F6604 02020400") << true << 0 << 0;
        QTest::newRow("LDS_K_04") << services + hex("7F6708 02020400 02020800") << false << 0 << 0;
    }
    void ldsK()
    {
        QFETCH(QByteArray, file);
        QFETCH(bool, refused);
        QFETCH(int, command);
        QFETCH(int, response);
        const Result<std::optional<CardCapabilities>> stated = parseAtrInfo(file);
        QCOMPARE(stated.has_value(), !refused);
        if (!stated) {
            QCOMPARE(stated.error().code, ErrorCode::DamagedFile);
            QCOMPARE(stated.error().stage, QStringLiteral("ATR/INFO"));
            return;
        }
        QCOMPARE(stated->has_value(), command != 0);
        if (*stated)
            QCOMPARE(**stated, (CardCapabilities{command, response}));
    }
};

DD_TEST(Tr03105LdsK)
#include "tr03105_lds_k.moc"
