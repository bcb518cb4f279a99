// The only door to SQLCipher: RAII statements, one transaction helper, errors by cause. Wallet-internal.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QString>
#include <memory>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace dd::wallet {

class Statement
{
public:
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    // Parameters count from 1. A failed binding is reported by the next step().
    Statement &bindInteger(int parameter, qint64 value);
    Statement &bindBlob(int parameter, QByteArrayView value);
    Statement &bindText(int parameter, const QString &value);
    Statement &bindNull(int parameter);
    // Without a copy: the bytes stay where they are until reset(). SQLCipher locks and wipes every copy it makes, which costs more
    // than the row (tests/bench/bench_wallet.cpp).
    Statement &bindBlobInPlace(int parameter, QByteArrayView value);
    Statement &bindTextInPlace(int parameter, QByteArrayView utf8);

    [[nodiscard]] Result<bool> step(); // true: there is a row
    [[nodiscard]] Result<void> run();  // to completion, rows ignored
    void reset();                      // to be bound and run again; nothing stays bound
    // Steps through all rows. `take` returns nothing, or a Result whose failure ends it.
    template <typename Take>
    [[nodiscard]] Result<void> forEachRow(Take &&take)
    {
        for (;;) {
            const auto row = step();
            if (!row)
                return std::unexpected(row.error());
            if (!*row)
                return {};
            if constexpr (std::is_void_v<std::invoke_result_t<Take>>)
                take();
            else if (auto taken = take(); !taken)
                return std::unexpected(taken.error());
        }
    }

    // Columns count from 0.
    enum class Kind { Null, Integer, Text, Blob }; // the schema has no reals
    [[nodiscard]] int columns() const;
    [[nodiscard]] QString name(int column) const;
    [[nodiscard]] Kind kind(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] QString text(int column) const;

private:
    friend class Database;
    explicit Statement(sqlite3_stmt *statement) : m_statement(statement) {}
    void note(int result);

    sqlite3_stmt *m_statement;
    int m_failure = 0;
};

class Database
{
public:
    enum class Mode { Create, Existing };
    // The key is 32 raw bytes. Errors: VaultUnsupportedLibrary, VaultDamaged (also for another key: the caller's own
    // unwrap tells a wrong secret apart before this is reached), VaultStorageFailed, VaultMissing.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &path, const Secret &key, Mode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] Result<Statement> prepare(const char *sql);
    [[nodiscard]] Result<void> execute(const char *sql); // one or more statements without parameters
    [[nodiscard]] Result<qint64> integer(const char *sql); // the one number of the one row
    [[nodiscard]] Result<QString> text(const char *sql);
    [[nodiscard]] qint64 lastInsertId() const;
    [[nodiscard]] int changes() const;
    // Everything of the write-ahead log into the file and the log to nothing: it keeps old images that secure_delete cannot reach.
    [[nodiscard]] Result<void> checkpoint();

    // BEGIN IMMEDIATE … COMMIT around `body`, which returns a Result; its failure, or COMMIT's, rolls everything back.
    template <typename Body>
    auto transaction(Body &&body) -> std::invoke_result_t<Body>
    {
        if (auto begun = execute("BEGIN IMMEDIATE"); !begun)
            return std::unexpected(begun.error());
        auto result = body();
        if (!result) {
            rollback();
            return result;
        }
        if (auto committed = execute("COMMIT"); !committed) {
            rollback();
            return std::unexpected(committed.error());
        }
        return result;
    }

private:
    explicit Database(sqlite3 *handle) : m_handle(handle) {}
    [[nodiscard]] Result<void> applyKey(const Secret &key);
    [[nodiscard]] Result<void> configure();
    [[nodiscard]] Result<void> checkIntegrity(bool uncleanExit);
    void rollback();

    sqlite3 *m_handle;
};

// cipher_version of the library linked in is at least 4.5, and the whole API resolves to that one library.
[[nodiscard]] Result<void> checkCipherLibrary();
// A file that begins like any SQLite file was written without a key.
[[nodiscard]] bool isPlaintextDatabase(const QString &path);
// "4.6.1 community" -> accepted from 4.5 up
[[nodiscard]] bool isCipherVersionSupported(const QString &version);

} // namespace dd::wallet
