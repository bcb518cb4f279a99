#include "core/codec/inflate.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace dd {
namespace {

constexpr qsizetype largestStream = std::numeric_limits<uInt>::max(); // what one z_stream counts

std::unexpected<Error> compressedRefused(ErrorCode code, const char *detail)
{
    return fail(code, QStringLiteral("zlib"), QLatin1String(detail));
}

class InflateStream
{
public:
    InflateStream() : m_ready(::inflateInit(&m_stream) == Z_OK) {}
    ~InflateStream()
    {
        if (m_ready)
            ::inflateEnd(&m_stream);
    }
    InflateStream(const InflateStream &) = delete;
    InflateStream &operator=(const InflateStream &) = delete;

    [[nodiscard]] bool isReady() const { return m_ready; }
    z_stream &operator*() { return m_stream; }

private:
    z_stream m_stream = {};
    bool m_ready;
};

} // namespace

Result<QByteArray> inflateZlib(QByteArrayView compressed, qsizetype limit)
{
    limit = std::min(limit, largestStream - 1);
    if (compressed.size() > largestStream)
        return compressedRefused(ErrorCode::CompressedTooLarge, "the stream");
    InflateStream holder;
    if (!holder.isReady())
        return compressedRefused(ErrorCode::CompressedMalformed, "no memory to read it");
    // One byte more than is allowed tells "full" from "over". Pages that nothing is written to cost nothing, and what is left over is
    // given back where it lies: nothing is copied.
    const qsizetype room = limit + 1;
    QByteArray content(room, Qt::Uninitialized);
    z_stream &stream = *holder;
    // zlib only reads from next_in; its declaration is older than const.
    stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef *>(content.data());
    stream.avail_out = static_cast<uInt>(room);
    const int answer = ::inflate(&stream, Z_FINISH);
    const qsizetype size = room - static_cast<qsizetype>(stream.avail_out);
    if (size > limit)
        return compressedRefused(ErrorCode::CompressedTooLarge, "the content");
    if (answer == Z_NEED_DICT)
        return compressedRefused(ErrorCode::CompressedMalformed, "a preset dictionary");
    if (answer != Z_STREAM_END)
        return compressedRefused(ErrorCode::CompressedMalformed, "not one whole stream");
    if (stream.avail_in != 0)
        return compressedRefused(ErrorCode::CompressedMalformed, "trailing bytes");
    content.truncate(size);
    content.squeeze();
    return content;
}

QByteArray deflateZlib(QByteArrayView content, int level)
{
    uLongf size = ::compressBound(static_cast<uLong>(content.size()));
    QByteArray compressed(static_cast<qsizetype>(size), Qt::Uninitialized);
    if (::compress2(reinterpret_cast<Bytef *>(compressed.data()), &size, reinterpret_cast<const Bytef *>(content.data()),
                    static_cast<uLong>(content.size()), std::clamp(level, 1, 9)) != Z_OK)
        return {};
    compressed.truncate(static_cast<qsizetype>(size));
    compressed.squeeze();
    return compressed;
}

} // namespace dd
