#include "core/identity/personal_number.h"
#include "tests/support/registry.h"

#include <QTest>

using dd::identity::maskedPersonalNumber;
using dd::identity::parsePersonalNumber;

class TestPersonalNumber : public QObject
{
    Q_OBJECT
private slots:
    void reads_data()
    {
        QTest::addColumn<QString>("digits");
        QTest::addColumn<QString>("place");
        QTest::addColumn<int>("sex");
        QTest::addColumn<int>("year");
        QTest::newRow("1900s male") << QStringLiteral("001090000017") << QStringLiteral("001") << 1 << 1990;
        QTest::newRow("1900s female") << QStringLiteral("096100000000") << QStringLiteral("096") << 2 << 1900;
        QTest::newRow("2000s male") << QStringLiteral("079205123456") << QStringLiteral("079") << 1 << 2005;
        QTest::newRow("2000s female") << QStringLiteral("001399999999") << QStringLiteral("001") << 2 << 2099;
        QTest::newRow("2300s female, a country") << QStringLiteral("295901000001") << QStringLiteral("295") << 2 << 2301;
        QTest::newRow("2300s male") << QStringLiteral("101800000001") << QStringLiteral("101") << 1 << 2300;
        QTest::newRow("a place that never was is not refused") << QStringLiteral("999450000000") << QStringLiteral("999") << 1 << 2150;
    }
    void reads()
    {
        QFETCH(QString, digits);
        const auto number = parsePersonalNumber(digits);
        QVERIFY(number);
        QCOMPARE(number->digits, digits);
        QTEST(number->placeCode, "place");
        QTEST(static_cast<int>(number->sex), "sex");
        QTEST(number->birthYear, "year");
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("eleven digits") << QStringLiteral("00109000001");
        QTest::newRow("thirteen digits") << QStringLiteral("0010900000170");
        QTest::newRow("the old number") << QStringLiteral("123456789");
        QTest::newRow("a letter") << QStringLiteral("00109000001A");
        QTest::newRow("a blank before") << QStringLiteral(" 00109000001");
        QTest::newRow("a line end behind") << QStringLiteral("001090000017\n");
        QTest::newRow("groups") << QStringLiteral("001 090 0000");
        QTest::newRow("a sign") << QStringLiteral("+01090000017");
        QTest::newRow("full-width digits") << QString(12, QChar(0xFF11));
        QTest::newRow("Arabic-Indic digits") << QString(12, QChar(0x0661));
        QTest::newRow("a zero character") << QString(QStringLiteral("00109000001") + QChar(0));
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto number = parsePersonalNumber(text);
        QVERIFY(!number);
        QCOMPARE(number.error().code, dd::ErrorCode::PersonalNumberMalformed);
    }

    void everyPrefixIsRefused()
    {
        const QString whole = QStringLiteral("001090000017");
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY(!parsePersonalNumber(whole.first(size)));
    }

    void mask()
    {
        QCOMPARE(maskedPersonalNumber(QStringLiteral("001090000017")), QStringLiteral("*********017"));
        QCOMPARE(maskedPersonalNumber(QStringLiteral("017")), QStringLiteral("***"));
        QCOMPARE(maskedPersonalNumber(QString()), QString());
    }
};

DD_TEST(TestPersonalNumber)
#include "test_personal_number.moc"
