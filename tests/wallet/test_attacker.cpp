// Somebody who has the device and not the PIN, and does what comes to mind: guesses, kills the app while it checks, waits, moves
// clocks, reboots, puts back older files, deletes and edits them. Never more answers than the policy allows.
#include "core/base/file_faults.h"
#include "tests/support/registry.h"
#include "tests/wallet/fault_bench.h"
#include "wallet/lock_policy.h"

#include <csignal>
#include <QLoggingCategory>
#include <sys/wait.h>
#include <unistd.h>

using namespace dd;
using namespace dd::wallet;
using test::FileSet;
using test::secretOf;

namespace {

constexpr qint64 oneDay = 24LL * 3600 * 1000;

class MovableClock final : public Clock
{
public:
    qint64 now() const override { return wall; }
    qint64 steadyMilliseconds() const override { return steady; }
    qint64 wall = 1'800'000'000;
    qint64 steady = 0;
};

// The process dies before its n-th change of any file, the key store's included.
class DieAtStep final : public FileFaults
{
public:
    explicit DieAtStep(int step) : m_left(step) {}
    qsizetype before(FileStep, const QByteArray &, QByteArrayView, qsizetype) override
    {
        if (--m_left == 0)
            kill(getpid(), SIGKILL);
        return goOn;
    }

private:
    int m_left;
};

// Gives nothing back.
class KeepingKeyStore final : public KeyStore
{
public:
    explicit KeepingKeyStore(KeyStore &inner) : m_inner(inner) {}
    bool isAvailable() const override { return true; }
    KeyStoreClass storeClass() const override { return m_inner.storeClass(); }
    QString name() const override { return m_inner.name(); }
    bool isFake() const override { return true; }
    Result<Secret> read(const QString &name) override { return m_inner.read(name); }
    Result<void> write(const QString &name, const Secret &value) override { return m_inner.write(name, value); }
    Result<void> remove(const QString &) override { return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("remove")); }

private:
    KeyStore &m_inner;
};

struct StolenDevice
{
    [[nodiscard]] QString folder() const { return dir.filePath(QStringLiteral("profile")); }
    [[nodiscard]] QString keyFolder() const { return dir.filePath(QStringLiteral("device")); }
    [[nodiscard]] Vault::Environment environment() { return {*keyStore, random, clock, kdfFloor, bootId}; }
    [[nodiscard]] Result<std::unique_ptr<Vault>> create() { return Vault::create(folder(), secretOf(test::goodPin), environment()); }
    // True when it was answered: wrong, or right.
    [[nodiscard]] Result<void> tryPin(const char *pin)
    {
        auto vault = Vault::open(folder(), environment());
        return vault ? (*vault)->unlock(secretOf(pin)) : std::unexpected(vault.error());
    }
    // In a process that dies at that step; whether it could answer before.
    [[nodiscard]] bool tryAndDie(const char *pin, int step)
    {
        int ends[2] = {-1, -1};
        if (pipe(ends) != 0)
            return false;
        const pid_t child = fork();
        if (child == 0) {
            DieAtStep death(step);
            setFileFaults(&death);
            const auto tried = tryPin(pin);
            const char answer = tried || tried.error().code == ErrorCode::VaultWrongSecret || tried.error().code == ErrorCode::VaultErased ? 'a' : 'n';
            _exit(write(ends[1], &answer, 1) == 1 ? 0 : 1);
        }
        close(ends[1]);
        char answer = 'n';
        const bool answered = read(ends[0], &answer, 1) == 1 && answer == 'a';
        close(ends[0]);
        waitpid(child, nullptr, 0);
        return answered;
    }
    void pass(qint64 milliseconds)
    {
        clock.steady += milliseconds;
        clock.wall += milliseconds / 1000;
    }

    QTemporaryDir dir{test::scratchTemplate()};
    std::unique_ptr<KeyStore> keyStore = platform::makeFakeHardwareKeyStore(keyFolder());
    SystemRandom random;
    MovableClock clock;
    QByteArray bootId = QByteArray(16, 'b');
};

} // namespace

class TestAttacker : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("*.warning=false")); }
    void cleanupTestCase() { QLoggingCategory::setFilterRules({}); }

    void neverMoreThanThePolicy_data()
    {
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<bool>("careful");
        QRandomGenerator random(test::faultSeed());
        // Damages no file, so that nothing but the waits is between this one and the PIN.
        QTest::newRow("careful walk") << random.generate() << true;
        for (int walk = 0; walk < (test::faultBudget() >= 1000 ? 30 : 4); ++walk)
            QTest::addRow("walk %d", walk) << random.generate() << false;
    }
    void neverMoreThanThePolicy()
    {
        QFETCH(quint32, seed);
        QFETCH(bool, careful);
        QRandomGenerator random(seed);
        StolenDevice device;
        DD_OK(device.create());
        const FileSet owners = test::filesOf(device.folder());
        QList<FileSet> copies{owners};
        qint64 real = 0; // time that really passed, whatever the clocks say
        qint64 lastAnswer = 0;
        int answers = 0;
        const auto answered = [&] {
            QVERIFY2(answers < freeTries || real - lastAnswer >= waitAfterFailures(answers), qPrintable(QString::number(answers)));
            lastAnswer = real;
            ++answers;
        };
        for (int step = 0; step < 160; ++step) {
            if (careful && step % 40 == 39) { // a day's patience now and then, and a guess after it
                device.pass(oneDay);
                real += oneDay;
                continue;
            }
            // Three guesses first: an early act of damage may be the last.
            const bool guess = step < 3 || (careful && step % 40 == 0);
            const int choice = guess ? 0 : random.bounded(careful ? 86 : 100);
            if (choice < 40) {
                const auto tried = device.tryPin(test::otherPin);
                QVERIFY(!tried);
                if (tried.error().code == ErrorCode::VaultWrongSecret)
                    answered();
            } else if (choice < 55) {
                if (device.tryAndDie(test::otherPin, random.bounded(1, 14)))
                    answered();
            } else if (choice < 72) {
                static constexpr qint64 seconds[] = {1, 30, 60, 300, 900, 3600, 86400, 86400};
                const qint64 passed = seconds[random.bounded(8)] * 1000;
                device.pass(passed);
                real += passed;
            } else if (choice < 76) {
                device.clock.wall += random.bounded(-400, 400) * 86400LL;
            } else if (choice < 82) { // a reboot: the steady clock begins anywhere
                device.bootId = device.random.bytes(16);
                device.clock.steady = random.bounded(2) == 0 ? 0 : static_cast<qint64>(random.bounded(1'000'000'000U)) * 1000;
            } else if (choice < 86) {
                copies.append(test::filesOf(device.folder()));
            } else if (choice < 92) { // an older copy, of everything or of one file
                const FileSet &copy = copies.at(random.bounded(copies.size()));
                FileSet now = test::filesOf(device.folder());
                if (random.bounded(2) == 0 || copy.isEmpty())
                    now = copy;
                else
                    now.insert(std::next(copy.begin(), random.bounded(copy.size())).key(), std::next(copy.begin(), random.bounded(copy.size())).value());
                test::putFiles(device.folder(), now);
            } else {
                FileSet now = test::filesOf(device.folder());
                if (!now.isEmpty()) {
                    auto victim = std::next(now.begin(), random.bounded(now.size()));
                    if (random.bounded(2) == 0 || victim->isEmpty())
                        now.erase(victim);
                    else
                        (*victim)[random.bounded(victim->size())] ^= static_cast<char>(1 << random.bounded(8));
                    test::putFiles(device.folder(), now);
                }
                if (random.bounded(3) > 0) // without a header nothing can be tried at all
                    test::putFiles(device.folder(), owners);
            }
            QVERIFY(!QTest::currentTestFailed());
        }
        // Until the first wait is over the policy has not been asked for anything.
        QVERIFY2(answers > (careful ? freeTries : 2), qPrintable(QString::number(answers)));
        // The owner comes back, with the files and a day's patience.
        test::putFiles(device.folder(), owners);
        auto vault = Vault::open(device.folder(), device.environment());
        DD_OK(vault);
        device.pass(oneDay);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
    }

    // Whatever of the files from before a change of PIN is put back: the old PIN opens nothing.
    void theOldPinIsGone()
    {
        StolenDevice device;
        DD_OK(device.create());
        const FileSet old = test::filesOf(device.folder());
        {
            auto vault = Vault::open(device.folder(), device.environment());
            DD_OK(vault);
            DD_OK((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)));
        }
        const FileSet today = test::filesOf(device.folder());
        const FileSet keys = test::filesOf(device.keyFolder());
        QStringList names = old.keys() + today.keys();
        names.removeDuplicates();
        QVERIFY(names.size() >= 4 && names.size() < 10);
        for (unsigned int mask = 0; mask < 1U << names.size(); ++mask) {
            FileSet mixed = today;
            for (qsizetype i = 0; i < names.size(); ++i) {
                if ((mask >> i & 1) != 0 && old.contains(names.at(i)))
                    mixed.insert(names.at(i), old.value(names.at(i))); // beside, or instead
                else if ((mask >> i & 1) != 0)
                    mixed.remove(names.at(i));
            }
            test::putFiles(device.folder(), mixed);
            test::putFiles(device.keyFolder(), keys);
            auto vault = Vault::open(device.folder(), device.environment());
            device.pass(oneDay);
            QVERIFY2(!vault || !(*vault)->unlock(secretOf(test::goodPin)), qPrintable(QString::number(mask)));
        }
        test::putFiles(device.folder(), today);
        test::putFiles(device.keyFolder(), keys);
        DD_OK(device.tryPin(test::otherPin));
    }

    void erasesItselfWhereTheOwnerWantsIt_data()
    {
        QTest::addColumn<bool>("wanted");
        QTest::newRow("wanted") << true;
        QTest::newRow("not wanted") << false;
    }
    void erasesItselfWhereTheOwnerWantsIt()
    {
        QFETCH(bool, wanted);
        StolenDevice device;
        {
            auto vault = device.create();
            DD_OK(vault);
            QVERIFY(!(*vault)->wipesAfterManyTries()); // off unless asked for
            if (wanted)
                DD_OK((*vault)->setWipesAfterManyTries(true));
            (*vault)->lock();
            DD_ERROR_IS((*vault)->setWipesAfterManyTries(!wanted), ErrorCode::VaultLocked);
        }
        DD_OK(device.tryPin(test::goodPin)); // a right try keeps the setting
        qint64 real = 0;
        for (int failed = 1; failed <= failuresForWipe; ++failed) {
            auto vault = Vault::open(device.folder(), device.environment());
            DD_OK(vault);
            QCOMPARE((*vault)->wipesAfterManyTries(), wanted);
            const qint64 wait = (*vault)->attempts().waitMs;
            device.pass(wait);
            real += wait;
            DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)),
                        wanted && failed == failuresForWipe ? ErrorCode::VaultErased : ErrorCode::VaultWrongSecret);
        }
        QVERIFY(real >= 10 * oneDay);
        QCOMPARE(Vault::exists(device.folder()), !wanted);
        QCOMPARE(test::filesBelow(device.keyFolder()).isEmpty(), wanted);
        device.pass(oneDay);
        if (wanted)
            DD_OK(device.create()); // a new one in its place
        else
            DD_OK(device.tryPin(test::goodPin));
    }

    // An entry that the store keeps opens nothing: the wrapped key is gone, and so is what it would open with.
    void anErasureThatTheKeyStoreRefuses()
    {
        StolenDevice device;
        KeepingKeyStore keeping(*device.keyStore);
        const Vault::Environment environment{keeping, device.random, device.clock, kdfFloor, device.bootId};
        auto vault = Vault::create(device.folder(), secretOf(test::goodPin), environment);
        DD_OK(vault);
        DD_OK((*vault)->setWipesAfterManyTries(true));
        for (int failed = 1; failed < failuresForWipe; ++failed) {
            device.pass((*vault)->attempts().waitMs);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)), ErrorCode::VaultWrongSecret);
        }
        device.pass(oneDay);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)), ErrorCode::VaultErased);
        vault->reset();
        QVERIFY(!Vault::exists(device.folder()));
        QVERIFY(QFile::remove(device.folder() + QStringLiteral("/creating"))); // who takes the marker away finds no header
        DD_ERROR_IS(Vault::open(device.folder(), environment), ErrorCode::VaultDamaged);
    }

    // Cut short at any step: there is no vault, or there still is one and the next wrong try erases it.
    void anErasureThatWasCutShort()
    {
        StolenDevice device;
        {
            auto vault = device.create();
            DD_OK(vault);
            DD_OK((*vault)->setWipesAfterManyTries(true));
        }
        for (int failed = 1; failed < failuresForWipe; ++failed) {
            auto vault = Vault::open(device.folder(), device.environment());
            DD_OK(vault);
            device.pass((*vault)->attempts().waitMs);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)), ErrorCode::VaultWrongSecret);
        }
        device.pass(oneDay);
        const FileSet profile = test::filesOf(device.folder());
        const FileSet keys = test::filesOf(device.keyFolder());
        int cut = 0;
        for (int step = 1; step < 200; ++step) {
            test::putFiles(device.folder(), profile);
            test::putFiles(device.keyFolder(), keys);
            if (device.tryAndDie(test::otherPin, step))
                break;
            ++cut;
            if (Vault::exists(device.folder())) {
                const qint64 before = device.clock.steady;
                device.pass(2 * oneDay);
                DD_ERROR_IS(device.tryPin(test::otherPin), ErrorCode::VaultErased);
                device.clock.steady = before;
            } else {
                DD_OK(Vault::destroy(device.folder(), *device.keyStore));
            }
            QVERIFY(!Vault::exists(device.folder()));
            QCOMPARE(test::filesBelow(device.keyFolder()), QStringList());
        }
        QVERIFY(cut > 20 && cut < 199);
    }
};

DD_TEST(TestAttacker)
#include "test_attacker.moc"
