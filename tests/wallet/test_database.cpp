#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/database.h"
#include "wallet/migrations/migrations.h"
#include "wallet/vault_files.h"

using namespace dd;
using namespace dd::wallet;

// Without a key SQLCipher is plain SQLite: what a thief with any SQLite tool would use.
extern "C" {
int sqlite3_open(const char *name, sqlite3 **out);
int sqlite3_exec(sqlite3 *handle, const char *sql, int (*)(void *, int, char **, char **), void *, char **);
int sqlite3_close(sqlite3 *handle);
}

namespace {

constexpr int sqliteNotADatabase = 26;

Secret databaseKey(char fill)
{
    return Secret::copyOf(QByteArray(32, fill));
}

int readWithoutKey(const QString &path)
{
    sqlite3 *plain = nullptr;
    int result = sqlite3_open(QFile::encodeName(path).constData(), &plain);
    if (result == 0)
        result = sqlite3_exec(plain, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    sqlite3_close(plain);
    return result;
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir{test::scratchTemplate()};

    QString freshPath(const char *name)
    {
        const QString path = m_dir.filePath(QLatin1String(name));
        QFile::remove(path);
        QFile::remove(path + QStringLiteral("-wal"));
        QFile::remove(path + QStringLiteral("-shm"));
        return path;
    }
    Result<std::unique_ptr<Database>> make(const QString &path, char key = 'k')
    {
        if (auto made = createPrivateFile(path, fileErrors); !made)
            return std::unexpected(made.error());
        return Database::open(path, databaseKey(key), Database::Mode::Create);
    }

private slots:
    void versionsFrom45Up_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("supported");
        QTest::newRow("nothing, plain SQLite") << QString() << false;
        QTest::newRow("3.4.1") << QStringLiteral("3.4.1") << false;
        QTest::newRow("4.4.3") << QStringLiteral("4.4.3 community") << false;
        QTest::newRow("4.5.0") << QStringLiteral("4.5.0 community") << true;
        QTest::newRow("4.6.1") << QStringLiteral("4.6.1 community") << true;
        QTest::newRow("4.10") << QStringLiteral("4.10.0 zetetic") << true;
        QTest::newRow("5") << QStringLiteral("5.0.0") << true;
        QTest::newRow("words") << QStringLiteral("new.est") << false;
    }
    void versionsFrom45Up()
    {
        QFETCH(QString, version);
        QFETCH(bool, supported);
        QCOMPARE(isCipherVersionSupported(version), supported);
    }
    void thisLibraryIsOne() { DD_OK(checkCipherLibrary()); }

    void fileIsEncrypted()
    {
        const QString path = freshPath("encrypted.db");
        {
            auto database = make(path);
            DD_OK(database);
            DD_OK((*database)->execute("CREATE TABLE words (word TEXT); INSERT INTO words VALUES ('NGUYEN VAN MAU')"));
            DD_OK((*database)->checkpoint());
            QVERIFY(!isPlaintextDatabase(path));
        }
        const QByteArray bytes = test::contentOf(path);
        QVERIFY(bytes.size() >= 8192);
        QVERIFY(!bytes.startsWith("SQLite format 3"));
        QVERIFY(!bytes.contains("NGUYEN VAN MAU"));
        QVERIFY(!bytes.contains("words"));
        QCOMPARE(readWithoutKey(path), sqliteNotADatabase);
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());

        DD_ERROR_IS(Database::open(path, databaseKey('x'), Database::Mode::Existing), ErrorCode::VaultDamaged);
        auto again = Database::open(path, databaseKey('k'), Database::Mode::Existing);
        DD_OK(again);
        QCOMPARE(*(*again)->text("SELECT word FROM words"), QStringLiteral("NGUYEN VAN MAU"));
    }

    // 32 raw bytes or 63 digits would silently be taken for a passphrase and stretched. So the key is checked from the
    // other side: a handle that gets x'6b6b…' in words reads the file.
    void keyIsARawKey()
    {
        const QString path = freshPath("raw.db");
        {
            auto database = make(path);
            DD_OK(database);
            DD_OK((*database)->execute("CREATE TABLE t (a)"));
        }
        sqlite3 *handle = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(path).constData(), &handle), 0);
        const QByteArray pragma = "PRAGMA key = \"x'" + QByteArray(32, 'k').toHex() + "'\"";
        QCOMPARE(sqlite3_exec(handle, pragma.constData(), nullptr, nullptr, nullptr), 0);
        QCOMPARE(sqlite3_exec(handle, "SELECT * FROM t", nullptr, nullptr, nullptr), 0);
        QCOMPARE(sqlite3_close(handle), 0);
        DD_ERROR_IS(Database::open(path, Secret::copyOf(QByteArray(31, 'k')), Database::Mode::Existing), ErrorCode::Internal);
    }

    void settingsAreInForce_data()
    {
        QTest::addColumn<QByteArray>("pragma");
        QTest::addColumn<QString>("value");
        QTest::newRow("journal") << QByteArray("PRAGMA journal_mode") << QStringLiteral("wal");
        QTest::newRow("synchronous FULL") << QByteArray("PRAGMA synchronous") << QStringLiteral("2");
        QTest::newRow("foreign keys") << QByteArray("PRAGMA foreign_keys") << QStringLiteral("1");
        QTest::newRow("secure delete") << QByteArray("PRAGMA secure_delete") << QStringLiteral("1");
        QTest::newRow("trusted schema") << QByteArray("PRAGMA trusted_schema") << QStringLiteral("0");
        QTest::newRow("cell size check") << QByteArray("PRAGMA cell_size_check") << QStringLiteral("1");
        QTest::newRow("temp store") << QByteArray("PRAGMA temp_store") << QStringLiteral("2");
        QTest::newRow("memory security") << QByteArray("PRAGMA cipher_memory_security") << QStringLiteral("1");
        QTest::newRow("cache") << QByteArray("PRAGMA cache_size") << QStringLiteral("-2000");
        QTest::newRow("busy timeout") << QByteArray("PRAGMA busy_timeout") << QStringLiteral("5000");
        QTest::newRow("cipher log") << QByteArray("PRAGMA cipher_log_level") << QStringLiteral("NONE");
    }
    void settingsAreInForce()
    {
        QFETCH(QByteArray, pragma);
        QFETCH(QString, value);
        const QString path = freshPath("settings.db");
        {
            auto database = make(path);
            DD_OK(database);
            DD_OK((*database)->execute("CREATE TABLE t (a)"));
            QCOMPARE(*(*database)->text(pragma.constData()), value);
        }
        auto again = Database::open(path, databaseKey('k'), Database::Mode::Existing);
        DD_OK(again);
        QCOMPARE(*(*again)->text(pragma.constData()), value);
    }

    void aPlaintextFileIsRefused()
    {
        const QString path = freshPath("plain.db");
        sqlite3 *plain = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(path).constData(), &plain), 0);
        QCOMPARE(sqlite3_exec(plain, "CREATE TABLE t (a)", nullptr, nullptr, nullptr), 0);
        QCOMPARE(sqlite3_close(plain), 0);
        QVERIFY(isPlaintextDatabase(path));
        DD_ERROR_IS(Database::open(path, databaseKey('k'), Database::Mode::Existing), ErrorCode::VaultDamaged);
        QVERIFY(isPlaintextDatabase(path)); // and left as it was
        DD_ERROR_IS(Database::open(freshPath("none.db"), databaseKey('k'), Database::Mode::Existing), ErrorCode::VaultDamaged);
    }

    void aFlippedByteAnywhereIsDamage()
    {
        const QString path = freshPath("flipped.db");
        {
            auto database = make(path);
            DD_OK(database);
            DD_OK(migrate(**database));
        }
        const QByteArray whole = test::contentOf(path);
        const qsizetype pages = whole.size() / 4096;
        QVERIFY(pages > 5);
        for (qsizetype page = 0; page < pages; ++page) {
            QByteArray changed = whole;
            const qsizetype at = page * 4096 + (page * 977) % 4096;
            changed[at] = static_cast<char>(changed.at(at) ^ 0x20);
            test::replaceContent(path, changed);
            DD_ERROR_IS(Database::open(path, databaseKey('k'), Database::Mode::Existing), ErrorCode::VaultDamaged);
            QCOMPARE(test::contentOf(path), changed); // nothing repaired, nothing deleted
        }
        test::replaceContent(path, whole.chopped(100));
        DD_ERROR_IS(Database::open(path, databaseKey('k'), Database::Mode::Existing), ErrorCode::VaultDamaged);
        test::replaceContent(path, whole);
        DD_OK(Database::open(path, databaseKey('k'), Database::Mode::Existing));
    }

    // A large file is not read through at every opening: damage is found where the page is read, and after an unclean exit at once.
    void damageInALargeFileIsFoundWhereItIsRead()
    {
        const QString path = freshPath("large.db");
        {
            auto database = make(path);
            DD_OK(database);
            DD_OK((*database)->execute("CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 800)"
                                       " INSERT INTO t SELECT randomblob(3000) FROM n; CREATE TABLE last (a); INSERT INTO last VALUES (1)"));
            DD_OK((*database)->checkpoint());
        }
        QByteArray whole = test::contentOf(path);
        QVERIFY(whole.size() > 2 << 20);
        whole[400 * 4096 + 99] = static_cast<char>(whole.at(400 * 4096 + 99) ^ 1);
        test::replaceContent(path, whole);
        {
            auto database = Database::open(path, databaseKey('k'), Database::Mode::Existing);
            DD_OK(database);
            DD_ERROR_IS((*database)->integer("SELECT sum(length(a)) FROM t"), ErrorCode::VaultDamaged);
        }
        test::replaceContent(path, whole);
        test::replaceContent(path + QStringLiteral("-wal"), QByteArray(32, 'w')); // as a crash leaves one
        DD_ERROR_IS(Database::open(path, databaseKey('k'), Database::Mode::Existing), ErrorCode::VaultDamaged);
    }

    void valuesComeBackAsTheyWere()
    {
        auto database = make(freshPath("values.db"));
        DD_OK(database);
        DD_OK((*database)->execute("CREATE TABLE t (a, b, c, d)"));
        const QByteArray blob("\0\1'\xff", 4);
        const QString text = QString::fromUtf8("Đường số 1, 'Phường Mẫu'");
        auto insert = (*database)->prepare("INSERT INTO t VALUES (?, ?, ?, ?)");
        DD_OK(insert);
        DD_OK(insert->bindInteger(1, std::numeric_limits<qint64>::min()).bindBlob(2, blob).bindText(3, text).bindNull(4).run());
        auto empty = (*database)->prepare("INSERT INTO t VALUES (1, ?, ?, 1)");
        DD_OK(empty);
        DD_OK(empty->bindBlob(1, {}).bindText(2, {}).run());
        auto rows = (*database)->prepare("SELECT a, b, c, d FROM t ORDER BY a");
        DD_OK(rows);
        QVERIFY(*rows->step());
        QCOMPARE(rows->integer(0), std::numeric_limits<qint64>::min());
        QCOMPARE(rows->blob(1), blob);
        QCOMPARE(rows->text(2), text);
        QVERIFY(rows->isNull(3));
        QVERIFY(*rows->step());
        QVERIFY(!rows->isNull(1));
        QCOMPARE(rows->blob(1), QByteArray());
        QVERIFY(!rows->isNull(2));
        QVERIFY(!*rows->step());
        auto wrongNumber = (*database)->prepare("SELECT 1");
        DD_OK(wrongNumber);
        QVERIFY(!wrongNumber->bindInteger(1, 1).step());
    }

    void aFailedTransactionLeavesNothing()
    {
        auto database = make(freshPath("transaction.db"));
        DD_OK(database);
        DD_OK((*database)->execute("CREATE TABLE t (a UNIQUE)"));
        const auto failed = (*database)->transaction([&]() -> Result<void> {
            if (auto first = (*database)->execute("INSERT INTO t VALUES (1)"); !first)
                return first;
            return (*database)->execute("INSERT INTO t VALUES (1)");
        });
        DD_ERROR_IS(failed, ErrorCode::VaultDuplicate);
        QCOMPARE(*(*database)->integer("SELECT count(*) FROM t"), 0);
        DD_OK((*database)->transaction([&] { return (*database)->execute("INSERT INTO t VALUES (1)"); }));
        QCOMPARE(*(*database)->integer("SELECT count(*) FROM t"), 1);
    }

    void migrationsAreOneTransactionEach()
    {
        auto database = make(freshPath("migrations.db"));
        DD_OK(database);
        DD_OK(migrate(**database));
        QCOMPARE(*(*database)->integer("PRAGMA user_version"), latestSchemaVersion());
        QCOMPARE(*(*database)->integer("SELECT generation FROM meta"), 1);
        DD_OK(migrate(**database)); // nothing left to do

        const Migration broken[] = {{latestSchemaVersion() + 1, "CREATE TABLE extra (a)"},
                                    {latestSchemaVersion() + 2, "CREATE TABLE half (a); INSERT INTO missing VALUES (1)"}};
        QVERIFY(!migrate(**database, broken));
        QCOMPARE(*(*database)->integer("PRAGMA user_version"), latestSchemaVersion() + 1);
        QCOMPARE(*(*database)->integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('extra', 'half')"), 1);
        // and now this app is the older one
        DD_ERROR_IS(migrate(**database), ErrorCode::VaultNewer);
    }
};

DD_TEST(TestDatabase)
#include "test_database.moc"
