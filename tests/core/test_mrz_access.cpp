// What is typed to open a chip: the lines, or the three values.
#include "core/identity/mrz.h"
#include "core/identity/mrz_access.h"
#include "tests/support/registry.h"

#include <QTest>

namespace dd::identity {

class TestMrzAccess : public QObject
{
    Q_OBJECT
private slots:
    void values_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("birth");
        QTest::addColumn<QString>("expiry");
        QTest::addColumn<QByteArray>("information");
        QTest::addColumn<QString>("wrong"); // stage of the error
        const auto row = [](const char *name, const char *number, const char *birth, const char *expiry, const char *information, QLatin1String wrong = {}) {
            QTest::newRow(name) << QString::fromUtf8(number) << QString::fromUtf8(birth) << QString::fromUtf8(expiry) << QByteArray(information)
                                << QString(wrong);
        };
        row("9303-11 appendix D.2", "L898902C", "690806", "940623", "L898902C<369080619406236");
        row("small letters, blanks and fillers", " l898902c<", "690806", "940623", "L898902C<369080619406236");
        row("a long number, whole", "D23145890734", "340712", "950712", "D23145890734934071279507122");
        row("a date unknown in part", "L898902C", "69<<<<", "940623", "L898902C<369<<<<99406236");
        row("no number", "", "690806", "940623", "", accessStageNumber);
        row("a Vietnamese letter", "Đ898902", "690806", "940623", "", accessStageNumber);
        row("a number too long", "12345678901234567890123", "690806", "940623", "", accessStageNumber);
        row("a birth date of eight digits", "L898902C", "19690806", "940623", "", accessStageBirth);
        row("a birth date with a month 13", "L898902C", "691306", "940623", "", accessStageBirth);
        row("an expiry date with a day 32", "L898902C", "690806", "940632", "", accessStageExpiry);
        row("an expiry date with slashes", "L898902C", "690806", "23/06/94", "", accessStageExpiry);
    }
    void values()
    {
        QFETCH(QString, number);
        QFETCH(QString, birth);
        QFETCH(QString, expiry);
        QFETCH(QByteArray, information);
        QFETCH(QString, wrong);
        const auto made = mrzInformationFromValues(number, birth, expiry);
        QCOMPARE(made.has_value(), wrong.isEmpty());
        if (made)
            QCOMPARE(*made, information);
        else
            QCOMPARE(made.error().stage, wrong);
    }

    void text_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("information");
        QTest::newRow("three lines") << QStringLiteral("IDVNM0900000177001090000017<<8\n9001011M3001019VNM<<<<<<<<<<<4\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<")
                                     << QByteArray("090000017790010113001019");
        QTest::newRow("two lines, joined by a slash")
            << QStringLiteral("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<</L898902C36UTO7408122F1204159ZE184226B<<<<<10") << QByteArray("L898902C3674081221204159");
        QTest::newRow("three values") << QStringLiteral("L898902C3/740812/120415") << QByteArray("L898902C3674081221204159");
        QTest::newRow("one wrong character") << QStringLiteral("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<</L898902C36UTO7408122F1204159ZE184226B<<<<<11") << QByteArray();
        QTest::newRow("nothing") << QString() << QByteArray();
    }
    void text()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, information);
        QCOMPARE(mrzInformationFromText(text).value_or(QByteArray()), information);
    }

    void dates()
    {
        QCOMPARE(mrzDate(QDate(1990, 1, 15)), QStringLiteral("900115"));
        QCOMPARE(mrzDate(QDate(2031, 12, 1)), QStringLiteral("311201"));
    }
};

DD_TEST(TestMrzAccess)

} // namespace dd::identity

#include "test_mrz_access.moc"
