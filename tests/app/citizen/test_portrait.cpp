// The face from the chip on the screen: JPEG, JPEG 2000, and what to say when there is nothing to show.
#include "app/faces/face_picture.h"
#include "tests/app/citizen/phone.h"
#include "tests/nfc/face_files.h"
#include "tests/nfc/jpeg2000_writer.h"
#include "tests/support/registry.h"

#include <QBuffer>
#include <QImageWriter>

namespace dd::citizen {
namespace {

// A drawn face: light background, a darker oval in a warm colour.
int drawnFace(int index, int x, int y, int)
{
    const int dx = x - 30;
    const int dy = y - 40;
    const bool face = 16 * dx * dx + 9 * dy * dy < 16 * 9 * 60;
    constexpr int skin[] = {200, 150, 120};
    return face ? skin[index] : 230;
}

QByteArray jpeg2000Portrait()
{
    test::Jpeg2000Recipe recipe;
    recipe.width = 60;
    recipe.height = 80;
    return test::writeJpeg2000(recipe, drawnFace);
}

// The demo card with another DG2. Its signature no longer holds, which is another test's business.
nfc::CardImage cardWithFace(const QByteArray &image)
{
    nfc::CardImage card = test::DemoCountry::instance().card;
    card.files.insert(nfc::FileId::Dg2, test::dg2File(test::faceRecord(image, 0, "01")));
    return card;
}

} // namespace

class TestPortrait : public QObject
{
    Q_OBJECT
private slots:
    void jpeg2000BecomesAnImage()
    {
        const QImage image = faceFromChip(jpeg2000Portrait());
        QCOMPARE(image.size(), QSize(60, 80));
        QCOMPARE(image.pixelColor(30, 40), QColor(200, 150, 120));
        QCOMPARE(image.pixelColor(1, 1), QColor(230, 230, 230));
    }

    void othersDoNot()
    {
        QVERIFY(!faceFromChip(nfc::demoPerson().faceJpeg).isNull());
        QVERIFY(faceFromChip({}).isNull());
        QVERIFY(faceFromChip("\xFF\xD8\xFF not a JPEG").isNull());
        QVERIFY(faceFromChip(jpeg2000Portrait().chopped(20)).isNull());
        QImage png(4, 4, QImage::Format_RGB32);
        png.fill(Qt::red);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && png.save(&buffer, "PNG"));
        QVERIFY(faceFromChip(bytes).isNull());
    }

    void largeJpegs_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("progressive");
        QTest::addColumn<QSize>("shown"); // empty: not at all
        QTest::newRow("as usual") << QSize(480, 640) << false << QSize(480, 640);
        QTest::newRow("as usual, progressive") << QSize(480, 640) << true << QSize(480, 640);
        QTest::newRow("large") << QSize(1800, 2400) << false << QSize(450, 600);
        QTest::newRow("large, progressive") << QSize(1800, 2400) << true << QSize();
        QTest::newRow("gigantic") << QSize(4001, 10) << false << QSize();
    }
    void largeJpegs()
    {
        QFETCH(QSize, size);
        QFETCH(bool, progressive);
        QFETCH(QSize, shown);
        QImage image(size, QImage::Format_RGB32);
        image.fill(QColor(200, 150, 120));
        QByteArray bytes;
        QBuffer buffer(&bytes);
        QImageWriter writer(&buffer, "JPEG");
        writer.setProgressiveScanWrite(progressive);
        QVERIFY(writer.write(image));
        const QImage face = faceFromChip(bytes);
        QCOMPARE(face.isNull(), shown.isEmpty());
        if (!shown.isEmpty())
            QCOMPARE(face.size(), shown);
    }

    void thePageShowsTheFaceOrSaysThatItCannot_data()
    {
        QTest::addColumn<QByteArray>("image");
        QTest::addColumn<bool>("shown");
        QTest::newRow("JPEG 2000") << jpeg2000Portrait() << true;
        QTest::newRow("JPEG 2000 cut short") << jpeg2000Portrait().chopped(20) << false;
        QTest::newRow("no picture at all") << QByteArray("GIF89a") << false;
    }
    void thePageShowsTheFaceOrSaysThatItCannot()
    {
        QFETCH(QByteArray, image);
        QFETCH(bool, shown);
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.card = cardWithFace(image)});
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().portrait().isEmpty(), !shown);
        QCOMPARE(phone.read("result.portrait", "visible").toBool(), shown);
        QCOMPARE(phone.read("result.portraitMissing", "visible").toBool(), !shown);
        if (!shown)
            QVERIFY(phone.text("result.portraitMissing").contains(QStringLiteral("Không hiển thị được")));
        QCOMPARE(phone.trap.take(), QStringList());
    }
};

DD_TEST(TestPortrait)

} // namespace dd::citizen

#include "test_portrait.moc"
