// Known answers of every primitive, asked once at the start of every program: a library that computes wrongly must not get near an
// identity. The chip's primitives have theirs in nfc/self_test.h.
#pragma once

#include "core/base/result.h"

#include <span>

namespace dd::crypto {

struct KnownAnswer
{
    const char *primitive; // for the message
    const char *answer;    // hexadecimal
    // Whether the primitive gives exactly this answer; where it checks signatures or opens sealed data, whether it takes this one
    // and refuses it when it is altered.
    bool (*holds)(QByteArrayView answer);
};

[[nodiscard]] std::span<const KnownAnswer> knownAnswers();
// SelfTestFailed with the first primitive in `detail`.
[[nodiscard]] Result<void> checkKnownAnswers(std::span<const KnownAnswer> answers);
[[nodiscard]] Result<void> selfTest();

// The same bytes with their last bit turned over.
[[nodiscard]] QByteArray altered(QByteArrayView bytes);

inline constexpr int exitSelfTest = 70; // EX_SOFTWARE of sysexits.h
// What a program says when it refuses to run, in both languages: nothing is known yet about the person.
[[nodiscard]] QString selfTestRefusal(const Error &error);

} // namespace dd::crypto
