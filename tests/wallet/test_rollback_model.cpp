// The real RollbackGuard against a key store that fails or is cut off at any write, and commits that succeed, fail, or fail and are
// on the disk all the same: every sequence up to a bound. After each, a crash must not be taken for an older copy, and every
// image of the disk from before the last settled commit must be.
#include "core/base/durable_file.h"
#include "tests/support/registry.h"
#include "tests/wallet/fault_bench.h"
#include "wallet/attempt_ledger.h"
#include "wallet/migrations/migrations.h"
#include "wallet/rollback_guard.h"

#include <QLoggingCategory>

using namespace dd;
using namespace dd::wallet;

namespace {

// Follows a plan for its writes: as many as are not named there succeed.
class PlannedKeyStore final : public KeyStore
{
public:
    enum Outcome { Done, Refused, DoneAndRefused };
    bool isAvailable() const override { return true; }
    KeyStoreClass storeClass() const override { return KeyStoreClass::Hardware; }
    QString name() const override { return QStringLiteral("planned"); }
    bool isFake() const override { return true; }
    Result<Secret> read(const QString &name) override
    {
        return entries.contains(name) ? Result<Secret>(Secret::copyOf(entries.value(name))) : fail(ErrorCode::KeyStoreEntryMissing);
    }
    Result<void> write(const QString &name, const Secret &value) override
    {
        const Outcome outcome = plan.isEmpty() ? Done : plan.takeFirst();
        if (outcome != Refused)
            entries.insert(name, value.view().toByteArray());
        return outcome == Done ? Result<void>() : fail(ErrorCode::KeyStoreUnavailable);
    }
    Result<void> remove(const QString &name) override
    {
        entries.remove(name);
        return {};
    }
    QMap<QString, QByteArray> entries;
    QList<Outcome> plan;
};

using Outcome = PlannedKeyStore::Outcome;

struct Image
{
    quint64 generation = 0;
    int serial = 0; // which content: no two images have the same
};

struct ModelState
{
    QMap<QString, QByteArray> entries;
    RollbackGuard guard;
    Image disk;          // what a crash now would leave
    Image session;       // what the open session sees
    QList<Image> copies; // everything that ever lay on the disk
    int floor = 0;       // serial of the last state that the key store was told is committed, or that an opening believed
    int serial = 0;
};

enum class Commit { Done, Failed, FailedOnDisk };

} // namespace

class TestRollbackModel : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir{test::scratchTemplate()};
    std::unique_ptr<Database> m_database; // one transaction is open all the time: only its generation matters, and the model commits
    PlannedKeyStore m_store;
    SystemRandom m_random;
    QByteArray m_id = QByteArray(16, 'v');
    int m_states = 0;
    int m_refusals = 0;

    void show(const Image &image) { QVERIFY(m_database->execute("UPDATE meta SET generation = " + QByteArray::number(image.generation))); }

    Result<void> openingFinds(const Image &image)
    {
        RollbackGuard guard(m_store, m_random, m_id);
        show(image);
        return guard.check(*m_database);
    }

    // The two promises, wherever we are.
    void judge(const ModelState &state)
    {
        ++m_states;
        m_store.plan.clear();
        m_store.entries = state.entries;
        DD_OK(openingFinds(state.disk));
        for (const Image &copy : state.copies) {
            if (copy.serial >= state.floor)
                continue;
            m_store.entries = state.entries;
            DD_ERROR_IS(openingFinds(copy), ErrorCode::VaultRolledBack);
            ++m_refusals;
        }
    }

    // wallet/store_support.h's writeSealed and Database::transaction, with the outcomes given.
    ModelState write(ModelState state, Outcome prepare, Commit commit, Outcome settle)
    {
        m_store.entries = state.entries;
        m_store.plan = {prepare};
        show(state.session);
        const bool prepared = state.guard.prepare(*m_database).has_value();
        if (prepared) {
            const Image next{static_cast<quint64>(*m_database->integer("SELECT generation FROM meta")), ++state.serial};
            if (commit != Commit::Failed) {
                state.disk = next;
                state.copies.append(next);
            }
            if (commit == Commit::Done) {
                state.session = next;
                m_store.plan = {settle};
                state.guard.settle();
                if (settle != Outcome::Refused)
                    state.floor = next.serial;
            }
        }
        state.entries = m_store.entries;
        return state;
    }

    // A crash, or lock(), and the next opening.
    ModelState reopen(ModelState state, bool locked, Outcome store)
    {
        m_store.entries = state.entries;
        m_store.plan = {};
        if (locked) {
            state.guard.settleLate();
            state.floor = std::max(state.floor, state.session.serial);
        }
        m_store.plan = {store};
        show(state.disk);
        RollbackGuard guard(m_store, m_random, m_id);
        const auto checked = guard.check(*m_database);
        if (!checked)
            qWarning("a crash is taken for an older copy");
        m_store.plan.clear();
        state.session = state.disk;
        if (store != Outcome::Refused)
            state.floor = state.disk.serial;
        return {m_store.entries, guard, state.disk, state.session, state.copies, state.floor, state.serial};
    }

    void explore(const ModelState &state, int depth)
    {
        judge(state);
        if (depth == 0 || QTest::currentTestFailed())
            return;
        for (const Outcome settle : {Outcome::Done, Outcome::Refused, Outcome::DoneAndRefused})
            explore(write(state, Outcome::Done, Commit::Done, settle), depth - 1);
        explore(write(state, Outcome::Done, Commit::FailedOnDisk, Outcome::Done), depth - 1);
        ModelState overwritten = write(state, Outcome::Done, Commit::Failed, Outcome::Done);
        explore(overwritten, depth - 1);
        if (overwritten.disk.serial != overwritten.session.serial) { // the failed image from before may be gone by now
            overwritten.disk = overwritten.session;
            explore(overwritten, depth - 1);
        }
        for (const Outcome prepare : {Outcome::Refused, Outcome::DoneAndRefused})
            explore(write(state, prepare, Commit::Failed, Outcome::Done), depth - 1);
        for (const Outcome store : {Outcome::Done, Outcome::Refused, Outcome::DoneAndRefused})
            explore(reopen(state, false, store), depth - 1);
        if (state.disk.serial == state.session.serial)
            explore(reopen(state, true, Outcome::Done), depth - 1);
    }

    // A profile of the first schema: adopt(), the migration's commit, check(); each may fail, and is then tried again.
    void exploreAdoption(QMap<QString, QByteArray> entries, bool migrated, int depth) // a copy: the store goes on changing
    {
        const Image first{0, 1};
        const Image second{1, 2};
        if (migrated) {
            m_store.entries = entries;
            RollbackGuard guard(m_store, m_random, m_id);
            show(second);
            DD_OK(guard.check(*m_database));
            m_store.entries.detach();
            const auto settled = m_store.entries;
            RollbackGuard late(m_store, m_random, m_id);
            show(first);
            DD_ERROR_IS(late.adopt(*m_database), ErrorCode::VaultRolledBack); // the first schema again, after all
            explore({settled, guard, second, second, {first, second}, 2, 2}, test::faultBudget() >= 1000 ? 2 : 1);
            return;
        }
        for (const Outcome store : {Outcome::Done, Outcome::Refused, Outcome::DoneAndRefused}) {
            for (const Commit commit : {Commit::Done, Commit::Failed, Commit::FailedOnDisk}) {
                if (depth == 0 || QTest::currentTestFailed())
                    return;
                m_store.entries = entries;
                m_store.plan = {store};
                RollbackGuard guard(m_store, m_random, m_id);
                show(first);
                const auto adopted = guard.adopt(*m_database);
                m_store.plan.clear();
                if (!adopted)
                    DD_ERROR_IS(adopted, ErrorCode::KeyStoreUnavailable);
                const auto now = m_store.entries;
                exploreAdoption(now, adopted && commit != Commit::Failed, depth - 1);
            }
        }
    }

private slots:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("*.warning=false")); // each refusal of the key store says so
        const QString path = m_dir.filePath(QStringLiteral("model.db"));
        DD_OK(createPrivateFile(path, {ErrorCode::VaultStorageFailed}));
        auto database = Database::open(path, m_random.secret(32), Database::Mode::Create);
        DD_OK(database);
        m_database = std::move(*database);
        DD_OK(migrate(*m_database));
        DD_OK(m_database->execute("BEGIN"));
        m_store.entries.insert(KeyStoreNames(m_id).seal, m_random.bytes(32));
    }
    void cleanupTestCase()
    {
        m_database.reset();
        QLoggingCategory::setFilterRules({});
    }

    void everySequence()
    {
        RollbackGuard guard(m_store, m_random, m_id);
        const Image first{1, 1};
        show(first);
        DD_OK(guard.begin(*m_database));
        explore({m_store.entries, guard, first, first, {first}, 1, 1}, test::faultBudget() >= 1000 ? 4 : 3);
        qInfo("%d states, %d older copies refused", m_states, m_refusals);
        QVERIFY(m_states > 1000 && m_refusals > 500);
    }

    void everySequenceFromTheFirstSchema()
    {
        m_states = m_refusals = 0;
        m_store.entries.remove(KeyStoreNames(m_id).generation);
        exploreAdoption(m_store.entries, false, 2);
        qInfo("%d states, %d older copies refused", m_states, m_refusals);
        QVERIFY(m_states > 50 && m_refusals > 50);
    }

    // Where commits fail for ever, the numbers end and the vault does not.
    void manyFailedCommits()
    {
        m_store.entries.remove(KeyStoreNames(m_id).generation);
        RollbackGuard guard(m_store, m_random, m_id);
        const Image first{1, 1};
        show(first);
        DD_OK(guard.begin(*m_database));
        std::optional<ModelState> state({m_store.entries, guard, first, first, {first}, 1, 1});
        for (int i = 0; i < 300; ++i) {
            state.emplace(write(*state, Outcome::Done, Commit::Failed, Outcome::Done));
            judge(*state);
        }
        state.emplace(write(*state, Outcome::Done, Commit::Done, Outcome::Done));
        judge(*state);
        QCOMPARE(state->floor, state->serial);
    }
};

DD_TEST(TestRollbackModel)
#include "test_rollback_model.moc"
