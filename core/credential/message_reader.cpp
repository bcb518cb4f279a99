#include "core/credential/message_reader.h"

#include <algorithm>

namespace dd::credential {

void MessageReader::refuse(const QString &field)
{
    if (!m_error)
        m_error = Error{ErrorCode::InvalidInput, field.isEmpty() ? m_what : m_what + u'.' + field, {}, {}};
}

void MessageReader::adopt(const Error &error)
{
    if (!m_error)
        m_error = error;
}

const cbor::Value *MessageReader::take(qint64 key, const char *field, bool required)
{
    if (m_error)
        return nullptr;
    const cbor::Value *found = m_map.find(key);
    if (found)
        ++m_taken;
    else if (required)
        refuse(QLatin1String(field));
    return found;
}

QByteArray MessageReader::bytes(qint64 key, const char *field, qsizetype least, qsizetype most)
{
    const cbor::Value *found = take(key, field, true);
    if (!found)
        return {};
    QByteArray value = found->toBytes();
    if (!found->isBytes() || value.size() < least || value.size() > most) {
        refuse(QLatin1String(field));
        return {};
    }
    return value;
}

QString MessageReader::text(qint64 key, const char *field, qsizetype mostCharacters)
{
    const QString value = optionalText(key, field, mostCharacters);
    if (value.isEmpty())
        refuse(QLatin1String(field));
    return value;
}

// An absent text is written as an absent key, never as "": one value, one encoding.
QString MessageReader::optionalText(qint64 key, const char *field, qsizetype mostCharacters)
{
    const cbor::Value *found = take(key, field, false);
    if (!found)
        return {};
    QString value = found->toText();
    const bool printable = std::none_of(value.cbegin(), value.cend(), [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format; // bidirectional overrides, too
    });
    if (!found->isText() || value.size() > mostCharacters || value.trimmed().isEmpty() || !printable
        || value != value.normalized(QString::NormalizationForm_C)) {
        refuse(QLatin1String(field));
        return {};
    }
    return value;
}

qint64 MessageReader::integer(qint64 key, const char *field, qint64 least, qint64 most)
{
    const cbor::Value *found = take(key, field, true);
    if (!found)
        return 0;
    const qint64 value = found->toInteger();
    if (!found->isInteger() || value < least || value > most) {
        refuse(QLatin1String(field));
        return 0;
    }
    return value;
}

QList<cbor::Value> MessageReader::array(qint64 key, const char *field, qsizetype least, qsizetype most)
{
    const cbor::Value *found = take(key, field, true);
    if (!found)
        return {};
    QList<cbor::Value> items = found->toArray();
    if (!found->isArray() || items.size() < least || items.size() > most) {
        refuse(QLatin1String(field));
        return {};
    }
    return items;
}

const cbor::Value *MessageReader::map(qint64 key, const char *field)
{
    const cbor::Value *found = optionalMap(key, field);
    if (!found)
        refuse(QLatin1String(field));
    return found;
}

const cbor::Value *MessageReader::optionalMap(qint64 key, const char *field)
{
    const cbor::Value *found = take(key, field, false);
    if (found && !found->isMap()) {
        refuse(QLatin1String(field));
        return nullptr;
    }
    return found;
}

Result<void> MessageReader::finish()
{
    if (!m_error && m_taken != m_size)
        refuse(QStringLiteral("unknown field"));
    if (m_error)
        return fail(*m_error);
    return {};
}

} // namespace dd::credential
