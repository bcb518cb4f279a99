// The sealed pieces of a backup file, without what they mean (wallet/backup.h).
#pragma once

#include "core/base/random.h"
#include "core/crypto/secret_stream.h"
#include "core/crypto/symmetric.h"

#include <QFile>
#include <optional>

namespace dd::wallet {

inline constexpr qsizetype backupPieceLimit = 1 << 20; // a row: the portrait is the largest

class BackupWriter
{
public:
    [[nodiscard]] static Result<BackupWriter> begin(const Secret &passphrase, crypto::Argon2Parameters kdf, Random &random);
    [[nodiscard]] Result<void> add(QByteArrayView piece); // InvalidInput above the limit
    [[nodiscard]] QByteArray finish();                    // the whole file

private:
    explicit BackupWriter(crypto::StreamSealer sealer) : m_sealer(std::move(sealer)) {}
    void append(QByteArrayView piece, bool last);

    crypto::StreamSealer m_sealer;
    QByteArray m_file;
    QByteArray m_associatedData; // of the first piece only
};

class BackupReader
{
public:
    // BackupUnreadable, VaultNewer (a later version of the file), VaultStorageFailed.
    [[nodiscard]] static Result<BackupReader> begin(const QString &path, const Secret &passphrase);
    // The next piece, or nothing after the last; the file ends there. BackupUnreadable.
    [[nodiscard]] Result<std::optional<QByteArray>> next();

private:
    BackupReader(std::unique_ptr<QFile> file, crypto::StreamOpener opener, QByteArray head)
        : m_file(std::move(file)), m_opener(std::move(opener)), m_associatedData(std::move(head))
    {
    }

    std::unique_ptr<QFile> m_file;
    crypto::StreamOpener m_opener;
    QByteArray m_associatedData;
};

} // namespace dd::wallet
