#include "app/authority/chip_person.h"
#include "core/credential/stay_deadline.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::authority;

namespace {

dd::identity::Mrz mrzOf(const QString &number, const QString &birth)
{
    dd::identity::Mrz mrz{};
    mrz.format = dd::identity::MrzFormat::Td1;
    mrz.personalNumber = number;
    mrz.birthDate = birth;
    mrz.sex = QStringLiteral("M");
    mrz.nationality = QStringLiteral("VNM");
    mrz.primaryName = QStringLiteral("NGUYEN");
    mrz.secondaryName = QStringLiteral("VAN MAU");
    return mrz;
}

dd::nfc::Dg13 detailsOf(const QString &number, const QString &birth)
{
    dd::nfc::Dg13 details;
    details.personalNumber = number;
    details.birthDate = birth;
    details.fullName = QStringLiteral("NGUYỄN VĂN MẪU");
    details.sex = QStringLiteral("Nữ");
    details.residence = QStringLiteral("  Số 1\nPhố Mẫu ");
    details.expiryDate = QStringLiteral("Không thời hạn");
    return details;
}

const QString number = QStringLiteral("001090000017");
const QString birth = QStringLiteral("900101");
const QString birthOnCard = QStringLiteral("01/01/1990");
const qint64 noon = dd::credential::vietnamTime(QDate(2026, 11, 21), 12);

} // namespace

class TestChipPerson : public QObject
{
    Q_OBJECT
private slots:
    void prefersTheFullName()
    {
        const auto person = personFromChip(mrzOf(number, birth), detailsOf(number, birthOnCard), noon);
        QVERIFY(person.has_value());
        QCOMPARE(person->person.fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(person->person.sex, dd::identity::Sex::Female);
        QCOMPARE(person->person.birthDate, 19900101);
        QVERIFY(person->address.has_value());
        QCOMPARE(person->address->text, QStringLiteral("Số 1 Phố Mẫu"));
    }

    void fallsBackToTheMrz()
    {
        const auto person = personFromChip(mrzOf(number, birth), std::nullopt, noon);
        QVERIFY(person.has_value());
        QCOMPARE(person->person.fullName, QStringLiteral("NGUYEN VAN MAU"));
        QCOMPARE(person->person.birthDate, 19900101);
        QCOMPARE(person->number, number);
        QVERIFY(!person->address);
        dd::nfc::Dg13 empty; // every field may be absent
        QVERIFY(personFromChip(mrzOf(number, birth), empty, noon).has_value());
    }

    void composesTheName()
    {
        dd::nfc::Dg13 details = detailsOf(number, birthOnCard);
        details.fullName = details.fullName.normalized(QString::NormalizationForm_D);
        const auto person = personFromChip(mrzOf(number, birth), details, noon);
        QVERIFY(person.has_value());
        QCOMPARE(person->person.fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
    }

    void contradictionsAreRefused_data()
    {
        QTest::addColumn<QString>("mrzNumber");
        QTest::addColumn<QString>("mrzBirth");
        QTest::addColumn<QString>("cardNumber");
        QTest::addColumn<QString>("cardBirth");
        QTest::newRow("number") << number << birth << QStringLiteral("001090000018") << birthOnCard;
        QTest::newRow("no number") << QString() << birth << QString() << birthOnCard;
        QTest::newRow("short number") << QString() << birth << QStringLiteral("00109000001") << birthOnCard;
        QTest::newRow("day") << number << birth << number << QStringLiteral("02/01/1990");
        QTest::newRow("date that is none") << number << birth << number << QStringLiteral("31/02/1990");
        QTest::newRow("date in another form") << number << birth << number << QStringLiteral("1990-01-01");
        QTest::newRow("unreadable MRZ date") << number << QStringLiteral("90AB01") << number << birthOnCard;
        QTest::newRow("impossible MRZ date") << number << QStringLiteral("901301") << number << QString();
    }
    void contradictionsAreRefused()
    {
        QFETCH(QString, mrzNumber);
        QFETCH(QString, mrzBirth);
        QFETCH(QString, cardNumber);
        QFETCH(QString, cardBirth);
        const auto person = personFromChip(mrzOf(mrzNumber, mrzBirth), detailsOf(cardNumber, cardBirth), noon);
        QVERIFY(!person);
        QCOMPARE(person.error().code, dd::ErrorCode::EnrolmentDataMismatch);
    }

    void aNameThatHidesSomethingIsRefused()
    {
        dd::nfc::Dg13 details = detailsOf(number, birthOnCard);
        details.fullName = QStringLiteral("NGUYỄN \u202EVĂN MẪU");
        QVERIFY(!personFromChip(mrzOf(number, birth), details, noon));
    }

    void birthDates_data()
    {
        QTest::addColumn<QString>("personalNumber");
        QTest::addColumn<QString>("mrzBirth");
        QTest::addColumn<int>("expected");
        QTest::newRow("1900s") << QStringLiteral("001090000017") << QStringLiteral("900101") << 19900101;
        QTest::newRow("2000s") << QStringLiteral("001210000017") << QStringLiteral("100229") << 0; // 2010 had no 29 February
        QTest::newRow("2010") << QStringLiteral("001210000017") << QStringLiteral("100228") << 20100228;
        QTest::newRow("1910, by the number") << QStringLiteral("001010000017") << QStringLiteral("100228") << 19100228;
        QTest::newRow("day unknown") << QStringLiteral("001090000017") << QStringLiteral("9001<<") << 19900100;
        QTest::newRow("only the year") << QStringLiteral("001090000017") << QStringLiteral("90<<<<") << 19900000;
        QTest::newRow("number of another year") << QStringLiteral("001090000017") << QStringLiteral("910101") << 19910101;
    }
    void birthDates()
    {
        QFETCH(QString, personalNumber);
        QFETCH(QString, mrzBirth);
        QFETCH(int, expected);
        const auto person = personFromChip(mrzOf(personalNumber, mrzBirth), std::nullopt, noon);
        QCOMPARE(person.has_value(), expected != 0);
        if (person)
            QCOMPARE(person->person.birthDate, expected);
    }

    void ages_data()
    {
        QTest::addColumn<QString>("mrzBirth");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("18 today") << QStringLiteral("081121") << QList<int>{14, 16, 18};
        QTest::newRow("18 tomorrow") << QStringLiteral("081122") << QList<int>{14, 16};
        QTest::newRow("14 today") << QStringLiteral("121121") << QList<int>{14};
        QTest::newRow("a child") << QStringLiteral("200101") << QList<int>{};
        QTest::newRow("day unknown counts as the last") << QStringLiteral("0811<<") << QList<int>{14, 16};
        QTest::newRow("month unknown counts as the last") << QStringLiteral("08<<<<") << QList<int>{14, 16};
        QTest::newRow("leap day") << QStringLiteral("080229") << QList<int>{14, 16, 18};
    }
    void ages()
    {
        QFETCH(QString, mrzBirth);
        QFETCH(QList<int>, expected);
        const auto person = personFromChip(mrzOf(QStringLiteral("0012") + mrzBirth.left(2) + QStringLiteral("000017"), mrzBirth), std::nullopt, noon);
        QVERIFY(person.has_value());
        QCOMPARE(person->ageFlags, expected);
    }

    void expiry_data()
    {
        QTest::addColumn<QString>("date");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("yesterday") << QStringLiteral("20/11/2026") << false;
        QTest::newRow("today is its last day") << QStringLiteral("21/11/2026") << true;
        QTest::newRow("without end") << QStringLiteral("Không thời hạn") << true;
        QTest::newRow("empty") << QString() << true;
    }
    void expiry()
    {
        QFETCH(QString, date);
        QFETCH(bool, accepted);
        dd::nfc::Dg13 details = detailsOf(number, birthOnCard);
        details.expiryDate = date;
        const auto person = personFromChip(mrzOf(number, birth), details, noon);
        QCOMPARE(person.has_value(), accepted);
        if (!person)
            QCOMPARE(person.error().code, dd::ErrorCode::CardExpired);
    }

    // DG1 is always there, so its date counts even where DG13 is missing or says nothing.
    void theEarlierLastDayOfTheCardIsKept_data()
    {
        QTest::addColumn<QString>("inMrz");
        QTest::addColumn<QString>("onCard");
        QTest::addColumn<int>("kept");
        QTest::newRow("both") << QStringLiteral("301231") << QStringLiteral("30/11/2030") << 20301130;
        QTest::newRow("both, the MRZ first") << QStringLiteral("301030") << QStringLiteral("30/11/2030") << 20301030;
        QTest::newRow("MRZ only") << QStringLiteral("301231") << QStringLiteral("Không thời hạn") << 20301231;
        QTest::newRow("card only") << QStringLiteral("<<<<<<") << QStringLiteral("30/11/2030") << 20301130;
        QTest::newRow("without end") << QStringLiteral("<<<<<<") << QStringLiteral("Không thời hạn") << 0;
    }
    void theEarlierLastDayOfTheCardIsKept()
    {
        QFETCH(QString, inMrz);
        QFETCH(QString, onCard);
        QFETCH(int, kept);
        dd::identity::Mrz mrz = mrzOf(number, birth);
        mrz.expiryDate = inMrz;
        dd::nfc::Dg13 details = detailsOf(number, birthOnCard);
        details.expiryDate = onCard;
        const auto person = personFromChip(mrz, details, noon);
        QVERIFY(person.has_value());
        QCOMPARE(person->cardExpires, kept);
    }

    void agesAreThoseOfTheDay()
    {
        const qint64 birthday = dd::credential::vietnamTime(QDate(2026, 11, 25), 0);
        QCOMPARE(ageFlagsOn(20081125, birthday - 1), (QList<int>{14, 16}));
        QCOMPARE(ageFlagsOn(20081125, birthday), (QList<int>{14, 16, 18}));
        QCOMPARE(ageFlagsOn(20081100, dd::credential::vietnamTime(QDate(2026, 11, 29), 12)), (QList<int>{14, 16}));
        QVERIFY(!hasCardExpired(20261125, birthday));
        QVERIFY(hasCardExpired(20261124, birthday));
        QVERIFY(!hasCardExpired(0, birthday));
    }

    void expiryInTheMrz_data()
    {
        QTest::addColumn<QString>("date");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("yesterday") << QStringLiteral("261120") << false;
        QTest::newRow("today is its last day") << QStringLiteral("261121") << true;
        QTest::newRow("a leap day that was") << QStringLiteral("240229") << false;
        QTest::newRow("2099") << QStringLiteral("991231") << true;
        QTest::newRow("fillers") << QStringLiteral("<<<<<<") << true;
        QTest::newRow("no such day") << QStringLiteral("250229") << true;
        QTest::newRow("zeros") << QStringLiteral("000000") << true;
        QTest::newRow("signs are no digits") << QStringLiteral("25+1+1") << true;
        QTest::newRow("empty") << QString() << true;
    }
    void expiryInTheMrz()
    {
        QFETCH(QString, date);
        QFETCH(bool, accepted);
        dd::identity::Mrz mrz = mrzOf(number, birth);
        mrz.expiryDate = date;
        for (const auto &details : {std::optional<dd::nfc::Dg13>(), std::optional(detailsOf(number, birthOnCard))}) {
            const auto person = personFromChip(mrz, details, noon);
            QCOMPARE(person.has_value(), accepted);
            if (!person)
                QCOMPARE(person.error().code, dd::ErrorCode::CardExpired);
        }
    }
};

DD_TEST(TestChipPerson)
#include "test_chip_person.moc"
