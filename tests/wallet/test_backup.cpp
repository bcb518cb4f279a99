#include "wallet/backup.h"

#include "core/codec/cbor.h"
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/backup_file.h"
#include "wallet/migrations/migrations.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

constexpr char passphrase[] = "con trâu đi trước cái cày";

struct Filled : Profile
{
    Filled()
    {
        vault = std::move(*create());
        const auto key = KeyRing(*vault).generate();
        token = *issuing.identity(*key);
        const qint64 identity = *CredentialStore(*vault).insert(token, true);
        Q_UNUSED(identity)
        StoredDeclaration draft;
        draft.id = QByteArray(16, 'd');
        draft.createdAt = 11;
        draft.content = "draft";
        draft.state = StoredDeclaration::State::Queued;
        good = DeclarationOutbox(*vault).save(draft) && DeclarationOutbox(*vault).recordReceipt(draft.id, *issuing.receipt(*key), true, 12)
               && CardStore(*vault).save({5, true, "summary", QByteArray(15'000, 'f')});
        for (qint64 at = 1; at <= 4; ++at)
            good = good && ActivityLog(*vault).append({at, QString::fromUtf8("Khách sạn Mẫu"), 65001, {10}});
        const auto batch = CredentialStore(*vault).insertBatch({*issuing.pass(*key), *issuing.pass(*KeyRing(*vault).generate())}, true);
        const ConsentRecord consent{5, QStringLiteral("vn:counter"), {}, false, QString::fromUtf8("quầy"), QStringLiteral("consent"), 65002, {10},
                                    QByteArray(32, 'h'), {}};
        good = good && batch && CredentialStore(*vault).show(*batch, {5, QStringLiteral("vn:counter"), 65002, {10}}, consent, [](const auto &) {
            return Result<void>();
        });
        good = good && ActivityLog(*vault).eraseBefore(2) && Settings(*vault).setValue(QStringLiteral("theme"), QStringLiteral("dark"));
    }
    [[nodiscard]] QString backup() const { return dir.filePath(QStringLiteral("wallet.ddbackup")); }
    [[nodiscard]] Result<BackupContent> write() { return writeBackup(*vault, backup(), secretOf(passphrase), kdfFloor); }

    test::Issuing issuing;
    std::unique_ptr<Vault> vault;
    QByteArray token;
    bool good = false;
};

// Every table but keys and numbers of the vault itself, as text.
QStringList contentOf(Vault &vault)
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

QByteArray rowOf(const char *table, QList<cbor::Value::Pair> columns)
{
    return cbor::encode(cbor::Value::array({cbor::Value::text(QLatin1String(table)), cbor::Value::map(std::move(columns))}));
}

cbor::Value::Pair column(const char *name, const cbor::Value &value)
{
    return {cbor::Value::text(QLatin1String(name)), value};
}

// The first piece, with the counts of all tables.
QByteArray headOf(int schemaVersion, const QMap<QByteArray, int> &counts)
{
    QList<cbor::Value::Pair> rows;
    for (auto count = counts.begin(); count != counts.end(); ++count)
        rows.append(column(count.key().constData(), cbor::Value::integer(*count)));
    return cbor::encode(cbor::Value::map({{cbor::Value::integer(1), cbor::Value::integer(7)},
                                          {cbor::Value::integer(2), cbor::Value::integer(schemaVersion)},
                                          {cbor::Value::integer(3), cbor::Value::bytes(QByteArray(32, '\0'))},
                                          {cbor::Value::integer(4), cbor::Value::map(rows)}}));
}

} // namespace

class TestBackup : public QObject
{
    Q_OBJECT
private slots:
    void comesBackWhole()
    {
        Filled phone;
        QVERIFY(phone.good);
        const QStringList before = contentOf(*phone.vault);
        const auto written = phone.write();
        DD_OK(written);
        QCOMPARE(written->rows.value(QStringLiteral("credentials")), 3);
        QCOMPARE(written->rows.value(QStringLiteral("copies")), 2);
        QCOMPARE(written->rows.value(QStringLiteral("consents")), 1);
        QCOMPARE(written->rows.value(QStringLiteral("activity")), 4);
        QVERIFY(!written->rows.contains(QStringLiteral("holder_keys")));
        QCOMPARE(QFile::permissions(phone.backup()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());

        // the same phone, after more has happened
        DD_OK(ActivityLog(*phone.vault).append({9, QStringLiteral("later"), 65002, {}}));
        DD_OK(Settings(*phone.vault).setValue(QStringLiteral("theme"), QStringLiteral("light")));
        const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(passphrase));
        DD_OK(preview);
        QCOMPARE(preview->rows, written->rows);
        QCOMPARE(preview->withoutKey, 0);
        QVERIFY(contentOf(*phone.vault) != before); // a dry run changes nothing
        DD_OK(restoreBackup(*phone.vault, phone.backup(), secretOf(passphrase)));
        QCOMPARE(contentOf(*phone.vault), before);
        phone.vault.reset();
        auto again = phone.openUnlocked();
        DD_OK(again);
        QCOMPARE(contentOf(**again), before);
        DD_OK(ActivityLog(**again).verify());
        DD_OK(KeyRing(**again).signer(CredentialStore(**again).list()->last().credential.holderThumbprint));
    }

    // Keys stay behind: what was restored on another phone is there to be seen and must be bound anew to be shown.
    void aNewPhoneGetsEverythingButTheKeys()
    {
        Filled phone;
        DD_OK(phone.write());
        Profile other;
        auto vault = other.create();
        DD_OK(vault);
        DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("en")));
        const auto preview = previewBackup(**vault, phone.backup(), secretOf(passphrase));
        DD_OK(preview);
        QCOMPARE(preview->withoutKey, 3);
        QCOMPARE(CredentialStore(**vault).list()->size(), 0);
        DD_OK(restoreBackup(**vault, phone.backup(), secretOf(passphrase)));
        QCOMPARE(contentOf(**vault), contentOf(*phone.vault));
        DD_ERROR_IS(KeyRing(**vault).signer(CredentialStore(**vault).list()->first().credential.holderThumbprint), ErrorCode::VaultKeyMissing);
        vault->reset();
        DD_OK(other.openUnlocked());
    }

    // A backup of the second schema has no columns for lists, and a file may lie in them: both are made from the token.
    void columnsForListsComeFromTheTokens()
    {
        Filled phone;
        for (const bool lies : {false, true}) {
            auto writer = BackupWriter::begin(secretOf(passphrase), kdfFloor, phone.random);
            DD_OK(writer);
            DD_OK(writer->add(headOf(lies ? latestSchemaVersion() : 2, {{"credentials", 1}})));
            QList<cbor::Value::Pair> columns{column("id", cbor::Value::integer(7)), column("token", cbor::Value::bytes(phone.token)),
                                             column("token_hash", cbor::Value::bytes(QByteArray(32, 't'))),
                                             column("holder_thumbprint", cbor::Value::bytes(QByteArray(32, 'k'))), column("demo", cbor::Value::integer(1)),
                                             column("added_at", cbor::Value::integer(3))};
            if (lies)
                columns.append(column("credential_type", cbor::Value::integer(65002)));
            DD_OK(writer->add(rowOf("credentials", columns)));
            test::replaceContent(phone.backup(), writer->finish());
            DD_OK(restoreBackup(*phone.vault, phone.backup(), secretOf(passphrase)));
            const auto rows = CredentialStore(*phone.vault).page(10);
            DD_OK(rows);
            QCOMPARE(rows->size(), 1);
            QCOMPARE(rows->first().type, credential::CredentialType::Identity);
            QCOMPARE(rows->first().standing, 1);
        }
    }

    void aWrongPassphraseOrAnyChangeOpensNothing()
    {
        Filled phone;
        DD_ERROR_IS(writeBackup(*phone.vault, phone.backup(), secretOf("too short"), kdfFloor), ErrorCode::VaultSecretTooWeak);
        DD_OK(phone.write());
        const QStringList before = contentOf(*phone.vault);
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf("con trâu đi sau cái cày")), ErrorCode::BackupUnreadable);
        const QByteArray file = test::contentOf(phone.backup());
        const auto refused = [&](const QByteArray &changed) {
            test::replaceContent(phone.backup(), changed);
            const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(passphrase));
            return !preview && (preview.error().code == ErrorCode::BackupUnreadable || preview.error().code == ErrorCode::VaultNewer
                                || preview.error().code == ErrorCode::CryptoFailed);
        };
        for (qsizetype at = 0; at < file.size(); at += at < 120 ? 1 : 397) {
            if (at >= 9 && at < 17)
                continue; // the cost of the key, below
            QByteArray flipped = file;
            flipped[at] = static_cast<char>(flipped.at(at) ^ 0x10);
            QVERIFY2(refused(flipped), qPrintable(QString::number(at)));
        }
        for (qsizetype size = 0; size < file.size(); size += size < 120 ? 1 : 397)
            QVERIFY2(refused(file.first(size)), qPrintable(QString::number(size)));
        QVERIFY(refused(file + '\0'));
        QByteArray costly = file;
        costly[9] = '\x7f'; // 2 TiB
        QVERIFY(refused(costly));
        QByteArray cheap = file;
        cheap.replace(9, 4, QByteArray(4, '\0'));
        QVERIFY(refused(cheap));
        QCOMPARE(contentOf(*phone.vault), before);
        DD_OK(phone.write()); // over the damaged one
        DD_OK(previewBackup(*phone.vault, phone.backup(), secretOf(passphrase)));
    }

    // Files that open, made by somebody who has the passphrase and other ideas.
    void whatIsNotABackupIsRefused_data()
    {
        QTest::addColumn<QList<QByteArray>>("pieces");
        QTest::addColumn<bool>("newer");
        const int today = latestSchemaVersion();
        const QMap<QByteArray, int> none;
        const auto row = [](const char *name, const QList<QByteArray> &pieces, bool newer = false) { QTest::newRow(name) << pieces << newer; };
        const auto setting = [](const char *key) {
            return rowOf("settings", {column("key", cbor::Value::text(QLatin1String(key))), column("value", cbor::Value::text(QStringLiteral("v")))});
        };
        row("nothing", {});
        row("no head", {"\x01"});
        row("a later schema", {headOf(today + 1, none)}, true);
        row("an earlier schema than any backup", {headOf(1, none)});
        row("a row more than counted", {headOf(today, none), setting("a")});
        row("a row less than counted", {headOf(today, {{"settings", 2}}), setting("a")});
        row("the same row twice", {headOf(today, {{"settings", 2}}), setting("a"), setting("a")});
        row("an unknown table", {headOf(today, {{"other", 1}}), rowOf("other", {})});
        row("holder keys", {headOf(today, {{"holder_keys", 1}}), rowOf("holder_keys", {})});
        row("meta", {headOf(today, none), rowOf("meta", {column("generation", cbor::Value::integer(1))})});
        row("an unknown column", {headOf(today, {{"settings", 1}}), rowOf("settings", {column("key", {}), column("v) --", {})})});
        row("SQL for a table", {headOf(today, none), rowOf("settings; DROP TABLE card", {})});
        row("a token that is none", {headOf(today, {{"credentials", 1}}),
                                     rowOf("credentials", {column("id", cbor::Value::integer(1)), column("token", cbor::Value::bytes("x")),
                                                           column("token_hash", cbor::Value::bytes("x")), column("holder_thumbprint", cbor::Value::bytes("x")),
                                                           column("demo", cbor::Value::integer(0)), column("added_at", cbor::Value::integer(0))})});
        row("a copy that is none",
            {headOf(today, {{"copies", 1}}),
             rowOf("copies", {column("id", cbor::Value::integer(1)), column("credential", cbor::Value::integer(1)), column("token", cbor::Value::bytes("x")),
                              column("token_hash", cbor::Value::bytes("x")), column("holder_thumbprint", cbor::Value::bytes("x"))})});
        row("a broken log", {headOf(today, {{"activity", 1}}),
                             rowOf("activity", {column("id", cbor::Value::integer(1)), column("at", cbor::Value::integer(1)),
                                                column("audience", cbor::Value::text(QStringLiteral("a"))), column("credential_type", cbor::Value::integer(1)),
                                                column("groups", cbor::Value::text(QStringLiteral("1"))), column("hash", cbor::Value::bytes(QByteArray(32, 'h')))})});
        row("a receipt that is not there",
            {headOf(today, {{"declarations", 1}}),
             rowOf("declarations", {column("id", cbor::Value::bytes(QByteArray(16, 'd'))), column("state", cbor::Value::integer(3)),
                                    column("created_at", cbor::Value::integer(1)), column("content", cbor::Value::bytes("c")),
                                    column("receipt_credential", cbor::Value::integer(99)), column("refusal", cbor::Value::text({}))})});
        row("not CBOR", {headOf(today, {{"settings", 1}}), "\xff"});
    }
    void whatIsNotABackupIsRefused()
    {
        QFETCH(QList<QByteArray>, pieces);
        QFETCH(bool, newer);
        Filled phone;
        const QStringList before = contentOf(*phone.vault);
        auto writer = BackupWriter::begin(secretOf(passphrase), kdfFloor, phone.random);
        DD_OK(writer);
        for (const QByteArray &piece : pieces)
            DD_OK(writer->add(piece));
        test::replaceContent(phone.backup(), writer->finish());
        const ErrorCode expected = newer ? ErrorCode::VaultNewer : ErrorCode::VaultDamaged;
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf(passphrase)), expected);
        DD_ERROR_IS(restoreBackup(*phone.vault, phone.backup(), secretOf(passphrase)), expected);
        QCOMPARE(contentOf(*phone.vault), before);
    }

    void onlyWhileOpen()
    {
        Filled phone;
        DD_OK(phone.write());
        phone.vault->lock();
        DD_ERROR_IS(phone.write(), ErrorCode::VaultLocked);
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf(passphrase)), ErrorCode::VaultLocked);
        DD_ERROR_IS(restoreBackup(*phone.vault, phone.backup(), secretOf(passphrase)), ErrorCode::VaultLocked);
    }

    // A restore is a change like any other: the state from before it is an older copy.
    void aRestoreCountsAsAWrite()
    {
        Filled phone;
        DD_OK(phone.write());
        const qint64 generation = *phone.vault->database()->integer("SELECT generation FROM meta");
        DD_OK(restoreBackup(*phone.vault, phone.backup(), secretOf(passphrase)));
        QCOMPARE(*phone.vault->database()->integer("SELECT generation FROM meta"), generation + 1);
    }
};

DD_TEST(TestBackup)
#include "test_backup.moc"
