// The status of 40,000,000 passes at a counter, beside what nobody can do without. Loading: inflating the same streams into memory that is
// kept, and checking the same signatures; the files are read and taken apart on our side only. Looking up: one read of the two bits, with
// the shard chosen out of a table by the high bits of the index; our side chooses it by the uri in the credential, asks whether the list
// is its issuer's and in force, and how old it is. Both go through the whole memory in an order in which each step depends on the
// bits read before, so that nothing is read ahead.
#include "core/crypto/cose_sign1.h"
#include "tests/bench/best_of.h"
#include "tests/support/registry.h"
#include "tests/support/status/status_lists.h"

#include <QProcess>
#include <QTemporaryDir>
#include <sodium.h>
#include <vector>
#include <zlib.h>

using namespace dd;
using namespace dd::test;

namespace {

constexpr qint64 passes = figuresCount ? 40'000'000 : 2'500'000;
constexpr int shards = static_cast<int>((passes + shardEntries - 1) / shardEntries);
constexpr int lookUps = figuresCount ? 50'000 : 500;
constexpr double mostOfLoading = 1.3;
constexpr double mostOfBitmaps = 1.1;
constexpr double mostOfRawRead = 3;

using Bitmap = std::vector<unsigned char>;

const unsigned char *bytesOf(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

qint64 entriesOf(int shard)
{
    return std::min(shardEntries, passes - shard * shardEntries);
}

// One in a hundred revoked, one in five hundred suspended.
QByteArray drawBitmap(int shard)
{
    QByteArray bitmap(entriesOf(shard) / 4, '\0');
    quint64 state = static_cast<quint64>(shard) + 1;
    for (qint64 entry = 0; entry < entriesOf(shard); ++entry) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const quint64 drawn = (state >> 33) % 1000;
        const int bits = drawn < 10 ? 1 : drawn < 12 ? 2 : 0;
        bitmap[entry / 4] = static_cast<char>(bitmap[entry / 4] | bits << (entry % 4 * 2));
    }
    return bitmap;
}

// What the floor needs of a list, taken apart beforehand.
struct RawList
{
    QByteArray message;
    QByteArray signature;
    QByteArray stream;
};

struct Country
{
    Country()
    {
        if (!trust::StatusStore().openFolder(folder.path(), parties.trust)) // makes it private
            qFatal("no folder");
        trust::StatusStore writer(0);
        if (!writer.openFolder(folder.path(), parties.trust))
            qFatal("no folder");
        for (int shard = 0; shard < shards; ++shard) {
            const trust::StatusList list{shardUri(shard), noon - 600, noon + aDay, {}, 2, drawBitmap(shard)};
            const auto cwt = trust::signStatusList(list, *parties.issuer);
            const auto sign1 = cwt ? crypto::parseCoseSign1(*cwt, {.size = trust::statusTokenLimit}) : fail(cwt.error());
            const auto payload = sign1 ? cbor::decode(sign1->payload, {.size = trust::statusTokenLimit}) : fail(sign1.error());
            if (!payload || !writer.offer(*cwt, list.uri, parties.entry()))
                qFatal("no status list");
            raw.push_back({crypto::sigStructure(sign1->protectedBytes, {}, sign1->payload), sign1->signature,
                           payload->find(65533)->find(QStringLiteral("lst"))->toBytes()});
            compressed += raw.back().stream.size();
        }
        issuerKey = cbor::decode(parties.issuer->publicKey().cose())->find(-2)->toBytes();
    }

    // Empty when a signature or a stream is not right.
    std::vector<Bitmap> loadRaw() const
    {
        std::vector<Bitmap> bitmaps;
        bitmaps.reserve(raw.size());
        for (std::size_t shard = 0; shard < raw.size(); ++shard) {
            const RawList &list = raw[shard];
            Bitmap bitmap(static_cast<std::size_t>(entriesOf(static_cast<int>(shard)) / 4));
            uLongf size = bitmap.size();
            if (crypto_sign_verify_detached(bytesOf(list.signature), bytesOf(list.message), static_cast<unsigned long long>(list.message.size()),
                                            bytesOf(issuerKey)) != 0 ||
                uncompress(bitmap.data(), &size, bytesOf(list.stream), static_cast<uLong>(list.stream.size())) != Z_OK || size != bitmap.size())
                return {};
            bitmaps.push_back(std::move(bitmap));
        }
        return bitmaps;
    }

    StatusParties parties;
    QTemporaryDir folder;
    std::vector<RawList> raw;
    qint64 compressed = 0;
    QByteArray issuerKey;
};

// The next pass asked about, which depends on what the last one was.
class Order
{
public:
    qint64 next(quint64 read)
    {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U + read;
        return static_cast<qint64>((m_state >> 32) * static_cast<quint64>(passes) >> 32);
    }

private:
    quint64 m_state = 1;
};

} // namespace

class BenchStatus : public QObject
{
    Q_OBJECT

    std::unique_ptr<Country> m_country;

private slots:
    void initTestCase()
    {
        m_country = std::make_unique<Country>();
        QCOMPARE(m_country->raw.size(), static_cast<std::size_t>(shards));
    }

    void load()
    {
        qsizetype resident = 0;
        std::size_t loaded = 0;
        const Best best = bestOf(
            mostOfLoading,
            [&] {
                trust::StatusStore store;
                bool opened = false;
                const double taken = millisecondsOf([&] { opened = store.openFolder(m_country->folder.path(), m_country->parties.trust).has_value(); });
                resident = opened ? store.residentBytes() : 0;
                return taken;
            },
            [&] {
                std::vector<Bitmap> bitmaps;
                const double taken = millisecondsOf([&] { bitmaps = m_country->loadRaw(); });
                loaded = bitmaps.size();
                return taken;
            },
            {.least = 20});
        QCOMPARE(resident, passes / 4);
        QCOMPARE(loaded, static_cast<std::size_t>(shards));
        qInfo("status of %lld passes, %d lists of 2^20 entries, %.1f MB compressed, %.1f MB of bits: loaded from a folder in %.1f ms;"
              " inflate and signatures alone %.1f ms; ratio %.2f (limit %.1f); best of %d rounds",
              static_cast<long long>(passes), shards, static_cast<double>(m_country->compressed) / 1e6, static_cast<double>(passes) / 4e6, best.ours,
              best.floor, best.ratio(), mostOfLoading, best.rounds);
        hold(best.ratio(), mostOfLoading);
    }

    void resident()
    {
        QProcess process;
        process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/status_subject"), {m_country->folder.path()});
        QVERIFY(process.waitForFinished());
        const QList<QByteArray> answer = process.readAllStandardOutput().trimmed().split(' ');
        QCOMPARE(answer.size(), 3);
        QCOMPARE(answer[0].toInt(), shards);
        QCOMPARE(answer[1].toLongLong(), passes / 4);
        const double ratio = answer[2].toDouble() / answer[1].toDouble();
        qInfo("resident in a fresh process: %.2f MB for %.2f MB of bits; ratio %.3f (limit %.1f)", answer[2].toDouble() / 1e6, answer[1].toDouble() / 1e6,
              ratio, mostOfBitmaps);
        QVERIFY(!figuresCount || ratio > 0.9);
        hold(ratio, mostOfBitmaps);
    }

    void lookUp()
    {
        trust::StatusStore store;
        QVERIFY(store.openFolder(m_country->folder.path(), m_country->parties.trust));
        const std::vector<Bitmap> bitmaps = m_country->loadRaw();
        QCOMPARE(bitmaps.size(), static_cast<std::size_t>(shards));
        std::vector<credential::StatusReference> references;
        for (int shard = 0; shard < shards; ++shard)
            references.push_back({0, shardUri(shard)});
        qint64 oursBad = 0;
        qint64 rawBad = 0;
        const trust::TrustedIssuer &issuer = m_country->parties.entry();
        const Best best = bestOf(
            mostOfRawRead,
            [&] {
                oursBad = 0;
                return millisecondsOf([&] {
                    Order order;
                    quint64 read = 0;
                    for (int i = 0; i < lookUps; ++i) {
                        const qint64 pass = order.next(read);
                        credential::StatusReference &reference = references[static_cast<std::size_t>(pass / shardEntries)];
                        reference.index = pass % shardEntries;
                        const trust::StatusAnswer answer = store.look(reference, issuer, noon);
                        read = answer.state == trust::StatusState::Good ? 0 : answer.state == trust::StatusState::Revoked ? 1 : 2;
                        oursBad += read != 0 ? 1 : 0;
                    }
                });
            },
            [&] {
                rawBad = 0;
                return millisecondsOf([&] {
                    Order order;
                    quint64 read = 0;
                    for (int i = 0; i < lookUps; ++i) {
                        const qint64 pass = order.next(read);
                        const Bitmap &bitmap = bitmaps[static_cast<std::size_t>(pass / shardEntries)];
                        const qint64 index = pass % shardEntries;
                        read = bitmap[static_cast<std::size_t>(index / 4)] >> (index % 4 * 2) & 3;
                        rawBad += read != 0 ? 1 : 0;
                    }
                });
            },
            {.least = 40});
        QVERIFY(rawBad > 0);
        QCOMPARE(oursBad, rawBad); // the same walk, since each step depends on every answer before
        qInfo("look-up: %.0f ns; a raw read of the two bits in the same order, shard from a table: %.0f ns; ratio %.2f (limit %.0f); best of %d rounds of %d",
              best.ours * 1e6 / lookUps, best.floor * 1e6 / lookUps, best.ratio(), mostOfRawRead, best.rounds, lookUps);
        hold(best.ratio(), mostOfRawRead);
    }
};

DD_TEST(BenchStatus)
#include "bench_status.moc"
