#include "app/counter/access_input.h"

#include "core/identity/mrz_access.h"

#include <algorithm>

namespace dd::counter {
namespace {

constexpr qint64 longestTypedLine = 256;
constexpr qsizetype widthOfTd1 = 30; // three lines; the other formats have two

constexpr Words canHint{"Số CAN có đúng 6 chữ số, in ở mặt trước thẻ; trên thẻ căn cước Việt Nam thường là 6 số cuối của số định danh.",
                        "A CAN has exactly six digits and is printed on the front; on Vietnamese identity cards it is usually the last six of the "
                        "personal number."};
constexpr Words mrzHint{"MRZ là ba dòng 30 ký tự (thẻ) hoặc hai dòng 36 hay 44 ký tự (hộ chiếu), nối bằng «/» và để trong dấu nháy; "
                        "hoặc số giấy tờ/ngày sinh/ngày hết hạn, hai ngày viết theo yyMMdd.",
                        "An MRZ is three lines of 30 characters (cards) or two of 36 or 44 (passports), joined by \"/\" and in quotes; or document "
                        "number/birth date/expiry date, both dates as yyMMdd."};
constexpr Words checkDigitHint{"Một chữ số kiểm tra của MRZ không khớp: có ký tự nhập sai, hãy so lại từng dòng với thẻ.",
                               "A check digit of the MRZ does not match: one character is wrong, compare each line with the card."};
constexpr Words dateHint{"Ngày sinh và ngày hết hạn viết theo yyMMdd, như trong MRZ: 15/01/1990 là 900115.",
                         "Birth and expiry dates are written yyMMdd, as in the MRZ: 15 January 1990 is 900115."};
constexpr Words numberHint{
    "Số giấy tờ chỉ gồm chữ cái không dấu và chữ số, nhiều nhất 22; với thẻ căn cước Việt Nam là 9 số cuối của số định danh.",
    "A document number consists of letters and digits, at most 22; for a Vietnamese identity card it is the last nine digits of "
    "the personal number."};

// The first thing that is wrong, and how it has to look.
const Words &hintFor(const Error &error)
{
    if (error.code == ErrorCode::MrzCheckDigit)
        return checkDigitHint;
    if (error.stage == identity::accessStageNumber)
        return numberHint;
    return error.stage == identity::accessStageBirth || error.stage == identity::accessStageExpiry ? dateHint : mrzHint;
}

} // namespace

std::expected<nfc::AccessKey, Words> accessKeyFromCan(const QString &text)
{
    const QString can = text.trimmed();
    if (can.size() != 6 || !std::all_of(can.begin(), can.end(), [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); }))
        return std::unexpected(canHint);
    return nfc::AccessKey{nfc::AccessKey::Kind::Can, can.toLatin1()};
}

std::expected<nfc::AccessKey, Words> accessKeyFromMrz(const QString &text)
{
    Result<QByteArray> information = identity::mrzInformationFromText(text);
    if (!information)
        return std::unexpected(hintFor(information.error()));
    return nfc::AccessKey{nfc::AccessKey::Kind::Mrz, std::move(*information)};
}

QString readCanFrom(QIODevice &input)
{
    return QString::fromUtf8(input.readLine(longestTypedLine)).trimmed();
}

QString readMrzFrom(QIODevice &input)
{
    QStringList lines;
    qsizetype expected = 1;
    while (lines.size() < expected) {
        const QByteArray bytes = input.readLine(longestTypedLine);
        if (bytes.isEmpty())
            break;
        const QString line = QString::fromUtf8(bytes).trimmed();
        if (line.isEmpty())
            continue;
        if (lines.isEmpty() && !line.contains(QLatin1Char('/')) && line.size() < 2 * widthOfTd1)
            expected = line.size() <= widthOfTd1 ? 3 : 2;
        lines.append(line);
    }
    return lines.join(QLatin1Char('/'));
}

} // namespace dd::counter
