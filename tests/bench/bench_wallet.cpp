// The wallet with 10,000 credentials beside SQLCipher itself: the same schema, statements and pragmas, in the same run.
#include "core/crypto/symmetric.h"
#include "tests/bench/best_of.h"
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/migrations/migrations.h"
#include "wallet/store_support.h"

#include <sqlite3.h>

using namespace dd;
using namespace dd::wallet;
using test::bestOf;
using test::hold;
using test::millisecondsOf;
using test::Profile;
using test::secretOf;

namespace {

constexpr int manyCredentials = test::figuresCount ? 10'000 : 500;
constexpr int oneByOne = 200;
constexpr int walletRuns = 5;
constexpr int pageSize = 50;
constexpr double mostOfRaw = 1.3;
constexpr double mostUnlockMilliseconds = 30;
constexpr double mostFirstPageMilliseconds = 50;

struct Material
{
    QList<QByteArray> tokens;
    QList<credential::Credential> parsed; // for the raw side, which is given what it binds
    QList<QByteArray> hashes;
};

const Material &material()
{
    static const Material made = [] {
        Material all;
        test::Issuing issuing;
        for (int i = 0; i < manyCredentials; ++i) {
            const Result<QByteArray> token = i % 100 == 0 ? issuing.identity(issuing.anyKey()) : issuing.receipt(issuing.anyKey());
            if (!token)
                qFatal("no token");
            all.tokens.append(*token);
            all.parsed.append(*credential::parseCredential(*token));
            all.hashes.append(crypto::sha256(*token));
        }
        return all;
    }();
    return made;
}

// SQLCipher as a program without a wallet would use it.
class RawDatabase
{
public:
    explicit RawDatabase(const QString &path)
    {
        require(sqlite3_open_v2(QFile::encodeName(path).constData(), &m_handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr));
        execute("PRAGMA cipher_memory_security = ON");
        const QByteArray key = "x'" + QByteArray(32, 'k').toHex() + "'";
        require(sqlite3_key_v2(m_handle, "main", key.constData(), static_cast<int>(key.size())));
        execute("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
                "PRAGMA secure_delete = ON; PRAGMA cache_size = -2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        for (const Migration &step : migrations())
            execute(step.sql);
    }
    ~RawDatabase() { sqlite3_close_v2(m_handle); }
    Q_DISABLE_COPY_MOVE(RawDatabase)

    void execute(const char *sql) { require(sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr)); }
    void insert(int first, int count)
    {
        sqlite3_stmt *statement = nullptr;
        require(sqlite3_prepare_v2(m_handle, insertCredentialSql, -1, &statement, nullptr));
        for (int i = first; i < first + count; ++i) {
            const credential::Claims &claims = material().parsed.at(i).claims;
            const QByteArray dossier = claims.receipt ? claims.receipt->dossierCode.toUtf8() : QByteArray();
            const qint64 numbers[] = {static_cast<int>(claims.type), claims.receipt ? 1 : 0, 1, claims.issuedAt, claims.notBefore, claims.expires,
                                      claims.expires};
            for (int column = 0; column < 7; ++column)
                sqlite3_bind_int64(statement, column + 1, numbers[column]);
            sqlite3_bind_text(statement, 8, "", 0, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 9, 0);
            sqlite3_bind_text(statement, 10, "", 0, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 11, 0);
            sqlite3_bind_text(statement, 12, dossier.constData(), static_cast<int>(dossier.size()), SQLITE_STATIC);
            const QByteArray blobs[] = {material().tokens.at(i), material().hashes.at(i), material().parsed.at(i).holderThumbprint};
            for (int column = 0; column < 3; ++column)
                sqlite3_bind_blob(statement, 13 + column, blobs[column].constData(), static_cast<int>(blobs[column].size()), SQLITE_STATIC);
            sqlite3_bind_int64(statement, 16, 1);
            sqlite3_bind_int64(statement, 17, 1'800'000'000);
            if (sqlite3_step(statement) != SQLITE_DONE)
                qFatal("a row is not inserted");
            sqlite3_reset(statement);
        }
        sqlite3_finalize(statement);
    }
    // How many rows; every column is looked at.
    qint64 list(const char *sql, qint64 type)
    {
        sqlite3_stmt *statement = nullptr;
        require(sqlite3_prepare_v2(m_handle, sql, -1, &statement, nullptr));
        sqlite3_bind_int64(statement, 1, type);
        sqlite3_bind_int64(statement, 2, std::numeric_limits<qint64>::max());
        sqlite3_bind_int64(statement, 3, manyCredentials);
        qint64 count = 0;
        qint64 bytes = 0;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            ++count;
            for (int column = 0; column < sqlite3_column_count(statement); ++column) {
                if (sqlite3_column_type(statement, column) != SQLITE_INTEGER) {
                    sqlite3_column_blob(statement, column);
                    bytes += sqlite3_column_bytes(statement, column);
                } else {
                    bytes += sqlite3_column_int64(statement, column) != 0 ? 8 : 0;
                }
            }
        }
        sqlite3_finalize(statement);
        return bytes > count ? count : -1;
    }

private:
    static void require(int result)
    {
        if (result != SQLITE_OK)
            qFatal("SQLCipher: %d", result);
    }
    sqlite3 *m_handle = nullptr;
};

// A vault and a bare database with the same rows.
struct Filled : Profile
{
    Filled() : vault(std::move(*create())), raw(dir.filePath(QStringLiteral("raw.db")))
    {
        if (!CredentialStore(*vault).insertAll(material().tokens, true))
            qFatal("the wallet is not filled");
        raw.execute("BEGIN IMMEDIATE");
        raw.insert(0, manyCredentials);
        raw.execute("COMMIT");
    }
    std::unique_ptr<Vault> vault;
    RawDatabase raw;
};

} // namespace

class BenchWallet : public QObject
{
    Q_OBJECT

    std::unique_ptr<Filled> m_filled;

private slots:
    void initTestCase() { QCOMPARE(material().tokens.size(), manyCredentials); }

    // Statement for statement: what both are given was understood and hashed before.
    void insert()
    {
        const auto sealed = [] {
            Profile profile;
            const auto vault = profile.create();
            const Result<Database *> database = openDatabase(**vault);
            return millisecondsOf([&] {
                const Result<void> written = writeSealed(**vault, **database, [&]() -> Result<void> {
                    auto inserter = CredentialInserter::prepare(**database);
                    for (const credential::Credential &parsed : material().parsed) {
                        if (!inserter->insert(parsed, true, 1'800'000'000))
                            return fail(ErrorCode::Internal);
                    }
                    return {};
                });
                if (!written)
                    qFatal("the rows are not written");
            });
        };
        const auto bare = [] {
            Profile profile;
            RawDatabase raw(profile.dir.filePath(QStringLiteral("raw.db")));
            return millisecondsOf([&] {
                raw.execute("BEGIN IMMEDIATE");
                raw.insert(0, manyCredentials);
                raw.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)"); // as the wallet leaves it
            });
        };
        const test::Best best = bestOf(mostOfRaw, sealed, bare, {.least = 3, .mostMilliseconds = 30'000});
        qInfo("insert %d in one transaction: wallet %.0f ms, SQLCipher %.0f ms, ratio %.2f (limit %.1f), best of %d", manyCredentials, best.ours, best.floor,
              best.ratio(), mostOfRaw, best.rounds);
        hold(best.ratio(), mostOfRaw);

        // No token is stored that was not understood, which SQLCipher does not ask: the whole of it, beside.
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        Result<QList<qint64>> inserted;
        const double whole = millisecondsOf([&] { inserted = CredentialStore(**vault).insertAll(material().tokens, true); });
        DD_OK(inserted);
        QCOMPARE(inserted->size(), manyCredentials);
        qInfo("with parsing and hashing every token: %.0f ms, %.2f of SQLCipher, no limit", whole, whole / best.floor);
    }

    // A credential is rarely stored with others: then every one is a sealed commit of its own, with two records in the key store.
    void insertOneByOne()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        int failed = 0;
        const double ours = millisecondsOf([&] {
            for (int i = 0; i < oneByOne; ++i)
                failed += CredentialStore(**vault).insert(material().tokens.at(i), true) ? 0 : 1;
        });
        QCOMPARE(failed, 0);
        RawDatabase raw(profile.dir.filePath(QStringLiteral("raw.db")));
        const double theirs = millisecondsOf([&] {
            for (int i = 0; i < oneByOne; ++i)
                raw.insert(i, 1);
        });
        qInfo("insert %d one by one: wallet %.2f ms each, SQLCipher %.2f ms each; the difference is two sealed records in the key store, no limit", oneByOne,
              ours / oneByOne, theirs / oneByOne);
        QCOMPARE(CredentialStore(**vault).page(oneByOne + 1)->size(), oneByOne);
    }

    void list()
    {
        m_filled = std::make_unique<Filled>();
        qsizetype rows = 0;
        qint64 counted = 0;
        const test::Best best = bestOf(
            mostOfRaw,
            [&] {
                Result<QList<CredentialRow>> page;
                const double taken = millisecondsOf([&] { page = CredentialStore(*m_filled->vault).page(manyCredentials); });
                rows = page ? page->size() : -1;
                return taken;
            },
            [&] { return millisecondsOf([&] { counted = m_filled->raw.list(pageOfLaterTypesSql, 0); }); }, {.least = walletRuns});
        QCOMPARE(rows, manyCredentials);
        QCOMPARE(counted, manyCredentials);
        qInfo("list %d: wallet %.1f ms, SQLCipher %.1f ms, ratio %.2f (limit %.1f)", manyCredentials, best.ours, best.floor, best.ratio(), mostOfRaw);
        hold(best.ratio(), mostOfRaw);
    }

    void unlockAndFirstPage()
    {
        Vault &vault = *m_filled->vault;
        const QByteArray salt(crypto::argon2SaltSize, 's');
        double derivation = 1e9;
        double unlock = 1e9;
        double first = 1e9;
        int runs = 0;
        const auto holds = [&] { return unlock - derivation <= mostUnlockMilliseconds && first <= mostFirstPageMilliseconds; };
        for (; runs < walletRuns || (test::figuresCount && !holds() && runs < 5 * walletRuns); ++runs) {
            vault.lock();
            derivation = std::min(derivation, millisecondsOf([&] { DD_OK(crypto::argon2id(secretOf(test::goodPin), salt, kdfFloor, 32)); }));
            unlock = std::min(unlock, millisecondsOf([&] { DD_OK(vault.unlock(secretOf(test::goodPin))); }));
            Result<QList<CredentialRow>> rows;
            first = std::min(first, millisecondsOf([&] { rows = CredentialStore(vault).page(pageSize); }));
            DD_OK(rows);
            QCOMPARE(rows->size(), pageSize);
        }
        const qint64 size = QFileInfo(m_filled->file("vault.db")).size();
        qInfo("unlock with %d credentials (%.1f MB): %.1f ms, of it Argon2id %.1f ms, the rest %.1f ms (limit %.0f); first page %.2f ms"
              " (limit %.0f); best of %d",
              manyCredentials, static_cast<double>(size) / 1e6, unlock, derivation, unlock - derivation, mostUnlockMilliseconds, first,
              mostFirstPageMilliseconds, runs);
        hold(unlock - derivation, mostUnlockMilliseconds);
        hold(first, mostFirstPageMilliseconds);
    }
};

DD_TEST(BenchWallet)
#include "bench_wallet.moc"
