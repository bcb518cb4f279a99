// A throw-away profile with a fake hardware key store beside it, and tokens to put into it.
#pragma once

#include "core/credential/credential.h"
#include "core/crypto/signature.h"
#include "platform/key_stores.h"
#include "wallet/database.h"
#include "wallet/key_ring.h"
#include "wallet/stores.h"
#include "wallet/vault_header.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#define DD_OK(expression)                                                                                                                            \
    do {                                                                                                                                             \
        const auto &ddResult = (expression);                                                                                                         \
        if (!ddResult)                                                                                                                               \
            QFAIL(qPrintable(dd::errorId(ddResult.error().code) + QLatin1Char(' ') + ddResult.error().stage + QLatin1String(": ") + ddResult.error().detail)); \
    } while (false)

#define DD_ERROR_IS(expression, expected)                                                                                                            \
    do {                                                                                                                                             \
        const auto &ddResult = (expression);                                                                                                         \
        QVERIFY2(!ddResult.has_value(), "it succeeded");                                                                                             \
        QCOMPARE(dd::errorId(ddResult.error().code), dd::errorId(expected));                                                                         \
    } while (false)

namespace dd::test {

inline Secret secretOf(const char *text)
{
    return Secret::copyOf(QByteArrayView(text));
}

inline constexpr char goodPin[] = "739182";
inline constexpr char otherPin[] = "284016";
inline constexpr char thirdPin[] = "610573";

// In memory where the system has such a folder: these tests kill processes, not power, and sync often.
inline QString scratchTemplate()
{
    const QString memory = QStringLiteral("/dev/shm");
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/dinhdanh-test-XXXXXX");
}

struct Profile
{
    Profile()
    {
        Q_ASSERT(dir.isValid());
        keyStore = platform::makeFakeHardwareKeyStore(keyFolder());
    }
    [[nodiscard]] QString folder() const { return dir.filePath(QStringLiteral("profile/vault")); }
    [[nodiscard]] QString keyFolder() const { return dir.filePath(QStringLiteral("device")); }
    [[nodiscard]] QString file(const char *name) const { return QDir(folder()).filePath(QLatin1String(name)); }
    [[nodiscard]] wallet::Vault::Environment environment() { return {*keyStore, random, clock, wallet::kdfFloor, bootId}; }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> create(const char *secret = goodPin)
    {
        return wallet::Vault::create(folder(), secretOf(secret), environment());
    }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> open() { return wallet::Vault::open(folder(), environment()); }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> openUnlocked(const char *secret = goodPin)
    {
        auto vault = open();
        if (!vault)
            return vault;
        if (auto unlocked = (*vault)->unlock(secretOf(secret)); !unlocked)
            return std::unexpected(unlocked.error());
        return vault;
    }

    QTemporaryDir dir{scratchTemplate()};
    std::unique_ptr<KeyStore> keyStore;
    SystemRandom random;
    FixedClock clock{1'800'000'000};
    QByteArray bootId = QByteArray(16, 'b');
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void replaceContent(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

inline QStringList filesBelow(const QString &folder)
{
    QStringList all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext())
        all.append(files.next());
    all.sort();
    return all;
}

inline constexpr char inventedName[] = "NGUYỄN VĂN MẪU";
inline constexpr char inventedNumber[] = "001099000017";

inline credential::Person inventedPerson()
{
    return {QString::fromUtf8(inventedName), 19990101, identity::Sex::Male, QStringLiteral("VNM")};
}

// An identity credential, or a receipt, of an invented person for a fresh or a given holder key.
struct Issuing
{
    SystemRandom random;
    FixedClock clock{1'800'000'000};
    std::unique_ptr<crypto::SoftwareSigner> issuer = std::move(*crypto::generateSigner(crypto::Algorithm::Ed25519, random));

    [[nodiscard]] crypto::PublicKey anyKey() { return (*crypto::generateSigner(crypto::Algorithm::Ed25519, random))->publicKey(); }
    [[nodiscard]] Result<QByteArray> identity(const crypto::PublicKey &holder)
    {
        const credential::IdentityClaims claims{1, credential::EvidenceDemo, inventedPerson(), {}, {14, 16, 18}};
        return credential::issue({QLatin1String(inventedNumber), holder, clock.now() + 86400 * 30}, claims, *issuer, random, clock);
    }
    [[nodiscard]] Result<QByteArray> pass(const crypto::PublicKey &holder)
    {
        credential::TravelPassClaims claims;
        claims.kind = credential::PassKind::Work;
        claims.from = {QStringLiteral("01"), {}, 20250701};
        claims.to = {QStringLiteral("79"), {}, 20250701};
        claims.validFrom = clock.now() + 3600;
        claims.validTo = clock.now() + 7200;
        claims.trips = credential::Trips::Return;
        claims.person = inventedPerson();
        return credential::issue({QLatin1String(inventedNumber), holder, clock.now() + 86400 * 30}, claims, *issuer, random, clock);
    }
    [[nodiscard]] Result<QByteArray> receipt(const crypto::PublicKey &holder,
                                             credential::DeclarationState state = credential::DeclarationState::Received)
    {
        const credential::ReceiptClaims claims{credential::DeclarationKind::StayNotification,
                                               QStringLiteral("LT-0001"),
                                               state,
                                               clock.now(),
                                               {},
                                               credential::EvidenceDemo,
                                               inventedPerson(),
                                               {}};
        return credential::issue({QLatin1String(inventedNumber), holder, clock.now() + 86400 * 30}, claims, *issuer, random, clock);
    }
};

// Takes a vault of today's schema back to the second one, as an earlier version of the app left it.
inline constexpr char backToSchema2[] =
    "DROP TABLE copies; DROP INDEX credentials_by_type; DROP INDEX credentials_by_key; DROP TABLE consents;"
    "ALTER TABLE credentials DROP COLUMN credential_type; ALTER TABLE credentials DROP COLUMN kind; ALTER TABLE credentials DROP COLUMN standing;"
    "ALTER TABLE credentials DROP COLUMN issued_at; ALTER TABLE credentials DROP COLUMN valid_from; ALTER TABLE credentials DROP COLUMN valid_to;"
    "ALTER TABLE credentials DROP COLUMN expires_at; ALTER TABLE credentials DROP COLUMN from_province; ALTER TABLE credentials DROP COLUMN from_table;"
    "ALTER TABLE credentials DROP COLUMN to_province; ALTER TABLE credentials DROP COLUMN to_table; ALTER TABLE credentials DROP COLUMN dossier;"
    "CREATE TABLE consents (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, verifier_id TEXT NOT NULL, verifier_name TEXT NOT NULL,"
    " registered INTEGER NOT NULL CHECK (registered IN (0, 1)), purpose TEXT NOT NULL, legal_basis TEXT NOT NULL, credential_type INTEGER NOT NULL,"
    " groups TEXT NOT NULL, text_hash BLOB NOT NULL);"
    "CREATE TABLE old_declarations (id BLOB PRIMARY KEY CHECK (length(id) = 16), state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),"
    " created_at INTEGER NOT NULL, delivered_at INTEGER, content BLOB NOT NULL,"
    " receipt_credential INTEGER REFERENCES credentials (id) ON DELETE SET NULL, refusal TEXT NOT NULL);"
    "INSERT INTO old_declarations SELECT * FROM declarations; DROP TABLE declarations; ALTER TABLE old_declarations RENAME TO declarations;"
    "CREATE INDEX declarations_by_time ON declarations (created_at); CREATE INDEX declarations_by_receipt ON declarations (receipt_credential);"
    "PRAGMA user_version = 2";

// And to the first, from before there were generation records.
[[nodiscard]] inline Result<void> backToSchema1(wallet::Database &database)
{
    if (auto second = database.execute(backToSchema2); !second)
        return second;
    return database.execute("DROP TABLE consents; ALTER TABLE activity DROP COLUMN hash; ALTER TABLE meta DROP COLUMN activity_anchor;"
                            "UPDATE meta SET generation = 0; PRAGMA user_version = 1");
}

} // namespace dd::test
