// A copy of everything the person has in the wallet, in one file under a passphrase of its own. Holder keys are not in it: they
// belong to the device. After a restore on another one the authority binds the credentials to new keys (chip enrolment again).
//
//     0   8  "DDBACKUP"
//     8   1  version, 1
//     9   4  Argon2id memory in KiB, big-endian        } within the floor and ceiling of wallet/vault_header.h
//    13   4  Argon2id iterations                       }
//    17  16  Argon2id salt
//    33  24  header of the stream (core/crypto/secret_stream.h); key = Argon2id(passphrase, salt)
//    57   …  pieces: length of the sealed piece (4, big-endian) ‖ sealed piece; associated data of the first = bytes 0..56
//
// The first piece says what is in it: deterministic CBOR {1: made at, 2: schema version, 3: end of the erased part of the activity
// log, 4: {table: rows}}. Every further piece is one row: [table, {column: value}]. The last one is empty and marked as the end.
#pragma once

#include "wallet/backup_file.h"
#include "wallet/vault.h"

#include <QMap>

namespace dd::wallet {

inline constexpr crypto::Argon2Parameters backupKdf{256 * 1024, 3};

struct BackupContent
{
    qint64 madeAt = 0;
    int schemaVersion = 0;
    QMap<QString, int> rows; // by table
    // What the dry run found: credentials whose holder key is not in this vault. They are to be bound anew before they can be shown.
    int withoutKey = 0;
    // Of every piece as it was read: two files with the same one hold the same. Empty after writing.
    QByteArray digest;
};

// Mode 0600, written durably; a file that was there stays whole until the new one is. Errors: VaultLocked, VaultSecretTooWeak
// (under 12 characters), VaultStorageFailed.
[[nodiscard]] Result<BackupContent> writeBackup(Vault &vault, const QString &path, const Secret &passphrase, crypto::Argon2Parameters kdf = backupKdf);
// Reads all of it, checks every row against this vault's tables and its token; nothing is changed. A token that this version cannot
// read is no obstacle: it was kept, and is kept on. Errors:
// BackupUnreadable (another passphrase, or changed), VaultDamaged (opens, and is not what a backup holds), VaultNewer.
[[nodiscard]] Result<BackupContent> previewBackup(Vault &vault, const QString &path, const Secret &passphrase);
// Replaces what is in the wallet by what is in the backup, in one transaction; holder keys stay, and so does what is known
// of copies that were shown since. The same checks come first.
[[nodiscard]] Result<BackupContent> restoreBackup(Vault &vault, const QString &path, const Secret &passphrase);

// The same for an owner that must not stand still: begin() of the writer or reader is what takes its time, knows no vault, and may
// run on another thread; the passphrase's strength is for the caller to check. A reader is good for one of the two.
[[nodiscard]] Result<BackupContent> writeBackup(Vault &vault, const QString &path, BackupWriter writer);
[[nodiscard]] Result<BackupContent> previewBackup(Vault &vault, BackupReader reader);
// Only what that preview was of: BackupUnreadable, and nothing is changed, when the file has become another one.
[[nodiscard]] Result<BackupContent> restoreBackup(Vault &vault, BackupReader reader, const BackupContent &previewed);

} // namespace dd::wallet
