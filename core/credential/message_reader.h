// Reads a message that is a map with small integer keys: every field is asked for once, and what nobody asked for is refused.
#pragma once

#include "core/base/result.h"
#include "core/codec/cbor.h"

#include <optional>

namespace dd::credential {

class MessageReader
{
public:
    MessageReader(const cbor::Value &map, QString what) : m_map(map), m_what(std::move(what)), m_size(map.isMap() ? map.toMap().size() : 0)
    {
        if (!map.isMap())
            refuse(QString());
    }

    // The first trouble is kept; after it every answer is empty, and finish() reports it.
    QByteArray bytes(qint64 key, const char *field, qsizetype least, qsizetype most);
    QString text(qint64 key, const char *field, qsizetype mostCharacters); // NFC, not blank, no control characters
    QString optionalText(qint64 key, const char *field, qsizetype mostCharacters);
    qint64 integer(qint64 key, const char *field, qint64 least, qint64 most);
    QList<cbor::Value> array(qint64 key, const char *field, qsizetype least, qsizetype most);
    // Null when missing or not a map.
    const cbor::Value *map(qint64 key, const char *field);
    const cbor::Value *optionalMap(qint64 key, const char *field);
    void refuse(const QString &field);
    void adopt(const Error &error);
    [[nodiscard]] Result<void> finish(); // fails on an unread field, too

private:
    const cbor::Value *take(qint64 key, const char *field, bool required);

    const cbor::Value &m_map;
    QString m_what;
    qsizetype m_size;
    qsizetype m_taken = 0;
    std::optional<Error> m_error;
};

} // namespace dd::credential
