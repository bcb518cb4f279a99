#include "wallet/database.h"
#include "wallet/sqlite_error.h"

#include <dlfcn.h>
#include <QStringList>
#include <sqlite3.h>
#include <utility>

namespace dd::wallet {
namespace {

ErrorCode codeForSqlite(int resultCode)
{
    switch (resultCode & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: // what SQLCipher leaves behind once a page failed its HMAC
        return ErrorCode::VaultDamaged;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return ErrorCode::VaultStorageFailed;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::VaultInUse;
    case SQLITE_CONSTRAINT:
        return resultCode == SQLITE_CONSTRAINT_UNIQUE || resultCode == SQLITE_CONSTRAINT_PRIMARYKEY ? ErrorCode::VaultDuplicate
                                                                                                    : ErrorCode::InvalidInput;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

std::unexpected<Error> sqliteFailure(int resultCode, const char *stage)
{
    return fail(codeForSqlite(resultCode), QLatin1String(stage),
                QStringLiteral("SQLite %1: %2").arg(resultCode).arg(QLatin1String(sqlite3_errstr(resultCode))));
}

Statement::Statement(Statement &&other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)), m_failure(other.m_failure)
{
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void Statement::note(int result)
{
    if (m_failure == SQLITE_OK)
        m_failure = result;
}

Statement &Statement::bindInteger(int parameter, qint64 value)
{
    note(sqlite3_bind_int64(m_statement, parameter, value));
    return *this;
}

Statement &Statement::bindBlob(int parameter, QByteArrayView value)
{
    // A null pointer would bind NULL; an empty value is a value.
    note(value.isEmpty() ? sqlite3_bind_zeroblob(m_statement, parameter, 0)
                         : sqlite3_bind_blob64(m_statement, parameter, value.data(), static_cast<sqlite3_uint64>(value.size()), SQLITE_TRANSIENT));
    return *this;
}

Statement &Statement::bindText(int parameter, const QString &value)
{
    const QByteArray utf8 = value.toUtf8();
    note(sqlite3_bind_text64(m_statement, parameter, utf8.constData(), static_cast<sqlite3_uint64>(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindNull(int parameter)
{
    note(sqlite3_bind_null(m_statement, parameter));
    return *this;
}

Result<bool> Statement::step()
{
    if (m_failure != SQLITE_OK)
        return sqliteFailure(m_failure, "bind");
    switch (const int result = sqlite3_step(m_statement)) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        return sqliteFailure(result, "step");
    }
}

Result<void> Statement::run()
{
    for (;;) {
        const auto row = step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement); // what it returns is the failure of the last step, which was reported then
    sqlite3_clear_bindings(m_statement);
    m_failure = SQLITE_OK;
}

Statement &Statement::bindBlobInPlace(int parameter, QByteArrayView value)
{
    note(sqlite3_bind_blob64(m_statement, parameter, value.isEmpty() ? "" : value.data(), static_cast<sqlite3_uint64>(value.size()), SQLITE_STATIC));
    return *this;
}

Statement &Statement::bindTextInPlace(int parameter, QByteArrayView utf8)
{
    note(sqlite3_bind_text64(m_statement, parameter, utf8.isEmpty() ? "" : utf8.data(), static_cast<sqlite3_uint64>(utf8.size()), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement);
}

QString Statement::name(int column) const
{
    return QString::fromUtf8(sqlite3_column_name(m_statement, column));
}

Statement::Kind Statement::kind(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return Kind::Integer;
    case SQLITE_TEXT:
        return Kind::Text;
    case SQLITE_BLOB:
        return Kind::Blob;
    default:
        return Kind::Null;
    }
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray Statement::blob(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    return QByteArray(static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
}

QString Statement::text(int column) const
{
    const unsigned char *data = sqlite3_column_text(m_statement, column);
    return QString::fromUtf8(reinterpret_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
}

bool isCipherVersionSupported(const QString &version)
{
    const QStringList parts = version.section(QLatin1Char(' '), 0, 0).split(QLatin1Char('.'));
    if (parts.size() < 2)
        return false;
    bool majorOk = false;
    bool minorOk = false;
    const int major = parts.at(0).toInt(&majorOk);
    const int minor = parts.at(1).toInt(&minorOk);
    return majorOk && minorOk && (major > 4 || (major == 4 && minor >= 5));
}

Result<void> checkCipherLibrary()
{
    // With a plain SQLite earlier in the search order, open would come from there and key from SQLCipher: nothing
    // would be encrypted, and nothing would complain.
    Dl_info opener{};
    Dl_info keyer{};
    void *open = dlsym(RTLD_DEFAULT, "sqlite3_open_v2");
    void *key = dlsym(RTLD_DEFAULT, "sqlite3_key_v2");
    if (open && key && (dladdr(open, &opener) == 0 || dladdr(key, &keyer) == 0 || opener.dli_fbase != keyer.dli_fbase))
        return fail(ErrorCode::VaultUnsupportedLibrary, QStringLiteral("two SQLite libraries"));

    sqlite3 *handle = nullptr;
    const int opened = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    QString version;
    if (opened == SQLITE_OK) {
        sqlite3_exec(
            handle, "PRAGMA cipher_version",
            [](void *out, int count, char **values, char **) {
                if (count > 0 && values[0])
                    *static_cast<QString *>(out) = QString::fromUtf8(values[0]);
                return 0;
            },
            &version, nullptr);
    }
    sqlite3_close_v2(handle);
    if (!isCipherVersionSupported(version))
        return fail(ErrorCode::VaultUnsupportedLibrary, QStringLiteral("cipher_version"), version);
    return {};
}

} // namespace dd::wallet
