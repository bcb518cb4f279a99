#include "wallet/database.h"

#include "wallet/sqlite_error.h"

#include <cstring>
#include <QFile>
#include <QFileInfo>
#include <sqlite3.h>

namespace dd::wallet {
namespace {

constexpr std::size_t rawKeySize = 32;

// Every page carries its HMAC, which SQLCipher checks whenever it reads the page: damage is found at the latest where it would
// matter. To read the whole file at every unlock would only find it sooner, and its time grows with the file.
// So it is done after an unclean exit, and while the file is so small that nobody notices.
constexpr qint64 alwaysCheckedSize = 1 << 20;
constexpr char plaintextMagic[16] = "SQLite format 3"; // its terminating zero is part of the magic

// Exactly x'<64 hex>' (67 bytes): anything else SQLCipher silently takes for a passphrase.
Secret sqlcipherKeyText(const Secret &key)
{
    Secret text(3 + 2 * rawKeySize);
    if (key.size() != rawKeySize || text.isEmpty())
        return {};
    static constexpr char digits[] = "0123456789abcdef";
    unsigned char *out = text.data();
    *out++ = 'x';
    *out++ = '\'';
    for (std::size_t i = 0; i < rawKeySize; ++i) {
        *out++ = static_cast<unsigned char>(digits[key.data()[i] >> 4]);
        *out++ = static_cast<unsigned char>(digits[key.data()[i] & 15]);
    }
    *out = '\'';
    return text;
}

} // namespace

bool isPlaintextDatabase(const QString &path)
{
    QFile file(path);
    char start[sizeof plaintextMagic] = {};
    return file.open(QIODevice::ReadOnly) && file.read(start, sizeof start) == sizeof start && std::memcmp(start, plaintextMagic, sizeof start) == 0;
}

Result<std::unique_ptr<Database>> Database::open(const QString &path, const Secret &key, Mode mode)
{
    if (auto checked = checkCipherLibrary(); !checked)
        return std::unexpected(checked.error());
    const QFileInfo info(path);
    if (mode == Mode::Existing && !info.exists())
        return fail(ErrorCode::VaultDamaged, QStringLiteral("database file"), QStringLiteral("missing"));
    if (mode == Mode::Existing && (info.size() == 0 || isPlaintextDatabase(path)))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("database file"), QStringLiteral("not encrypted"));
    const bool uncleanExit = mode == Mode::Existing && QFileInfo(path + QStringLiteral("-wal")).size() > 0;

    sqlite3 *handle = nullptr;
    // The file was made beforehand with its mode (createPrivateFile); SQLite never creates one here.
    const int opened = sqlite3_open_v2(QFile::encodeName(path).constData(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
    std::unique_ptr<Database> database(new Database(handle)); // closes it on every way out
    if (opened != SQLITE_OK)
        return sqliteFailure(opened, "open");
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 5000);
    if (auto keyed = database->applyKey(key); !keyed)
        return std::unexpected(keyed.error());
    if (mode == Mode::Create) {
        if (auto configured = database->configure(); !configured)
            return std::unexpected(configured.error());
        return database;
    }
    // The first read shows whether the key fits; then the journal of an unclean exit is taken in before anything is judged.
    if (auto readable = database->integer("SELECT count(*) FROM sqlite_schema"); !readable)
        return std::unexpected(readable.error());
    if (auto configured = database->configure(); !configured)
        return std::unexpected(configured.error());
    if (uncleanExit || info.size() <= alwaysCheckedSize) {
        if (auto sound = database->checkIntegrity(uncleanExit); !sound)
            return std::unexpected(sound.error());
    }
    if (isPlaintextDatabase(path))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("database file"), QStringLiteral("not encrypted"));
    return database;
}

Result<void> Database::applyKey(const Secret &key)
{
    if (auto secured = execute("PRAGMA cipher_memory_security = ON"); !secured)
        return secured;
    const Secret text = sqlcipherKeyText(key);
    if (text.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("database key"));
    if (const int result = sqlite3_key_v2(m_handle, "main", text.data(), static_cast<int>(text.size())); result != SQLITE_OK)
        return sqliteFailure(result, "database key");
    // SQLCipher would otherwise report failed pages on stderr.
    return execute("PRAGMA cipher_log_level = NONE");
}

Result<void> Database::configure()
{
    struct Setting
    {
        const char *set;
        const char *get;
        const char *expected;
    };
    // Read back one by one: SQLite ignores a pragma that it does not know.
    static constexpr Setting settings[] = {
        {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2"},
        {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
        {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
        {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
        {"PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1"},
        {"PRAGMA cache_size = -2000", "PRAGMA cache_size", "-2000"}, // KiB: small, because mlock limits are
        {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal"},
        {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
        {"PRAGMA cipher_memory_security = ON", "PRAGMA cipher_memory_security", "1"},
    };
    for (const Setting &setting : settings) {
        if (auto done = execute(setting.set); !done)
            return done;
        const auto value = text(setting.get);
        if (!value)
            return std::unexpected(value.error());
        if (*value != QLatin1String(setting.expected))
            return fail(ErrorCode::VaultUnsupportedLibrary, QStringLiteral("database setting"), QLatin1String(setting.get));
    }
    return {};
}

Result<void> Database::checkIntegrity(bool uncleanExit)
{
    if (uncleanExit) {
        if (auto merged = checkpoint(); !merged)
            return merged;
    }
    // No row means that the HMAC of every page is right.
    auto pages = prepare("PRAGMA cipher_integrity_check");
    if (!pages)
        return std::unexpected(pages.error());
    const auto complaint = pages->step();
    if (!complaint)
        return std::unexpected(complaint.error());
    if (*complaint)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("cipher_integrity_check"), pages->text(0));
    if (!uncleanExit)
        return {};
    const auto structure = text("PRAGMA quick_check(1)");
    if (!structure)
        return std::unexpected(structure.error());
    if (*structure != QLatin1String("ok"))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("quick_check"));
    return {};
}

Database::~Database()
{
    // Statements are local to the stores' functions, so none is left; v2 would otherwise wait for it, not crash.
    sqlite3_close_v2(m_handle);
}

Result<Statement> Database::prepare(const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    if (const int result = sqlite3_prepare_v2(m_handle, sql, -1, &statement, nullptr); result != SQLITE_OK)
        return sqliteFailure(result, "prepare");
    return Statement(statement);
}

Result<void> Database::execute(const char *sql)
{
    if (const int result = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr); result != SQLITE_OK)
        return sqliteFailure(result, "execute");
    return {};
}

Result<qint64> Database::integer(const char *sql)
{
    auto statement = prepare(sql);
    if (!statement)
        return std::unexpected(statement.error());
    const auto row = statement->step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? Result<qint64>(statement->integer(0)) : fail(ErrorCode::Internal, QStringLiteral("one row expected"));
}

Result<QString> Database::text(const char *sql)
{
    auto statement = prepare(sql);
    if (!statement)
        return std::unexpected(statement.error());
    const auto row = statement->step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? statement->text(0) : QString();
}

qint64 Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

int Database::changes() const
{
    return sqlite3_changes(m_handle);
}

Result<void> Database::checkpoint()
{
    if (const int result = sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr); result != SQLITE_OK)
        return sqliteFailure(result, "checkpoint");
    return {};
}

void Database::rollback()
{
    if (sqlite3_get_autocommit(m_handle) == 0) // SQLite may have rolled back by itself (disk full, I/O error)
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace dd::wallet
