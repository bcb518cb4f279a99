#include "wallet/attempt_ledger.h"

#include "core/crypto/symmetric.h"
#include "wallet/vault_files.h"

#include <limits>
#include <optional>
#include <QDir>
#include <QtEndian>

namespace dd::wallet {
namespace {

constexpr QByteArrayView mirrorMagic("DDATTMPT");
constexpr qsizetype firstRecordSize = 45; // version 1
constexpr qsizetype recordSize = 46;
constexpr qsizetype bootIdSize = 16;
constexpr qsizetype sealedRecordSize = 24 + recordSize + 16;

template <typename T>
void putNumber(char *&out, T value)
{
    qToBigEndian(value, out);
    out += sizeof(T);
}

std::optional<AttemptRecord> openRecord(const Result<Secret> &key, QByteArrayView sealed, QByteArrayView associatedData)
{
    if (!key)
        return std::nullopt;
    const auto plain = crypto::open(*key, sealed, associatedData);
    if (!plain)
        return std::nullopt;
    auto record = parseAttemptRecord(plain->view());
    return record ? std::optional(*record) : std::nullopt;
}

} // namespace

KeyStoreNames::KeyStoreNames(const QByteArray &vaultId)
{
    const QString stem = QStringLiteral("vault.") + QString::fromLatin1(vaultId.toHex());
    secret[0] = stem + QStringLiteral(".secret-a");
    secret[1] = stem + QStringLiteral(".secret-b");
    seal = stem + QStringLiteral(".seal");
    record = stem + QStringLiteral(".attempts");
    generation = stem + QStringLiteral(".generation");
    holderPrefix = stem + QStringLiteral(".holder-");
}

QByteArray encode(const AttemptRecord &record)
{
    QByteArray out(recordSize, '\0');
    char *at = out.data();
    putNumber<quint8>(at, 2);
    putNumber<quint64>(at, record.sequence);
    putNumber<quint64>(at, record.wrapGeneration);
    putNumber<quint32>(at, static_cast<quint32>(record.failed));
    putNumber<qint64>(at, record.waitFrom);
    std::copy_n(record.bootId.leftJustified(bootIdSize, '\0', true).constData(), bootIdSize, at);
    out.back() = record.wipe ? '\1' : '\0';
    return out;
}

Result<AttemptRecord> parseAttemptRecord(QByteArrayView bytes)
{
    const bool first = bytes.size() == firstRecordSize && bytes.at(0) == 1;
    if (!first && (bytes.size() != recordSize || bytes.at(0) != 2 || (bytes.back() != 0 && bytes.back() != 1)))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("attempt record"));
    AttemptRecord record;
    record.sequence = qFromBigEndian<quint64>(bytes.data() + 1);
    record.wrapGeneration = qFromBigEndian<quint64>(bytes.data() + 9);
    const auto failed = qFromBigEndian<quint32>(bytes.data() + 17);
    record.waitFrom = qFromBigEndian<qint64>(bytes.data() + 21);
    record.bootId = bytes.sliced(firstRecordSize - bootIdSize, bootIdSize).toByteArray();
    record.wipe = !first && bytes.back() == 1;
    if (failed > static_cast<quint32>(std::numeric_limits<int>::max() - 1))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("attempt record"));
    record.failed = static_cast<int>(failed);
    return record;
}

AttemptLedger::AttemptLedger(KeyStore &keyStore, Random &random, const QString &folder, const QByteArray &vaultId)
    : m_keyStore(keyStore), m_random(random), m_folder(folder), m_vaultId(vaultId), m_names(vaultId)
{
}

QString AttemptLedger::mirrorPath(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("attempts"));
}

QByteArray AttemptLedger::vaultIdOfMirror(QByteArrayView bytes)
{
    if (bytes.size() < mirrorMagic.size() + vaultIdSize || !bytes.startsWith(mirrorMagic))
        return {};
    return bytes.sliced(mirrorMagic.size(), vaultIdSize).toByteArray();
}

QByteArray AttemptLedger::associatedData() const
{
    return QByteArrayLiteral("DinhDanh-attempts-1") + m_vaultId;
}

Result<Secret> AttemptLedger::sealKey(bool mayCreate)
{
    auto key = m_keyStore.read(m_names.seal);
    if (key && key->size() == 32)
        return key;
    if (!key && key.error().code != ErrorCode::KeyStoreEntryMissing)
        return key;
    if (!mayCreate)
        return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("attempt record's key"));
    Secret fresh = m_random.secret(32);
    if (fresh.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    if (auto written = m_keyStore.write(m_names.seal, fresh); !written)
        return std::unexpected(written.error());
    return fresh;
}

Result<AttemptLedger::Trust> AttemptLedger::load()
{
    m_current = {};
    m_sealed.clear();
    m_mirrorBehind = false;
    const auto key = sealKey(false);
    if (!key && key.error().code != ErrorCode::KeyStoreEntryMissing)
        return std::unexpected(key.error());
    const auto kept = m_keyStore.read(m_names.record);
    if (!kept && kept.error().code != ErrorCode::KeyStoreEntryMissing)
        return std::unexpected(kept.error());
    const auto mirrored = readBounded(mirrorPath(m_folder), 1024, fileErrors);
    if (!mirrored && mirrored.error().code != ErrorCode::VaultDamaged)
        return std::unexpected(mirrored.error());

    const auto inStore = kept ? openRecord(key, kept->view(), associatedData()) : std::nullopt;
    std::optional<AttemptRecord> inMirror;
    if (mirrored && *mirrored && vaultIdOfMirror(**mirrored) == m_vaultId)
        inMirror = openRecord(key, QByteArrayView(**mirrored).sliced(mirrorMagic.size() + vaultIdSize), associatedData());

    if (inStore && (!inMirror || inStore->sequence >= inMirror->sequence)) {
        m_current = *inStore;
        m_sealed = kept->view().toByteArray();
    } else if (inMirror) {
        m_current = *inMirror;
    }
    if (!inStore || !inMirror)
        return Trust::Broken;
    // A crash between the two writes leaves the mirror exactly one behind.
    m_mirrorBehind = inMirror->sequence + 1 == inStore->sequence;
    return m_mirrorBehind || *inStore == *inMirror ? Trust::Whole : Trust::Broken;
}

Result<AttemptLedger::Found> AttemptLedger::lookAgain()
{
    const auto key = sealKey(false);
    const auto kept = m_keyStore.read(m_names.record);
    for (const auto *entry : {&key, &kept}) {
        if (!*entry && entry->error().code != ErrorCode::KeyStoreEntryMissing)
            return std::unexpected(entry->error());
    }
    const auto inStore = kept ? openRecord(key, kept->view(), associatedData()) : std::nullopt;
    if (!inStore)
        return m_current.sequence > 0 ? Found::Lost : Found::AsKnown;
    if (*inStore == m_current)
        return Found::AsKnown;
    if (inStore->sequence < m_current.sequence)
        return Found::Lost;
    m_current = *inStore;
    m_sealed = kept->view().toByteArray();
    m_mirrorBehind = true;
    return Found::Newer;
}

Result<void> AttemptLedger::writeMirror()
{
    auto written = writeDurably(mirrorPath(m_folder), mirrorMagic.toByteArray() + m_vaultId + m_sealed, fileErrors);
    m_mirrorBehind = !written.has_value();
    return written;
}

Result<void> AttemptLedger::store(AttemptRecord record)
{
    const auto key = sealKey(true);
    if (!key)
        return std::unexpected(key.error());
    if (m_mirrorBehind) { // so that it never falls more than one behind
        if (auto healed = writeMirror(); !healed)
            return healed;
    }
    record.sequence = m_current.sequence + 1;
    const QByteArray sealed = crypto::seal(*key, encode(record), associatedData(), m_random);
    if (sealed.size() != sealedRecordSize)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("attempt record"));
    if (auto written = m_keyStore.write(m_names.record, Secret::copyOf(sealed)); !written)
        return written;
    m_current = record;
    m_sealed = sealed;
    return writeMirror();
}

} // namespace dd::wallet
