// One small file per entry of a key store: private, replaced atomically, durable. Platform-internal.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

namespace dd::platform {

inline constexpr std::size_t keyStoreEntryLimit = 64 * 1024;

// [a-z0-9.-]{1,80}
[[nodiscard]] bool isKeyStoreName(const QString &name);
[[nodiscard]] Result<void> makeKeyStoreFolder(const QString &folder); // 0700
[[nodiscard]] Result<Secret> readKeyStoreFile(const QString &folder, const QString &name);
[[nodiscard]] Result<void> writeKeyStoreFile(const QString &folder, const QString &name, const Secret &value);
[[nodiscard]] Result<void> removeKeyStoreFile(const QString &folder, const QString &name);

} // namespace dd::platform
