#include "core/identity/card_expiry.h"

#include "core/identity/mrz_access.h"

#include <algorithm>

namespace dd::identity {
namespace {

constexpr int agesOfRenewal[] = {14, 25, 40, 60};
constexpr int yearsBefore = 2;

// The first birthday of renewal before which more than two years were left; `dayOff` shifts where those two years begin.
std::optional<QDate> firstRenewal(const QDate &birth, const QDate &issue, int dayOff)
{
    for (const int age : agesOfRenewal) {
        const QDate birthday = birth.addYears(age); // 28 February where there is no 29th
        if (issue.addDays(dayOff) < birthday.addYears(-yearsBefore))
            return birthday;
    }
    return std::nullopt;
}

// The likeliest first. What a card without expiry bears is unknown: the far end of two-digit years, nothing (with a computed
// check digit, or with none), or zeros.
QList<QByteArray> writingsOf(const std::optional<QDate> &expiry, const QDate &birth)
{
    if (!expiry)
        return {withMrzCheckDigit("991231"), withMrzCheckDigit("<<<<<<"), "<<<<<<<", withMrzCheckDigit("000000")};
    const auto field = [](const QDate &date) { return withMrzCheckDigit(mrzDate(date).toLatin1()); };
    const bool noSuchDay = expiry->day() != birth.day();
    if (!noSuchDay)
        return {field(*expiry)};
    return {field(*expiry), field(expiry->addDays(1)), withMrzCheckDigit(mrzDate(*expiry).left(4).toLatin1() + "29")};
}

} // namespace

std::optional<QDate> cardExpiry(const QDate &birth, const QDate &issue)
{
    return firstRenewal(birth, issue, 0);
}

QList<QByteArray> expiryGuesses(const QDate &birth, const QDate &issue)
{
    if (!birth.isValid() || !issue.isValid() || issue < birth)
        return {};
    QList<QByteArray> guesses;
    for (const int dayOff : {0, -1}) {
        for (const QByteArray &writing : writingsOf(firstRenewal(birth, issue, dayOff), birth)) {
            if (!guesses.contains(writing))
                guesses.append(writing);
        }
    }
    return guesses.first(std::min(guesses.size(), mostGuesses));
}

QList<QByteArray> mrzInformationGuesses(const PrintedQr &printed)
{
    const QByteArray number = withMrzCheckDigit(printed.number.digits.right(9).toLatin1());
    const QByteArray birth = withMrzCheckDigit(mrzDate(printed.birthDate).toLatin1());
    QList<QByteArray> all;
    for (const QByteArray &expiry : expiryGuesses(printed.birthDate, printed.issueDate))
        all.append(number + birth + expiry);
    return all;
}

} // namespace dd::identity
