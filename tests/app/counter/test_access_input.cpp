// What is typed to open a chip: a CAN or an MRZ, on the command line or on standard input.
#include "app/counter/access_input.h"
#include "core/identity/mrz.h"
#include "tests/support/registry.h"

#include <QBuffer>
#include <QTest>

using namespace dd;
using namespace dd::counter;

namespace {

// Specimen lines of ICAO 9303-5, -6 and -4, and ours.
const QString typedTd1Vietnam = QStringLiteral("IDVNM0900000177001090000017<<8/9001011M3001019VNM<<<<<<<<<<<4/NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<");
const QString typedTd1LongNumber = QStringLiteral("I<UTOD23145890<7349<<<<<<<<<<</7408122F1204159UTO<<<<<<<<<<<6/ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
const QString typedTd2 = QStringLiteral("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<</D231458907UTO7408122F1204159<<<<<<<6");
const QString typedTd3 = QStringLiteral("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<</L898902C36UTO7408122F1204159ZE184226B<<<<<10");

} // namespace

class TestAccessInput : public QObject
{
    Q_OBJECT

private slots:
    void typedCan_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("six digits") << "000017" << true;
        QTest::newRow("blanks around") << "  000017 \n" << true;
        QTest::newRow("five") << "00001" << false;
        QTest::newRow("seven") << "0000017" << false;
        QTest::newRow("the whole number") << "001090000017" << false;
        QTest::newRow("a letter") << "00001O" << false;
        QTest::newRow("digits of another script") << QString::fromUtf8("٠٠٠٠١٧") << false;
        QTest::newRow("nothing") << "" << false;
    }
    void typedCan()
    {
        QFETCH(QString, text);
        const auto key = accessKeyFromCan(text);
        QTEST(key.has_value(), "accepted");
        if (!key)
            QVERIFY(key.error().in(Language::English).contains(QLatin1String("six digits")) &&
                    key.error().in(Language::Vietnamese).contains(QLatin1String("6 ")));
        else
            QCOMPARE(key->value, QByteArray("000017"));
    }

    // Lines and three fields give the same key as ICAO 9303-11 §9.7.2 makes of the printed lines.
    void typedMrz_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("key");
        const QByteArray vietnam("090000017790010113001019");
        const QByteArray longNumber("D23145890734974081221204159");
        const QByteArray card("D23145890774081221204159");
        const QByteArray passport("L898902C3674081221204159");
        QTest::newRow("TD1") << typedTd1Vietnam << vietnam;
        QTest::newRow("TD1 with line breaks") << QString(typedTd1Vietnam).replace(QLatin1Char('/'), QLatin1String("\r\n")) << vietnam;
        QTest::newRow("TD1 in small letters, blanks around") << QStringLiteral("  ") + typedTd1Vietnam.toLower() << vietnam;
        QTest::newRow("TD1, long number") << typedTd1LongNumber << longNumber;
        QTest::newRow("TD2") << typedTd2 << card;
        QTest::newRow("TD3") << typedTd3 << passport;
        QTest::newRow("fields") << QStringLiteral("090000017/900101/300101") << vietnam;
        QTest::newRow("fields, long number") << QStringLiteral("D23145890734/740812/120415") << longNumber;
        QTest::newRow("fields, small letters and blanks") << QStringLiteral(" l898902c3 / 740812 / 120415 ") << passport;
        QTest::newRow("fields, short number") << QStringLiteral("L898902C/690806/940623")
                                              << QByteArray("L898902C<369080619406236"); // 9303-11 appendix D.2
        QTest::newRow("fields, birthday unknown") << QStringLiteral("L898902C/69<<<</940623") << QByteArray();
    }
    void typedMrz()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, key);
        const auto made = accessKeyFromMrz(text);
        QVERIFY2(made, made ? "" : made.error().en);
        QCOMPARE(made->kind, nfc::AccessKey::Kind::Mrz);
        if (!key.isEmpty())
            QCOMPARE(made->value, key);
        else
            QVERIFY(made->value.contains("69<<<<"));
    }

    void mrzNotAccepted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint");
        QTest::newRow("nothing") << ""
                                 << "three lines";
        QTest::newRow("one line") << typedTd1Vietnam.section(QLatin1Char('/'), 0, 0) << "three lines";
        QTest::newRow("two lines of a card") << typedTd1Vietnam.section(QLatin1Char('/'), 0, 1) << "three lines";
        QTest::newRow("wrong digit") << QString(typedTd1Vietnam).replace(QLatin1String("9001011"), QLatin1String("9001021")) << "compare each line";
        QTest::newRow("dates the other way") << "090000017/150190/300101"
                                             << "yyMMdd";
        QTest::newRow("four-digit year") << "090000017/19900101/300101"
                                         << "yyMMdd";
        QTest::newRow("dates with dots") << "090000017/01.01.90/300101"
                                         << "yyMMdd";
        QTest::newRow("number with a letter of Vietnam") << QString::fromUtf8("Đ90000017/900101/300101") << "letters and digits";
        QTest::newRow("no number") << "</900101/300101"
                                   << "letters and digits";
    }
    void mrzNotAccepted()
    {
        QFETCH(QString, text);
        QFETCH(QString, hint);
        const auto made = accessKeyFromMrz(text);
        QVERIFY(!made);
        QVERIFY2(made.error().in(Language::English).contains(hint), made.error().en);
        QVERIFY(!made.error().in(Language::Vietnamese).isEmpty());
    }

    void typedOnStandardInput_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QString>("read");
        QTest::addColumn<QByteArray>("left");
        const auto lines = [](const QString &mrz) { return QString(mrz).replace(QLatin1Char('/'), QLatin1Char('\n')).toUtf8() + '\n'; };
        QTest::newRow("TD1 in three lines") << lines(typedTd1Vietnam) + "next\n" << typedTd1Vietnam << QByteArray("next\n");
        QTest::newRow("TD3 in two lines") << lines(typedTd3) + "next\n" << typedTd3 << QByteArray("next\n");
        QTest::newRow("in one") << typedTd2.toUtf8() + "\nnext\n" << typedTd2 << QByteArray("next\n");
        QTest::newRow("fields") << QByteArray("090000017/900101/300101\nnext\n") << "090000017/900101/300101" << QByteArray("next\n");
        QTest::newRow("empty lines before") << "\n\n" + typedTd2.toUtf8() << typedTd2 << QByteArray();
        QTest::newRow("ends early") << QByteArray("IDVNM0900000177001090000017<<8\n") << "IDVNM0900000177001090000017<<8" << QByteArray();
        QTest::newRow("nothing") << QByteArray() << "" << QByteArray();
    }
    void typedOnStandardInput()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, left);
        QBuffer input(&typed);
        QVERIFY(input.open(QIODevice::ReadOnly));
        QTEST(readMrzFrom(input), "read");
        QCOMPARE(input.readAll(), left);
    }
    void endlessInputEnds()
    {
        QByteArray endless(1 << 20, '<');
        QBuffer input(&endless);
        QVERIFY(input.open(QIODevice::ReadOnly));
        QVERIFY(!accessKeyFromMrz(readMrzFrom(input)));
        QVERIFY(readCanFrom(input).size() < 1000);
    }
};

DD_TEST(TestAccessInput)
#include "test_access_input.moc"
