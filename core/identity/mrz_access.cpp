#include "core/identity/mrz_access.h"

#include "core/identity/mrz.h"

#include <QRegularExpression>

namespace dd::identity {
namespace {

constexpr qsizetype shortestNumber = 9; // padded with fillers up to it
constexpr qsizetype widthOfTd1 = 30;    // what is shorter in a first line is a document number

std::unexpected<Error> mistyped(QLatin1String stage)
{
    return fail(ErrorCode::MrzMalformed, stage, QStringLiteral("as typed"));
}

bool isMrzDate(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^[0-9<]{6}$"));
    if (!form.match(text).hasMatch())
        return false;
    const int month = text.contains(QLatin1Char('<')) ? 0 : text.mid(2, 2).toInt();
    const int day = text.contains(QLatin1Char('<')) ? 0 : text.mid(4, 2).toInt();
    return month <= 12 && day <= 31; // 00 and << where a part is unknown
}

} // namespace

Result<QByteArray> mrzInformationFromValues(const QString &number, const QString &birth, const QString &expiry)
{
    QString characters = number.toUpper();
    characters.remove(QLatin1Char(' '));
    while (characters.endsWith(QLatin1Char('<')))
        characters.chop(1);
    static const QRegularExpression form(QStringLiteral("^[A-Z0-9<]{1,22}$"));
    if (!form.match(characters).hasMatch())
        return mistyped(accessStageNumber);
    if (!isMrzDate(birth))
        return mistyped(accessStageBirth);
    if (!isMrzDate(expiry))
        return mistyped(accessStageExpiry);
    const QByteArray padded = characters.toLatin1().leftJustified(shortestNumber, '<');
    return withMrzCheckDigit(padded) + withMrzCheckDigit(birth.toLatin1()) + withMrzCheckDigit(expiry.toLatin1());
}

Result<QByteArray> mrzInformationFromText(const QString &text)
{
    static const QRegularExpression separators(QStringLiteral("[/\\r\\n]+"));
    QStringList parts = text.trimmed().split(separators, Qt::SkipEmptyParts);
    for (QString &part : parts)
        part = part.trimmed();
    if (parts.size() == 3 && parts.at(0).size() < widthOfTd1)
        return mrzInformationFromValues(parts.at(0), parts.at(1), parts.at(2));
    const Result<Mrz> mrz = parseMrz(parts.join(QLatin1Char('\n')));
    if (!mrz)
        return fail(mrz.error());
    return mrzInformation(*mrz);
}

QByteArray withMrzCheckDigit(const QByteArray &field)
{
    return field + static_cast<char>('0' + mrzCheckDigit(field));
}

QString mrzDate(const QDate &date)
{
    return date.toString(QStringLiteral("yyMMdd"));
}

} // namespace dd::identity
