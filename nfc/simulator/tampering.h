// Bad chips for tests. What a callback changes goes out as if the chip had meant it; none set: an honest chip.
#pragma once

#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"

#include <functional>

namespace dd::nfc {

struct Tampering
{
    // The answer to a plain command, before secure messaging protects it.
    std::function<void(const CommandApdu &plain, ResponseApdu &answer)> answer = {};
    // The data objects of a protected answer; the checksum is computed over what is left, so only they are wrong.
    std::function<void(QByteArray &objects)> objects = {};
    // The bytes as they go out. Commands are counted from 0 as long as the card lives.
    std::function<void(int command, QByteArray &response)> raw = {};
    // Values that leave the chip encrypted, before they are.
    enum class Value {
        BasicAccessNonces,        // RND.IC ‖ RND.IFD ‖ K.IC of basic access control
        ChipAuthenticationData    // CA_IC of chip authentication mapping
    };
    std::function<void(Value which, QByteArray &value)> value = {};
};

} // namespace dd::nfc
