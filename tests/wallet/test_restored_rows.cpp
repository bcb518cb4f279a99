// What a restore makes of the rows of a file: a token says more than the columns beside it, one that nobody here can read is kept,
// and a copy that was shown stays shown.
#include "core/crypto/symmetric.h"
#include "tests/support/registry.h"
#include "tests/wallet/backup_fixture.h"
#include "wallet/migrations/migrations.h"

using namespace dd;
using namespace dd::wallet;
using test::column;
using test::Filled;
using test::headOf;
using test::Profile;
using test::rowOf;
using test::secretOf;

namespace {

// Hash and holder lie.
QByteArray lyingRow(const char *table, qint64 id, const QByteArray &token, QList<cbor::Value::Pair> more)
{
    return rowOf(table, QList<cbor::Value::Pair>{column("id", cbor::Value::integer(id)), column("token", cbor::Value::bytes(token)),
                                                 column("token_hash", cbor::Value::bytes(QByteArray(31, 't') + static_cast<char>(id))),
                                                 column("holder_thumbprint", cbor::Value::bytes(QByteArray(32, 'k')))}
                            + more);
}

QList<cbor::Value::Pair> added()
{
    return {column("demo", cbor::Value::integer(1)), column("added_at", cbor::Value::integer(3))};
}

Result<BackupContent> restoreHere(Vault &vault, const QString &path)
{
    return restoreBackup(vault, path, secretOf(test::backupWords));
}

QByteArray blobOf(Vault &vault, const char *sql)
{
    auto row = vault.database()->prepare(sql);
    return row && row->step().value_or(false) ? row->blob(0) : QByteArray("no row");
}

constexpr char strangeToken[] = "\xa0 of a version to come";

} // namespace

class TestRestoredRows : public QObject
{
    Q_OBJECT
private slots:
    // A backup of the second schema has no columns for lists, and a file may lie in all of them: they are made from the token.
    void columnsComeFromTheTokens()
    {
        Filled phone;
        for (const bool lies : {false, true}) {
            const auto more = lies ? added() + QList<cbor::Value::Pair>{column("credential_type", cbor::Value::integer(65002))} : added();
            DD_OK(test::writePieces(phone.backup(), {headOf(lies ? latestSchemaVersion() : 2, {{"credentials", 1}}), lyingRow("credentials", 7, phone.token, more)},
                                    phone.random));
            const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords));
            DD_OK(preview);
            QCOMPARE(preview->withoutKey, 0); // the token's holder is here, the one that the file names is nowhere
            DD_OK(restoreHere(*phone.vault, phone.backup()));
            const auto rows = CredentialStore(*phone.vault).page(10);
            DD_OK(rows);
            QCOMPARE(rows->size(), 1);
            QCOMPARE(rows->first().type, credential::CredentialType::Identity);
            QCOMPARE(rows->first().standing, 1);
            QCOMPARE(rows->first().holderThumbprint, credential::parseCredential(phone.token)->holderThumbprint);
            QCOMPARE(blobOf(*phone.vault, "SELECT token_hash FROM credentials"), crypto::sha256(phone.token));
            DD_ERROR_IS(CredentialStore(*phone.vault).insert(phone.token, true), ErrorCode::VaultDuplicate); // which a lying hash would let pass
        }
    }

    void soDoThoseOfCopies()
    {
        Filled phone;
        const QByteArray token = *phone.issuing.pass(phone.issuing.anyKey());
        const QList<QByteArray> pieces{headOf(latestSchemaVersion(), {{"credentials", 1}, {"copies", 1}}), lyingRow("credentials", 7, token, added()),
                                       lyingRow("copies", 8, token, {column("credential", cbor::Value::integer(7))})};
        DD_OK(test::writePieces(phone.backup(), pieces, phone.random));
        DD_OK(restoreHere(*phone.vault, phone.backup()));
        QCOMPARE(blobOf(*phone.vault, "SELECT token_hash FROM copies"), crypto::sha256(token));
        QCOMPARE(blobOf(*phone.vault, "SELECT holder_thumbprint FROM copies"), credential::parseCredential(token)->holderThumbprint);

        DD_OK(test::writePieces(phone.backup(), {headOf(latestSchemaVersion(), {{"credentials", 2}}), lyingRow("credentials", 7, token, added()),
                                                 lyingRow("credentials", 8, token, added())}, phone.random));
        DD_ERROR_IS(restoreHere(*phone.vault, phone.backup()), ErrorCode::VaultDamaged); // one token twice, which the hashes deny
    }

    // From the wallet into a backup and back, on this phone and on another: byte for byte, in no list, counted like any other.
    void aTokenThatIsNotUnderstoodGoesAlong()
    {
        Filled phone;
        {
            auto odd = phone.vault->database()->prepare("UPDATE credentials SET token = ?, credential_type = 0 WHERE credential_type = 65002");
            DD_OK(odd);
            DD_OK(odd->bindBlob(1, strangeToken).run());
            auto oddCopies = phone.vault->database()->prepare("UPDATE copies SET token = ? || id");
            DD_OK(oddCopies);
            DD_OK(oddCopies->bindBlob(1, strangeToken).run());
            DD_OK(phone.vault->database()->execute("UPDATE copies SET token = CAST(token AS BLOB)"));
        }
        const auto written = phone.write();
        DD_OK(written);
        QCOMPARE(written->rows.value(QStringLiteral("credentials")), 3);
        Profile other;
        auto vault = other.create();
        DD_OK(vault);
        for (Vault *const to : {phone.vault.get(), vault->get()}) {
            const auto preview = previewBackup(*to, phone.backup(), secretOf(test::backupWords));
            DD_OK(preview);
            QCOMPARE(preview->rows, written->rows);
            QCOMPARE(preview->withoutKey, to == phone.vault.get() ? 0 : 3);
            DD_OK(restoreHere(*to, phone.backup()));
            CredentialStore store(*to);
            const auto odd = store.unreadable();
            DD_OK(odd);
            QCOMPARE(odd->size(), 1);
            QCOMPARE(odd->first().token, QByteArray(strangeToken));
            QCOMPARE(odd->first().addedAt, phone.clock.now());
            QCOMPARE(odd->first().demo, true);
            DD_ERROR_IS(store.find(odd->first().id), ErrorCode::VaultDamaged);
            DD_OK(store.list());
            QCOMPARE(store.list()->size(), 2);
            QCOMPARE(store.page(10)->size(), 2);
            QCOMPARE(blobOf(*to, "SELECT token_hash FROM credentials WHERE credential_type = 0"), crypto::sha256(strangeToken));
        }
    }

    // Nor does a file bring one into a list by naming a type for it.
    void whatIsNotUnderstoodStandsInNoList()
    {
        Filled phone;
        const auto lie = added() + QList<cbor::Value::Pair>{column("credential_type", cbor::Value::integer(65002)), column("standing", cbor::Value::integer(2))};
        DD_OK(test::writePieces(phone.backup(), {headOf(latestSchemaVersion(), {{"credentials", 1}}), lyingRow("credentials", 7, strangeToken, lie)}, phone.random));
        DD_OK(restoreHere(*phone.vault, phone.backup()));
        QCOMPARE(CredentialStore(*phone.vault).page(10)->size(), 0);
        QCOMPARE(CredentialStore(*phone.vault).unreadable()->size(), 1);
        QCOMPARE(*phone.vault->database()->integer("SELECT credential_type + standing FROM credentials"), 0);

        // A copy like that of a credential that can be read is none.
        DD_OK(test::writePieces(phone.backup(), {headOf(latestSchemaVersion(), {{"credentials", 1}, {"copies", 1}}), lyingRow("credentials", 7, phone.token, added()),
                                                 lyingRow("copies", 8, strangeToken, {column("credential", cbor::Value::integer(7))})}, phone.random));
        DD_ERROR_IS(restoreHere(*phone.vault, phone.backup()), ErrorCode::VaultDamaged);
    }

    // Restoring the morning's backup in the evening: what was shown during the day is not offered as never shown.
    void aShownCopyStaysShown()
    {
        Filled phone; // one of its two copies was shown
        const auto id = phone.vault->database()->integer("SELECT min(credential) FROM copies");
        DD_OK(id);
        CredentialStore store(*phone.vault);
        const qint64 morning = phone.clock.now();
        DD_OK(phone.write());
        phone.clock.advance(3600);
        const auto second = store.takeCopy(*id);
        DD_OK(second);
        QVERIFY(!second->reused && second->left == 0);
        DD_OK(restoreHere(*phone.vault, phone.backup()));
        QCOMPARE(*phone.vault->database()->integer("SELECT count(*) FROM copies WHERE presented_at IS NULL"), 0);
        const auto third = store.takeCopy(*id); // the one whose time is longest ago
        DD_OK(third);
        QVERIFY(third->reused);
        QVERIFY(third->credential.token != second->credential.token);

        // The other way round the backup knows more: of a wallet that was made anew from an older file.
        DD_OK(phone.write());
        DD_OK(phone.vault->database()->execute("UPDATE copies SET presented_at = 1"));
        DD_OK(restoreHere(*phone.vault, phone.backup()));
        QCOMPARE(*phone.vault->database()->integer("SELECT count(*) FROM copies WHERE presented_at > 1"), 2);

        // On another phone there is nothing to keep.
        Profile other;
        auto vault = other.create();
        DD_OK(vault);
        DD_OK(restoreHere(**vault, phone.backup()));
        QCOMPARE(*(*vault)->database()->integer("SELECT min(presented_at) FROM copies"), morning + 3600);
    }
};

DD_TEST(TestRestoredRows)
#include "test_restored_rows.moc"
