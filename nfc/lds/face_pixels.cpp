#include "nfc/lds/face_pixels.h"

#include "nfc/lds/jpeg2000_layout.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <openjpeg.h>

namespace dd::nfc {
namespace {

// Of the 8 MiB that no input may make us exceed, with something left for the picture's way to the screen.
constexpr qint64 decodingMemory = 7'500'000;

struct CodecDeleter
{
    void operator()(opj_codec_t *codec) const noexcept { opj_destroy_codec(codec); }
};
struct StreamDeleter
{
    void operator()(opj_stream_t *stream) const noexcept { opj_stream_destroy(stream); }
};
struct ImageDeleter
{
    void operator()(opj_image_t *image) const noexcept { opj_image_destroy(image); }
};
using Codec = std::unique_ptr<opj_codec_t, CodecDeleter>;
using Stream = std::unique_ptr<opj_stream_t, StreamDeleter>;
using Image = std::unique_ptr<opj_image_t, ImageDeleter>;

// The codestream as a file for the library: end of file and a failed move are both −1.
struct ViewFile
{
    QByteArrayView bytes;
    OPJ_OFF_T at = 0;
};

OPJ_SIZE_T readView(void *buffer, OPJ_SIZE_T size, void *user)
{
    auto *file = static_cast<ViewFile *>(user);
    const auto left = static_cast<OPJ_SIZE_T>(file->bytes.size() - file->at);
    if (left == 0)
        return static_cast<OPJ_SIZE_T>(-1);
    const OPJ_SIZE_T count = std::min(size, left);
    std::memcpy(buffer, file->bytes.data() + file->at, count);
    file->at += static_cast<OPJ_OFF_T>(count);
    return count;
}

OPJ_BOOL seekView(OPJ_OFF_T position, void *user)
{
    auto *file = static_cast<ViewFile *>(user);
    if (position < 0 || position > file->bytes.size())
        return OPJ_FALSE;
    file->at = position;
    return OPJ_TRUE;
}

OPJ_OFF_T skipView(OPJ_OFF_T count, void *user)
{
    const auto *file = static_cast<ViewFile *>(user);
    if (count > file->bytes.size() - file->at)
        return -1;
    return seekView(file->at + count, user) == OPJ_TRUE ? count : -1;
}

std::unexpected<Error> undecodable(const char *why)
{
    return fail(ErrorCode::DamagedFile, QStringLiteral("DG2"), QStringLiteral("JPEG 2000: ") + QLatin1String(why));
}

Result<Image> decodeCodestream(const Jpeg2000Layout &layout)
{
    constexpr OPJ_SIZE_T pieceSize = 16 * 1024;
    ViewFile file{layout.codestream, 0};
    const Stream stream(opj_stream_create(pieceSize, OPJ_TRUE));
    const Codec codec(opj_create_decompress(OPJ_CODEC_J2K));
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    parameters.cp_reduce = static_cast<OPJ_UINT32>(layout.reduction);
    if (!stream || !codec || opj_setup_decoder(codec.get(), &parameters) != OPJ_TRUE)
        return undecodable("no decoder");
    opj_stream_set_read_function(stream.get(), readView);
    opj_stream_set_skip_function(stream.get(), skipView);
    opj_stream_set_seek_function(stream.get(), seekView);
    opj_stream_set_user_data(stream.get(), &file, nullptr);
    opj_stream_set_user_data_length(stream.get(), static_cast<OPJ_UINT64>(layout.codestream.size()));

    opj_image_t *opened = nullptr;
    const OPJ_BOOL headerRead = opj_read_header(stream.get(), codec.get(), &opened);
    Image image(opened);
    if (headerRead != OPJ_TRUE || !image || image->numcomps != static_cast<OPJ_UINT32>(layout.components))
        return undecodable("header");
    if (opj_decode(codec.get(), stream.get(), image.get()) != OPJ_TRUE || opj_end_decompress(codec.get(), stream.get()) != OPJ_TRUE)
        return undecodable("not decodable");
    return image;
}

// One component, stretched over the whole picture and brought to eight bits.
class Plane
{
public:
    Plane(const opj_image_comp_t &component, int width, int height)
        : m_component(component), m_width(width), m_height(height), m_offset(component.sgnd != 0 ? 1 << (component.prec - 1) : 0),
          m_largest((1 << component.prec) - 1)
    {
    }
    [[nodiscard]] int at(int x, int y) const
    {
        const auto column = static_cast<std::size_t>(x) * m_component.w / static_cast<std::size_t>(m_width);
        const auto row = static_cast<std::size_t>(y) * m_component.h / static_cast<std::size_t>(m_height);
        const int sample = std::clamp(m_component.data[row * m_component.w + column] + m_offset, 0, m_largest);
        return m_largest == 255 ? sample : sample * 255 / m_largest;
    }

private:
    const opj_image_comp_t &m_component;
    int m_width, m_height, m_offset, m_largest;
};

// sYCC (IEC 61966-2-1 Amd. 1): the full range of eight bits, chroma centred at 128; factors in 1/65536.
void toRgb(int y, int cb, int cr, char *out)
{
    const auto byte = [](int value) { return static_cast<char>(std::clamp((value + 32768) >> 16, 0, 255)); };
    const int base = y * 65536;
    out[0] = byte(base + 91881 * (cr - 128));
    out[1] = byte(base - 22554 * (cb - 128) - 46802 * (cr - 128));
    out[2] = byte(base + 116130 * (cb - 128));
}

bool isSubsampled(const opj_image_t &image)
{
    return image.comps[1].w < image.comps[0].w || image.comps[1].h < image.comps[0].h;
}

FacePixels toPixels(const opj_image_t &image, Jpeg2000Layout::Colour colour)
{
    OPJ_UINT32 width = 0, height = 0;
    const OPJ_UINT32 colours = image.numcomps >= 3 && colour != Jpeg2000Layout::Colour::Grey ? 3 : 1;
    for (OPJ_UINT32 i = 0; i < colours; ++i) {
        width = std::max(width, image.comps[i].w);
        height = std::max(height, image.comps[i].h);
    }
    // Made in its final size: a QByteArray that is resized takes up to twice as much.
    FacePixels out{static_cast<int>(width), static_cast<int>(height), QByteArray(qsizetype(3) * width * height, Qt::Uninitialized)};
    const Plane first(image.comps[0], out.width, out.height);
    const Plane second(image.comps[colours == 3 ? 1 : 0], out.width, out.height);
    const Plane third(image.comps[colours == 3 ? 2 : 0], out.width, out.height);
    // Nobody subsamples red against green: without a word about colour this is luma and chroma.
    const bool ycc = colours == 3 && (colour == Jpeg2000Layout::Colour::Ycc || (colour == Jpeg2000Layout::Colour::Unstated && isSubsampled(image)));
    char *pixel = out.rgb.data();
    for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x, pixel += 3) {
            if (ycc) {
                toRgb(first.at(x, y), second.at(x, y), third.at(x, y), pixel);
                continue;
            }
            pixel[0] = static_cast<char>(first.at(x, y));
            pixel[1] = static_cast<char>(second.at(x, y));
            pixel[2] = static_cast<char>(third.at(x, y));
        }
    }
    return out;
}

} // namespace

Result<FacePixels> decodeJpeg2000(QByteArrayView image)
{
    const Result<Jpeg2000Layout> layout = jpeg2000Layout(image, decodingMemory);
    if (!layout)
        return fail(layout.error());
    const Result<Image> decoded = decodeCodestream(*layout);
    if (!decoded)
        return fail(decoded.error());
    for (OPJ_UINT32 i = 0; i < (*decoded)->numcomps; ++i) {
        const opj_image_comp_t &component = (*decoded)->comps[i];
        if (component.data == nullptr || component.w == 0 || component.h == 0 || component.prec == 0 || component.prec > 16)
            return undecodable("empty component");
    }
    return toPixels(**decoded, layout->colour);
}

} // namespace dd::nfc
