// zlib streams (RFC 1950, RFC 1951): how a status list carries its bits. The only door to zlib.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd {

// The content of exactly one zlib stream. At most `limit` bytes come out, and no more than that is ever asked of memory: a stream
// that holds more is CompressedTooLarge, whatever its size. Anything else that is not one whole stream with its checksum right, a
// preset dictionary (RFC 1950 §2.2, FDICT) and bytes behind the end included, is CompressedMalformed.
[[nodiscard]] Result<QByteArray> inflateZlib(QByteArrayView compressed, qsizetype limit);
// Level 1 (fast) to 9 (small).
[[nodiscard]] QByteArray deflateZlib(QByteArrayView content, int level = 9);

} // namespace dd
