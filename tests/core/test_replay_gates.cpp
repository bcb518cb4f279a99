// The replay cache between processes, as the gates of a post share it.
#include "core/base/file_faults.h"
#include "core/trust/replay_cache.h"
#include "tests/support/registry.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>

using namespace dd;
using trust::ReplayCache;
using Answer = trust::ReplayCache::Answer;

namespace {

// Fails one step of the cache's own file; a write is cut short in the middle.
class OneFileFault final : public FileFaults
{
public:
    OneFileFault(QString file, FileStep step) : m_file(QFile::encodeName(file)), m_step(step), m_before(setFileFaults(this)) {}
    ~OneFileFault() override { setFileFaults(m_before); }
    OneFileFault(const OneFileFault &) = delete;
    OneFileFault &operator=(const OneFileFault &) = delete;
    qsizetype before(FileStep step, const QByteArray &name, QByteArrayView content, qsizetype) override
    {
        if (step != m_step || name != m_file)
            return goOn;
        happened = true;
        errno = ENOSPC;
        return content.size() / 2;
    }
    bool happened = false;

private:
    QByteArray m_file;
    FileStep m_step;
    FileFaults *m_before;
};

} // namespace

class TestReplayGates : public QObject
{
    Q_OBJECT

    struct Gate
    {
        std::unique_ptr<QProcess> process = std::make_unique<QProcess>();
        QByteArray said;
    };

    static constexpr int codes = 30;
    const QByteArray m_holder = QByteArray(32, 'h');
    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::unique_ptr<ReplayCache> here() const
    {
        auto cache = trust::openFileReplayCache(m_path, QStringLiteral("here"), m_clock);
        return cache ? std::move(*cache) : nullptr;
    }
    Answer check(ReplayCache &cache, const char *code) const { return cache.check(m_holder, code, m_clock.now()); }

    Gate start(int number, const QStringList &signal = {}) const
    {
        Gate gate;
        gate.process->start(QCoreApplication::applicationDirPath() + QStringLiteral("/replay_gate"),
                            QStringList{m_path, QString::number(number), QString::number(codes)} + signal);
        return gate;
    }
    static bool waitFor(Gate &gate, const QByteArray &text)
    {
        while (!gate.said.contains(text)) {
            if (!gate.process->waitForReadyRead(20'000))
                return false;
            gate.said += gate.process->readAllStandardOutput();
        }
        return true;
    }
    static bool ended(Gate &gate)
    {
        const bool finished = gate.process->state() == QProcess::NotRunning || gate.process->waitForFinished(20'000);
        gate.said += gate.process->readAllStandardOutput();
        return finished;
    }

    // How often each code got each answer.
    struct Counts
    {
        std::array<int, codes> fresh{};
        std::array<int, codes> written{}; // and not answered, for the gate died
        int other = 0;                    // neither fresh nor a replay
        void add(const QByteArray &said)
        {
            for (const QByteArray &line : said.split('\n')) {
                if (line.isEmpty())
                    continue;
                const auto code = static_cast<std::size_t>(line.split(' ').constFirst().toInt());
                fresh.at(code) += line.endsWith('F');
                written.at(code) += line.endsWith('W');
                other += !line.endsWith('F') && !line.endsWith('W') && !line.endsWith('R') && !line.endsWith('H');
            }
        }
    };

private slots:
    void init()
    {
        const QString shm = QStringLiteral("/dev/shm");
        m_folder = std::make_unique<QTemporaryDir>((QFileInfo(shm).isWritable() ? shm : QDir::tempPath()) + QStringLiteral("/dinhdanh-XXXXXX"));
        m_path = m_folder->filePath(QStringLiteral("replay"));
    }

    void onlyOneOfManyGatesAccepts()
    {
        std::vector<Gate> gates;
        for (int number = 0; number < 4; ++number)
            gates.push_back(start(number));
        Counts counts;
        for (Gate &gate : gates) {
            QVERIFY(ended(gate));
            QCOMPARE(gate.process->exitCode(), 0);
            QCOMPARE(gate.said.count('\n'), codes);
            counts.add(gate.said);
        }
        QCOMPARE(counts.other, 0);
        for (const int fresh : counts.fresh)
            QCOMPARE(fresh, 1);
    }

    // A gate that dies with a code written and not synced has let nobody through by it, and nobody comes through by it later.
    void aGateThatDiesLetsNobodyThroughTwice()
    {
        Counts counts;
        int deaths = 0;
        std::array<bool, 3> done{};
        const QStringList killed{QString::number(SIGKILL), QStringLiteral("3")};
        while (!done[0] || !done[1] || !done[2]) {
            std::array<Gate, 3> gates;
            for (std::size_t number = 0; number < gates.size(); ++number)
                gates[number] = start(static_cast<int>(number), killed);
            for (std::size_t number = 0; number < gates.size(); ++number) {
                QVERIFY(ended(gates[number]));
                done[number] = gates[number].process->exitStatus() == QProcess::NormalExit;
                deaths += !done[number];
                counts.add(gates[number].said);
            }
            QVERIFY(deaths <= codes);
        }
        QVERIFY(deaths >= 2);
        QCOMPARE(counts.other, 0);
        for (std::size_t code = 0; code < codes; ++code)
            QCOMPARE(counts.fresh[code] + counts.written[code], 1);
    }

    // A gate that was stopped with the lock in its hands does not stop the others.
    void aFrozenGateIsNotWaitedFor()
    {
        const auto cache = here();
        QVERIFY(cache != nullptr);
        Gate gate = start(1, {QString::number(SIGSTOP), QStringLiteral("0")});
        QVERIFY(waitFor(gate, "0 W\n"));
        qint64 shortest = 60'000;
        for (int attempt = 0; attempt < 3 && shortest > 700; ++attempt) { // a busy machine may be late once
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(check(*cache, "0"), Answer::Unsure);
            shortest = std::min(shortest, timer.elapsed());
        }
        QVERIFY2(shortest <= 700, qPrintable(QStringLiteral("%1 ms").arg(shortest)));
        QVERIFY2(shortest >= 450, qPrintable(QStringLiteral("%1 ms").arg(shortest)));
        QVERIFY(here() != nullptr); // a gate that starts now will ask again
        QCOMPARE(::kill(static_cast<pid_t>(gate.process->processId()), SIGCONT), 0);
        QVERIFY(ended(gate));
        QVERIFY(gate.said.startsWith("0 W\n0 F\n"));
        QCOMPARE(check(*cache, "0"), Answer::Replayed); // it did let somebody through
        QCOMPARE(check(*cache, "new"), Answer::Fresh);
    }

    void aFullCacheSaysSo_data()
    {
        QTest::addColumn<bool>("file");
        QTest::newRow("memory") << false;
        QTest::newRow("file") << true;
    }
    void aFullCacheSaysSo()
    {
        QFETCH(bool, file);
        FixedClock clock(1'795'262'400);
        std::unique_ptr<ReplayCache> cache;
        if (file) {
            auto opened = trust::openFileReplayCache(m_path, QStringLiteral("here"), clock, 4);
            QVERIFY(opened);
            cache = std::move(*opened);
        } else {
            cache = std::make_unique<trust::MemoryReplayCache>(clock, 4);
        }
        for (const char *code : {"a", "b", "c", "d"})
            QCOMPARE(cache->check(m_holder, code, clock.now()), Answer::Fresh);
        QCOMPARE(cache->check(m_holder, "e", clock.now()), Answer::Unsure);
        QCOMPARE(cache->check(m_holder, "d", clock.now()), Answer::Held);
        clock.advance(10);
        QCOMPARE(cache->check(m_holder, "a", clock.now() - 10), Answer::Replayed); // none of the old ones made room
        clock.advance(171);
        QCOMPARE(cache->check(m_holder, "e", clock.now()), Answer::Fresh); // those have run out
        clock.advance(5);
        QCOMPARE(cache->check(m_holder, "e", clock.now() - 5), Answer::Replayed);
    }

    void aFileLargerThanGatesMakeItIsNotReadIn()
    {
        FixedClock clock(1'795'262'400);
        const auto cache = trust::openFileReplayCache(m_path, QStringLiteral("here"), clock, 4);
        QVERIFY(cache);
        QCOMPARE((*cache)->check(m_holder, "a", clock.now()), Answer::Fresh);
        QFile file(m_path);
        QVERIFY(file.resize(qint64(96) << 20));
        QCOMPARE((*cache)->check(m_holder, "b", clock.now()), Answer::Unsure);
        QVERIFY(QFileInfo(m_path).size() <= 96 * 5);
        clock.advance(5);
        QCOMPARE((*cache)->check(m_holder, "a", clock.now() - 5), Answer::Replayed);
    }

    // What cannot be written, or not be waited for, is not promised; and half a record damages nothing.
    void aDiskThatFailsPromisesNothing_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("write") << static_cast<int>(FileStep::Write);
        QTest::newRow("sync") << static_cast<int>(FileStep::Sync);
    }
    void aDiskThatFailsPromisesNothing()
    {
        QFETCH(int, step);
        const auto cache = here();
        QVERIFY(cache != nullptr);
        QCOMPARE(check(*cache, "a"), Answer::Fresh);
        {
            OneFileFault fault(m_path, static_cast<FileStep>(step));
            QCOMPARE(check(*cache, "b"), Answer::Unsure);
            QVERIFY(fault.happened);
        }
        QCOMPARE(QFileInfo(m_path).size() % 96, 0);
        auto other = trust::openFileReplayCache(m_path, QStringLiteral("another"), m_clock);
        QVERIFY(other);
        QCOMPARE((*other)->check(m_holder, "a", m_clock.now()), Answer::Replayed);
        QCOMPARE((*other)->check(m_holder, "b", m_clock.now()), Answer::Fresh);
        QCOMPARE(check(*cache, "b"), Answer::Replayed);
    }
};

DD_TEST(TestReplayGates)
#include "test_replay_gates.moc"
