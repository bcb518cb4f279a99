// Every byte of the small files and many of the large ones, changed: a named error, a rollback that is told, or, where nobody reads
// it, no effect at all. Files of different days beside each other, and a folder without its key store.
#include "tests/support/registry.h"
#include "tests/wallet/fault_bench.h"
#include "wallet/attempt_ledger.h"
#include "wallet/store_support.h"

#include <QtEndian>

using namespace dd;
using namespace dd::wallet;
using test::FaultBench;
using test::secretOf;

namespace {

constexpr qsizetype walHeader = 32;
constexpr qsizetype walFrame = 24 + 4096;

// A profile as a crash leaves it that comes between a sealed commit and all that follows on it: the commit is in the journal only,
// prepared and not yet reported as done. Older frames lie behind it.
struct CrashedProfile : FaultBench
{
    Result<void> make()
    {
        auto vault = create();
        if (!vault)
            return std::unexpected(vault.error());
        if (auto filled = test::fill(**vault, *this, issuing); !filled)
            return filled;
        Database &database = *(*vault)->database();
        if (auto padded = database.execute("INSERT INTO settings VALUES ('padding', hex(zeroblob(30000))); PRAGMA wal_checkpoint(RESTART)"); !padded)
            return padded;
        auto everything = test::everythingIn(**vault);
        if (!everything)
            return std::unexpected(everything.error());
        before = *everything;
        const auto last = database.transaction([&]() -> Result<void> { // writeSealed(), cut short
            if (auto appended = insertActivity(database, {7, QStringLiteral("last"), 65001, {10}}); !appended)
                return appended;
            return (*vault)->rollbackGuard().prepare(database);
        });
        if (!last)
            return last;
        everything = test::everythingIn(**vault);
        if (!everything)
            return std::unexpected(everything.error());
        content = *everything;
        crashed = state();
        return {};
    }

    // Where the last commit ends: the frames of the journal's own salt up to the last that ends a transaction.
    [[nodiscard]] qsizetype endOfLastCommit() const
    {
        const QByteArray wal = crashed.files.value(file("vault.db-wal"));
        qsizetype end = 0;
        for (qsizetype at = walHeader; at + walFrame <= wal.size() && wal.mid(at + 8, 8) == wal.mid(16, 8); at += walFrame) {
            if (qFromBigEndian<quint32>(wal.constData() + at + 4) != 0)
                end = at + walFrame;
        }
        return end;
    }

    // The journal holds this page anew, so what the database says there is read by nobody.
    [[nodiscard]] bool isInJournal(qsizetype databaseOffset) const
    {
        const QByteArray wal = crashed.files.value(file("vault.db-wal"));
        for (qsizetype at = walHeader; at < endOfLastCommit(); at += walFrame) {
            if (qFromBigEndian<quint32>(wal.constData() + at) == static_cast<quint32>(databaseOffset / 4096 + 1))
                return true;
        }
        return false;
    }

    test::Issuing issuing;
    QByteArray before;
    QByteArray content;
    State crashed;
};

bool isNamed(ErrorCode code)
{
    return code == ErrorCode::VaultDamaged || code == ErrorCode::VaultNewer || code == ErrorCode::VaultRolledBack || code == ErrorCode::VaultWait;
}

} // namespace

class TestTamper : public QObject
{
    Q_OBJECT
private slots:
    void anyByte_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("stride");
        const int wide = test::faultBudget() >= 1000 ? 16 : 96;
        QTest::newRow("header") << QByteArray("header-a") << 1;
        QTest::newRow("attempts") << QByteArray("attempts") << 1;
        QTest::newRow("biometric") << QByteArray("biometric") << 1;
        QTest::newRow("database") << QByteArray("vault.db") << wide;
        QTest::newRow("journal") << QByteArray("vault.db-wal") << wide;
    }
    void anyByte()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, stride);
        CrashedProfile profile;
        DD_OK(profile.make());
        const QString path = profile.file(name.constData());
        const QByteArray whole = profile.crashed.files.value(path);
        QVERIFY(!whole.isEmpty());
        const qsizetype last = profile.endOfLastCommit();
        QVERIFY(last > 0);
        QRandomGenerator random(test::faultSeed());
        int without = 0;
        for (qsizetype start = 0; start < whole.size(); start += stride) {
            const qsizetype at = name == "vault.db-wal" && start < walHeader ? start : std::min(whole.size() - 1, start + random.bounded(stride));
            FaultBench::State changed = profile.crashed;
            changed.files[path][at] = static_cast<char>(changed.files[path].at(at) ^ (1 << random.bounded(8)));
            profile.become(changed);
            const auto vault = profile.openByFinger();
            const QByteArray where = name + ' ' + QByteArray::number(at) + " of " + QByteArray::number(whole.size());
            if (!vault) {
                QVERIFY2(isNamed(vault.error().code), (where + ' ' + errorId(vault.error().code).toUtf8()).constData());
                // nothing is repaired silently; the attempts' wait is written down, and SQLite takes a journal into the database by itself
                if (name == "header-a" || name == "biometric")
                    QCOMPARE(test::contentOf(path), changed.files.value(path));
                continue;
            }
            const auto found = test::everythingIn(**vault);
            DD_OK(found);
            if (name == "vault.db-wal" && at < last) { // a commit that was never reported is whole or absent
                QVERIFY2(*found == profile.content || *found == profile.before, where.constData());
                continue;
            }
            QVERIFY2(name == "vault.db-wal" || (name == "vault.db" && profile.isInJournal(at)), where.constData());
            QCOMPARE(*found, profile.content);
            ++without;
        }
        if (name == "vault.db-wal")
            QVERIFY(without > 10); // older frames were there to be changed
    }

    void whatNobodyReads_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("shared memory") << QByteArray("vault.db-shm");
        QTest::newRow("lock") << QByteArray("lock");
    }
    void whatNobodyReads()
    {
        QFETCH(QByteArray, name);
        CrashedProfile profile;
        DD_OK(profile.make());
        QRandomGenerator random(test::faultSeed());
        for (int round = 0; round < 20; ++round) {
            profile.become(profile.crashed);
            QByteArray bytes(32768, '\0');
            for (char &byte : bytes)
                byte = round == 0 ? '\xff' : static_cast<char>(random.bounded(256));
            test::replaceContent(profile.file(name.constData()), bytes);
            const auto vault = profile.openByFinger();
            DD_OK(vault);
            QCOMPARE(*test::everythingIn(**vault), profile.content);
        }
    }

    // The files of two days, mixed in every way: only today's together open.
    void filesOfDifferentDays()
    {
        CrashedProfile profile;
        DD_OK(profile.make());
        const FaultBench::State old = profile.crashed;
        profile.become(old);
        {
            auto vault = profile.openByFinger();
            DD_OK(vault);
            DD_OK(ActivityLog(**vault).append({8, QStringLiteral("today"), 65001, {10}}));
            DD_OK((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)));
            DD_OK(ActivityLog(**vault).append({9, QStringLiteral("today"), 65001, {10}}));
            profile.content = *test::everythingIn(**vault);
            profile.crashed = profile.state();
        }
        const QList<QStringList> groups{{profile.file("vault.db")}, {profile.file("vault.db-wal")},
                                        {profile.file("header-a"), profile.file("header-b")}, {profile.file("attempts")}};
        for (unsigned int mask = 0; mask < 16; ++mask) {
            FaultBench::State mixed = profile.crashed;
            for (int group = 0; group < groups.size(); ++group) {
                for (const QString &name : groups.at(group)) {
                    if ((mask >> group & 1) == 0)
                        continue;
                    mixed.files.remove(name);
                    if (old.files.contains(name))
                        mixed.files.insert(name, old.files.value(name));
                }
            }
            profile.become(mixed);
            const auto vault = profile.openByFinger();
            if (vault) {
                QVERIFY2(mask == 0, qPrintable(QString::number(mask)));
                QCOMPARE(*test::everythingIn(**vault), profile.content);
            } else {
                QVERIFY2(mask != 0 && isNamed(vault.error().code), qPrintable(QString::number(mask)));
            }
        }
    }

    // Whoever has the folder and the PIN, and makes up the rest.
    void aStolenFolderWithAKeyStoreOfItsOwn()
    {
        CrashedProfile profile;
        DD_OK(profile.make());
        const KeyStoreNames names(vaultIdOf(profile.crashed.files.value(profile.file("header-a"))));
        profile.become({profile.crashed.files, {}});
        for (const QString &name : {names.secret[0], names.seal})
            DD_OK(profile.keys.write(name, profile.random.secret(32)));
        AttemptLedger ledger(profile.keys, profile.random, profile.folder(), vaultIdOf(profile.crashed.files.value(profile.file("header-a"))));
        DD_OK(ledger.store({0, 1, 0, 0, QByteArray(16, 'b')})); // forged: no failures, the first header
        auto vault = Vault::open(profile.folder(), profile.environment());
        DD_OK(vault);
        QCOMPARE((*vault)->attempts().waitMs, 0);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWrongSecret);
        QVERIFY(!(*vault)->isUnlocked());
    }
};

DD_TEST(TestTamper)
#include "test_tamper.moc"
