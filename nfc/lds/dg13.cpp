// EF.DG13 of Vietnamese cards before July 2024 (docs/formats.md):
// 6D SEQUENCE { INTEGER 1, OBJECT IDENTIFIER 1.0.10646.1.0.8, SET OF SEQUENCE { INTEGER n, value… } }
#include "nfc/apdu/tlv.h"
#include "nfc/lds/lds_files.h"

#include <QSet>
#include <QStringDecoder>

namespace dd::nfc {
namespace {

constexpr quint32 tagInteger = 0x02;
constexpr quint32 tagObjectIdentifier = 0x06;
constexpr quint32 tagUtf8 = 0x0C;
constexpr quint32 tagPrintable = 0x13;
constexpr quint32 tagIa5 = 0x16;
constexpr quint32 tagSequence = 0x30;
constexpr quint32 tagSet = 0x31;
constexpr int fatherAndMother = 13;
constexpr int husbandOrWife = 14;

const QString &dg13Stage()
{
    static const QString stage = QStringLiteral("DG13");
    return stage;
}

const QByteArray &dg13Identifier()
{
    static const QByteArray identifier = QByteArray::fromHex("28D316010008"); // 1.0.10646.1.0.8
    return identifier;
}

std::unexpected<Error> unknownEncoding(const char *why)
{
    return fail(ErrorCode::UnsupportedProtocol, dg13Stage(), QLatin1String(why));
}

Result<QString> textOf(const tlv::Element &element)
{
    if (element.tag != tagUtf8 && element.tag != tagPrintable && element.tag != tagIa5)
        return unknownEncoding("value is not text");
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(element.value);
    if (decoder.hasError() || text.contains(QChar(u'\0')))
        return fail(ErrorCode::DamagedFile, dg13Stage(), QStringLiteral("text is not UTF-8"));
    return text.normalized(QString::NormalizationForm_C);
}

// Strings, or SEQUENCEs of strings: an empty SEQUENCE still stands for one person.
Result<QStringList> valuesOf(tlv::Reader &fields)
{
    QStringList values;
    while (!fields.atEnd()) {
        const Result<tlv::Element> element = fields.next();
        if (!element)
            return fail(element.error());
        if (element->tag != tagSequence) {
            const Result<QString> text = textOf(*element);
            if (!text)
                return fail(text.error());
            values.append(*text);
            continue;
        }
        tlv::Reader nested(element->value, dg13Stage());
        if (nested.atEnd())
            values.append(QString());
        while (!nested.atEnd()) {
            const Result<tlv::Element> inner = nested.next();
            const Result<QString> text = inner ? textOf(*inner) : fail(inner.error());
            if (!text)
                return fail(text.error());
            values.append(*text);
        }
    }
    return values;
}

QString *singleField(Dg13 &out, int number)
{
    switch (number) {
    case 1: return &out.personalNumber;
    case 2: return &out.fullName;
    case 3: return &out.birthDate;
    case 4: return &out.sex;
    case 5: return &out.nationality;
    case 6: return &out.ethnicity;
    case 7: return &out.religion;
    case 8: return &out.placeOfOrigin;
    case 9: return &out.residence;
    case 10: return &out.identifyingMarks;
    case 11: return &out.issueDate;
    case 12: return &out.expiryDate;
    case husbandOrWife: return &out.spouse;
    case 15: return &out.oldNumber;
    case 16: return &out.chipCode;
    default: return nullptr;
    }
}

Result<void> assign(Dg13 &out, int number, const QStringList &values)
{
    if (number == fatherAndMother) {
        if (values.size() > 2)
            return unknownEncoding("more than two parents");
        out.father = values.value(0);
        out.mother = values.value(1);
        return {};
    }
    QString *field = singleField(out, number);
    if (field == nullptr)
        return {}; // a field this app does not know stays in the raw file
    if (values.size() > 1)
        return unknownEncoding("more than one value");
    *field = values.value(0);
    return {};
}

bool isPrintableField(int number)
{
    return number == 1 || number == 3 || number == 11 || number == 15 || number == 16;
}

QByteArray integerObject(int number)
{
    return tlv::encode(tagInteger, QByteArray(1, static_cast<char>(number)));
}

} // namespace

Result<Dg13> parseDg13(QByteArrayView file)
{
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x6D, dg13Stage());
    if (!outer)
        return fail(outer.error());
    // Cards since July 2024 put something else here; what it is was never published, so it is not guessed at.
    const Result<tlv::Element> body = tlv::readSingle(outer->value, tagSequence);
    if (!body)
        return unknownEncoding("not the layout known so far");
    tlv::Reader reader(body->value, dg13Stage());
    const Result<tlv::Element> version = reader.next(tagInteger);
    const Result<tlv::Element> identifier = version ? reader.next(tagObjectIdentifier) : fail(version.error());
    if (!identifier || identifier->value != dg13Identifier() || version->value != QByteArrayView("\x01", 1))
        return unknownEncoding("not the layout known so far");
    const Result<tlv::Element> set = reader.next(tagSet);
    if (!set)
        return fail(set.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());

    Dg13 out;
    QSet<int> seen;
    tlv::Reader entries(set->value, dg13Stage());
    while (!entries.atEnd()) {
        const Result<tlv::Element> entry = entries.next(tagSequence);
        if (!entry)
            return fail(entry.error());
        tlv::Reader fields(entry->value, dg13Stage());
        const Result<tlv::Element> index = fields.next(tagInteger);
        const Result<int> number = index ? tlv::smallInteger(index->value, dg13Stage()) : fail(index.error());
        if (!number)
            return fail(number.error());
        if (seen.contains(*number))
            return fail(ErrorCode::DamagedFile, dg13Stage(), QStringLiteral("field %1 twice").arg(*number));
        seen.insert(*number);
        const Result<QStringList> values = valuesOf(fields);
        if (!values)
            return fail(values.error());
        if (const Result<void> done = assign(out, *number, *values); !done)
            return fail(done.error());
    }
    return out;
}

QByteArray encodeDg13(const Dg13 &fields, Dg13Parents parents)
{
    const auto text = [](const QString &name) { return tlv::encode(tagUtf8, name.toUtf8()); };
    const auto person = [&](const QString &name) { return tlv::encode(tagSequence, text(name)); };
    Dg13 copy = fields;
    QByteArray set;
    for (int number = 1; number <= 16; ++number) {
        QByteArray entry = integerObject(number);
        if (number == fatherAndMother && parents == Dg13Parents::Sequence)
            entry += tlv::encode(tagSequence, {text(fields.father), text(fields.mother)});
        else if (number == fatherAndMother)
            entry += person(fields.father) + person(fields.mother);
        else if (number == husbandOrWife)
            entry += fields.spouse.isEmpty() ? QByteArray() : person(fields.spouse);
        else
            entry += tlv::encode(isPrintableField(number) ? tagPrintable : tagUtf8, singleField(copy, number)->toUtf8());
        set += tlv::encode(tagSequence, entry);
    }
    return tlv::encode(0x6D, tlv::encode(tagSequence, {integerObject(1), tlv::encode(tagObjectIdentifier, dg13Identifier()), tlv::encode(tagSet, set)}));
}

} // namespace dd::nfc
