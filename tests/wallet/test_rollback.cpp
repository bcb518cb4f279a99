// An older copy of the database is told from today's, and no crash is mistaken for one (every crash: test_rollback_model.cpp).
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/activity_chain.h"
#include "wallet/attempt_ledger.h"
#include "wallet/database.h"
#include "wallet/migrations/migrations.h"
#include "wallet/rollback_guard.h"
#include "wallet/sub_keys.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

constexpr const char *databaseFiles[] = {"vault.db", "vault.db-wal", "vault.db-shm"};

using Copy = QMap<QString, QByteArray>;

Copy copyOf(const Profile &profile)
{
    Copy copy;
    for (const char *name : databaseFiles) {
        if (QFile::exists(profile.file(name)))
            copy.insert(profile.file(name), test::contentOf(profile.file(name)));
    }
    return copy;
}

void putBack(const Profile &profile, const Copy &copy)
{
    for (const char *name : databaseFiles)
        QFile::remove(profile.file(name));
    for (auto file = copy.begin(); file != copy.end(); ++file)
        test::replaceContent(file.key(), *file);
}

Secret databaseKeyOf(const Profile &profile)
{
    const auto header = parseVaultHeader(test::contentOf(profile.file("header-a")));
    const auto hardwareSecret = profile.keyStore->read(KeyStoreNames(header->vaultId).secret[0]);
    const auto key = unwrapKey(*header, *hardwareSecret, secretOf(test::goodPin));
    return crypto::subKey(*key, databaseKeyId, databaseKeyContext);
}

ActivityEntry entryAt(qint64 at)
{
    return {at, QStringLiteral("vn:counter"), 65001, {10}};
}

using State = GenerationRecord::State;

// Refuses writes from the n-th on; -1: never.
class FailingKeyStore final : public KeyStore
{
public:
    explicit FailingKeyStore(KeyStore &inner) : m_inner(inner) {}
    bool isAvailable() const override { return true; }
    KeyStoreClass storeClass() const override { return m_inner.storeClass(); }
    QString name() const override { return m_inner.name(); }
    bool isFake() const override { return true; }
    Result<Secret> read(const QString &name) override { return m_inner.read(name); }
    Result<void> remove(const QString &name) override { return m_inner.remove(name); }
    Result<void> write(const QString &name, const Secret &value) override
    {
        if (failFrom >= 0 && failFrom-- == 0) {
            failFrom = 0;
            return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("write"));
        }
        return m_inner.write(name, value);
    }
    int failFrom = -1;

private:
    KeyStore &m_inner;
};

} // namespace

class TestRollback : public QObject
{
    Q_OBJECT
private slots:
    void recordRoundTrip()
    {
        const GenerationRecord record{0x0102030405060708, State::Prepared, QByteArray(32, 'h')};
        const QByteArray bytes = encode(record);
        QCOMPARE(bytes.toHex(), QByteArray("01" "0102030405060708" "02") + QByteArray(32, 'h').toHex());
        QCOMPARE(*parseGenerationRecord(bytes), record);
        for (qsizetype size = 0; size < bytes.size(); ++size)
            QVERIFY(!parseGenerationRecord(bytes.first(size)));
        QVERIFY(!parseGenerationRecord(bytes + '\0'));
        QVERIFY(!parseGenerationRecord(QByteArray(bytes).replace(9, 1, QByteArray(1, '\0'))));
        const GenerationRecord wide{9, State::Prepared, QByteArray(32, 'h'), longestSpan};
        QCOMPARE(*parseGenerationRecord(encode(wide)), wide);
        const GenerationRecord settled{9, State::Committed, QByteArray(32, 'h')};
        QCOMPARE(*parseGenerationRecord(encode(settled)), settled);
        QVERIFY(!parseGenerationRecord(QByteArray(bytes).replace(0, 1, QByteArray(1, '\2'))));
    }

    void verdicts_data()
    {
        QTest::addColumn<bool>("prepared");
        QTest::addColumn<int>("database"); // against generation 7
        QTest::addColumn<int>("expected");
        const auto row = [](const char *name, bool prepared, int database, GenerationVerdict expected) {
            QTest::newRow(name) << prepared << database << static_cast<int>(expected);
        };
        row("committed, the same", false, 7, GenerationVerdict::Current);
        row("committed, one older", false, 6, GenerationVerdict::RolledBack);
        row("committed, one newer", false, 8, GenerationVerdict::RolledBack);
        row("prepared, committed", true, 7, GenerationVerdict::Unfinished);
        row("prepared, not committed", true, 6, GenerationVerdict::Unfinished);
        row("prepared, older still", true, 5, GenerationVerdict::RolledBack);
        row("prepared, newer", true, 8, GenerationVerdict::RolledBack);
    }
    void verdicts()
    {
        QFETCH(bool, prepared);
        QFETCH(int, database);
        QFETCH(int, expected);
        const GenerationRecord record{7, prepared ? State::Prepared : State::Committed};
        QCOMPARE(static_cast<int>(judgeGeneration(record, static_cast<quint64>(database))), expected);
    }

    void anOlderDatabaseIsToldApart_data()
    {
        QTest::addColumn<bool>("locked"); // the copy was taken with everything in the file, or with a journal
        QTest::newRow("taken while locked") << true;
        QTest::newRow("taken while open") << false;
    }
    void anOlderDatabaseIsToldApart()
    {
        QFETCH(bool, locked);
        Profile profile;
        Copy old;
        {
            auto vault = profile.create();
            DD_OK(vault);
            DD_OK(ActivityLog(**vault).append(entryAt(1)));
            if (!locked)
                old = copyOf(profile);
        }
        if (locked)
            old = copyOf(profile);
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            DD_OK(ActivityLog(**vault).append(entryAt(2)));
        }
        const Copy today = copyOf(profile);
        putBack(profile, old);
        const Copy before = copyOf(profile);
        for (int round = 0; round < 2; ++round) { // and never repaired silently
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultRolledBack);
            QVERIFY(!(*vault)->isUnlocked());
            QCOMPARE((*vault)->attempts().failed, 0); // the PIN was right
        }
        putBack(profile, today);
        auto vault = profile.openUnlocked();
        DD_OK(vault);
        QCOMPARE(ActivityLog(**vault).list()->size(), 2);
        DD_OK(ActivityLog(**vault).verify());
    }

    // SQLite does not bind a journal to its database: today's journal must not lend its generation to an older file beneath it.
    void todaysJournalOverAnOlderDatabase()
    {
        Profile profile;
        test::Issuing issuing;
        qint64 id = 0;
        {
            auto vault = profile.create();
            DD_OK(vault);
            const auto keys = KeyRing(**vault).generateSeveral(3, KeyHome::Vault);
            DD_OK(keys);
            QList<QByteArray> copies;
            for (const crypto::PublicKey &key : *keys)
                copies.append(*issuing.identity(key));
            const auto inserted = CredentialStore(**vault).insertBatch(copies, true);
            DD_OK(inserted);
            id = *inserted;
        }
        const QByteArray older = test::contentOf(profile.file("vault.db"));
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            const auto taken = CredentialStore(**vault).takeCopy(id);
            DD_OK(taken);
            QCOMPARE(taken->left, std::optional<int>(2));
        }
        Copy mixed;
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            DD_OK(ActivityLog(**vault).append(entryAt(2)));
            mixed = copyOf(profile); // as a kill would leave it
        }
        mixed.insert(profile.file("vault.db"), older);
        putBack(profile, mixed);
        auto vault = profile.open();
        DD_OK(vault);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultRolledBack);
    }

    // Each kind of write that must not be undone unnoticed.
    void writesThatCount_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("credential added") << 0;
        QTest::newRow("credential removed") << 1;
        QTest::newRow("key made") << 2;
        QTest::newRow("key removed") << 3;
        QTest::newRow("shown to somebody") << 4;
        QTest::newRow("history erased") << 5;
        QTest::newRow("card read") << 6;
        QTest::newRow("receipt recorded") << 7;
        QTest::newRow("setting, first after unlock") << 8;
        QTest::newRow("draft, first after unlock") << 9;
        QTest::newRow("many credentials") << 10;
        QTest::newRow("batch of copies") << 11;
        QTest::newRow("copy taken") << 12;
        QTest::newRow("showing") << 13;
        QTest::newRow("consent") << 14;
    }
    void writesThatCount()
    {
        QFETCH(int, kind);
        Profile profile;
        test::Issuing issuing;
        qint64 credential = 0;
        QByteArray thumbprint;
        StoredDeclaration draft;
        draft.id = QByteArray(16, 'd');
        draft.content = "draft";
        draft.state = StoredDeclaration::State::Queued;
        const ConsentRecord consent{2, QStringLiteral("vn:counter"), {}, false, {}, {}, 65001, {}, QByteArray(32, 'h'), {}};
        qint64 batch = 0;
        {
            auto vault = profile.create();
            DD_OK(vault);
            const auto key = KeyRing(**vault).generate();
            DD_OK(key);
            thumbprint = key->thumbprint();
            batch = *CredentialStore(**vault).insertBatch({*issuing.identity(issuing.anyKey()), *issuing.identity(issuing.anyKey())}, true);
            credential = *CredentialStore(**vault).insert(*issuing.identity(*key), true);
            DD_OK(ActivityLog(**vault).append(entryAt(1)));
            DD_OK(DeclarationOutbox(**vault).save(draft));
        }
        const Copy old = copyOf(profile);
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            const auto done = [](const auto &result) { return result ? Result<void>() : std::unexpected(result.error()); };
            const auto writeIt = [&]() -> Result<void> {
                switch (kind) {
                case 0:
                    return done(CredentialStore(**vault).insert(*issuing.identity(issuing.anyKey()), true));
                case 1:
                    return CredentialStore(**vault).remove(credential);
                case 2:
                    return done(KeyRing(**vault).generate());
                case 3:
                    return KeyRing(**vault).remove(thumbprint);
                case 4:
                    return ActivityLog(**vault).append(entryAt(2));
                case 5:
                    return ActivityLog(**vault).eraseBefore(2);
                case 6:
                    return CardStore(**vault).save({1, true, "summary", "face"});
                case 7:
                    return done(DeclarationOutbox(**vault).recordReceipt(draft.id, *issuing.receipt(issuing.anyKey()), true, 5));
                case 8:
                    return Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("en"));
                case 10:
                    return done(CredentialStore(**vault).insertAll({*issuing.identity(issuing.anyKey()), *issuing.pass(issuing.anyKey())}, true));
                case 11:
                    return done(CredentialStore(**vault).insertBatch({*issuing.pass(issuing.anyKey())}, true));
                case 12:
                    return done(CredentialStore(**vault).takeCopy(batch));
                case 13:
                    return done(CredentialStore(**vault).show(batch, entryAt(2), consent, [](const auto &) { return Result<void>(); }));
                case 14:
                    return ConsentLog(**vault).append(consent);
                default:
                    draft.content = "changed";
                    return DeclarationOutbox(**vault).save(draft);
                }
            };
            DD_OK(writeIt());
        }
        DD_OK(profile.openUnlocked());
        putBack(profile, old);
        auto vault = profile.open();
        DD_OK(vault);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultRolledBack);
    }

    void withoutTheRecordNothingIsBelieved()
    {
        Profile profile;
        DD_OK(profile.create());
        const QStringList entries = test::filesBelow(profile.keyFolder()).filter(QStringLiteral("generation"));
        QCOMPARE(entries.size(), 1);
        const QByteArray record = test::contentOf(entries.first());
        QVERIFY(QFile::remove(entries.first()));
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultRolledBack);
        test::replaceContent(entries.first(), QByteArray(record).replace(record.size() - 1, 1, QByteArray(1, static_cast<char>(record.back() ^ 1))));
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultRolledBack);
        test::replaceContent(entries.first(), record);
        DD_OK(profile.openUnlocked());
    }

    // A profile from before there were generation records: its rows stay, its log becomes a chain, and from then on an older
    // copy of it is told apart. A migration that was cut short after its record was sealed goes on.
    void fromTheFirstSchema()
    {
        Profile profile;
        QStringList record;
        {
            auto vault = profile.create();
            DD_OK(vault);
            record = test::filesBelow(profile.keyFolder()).filter(QStringLiteral("generation"));
            for (qint64 at = 1; at <= 3; ++at)
                DD_OK(ActivityLog(**vault).append(entryAt(at)));
            DD_OK(KeyRing(**vault).generate());
            DD_OK(test::backToSchema1(*(*vault)->database()));
        }
        QCOMPARE(record.size(), 1);
        QVERIFY(QFile::remove(record.first()));
        const Copy schema1 = copyOf(profile);
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            QCOMPARE(*schemaVersion(*(*vault)->database()), latestSchemaVersion());
            QCOMPARE(ActivityLog(**vault).list()->size(), 3);
            DD_OK(ActivityLog(**vault).verify());
            QCOMPARE(*(*vault)->database()->integer("SELECT count(*) FROM holder_keys"), 1);
            DD_OK(ActivityLog(**vault).append(entryAt(4)));
        }
        putBack(profile, schema1);
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultRolledBack);
        // cut short between the seal and the migration: a database of the first schema beside a prepared record
        QVERIFY(QFile::remove(record.first()));
        {
            SystemRandom random;
            auto database = Database::open(profile.file("vault.db"), databaseKeyOf(profile), Database::Mode::Existing);
            DD_OK(database);
            DD_OK(RollbackGuard(*profile.keyStore, random, vaultIdOf(test::contentOf(profile.file("header-a")))).adopt(**database));
        }
        DD_OK(profile.openUnlocked());
        DD_OK(profile.openUnlocked());
    }

    void theLogIsAChain()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        ActivityLog log(**vault);
        for (qint64 at = 1; at <= 5; ++at)
            DD_OK(log.append(entryAt(at)));
        DD_OK(log.verify());
        DD_OK(log.eraseBefore(3));
        QCOMPARE(log.list()->size(), 3);
        DD_OK(log.verify());
        DD_OK(log.eraseBefore(3)); // nothing left to erase
        DD_OK(log.verify());
        DD_OK(log.eraseBefore(100));
        QCOMPARE(log.list()->size(), 0);
        DD_OK(log.append(entryAt(6)));
        DD_OK(log.append(entryAt(7)));
        DD_OK(log.append(entryAt(8)));
        DD_OK(log.verify());
        Database &database = *(*vault)->database();
        for (const char *sql : {"UPDATE activity SET at = 9 WHERE at = 7", "UPDATE activity SET audience = 'x' WHERE at = 7",
                                "UPDATE activity SET groups = '10,11' WHERE at = 7", "DELETE FROM activity WHERE at = 7", "DELETE FROM activity WHERE at = 6"}) {
            DD_OK(database.execute("SAVEPOINT tampered"));
            DD_OK(database.execute(sql));
            DD_ERROR_IS(log.verify(), ErrorCode::VaultDamaged);
            DD_OK(database.execute("ROLLBACK TO tampered; RELEASE tampered"));
        }
        DD_OK(log.verify());
    }

    // Whoever has the key and cuts the end off leaves a whole chain, which does not end where the record says.
    void theEndOfTheLogIsSealed()
    {
        Profile profile;
        {
            auto vault = profile.create();
            DD_OK(vault);
            DD_OK(ActivityLog(**vault).append(entryAt(1)));
            DD_OK(ActivityLog(**vault).append(entryAt(2)));
            DD_OK((*vault)->database()->execute("DELETE FROM activity WHERE at = 2"));
            DD_OK(ActivityLog(**vault).verify());
        }
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultRolledBack);
    }

    // The key store refuses before the commit: nothing is written, the session goes on. It refuses after: all is written.
    void aKeyStoreThatFails()
    {
        Profile profile;
        FailingKeyStore store(*profile.keyStore);
        Vault::Environment environment{store, profile.random, profile.clock, kdfFloor, profile.bootId};
        auto vault = Vault::create(profile.folder(), secretOf(test::goodPin), environment);
        DD_OK(vault);
        ActivityLog log(**vault);
        store.failFrom = 0; // the seal of what is prepared
        DD_ERROR_IS(log.append(entryAt(1)), ErrorCode::KeyStoreUnavailable);
        QCOMPARE(log.list()->size(), 0);
        store.failFrom = 1; // the seal of what is committed
        DD_OK(log.append(entryAt(2)));
        QCOMPARE(log.list()->size(), 1);
        store.failFrom = -1;
        vault->reset(); // with the record still prepared
        DD_OK(profile.openUnlocked());
        DD_OK(profile.openUnlocked());
    }

    // While the key store does not say that a write is committed, the one before it could be put back: the next write, and
    // lock(), see to it.
    void aSealThatIsOwedIsMadeGood()
    {
        Profile profile;
        FailingKeyStore store(*profile.keyStore);
        Vault::Environment environment{store, profile.random, profile.clock, kdfFloor, profile.bootId};
        auto vault = Vault::create(profile.folder(), secretOf(test::goodPin), environment);
        DD_OK(vault);
        DD_OK(ActivityLog(**vault).append(entryAt(1)));
        const Copy old = copyOf(profile);
        store.failFrom = 1;
        DD_OK(ActivityLog(**vault).append(entryAt(2)));
        QVERIFY(!(*vault)->rollbackGuard().sealedSinceOpening());
        store.failFrom = -1;
        vault->reset();
        const Copy today = copyOf(profile);
        putBack(profile, old);
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultRolledBack);
        putBack(profile, today);
        DD_OK(profile.openUnlocked());
    }
};

DD_TEST(TestRollback)
#include "test_rollback.moc"
