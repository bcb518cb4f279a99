#include "core/trust/replay_cache.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QThread>
#include <atomic>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace dd;
using namespace dd::test;
using trust::ReplayCache;
using Answer = trust::ReplayCache::Answer;

namespace {

const QByteArray holderA(32, 'a');
const QByteArray holderB(32, 'b');
const QByteArray codeOne("cti-0001");
const QByteArray codeTwo("cti-0002");

} // namespace

// Not in the unnamed namespace: a lambda that captures it would then have a type without linkage in a unity file.
// A folder with one cache file, and gates that share it.
struct ReplayPostFolder
{
    ReplayPostFolder() { path = folder.filePath(QStringLiteral("state/replay.bin")); }
    std::unique_ptr<ReplayCache> gate(const Clock &clock, const char *name = "gate-1") const
    {
        auto cache = trust::openFileReplayCache(path, QLatin1String(name), clock);
        return cache ? std::move(*cache) : nullptr;
    }
    QByteArray content() const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &bytes) const
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    // In memory where there is such a place: these tests sync a thousand times.
    QTemporaryDir folder{QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm/dinhdanh-XXXXXX")
                                                                            : QDir::tempPath() + QStringLiteral("/dinhdanh-XXXXXX")};
    QString path;
};

class TestReplayCache : public QObject
{
    Q_OBJECT

    static void bothKinds()
    {
        QTest::addColumn<bool>("file");
        QTest::newRow("memory") << false;
        QTest::newRow("file") << true;
    }
    static std::unique_ptr<ReplayCache> open(bool file, const ReplayPostFolder &post, const Clock &clock)
    {
        return file ? post.gate(clock) : std::make_unique<trust::MemoryReplayCache>(clock);
    }

private slots:
    void freshHeldReplayed_data() { bothKinds(); }
    void freshHeldReplayed()
    {
        QFETCH(bool, file);
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = open(file, post, clock);
        QVERIFY(cache != nullptr);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Fresh);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Held);
        for (int i = 0; i < 5; ++i) { // held for ten seconds, never away for more than two
            clock.advance(2);
            QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Held);
        }
        QCOMPARE(cache->check(holderA, codeTwo, noon), Answer::Fresh);
        QCOMPARE(cache->check(holderB, codeOne, noon), Answer::Fresh);
        clock.advance(3);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed);
        clock.advance(1); // a replay that is held to the camera repeats its own verdict
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed);
        clock.advance(60);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed);
    }

    // Two seconds are measured by the steady clock where the wall clock is too coarse.
    void theSteadyClockDecides_data() { bothKinds(); }
    void theSteadyClockDecides()
    {
        QFETCH(bool, file);
        class Coarse final : public Clock
        {
        public:
            qint64 now() const override { return wall; }
            qint64 steadyMilliseconds() const override { return steady; }
            qint64 wall = noon;
            qint64 steady = 5000;
        } clock;
        ReplayPostFolder post;
        const auto cache = open(file, post, clock);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Fresh);
        clock.wall += 2;
        clock.steady += 2001;
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed);
        QCOMPARE(cache->check(holderA, codeTwo, noon), Answer::Fresh);
        clock.steady = 10; // the machine was started again
        QCOMPARE(cache->check(holderA, codeTwo, noon), Answer::Replayed);
    }

    void aClockThatGoesBackIsNotBelieved_data() { bothKinds(); }
    void aClockThatGoesBackIsNotBelieved()
    {
        QFETCH(bool, file);
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = open(file, post, clock);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Fresh);
        clock.set(noon - 60);
        QCOMPARE(cache->check(holderA, codeTwo, noon - 60), Answer::Unsure);
        QCOMPARE(cache->check(holderA, codeTwo, noon - 60), Answer::Unsure); // held: the same verdict again
        QCOMPARE(cache->check(holderB, codeOne, noon - 60), Answer::Unsure);
        clock.advance(5);
        QCOMPARE(cache->check(holderB, codeOne, noon - 60), Answer::Unsure); // shown again later: nobody was let pass with it
        clock.advance(174);
        QCOMPARE(cache->check(holderB, codeTwo, noon + 119), Answer::Unsure);
        clock.advance(1);
        QCOMPARE(cache->check(holderB, QByteArray("cti-0003"), noon + 120), Answer::Fresh);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed); // still remembered
    }

    void isKeptForThreeMinutesAfterIat()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = post.gate(clock);
        QCOMPARE(cache->check(holderA, codeOne, noon + 60), Answer::Fresh);
        clock.advance(240);
        QCOMPARE(cache->check(holderA, codeOne, noon + 60), Answer::Replayed);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon + 60), Answer::Replayed);
    }

    // A command line is started for every code: what one process saw, the next one knows.
    void theNextProcessKnows()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Fresh);
        clock.advance(2);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Held);
        clock.advance(2);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Held);
        clock.advance(3);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Replayed);
        clock.advance(1);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Replayed);
    }

    void gatesShareOneMemory()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto first = post.gate(clock, "gate-1");
        const auto second = post.gate(clock, "gate-2");
        QCOMPARE(first->check(holderA, codeOne, noon), Answer::Fresh);
        QCOMPARE(second->check(holderA, codeOne, noon), Answer::Replayed); // at once, but at another gate
        QCOMPARE(second->check(holderA, codeTwo, noon), Answer::Fresh);
        QCOMPARE(first->check(holderA, codeTwo, noon), Answer::Replayed);
        QCOMPARE(first->check(holderA, codeOne, noon), Answer::Held);
    }

    void aLockThatWasTidiedAwayIsMadeAgain()
    {
        ReplayPostFolder post;
        const FixedClock clock(noon);
        const auto first = post.gate(clock, "gate-1");
        QCOMPARE(first->check(holderA, codeOne, noon), Answer::Fresh);
        QVERIFY(QFile::remove(post.path + QStringLiteral(".lock")));
        const auto second = post.gate(clock, "gate-2");
        const int lock = ::open(QFile::encodeName(post.path + QStringLiteral(".lock")).constData(), O_RDWR | O_CLOEXEC);
        QVERIFY(lock >= 0 && ::flock(lock, LOCK_EX) == 0);
        QCOMPARE(first->check(holderA, codeTwo, noon), Answer::Unsure); // it waits for the lock that others see
        ::close(lock);
        QCOMPARE(first->check(holderA, codeTwo, noon), Answer::Fresh);
        QCOMPARE(second->check(holderA, codeTwo, noon), Answer::Replayed);
        QCOMPARE(second->check(holderA, codeOne, noon), Answer::Replayed);
    }

    void onlyOneOfManyGatesAccepts()
    {
        ReplayPostFolder post;
        const FixedClock clock(noon);
        std::atomic<int> fresh = 0;
        std::atomic<int> replayed = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&, i] {
                const auto cache = post.gate(clock, QByteArray::number(i).constData());
                for (int code = 0; cache && code < 25; ++code) {
                    const Answer answer = cache->check(holderA, QByteArray::number(code), noon);
                    fresh += answer == Answer::Fresh;
                    replayed += answer == Answer::Replayed;
                }
            }));
        }
        for (const auto &thread : threads)
            thread->start();
        for (const auto &thread : threads)
            QVERIFY(thread->wait(60000));
        QCOMPARE(fresh.load(), 25);
        QCOMPARE(replayed.load(), 75);
    }

    void aLostFileIsNoticed()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Fresh);
        QVERIFY(QFile::remove(post.path));
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Unsure);
        clock.advance(179);
        QCOMPARE(post.gate(clock)->check(holderB, codeOne, noon + 179), Answer::Unsure);
        clock.advance(1);
        QCOMPARE(post.gate(clock)->check(holderB, codeTwo, noon + 180), Answer::Fresh);
    }

    void aFileLostWhileOpenIsNoticed()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = post.gate(clock);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Fresh);
        QVERIFY(QFile::remove(post.path));
        clock.advance(5);
        QCOMPARE(cache->check(holderA, codeTwo, noon), Answer::Unsure);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Replayed); // what this gate still knew
        QVERIFY(QFile::exists(post.path));
    }

    void everyCutIsNoticed()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Fresh);
        QCOMPARE(post.gate(clock)->check(holderA, codeTwo, noon), Answer::Fresh);
        const QByteArray whole = post.content();
        QCOMPARE(whole.size() % 96, 0);
        clock.advance(5);
        for (qsizetype size = 0; size < whole.size(); size += 5) {
            if (size % 96 == 0 && size > 0)
                continue; // between records a cut cannot be told from a time before
            post.write(whole.first(size));
            QCOMPARE(post.gate(clock)->check(holderB, codeOne, noon), Answer::Unsure);
            const bool known = size >= whole.size() - 96; // everything before the cut is still there
            QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), known ? Answer::Replayed : Answer::Unsure);
        }
    }

    void aFlippedBitInEveryByteIsNoticed()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        QCOMPARE(post.gate(clock)->check(holderA, codeOne, noon), Answer::Fresh);
        const QByteArray whole = post.content();
        for (qsizetype at = 0; at < whole.size(); ++at) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            post.write(changed);
            QCOMPARE(post.gate(clock)->check(holderB, codeOne, noon), Answer::Unsure);
        }
    }

    void damageBehindAnOpenGateIsNoticed()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = post.gate(clock);
        QCOMPARE(cache->check(holderA, codeOne, noon), Answer::Fresh);
        QFile file(post.path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("torn");
        file.close();
        QCOMPARE(cache->check(holderA, codeTwo, noon), Answer::Unsure);
        QCOMPARE(post.content().size() % 96, 0);
    }

    void isCompactedWithoutForgetting()
    {
        ReplayPostFolder post;
        FixedClock clock(noon);
        const auto cache = post.gate(clock, "gate-1");
        const auto other = post.gate(clock, "gate-2");
        QCOMPARE(cache->check(holderA, codeOne, noon + 4000), Answer::Fresh); // keeps until long after
        qsizetype largest = 0;
        for (int i = 0; i < 1300; ++i) {
            clock.advance(1);
            QCOMPARE(cache->check(holderB, QByteArray::number(i), clock.now()), Answer::Fresh);
            if (i % 100 == 0)
                largest = std::max(largest, post.content().size());
        }
        QVERIFY(largest > post.content().size());
        QVERIFY(post.content().size() < 700 * 96);
        QCOMPARE(cache->check(holderA, codeOne, noon + 4000), Answer::Replayed);
        QCOMPARE(other->check(holderA, codeOne, noon + 4000), Answer::Replayed); // reads the file that took its place
        QCOMPARE(other->check(holderB, QByteArray("1299"), clock.now()), Answer::Replayed);
        QCOMPARE(post.gate(clock)->check(holderB, QByteArray("1299"), clock.now()), Answer::Held);
        clock.set(noon); // and the highest time seen is still known
        QCOMPARE(post.gate(clock)->check(holderB, codeTwo, noon), Answer::Unsure);
    }

    void aFolderThatCannotBeMadeIsAnError()
    {
        ReplayPostFolder post;
        const FixedClock clock(noon);
        const QString file = post.folder.filePath(QStringLiteral("plain"));
        QFile plain(file);
        QVERIFY(plain.open(QIODevice::WriteOnly));
        const auto cache = trust::openFileReplayCache(file + QStringLiteral("/replay.bin"), QStringLiteral("g"), clock);
        QVERIFY(!cache);
        QCOMPARE(cache.error().code, ErrorCode::ReplayNotChecked);
    }

    void nothingPersonalIsInTheFile()
    {
        ReplayPostFolder post;
        const FixedClock clock(noon);
        QCOMPARE(post.gate(clock, "gate-name")->check(holderA, codeOne, noon), Answer::Fresh);
        QVERIFY(!post.content().contains(holderA.first(8)) && !post.content().contains(codeOne) && !post.content().contains("gate-name"));
        QCOMPARE(QFile::permissions(post.path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
    }
};

DD_TEST(TestReplayCache)
#include "test_replay_cache.moc"
