// A wallet that holds a bit of everything and writes it to a file, and pieces of such a file to be put together by hand.
#pragma once

#include "core/codec/cbor.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/backup.h"
#include "wallet/database.h"

namespace dd::test {

inline constexpr char backupWords[] = "con trâu đi trước cái cày";

struct Filled : Profile
{
    Filled()
    {
        vault = std::move(*create());
        const auto key = wallet::KeyRing(*vault).generate();
        token = *issuing.identity(*key);
        const qint64 identity = *wallet::CredentialStore(*vault).insert(token, true);
        Q_UNUSED(identity)
        wallet::StoredDeclaration draft;
        draft.id = QByteArray(16, 'd');
        draft.createdAt = 11;
        draft.content = "draft";
        draft.state = wallet::StoredDeclaration::State::Queued;
        good = wallet::DeclarationOutbox(*vault).save(draft) && wallet::DeclarationOutbox(*vault).recordReceipt(draft.id, *issuing.receipt(*key), true, 12)
               && wallet::CardStore(*vault).save({5, true, "summary", QByteArray(15'000, 'f')});
        for (qint64 at = 1; at <= 4; ++at)
            good = good && wallet::ActivityLog(*vault).append({at, QString::fromUtf8("Khách sạn Mẫu"), 65001, {10}});
        const auto batch = wallet::CredentialStore(*vault).insertBatch({*issuing.pass(*key), *issuing.pass(*wallet::KeyRing(*vault).generate())}, true);
        const wallet::ConsentRecord consent{5, QStringLiteral("vn:counter"), {}, false, QString::fromUtf8("quầy"), QStringLiteral("consent"), 65002, {10},
                                    QByteArray(32, 'h'), {}};
        good = good && batch && wallet::CredentialStore(*vault).show(*batch, {5, QStringLiteral("vn:counter"), 65002, {10}}, consent, [](const auto &) {
            return Result<void>();
        });
        good = good && wallet::ActivityLog(*vault).eraseBefore(2) && wallet::Settings(*vault).setValue(QStringLiteral("theme"), QStringLiteral("dark"));
    }
    [[nodiscard]] QString backup() const { return dir.filePath(QStringLiteral("wallet.ddbackup")); }
    [[nodiscard]] Result<wallet::BackupContent> write() { return wallet::writeBackup(*vault, backup(), secretOf(backupWords), wallet::kdfFloor); }

    Issuing issuing;
    std::unique_ptr<wallet::Vault> vault;
    QByteArray token;
    bool good = false;
};

// Every table but keys and numbers of the vault itself, as text.
[[nodiscard]] inline QStringList personalContent(wallet::Vault &vault)
{
    QStringList all;
    for (const char *sql : {"SELECT hex(token) || demo || added_at || credential_type || kind || standing || valid_from || valid_to || expires_at"
                            " || from_province || from_table || to_province || to_table || dossier FROM credentials ORDER BY id",
                            "SELECT id || credential || hex(token) || hex(token_hash) || hex(holder_thumbprint) || ifnull(presented_at, '')"
                            " FROM copies ORDER BY id",
                            "SELECT id || at || verifier_id || verifier_name || registered || purpose || legal_basis || credential_type || groups"
                            " || hex(text_hash) || activity FROM consents ORDER BY id",
                            "SELECT hex(summary) || hex(face_image) || read_at FROM card",
                            "SELECT hex(id) || state || created_at || delivered_at || hex(content) || refusal FROM declarations ORDER BY id",
                            "SELECT id || at || audience || credential_type || groups || hex(hash) FROM activity ORDER BY id",
                            "SELECT key || value FROM settings ORDER BY key", "SELECT hex(activity_anchor) FROM meta"}) {
        auto rows = vault.database()->prepare(sql);
        while (rows && rows->step().value_or(false))
            all.append(rows->text(0));
    }
    return all;
}

[[nodiscard]] inline QByteArray rowOf(const char *table, QList<cbor::Value::Pair> columns)
{
    return cbor::encode(cbor::Value::array({cbor::Value::text(QLatin1String(table)), cbor::Value::map(std::move(columns))}));
}

[[nodiscard]] inline cbor::Value::Pair column(const char *name, const cbor::Value &value)
{
    return {cbor::Value::text(QLatin1String(name)), value};
}

// The first piece, with the counts of all tables.
[[nodiscard]] inline QByteArray headOf(qint64 schemaVersion, const QMap<QByteArray, qint64> &counts)
{
    QList<cbor::Value::Pair> rows;
    for (auto count = counts.begin(); count != counts.end(); ++count)
        rows.append(column(count.key().constData(), cbor::Value::integer(*count)));
    return cbor::encode(cbor::Value::map({{cbor::Value::integer(1), cbor::Value::integer(7)},
                                          {cbor::Value::integer(2), cbor::Value::integer(schemaVersion)},
                                          {cbor::Value::integer(3), cbor::Value::bytes(QByteArray(32, '\0'))},
                                          {cbor::Value::integer(4), cbor::Value::map(rows)}}));
}

// A backup of these pieces, under the same words.
[[nodiscard]] inline Result<void> writePieces(const QString &path, const QList<QByteArray> &pieces, Random &random)
{
    auto writer = wallet::BackupWriter::begin(secretOf(backupWords), wallet::kdfFloor, random);
    if (!writer)
        return std::unexpected(writer.error());
    for (const QByteArray &piece : pieces) {
        if (auto added = writer->add(piece); !added)
            return added;
    }
    replaceContent(path, writer->finish());
    return {};
}

} // namespace dd::test
