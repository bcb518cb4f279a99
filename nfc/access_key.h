// What opens the chip: printed on the card, so it proves sight of the card and nothing else.
#pragma once

#include <QByteArray>

namespace dd::nfc {

// The bytes are secret-ish: never logged.
struct AccessKey
{
    enum class Kind { Can, Mrz };
    Kind kind = Kind::Can;
    QByteArray value; // CAN: 6 digits; MRZ: the MRZ information of 9303-11 §9.7.2
};

} // namespace dd::nfc
