// Result<T>: the value, or the Error that says why there is none. Early return, no exceptions across modules.
#pragma once

#include "core/base/error.h"

#include <expected>

namespace dd {

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, QString stage = {}, QString detail = {})
{
    return std::unexpected(Error{code, std::move(stage), std::move(detail), {}});
}

[[nodiscard]] inline std::unexpected<Error> fail(Error error)
{
    return std::unexpected(std::move(error));
}

} // namespace dd
