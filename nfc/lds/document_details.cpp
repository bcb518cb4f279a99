#include "nfc/lds/document_details.h"

#include "nfc/apdu/tlv.h"

#include <QSet>
#include <QStringDecoder>
#include <algorithm>

namespace dd::nfc {
namespace {

constexpr quint32 tagTagList = 0x5C;
constexpr quint32 tagGroup = 0xA0; // "other names", "other persons": a count, then so many fields

std::unexpected<Error> damagedDetails(const QString &stage, quint32 tag, const char *why)
{
    return fail(ErrorCode::DamagedFile, stage, QStringLiteral("%1: %2").arg(tag, 0, 16).arg(QLatin1String(why)));
}

// 5C: tags one behind the other, of one byte or of two.
Result<QList<quint32>> tagsOf(QByteArrayView list, const QString &stage)
{
    QList<quint32> tags;
    for (qsizetype at = 0; at < list.size(); ++at) {
        quint32 tag = static_cast<quint8>(list[at]);
        if ((tag & 0x1F) == 0x1F) {
            if (++at == list.size() || (static_cast<quint8>(list[at]) & 0x80) != 0)
                return damagedDetails(stage, tagTagList, "a tag of no kind");
            tag = tag << 8 | static_cast<quint8>(list[at]);
        }
        tags.append(tag);
    }
    return tags;
}

struct DetailFields
{
    QMap<quint32, QByteArrayView> values;
    QList<QByteArrayView> group;
};

// The count, then as many elements of `tag`.
Result<QList<QByteArrayView>> groupOf(QByteArrayView content, quint32 tag, const QString &stage)
{
    tlv::Reader reader(content, stage);
    const Result<tlv::Element> count = reader.next(0x02);
    const Result<int> number = count ? tlv::smallInteger(count->value, stage) : fail(count.error());
    if (!number)
        return fail(number.error());
    QList<QByteArrayView> values;
    while (!reader.atEnd()) {
        const Result<tlv::Element> element = reader.next(tag);
        if (!element)
            return fail(element.error());
        values.append(element->value);
    }
    if (values.size() != *number)
        return damagedDetails(stage, tagGroup, "not as many as stated");
    return values;
}

Result<DetailFields> fieldsOf(QByteArrayView file, quint32 outerTag, quint32 groupTag, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(file, outerTag, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    const Result<tlv::Element> list = reader.next(tagTagList);
    const Result<QList<quint32>> listed = list ? tagsOf(list->value, stage) : fail(list.error());
    if (!listed)
        return fail(listed.error());
    DetailFields fields;
    QSet<quint32> present;
    while (!reader.atEnd()) {
        const Result<tlv::Element> element = reader.next();
        if (!element)
            return fail(element.error());
        if (present.contains(element->tag))
            return damagedDetails(stage, element->tag, "twice");
        present.insert(element->tag);
        if (element->tag != tagGroup) {
            fields.values.insert(element->tag, element->value);
            continue;
        }
        const Result<QList<QByteArrayView>> group = groupOf(element->value, groupTag, stage);
        if (!group)
            return fail(group.error());
        fields.group = *group;
    }
    QSet<quint32> announced;
    for (const quint32 tag : *listed)
        announced.insert(tag == groupTag ? tagGroup : tag); // some issuers list the group, some what is in it
    if (announced != present)
        return damagedDetails(stage, tagTagList, "not the fields that follow");
    return fields;
}

// Takes the known fields one after the other and remembers the first that is wrong.
class FieldTaker
{
public:
    FieldTaker(DetailFields fields, QString stage) : m_fields(std::move(fields)), m_stage(std::move(stage)) {}

    QString text(quint32 tag) { return decode(tag, m_fields.values.take(tag)); }
    QStringList lines(quint32 tag) { return text(tag).split(QLatin1Char('<'), Qt::SkipEmptyParts); }
    QByteArray bytes(quint32 tag) { return m_fields.values.take(tag).toByteArray(); }
    HolderName name(quint32 tag) { return nameOf(text(tag)); }
    QList<HolderName> names(quint32 tag)
    {
        QList<HolderName> names;
        for (const QByteArrayView &value : m_fields.group)
            names.append(nameOf(decode(tag, value)));
        return names;
    }
    // BCD since the seventh edition; characters before, and still on many documents.
    QString digits(quint32 tag, qsizetype count)
    {
        const QByteArrayView value = m_fields.values.take(tag);
        if (value.isEmpty())
            return {};
        const QByteArray characters = value.size() == count / 2 ? value.toByteArray().toHex() : value.toByteArray();
        const bool digits = std::all_of(characters.begin(), characters.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || characters.size() != count)
            fail(tag, "not a date");
        return QString::fromLatin1(characters);
    }
    [[nodiscard]] QMap<quint32, QByteArray> rest() const
    {
        QMap<quint32, QByteArray> unknown;
        for (auto it = m_fields.values.cbegin(); it != m_fields.values.cend(); ++it)
            unknown.insert(it.key(), it.value().toByteArray());
        return unknown;
    }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    static HolderName nameOf(const QString &text)
    {
        const qsizetype divider = text.indexOf(QLatin1String("<<"));
        const auto spaced = [](QString part) { return part.replace(QLatin1Char('<'), u' ').simplified(); };
        return {spaced(divider < 0 ? text : text.first(divider)), divider < 0 ? QString() : spaced(text.sliced(divider))};
    }
    QString decode(quint32 tag, QByteArrayView value)
    {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(value);
        if (decoder.hasError() || text.contains(QChar(u'\0')))
            fail(tag, "text is not UTF-8");
        return text.normalized(QString::NormalizationForm_C);
    }
    void fail(quint32 tag, const char *why)
    {
        if (!m_error)
            m_error = damagedDetails(m_stage, tag, why).error();
    }

    DetailFields m_fields;
    QString m_stage;
    std::optional<Error> m_error;
};

// Writes the fields that are there, and the list of them in front.
class FieldWriter
{
public:
    void bytes(quint32 tag, const QByteArray &value)
    {
        if (!value.isEmpty())
            element(tag, tlv::encode(tag, value));
    }
    void text(quint32 tag, const QString &value) { bytes(tag, value.toUtf8()); }
    void lines(quint32 tag, const QStringList &value) { text(tag, value.join(QLatin1Char('<'))); }
    void digits(quint32 tag, const QString &value) { bytes(tag, QByteArray::fromHex(value.toLatin1())); }
    void name(quint32 tag, const HolderName &value) { bytes(tag, encodedName(value)); }
    void names(quint32 tag, const QList<HolderName> &values)
    {
        if (values.isEmpty())
            return;
        QByteArray group = tlv::encode(0x02, QByteArray(1, static_cast<char>(values.size())));
        for (const HolderName &value : values)
            group += tlv::encode(tag, encodedName(value));
        element(tagGroup, tlv::encode(tagGroup, group));
    }
    void rest(const QMap<quint32, QByteArray> &unknown)
    {
        for (auto it = unknown.cbegin(); it != unknown.cend(); ++it)
            element(it.key(), tlv::encode(it.key(), it.value()));
    }
    [[nodiscard]] QByteArray file(quint32 outerTag) const { return tlv::encode(outerTag, {tlv::encode(tagTagList, m_list), m_fields}); }

private:
    static QByteArray encodedName(const HolderName &value)
    {
        const auto filled = [](QString part) { return part.replace(u' ', QLatin1Char('<')).toUtf8(); };
        return value.secondary.isEmpty() ? filled(value.primary) : filled(value.primary) + "<<" + filled(value.secondary);
    }
    void element(quint32 tag, const QByteArray &encoded)
    {
        if (tag > 0xFF)
            m_list.append(static_cast<char>(tag >> 8));
        m_list.append(static_cast<char>(tag & 0xFF));
        m_fields += encoded;
    }

    QByteArray m_list;
    QByteArray m_fields;
};

} // namespace

Result<Dg11> parseDg11(QByteArrayView file)
{
    const QString stage = QStringLiteral("DG11");
    Result<DetailFields> fields = fieldsOf(file, 0x6B, 0x5F0F, stage);
    if (!fields)
        return fail(fields.error());
    FieldTaker take(std::move(*fields), stage);
    Dg11 out;
    out.name = take.name(0x5F0E);
    out.otherNames = take.names(0x5F0F);
    out.personalNumber = take.text(0x5F10);
    out.birthDate = take.digits(0x5F2B, 8);
    out.placeOfBirth = take.lines(0x5F11);
    out.address = take.lines(0x5F42);
    out.telephone = take.text(0x5F12);
    out.profession = take.text(0x5F13);
    out.title = take.text(0x5F14);
    out.summary = take.text(0x5F15);
    out.proofOfCitizenship = take.bytes(0x5F16);
    out.otherDocuments = take.lines(0x5F17);
    out.custody = take.text(0x5F18);
    out.unknown = take.rest();
    if (take.error())
        return fail(*take.error());
    return out;
}

Result<Dg12> parseDg12(QByteArrayView file)
{
    const QString stage = QStringLiteral("DG12");
    Result<DetailFields> fields = fieldsOf(file, 0x6C, 0x5F1A, stage);
    if (!fields)
        return fail(fields.error());
    FieldTaker take(std::move(*fields), stage);
    Dg12 out;
    out.issuingAuthority = take.text(0x5F19);
    out.issueDate = take.digits(0x5F26, 8);
    out.otherPersons = take.names(0x5F1A);
    out.endorsements = take.text(0x5F1B);
    out.taxOrExit = take.text(0x5F1C);
    out.frontImage = take.bytes(0x5F1D);
    out.rearImage = take.bytes(0x5F1E);
    out.personalisedAt = take.digits(0x5F55, 14);
    out.personalisationSystem = take.text(0x5F56);
    out.unknown = take.rest();
    if (take.error())
        return fail(*take.error());
    return out;
}

QByteArray encodeDg11(const Dg11 &fields)
{
    FieldWriter write;
    write.name(0x5F0E, fields.name);
    write.names(0x5F0F, fields.otherNames);
    write.text(0x5F10, fields.personalNumber);
    write.digits(0x5F2B, fields.birthDate);
    write.lines(0x5F11, fields.placeOfBirth);
    write.lines(0x5F42, fields.address);
    write.text(0x5F12, fields.telephone);
    write.text(0x5F13, fields.profession);
    write.text(0x5F14, fields.title);
    write.text(0x5F15, fields.summary);
    write.bytes(0x5F16, fields.proofOfCitizenship);
    write.lines(0x5F17, fields.otherDocuments);
    write.text(0x5F18, fields.custody);
    write.rest(fields.unknown);
    return write.file(0x6B);
}

QByteArray encodeDg12(const Dg12 &fields)
{
    FieldWriter write;
    write.text(0x5F19, fields.issuingAuthority);
    write.digits(0x5F26, fields.issueDate);
    write.names(0x5F1A, fields.otherPersons);
    write.text(0x5F1B, fields.endorsements);
    write.text(0x5F1C, fields.taxOrExit);
    write.bytes(0x5F1D, fields.frontImage);
    write.bytes(0x5F1E, fields.rearImage);
    write.digits(0x5F55, fields.personalisedAt);
    write.text(0x5F56, fields.personalisationSystem);
    write.rest(fields.unknown);
    return write.file(0x6C);
}

} // namespace dd::nfc
