// The attempt record: sealed under a key that the key store holds, kept in the key store and mirrored in the profile.
// A record that is missing, older than its twin or unreadable means "many failures", never "none".
#pragma once

#include "core/base/key_store.h"
#include "wallet/lock_policy.h"

namespace dd::wallet {

// Names of this vault's entries in the key store.
struct KeyStoreNames
{
    explicit KeyStoreNames(const QByteArray &vaultId);
    QString secret[2]; // the hardware secret that belongs to header slot 0 or 1
    QString seal;       // key of the two sealed records
    QString record;     // the attempts
    QString generation; // wallet/rollback_guard.h
    QString holderPrefix; // of its keys in crypto::DeviceKeys
};

// 46 bytes, big-endian: version 2 ‖ sequence 8 ‖ wrap generation 8 ‖ failed 4 ‖ wait from 8 ‖ boot id 16 ‖ wipe 1 (0 or 1).
// Version 1 is read too: the same without the last byte.
[[nodiscard]] QByteArray encode(const AttemptRecord &record);
[[nodiscard]] Result<AttemptRecord> parseAttemptRecord(QByteArrayView bytes); // VaultDamaged

class AttemptLedger
{
public:
    // The mirror is the file `attempts` in the folder: "DDATTMPT" ‖ vault id 16 ‖ nonce 24 ‖ ciphertext 46 ‖ tag 16.
    AttemptLedger(KeyStore &keyStore, Random &random, const QString &folder, const QByteArray &vaultId);

    enum class Trust { Whole, Broken };
    // Broken: one of the two copies is missing, corrupt or older than a crash can explain. current() is then the newest
    // authentic copy, or has sequence 0. Errors: KeyStoreUnavailable, VaultStorageFailed.
    [[nodiscard]] Result<Trust> load();
    // What the key store holds by now, with the store held (KeyStore::hold): a process on a copied folder has counted there too.
    // Newer: current() is another process's. Lost: the entry that this process knew is gone, unreadable or an older one.
    enum class Found { AsKnown, Newer, Lost };
    [[nodiscard]] Result<Found> lookAgain();
    // Key store first, then the mirror; durable in both when it succeeds. The sequence is set here.
    [[nodiscard]] Result<void> store(AttemptRecord record);
    // What the key store holds, as far as this process knows.
    [[nodiscard]] const AttemptRecord &current() const { return m_current; }

    [[nodiscard]] static QString mirrorPath(const QString &folder);
    [[nodiscard]] static QByteArray vaultIdOfMirror(QByteArrayView bytes); // empty when it is not one

private:
    [[nodiscard]] Result<Secret> sealKey(bool mayCreate);
    [[nodiscard]] Result<void> writeMirror();
    [[nodiscard]] QByteArray associatedData() const;

    KeyStore &m_keyStore;
    Random &m_random;
    QString m_folder;
    QByteArray m_vaultId;
    KeyStoreNames m_names;
    AttemptRecord m_current;
    QByteArray m_sealed;         // m_current as the key store has it
    bool m_mirrorBehind = false; // a crash, or a full disk, came between the two writes
};

} // namespace dd::wallet
