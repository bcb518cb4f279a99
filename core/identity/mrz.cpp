#include "core/identity/mrz.h"

#include <algorithm>

namespace dd::identity {
namespace {

constexpr char filler = '<';

std::unexpected<Error> mrzMalformed(const char *detail)
{
    return fail(ErrorCode::MrzMalformed, QStringLiteral("MRZ"), QLatin1String(detail));
}

std::unexpected<Error> mrzCheckDigitWrong(const char *which)
{
    return fail(ErrorCode::MrzCheckDigit, QStringLiteral("MRZ"), QLatin1String(which));
}

int characterValue(char character)
{
    if (character == filler)
        return 0;
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'A' && character <= 'Z')
        return character - 'A' + 10;
    return -1;
}

// Where each element stands; ICAO 9303-5 §4.2.2 (TD1), -6 §4.2.2 (TD2), -4 §4.2.2 (TD3), counted from 0.
struct Element
{
    qsizetype line;
    qsizetype start;
    qsizetype size;
};
struct Layout
{
    MrzFormat format;
    qsizetype lines;
    qsizetype width;
    // What the document code may begin with.
    QByteArrayView firstCharacters;
    // Each check digit follows its element.
    Element number, birth, sex, expiry, nationality, optional1, optional2, name;
    Element composite[4];
    Element compositeDigit;
};

constexpr Layout layouts[] = {
    {.format = MrzFormat::Td1,
     .lines = 3,
     .width = 30,
     .firstCharacters = "ACI",
     .number = {0, 5, 9},
     .birth = {1, 0, 6},
     .sex = {1, 7, 1},
     .expiry = {1, 8, 6},
     .nationality = {1, 15, 3},
     .optional1 = {0, 15, 15},
     .optional2 = {1, 18, 11},
     .name = {2, 0, 30},
     .composite = {{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}},
     .compositeDigit = {1, 29, 1}},
    {.format = MrzFormat::Td2,
     .lines = 2,
     .width = 36,
     .firstCharacters = "ACI",
     .number = {1, 0, 9},
     .birth = {1, 13, 6},
     .sex = {1, 20, 1},
     .expiry = {1, 21, 6},
     .nationality = {1, 10, 3},
     .optional1 = {1, 28, 7},
     .optional2 = {1, 35, 0},
     .name = {0, 5, 31},
     .composite = {{1, 0, 10}, {1, 13, 7}, {1, 21, 14}, {1, 35, 0}},
     .compositeDigit = {1, 35, 1}},
    {.format = MrzFormat::Td3,
     .lines = 2,
     .width = 44,
     .firstCharacters = "P",
     .number = {1, 0, 9},
     .birth = {1, 13, 6},
     .sex = {1, 20, 1},
     .expiry = {1, 21, 6},
     .nationality = {1, 10, 3},
     .optional1 = {1, 28, 14},
     .optional2 = {1, 43, 0},
     .name = {0, 5, 39},
     .composite = {{1, 0, 10}, {1, 13, 7}, {1, 21, 22}, {1, 43, 0}},
     .compositeDigit = {1, 43, 1}},
};

class MrzText
{
public:
    MrzText(const Layout &layout, QByteArrayView characters) : m_layout(layout), m_characters(characters) {}

    [[nodiscard]] QByteArrayView raw(const Element &element) const
    {
        return m_characters.sliced(element.line * m_layout.width + element.start, element.size);
    }
    [[nodiscard]] char after(const Element &element) const { return m_characters[element.line * m_layout.width + element.start + element.size]; }

private:
    const Layout &m_layout;
    QByteArrayView m_characters;
};

QByteArrayView withoutFillers(QByteArrayView field)
{
    while (!field.isEmpty() && field.back() == filler)
        field.chop(1);
    return field;
}

QString toText(QByteArrayView field)
{
    return QString::fromLatin1(withoutFillers(field));
}

bool consistsOf(QByteArrayView field, bool letters, bool digits)
{
    return std::all_of(field.begin(), field.end(),
                       [=](char c) { return c == filler || (letters && c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9'); });
}

// YYMMDD, each part two digits or, where it is not known, two fillers (ICAO 9303-3 §4.8).
bool isDateSyntax(QByteArrayView date)
{
    for (qsizetype part = 0; part < date.size(); part += 2) {
        if (!consistsOf(date.sliced(part, 2), false, true) || (date[part] == filler) != (date[part + 1] == filler))
            return false;
    }
    return true;
}

bool isCalendarDate(QByteArrayView date)
{
    const auto part = [date](qsizetype at) { return date[at] == filler ? -1 : 10 * (date[at] - '0') + (date[at + 1] - '0'); };
    const int year = part(0);
    const int month = part(2);
    const int day = part(4);
    constexpr int days[] = {31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}; // [0]: the month is not known
    if (month == 0 || month > 12 || day == 0)
        return false;
    const bool leapDay = month == 2 && day == 29;
    return day <= days[month < 0 ? 0 : month] && !(leapDay && year >= 0 && year % 4 != 0);
}

bool digitMatches(QByteArrayView field, char digit)
{
    return digit >= '0' && digit <= '9' && mrzCheckDigit(field) == digit - '0';
}

bool leftOut(const MrzText &text, const Element &element)
{
    return text.after(element) == filler && withoutFillers(text.raw(element)).isEmpty();
}

// A number longer than nine characters goes on in the optional field, its check digit behind it, and '<' stands where
// the check digit would (9303-5 §4.2.2 note j). Empty where the number is not a long one.
QByteArray longNumberWithDigit(const Layout &layout, const MrzText &text)
{
    if (layout.format == MrzFormat::Td3 || text.after(layout.number) != filler)
        return {};
    const QByteArrayView optional = text.raw(layout.optional1);
    const qsizetype end = optional.indexOf(filler) < 0 ? optional.size() : optional.indexOf(filler);
    return end < 2 ? QByteArray() : text.raw(layout.number).toByteArray() + optional.first(end).toByteArray();
}

void splitName(QByteArrayView field, Mrz &mrz)
{
    const QString name = toText(field);
    const qsizetype divider = name.indexOf(QLatin1String("<<"));
    const auto spaced = [](QString part) { return part.replace(QLatin1Char(filler), u' ').simplified(); };
    mrz.primaryName = spaced(divider < 0 ? name : name.first(divider));
    mrz.secondaryName = divider < 0 ? QString() : spaced(name.sliced(divider));
}

// Vietnam's card: the last nine digits are the document number, all twelve stand in the optional field, then "<<" and
// the check digit of the twelve. A Vietnamese document of another layout is read as a generic one.
Result<void> readVietnamesePersonalNumber(const Layout &layout, const MrzText &text, Mrz &mrz)
{
    const QByteArrayView optional = text.raw(layout.optional1);
    if (layout.format != MrzFormat::Td1 || mrz.issuingState != QLatin1String("VNM"))
        return {};
    const QByteArrayView twelve = optional.first(12);
    const bool digits = std::all_of(twelve.begin(), twelve.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || optional.sliced(12, 2) != QByteArrayView("<<") || twelve.last(9) != text.raw(layout.number))
        return {};
    if (!digitMatches(twelve, optional.back()))
        return mrzCheckDigitWrong("personal number");
    mrz.personalNumber = QString::fromLatin1(twelve);
    return {};
}

const Layout *layoutOf(qsizetype characters)
{
    const auto *const found = std::find_if(std::begin(layouts), std::end(layouts), [=](const Layout &l) { return l.lines * l.width == characters; });
    return found == std::end(layouts) ? nullptr : found;
}

// Blanks and line ends go, small letters are taken for capitals: the text may have been typed.
Result<QByteArray> mrzCharacters(const QString &text)
{
    QByteArray characters;
    if (text.size() > 256)
        return mrzMalformed("longer than allowed");
    for (const QChar c : text) {
        if (c == u' ' || c == u'\n' || c == u'\r' || c == u'\t')
            continue;
        const char upper = c >= u'a' && c <= u'z' ? static_cast<char>(c.unicode() - 'a' + 'A')
                           : c.unicode() < 0x80   ? static_cast<char>(c.unicode())
                                                  : '\0';
        if (characterValue(upper) < 0)
            return mrzMalformed("a character that an MRZ cannot hold");
        characters.append(upper);
    }
    return characters;
}

Result<void> checkDigits(const Layout &layout, const MrzText &text, QByteArrayView longNumber)
{
    if (longNumber.isEmpty() ? !digitMatches(text.raw(layout.number), text.after(layout.number))
                             : !digitMatches(longNumber.chopped(1), longNumber.back()))
        return mrzCheckDigitWrong("document number");
    if (!digitMatches(text.raw(layout.birth), text.after(layout.birth)))
        return mrzCheckDigitWrong("birth date");
    // What a card without an expiry date prints is not known: fillers throughout are accepted too.
    if (!leftOut(text, layout.expiry) && !digitMatches(text.raw(layout.expiry), text.after(layout.expiry)))
        return mrzCheckDigitWrong("expiry date");
    if (layout.format == MrzFormat::Td3 && !leftOut(text, layout.optional1) // 9303-4 §4.2.2: '<' or 0 behind an unused field
        && !digitMatches(text.raw(layout.optional1), text.after(layout.optional1)))
        return mrzCheckDigitWrong("optional data");
    QByteArray composite;
    for (const Element &part : layout.composite)
        composite.append(text.raw(part));
    if (!digitMatches(composite, text.raw(layout.compositeDigit).front()))
        return mrzCheckDigitWrong("composite");
    return {};
}

} // namespace

int mrzCheckDigit(QByteArrayView characters)
{
    constexpr int weights[] = {7, 3, 1};
    int sum = 0;
    for (qsizetype i = 0; i < characters.size(); ++i) {
        const int value = characterValue(characters[i]);
        if (value < 0)
            return -1;
        sum = (sum + value * weights[i % 3]) % 10;
    }
    return sum;
}

Result<Mrz> parseMrz(const QString &input)
{
    const Result<QByteArray> characters = mrzCharacters(input);
    if (!characters)
        return fail(characters.error());
    const Layout *layout = layoutOf(characters->size());
    if (!layout)
        return mrzMalformed("neither 90, 72 nor 88 characters");
    const MrzText text(*layout, *characters);
    const QByteArrayView code = QByteArrayView(*characters).first(2);
    const QByteArrayView state = QByteArrayView(*characters).sliced(2, 3);
    const QByteArrayView sex = text.raw(layout->sex);
    if (!layout->firstCharacters.contains(code.front()) || !consistsOf(code, true, false))
        return mrzMalformed("a document code that does not belong to this format");
    if (!consistsOf(state, true, false) || state.front() == filler || !consistsOf(text.raw(layout->nationality), true, false))
        return mrzMalformed("a state or nationality that is not letters");
    if (!isDateSyntax(text.raw(layout->birth)) || !isDateSyntax(text.raw(layout->expiry)))
        return mrzMalformed("a date that is not digits");
    if (sex[0] != 'M' && sex[0] != 'F' && sex[0] != filler)
        return mrzMalformed("a sex that is neither M, F nor <");
    if (!consistsOf(text.raw(layout->name), true, false) || text.raw(layout->name).front() == filler)
        return mrzMalformed("a name that is not letters");

    const QByteArray longNumber = longNumberWithDigit(*layout, text);
    if (const Result<void> digits = checkDigits(*layout, text, longNumber); !digits)
        return fail(digits.error());

    Mrz mrz;
    mrz.format = layout->format;
    for (qsizetype line = 0; line < layout->lines; ++line)
        mrz.lines.append(QString::fromLatin1(QByteArrayView(*characters).sliced(line * layout->width, layout->width)));
    mrz.documentCode = toText(code);
    mrz.issuingState = toText(state);
    mrz.documentNumber = longNumber.isEmpty() ? toText(text.raw(layout->number)) : toText(QByteArrayView(longNumber).chopped(1));
    mrz.birthDate = QString::fromLatin1(text.raw(layout->birth));
    mrz.sex = QString::fromLatin1(sex);
    mrz.expiryDate = QString::fromLatin1(text.raw(layout->expiry));
    mrz.nationality = toText(text.raw(layout->nationality));
    const qsizetype usedByNumber = longNumber.isEmpty() ? 0 : longNumber.size() - layout->number.size;
    mrz.optionalData1 = toText(text.raw(layout->optional1).sliced(usedByNumber));
    if (usedByNumber > 0 && mrz.optionalData1.startsWith(QLatin1Char(filler)))
        mrz.optionalData1.remove(0, 1); // the filler that ends the number
    mrz.optionalData2 = toText(text.raw(layout->optional2));
    splitName(text.raw(layout->name), mrz);
    if (!isCalendarDate(text.raw(layout->birth)))
        mrz.remarks.append(QStringLiteral("birth date"));
    if (!isCalendarDate(text.raw(layout->expiry)))
        mrz.remarks.append(QStringLiteral("expiry date"));
    if (mrz.documentNumber.isEmpty())
        return mrzMalformed("the document number is empty");
    if (const Result<void> vietnamese = readVietnamesePersonalNumber(*layout, text, mrz); !vietnamese)
        return fail(vietnamese.error());
    return mrz;
}

QByteArray mrzInformation(const Mrz &mrz)
{
    const QByteArray characters = mrz.lines.join(QString()).toLatin1();
    const Layout *layout = layoutOf(characters.size());
    if (!layout)
        return {};
    const MrzText text(*layout, characters);
    const QByteArray longNumber = longNumberWithDigit(*layout, text);
    const QByteArray number = longNumber.isEmpty() ? text.raw(layout->number).toByteArray() + text.after(layout->number) : longNumber;
    return number + text.raw(layout->birth).toByteArray() + text.after(layout->birth) + text.raw(layout->expiry).toByteArray() +
           text.after(layout->expiry);
}

} // namespace dd::identity
