// The device's key store behind a small interface. It stands in core because both wallet (which asks)
// and platform (which answers) must know it and may not know each other.
//
// Class H (hardware: Android Keystore, iOS Keychain, TPM NV): state lives outside the app's folder and
// does not travel with a copy of it. Only here are a PIN, attempt limits and rollback detection promised.
// Class S (desktop secret service, file): travels with the home folder; the vault asks for a passphrase.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QString>
#include <memory>

namespace dd {

enum class KeyStoreClass { None, Software, Hardware };

// While it lives, no other process writes to the store through this interface. Held for moments: never while a person is asked.
class KeyStoreHold
{
public:
    virtual ~KeyStoreHold() = default;
};

class KeyStore
{
public:
    virtual ~KeyStore() = default;
    [[nodiscard]] virtual bool isAvailable() const = 0;
    [[nodiscard]] virtual KeyStoreClass storeClass() const = 0;
    // For people: "Giả lập (demo)", "Secret Service". Never empty where isAvailable().
    [[nodiscard]] virtual QString name() const = 0;
    // A demo or test store: labelled wherever its class is shown.
    [[nodiscard]] virtual bool isFake() const = 0;

    // Names are ASCII [a-z0-9.-]{1,80} and hold no personal value. write() is durable when it returns and
    // replaces atomically. read() of a name never written fails with ErrorCode::KeyStoreEntryMissing;
    // any other trouble is ErrorCode::KeyStoreUnavailable, which callers must not mistake for "missing".
    [[nodiscard]] virtual Result<Secret> read(const QString &name) = 0;
    [[nodiscard]] virtual Result<void> write(const QString &name, const Secret &value) = 0;
    [[nodiscard]] virtual Result<void> remove(const QString &name) = 0; // missing is success
    // To read, decide and write as one step. Null where no other process can reach the entries (a phone), or where the store offers
    // no such thing (the secret service, class S). KeyStoreUnavailable when somebody else keeps it for too long.
    [[nodiscard]] virtual Result<std::unique_ptr<KeyStoreHold>> hold() { return std::unique_ptr<KeyStoreHold>(); }
};

} // namespace dd
