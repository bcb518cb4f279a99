#include "nfc/simulator/mrz_lines.h"

#include "nfc/simulator/file_encoding.h"

#include <algorithm>

namespace dd::nfc {
namespace simulator {
namespace {

using Format = CardProfile::Format;

constexpr qsizetype numberWidth = 9;

std::unexpected<Error> documentFails(const char *key, const char *why)
{
    const QString detail = QStringLiteral("document.%1: %2").arg(QLatin1String(key), QLatin1String(why));
    return fail(ErrorCode::InvalidInput, QStringLiteral("card profile"), detail);
}

// ICAO 9303-3 §4.9: weights 7, 3, 1.
QString checkDigit(const QString &characters)
{
    int sum = 0;
    for (qsizetype i = 0; i < characters.size(); ++i) {
        const char16_t c = characters.at(i).unicode();
        const int value = c == u'<' ? 0 : c <= u'9' ? c - u'0' : c - u'A' + 10;
        sum += value * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
    }
    return QString(QLatin1Char(static_cast<char>('0' + sum % 10)));
}

QString filled(const QString &text, qsizetype width)
{
    return text.leftJustified(width, u'<', true);
}

bool isMrzText(const QString &text, bool letters, bool digits)
{
    return std::all_of(text.begin(), text.end(), [=](QChar c) {
        return c == u'<' || (letters && c >= u'A' && c <= u'Z') || (digits && c >= u'0' && c <= u'9');
    });
}

struct Parts
{
    QString code;        // two characters
    QString state;
    QString number;      // nine characters and the check digit, or '<' where a longer one goes on behind
    QString numberGoesOn; // the rest of it with its check digit and a filler
    QString birth, expiry; // with check digits
    QString sex;
    QString nationality;
    QString name;
};

Result<Parts> partsOf(const CardProfile::Document &document)
{
    const bool td3 = document.format == Format::Td3;
    if (document.code.isEmpty() || document.code.size() > 2 || !isMrzText(document.code, true, false))
        return documentFails("code", "one or two letters");
    if (document.state.isEmpty() || document.state.size() > 3 || !isMrzText(document.state, true, false))
        return documentFails("state", "up to three letters");
    if (document.nationality.isEmpty() || document.nationality.size() > 3 || !isMrzText(document.nationality, true, false))
        return documentFails("nationality", "up to three letters");
    const qsizetype longest = td3 ? numberWidth : document.format == Format::Td2 ? numberWidth + 5 : numberWidth + 13;
    if (document.number.isEmpty() || document.number.size() > longest || !isMrzText(document.number, true, true))
        return documentFails("number", "too long, or not letters and digits");
    if (!document.birth.isValid() || !document.expiry.isValid())
        return documentFails(document.birth.isValid() ? "expiry" : "birth", "not a date");
    const std::optional<QString> surname = mrzLetters(document.surname);
    const std::optional<QString> givenNames = mrzLetters(document.givenNames);
    if (!surname || surname->isEmpty())
        return documentFails("surname", "not letters");
    if (!givenNames)
        return documentFails("givenNames", "not letters");
    const auto dated = [](const QDate &date) {
        const QString digits = date.toString(QStringLiteral("yyMMdd"));
        return digits + checkDigit(digits);
    };
    Parts parts;
    parts.code = filled(document.code, 2);
    parts.state = filled(document.state, 3);
    parts.nationality = filled(document.nationality, 3);
    parts.birth = dated(document.birth);
    parts.expiry = dated(document.expiry);
    parts.sex = document.sex == QLatin1String("X") ? QStringLiteral("<") : document.sex;
    parts.name = givenNames->isEmpty() ? *surname : *surname + QStringLiteral("<<") + *givenNames;
    const bool goesOn = document.number.size() > numberWidth; // 9303-5 §4.2.2 note j
    const QString number = filled(document.number, numberWidth);
    parts.number = number + (goesOn ? QStringLiteral("<") : checkDigit(number));
    if (goesOn)
        parts.numberGoesOn = document.number.sliced(numberWidth) + checkDigit(document.number) + u'<';
    return parts;
}

Result<QString> optionalData(const CardProfile::Document &document, const QString &before, qsizetype width)
{
    if (!isMrzText(document.optionalData, true, true))
        return documentFails("optionalData", "not letters, digits and <");
    const QString text = before + document.optionalData;
    return text.size() > width ? Result<QString>(documentFails("optionalData", "too long")) : filled(text, width);
}

Result<QString> td1(const CardProfile::Document &document, Parts parts)
{
    Result<QString> optional = optionalData(document, parts.numberGoesOn, 15);
    if (document.format == Format::Vietnam) {
        if (document.number.size() != 12 || !isMrzText(document.number, false, true) || document.number.contains(u'<'))
            return documentFails("number", "twelve digits");
        // The last nine digits are the document's number, all twelve stand behind them with a check digit of their own.
        parts.number = document.number.last(numberWidth) + checkDigit(document.number.last(numberWidth));
        optional = document.number + QStringLiteral("<<") + checkDigit(document.number);
    }
    if (!optional)
        return optional;
    const QString first = parts.code + parts.state + parts.number + *optional;
    const QString rest(11, u'<');
    const QString composite = checkDigit(first.sliced(5) + parts.birth + parts.expiry + rest);
    return first + u'\n' + parts.birth + parts.sex + parts.expiry + parts.nationality + rest + composite + u'\n' + filled(parts.name, 30);
}

Result<QString> td2(const CardProfile::Document &document, const Parts &parts)
{
    const Result<QString> optional = optionalData(document, parts.numberGoesOn, 7);
    if (!optional)
        return optional;
    const QString composite = checkDigit(parts.number + parts.birth + parts.expiry + *optional);
    const QString first = filled(parts.code + parts.state + parts.name, 36);
    return first + u'\n' + parts.number + parts.nationality + parts.birth + parts.sex + parts.expiry + *optional + composite;
}

Result<QString> td3(const CardProfile::Document &document, const Parts &parts)
{
    const Result<QString> optional = optionalData(document, {}, 14);
    if (!optional)
        return optional;
    const QString personal = *optional + (document.optionalData.isEmpty() ? QStringLiteral("<") : checkDigit(*optional));
    const QString composite = checkDigit(parts.number + parts.birth + parts.expiry + personal);
    const QString first = filled(parts.code + parts.state + parts.name, 44);
    return first + u'\n' + parts.number + parts.nationality + parts.birth + parts.sex + parts.expiry + personal + composite;
}

} // namespace

std::optional<QString> mrzLetters(const QString &text)
{
    QString letters;
    const QString decomposed = text.normalized(QString::NormalizationForm_D).toUpper();
    for (const QChar c : decomposed) {
        if (c >= u'A' && c <= u'Z')
            letters += c;
        else if (c == u'Đ')
            letters += u'D';
        else if (c == u' ' || c == u'-')
            letters += u'<';
        else if (c != u'\'' && c.category() != QChar::Mark_NonSpacing)
            return std::nullopt;
    }
    return letters;
}

Result<QString> mrzLines(const CardProfile::Document &document)
{
    const Result<Parts> parts = partsOf(document);
    if (!parts)
        return fail(parts.error());
    switch (document.format) {
    case Format::Td2: return td2(document, *parts);
    case Format::Td3: return td3(document, *parts);
    default: return td1(document, *parts);
    }
}

Result<QByteArray> accessInformation(const QString &mrz)
{
    const auto malformed = [] { return fail(ErrorCode::MrzMalformed, QStringLiteral("personalise"), QStringLiteral("lines of no known format")); };
    const QStringList lines = mrz.split(QLatin1Char('\n'));
    const qsizetype width = lines.first().size();
    const bool isTd1 = lines.size() == 3 && width == 30;
    if ((!isTd1 && !(lines.size() == 2 && (width == 36 || width == 44))) || std::any_of(lines.begin(), lines.end(), [=](const QString &line) {
            return line.size() != width;
        }))
        return malformed();
    const QString &numberLine = isTd1 ? lines.at(0) : lines.at(1);
    const qsizetype numberAt = isTd1 ? 5 : 0;
    const QString optional = isTd1 ? numberLine.sliced(15) : numberLine.sliced(28, width == 36 ? 7 : 14);
    QString number = numberLine.sliced(numberAt, numberWidth + 1);
    if (number.endsWith(u'<') && width != 44) // the number goes on; the filler in the check digit's place is no part of it
        number = number.chopped(1) + optional.left(optional.indexOf(u'<') < 0 ? optional.size() : optional.indexOf(u'<'));
    const QString &dateLine = lines.at(1);
    const qsizetype birthAt = isTd1 ? 0 : 13;
    return (number + dateLine.sliced(birthAt, 7) + dateLine.sliced(birthAt + 8, 7)).toLatin1();
}

} // namespace simulator

Result<DemoPerson> personOf(const CardProfile &profile)
{
    const Result<QString> mrz = simulator::mrzLines(profile.document);
    if (!mrz)
        return fail(mrz.error());
    const CardProfile::Document &document = profile.document;
    const QString date = QStringLiteral("dd/MM/yyyy");
    DemoPerson person = demoPerson();
    person.mrz = *mrz;
    person.details = profile.details;
    person.details.personalNumber = document.number;
    person.details.fullName = document.givenNames.isEmpty() ? document.surname : document.surname + u' ' + document.givenNames;
    person.details.birthDate = document.birth.toString(date);
    person.details.expiryDate = document.expiry.toString(date);
    person.details.sex = document.sex == QLatin1String("F") ? QStringLiteral("Nữ") : QStringLiteral("Nam");
    person.printedQr.clear();
    if (document.format == CardProfile::Format::Vietnam) {
        const QString compactBirth = document.birth.toString(QStringLiteral("ddMMyyyy"));
        person.printedQr = QStringList{document.number, person.details.oldNumber, person.details.fullName, compactBirth, person.details.sex,
                                       person.details.residence, QString(person.details.issueDate).remove(u'/')}
                               .join(u'|');
        if (profile.dg13 == CardProfile::Dg13Layout::Unreadable) // cards since July 2024 print four more fields, empty in all samples
            person.printedQr += QStringLiteral("||||");
    }
    return person;
}

} // namespace dd::nfc
