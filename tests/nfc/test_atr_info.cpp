#include "nfc/lds/atr_info.h"

#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

// Card service data, pre-issuing data, card capabilities, then the lengths, as such files look.
const QByteArray usualAtrInfo = hex("4301B8" "46040102 0304" "470394 01E0" "7F6608 020203E8 02020400");

} // namespace

class TestAtrInfo : public QObject
{
    Q_OBJECT

private slots:
    void lengths_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("command"); // 0: not stated
        QTest::addColumn<int>("response");
        QTest::newRow("two bytes") << usualAtrInfo << 1000 << 1024;
        QTest::newRow("three bytes") << hex("7F660A 0203010000 0203010001") << 65536 << 65537;
        QTest::newRow("first in the file") << hex("7F6608 02020105 02020100 4301B8") << 261 << 256;
        QTest::newRow("padded with 00") << usualAtrInfo + QByteArray(20, '\0') << 1000 << 1024;
        QTest::newRow("padded with FF") << usualAtrInfo + QByteArray(20, '\xFF') << 1000 << 1024;
        QTest::newRow("not stated") << hex("4301B8") << 0 << 0;
        QTest::newRow("empty") << QByteArray() << 0 << 0;
        QTest::newRow("only padding") << QByteArray(8, '\0') << 0 << 0;
    }
    void lengths()
    {
        QFETCH(QByteArray, file);
        QFETCH(int, command);
        QFETCH(int, response);
        const Result<std::optional<CardCapabilities>> stated = parseAtrInfo(file);
        QVERIFY2(stated, stated ? "" : qPrintable(stated.error().detail));
        QCOMPARE(stated->has_value(), command != 0);
        if (*stated)
            QCOMPARE(**stated, (CardCapabilities{command, response}));
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("one length") << hex("7F6604 020203E8");
        QTest::newRow("three lengths") << hex("7F660C 020203E8 020203E8 020203E8");
        QTest::newRow("no lengths") << hex("7F6600");
        QTest::newRow("not INTEGERs") << hex("7F6608 040203E8 040203E8");
        QTest::newRow("negative") << hex("7F6608 02028000 020203E8");
        QTest::newRow("too large") << hex("7F660D 02050100000000 020203E8 0000");
        QTest::newRow("a command of 4 bytes") << hex("7F6607 020104 020203E8");
        QTest::newRow("twice") << usualAtrInfo + hex("7F6608 020203E8 02020400");
        QTest::newRow("padding with something in it") << usualAtrInfo + hex("0000000100");
    }
    void refusals()
    {
        QFETCH(QByteArray, file);
        const Result<std::optional<CardCapabilities>> stated = parseAtrInfo(file);
        QVERIFY(!stated);
        QCOMPARE(stated.error().code, ErrorCode::DamagedFile);
        QCOMPARE(stated.error().stage, QStringLiteral("ATR/INFO"));
    }

    // The file is a row of objects: cut between two of them it is a shorter row, which never states the lengths.
    void everyPrefix()
    {
        for (qsizetype size = 0; size < usualAtrInfo.size(); ++size) {
            const QByteArray prefix(usualAtrInfo.constData(), size);
            const Result<std::optional<CardCapabilities>> stated = parseAtrInfo(prefix);
            QVERIFY(!stated || !*stated);
        }
    }
};

DD_TEST(TestAtrInfo)
#include "test_atr_info.moc"
