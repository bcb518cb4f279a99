#include "core/identity/code_lists.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

using namespace dd::identity;

namespace {

QByteArray provinceFile()
{
    return dd::test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/assets/code_lists/provinces.txt"));
}

QString wordFor(ProvinceKind kind)
{
    return kind == ProvinceKind::City ? QStringLiteral("Thành phố") : QStringLiteral("Tỉnh");
}

} // namespace

class TestCodeLists : public QObject
{
    Q_OBJECT
private slots:
    void readsTheTable()
    {
        const dd::Result<ProvinceTable> table = ProvinceTable::parse(provinceFile());
        QVERIFY2(table.has_value(), table ? "" : qPrintable(table.error().stage));
        QCOMPARE(table->version(), 20250701);
        QCOMPARE(table->effective(), QDate(2025, 7, 1));
        QCOMPARE(table->provinces().size(), 34);
        QVERIFY(!table->find(QStringLiteral("10"))); // Lào Cai's code until 2025-06-30
        QCOMPARE(table->fullName(QStringLiteral("15"), QDate(2026, 11, 21)), QStringLiteral("Tỉnh Lào Cai"));
        QCOMPARE(table->fullName(QStringLiteral("01"), QDate(2026, 11, 21)), QStringLiteral("Thành phố Hà Nội"));
        QVERIFY(table->fullName(QStringLiteral("10"), QDate(2026, 11, 21)).isEmpty());
    }

    void theLibraryCarriesTheTable()
    {
        const ProvinceTable &table = ProvinceTable::builtIn();
        QCOMPARE(table.version(), 20250701);
        QCOMPARE(table.provinces().size(), 34);
        QCOMPARE(table.name(QStringLiteral("15"), 20250701), QStringLiteral("Lào Cai"));
        QCOMPARE(table.name(QStringLiteral("15"), 20040101), QString()); // 15 was another province then
        QCOMPARE(table.name(QStringLiteral("10"), 20250701), QString());
    }

    void kindsChangeOnTheirDay_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Quảng Ninh, the day before") << QStringLiteral("22") << QDate(2026, 8, 31) << QStringLiteral("Tỉnh Quảng Ninh");
        QTest::newRow("Quảng Ninh, the day") << QStringLiteral("22") << QDate(2026, 9, 1) << QStringLiteral("Thành phố Quảng Ninh");
        QTest::newRow("Đồng Nai, the day before") << QStringLiteral("75") << QDate(2026, 4, 29) << QStringLiteral("Tỉnh Đồng Nai");
        QTest::newRow("Đồng Nai, the day") << QStringLiteral("75") << QDate(2026, 4, 30) << QStringLiteral("Thành phố Đồng Nai");
        QTest::newRow("Bắc Ninh, day unknown, before the check") << QStringLiteral("24") << QDate(2026, 9, 30) << QStringLiteral("Tỉnh Bắc Ninh");
        QTest::newRow("Bắc Ninh, checked") << QStringLiteral("24") << QDate(2026, 10, 1) << QStringLiteral("Thành phố Bắc Ninh");
    }
    void kindsChangeOnTheirDay()
    {
        QFETCH(QString, code);
        QFETCH(QDate, day);
        QFETCH(QString, expected);
        const dd::Result<ProvinceTable> table = ProvinceTable::parse(provinceFile());
        QVERIFY(table.has_value());
        QCOMPARE(table->fullName(code, day), expected);
    }

    void agreesWithThePublishedList()
    {
        DD_NEED_SHARED("vn/provinces_34.csv");
        const dd::Result<ProvinceTable> table = ProvinceTable::parse(provinceFile());
        QVERIFY(table.has_value());
        const QStringList lines = QString::fromUtf8(dd::test::readFile(dd::test::sharedDataPath("vn/provinces_34.csv"))).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 35);
        for (const QString &line : lines.mid(1)) {
            const QStringList fields = line.split(u',');
            const Province *province = table->find(fields.at(0));
            QVERIFY2(province, qPrintable(line));
            QCOMPARE(province->name, fields.at(1));
            QCOMPARE(wordFor(table->kindOn(*province, QDate(2025, 7, 1))), fields.at(2));
            QCOMPARE(wordFor(table->kindOn(*province, QDate(2026, 10, 1))), fields.at(4));
            if (province->laterKind)
                QCOMPARE(province->laterFrom, QDate::fromString(fields.at(5), Qt::ISODate));
        }
    }

    void refusesWhatIsNotATable_data()
    {
        QTest::addColumn<QByteArray>("file");
        const QByteArray head("list: provinces\nversion: 20250701\neffective: 2025-07-01\nchecked: 2026-10-01\ncount: 2\n");
        QTest::newRow("code twice") << head + "01 | A | city\n01 | B | city\n";
        QTest::newRow("unsorted") << head + "04 | A | city\n01 | B | city\n";
        QTest::newRow("code of three digits") << head + "001 | A | city\n004 | B | city\n";
        QTest::newRow("unknown kind") << head + "01 | A | town\n04 | B | city\n";
        QTest::newRow("no name") << head + "01 |  | city\n04 | B | city\n";
        QTest::newRow("bad date") << head + "01 | A | province | city | 2026-13-01\n04 | B | city\n";
        QTest::newRow("four fields") << head + "01 | A | province | city\n04 | B | city\n";
        QTest::newRow("unknown head") << head + "colour: red\n01 | A | city\n04 | B | city\n";
        QTest::newRow("bad UTF-8") << head + "01 | \xff | city\n04 | B | city\n";
        QTest::newRow("another list") << QByteArray(head).replace("provinces", "wards") + "01 | A | city\n04 | B | city\n";
    }
    void refusesWhatIsNotATable()
    {
        QFETCH(QByteArray, file);
        QVERIFY(!ProvinceTable::parse(file));
    }

    void everyPrefixIsRefused()
    {
        const QByteArray file = provinceFile();
        QVERIFY(file.size() > 500);
        for (qsizetype size = 0; size < file.size(); ++size)
            QVERIFY2(!ProvinceTable::parse(QByteArrayView(file).first(size)), qPrintable(QString::number(size)));
    }
};

DD_TEST(TestCodeLists)
#include "test_code_lists.moc"
