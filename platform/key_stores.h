// Key stores of this platform. Factories never return null.
#pragma once

#include "core/base/biometric_store.h"
#include "core/base/key_store.h"
#include "core/crypto/device_keys.h"

#include <chrono>
#include <memory>

namespace dd::platform {

[[nodiscard]] std::unique_ptr<KeyStore> makeNullKeyStore();
// A fake of class H for the demo and tests: files in a folder that must lie outside the profile folder. isFake() is true.
[[nodiscard]] std::unique_ptr<KeyStore> makeFakeHardwareKeyStore(const QString &folder);
// Class S: weak, in a file of the profile; the vault then wants a passphrase.
[[nodiscard]] std::unique_ptr<KeyStore> makeFileKeyStore(const QString &folder);

// Class S: the desktop's secret service (libsecret, org.freedesktop.secrets), in its default collection. isAvailable() says whether
// it answered and has one when this was called. A call may ask the person to unlock it; none takes much longer than `patience`.
inline constexpr QLatin1String secretServiceName("Secret Service");
[[nodiscard]] std::unique_ptr<KeyStore> makeSecretServiceKeyStore(std::chrono::milliseconds patience = std::chrono::seconds(30));

[[nodiscard]] std::unique_ptr<crypto::DeviceKeys> makeNullDeviceKeys();
// For the demo and tests: P-256 in software, in files of a folder outside the profile. isFake() is true.
[[nodiscard]] std::unique_ptr<crypto::DeviceKeys> makeFakeDeviceKeys(const QString &folder, Random &random);

[[nodiscard]] std::unique_ptr<BiometricStore> makeNullBiometricStore();
// For the demo and tests. Who is enrolled is whatever the file `enrolled` of the folder says (missing: nobody); what the person
// does next is in `answer`: "yes" (also when missing), "no", "cancel". isFake() is true.
[[nodiscard]] std::unique_ptr<BiometricStore> makeFakeBiometricStore(const QString &folder);

} // namespace dd::platform
