// What every key store asks of an entry (core/base/key_store.h). Platform-internal.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <algorithm>

namespace dd::platform {

inline constexpr qsizetype keyStoreEntryLimit = 64 * 1024;

// [a-z0-9.-]{1,80}
[[nodiscard]] inline bool isKeyStoreEntryName(const QString &name)
{
    return name.size() >= 1 && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('.') ||
                      c == QLatin1Char('-');
           });
}

[[nodiscard]] inline bool isKeyStoreEntry(const QString &name, const Secret &value)
{
    return isKeyStoreEntryName(name) && !value.isEmpty() && value.view().size() <= keyStoreEntryLimit;
}

[[nodiscard]] inline std::unexpected<Error> badKeyStoreEntry()
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("key store entry"));
}

} // namespace dd::platform
