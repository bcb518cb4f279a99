// Pictures for the JPEG 2000 tests, made by OpenJPEG's encoder so that nothing of them is in the tree.
#pragma once

#include <QByteArray>
#include <QList>
#include <algorithm>
#include <cstring>
#include <openjpeg.h>

namespace dd::test {

struct Jpeg2000Component
{
    int dx = 1;
    int dy = 1;
    int precision = 8;
    bool isSigned = false;
};

struct Jpeg2000Recipe
{
    int width = 64;
    int height = 80;
    QList<Jpeg2000Component> components = QList<Jpeg2000Component>(3);
    bool container = true; // JP2; else the bare codestream
    OPJ_COLOR_SPACE colour = OPJ_CLRSPC_SRGB;
    int tileSize = 0; // 0: one tile
    int resolutions = 5;
    int layers = 1;
    int codeBlock = 64;
    int precinct = 0;  // 0: the largest
    int rate = 1;      // 1: lossless
    bool colourTransform = false;
    int originX = 0;
    int originY = 0;
};

// The sample of component `index` at a place of the picture (not of the component), in the component's own precision.
using Jpeg2000Sample = int (*)(int index, int x, int y, int largest);

// Slow waves: smooth enough to compress, different in every component.
inline int jpeg2000Wave(int index, int x, int y, int largest)
{
    const int phase = (3 * x + 2 * y + 40 * index) % 256;
    return (phase < 128 ? phase : 255 - phase) * 2 * largest / 255;
}

inline QByteArray writeJpeg2000(const Jpeg2000Recipe &recipe, Jpeg2000Sample sample = jpeg2000Wave)
{
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = recipe.layers;
    for (int i = 0; i < recipe.layers; ++i)
        parameters.tcp_rates[i] = static_cast<float>(recipe.rate * (recipe.layers - i));
    parameters.cp_disto_alloc = 1;
    parameters.numresolution = recipe.resolutions;
    parameters.cblockw_init = parameters.cblockh_init = recipe.codeBlock;
    parameters.irreversible = recipe.rate > 1 ? 1 : 0;
    parameters.tcp_mct = recipe.colourTransform ? 1 : 0;
    parameters.image_offset_x0 = recipe.originX;
    parameters.image_offset_y0 = recipe.originY;
    if (recipe.tileSize > 0) {
        parameters.tile_size_on = OPJ_TRUE;
        parameters.cp_tdx = parameters.cp_tdy = recipe.tileSize;
    }
    if (recipe.precinct > 0) {
        parameters.csty |= 1;
        parameters.res_spec = recipe.resolutions;
        for (int i = 0; i < recipe.resolutions; ++i)
            parameters.prcw_init[i] = parameters.prch_init[i] = recipe.precinct;
    }

    QList<opj_image_cmptparm_t> shapes;
    for (const Jpeg2000Component &component : recipe.components) {
        opj_image_cmptparm_t shape;
        std::memset(&shape, 0, sizeof shape);
        shape.dx = static_cast<OPJ_UINT32>(component.dx);
        shape.dy = static_cast<OPJ_UINT32>(component.dy);
        shape.w = static_cast<OPJ_UINT32>((recipe.width + component.dx - 1) / component.dx);
        shape.h = static_cast<OPJ_UINT32>((recipe.height + component.dy - 1) / component.dy);
        shape.prec = static_cast<OPJ_UINT32>(component.precision);
        shape.sgnd = component.isSigned ? 1 : 0;
        shapes.append(shape);
    }
    opj_image_t *image = opj_image_create(static_cast<OPJ_UINT32>(shapes.size()), shapes.data(), recipe.colour);
    if (image == nullptr)
        return {};
    image->x0 = static_cast<OPJ_UINT32>(recipe.originX);
    image->y0 = static_cast<OPJ_UINT32>(recipe.originY);
    image->x1 = static_cast<OPJ_UINT32>(recipe.originX + recipe.width);
    image->y1 = static_cast<OPJ_UINT32>(recipe.originY + recipe.height);
    for (int i = 0; i < static_cast<int>(shapes.size()); ++i) {
        const Jpeg2000Component &component = recipe.components[i];
        const int largest = (1 << component.precision) - 1;
        const int offset = component.isSigned ? 1 << (component.precision - 1) : 0;
        const opj_image_comp_t &plane = image->comps[i];
        for (OPJ_UINT32 y = 0; y < plane.h; ++y) {
            for (OPJ_UINT32 x = 0; x < plane.w; ++x)
                plane.data[y * plane.w + x] = sample(i, static_cast<int>(x) * component.dx, static_cast<int>(y) * component.dy, largest) - offset;
        }
    }

    QByteArray out;
    struct Sink
    {
        QByteArray *bytes;
        qsizetype at = 0;
        void reach(qsizetype size)
        {
            if (bytes->size() < size)
                bytes->append(QByteArray(size - bytes->size(), '\0'));
        }
    } sink{&out};
    opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
    opj_stream_set_user_data(stream, &sink, nullptr);
    opj_stream_set_write_function(stream, [](void *buffer, OPJ_SIZE_T size, void *user) -> OPJ_SIZE_T {
        auto *to = static_cast<Sink *>(user);
        to->reach(to->at + static_cast<qsizetype>(size));
        std::memcpy(to->bytes->data() + to->at, buffer, size);
        to->at += static_cast<qsizetype>(size);
        return size;
    });
    opj_stream_set_skip_function(stream, [](OPJ_OFF_T count, void *user) -> OPJ_OFF_T {
        auto *to = static_cast<Sink *>(user);
        to->at += count;
        to->reach(to->at);
        return count;
    });
    opj_stream_set_seek_function(stream, [](OPJ_OFF_T position, void *user) -> OPJ_BOOL {
        static_cast<Sink *>(user)->at = position;
        return OPJ_TRUE;
    });
    opj_codec_t *codec = opj_create_compress(recipe.container ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
    const bool done = opj_setup_encoder(codec, &parameters, image) && opj_start_compress(codec, image, stream) && opj_encode(codec, stream)
        && opj_end_compress(codec, stream);
    opj_destroy_codec(codec);
    opj_stream_destroy(stream);
    opj_image_destroy(image);
    return done ? out : QByteArray();
}

} // namespace dd::test
