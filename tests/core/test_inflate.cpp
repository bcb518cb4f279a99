#include "core/codec/inflate.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <QtEndian>

#include <fstream>
#include <string>
#include <zlib.h>

using namespace dd;
using namespace dd::test;

namespace {

// "<what>: n kB" of this process.
qint64 ownMemory(const QByteArray &what)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(what.toStdString()))
            return QByteArray::fromStdString(line).mid(what.size()).trimmed().split(' ').first().toLongLong();
    }
    return -1;
}

constexpr qsizetype pieceSize = 1 << 24;

// Sixteen mebibytes of zeros as whole blocks that end on a byte: any number of them in a row is deflate's format again.
QByteArray deflatedZeros()
{
    QByteArray zeros(pieceSize, '\0');
    QByteArray output(1 << 16, '\0');
    z_stream stream = {};
    if (::deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    stream.next_in = reinterpret_cast<Bytef *>(zeros.data());
    stream.avail_in = static_cast<uInt>(zeros.size());
    stream.next_out = reinterpret_cast<Bytef *>(output.data());
    stream.avail_out = static_cast<uInt>(output.size());
    const bool flushed = ::deflate(&stream, Z_FULL_FLUSH) == Z_OK && stream.avail_in == 0 && stream.avail_out != 0;
    output.truncate(output.size() - static_cast<qsizetype>(stream.avail_out));
    ::deflateEnd(&stream);
    return flushed ? output : QByteArray();
}

// RFC 1950 §2.2: header, blocks (an empty last one), Adler-32 of nothing but zeros.
QByteArray streamOf(const QByteArray &piece, qsizetype count)
{
    QByteArray checksum(4, '\0');
    qToBigEndian(static_cast<quint32>((count * pieceSize % 65521) << 16 | 1), checksum.data());
    return QByteArray::fromHex("78da") + piece.repeated(count) + QByteArray::fromHex("0300") + checksum;
}

// The most that this process ever held, from now on; what it is now.
qint64 forgetPeak()
{
    std::ofstream("/proc/self/clear_refs") << "5"; // proc(5)
    return ownMemory("VmHWM:");
}

} // namespace

class TestInflate : public QObject
{
    Q_OBJECT
private slots:
    void givesBackWhatWasDeflated_data()
    {
        QTest::addColumn<QByteArray>("content");
        CountingRandom random;
        QByteArray noise(100'000, '\0');
        random.fill(reinterpret_cast<unsigned char *>(noise.data()), static_cast<std::size_t>(noise.size()));
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("a byte") << QByteArray("x");
        QTest::newRow("zeros") << QByteArray(1 << 20, '\0');
        QTest::newRow("noise") << noise;
    }
    void givesBackWhatWasDeflated()
    {
        QFETCH(QByteArray, content);
        for (const int level : {1, 6, 9}) {
            const QByteArray compressed = deflateZlib(content, level);
            QVERIFY(!compressed.isEmpty());
            const auto back = inflateZlib(compressed, content.size());
            QVERIFY(back.has_value());
            QCOMPARE(*back, content);
        }
    }

    // Made with another program (Python's zlib).
    void readsAStreamOfAnotherProgram()
    {
        const auto stored = inflateZlib(QByteArray::fromHex("78010103 00fcff616263 024d0127"), 3);
        QVERIFY(stored.has_value());
        QCOMPARE(*stored, QByteArray("abc"));
        const auto fixed = inflateZlib(QByteArray::fromHex("78da4b4c4a0600024d0127"), 3);
        QVERIFY(fixed.has_value());
        QCOMPARE(*fixed, QByteArray("abc"));
    }

    void theLimitIsThatOfTheContent()
    {
        const QByteArray compressed = deflateZlib(QByteArray(4096, 'a'));
        QVERIFY(inflateZlib(compressed, 4096).has_value());
        QVERIFY(inflateZlib(compressed, 4097).has_value());
        for (const qsizetype limit : {qsizetype(0), qsizetype(1), qsizetype(4095)}) {
            const auto refused = inflateZlib(compressed, limit);
            QVERIFY(!refused && refused.error().code == ErrorCode::CompressedTooLarge);
        }
    }

    void everyPrefixAndFlippedBitIsRefused()
    {
        const QByteArray content("một hai ba bốn năm sáu bảy, một hai ba bốn năm sáu bảy");
        const QByteArray compressed = deflateZlib(content);
        for (qsizetype size = 0; size < compressed.size(); ++size) {
            const auto refused = inflateZlib(QByteArrayView(compressed).first(size), 1000);
            QVERIFY(!refused && refused.error().code == ErrorCode::CompressedMalformed);
        }
        for (qsizetype bit = 0; bit < compressed.size() * 8; ++bit) {
            QByteArray flipped = compressed;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            const auto read = inflateZlib(flipped, 1000);
            // Bits that pad the last block say nothing, and a repeat may be found at another distance; the content is never another.
            QVERIFY2(!read || *read == content, QByteArray::number(bit).constData());
        }
    }

    void anotherFormIsRefused_data()
    {
        QTest::addColumn<QByteArray>("stream");
        const QByteArray good = deflateZlib("abc");
        QTest::newRow("trailing byte") << good + '\0';
        QTest::newRow("two streams") << good + good;
        QTest::newRow("gzip") << QByteArray::fromHex("1f8b08000000000000034b4c4a0600c241243503000000");
        QTest::newRow("raw deflate") << QByteArray::fromHex("4b4c4a0600");
        QTest::newRow("a preset dictionary") << QByteArray::fromHex("78f9024d01274b4c4a0600024d0127");
        QTest::newRow("a wrong checksum") << QByteArray::fromHex("78da4b4c4a0600024d0128");
        QTest::newRow("text") << QByteArray("abc");
    }
    void anotherFormIsRefused()
    {
        QFETCH(QByteArray, stream);
        const auto refused = inflateZlib(stream, 1000);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::CompressedMalformed);
    }

    // A gibibyte of zeros in less than a mebibyte.
    void aBombIsRefusedAtOnce()
    {
        const QByteArray piece = deflatedZeros();
        const auto small = inflateZlib(streamOf(piece, 1), pieceSize); // they are good streams but for their size
        QVERIFY(small.has_value());
        QVERIFY(*small == QByteArray(pieceSize, '\0'));
        const QByteArray bomb = streamOf(piece, 64);
        QVERIFY(!piece.isEmpty() && bomb.size() < 1 << 20);
        const qint64 before = forgetPeak();
        QElapsedTimer timer;
        timer.start();
        const auto refused = inflateZlib(bomb, 1 << 20);
        const qint64 elapsed = timer.elapsed();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::CompressedTooLarge);
        QVERIFY2(elapsed < 50, QByteArray::number(elapsed).constData());
        QVERIFY(before > 0);
        QVERIFY(ownMemory("VmHWM:") - before < 4096); // kB: the limit, and what the allocator takes along
    }

};

DD_TEST(TestInflate)
#include "test_inflate.moc"
