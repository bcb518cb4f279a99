// A vault on a disk that fails (tests/wallet/fault_disk.h), what is in it as one value to compare, and how long the tests of
// faults may take: DINHDANH_FAULTS is the number of kills (100 where it is not set; from 1000 on the other tests also try every
// kind of fault at every point), DINHDANH_SEED repeats a run whose seed was printed.
#pragma once

#include "tests/wallet/fault_disk.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/backup.h"
#include "wallet/database.h"

#include <array>

namespace dd::test {

[[nodiscard]] inline int faultBudget()
{
    const int budget = qEnvironmentVariableIntValue("DINHDANH_FAULTS");
    return budget > 0 ? budget : 100;
}

[[nodiscard]] inline quint32 faultSeed()
{
    static const quint32 seed = [] {
        const quint32 given = qEnvironmentVariable("DINHDANH_SEED").toUInt();
        return given != 0 ? given : QRandomGenerator::global()->bounded(1U, 1'000'000U);
    }();
    qInfo("DINHDANH_SEED=%u DINHDANH_FAULTS=%d", seed, faultBudget());
    return seed;
}

class MemoryBiometrics final : public BiometricStore
{
public:
    bool isAvailable() const override { return true; }
    bool isFake() const override { return true; }
    Result<void> write(const QString &name, const Secret &value) override { return m_entries.write(name, value); }
    Result<Secret> read(const QString &name) override { return m_entries.read(name); }
    Result<void> remove(const QString &name) override { return m_entries.remove(name); }

private:
    MemoryKeyStore m_entries;
};

// Everything in the vault as one value.
[[nodiscard]] inline Result<QByteArray> everythingIn(wallet::Vault &vault)
{
    QByteArray all;
    for (const char *sql : {"SELECT hex(token) || demo || added_at FROM credentials ORDER BY id",
                            "SELECT credential || hex(token) || hex(token_hash) || hex(holder_thumbprint) || ifnull(presented_at, '-') FROM copies ORDER BY id",
                            "SELECT id || at || verifier_id || verifier_name || registered || purpose || legal_basis || credential_type || groups"
                            " || hex(text_hash) || ifnull(activity, '-') FROM consents ORDER BY id",
                            "SELECT hex(thumbprint) FROM holder_keys ORDER BY 1",
                            "SELECT hex(summary) || hex(face_image) || read_at FROM card", "SELECT hex(id) || state || hex(content) FROM declarations ORDER BY id",
                            "SELECT id || at || audience || credential_type || groups || hex(hash) FROM activity ORDER BY id",
                            "SELECT key || value FROM settings ORDER BY key", "SELECT hex(activity_anchor) FROM meta", "PRAGMA user_version"}) {
        auto rows = vault.database()->prepare(sql);
        if (!rows)
            return std::unexpected(rows.error());
        for (;;) {
            const auto row = rows->step();
            if (!row)
                return std::unexpected(row.error());
            if (!*row)
                break;
            all += rows->text(0).toUtf8() + '\n';
        }
        all += ";\n";
    }
    if (auto chain = wallet::ActivityLog(vault).verify(); !chain)
        return std::unexpected(chain.error());
    return all;
}

struct FaultBench
{
    FaultBench() { QDir().mkpath(root()); }
    [[nodiscard]] QString root() const { return dir.filePath(QStringLiteral("disk")); } // what may fail
    [[nodiscard]] QString folder() const { return root() + QStringLiteral("/vault"); }
    [[nodiscard]] QString file(const char *name) const { return QDir(folder()).filePath(QLatin1String(name)); }
    [[nodiscard]] QString backup() const { return root() + QStringLiteral("/wallet.ddbackup"); }
    [[nodiscard]] wallet::Vault::Environment environment() { return {keys, random, clock, kdf, QByteArray(16, 'b')}; }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> create() { return wallet::Vault::create(folder(), secretOf(goodPin), environment()); }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> open(const char *pin)
    {
        auto vault = wallet::Vault::open(folder(), environment());
        const auto unlocked = vault ? (*vault)->unlock(secretOf(pin)) : Result<void>();
        return unlocked ? std::move(vault) : std::unexpected(unlocked.error());
    }
    // No Argon2id here, so thousands of these are a matter of seconds.
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> openByFinger()
    {
        auto vault = wallet::Vault::open(folder(), environment());
        const auto unlocked = vault ? (*vault)->unlockByBiometrics(finger) : Result<void>();
        return unlocked ? std::move(vault) : std::unexpected(unlocked.error());
    }
    struct State
    {
        FileSet files;
        QMap<QString, QByteArray> keys;
    };
    [[nodiscard]] State state() const { return {filesOf(root()), keys.entries}; }
    void become(const State &state)
    {
        putFiles(root(), state.files);
        keys.entries = state.keys;
    }

    QTemporaryDir dir{scratchTemplate()};
    FaultDisk disk{dir.path() + QStringLiteral("/disk")};
    MemoryKeyStore keys{&disk};
    MemoryBiometrics finger;
    SystemRandom random;
    FixedClock clock{1'800'000'000};
    crypto::Argon2Parameters kdf = wallet::kdfFloor;
};

// One showing to whoever scans, of the credential whose copies fill() brought in.
[[nodiscard]] inline Result<void> showBatch(wallet::Vault &vault)
{
    const auto id = vault.database()->integer("SELECT min(credential) FROM copies");
    if (!id)
        return std::unexpected(id.error());
    const wallet::ConsentRecord consent{4, QStringLiteral("vn:counter"), {}, false, QStringLiteral("purpose"), QStringLiteral("consent"), 65002, {10},
                                        QByteArray(32, 'h'), {}};
    const auto shown = wallet::CredentialStore(vault).show(*id, {4, QStringLiteral("vn:counter"), 65002, {10}}, consent,
                                                           [](const credential::Credential &) { return Result<void>(); });
    return shown ? Result<void>() : std::unexpected(shown.error());
}

inline constexpr int filledActivity = 4; // entries of the history that fill() makes
inline constexpr int filledCredentials = 2;

// A bit of everything: every table has a row.
[[nodiscard]] inline Result<void> fill(wallet::Vault &vault, Issuing &issuing)
{
    const auto key = wallet::KeyRing(vault).generate();
    const auto another = wallet::KeyRing(vault).generate();
    if (!key || !another)
        return std::unexpected(key ? another.error() : key.error());
    const auto token = issuing.identity(*key);
    const auto copies = std::array{issuing.pass(*key), issuing.pass(*another)};
    if (!token || !copies[0] || !copies[1])
        return fail(ErrorCode::Internal, QStringLiteral("tokens"));
    if (auto inserted = wallet::CredentialStore(vault).insert(*token, true); !inserted)
        return std::unexpected(inserted.error());
    if (auto inserted = wallet::CredentialStore(vault).insertBatch({*copies[0], *copies[1]}, true); !inserted)
        return std::unexpected(inserted.error());
    for (qint64 at = 1; at < filledActivity; ++at) {
        if (auto appended = wallet::ActivityLog(vault).append({at, QStringLiteral("vn:counter"), 65001, {10}}); !appended)
            return appended;
    }
    if (auto shown = showBatch(vault); !shown)
        return shown;
    wallet::StoredDeclaration draft;
    draft.id = QByteArray(16, 'd');
    draft.createdAt = 4;
    draft.content = "draft";
    if (auto saved = wallet::DeclarationOutbox(vault).save(draft); !saved)
        return saved;
    if (auto saved = wallet::CardStore(vault).save({5, true, "summary", QByteArray(9000, 'f')}); !saved)
        return saved;
    return wallet::Settings(vault).setValue(QStringLiteral("theme"), QStringLiteral("dark"));
}

// And opened by a finger too.
[[nodiscard]] inline Result<void> fill(wallet::Vault &vault, FaultBench &bench, Issuing &issuing)
{
    auto on = vault.enableBiometrics(secretOf(goodPin), bench.finger);
    return on ? fill(vault, issuing) : on;
}

} // namespace dd::test
