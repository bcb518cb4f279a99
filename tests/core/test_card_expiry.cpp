#include "core/identity/card_expiry.h"
#include "core/identity/mrz.h"
#include "tests/support/registry.h"

#include <QTest>

namespace dd::identity {

class TestCardExpiry : public QObject
{
    Q_OBJECT
private slots:
    // Law 26/2023 art. 21, one birthday at a time and on both sides of each border.
    void rule_data()
    {
        QTest::addColumn<QDate>("birth");
        QTest::addColumn<QDate>("issue");
        QTest::addColumn<QDate>("expiry"); // invalid: none
        const auto row = [](const char *name, QDate birth, QDate issue, QDate expiry) { QTest::newRow(name) << birth << issue << expiry; };
        row("a child of six", {2018, 3, 2}, {2024, 8, 1}, {2032, 3, 2});
        row("the day before the two years to 14", {2012, 3, 2}, {2024, 3, 1}, {2026, 3, 2});
        row("the day they begin", {2012, 3, 2}, {2024, 3, 2}, {2037, 3, 2});
        row("the day before turning 14", {2010, 9, 9}, {2024, 9, 8}, {2035, 9, 9});
        row("on turning 14", {2010, 9, 9}, {2024, 9, 9}, {2035, 9, 9});
        row("at 22", {2000, 1, 31}, {2022, 2, 1}, {2025, 1, 31});
        row("at 23, in the two years to 25", {2000, 1, 31}, {2023, 1, 31}, {2040, 1, 31});
        row("at 31", {1990, 1, 1}, {2021, 5, 15}, {2030, 1, 1});
        row("at 38, in the two years to 40", {1983, 6, 7}, {2021, 6, 7}, {2043, 6, 7});
        row("at 40", {1981, 6, 7}, {2021, 6, 7}, {2041, 6, 7});
        row("the day before 58", {1963, 6, 7}, {2021, 6, 6}, {2023, 6, 7});
        row("at 58: none", {1963, 6, 7}, {2021, 6, 7}, {});
        row("at 60: none", {1961, 6, 7}, {2021, 6, 7}, {});
        row("at 83: none", {1938, 6, 7}, {2021, 6, 7}, {});
        row("born on 29 February, 25 in a common year", {2000, 2, 29}, {2021, 6, 7}, {2025, 2, 28});
        row("born on 29 February, 40 in a leap year", {1988, 2, 29}, {2021, 6, 7}, {2028, 2, 29});
        row("born on 29 February, the day before the two years begin", {2000, 2, 29}, {2023, 2, 27}, {2025, 2, 28});
        row("born on 29 February, the day they begin", {2000, 2, 29}, {2023, 2, 28}, {2040, 2, 29});
    }
    void rule()
    {
        QFETCH(QDate, birth);
        QFETCH(QDate, issue);
        QFETCH(QDate, expiry);
        QCOMPARE(cardExpiry(birth, issue).value_or(QDate()), expiry);
    }

    void guesses_data()
    {
        QTest::addColumn<QDate>("birth");
        QTest::addColumn<QDate>("issue");
        QTest::addColumn<QByteArrayList>("fields"); // date and check digit, the likeliest first
        const auto row = [](const char *name, QDate birth, QDate issue, const QByteArrayList &fields) { QTest::newRow(name) << birth << issue << fields; };
        row("certain", {1990, 1, 1}, {2021, 5, 15}, {"3001019"});
        row("29 February in a common year", {2000, 2, 29}, {2021, 6, 7}, {"2502287", "2503011", "2502298"});
        row("29 February in a leap year", {1988, 2, 29}, {2021, 6, 7}, {"2802297"});
        row("the day on which the two years begin", {2000, 1, 31}, {2023, 1, 31}, {"4001315", "2501316"});
        row("the day before", {2000, 1, 31}, {2023, 1, 30}, {"2501316"});
        row("29 February, the day on which the two years begin", {2000, 2, 29}, {2023, 2, 28}, {"4002297", "2502287", "2503011", "2502298"});
        row("no expiry", {1950, 1, 1}, {2021, 5, 15}, {"9912315", "<<<<<<0", "<<<<<<<", "0000000"});
        row("no expiry, or 60", {1963, 6, 7}, {2021, 6, 7}, {"9912315", "<<<<<<0", "<<<<<<<", "0000000", "2306072"});
        row("cut to five: 2100 is a common year", {2040, 2, 29}, {2098, 2, 28}, {"9912315", "<<<<<<0", "<<<<<<<", "0000000", "0002288"});
        row("issued before birth", {2000, 1, 31}, {1999, 1, 31}, {});
        row("no date", {}, {2021, 6, 7}, {});
    }
    void guesses()
    {
        QFETCH(QDate, birth);
        QFETCH(QDate, issue);
        QFETCH(QByteArrayList, fields);
        const QList<QByteArray> made = expiryGuesses(birth, issue);
        QCOMPARE(made, fields);
        QVERIFY(made.size() <= mostGuesses);
        for (const QByteArray &field : made) {
            if (field != "<<<<<<<")
                QCOMPARE(field.back() - '0', mrzCheckDigit(field.first(6)));
        }
    }

    // Every day of three lives: the guesses begin with the rule, are few, and none comes twice.
    void everyDay()
    {
        for (const QDate &birth : {QDate(1990, 1, 1), QDate(1964, 2, 29), QDate(2004, 12, 31)}) {
            for (QDate issue = birth; issue < birth.addYears(70); issue = issue.addDays(1)) {
                const QList<QByteArray> made = expiryGuesses(birth, issue);
                QVERIFY(!made.isEmpty() && made.size() <= mostGuesses);
                const std::optional<QDate> expiry = cardExpiry(birth, issue);
                QCOMPARE(made.constFirst().first(6), expiry ? expiry->toString(QStringLiteral("yyMMdd")).toLatin1() : QByteArray("991231"));
                QCOMPARE(QSet<QByteArray>(made.begin(), made.end()).size(), made.size());
                if (expiry)
                    QVERIFY(*expiry > issue);
            }
        }
    }

    void fromThePrintedQr()
    {
        const auto printed = parsePrintedQr(QStringLiteral("001090000017||NGUYỄN VĂN MẪU|01011990|Nam|Số 1 Phố Thử Nghiệm|15052021"));
        QVERIFY(printed.has_value());
        const auto mrz = parseMrz(QStringLiteral("IDVNM0900000177001090000017<<8\n9001011M3001019VNM<<<<<<<<<<<4\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"));
        QVERIFY(mrz.has_value());
        QCOMPARE(mrzInformationGuesses(*printed), QList<QByteArray>{mrzInformation(*mrz)});
    }
};

DD_TEST(TestCardExpiry)

} // namespace dd::identity

#include "test_card_expiry.moc"
