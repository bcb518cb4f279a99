#include "core/identity/mrz.h"
#include "tests/support/registry.h"

#include <QTest>

using dd::ErrorCode;
using dd::identity::Mrz;
using dd::identity::mrzCheckDigit;
using dd::identity::MrzFormat;
using dd::identity::mrzInformation;
using dd::identity::parseMrz;

class TestMrz : public QObject
{
    Q_OBJECT

    // Vietnam's TD1 with an invented holder (docs/formats.md).
    static constexpr char vietnamese[] = "IDVNM2000000174001200000017<<5\n"
                                         "9001011M3012316VNM<<<<<<<<<<<8\n"
                                         "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<\n";
    // ICAO 9303-5, -6 and -4, the specimens of their appendices
    static constexpr char td1[] = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    static constexpr char td2[] = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    static constexpr char td3[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    // ICAO 9303-11 Appendix D.2: numbers longer and shorter than nine characters
    static constexpr char td1Long[] = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
    static constexpr char td2Long[] = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8";

    static QString latin1(const char *text) { return QString::fromLatin1(text); }

private slots:
    void checkDigit_data()
    {
        QTest::addColumn<QByteArray>("characters");
        QTest::addColumn<int>("digit");
        QTest::newRow("date, 9303-3 section 4.9") << QByteArray("520727") << 3;
        QTest::newRow("number, 9303-3 section 4.9") << QByteArray("AB2134<<<") << 5;
        QTest::newRow("TD1 composite, 9303-3 section 4.9") << QByteArray("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<") << 2;
        QTest::newRow("TD3 composite, 9303-3 section 4.9") << QByteArray("HA672242<658022549601086<<<<<<<<<<<<<<0") << 8;
        QTest::newRow("fillers") << QByteArray("<<<<<<") << 0;
        QTest::newRow("nothing") << QByteArray() << 0;
        QTest::newRow("small letter") << QByteArray("a") << -1;
        QTest::newRow("high byte") << QByteArray("\xC4") << -1;
        QTest::newRow("blank") << QByteArray("12 4") << -1;
    }
    void checkDigit()
    {
        QFETCH(QByteArray, characters);
        QTEST(mrzCheckDigit(characters), "digit");
    }

    void specimens_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("format");
        QTest::addColumn<QStringList>("values"); // code, state, number, birth, sex, expiry, nationality, optional 1 and 2, names, personal number
        QTest::addColumn<QByteArray>("information");
        const auto row = [](const char *name, const char *text, MrzFormat format, const char *values, const char *information) {
            QTest::newRow(name) << latin1(text) << static_cast<int>(format) << latin1(values).split(u'|') << QByteArray(information);
        };
        row("TD1 of Vietnam", vietnamese, MrzFormat::Td1, "ID|VNM|200000017|900101|M|301231|VNM|001200000017<<5||NGUYEN|VAN MAU|001200000017",
            "200000017490010113012316");
        row("TD1", td1, MrzFormat::Td1, "I|UTO|D23145890|740812|F|120415|UTO|||ERIKSSON|ANNA MARIA|", "D23145890774081221204159");
        row("TD2", td2, MrzFormat::Td2, "I|UTO|D23145890|740812|F|120415|UTO|||ERIKSSON|ANNA MARIA|", "D23145890774081221204159");
        row("TD3", td3, MrzFormat::Td3, "P|UTO|L898902C3|740812|F|120415|UTO|ZE184226B||ERIKSSON|ANNA MARIA|", "L898902C3674081221204159");
        row("TD1 with a long number", td1Long, MrzFormat::Td1, "I|UTO|D23145890734|340712|M|950712|UTO|||STEVENSON|PETER JOHN|",
            "D23145890734934071279507122");
        row("TD2 with a long number", td2Long, MrzFormat::Td2, "I|UTO|D23145890734|340712|M|950712|UTO|||STEVENSON|PETER JOHN|",
            "D23145890734934071279507122");
        row("a short number keeps its fillers", "P<UTOSTEVENSON<<PETER<<<<<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236<<<<<<<<<<<<<<<2",
            MrzFormat::Td3, "P|UTO|L898902C|690806|F|940623|UTO|||STEVENSON|PETER|", "L898902C<369080619406236");
        row("one name only", "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nMONONYM<OF<THREE<<<<<<<<<<<<<<", MrzFormat::Td1,
            "I|UTO|D23145890|740812|F|120415|UTO|||MONONYM OF THREE||", "D23145890774081221204159");
        row("Vietnam's number that is not the document's",
            "IDVNM2000000174001299999917<<9\n9001011M3012316VNM<<<<<<<<<<<4\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<", MrzFormat::Td1,
            "ID|VNM|200000017|900101|M|301231|VNM|001299999917<<9||NGUYEN|VAN MAU|", "200000017490010113012316");
    }
    void specimens()
    {
        QFETCH(QString, text);
        QFETCH(int, format);
        QFETCH(QStringList, values);
        const auto mrz = parseMrz(text);
        QVERIFY2(mrz, mrz ? "" : qPrintable(mrz.error().detail));
        QCOMPARE(static_cast<int>(mrz->format), format);
        QCOMPARE(mrz->lines.join(u'\n'), text.trimmed());
        const QStringList read{mrz->documentCode, mrz->issuingState,  mrz->documentNumber, mrz->birthDate,   mrz->sex,           mrz->expiryDate,
                               mrz->nationality,  mrz->optionalData1, mrz->optionalData2,  mrz->primaryName, mrz->secondaryName, mrz->personalNumber};
        QCOMPARE(read, values);
        QTEST(mrzInformation(*mrz), "information");
    }

    void asTypedByPeople()
    {
        for (const char *text : {vietnamese, td1, td2, td3}) {
            const auto lines = parseMrz(latin1(text));
            const auto joined = parseMrz(latin1(text).remove(u'\n'));
            const auto small = parseMrz(latin1(text).toLower().replace(u'\n', QLatin1String("\r\n ")));
            QVERIFY(lines && joined && small);
            QCOMPARE(joined->lines, lines->lines);
            QCOMPARE(small->lines, lines->lines);
        }
    }

    // No single wrong character passes, but where the check digits' own arithmetic is blind: names carry none, and two
    // characters ten apart (1 and B) weigh the same.
    void oneWrongCharacterIsNoticed()
    {
        const QString whole = latin1(td1).remove(u'\n');
        int noticed = 0;
        for (qsizetype i = 5; i < 59; ++i) {
            if (i == 37 || (i >= 45 && i < 48)) // sex and nationality have no check digit
                continue;
            QString changed = whole;
            changed[i] = whole[i] == u'4' ? u'5' : u'4';
            const auto mrz = parseMrz(changed);
            QVERIFY2(!mrz, qPrintable(QString::number(i)));
            ++noticed;
        }
        QCOMPARE(noticed, 50);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const QString &text, ErrorCode code) { QTest::newRow(name) << text << static_cast<int>(code); };
        const auto changed = [](const char *text, qsizetype at, const char *with) {
            return latin1(text).remove(u'\n').replace(at, static_cast<qsizetype>(qstrlen(with)), latin1(with));
        };
        row("nothing", QString(), ErrorCode::MrzMalformed);
        row("89 characters", latin1(vietnamese).trimmed().chopped(1), ErrorCode::MrzMalformed);
        row("91 characters", latin1(vietnamese).trimmed() + u'<', ErrorCode::MrzMalformed);
        row("far too long", QString(1000, u'<'), ErrorCode::MrzMalformed);
        row("only fillers", QString(90, u'<'), ErrorCode::MrzMalformed);
        row("a guillemet for a filler", changed(td1, 1, "\xAB"), ErrorCode::MrzMalformed);
        row("a Vietnamese letter", latin1(td1).replace(QLatin1String("ANNA"), QStringLiteral("ĐNNA")), ErrorCode::MrzMalformed);
        row("a long s that would become S", latin1(td1).replace(QLatin1String("ERIKSSON"), QStringLiteral("ERIK\u017fSON")), ErrorCode::MrzMalformed);
        row("a visa", changed(td3, 0, "V"), ErrorCode::MrzMalformed);
        row("a passport on a card", changed(td1, 0, "P"), ErrorCode::MrzMalformed);
        row("a card in a passport", changed(td3, 0, "I"), ErrorCode::MrzMalformed);
        row("a digit in the state", changed(td1, 2, "0TO"), ErrorCode::MrzMalformed);
        row("no state", changed(td1, 2, "<<<"), ErrorCode::MrzMalformed);
        row("a letter in the birth date", changed(td1, 30, "74O812"), ErrorCode::MrzMalformed);
        row("a letter in the expiry date", changed(td1, 38, "12O415"), ErrorCode::MrzMalformed);
        row("another sex", changed(td1, 37, "X"), ErrorCode::MrzMalformed);
        row("a digit in the name", changed(td1, 61, "1"), ErrorCode::MrzMalformed);
        row("no name", changed(td1, 60, "<<<<<<<<<<<<<<<<<<<<<"), ErrorCode::MrzMalformed);
        row("document number", changed(td1, 14, "8"), ErrorCode::MrzCheckDigit);
        row("document number's digit left out", changed(td1, 14, "<"), ErrorCode::MrzCheckDigit);
        row("birth date", changed(td1, 36, "3"), ErrorCode::MrzCheckDigit);
        row("birth date's digit left out", changed(td1, 36, "<"), ErrorCode::MrzCheckDigit);
        row("expiry date", changed(td1, 44, "8"), ErrorCode::MrzCheckDigit);
        row("composite of TD1", changed(td1, 59, "7"), ErrorCode::MrzCheckDigit);
        row("composite of TD2", changed(td2, 71, "7"), ErrorCode::MrzCheckDigit);
        row("composite of TD3", changed(td3, 87, "1"), ErrorCode::MrzCheckDigit);
        row("optional data of TD3", changed(td3, 86, "2"), ErrorCode::MrzCheckDigit);
        row("optional data's digit left out", changed(td3, 86, "<"), ErrorCode::MrzCheckDigit);
        row("long number", changed(td1Long, 18, "8"), ErrorCode::MrzCheckDigit);
        row("long number without its end", changed(td1Long, 15, "<<<<"), ErrorCode::MrzCheckDigit);
        // 001200000017 with 4 for 5 behind it, and the composite made to fit
        row("the twelve digits of Vietnam", latin1("IDVNM2000000174001200000017<<4\n9001011M3012316VNM<<<<<<<<<<<1\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"),
            ErrorCode::MrzCheckDigit);
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto mrz = parseMrz(text);
        QVERIFY(!mrz);
        QTEST(static_cast<int>(mrz.error().code), "code");
    }

    // Dates with check digits that fit, whatever they say (9303-3 section 4.8).
    void dates_data()
    {
        QTest::addColumn<QByteArray>("birth");
        QTest::addColumn<QByteArray>("expiry");
        QTest::addColumn<bool>("read");
        QTest::addColumn<QString>("remarks");
        const auto row = [](const char *birth, const char *expiry, bool read, const char *remarks) {
            QTest::addRow("%s, %s", birth, expiry) << QByteArray(birth) << QByteArray(expiry) << read << latin1(remarks);
        };
        row("740812", "120415", true, "");
        row("000229", "240229", true, "");
        row("740229", "250229", true, "birth date|expiry date");
        row("740431", "120415", true, "birth date");
        row("740800", "120400", true, "birth date|expiry date");
        row("740012", "121315", true, "birth date|expiry date");
        row("740832", "991232", true, "birth date|expiry date");
        row("7408<<", "120415", true, "");
        row("74<<12", "120415", true, "");
        row("<<0229", "120415", true, "");
        row("<<<<31", "120415", true, "");
        row("<<<<32", "120415", true, "birth date");
        row("<<<<<<", "<<<<<<", true, "");
        row("7408<1", "120415", false, "");
        row("740<12", "120415", false, "");
        row("740812", "1204<5", false, "");
    }
    void dates()
    {
        QFETCH(QByteArray, birth);
        QFETCH(QByteArray, expiry);
        QFETCH(bool, read);
        QFETCH(QString, remarks);
        const auto checked = [](const QByteArray &field) { return field + QByteArray::number(mrzCheckDigit(field)); };
        const QByteArray upper("I<UTOD231458907<<<<<<<<<<<<<<<");
        const QByteArray composite = upper.sliced(5) + checked(birth) + checked(expiry) + QByteArray(11, '<');
        const QByteArray middle = checked(birth) + "F" + checked(expiry) + "UTO" + QByteArray(11, '<') + QByteArray::number(mrzCheckDigit(composite));
        const auto mrz = parseMrz(QString::fromLatin1(upper + middle + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"));
        QCOMPARE(mrz.has_value(), read);
        if (mrz) {
            QCOMPARE(mrz->birthDate.toLatin1(), birth);
            QCOMPARE(mrz->remarks.join(u'|'), remarks);
        } else {
            QCOMPARE(mrz.error().code, ErrorCode::MrzMalformed);
        }
    }

    void vietnamsDigitIsTheOneThatIsWrong()
    {
        const auto mrz = parseMrz(latin1("IDVNM2000000174001200000017<<4\n9001011M3012316VNM<<<<<<<<<<<1\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"));
        QVERIFY(!mrz);
        QCOMPARE(mrz.error().detail, QStringLiteral("personal number"));
    }

    void passportWithoutOptionalDataMayLeaveItsDigitOut()
    {
        for (const char *digit : {"<", "0"}) {
            QByteArray line("L898902C36UTO7408122F1204159<<<<<<<<<<<<<<");
            line += digit;
            const QByteArray composite = line.first(10) + line.sliced(13, 7) + line.sliced(21, 22);
            line += QByteArray::number(mrzCheckDigit(composite));
            const auto mrz = parseMrz(latin1("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n") + QString::fromLatin1(line));
            QVERIFY(mrz);
            QVERIFY(mrz->optionalData1.isEmpty());
        }
    }

    void datesOfFillers_data()
    {
        QTest::addColumn<QByteArray>("second"); // without its composite digit
        QTest::addColumn<bool>("accepted");
        QTest::newRow("unknown birth date") << QByteArray("<<<<<<0F1204159UTO<<<<<<<<<<<") << true;
        QTest::newRow("unknown day of birth") << QByteArray("7408<<7F1204159UTO<<<<<<<<<<<") << true;
        QTest::newRow("unknown birth date without its digit") << QByteArray("<<<<<<<F1204159UTO<<<<<<<<<<<") << false;
        QTest::newRow("no expiry, digit 0") << QByteArray("7408122F<<<<<<0UTO<<<<<<<<<<<") << true;
        QTest::newRow("no expiry, no digit") << QByteArray("7408122F<<<<<<<UTO<<<<<<<<<<<") << true;
        QTest::newRow("no expiry, wrong digit") << QByteArray("7408122F<<<<<<1UTO<<<<<<<<<<<") << false;
        QTest::newRow("an expiry that is no date") << QByteArray("7408122F9999991UTO<<<<<<<<<<<") << false;
        QTest::newRow("an expiry that is no date, its digit right") << QByteArray("7408122F9999998UTO<<<<<<<<<<<") << true;
    }
    void datesOfFillers()
    {
        QFETCH(QByteArray, second);
        QFETCH(bool, accepted);
        const QByteArray first("I<UTOD231458907<<<<<<<<<<<<<<<");
        second += QByteArray::number(mrzCheckDigit(first.sliced(5) + second.first(7) + second.sliced(8, 7) + second.sliced(18, 11)));
        const auto mrz = parseMrz(QString::fromLatin1(first + second) + latin1("ERIKSSON<<ANNA<MARIA<<<<<<<<<<"));
        QCOMPARE(mrz.has_value(), accepted);
        if (mrz) {
            QCOMPARE(mrz->birthDate, QString::fromLatin1(second.first(6)));
            QCOMPARE(mrz->expiryDate, QString::fromLatin1(second.sliced(8, 6)));
        } else {
            QCOMPARE(mrz.error().code, ErrorCode::MrzCheckDigit);
        }
    }

    void everyPrefixIsRefused()
    {
        for (const char *text : {vietnamese, td2, td3}) {
            const QString whole = latin1(text).trimmed();
            for (qsizetype size = 0; size < whole.size(); ++size) {
                const auto mrz = parseMrz(whole.first(size));
                QVERIFY(!mrz);
                QVERIFY(mrz.error().code == ErrorCode::MrzMalformed || mrz.error().code == ErrorCode::MrzCheckDigit);
            }
        }
    }

    void informationOfNothing() { QCOMPARE(mrzInformation(Mrz{}), QByteArray()); }
};

DD_TEST(TestMrz)
#include "test_mrz.moc"
