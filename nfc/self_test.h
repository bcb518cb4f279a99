// Known answers of the chip's primitives (core/crypto/self_test.h).
#pragma once

#include "core/crypto/self_test.h"

namespace dd::nfc {

[[nodiscard]] std::span<const crypto::KnownAnswer> knownAnswers();
// Everything a program computes with, core's primitives first. SelfTestFailed with the first that answers wrongly in `detail`.
[[nodiscard]] Result<void> selfTest();

} // namespace dd::nfc
