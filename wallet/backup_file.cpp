#include "wallet/backup_file.h"

#include "core/base/durable_file.h"
#include "wallet/vault_files.h"
#include "wallet/vault_header.h"

#include <QtEndian>

namespace dd::wallet {
namespace {

constexpr QByteArrayView backupMagic("DDBACKUP");
constexpr char backupVersion = 1;
constexpr qsizetype backupHeadSize = 8 + 1 + 4 + 4 + crypto::argon2SaltSize;

std::unexpected<Error> unreadable(const char *why)
{
    return fail(ErrorCode::BackupUnreadable, QStringLiteral("backup"), QLatin1String(why));
}

} // namespace

Result<BackupWriter> BackupWriter::begin(const Secret &passphrase, crypto::Argon2Parameters kdf, Random &random)
{
    if (!isKdfAcceptable(kdf))
        return fail(ErrorCode::InvalidInput, QStringLiteral("backup"), QStringLiteral("key derivation parameters"));
    QByteArray head = backupMagic.toByteArray() + backupVersion + QByteArray(8, '\0') + random.bytes(crypto::argon2SaltSize);
    qToBigEndian(kdf.memoryKiB, head.data() + 9);
    qToBigEndian(kdf.iterations, head.data() + 13);
    const auto key = crypto::argon2id(passphrase, QByteArrayView(head).last(crypto::argon2SaltSize), kdf, crypto::streamKeySize);
    if (!key)
        return std::unexpected(key.error());
    auto sealer = crypto::StreamSealer::begin(*key);
    if (!sealer)
        return std::unexpected(sealer.error());
    BackupWriter writer(std::move(*sealer));
    writer.m_file = head + writer.m_sealer.header();
    writer.m_associatedData = writer.m_file;
    return writer;
}

void BackupWriter::append(QByteArrayView piece, bool last)
{
    const QByteArray sealed = m_sealer.seal(piece, m_associatedData, last);
    m_associatedData.clear();
    char length[4];
    qToBigEndian(static_cast<quint32>(sealed.size()), length);
    m_file.append(length, sizeof length).append(sealed);
}

Result<void> BackupWriter::add(QByteArrayView piece)
{
    if (piece.size() > backupPieceLimit)
        return fail(ErrorCode::InvalidInput, QStringLiteral("backup"), QStringLiteral("a row is too long"));
    append(piece, false);
    return {};
}

QByteArray BackupWriter::finish()
{
    append({}, true);
    return std::move(m_file);
}

Result<BackupReader> BackupReader::begin(const QString &path, const Secret &passphrase)
{
    auto chosen = openChosenFile(path, fileErrors);
    if (!chosen)
        return std::unexpected(chosen.error());
    auto file = std::make_unique<QFile>();
    if (!file->open(chosen->release(), QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return fail(ErrorCode::VaultStorageFailed, QStringLiteral("backup"), file->errorString());
    const QByteArray head = file->read(backupHeadSize + crypto::streamHeaderSize);
    if (!head.startsWith(backupMagic))
        return unreadable("not a backup");
    if (head.size() > backupMagic.size() && head.at(backupMagic.size()) > backupVersion)
        return fail(ErrorCode::VaultNewer, QStringLiteral("backup"));
    if (head.size() != backupHeadSize + crypto::streamHeaderSize || head.at(backupMagic.size()) != backupVersion)
        return unreadable("cut off");
    const crypto::Argon2Parameters kdf{qFromBigEndian<quint32>(head.constData() + 9), qFromBigEndian<quint32>(head.constData() + 13)};
    if (!isKdfAcceptable(kdf)) // before anything of that cost is done
        return unreadable("key derivation parameters");
    const auto key = crypto::argon2id(passphrase, QByteArrayView(head).sliced(17, crypto::argon2SaltSize), kdf, crypto::streamKeySize);
    if (!key)
        return std::unexpected(key.error());
    auto opener = crypto::StreamOpener::begin(*key, QByteArrayView(head).last(crypto::streamHeaderSize));
    if (!opener)
        return std::unexpected(opener.error());
    return BackupReader(std::move(file), std::move(*opener), head);
}

Result<std::optional<QByteArray>> BackupReader::next()
{
    const QByteArray length = m_file->read(4);
    if (length.size() != 4)
        return unreadable("cut off");
    const auto size = static_cast<qsizetype>(qFromBigEndian<quint32>(length.constData()));
    if (size < crypto::streamPieceOverhead || size > backupPieceLimit + crypto::streamPieceOverhead)
        return unreadable("piece size");
    const QByteArray sealed = m_file->read(size);
    auto piece = sealed.size() == size ? m_opener.open(sealed, m_associatedData) : unreadable("cut off");
    m_associatedData.clear();
    if (!piece)
        return unreadable("does not open");
    if (!piece->last)
        return std::move(piece->content);
    if (!piece->content.isEmpty() || !m_file->atEnd())
        return unreadable("bytes after the end");
    return std::nullopt;
}

} // namespace dd::wallet
