#include "nfc/lds/face_pixels.h"

#include "tests/nfc/hex.h"
#include "tests/nfc/jpeg2000_writer.h"
#include "tests/nfc/peak_memory.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>
#include <QtEndian>
#include <functional>

using namespace dd;
using namespace dd::nfc;
using dd::test::heapIsInstrumented;
using dd::test::hex;
using dd::test::Jpeg2000Component;
using dd::test::Jpeg2000Recipe;
using dd::test::jpeg2000Wave;
using dd::test::writeJpeg2000;

namespace {

int sampleAt(const FacePixels &pixels, int x, int y, int index)
{
    return static_cast<quint8>(pixels.rgb[qsizetype(3) * (qsizetype(y) * pixels.width + x) + index]);
}

// The largest difference between the picture and the waves it was made of.
int farthest(const FacePixels &pixels, const std::function<int(int index, int x, int y)> &expected)
{
    int worst = 0;
    for (int y = 0; y < pixels.height; ++y) {
        for (int x = 0; x < pixels.width; ++x) {
            for (int index = 0; index < 3; ++index)
                worst = std::max(worst, std::abs(sampleAt(pixels, x, y, index) - expected(index, x, y)));
        }
    }
    return worst;
}

int reddish(int index, int, int, int)
{
    constexpr int ycc[] = {76, 85, 255}; // pure red, nearly
    return ycc[index];
}

int greyInYcc(int index, int x, int y, int largest)
{
    return index == 0 ? jpeg2000Wave(0, x, y, largest) : 128;
}

// A small lossless picture whose parts the tests bend.
const QByteArray &plainJp2()
{
    static const QByteArray image = writeJpeg2000(Jpeg2000Recipe{});
    return image;
}
const QByteArray &plainCodestream()
{
    static const QByteArray image = [] {
        Jpeg2000Recipe recipe;
        recipe.container = false;
        return writeJpeg2000(recipe);
    }();
    return image;
}

QByteArray withBytes(QByteArray image, qsizetype at, const QByteArray &bytes)
{
    return image.replace(at, bytes.size(), bytes);
}

// A box slipped into the JP2 header, whose length grows with it.
QByteArray withHeaderBox(QByteArray image, const QByteArray &box)
{
    const qsizetype header = image.indexOf("jp2h") - 4;
    const auto size = qFromBigEndian<quint32>(image.constData() + header);
    QByteArray length(4, '\0');
    qToBigEndian<quint32>(size + static_cast<quint32>(box.size()), length.data());
    image.replace(header, 4, length);
    return image.insert(header + qsizetype(size), box);
}

} // namespace

class TestFacePixels : public QObject
{
    Q_OBJECT

private slots:
    void everyKindOfPicture_data()
    {
        QTest::addColumn<Jpeg2000Recipe>("recipe");
        QTest::addColumn<int>("tolerance");
        const auto row = [](const char *name, const std::function<void(Jpeg2000Recipe &)> &change, int tolerance = 0) {
            Jpeg2000Recipe recipe;
            change(recipe);
            QTest::newRow(name) << recipe << tolerance;
        };
        row("JP2", [](auto &) {});
        row("codestream", [](auto &r) { r.container = false; });
        row("alpha is ignored", [](auto &r) { r.components = QList<Jpeg2000Component>(4); });
        row("colour transform", [](auto &r) { r.colourTransform = true; });
        row("tiles", [](auto &r) { r.tileSize = 32; });
        row("off the origin", [](auto &r) { r.originX = r.originY = 7; });
        row("layers", [](auto &r) { r.layers = 6; });
        row("small blocks and precincts", [](auto &r) { r.codeBlock = 16, r.precinct = 32; });
        row("lowest resolution only", [](auto &r) { r.resolutions = 1; });
        row("one pixel", [](auto &r) { r.width = r.height = r.resolutions = 1; });
        row("odd size", [](auto &r) { r.width = 37, r.height = 53; });
        row("12 bits", [](auto &r) { r.components = QList<Jpeg2000Component>(3, {.precision = 12}); }, 1);
        row("16 bits", [](auto &r) { r.components = QList<Jpeg2000Component>(3, {.precision = 16}); }, 1);
        row("4 bits", [](auto &r) { r.components = QList<Jpeg2000Component>(3, {.precision = 4}); }, 18);
        row("1 bit", [](auto &r) { r.components = QList<Jpeg2000Component>(3, {.precision = 1}); }, 255);
        row("signed samples", [](auto &r) { r.components = QList<Jpeg2000Component>(3, {.isSigned = true}); });
        row("lossy", [](auto &r) { r.rate = 8, r.width = 200, r.height = 240; }, 40);
    }
    void everyKindOfPicture()
    {
        QFETCH(Jpeg2000Recipe, recipe);
        QFETCH(int, tolerance);
        const QByteArray image = writeJpeg2000(recipe);
        QVERIFY(!image.isEmpty());
        const Result<FacePixels> pixels = decodeJpeg2000(image);
        QVERIFY2(pixels, pixels ? "" : qPrintable(pixels.error().detail));
        QCOMPARE(pixels->width, recipe.width);
        QCOMPARE(pixels->height, recipe.height);
        QCOMPARE(pixels->rgb.size(), qsizetype(3) * recipe.width * recipe.height);
        const int worst = farthest(*pixels, [](int index, int x, int y) { return jpeg2000Wave(index, x, y, 255); });
        QVERIFY2(worst <= tolerance, qPrintable(QString::number(worst)));
    }

    void greyBecomesThreeTimesTheSame()
    {
        for (const int components : {1, 2}) { // alone, and with alpha
            Jpeg2000Recipe recipe;
            recipe.components = QList<Jpeg2000Component>(components);
            recipe.colour = OPJ_CLRSPC_GRAY;
            const Result<FacePixels> pixels = decodeJpeg2000(writeJpeg2000(recipe));
            QVERIFY(pixels);
            QCOMPARE(farthest(*pixels, [](int, int x, int y) { return jpeg2000Wave(0, x, y, 255); }), 0);
        }
    }

    void lumaAndChroma_data()
    {
        QTest::addColumn<bool>("container");
        QTest::addColumn<Jpeg2000Component>("chroma");
        QTest::newRow("sYCC") << true << Jpeg2000Component{};
        QTest::newRow("sYCC, chroma at a quarter") << true << Jpeg2000Component{2, 2, 8, false};
        QTest::newRow("sYCC, chroma at half the width, signed") << true << Jpeg2000Component{2, 1, 8, true};
        QTest::newRow("codestream, chroma at a quarter") << false << Jpeg2000Component{2, 2, 8, false};
    }
    void lumaAndChroma()
    {
        QFETCH(bool, container);
        QFETCH(Jpeg2000Component, chroma);
        Jpeg2000Recipe recipe;
        recipe.container = container;
        recipe.components = {Jpeg2000Component{}, chroma, chroma};
        recipe.colour = OPJ_CLRSPC_SYCC;
        const Result<FacePixels> grey = decodeJpeg2000(writeJpeg2000(recipe, greyInYcc));
        QVERIFY2(grey, grey ? "" : qPrintable(grey.error().detail));
        QCOMPARE(farthest(*grey, [](int, int x, int y) { return jpeg2000Wave(0, x, y, 255); }), 0);
        const Result<FacePixels> red = decodeJpeg2000(writeJpeg2000(recipe, reddish));
        QVERIFY(red);
        QVERIFY(farthest(*red, [](int index, int, int) { return index == 0 ? 254 : 0; }) <= 1);
    }

    void largePicturesComeSmaller_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("halvings");
        QTest::newRow("a passport's portrait") << 480 << 640 << 0;
        QTest::newRow("900 x 1200") << 900 << 1200 << 1;
        QTest::newRow("1800 x 2400") << 1800 << 2400 << 2;
    }
    void largePicturesComeSmaller()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, halvings);
        Jpeg2000Recipe recipe;
        recipe.width = width;
        recipe.height = height;
        recipe.rate = 40;
        const auto slow = [](int index, int x, int y, int) { return (x / 16 + y / 16 + 20 * index) % 200; };
        const QByteArray image = writeJpeg2000(recipe, slow);
        if (heapIsInstrumented)
            QSKIP("this build's heap keeps what is freed: peaks say nothing");
        const std::optional<test::PeakMemory> memory = test::PeakMemory::start();
        if (!memory)
            QSKIP("this system does not let a process measure its own peak");
        const Result<FacePixels> pixels = decodeJpeg2000(image);
        const qint64 growth = memory->grownKilobytes();
        QVERIFY2(pixels, pixels ? "" : qPrintable(pixels.error().detail));
        QCOMPARE(pixels->width, (width + (1 << halvings) - 1) >> halvings);
        QCOMPARE(pixels->height, (height + (1 << halvings) - 1) >> halvings);
        QVERIFY2(growth <= 8 * 1024, qPrintable(QStringLiteral("%1 KiB").arg(growth)));
    }

    void aPictureCutShort()
    {
        for (const QByteArray &image : {plainJp2(), plainCodestream()}) {
            for (qsizetype size = 0; size < image.size(); ++size) {
                const QByteArray prefix(image.constData(), size);
                const Result<FacePixels> pixels = decodeJpeg2000(prefix);
                QVERIFY2(!pixels, qPrintable(QStringLiteral("a prefix of %1 bytes is accepted").arg(size)));
                QCOMPARE(pixels.error().code, ErrorCode::DamagedFile);
                QCOMPARE(pixels.error().stage, QStringLiteral("DG2"));
            }
        }
        QVERIFY(decodeJpeg2000(plainCodestream() + QByteArray(100, '\0'))); // issuers pad to a fixed size
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("image");
        QTest::addColumn<ErrorCode>("code");
        // Offsets into the codestream: SOC 2, then SIZ: marker, length, capabilities, width 8, height 12, x0 16, y0 20,
        // tile width 24, tile height 28, tile x0 32, tile y0 36, components 40, then precision and sampling.
        const QByteArray &plain = plainCodestream();
        QTest::newRow("width 0") << withBytes(plain, 8, hex("00000000")) << ErrorCode::DamagedFile;
        QTest::newRow("gigantic") << withBytes(plain, 8, hex("FFFFFFFFFFFFFFFF")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("origin beyond the picture") << withBytes(plain, 16, hex("00000040")) << ErrorCode::DamagedFile;
        QTest::newRow("tiles of no size") << withBytes(plain, 24, hex("00000000")) << ErrorCode::DamagedFile;
        QTest::newRow("a tile per pixel") << withBytes(plain, 24, hex("0000000100000001")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("tile origin beyond the picture") << withBytes(plain, 32, hex("00000001")) << ErrorCode::DamagedFile;
        QTest::newRow("no components") << withBytes(plain, 40, hex("0000")) << ErrorCode::DamagedFile;
        QTest::newRow("more components than described") << withBytes(plain, 40, hex("4000")) << ErrorCode::DamagedFile;
        QTest::newRow("38 bits") << withBytes(plain, 42, hex("25")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("sampling 0") << withBytes(plain, 43, hex("00")) << ErrorCode::DamagedFile;
        QTest::newRow("sampling 255") << withBytes(plain, 43, hex("FF")) << ErrorCode::UnsupportedProtocol;
        const qsizetype style = plain.indexOf(hex("FF52")); // COD: marker, length, style, progression, layers, transform, levels
        QTest::newRow("no layers") << withBytes(plain, style + 6, hex("0000")) << ErrorCode::DamagedFile;
        QTest::newRow("layers without end") << withBytes(plain, style + 6, hex("FFFF")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("40 levels") << withBytes(plain, style + 9, hex("28")) << ErrorCode::DamagedFile;
        QTest::newRow("code-blocks too wide") << withBytes(plain, style + 10, hex("0F")) << ErrorCode::DamagedFile;
        QTest::newRow("precincts not listed") << withBytes(plain, style + 4, hex("01")) << ErrorCode::DamagedFile;
        QTest::newRow("no coding style") << withBytes(plain, style, hex("FF64")) << ErrorCode::DamagedFile;
        QTest::newRow("two coding styles") << QByteArray(plain).insert(style, plain.mid(style, 14)) << ErrorCode::DamagedFile;
        QTest::newRow("progression changes") << QByteArray(plain).insert(style, hex("FF5F00020000")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("a segment of length 1") << QByteArray(plain).insert(style, hex("FF640001")) << ErrorCode::DamagedFile;
        const qsizetype tile = plain.indexOf(hex("FF90000A")); // SOT: marker, length, tile, size, part, parts
        QTest::newRow("another tile") << withBytes(plain, tile + 4, hex("0001")) << ErrorCode::DamagedFile;
        QTest::newRow("tile-part of 1 byte") << withBytes(plain, tile + 6, hex("00000001")) << ErrorCode::DamagedFile;
        QTest::newRow("tile-part beyond the end") << withBytes(plain, tile + 6, hex("7FFFFFFF")) << ErrorCode::DamagedFile;
        QTest::newRow("coding style in a tile") << withBytes(QByteArray(plain).insert(tile + 12, plain.mid(style, 14)), tile + 6, hex("00000000"))
                                                << ErrorCode::UnsupportedProtocol;
        QTest::newRow("nothing after the start") << hex("FF4FFF51") << ErrorCode::DamagedFile;
        QTest::newRow("no tile") << plain.first(tile) + hex("FFD9") << ErrorCode::DamagedFile;
        const QByteArray &jp2 = plainJp2();
        const qsizetype colour = jp2.indexOf("colr") + 7;
        QTest::newRow("CMYK") << withBytes(jp2, colour, hex("0000000C")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("palette") << withHeaderBox(jp2, hex("0000000E" "70636C72" "0001FF070707")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("box of length 3") << withHeaderBox(jp2, hex("0000000370636C72")) << ErrorCode::DamagedFile;
        QTest::newRow("box of 2^64 bytes") << withHeaderBox(jp2, hex("0000000178787878FFFFFFFFFFFFFFFF")) << ErrorCode::DamagedFile;
        QTest::newRow("no codestream box") << jp2.first(jp2.indexOf("jp2c") - 4) << ErrorCode::DamagedFile;
        QTest::newRow("a JPEG") << hex("FFD8FFE000104A464946") << ErrorCode::DamagedFile;
        QTest::newRow("nothing") << QByteArray() << ErrorCode::DamagedFile;
    }
    void refusals()
    {
        QFETCH(QByteArray, image);
        QFETCH(ErrorCode, code);
        const Result<FacePixels> pixels = decodeJpeg2000(image);
        QVERIFY(!pixels);
        QCOMPARE(pixels.error().code, code);
        QCOMPARE(pixels.error().stage, QStringLiteral("DG2"));
    }

    // What the decoder allocates per code-block and precinct, not per pixel.
    void smallPiecesAreCounted()
    {
        Jpeg2000Recipe recipe;
        recipe.width = 400;
        recipe.height = 500;
        recipe.codeBlock = 4;
        const Result<FacePixels> blocks = decodeJpeg2000(writeJpeg2000(recipe));
        QVERIFY(!blocks);
        QCOMPARE(blocks.error().code, ErrorCode::UnsupportedProtocol);
    }

    // One byte changed anywhere: a picture or a named error, never anything else.
    void everyByteOff()
    {
        for (qsizetype at = 0; at < std::min<qsizetype>(plainCodestream().size(), 1500); ++at) {
            QByteArray image = plainCodestream();
            image[at] = static_cast<char>(image[at] ^ 0xFF);
            const Result<FacePixels> pixels = decodeJpeg2000(image);
            if (pixels)
                QCOMPARE(pixels->rgb.size(), qsizetype(3) * pixels->width * pixels->height);
            else
                QCOMPARE(pixels.error().stage, QStringLiteral("DG2"));
        }
    }

    void publishedPortrait()
    {
        DD_NEED_SHARED("chip/specimen/dg2/silver.jp2");
        const Result<FacePixels> pixels = decodeJpeg2000(test::readFile(test::sharedDataPath("chip/specimen/dg2/silver.jp2")));
        QVERIFY2(pixels, pixels ? "" : qPrintable(pixels.error().detail));
        QCOMPARE(pixels->width, 413);
        QCOMPARE(pixels->height, 531);
        // A face before a light background: the corners are lighter than the middle.
        const auto brightness = [&](int x, int y) { return sampleAt(*pixels, x, y, 0) + sampleAt(*pixels, x, y, 1) + sampleAt(*pixels, x, y, 2); };
        QVERIFY(brightness(5, 5) > brightness(206, 200));
    }
};

DD_TEST(TestFacePixels)
#include "test_face_pixels.moc"
