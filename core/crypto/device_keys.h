// Signing keys that are made inside the device and never leave it (StrongBox, Secure Enclave, TPM): P-256, ESP256.
// It stands in core because wallet asks and platform answers, and those two may not know each other.
#pragma once

#include "core/crypto/signature.h"

#include <QStringList>

namespace dd::crypto {

class DeviceKeys
{
public:
    virtual ~DeviceKeys() = default;
    [[nodiscard]] virtual bool isAvailable() const = 0;
    // A demo or test store: labelled wherever its keys are shown.
    [[nodiscard]] virtual bool isFake() const = 0;

    // Names as in KeyStore: ASCII [a-z0-9.-]{1,80}, nothing personal. InvalidInput when the name is taken; any trouble of the
    // device is KeyStoreUnavailable.
    [[nodiscard]] virtual Result<PublicKey> generate(const QString &name) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<Signer>> signer(const QString &name) = 0; // KeyStoreEntryMissing
    [[nodiscard]] virtual Result<void> remove(const QString &name) = 0;                    // missing is success
    // Every key that begins so: what a crash left without an owner is found by this.
    [[nodiscard]] virtual Result<QStringList> names(const QString &prefix) = 0;
};

} // namespace dd::crypto
