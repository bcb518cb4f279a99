#include "core/credential/map_reader.h"

#include <algorithm>
#include <QChar>

namespace dd::credential {

namespace {

constexpr int mostMarks = 3; // on one letter; NFC Vietnamese needs none

// Unicode's Default_Ignorable_Code_Points that are not of the general categories refused below, and the empty Braille cell:
// letters and marks by category, and nothing to see.
bool isInvisible(char32_t codePoint)
{
    constexpr std::pair<char32_t, char32_t> ranges[] = {{0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2800, 0x2800},
                                                        {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE0FFF}};
    return std::ranges::any_of(ranges, [codePoint](const auto &range) { return codePoint >= range.first && codePoint <= range.second; });
}

} // namespace

bool isShownText(const QString &text, qsizetype limit)
{
    if (text.isEmpty() || text.front().isSpace() || text.back().isSpace())
        return false;
    const auto isPrintableAscii = [](QChar character) { return character >= QLatin1Char(' ') && character <= QLatin1Char('~'); };
    if (std::ranges::all_of(text, isPrintableAscii))
        return text.size() <= limit;
    if (text != text.normalized(QString::NormalizationForm_C))
        return false;
    qsizetype bytes = 0; // of UTF-8
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t codePoint = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            codePoint = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        marks = QChar::isMark(codePoint) ? marks + 1 : 0;
        if (isInvisible(codePoint) || marks > mostMarks)
            return false;
        switch (QChar::category(codePoint)) {
        case QChar::Other_Control:
        case QChar::Other_Format:
        case QChar::Other_Surrogate:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            return false;
        default:
            break;
        }
    }
    return bytes <= limit;
}

cbor::Value numbered(const cbor::Value &array)
{
    if (!array.isArray()) // a map above all: it would be another form of the same
        return {};
    QList<cbor::Value> labelled;
    labelled.reserve(2 * array.toArray().size());
    for (const cbor::Value &item : array.toArray())
        labelled << cbor::Value::integer(labelled.size() / 2 + 1) << item;
    return cbor::Value::sortedMap(std::move(labelled));
}

MapReader::MapReader(const cbor::Value &map, QString stage, ErrorCode code) : m_map(map), m_stage(std::move(stage)), m_code(code)
{
    if (!map.isMap())
        refuse(QStringLiteral("not a map"));
}

const cbor::Value &MapReader::value(qint64 label)
{
    const cbor::Value *found = m_map.find(label);
    if (found == nullptr) {
        refuse(QStringLiteral("label %1 is missing").arg(label));
        return m_nothing;
    }
    ++m_consumed;
    return *found;
}

const cbor::Value &MapReader::simpleValue(quint8 label)
{
    const cbor::Value *found = m_map.findSimple(label);
    if (found == nullptr) {
        refuse(QStringLiteral("label simple(%1) is missing").arg(label));
        return m_nothing;
    }
    ++m_consumed;
    return *found;
}

qint64 MapReader::integer(qint64 label, qint64 least, qint64 most)
{
    const cbor::Value &found = value(label);
    if (!found.isInteger() || found.toInteger() < least || found.toInteger() > most) {
        refuse(QStringLiteral("label %1 is not an integer of its range").arg(label));
        return 0;
    }
    return found.toInteger();
}

bool MapReader::boolean(qint64 label)
{
    const cbor::Value &found = value(label);
    if (!found.isBool())
        refuse(QStringLiteral("label %1 is not a boolean").arg(label));
    return found.toBool();
}

QString MapReader::text(qint64 label, qsizetype limit)
{
    const cbor::Value &found = value(label);
    QString text = found.toText();
    if (!found.isText() || !isShownText(text, limit)) {
        refuse(QStringLiteral("label %1 is not a text of its kind").arg(label));
        return {};
    }
    return text;
}

QByteArray MapReader::bytes(qint64 label, qsizetype size)
{
    const cbor::Value &found = value(label);
    if (!found.isBytes() || found.toBytes().size() != size) {
        refuse(QStringLiteral("label %1 is not %2 bytes").arg(label).arg(size));
        return {};
    }
    return found.toBytes();
}

void MapReader::refuse(const QString &detail)
{
    refuse(Error{m_code, m_stage, detail, {}});
}

void MapReader::refuse(const Error &error)
{
    if (!m_error)
        m_error = error;
}

Result<void> MapReader::finish()
{
    if (!m_error && m_consumed != m_map.pairCount())
        refuse(QStringLiteral("a label that does not belong here"));
    if (m_error)
        return fail(*m_error);
    return {};
}

} // namespace dd::credential
