// Every step by which an operation changes the disk or the key store fails once, fails for ever, is cut short, or is the last one
// before the power goes: the operation reports it, or has succeeded; what is there afterwards is the state from before it or the
// one from after it, and nobody is accused of having put back an older copy.
#include "tests/support/registry.h"
#include "tests/wallet/fault_bench.h"

using namespace dd;
using namespace dd::wallet;
using test::FaultBench;
using test::FaultDisk;
using test::secretOf;

namespace {

constexpr char backupWords[] = "con trâu đi trước cái cày";

enum class Doing { Create, Unlock, ChangePin, Insert, Update, Migrate, Backup, Restore, Wipe, Show };

struct FaultyRun
{
    explicit FaultyRun(Doing kind) : doing(kind) {}

    // Where it begins, and the two states that may be found afterwards.
    Result<void> prepare()
    {
        if (doing == Doing::Create) {
            start = bench.state();
        } else {
            auto vault = bench.create();
            if (!vault)
                return std::unexpected(vault.error());
            if (auto filled = test::fill(**vault, bench, issuing); !filled)
                return filled;
            token = *issuing.identity(issuing.anyKey());
            if (doing == Doing::Backup || doing == Doing::Restore) {
                if (auto written = writeBackup(**vault, bench.backup(), secretOf(backupWords), kdfFloor); !written)
                    return std::unexpected(written.error());
                if (auto later = ActivityLog(**vault).append({9, QStringLiteral("later"), 65002, {}}); !later)
                    return later;
            }
            if (doing == Doing::Migrate) {
                if (auto back = test::backToSchema1(*(*vault)->database()); !back)
                    return back;
            }
            before = doing == Doing::Migrate ? QByteArray() : *test::everythingIn(**vault);
            vault->reset();
            if (doing == Doing::Migrate)
                bench.keys.entries.removeIf([](const auto &entry) { return entry.key().endsWith(QLatin1String(".generation")); });
            start = bench.state();
        }
        if (auto done = run(FaultDisk::Fault::None, 0); !done)
            return done;
        steps = bench.disk.steps();
        if (doing == Doing::Wipe)
            return {};
        const auto seen = doing == Doing::ChangePin ? look(test::otherPin) : doing == Doing::Create ? look(test::goodPin) : look(nullptr);
        if (!seen)
            return std::unexpected(seen.error());
        after = *seen;
        return {};
    }

    Result<void> run(FaultDisk::Fault fault, int at)
    {
        bench.become(start);
        bench.kdf = doing == Doing::Unlock ? crypto::Argon2Parameters{8 * 1024, 2} : kdfFloor; // an unlock that re-wraps
        const Result<void> done = perform(fault, at);
        bench.disk.stop();
        return done;
    }

    Result<QByteArray> look(const char *pin)
    {
        auto vault = pin ? bench.open(pin) : bench.openByFinger();
        return vault ? test::everythingIn(**vault) : std::unexpected(vault.error());
    }

    FaultBench bench;
    test::Issuing issuing;
    Doing doing;
    FaultBench::State start;
    QByteArray before;
    QByteArray after;
    QByteArray token;
    int steps = 0;

private:
    // The vault dies in here, still on the faulty disk.
    Result<void> perform(FaultDisk::Fault fault, int at)
    {
        const auto begin = [&] { bench.disk.start(fault, at); };
        const auto plain = [](const auto &result) { return result ? Result<void>() : std::unexpected(result.error()); };
        std::unique_ptr<Vault> vault;
        if (doing == Doing::Create) {
            begin();
            return plain(bench.create());
        }
        if (doing == Doing::Wipe) {
            begin();
            return Vault::destroy(bench.folder(), bench.keys);
        }
        if (doing == Doing::Unlock || doing == Doing::ChangePin || doing == Doing::Migrate) {
            auto opened = Vault::open(bench.folder(), bench.environment());
            if (!opened)
                return std::unexpected(opened.error());
            vault = std::move(*opened);
            begin();
            if (doing == Doing::Unlock)
                return vault->unlock(secretOf(test::goodPin));
            if (doing == Doing::Migrate)
                return vault->unlockByBiometrics(bench.finger);
            return vault->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin));
        }
        auto opened = bench.openByFinger();
        if (!opened)
            return std::unexpected(opened.error());
        vault = std::move(*opened);
        begin();
        switch (doing) {
        case Doing::Insert:
            return plain(CredentialStore(*vault).insert(token, true));
        case Doing::Update:
            return CardStore(*vault).save({6, true, "another", QByteArray(30'000, 'g')});
        case Doing::Show:
            return test::showBatch(*vault);
        case Doing::Backup:
            return plain(writeBackup(*vault, bench.backup(), secretOf(backupWords), kdfFloor));
        default:
            return plain(restoreBackup(*vault, bench.backup(), secretOf(backupWords)));
        }
    }
};

} // namespace

class TestIoFaults : public QObject
{
    Q_OBJECT

    // What must hold of the files and entries that are there now.
    static void judge(FaultyRun &run, const Result<void> &reported)
    {
        FaultBench &bench = run.bench;
        if (!reported) {
            const ErrorCode code = reported.error().code;
            QVERIFY2(code == ErrorCode::VaultStorageFailed || code == ErrorCode::KeyStoreUnavailable,
                     qPrintable(errorId(code) + QLatin1Char(' ') + reported.error().stage + QLatin1String(": ") + reported.error().detail));
        }
        switch (run.doing) {
        case Doing::Create:
            if (!Vault::exists(bench.folder())) {
                QVERIFY2(!reported, "a vault that was made is not there");
                DD_OK(bench.create()); // over whatever is left
                QCOMPARE(bench.keys.entries.size(), 4); // and nothing of the first try stays
            }
            DD_OK(run.look(test::goodPin));
            return;
        case Doing::Wipe:
            if (reported)
                QVERIFY(!Vault::exists(bench.folder()) && bench.keys.entries.isEmpty());
            DD_OK(Vault::destroy(bench.folder(), bench.keys));
            QVERIFY(!Vault::exists(bench.folder()));
            QCOMPARE(bench.keys.entries.keys(), QStringList());
            QCOMPARE(test::filesOf(bench.folder()).keys(), QStringList());
            return;
        case Doing::ChangePin: {
            auto changed = run.look(test::otherPin);
            if (!changed) {
                QVERIFY2(!reported, "a PIN that was changed is the old one");
                DD_ERROR_IS(changed, ErrorCode::VaultWrongSecret);
                changed = run.look(test::goodPin);
            } else {
                DD_ERROR_IS(run.look(test::goodPin), ErrorCode::VaultWrongSecret);
            }
            DD_OK(changed);
            QCOMPARE(*changed, run.before);
            return;
        }
        default:
            break;
        }
        const auto found = run.look(run.doing == Doing::Unlock ? test::goodPin : nullptr);
        DD_OK(found);
        QVERIFY2(*found == run.after || (!reported && run.doing != Doing::Migrate && *found == run.before), "neither the one state nor the other");
        if (run.doing == Doing::Backup || run.doing == Doing::Restore) {
            auto vault = bench.openByFinger();
            DD_OK(vault);
            const auto preview = previewBackup(**vault, bench.backup(), secretOf(backupWords));
            DD_OK(preview);
            const int entries = preview->rows.value(QStringLiteral("activity"));
            if (run.doing == Doing::Backup)
                QVERIFY(entries == test::filledActivity + 1 || (!reported && entries == test::filledActivity));
        }
    }

private slots:
    void everyPoint_data()
    {
        QTest::addColumn<int>("doing");
        int number = 0;
        for (const char *name : {"create", "unlock and re-wrap", "change PIN", "insert", "update", "migrate", "back up", "restore", "wipe", "show"})
            QTest::newRow(name) << number++;
    }
    void everyPoint()
    {
        QFETCH(int, doing);
        FaultyRun run(static_cast<Doing>(doing));
        DD_OK(run.prepare());
        QVERIFY2(run.steps > 5, qPrintable(QString::number(run.steps)));
        const bool all = test::faultBudget() >= 1000;
        QRandomGenerator random(test::faultSeed());
        // Without DINHDANH_FAULTS a step has one fault or none, from where the seed says: ./dev faults gives every step all four.
        using enum FaultDisk::Fault;
        constexpr std::array<std::optional<FaultDisk::Fault>, 8> inTurn{Once, Dead, Full, std::nullopt, Once, DeadAfter, std::nullopt, std::nullopt};
        const int turn = static_cast<int>(random.bounded(8U));
        const auto left = [&](int at, FaultDisk::Fault fault) { return !all && inTurn.at((at + turn) % inTurn.size()) != fault; };
        int tried = 0;
        for (int at = 1; at <= run.steps + 4; ++at) { // an operation that fails takes other steps, and may take more of them
            for (const FaultDisk::Fault fault : {Once, Full}) {
                if (left(at, fault))
                    continue;
                const auto reported = run.run(fault, at);
                const QByteArray where = QTest::currentDataTag() + QByteArray(fault == Once ? ": fails at " : ": full from ")
                                         + QByteArray::number(at) + " of " + QByteArray::number(run.steps);
                judge(run, reported);
                QVERIFY2(!QTest::currentTestFailed(), where.constData());
                ++tried;
            }
            for (const FaultDisk::Fault fault : {Dead, DeadAfter}) {
                if (left(at, fault))
                    continue;
                const auto reported = run.run(fault, at);
                const auto keys = run.bench.keys.entries;
                QList<quint32> seeds{0, 1, random.bounded(2U, 1'000'000U)};
                if (all)
                    seeds += {random.bounded(2U, 1'000'000U), random.bounded(2U, 1'000'000U), random.bounded(2U, 1'000'000U)};
                else // one image of each, in turn
                    seeds = {seeds.at(at % 3)};
                QList<test::FileSet> images;
                for (const quint32 seed : seeds)
                    images.append(run.bench.disk.afterPowerCut(seed));
                for (qsizetype i = 0; i < images.size(); ++i) {
                    run.bench.become({images.at(i), keys});
                    const QByteArray where = QTest::currentDataTag() + QByteArray(fault == Dead ? ": power lost in " : ": power lost after ")
                                             + QByteArray::number(at) + " of " + QByteArray::number(run.steps) + ", image " + QByteArray::number(seeds.at(i));
                    judge(run, reported);
                    QVERIFY2(!QTest::currentTestFailed(), where.constData());
                    ++tried;
                }
            }
        }
        qInfo("%s: %d steps, %d faults", QTest::currentDataTag(), run.steps, tried);
    }

    // After a failure the session goes on: what is written next is there afterwards, and what was refused is whole or absent.
    void theSessionGoesOn()
    {
        FaultyRun run(Doing::Insert);
        DD_OK(run.prepare());
        const QByteArray second = *run.issuing.identity(run.issuing.anyKey());
        for (int at = 1; at <= run.steps; ++at) {
            run.bench.become(run.start);
            auto vault = run.bench.openByFinger();
            DD_OK(vault);
            run.bench.disk.start(FaultDisk::Fault::Once, at);
            const auto first = CredentialStore(**vault).insert(run.token, true);
            run.bench.disk.stop();
            DD_OK(CredentialStore(**vault).insert(second, true));
            vault->reset();
            auto again = run.bench.openByFinger();
            DD_OK(again);
            const auto all = CredentialStore(**again).list();
            DD_OK(all);
            QCOMPARE(all->first().credential.token, second);
            QVERIFY(all->size() == test::filledCredentials + 2 || (!first && all->size() == test::filledCredentials + 1));
        }
    }
};

DD_TEST(TestIoFaults)
#include "test_io_faults.moc"
