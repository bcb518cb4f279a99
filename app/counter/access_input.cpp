#include "app/counter/access_input.h"

#include "core/identity/mrz.h"

#include <algorithm>
#include <QRegularExpression>

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

bool isMrzDate(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^[0-9<]{6}$"));
    if (!form.match(text).hasMatch())
        return false;
    const int month = text.contains(QLatin1Char('<')) ? 0 : text.mid(2, 2).toInt();
    const int day = text.contains(QLatin1Char('<')) ? 0 : text.mid(4, 2).toInt();
    return month <= 12 && day <= 31; // 00 and << where a part is unknown
}

QByteArray withCheckDigit(const QByteArray &field)
{
    return field + static_cast<char>('0' + identity::mrzCheckDigit(field));
}

// ICAO 9303-11 §9.7.2: number, birth, expiry, each with its check digit; a number of more than nine characters in full.
std::expected<nfc::AccessKey, Words> fromThreeFields(const QStringList &fields)
{
    QString number = fields.at(0).toUpper();
    number.remove(QLatin1Char(' '));
    while (number.endsWith(QLatin1Char('<')))
        number.chop(1);
    static const QRegularExpression form(QStringLiteral("^[A-Z0-9<]{1,22}$"));
    if (!form.match(number).hasMatch())
        return std::unexpected(numberHint);
    if (!isMrzDate(fields.at(1)) || !isMrzDate(fields.at(2)))
        return std::unexpected(dateHint);
    const QByteArray padded = number.toLatin1().leftJustified(9, '<');
    return nfc::AccessKey{nfc::AccessKey::Kind::Mrz,
                          withCheckDigit(padded) + withCheckDigit(fields.at(1).toLatin1()) + withCheckDigit(fields.at(2).toLatin1())};
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
    static const QRegularExpression separators(QStringLiteral("[/\\r\\n]+"));
    QStringList parts = text.trimmed().split(separators, Qt::SkipEmptyParts);
    for (QString &part : parts)
        part = part.trimmed();
    if (parts.size() == 3 && parts.at(0).size() < widthOfTd1)
        return fromThreeFields(parts);
    const Result<identity::Mrz> mrz = identity::parseMrz(parts.join(QLatin1Char('\n')));
    if (!mrz)
        return std::unexpected(mrz.error().code == ErrorCode::MrzCheckDigit ? checkDigitHint : mrzHint);
    return nfc::AccessKey{nfc::AccessKey::Kind::Mrz, identity::mrzInformation(*mrz)};
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
