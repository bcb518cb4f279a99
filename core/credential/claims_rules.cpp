#include "core/credential/claims_rules.h"

#include <QTextBoundaryFinder>
#include <algorithm>

namespace dd::credential {

QString shownText(const QString &text)
{
    const QString normalized = text.normalized(QString::NormalizationForm_C);
    if (normalized.toUtf8().size() <= shownTextLimit)
        return normalized;
    const QString ellipsis = QStringLiteral("…");
    const qsizetype room = shownTextLimit - ellipsis.toUtf8().size();
    QTextBoundaryFinder boundary(QTextBoundaryFinder::Grapheme, normalized);
    qsizetype end = 0;
    for (qsizetype next = boundary.toNextBoundary(); next > 0 && normalized.left(next).toUtf8().size() <= room; next = boundary.toNextBoundary())
        end = next;
    return normalized.left(end).trimmed() + ellipsis;
}

bool isDigits(const QString &text, qsizetype size)
{
    return text.size() == size &&
           std::ranges::all_of(text, [](QChar character) { return character >= QLatin1Char('0') && character <= QLatin1Char('9'); });
}

bool isCapitals(const QString &text, qsizetype size)
{
    return text.size() == size &&
           std::ranges::all_of(text, [](QChar character) { return character >= QLatin1Char('A') && character <= QLatin1Char('Z'); });
}

bool isDateNumber(qint64 date, bool unknownParts)
{
    const int year = static_cast<int>(date / 10000);
    const int month = static_cast<int>(date / 100 % 100);
    const int day = static_cast<int>(date % 100);
    if (year < 1 || year > 9999)
        return false;
    if (unknownParts && day == 0)
        return month <= 12;
    return QDate::isValid(year, month, day);
}

int readDate(MapReader &reader, qint64 label)
{
    const auto date = static_cast<int>(reader.integer(label, 1, 99991231));
    if (!isDateNumber(date, false))
        reader.refuse(QStringLiteral("label %1 is not a day").arg(label));
    return date;
}

int readBirthDate(MapReader &reader, qint64 label)
{
    const auto date = static_cast<int>(reader.integer(label, 1, 99991231));
    if (!isDateNumber(date, true))
        reader.refuse(QStringLiteral("birth date"));
    return date;
}

int readEvidence(MapReader &reader)
{
    return reader.has(8) ? static_cast<int>(reader.integer(8, 1, allEvidence)) : 0;
}

} // namespace dd::credential
