// Reads a map whose labels are all known beforehand. The first thing that is missing, of another type, out of its
// range or not expected makes the whole reading fail: a signed map has exactly the labels its format names.
#pragma once

#include "core/base/result.h"
#include "core/codec/cbor.h"

#include <limits>
#include <optional>

namespace dd::credential {

inline constexpr qint64 latestTime = 253402300799; // 9999-12-31T23:59:59Z
inline constexpr qsizetype shownTextLimit = 64;    // bytes of UTF-8 in a QR

// NFC, not empty, at most `limit` bytes, and nothing that could disguise other text on a screen: no controls, no bidirectional or
// zero-width format characters, nothing else invisible, no white space at either end, no line separators, no unassigned or private
// code points, no more than three combining marks in a row.
[[nodiscard]] bool isShownText(const QString &text, qsizetype limit = shownTextLimit);

// An array as a map whose labels count from 1, so that it is read as exactly; null for anything else.
[[nodiscard]] cbor::Value numbered(const cbor::Value &array);

class MapReader
{
public:
    // `stage` names the map in errors: "travel pass", "disclosure". Anything but a map fails at once.
    MapReader(const cbor::Value &map, QString stage, ErrorCode code = ErrorCode::CredentialMalformed);

    // Each consumes its label. A failed reading answers 0, false or empty and is remembered.
    qint64 integer(qint64 label, qint64 least = 0, qint64 most = std::numeric_limits<qint64>::max());
    qint64 time(qint64 label) { return integer(label, 0, latestTime); }
    bool boolean(qint64 label);
    QString text(qint64 label, qsizetype limit = shownTextLimit); // isShownText
    QByteArray bytes(qint64 label, qsizetype size);               // exactly this size
    const cbor::Value &value(qint64 label);
    const cbor::Value &simpleValue(quint8 label);
    // Through the decoder of what stands there, whose own error is kept.
    template <typename T>
    T nested(qint64 label, Result<T> (*decode)(const cbor::Value &))
    {
        Result<T> read = decode(value(label));
        if (read)
            return std::move(*read);
        refuse(read.error());
        return T();
    }

    // Whether the label is there; the optional ones are asked about before they are read.
    [[nodiscard]] bool has(qint64 label) const { return m_map.find(label) != nullptr; }
    void refuse(const QString &detail);
    void refuse(const Error &error);

    // Fails when any reading failed or when a label was left over.
    [[nodiscard]] Result<void> finish();

private:
    cbor::Value m_map;
    QString m_stage;
    ErrorCode m_code;
    cbor::Value m_nothing;
    qsizetype m_consumed = 0;
    std::optional<Error> m_error;
};

} // namespace dd::credential
