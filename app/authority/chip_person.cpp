#include "app/authority/chip_person.h"

#include "core/credential/map_reader.h"
#include "core/credential/stay_deadline.h"

#include <QDate>

#include <algorithm>

namespace dd::authority {

namespace {

constexpr qsizetype longestText = 1000; // bytes
constexpr int ageSteps[] = {14, 16, 18};

std::unexpected<Error> mismatch(const char *field)
{
    return fail(ErrorCode::EnrolmentDataMismatch, QLatin1String(field));
}

QString cleanText(const QString &text)
{
    return text.simplified().normalized(QString::NormalizationForm_C);
}

// Six MRZ digits with '<' where unknown, completed to yyyymmdd with 00 for unknown parts; 0 when unreadable.
int completeBirthDate(const QString &yymmdd, int yearInNumber, int currentYear)
{
    if (yymmdd.size() != 6)
        return 0;
    const auto pair = [&yymmdd](qsizetype at) {
        bool ok = false;
        const QString text = yymmdd.mid(at, 2);
        const int value = text == QLatin1String("<<") ? 0 : text.toInt(&ok);
        return ok || text == QLatin1String("<<") ? value : -1;
    };
    bool yearKnown = false;
    const int twoDigits = yymmdd.left(2).toInt(&yearKnown);
    const int month = pair(2);
    const int day = pair(4);
    if (!yearKnown || month < 0 || day < 0)
        return 0;
    // The number carries the century; where it disagrees, the latest century that is not in the future.
    int year = yearInNumber;
    if (yearInNumber % 100 != twoDigits) {
        const int century = currentYear / 100 * 100;
        year = century + twoDigits <= currentYear ? century + twoDigits : century - 100 + twoDigits;
    }
    if (month > 0 && day > 0 && !QDate::isValid(year, month, day))
        return 0;
    return year * 10000 + month * 100 + day;
}

// An unknown day or month counts as the last: nobody is made older than they can prove.
QDate latestBirthday(int yyyymmdd)
{
    const int year = yyyymmdd / 10000;
    const int month = yyyymmdd / 100 % 100 == 0 ? 12 : yyyymmdd / 100 % 100;
    const QDate first(year, month, 1);
    return yyyymmdd % 100 == 0 ? first.addDays(first.daysInMonth() - 1) : QDate(year, month, yyyymmdd % 100);
}

QDate dateOnCard(const QString &text)
{
    return QDate::fromString(text.trimmed(), QStringLiteral("dd/MM/yyyy"));
}

// YYMMDD as printed; no chip card had expired before 2000. Anything that is no date stands for a card without end.
QDate expiryInMrz(const QString &yymmdd)
{
    const bool digits = yymmdd.size() == 6 && std::all_of(yymmdd.cbegin(), yymmdd.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return digits ? QDate(2000 + yymmdd.left(2).toInt(), yymmdd.mid(2, 2).toInt(), yymmdd.mid(4, 2).toInt()) : QDate();
}

identity::Sex sexOf(const identity::Mrz &mrz, const std::optional<nfc::Dg13> &details, identity::Sex inNumber)
{
    const QString word = details ? cleanText(details->sex) : QString();
    if (word == QStringLiteral("Nam"))
        return identity::Sex::Male;
    if (word == QStringLiteral("Nữ"))
        return identity::Sex::Female;
    if (mrz.sex == QLatin1String("M"))
        return identity::Sex::Male;
    if (mrz.sex == QLatin1String("F"))
        return identity::Sex::Female;
    return inNumber;
}

} // namespace

QList<int> ageFlagsOn(int birthDate, qint64 now)
{
    const QDate today = credential::vietnamDate(now);
    const QDate birthday = latestBirthday(birthDate);
    QList<int> reached;
    for (const int age : ageSteps) {
        if (birthday.addYears(age) <= today)
            reached.append(age);
    }
    return reached;
}

bool hasCardExpired(int cardExpires, qint64 now)
{
    const QDate today = credential::vietnamDate(now);
    return cardExpires != 0 && cardExpires < today.year() * 10000 + today.month() * 100 + today.day();
}

Result<ChipPerson> personFromChip(const identity::Mrz &mrz, const std::optional<nfc::Dg13> &details, qint64 now)
{
    const QDate today = credential::vietnamDate(now);
    const QString numberOnPaper = details ? details->personalNumber.trimmed() : QString();
    if (!numberOnPaper.isEmpty() && !mrz.personalNumber.isEmpty() && numberOnPaper != mrz.personalNumber)
        return mismatch("personal number");
    const Result<identity::PersonalNumber> number = identity::parsePersonalNumber(mrz.personalNumber.isEmpty() ? numberOnPaper : mrz.personalNumber);
    if (!number)
        return mismatch("personal number");

    ChipPerson result;
    result.number = number->digits;
    result.person.birthDate = completeBirthDate(mrz.birthDate, number->birthYear, today.year());
    if (result.person.birthDate == 0)
        return mismatch("birth date");
    if (details && !details->birthDate.trimmed().isEmpty()) {
        const QDate born = dateOnCard(details->birthDate);
        if (!born.isValid() || born.toString(QStringLiteral("yyMMdd")) != mrz.birthDate)
            return mismatch("birth date");
        result.person.birthDate = born.year() * 10000 + born.month() * 100 + born.day();
    }
    const QDate expiryOnCard = details ? dateOnCard(details->expiryDate) : QDate(); // text such as "Không thời hạn" is no date
    for (const QDate &expiry : {expiryInMrz(mrz.expiryDate), expiryOnCard}) {
        const int lastDay = expiry.isValid() ? expiry.year() * 10000 + expiry.month() * 100 + expiry.day() : 0;
        if (hasCardExpired(lastDay, now))
            return fail(ErrorCode::CardExpired, QStringLiteral("expiry date"));
        if (lastDay != 0 && (result.cardExpires == 0 || lastDay < result.cardExpires))
            result.cardExpires = lastDay;
    }

    QString name = details ? cleanText(details->fullName) : QString();
    if (name.isEmpty())
        name = cleanText(mrz.primaryName + u' ' + mrz.secondaryName);
    if (!credential::isShownText(name, longestText))
        return mismatch("name");
    result.person.fullName = name;
    result.person.sex = sexOf(mrz, details, number->sex);
    result.person.nationality = mrz.nationality;
    const QString residence = details ? cleanText(details->residence) : QString();
    if (!residence.isEmpty() && !credential::isShownText(residence, longestText))
        return mismatch("residence");
    if (!residence.isEmpty())
        result.address = credential::Address{residence, std::nullopt};
    result.ageFlags = ageFlagsOn(result.person.birthDate, now);
    return result;
}

} // namespace dd::authority
