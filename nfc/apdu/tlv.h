// BER-TLV as cards write it (ISO/IEC 7816-4 §5.2.2, ITU-T X.690): definite lengths, tags of up to three bytes.
// Errors are DamagedFile with the caller's stage and the reason; a reader never looks outside its view.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <optional>

namespace dd::nfc::tlv {

struct Header
{
    quint32 tag = 0;
    qsizetype headerSize = 0; // bytes of tag and length
    qsizetype valueSize = 0;
    [[nodiscard]] qsizetype totalSize() const { return headerSize + valueSize; }
};

struct Element
{
    quint32 tag = 0;
    QByteArrayView value;
    QByteArrayView encoded; // tag, length and value as they stood
};

// Only tag and length: the value may lie beyond the view (the first bytes of a file tell how long it is).
[[nodiscard]] Result<Header> readHeader(QByteArrayView bytes, const QString &stage = {});
// Exactly one element with nothing behind it.
[[nodiscard]] Result<Element> readSingle(QByteArrayView bytes, quint32 tag, const QString &stage = {});

// Walks the elements of one constructed value.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes, QString stage = {}) : m_rest(bytes), m_stage(std::move(stage)) {}
    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] std::optional<quint32> peekTag() const;
    [[nodiscard]] Result<Element> next();
    [[nodiscard]] Result<Element> next(quint32 tag); // fails when another element stands there
    [[nodiscard]] Result<void> finish() const;       // fails when something is left

private:
    QByteArrayView m_rest;
    QString m_stage;
};

[[nodiscard]] QByteArray encode(quint32 tag, QByteArrayView value); // shortest definite length
[[nodiscard]] QByteArray encode(quint32 tag, std::initializer_list<QByteArray> parts);

// A non-negative INTEGER of at most 31 bits.
[[nodiscard]] Result<int> smallInteger(QByteArrayView value, const QString &stage = {});

} // namespace dd::nfc::tlv
