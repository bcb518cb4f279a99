// What a JPEG 2000 picture asks of a decoder, read from its headers before the decoder sees a byte: the library allocates
// what they ask for, and the bytes come from a card that may be hostile.
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>

namespace dd::nfc {

struct Jpeg2000Layout
{
    enum class Colour { Unstated, Rgb, Grey, Ycc };
    QByteArrayView codestream; // without the JP2 boxes around it
    Colour colour = Colour::Unstated;
    int components = 0;
    int reduction = 0; // how many times to halve the picture so that decoding stays within the limit
};

// ITU-T T.800: a JP2 file or a bare codestream, complete to its end marker; bytes behind that are ignored. DamagedFile when it
// is malformed or cut short, UnsupportedProtocol for what no portrait needs (a palette, a changing coding style, another
// colour model) and for pictures that need more than `memoryLimit` bytes even at their lowest resolution.
[[nodiscard]] Result<Jpeg2000Layout> jpeg2000Layout(QByteArrayView image, qint64 memoryLimit);

} // namespace dd::nfc
