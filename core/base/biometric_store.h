// Secrets that the device gives out to a finger or a face only (Android BiometricPrompt with a key that needs it, iOS Keychain
// with biometryCurrentSet). It stands in core for the same reason as KeyStore.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

namespace dd {

class BiometricStore
{
public:
    virtual ~BiometricStore() = default;
    [[nodiscard]] virtual bool isAvailable() const = 0; // a sensor, and somebody enrolled
    [[nodiscard]] virtual bool isFake() const = 0;

    // Names as in KeyStore. Bound to those enrolled today: another finger or face added later makes the entry unreadable.
    [[nodiscard]] virtual Result<void> write(const QString &name, const Secret &value) = 0;
    // Blocks while the system asks the person. Cancelled: the person would rather not; BiometricRefused: not recognised;
    // BiometricChanged: the enrolment is another one, the entry is lost; KeyStoreEntryMissing, KeyStoreUnavailable.
    [[nodiscard]] virtual Result<Secret> read(const QString &name) = 0;
    [[nodiscard]] virtual Result<void> remove(const QString &name) = 0; // missing is success
};

} // namespace dd
