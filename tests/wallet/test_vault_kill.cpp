// A process that dies at any instant (SIGKILL: nothing is flushed by it, nothing is cleaned up). What it had reported as
// done must be there, and what it was doing must be whole or absent. A hundred kills in all, shared out by kind; `./dev faults N`
// makes it N. The seed that is printed repeats the moments, as far as a machine repeats anything.
#include "tests/support/registry.h"
#include "tests/wallet/fault_bench.h"
#include "wallet/store_support.h"

#include <csignal>
#include <QElapsedTimer>
#include <sys/wait.h>
#include <unistd.h>

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

// Runs `work` in a child, which reports by writing to the descriptor; kills it a while after its first report.
class KilledChild
{
public:
    template <typename Work>
    explicit KilledChild(Work &&work)
    {
        int ends[2] = {-1, -1};
        if (pipe(ends) != 0)
            return;
        m_pid = fork();
        if (m_pid == 0) {
            close(ends[0]);
            work(ends[1]);
            _exit(0);
        }
        close(ends[1]);
        m_reports = ends[0];
    }
    Q_DISABLE_COPY_MOVE(KilledChild)
    ~KilledChild()
    {
        if (m_reports >= 0)
            close(m_reports);
    }

    // All reports made before it died, one byte each, the first included when it was awaited.
    QByteArray killAfter(unsigned int microseconds, bool awaitFirst)
    {
        QByteArray reports;
        char byte = 0;
        if (awaitFirst && read(m_reports, &byte, 1) == 1)
            reports.append(byte);
        usleep(microseconds);
        kill(m_pid, SIGKILL);
        int status = 0;
        waitpid(m_pid, &status, 0);
        m_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        while (read(m_reports, &byte, 1) == 1)
            reports.append(byte);
        return reports;
    }
    [[nodiscard]] bool wasKilled() const { return m_killed; }

private:
    pid_t m_pid = -1;
    int m_reports = -1;
    bool m_killed = false;
};

// This kind's part of the kills.
int roundsOf(int inHundred)
{
    return std::max(1, inHundred * test::faultBudget() / 100);
}

void report(int descriptor, char what)
{
    if (write(descriptor, &what, 1) != 1)
        _exit(3);
}

} // namespace

class TestVaultKill : public QObject
{
    Q_OBJECT
    QRandomGenerator m_random{test::faultSeed()};

private slots:
    void committedWritesSurvive()
    {
        const int rounds = roundsOf(20);
        Profile profile;
        DD_OK(profile.create());
        qint64 known = 0;
        int killed = 0;
        for (int round = 0; round < rounds; ++round) {
            KilledChild child([&](int descriptor) {
                auto vault = profile.openUnlocked();
                if (!vault)
                    _exit(1);
                for (int i = 0; i < 100'000; ++i) {
                    // a pair that must come and go together, and is large enough to fill pages and checkpoints
                    const auto written = writeSealed(**vault, *(*vault)->database(), [&]() -> Result<void> {
                        if (auto entry = insertActivity(*(*vault)->database(), {i, QStringLiteral("first"), i, {}}); !entry)
                            return entry;
                        return replaceCard(*(*vault)->database(), {i, true, QByteArray::number(i), QByteArray(20'000, static_cast<char>('a' + i % 26))});
                    });
                    if (!written)
                        _exit(2);
                    report(descriptor, 'x');
                }
            });
            const QByteArray reports = child.killAfter(m_random.bounded(25'000U), true);
            QVERIFY2(!reports.isEmpty(), "the child could not write at all");
            killed += child.wasKilled() ? 1 : 0;

            auto vault = profile.openUnlocked();
            DD_OK(vault);
            const auto count = (*vault)->database()->integer("SELECT count(*) FROM activity");
            DD_OK(count);
            QVERIFY2(*count >= known + reports.size(), "a committed row is missing");
            QVERIFY2(*count <= known + reports.size() + 1, "a row nobody wrote");
            const auto last = ActivityLog(**vault).list(1);
            DD_OK(last);
            const auto card = CardStore(**vault).load();
            DD_OK(card);
            QCOMPARE((*card)->readAt, last->first().at); // both halves are of the same transaction
            QCOMPARE((*card)->faceImage, QByteArray(20'000, static_cast<char>('a' + last->first().at % 26)));
            known = *count;
        }
        QCOMPARE(killed, rounds);
    }

    void changingThePinIsAllOrNothing()
    {
        Profile profile;
        DD_OK(profile.create(test::goodPin));
        bool goodIsCurrent = true;
        for (int round = 0, rounds = roundsOf(12); round < rounds; ++round) {
            KilledChild child([&](int descriptor) {
                auto vault = profile.open();
                if (!vault)
                    _exit(1);
                bool good = goodIsCurrent;
                report(descriptor, 's');
                for (int i = 0; i < 1000; ++i) {
                    if (!(*vault)->changeSecret(secretOf(good ? test::goodPin : test::otherPin), secretOf(good ? test::otherPin : test::goodPin)))
                        _exit(2);
                    good = !good;
                    report(descriptor, 'x');
                }
            });
            const QByteArray reports = child.killAfter(m_random.bounded(120'000U), true);
            QVERIFY(child.wasKilled());
            const bool expected = goodIsCurrent == ((reports.size() - 1) % 2 == 0);

            auto vault = profile.open();
            DD_OK(vault);
            QCOMPARE((*vault)->attempts().waitMs, 0);
            if ((*vault)->unlock(secretOf(expected ? test::goodPin : test::otherPin))) {
                goodIsCurrent = expected;
            } else { // killed after the change counted and before it was reported
                DD_OK((*vault)->unlock(secretOf(expected ? test::otherPin : test::goodPin)));
                goodIsCurrent = !expected;
            }
            QVERIFY(QFile::exists(profile.file("header-a")) != QFile::exists(profile.file("header-b")));
            DD_ERROR_IS((*vault)->unlock(secretOf(goodIsCurrent ? test::otherPin : test::goodPin)), ErrorCode::VaultWrongSecret);
            DD_OK((*vault)->unlock(secretOf(goodIsCurrent ? test::goodPin : test::otherPin)));
        }
    }

    void creatingIsAllOrNothing()
    {
        Profile profile;
        const int rounds = roundsOf(12);
        int made = 0;
        for (int round = 0; round < rounds; ++round) {
            KilledChild child([&](int descriptor) {
                report(descriptor, 's');
                if (!profile.create())
                    _exit(1);
                report(descriptor, 'x');
                pause();
            });
            const QByteArray reports = child.killAfter(round == 0 ? 0 : m_random.bounded(80'000U), true);
            QVERIFY(child.wasKilled());
            if (reports.endsWith('x'))
                QVERIFY(Vault::exists(profile.folder()));
            if (Vault::exists(profile.folder())) {
                DD_OK(profile.openUnlocked());
                ++made;
            } else {
                DD_OK(profile.create()); // over whatever is left
                DD_OK(profile.openUnlocked());
                QCOMPARE(test::filesBelow(profile.keyFolder()).size(), 4); // secret, seal, two records: nothing orphaned
            }
            DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
            QVERIFY(!QFile::exists(profile.folder()));
        }
        QVERIFY(made < rounds); // the first is killed before it can be done
    }

    void destroyingMayBeResumed()
    {
        for (int round = 0, rounds = roundsOf(8); round < rounds; ++round) {
            Profile profile;
            DD_OK(profile.create());
            KilledChild child([&](int descriptor) {
                report(descriptor, 's');
                if (!Vault::destroy(profile.folder(), *profile.keyStore))
                    _exit(1);
                report(descriptor, 'x');
                pause();
            });
            child.killAfter(m_random.bounded(6'000U), true);
            QVERIFY(child.wasKilled());
            DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
            QCOMPARE(test::filesBelow(profile.dir.path()), QStringList());
        }
    }

    // From the same beginning again and again: afterwards it is as before or as it was to become, and what was reported is there.
    void oneOperation_data()
    {
        QTest::addColumn<int>("doing");
        QTest::addColumn<int>("share");
        QTest::newRow("unlock, with a re-wrap") << 0 << 10;
        QTest::newRow("insert") << 1 << 5;
        QTest::newRow("migrate") << 2 << 10;
        QTest::newRow("back up") << 3 << 8;
        QTest::newRow("restore") << 4 << 10;
        QTest::newRow("show") << 5 << 5;
    }
    void oneOperation()
    {
        QFETCH(int, doing);
        QFETCH(int, share);
        static constexpr char words[] = "con trâu đi trước cái cày";
        Profile profile;
        const QString backup = profile.dir.filePath(QStringLiteral("wallet.ddbackup"));
        test::Issuing issuing;
        const QByteArray token = *issuing.identity(issuing.anyKey());
        QByteArray before;
        {
            auto vault = profile.create();
            DD_OK(vault);
            DD_OK(test::fill(**vault, issuing));
            DD_OK(writeBackup(**vault, backup, secretOf(words), kdfFloor));
            DD_OK(ActivityLog(**vault).append({9, QStringLiteral("later"), 65001, {10}}));
            before = *test::everythingIn(**vault);
            if (doing == 2)
                DD_OK(test::backToSchema1(*(*vault)->database()));
        }
        if (doing == 2)
            QVERIFY(QFile::remove(test::filesBelow(profile.keyFolder()).filter(QStringLiteral("generation")).first()));
        const test::FileSet start = test::filesOf(profile.dir.path());
        const auto perform = [&]() -> Result<void> {
            const auto plain = [](const auto &result) { return result ? Result<void>() : std::unexpected(result.error()); };
            auto environment = profile.environment();
            if (doing == 0)
                environment.kdf = {8 * 1024, 2};
            auto vault = Vault::open(profile.folder(), environment);
            if (!vault)
                return std::unexpected(vault.error());
            if (auto unlocked = (*vault)->unlock(secretOf(test::goodPin)); !unlocked)
                return unlocked;
            if (doing == 1)
                return plain(CredentialStore(**vault).insert(token, true));
            if (doing == 3)
                return plain(writeBackup(**vault, backup, secretOf(words), kdfFloor));
            if (doing == 5)
                return test::showBatch(**vault);
            return doing == 4 ? plain(restoreBackup(**vault, backup, secretOf(words))) : Result<void>();
        };
        QElapsedTimer timer;
        timer.start();
        DD_OK(perform());
        const auto duration = static_cast<quint32>(timer.nsecsElapsed() / 1000);
        QByteArray after;
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            after = *test::everythingIn(**vault);
        }
        for (int round = 0, rounds = roundsOf(share); round < rounds; ++round) {
            test::putFiles(profile.dir.path(), start);
            KilledChild child([&](int descriptor) {
                report(descriptor, 's');
                if (!perform())
                    _exit(1);
                report(descriptor, 'x');
                pause();
            });
            const QByteArray reports = child.killAfter(m_random.bounded(duration + duration / 5), true);
            QVERIFY(child.wasKilled());
            auto vault = profile.open();
            DD_OK(vault);
            QCOMPARE((*vault)->attempts().waitMs, 0);
            DD_OK((*vault)->unlock(secretOf(test::goodPin)));
            const auto found = test::everythingIn(**vault);
            DD_OK(found);
            QVERIFY(*found == after || (!reports.endsWith('x') && *found == before));
            const auto preview = previewBackup(**vault, backup, secretOf(words));
            DD_OK(preview);
            const int entries = preview->rows.value(QStringLiteral("activity"));
            const bool replaced = entries == test::filledActivity + 1;
            QVERIFY(doing == 3 && (reports.endsWith('x') || replaced) ? replaced : entries == test::filledActivity);
        }
    }
};

DD_TEST(TestVaultKill)
#include "test_vault_kill.moc"
