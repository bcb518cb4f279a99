#include "core/identity/printed_qr.h"

#include <algorithm>

namespace dd::identity {
namespace {

constexpr qsizetype longestPrintedQr = 1024; // far above what is printed; bounds what a foreign code may make us do
constexpr qsizetype fewestFields = 7;

std::unexpected<Error> printedQrMalformed(const char *detail)
{
    return fail(ErrorCode::PrintedQrMalformed, QStringLiteral("printed QR"), QLatin1String(detail));
}

bool isDigits(const QString &text, qsizetype size)
{
    return text.size() == size && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

QDate dateOf(const QString &ddMMyyyy)
{
    if (!isDigits(ddMMyyyy, 8))
        return {};
    return QDate(QStringView(ddMMyyyy).last(4).toInt(), QStringView(ddMMyyyy).sliced(2, 2).toInt(), QStringView(ddMMyyyy).first(2).toInt());
}

} // namespace

Result<PrintedQr> parsePrintedQr(const QString &text)
{
    if (text.size() > longestPrintedQr)
        return printedQrMalformed("longer than allowed");
    const QString normalized = text.trimmed().normalized(QString::NormalizationForm_C);
    if (std::any_of(normalized.begin(), normalized.end(),
                    [](QChar c) { return c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter; }))
        return printedQrMalformed("a control or replacement character");
    const QStringList fields = normalized.split(u'|');
    if (fields.size() < fewestFields)
        return printedQrMalformed("fewer than seven fields");

    const Result<PersonalNumber> number = parsePersonalNumber(fields[0]);
    if (!number)
        return printedQrMalformed("field 1 is not a personal number");
    if (!fields[1].isEmpty() && !isDigits(fields[1], 9))
        return printedQrMalformed("field 2 is not an old number");
    const QString fullName = fields[2].trimmed();
    if (fullName.isEmpty())
        return printedQrMalformed("field 3, the name, is empty");
    const QDate birthDate = dateOf(fields[3]);
    if (!birthDate.isValid())
        return printedQrMalformed("field 4 is not a date");
    const bool male = fields[4] == QStringLiteral("Nam");
    if (!male && fields[4] != QStringLiteral("Nữ"))
        return printedQrMalformed("field 5 is not a sex");
    const QDate issueDate = dateOf(fields[6]);
    if (!issueDate.isValid())
        return printedQrMalformed("field 7 is not a date");
    return PrintedQr{
        *number, fields[1], fullName, birthDate, male ? Sex::Male : Sex::Female, fields[5].trimmed(), issueDate, fields.sliced(fewestFields)};
}

} // namespace dd::identity
