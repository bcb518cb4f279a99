// Key stores of this platform. Factories never return null.
#pragma once

#include "core/base/key_store.h"

#include <memory>

namespace dd::platform {

[[nodiscard]] std::unique_ptr<KeyStore> makeNullKeyStore();
// A fake of class H for the demo and tests: files in a folder that must lie outside the profile folder. isFake() is true.
[[nodiscard]] std::unique_ptr<KeyStore> makeFakeHardwareKeyStore(const QString &folder);
// Class S: weak, in a file of the profile; the vault then wants a passphrase.
[[nodiscard]] std::unique_ptr<KeyStore> makeFileKeyStore(const QString &folder);

} // namespace dd::platform
