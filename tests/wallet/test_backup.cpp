#include "wallet/backup.h"

#include "core/base/file_descriptor.h"
#include "tests/support/registry.h"
#include "tests/wallet/backup_fixture.h"
#include "wallet/migrations/migrations.h"

#include <atomic>
#include <fcntl.h>
#include <QSemaphore>
#include <sys/stat.h>
#include <thread>

using namespace dd;
using namespace dd::wallet;
using test::column;
using test::Filled;
using test::headOf;
using test::personalContent;
using test::Profile;
using test::rowOf;
using test::secretOf;

class TestBackup : public QObject
{
    Q_OBJECT
private slots:
    void comesBackWhole()
    {
        Filled phone;
        QVERIFY(phone.good);
        const QStringList before = personalContent(*phone.vault);
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
        const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords));
        DD_OK(preview);
        QCOMPARE(preview->rows, written->rows);
        QCOMPARE(preview->withoutKey, 0);
        QVERIFY(personalContent(*phone.vault) != before); // a dry run changes nothing
        DD_OK(restoreBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)));
        QCOMPARE(personalContent(*phone.vault), before);
        phone.vault.reset();
        auto again = phone.openUnlocked();
        DD_OK(again);
        QCOMPARE(personalContent(**again), before);
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
        const auto preview = previewBackup(**vault, phone.backup(), secretOf(test::backupWords));
        DD_OK(preview);
        QCOMPARE(preview->withoutKey, 3);
        QCOMPARE(CredentialStore(**vault).list()->size(), 0);
        DD_OK(restoreBackup(**vault, phone.backup(), secretOf(test::backupWords)));
        QCOMPARE(personalContent(**vault), personalContent(*phone.vault));
        DD_ERROR_IS(KeyRing(**vault).signer(CredentialStore(**vault).list()->first().credential.holderThumbprint), ErrorCode::VaultKeyMissing);
        vault->reset();
        DD_OK(other.openUnlocked());
    }

    void aWrongPassphraseOrAnyChangeOpensNothing()
    {
        Filled phone;
        DD_ERROR_IS(writeBackup(*phone.vault, phone.backup(), secretOf("too short"), kdfFloor), ErrorCode::VaultSecretTooWeak);
        DD_OK(phone.write());
        const QStringList before = personalContent(*phone.vault);
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf("con trâu đi sau cái cày")), ErrorCode::BackupUnreadable);
        const QByteArray file = test::contentOf(phone.backup());
        const auto refused = [&](const QByteArray &changed) {
            test::replaceContent(phone.backup(), changed);
            const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords));
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
        QCOMPARE(personalContent(*phone.vault), before);
        DD_OK(phone.write()); // over the damaged one
        DD_OK(previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)));
    }

    // Files that open, made by somebody who has the passphrase and other ideas.
    void whatIsNotABackupIsRefused_data()
    {
        QTest::addColumn<QList<QByteArray>>("pieces");
        QTest::addColumn<bool>("newer");
        const int today = latestSchemaVersion();
        const QMap<QByteArray, qint64> none;
        const auto row = [](const char *name, const QList<QByteArray> &pieces, bool newer = false) { QTest::newRow(name) << pieces << newer; };
        const auto setting = [](const char *key) {
            return rowOf("settings", {column("key", cbor::Value::text(QLatin1String(key))), column("value", cbor::Value::text(QStringLiteral("v")))});
        };
        row("nothing", {});
        row("no head", {"\x01"});
        row("a later schema", {headOf(today + 1, none)}, true);
        row("a schema that only looks like today's", {headOf((1LL << 32) + today, none)}, true);
        row("a schema below zero", {headOf(-1, none)});
        row("an earlier schema than any backup", {headOf(1, none)});
        row("a row more than counted", {headOf(today, none), setting("a")});
        row("a row less than counted", {headOf(today, {{"settings", 2}}), setting("a")});
        row("a count that only looks right", {headOf(today, {{"settings", (1LL << 32) + 1}}), setting("a")});
        row("a count below zero", {headOf(today, {{"settings", 1 - (1LL << 32)}}), setting("a")});
        row("the same row twice", {headOf(today, {{"settings", 2}}), setting("a"), setting("a")});
        row("an unknown table", {headOf(today, {{"other", 1}}), rowOf("other", {})});
        row("holder keys", {headOf(today, {{"holder_keys", 1}}), rowOf("holder_keys", {})});
        row("meta", {headOf(today, none), rowOf("meta", {column("generation", cbor::Value::integer(1))})});
        row("an unknown column", {headOf(today, {{"settings", 1}}), rowOf("settings", {column("key", {}), column("v) --", {})})});
        row("SQL for a table", {headOf(today, none), rowOf("settings; DROP TABLE card", {})});
        row("a token that is none", {headOf(today, {{"credentials", 1}}),
                                     rowOf("credentials", {column("id", cbor::Value::integer(1)), column("token", cbor::Value::text(QStringLiteral("x"))),
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
        const QStringList before = personalContent(*phone.vault);
        DD_OK(test::writePieces(phone.backup(), pieces, phone.random));
        const ErrorCode expected = newer ? ErrorCode::VaultNewer : ErrorCode::VaultDamaged;
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)), expected);
        DD_ERROR_IS(restoreBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)), expected);
        QCOMPARE(personalContent(*phone.vault), before);
    }

    void onlyWhileOpen()
    {
        Filled phone;
        DD_OK(phone.write());
        phone.vault->lock();
        DD_ERROR_IS(phone.write(), ErrorCode::VaultLocked);
        DD_ERROR_IS(previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)), ErrorCode::VaultLocked);
        DD_ERROR_IS(restoreBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)), ErrorCode::VaultLocked);
    }

    // A restore is a change like any other: the state from before it is an older copy.
    void aRestoreCountsAsAWrite()
    {
        Filled phone;
        DD_OK(phone.write());
        const qint64 generation = *phone.vault->database()->integer("SELECT generation FROM meta");
        DD_OK(restoreBackup(*phone.vault, phone.backup(), secretOf(test::backupWords)));
        QCOMPARE(*phone.vault->database()->integer("SELECT generation FROM meta"), generation + 1);
    }

    // Between the yes to a preview and the restore somebody, or a folder that is kept in step with another, puts another backup there.
    void onlyWhatWasPreviewedIsRestored()
    {
        Filled phone;
        DD_OK(phone.write());
        const auto preview = previewBackup(*phone.vault, phone.backup(), secretOf(test::backupWords));
        DD_OK(preview);
        const QByteArray previewed = test::contentOf(phone.backup());
        // As many rows, of the same second.
        DD_OK(Settings(*phone.vault).setValue(QStringLiteral("theme"), QStringLiteral("light")));
        const auto other = phone.write();
        DD_OK(other);
        QCOMPARE(other->rows, preview->rows);
        QCOMPARE(other->madeAt, preview->madeAt);
        DD_OK(Settings(*phone.vault).setValue(QStringLiteral("theme"), QStringLiteral("contrast")));
        const QStringList before = personalContent(*phone.vault);
        const auto restore = [&] { return restoreBackup(*phone.vault, std::move(*BackupReader::begin(phone.backup(), secretOf(test::backupWords))), *preview); };
        DD_ERROR_IS(restore(), ErrorCode::BackupUnreadable);
        QCOMPARE(personalContent(*phone.vault), before);
        test::replaceContent(phone.backup(), previewed);
        DD_OK(restore());
        QCOMPARE(*Settings(*phone.vault).value(QStringLiteral("theme")), QStringLiteral("dark"));
    }

    // What a person chose may be a link to the file. A pipe is refused at once: nobody may ever write to it.
    void onlyARegularFileIsOpened()
    {
        Filled phone;
        DD_OK(phone.write());
        const QString link = phone.dir.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(phone.backup(), link));
        DD_OK(previewBackup(*phone.vault, link, secretOf(test::backupWords)));
        DD_ERROR_IS(previewBackup(*phone.vault, phone.dir.path(), secretOf(test::backupWords)), ErrorCode::VaultStorageFailed);
        DD_ERROR_IS(previewBackup(*phone.vault, link + QLatin1Char('x'), secretOf(test::backupWords)), ErrorCode::VaultStorageFailed);

        const QByteArray pipe = QFile::encodeName(phone.dir.filePath(QStringLiteral("pipe")));
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        QSemaphore answered;
        std::atomic_bool waited = false;
        std::thread rescue([&] { // lets a reader that waits for a writer go, for the test to end
            if (answered.tryAcquire(1, 5000))
                return;
            waited = true;
            const FileDescriptor writer(::open(pipe.constData(), O_WRONLY | O_NONBLOCK));
        });
        const auto opened = BackupReader::begin(QFile::decodeName(pipe), secretOf(test::backupWords));
        answered.release();
        rescue.join();
        QVERIFY(!waited);
        DD_ERROR_IS(opened, ErrorCode::VaultStorageFailed);
    }
};

DD_TEST(TestBackup)
#include "test_backup.moc"
