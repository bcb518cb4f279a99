// A text of the command line in both languages, side by side like those of the error table.
#pragma once

#include "core/base/error.h"

namespace dd::counter {

struct Words
{
    const char *vi;
    const char *en;
    [[nodiscard]] QString in(Language language) const { return QString::fromUtf8(language == Language::Vietnamese ? vi : en); }
};

} // namespace dd::counter
