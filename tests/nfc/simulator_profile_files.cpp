// What profiles say about the portrait and about DG13, in the bytes of the files and in what the reader makes of them.
#include "nfc/lds/face_pixels.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QImage>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestSimulatorProfileFiles : public QObject
{
    Q_OBJECT

private slots:
    // From the profile to pixels, which are the drawn portrait whatever is around them.
    void facesBecomePixels_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("19794-5, JPEG") << QByteArray(R"({"files": {"faceSize": 15000}})");
        QTest::newRow("19794-5, JPEG 2000") << QByteArray(R"({"files": {"faceFormat": "jpeg2000"}})");
        QTest::newRow("19794-5, JPEG 2000, filled up") << QByteArray(R"({"files": {"faceFormat": "jpeg2000", "faceSize": 20000}})");
        QTest::newRow("39794-5, JPEG") << QByteArray(R"({"files": {"faceStandard": "39794-5"}})");
        QTest::newRow("39794-5, JPEG 2000, filled up")
            << QByteArray(R"({"files": {"faceStandard": "39794-5", "faceFormat": "jpeg2000", "faceSize": 40000}})");
    }
    void facesBecomePixels()
    {
        QFETCH(QByteArray, json);
        const Result<CardProfile> profile = parseCardProfile(json);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().detail));
        const Result<CardImage> card = personalise(*profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY2(card, card ? "" : qPrintable(card.error().detail));
        const QByteArray file = card->files.value(FileId::Dg2);
        QCOMPARE(file.contains(hex("7F2E")) && file.contains(hex("8802002A")), profile->faceStandard == CardProfile::FaceStandard::Iso39794);
        const Result<FaceImage> face = parseDg2(file);
        QVERIFY2(face, face ? "" : qPrintable(face.error().detail));
        QVERIFY2(face->remarks.isEmpty(), qPrintable(face->remarks.join(u' ')));
        QVERIFY(profile->faceSize == 0 || face->data.size() == profile->faceSize);
        QImage picture = QImage::fromData(face->data, "JPEG");
        if (profile->faceFormat == CardProfile::FaceFormat::Jpeg2000) {
            const Result<FacePixels> pixels = decodeJpeg2000(face->data);
            QVERIFY2(pixels, pixels ? "" : qPrintable(pixels.error().detail));
            const auto *rows = reinterpret_cast<const uchar *>(pixels->rgb.constData());
            picture = QImage(rows, pixels->width, pixels->height, 3 * pixels->width, QImage::Format_RGB888).copy();
        }
        const QImage drawn = QImage::fromData(demoPerson().faceJpeg, "JPEG").convertToFormat(QImage::Format_RGB888);
        picture = picture.convertToFormat(QImage::Format_RGB888);
        QCOMPARE(picture.size(), drawn.size());
        qint64 difference = 0;
        for (int y = 0; y < drawn.height(); ++y) {
            for (int x = 0; x < 3 * drawn.width(); ++x)
                difference += std::abs(picture.constScanLine(y)[x] - drawn.constScanLine(y)[x]);
        }
        QVERIFY2(difference < 4LL * 3 * drawn.width() * drawn.height(), qPrintable(QString::number(difference))); // of 255
    }

    // Both layouts of the parents and fields whose length takes two and three bytes.
    void detailsInDg13_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("residence");
        const auto row = [](const char *title, const QByteArray &json, const char *bytes, int residence) {
            QTest::newRow(title) << json << hex(bytes) << residence;
        };
        const QByteArray parents = R"("father": "A", "mother": "B")";
        row("parents as siblings", R"({"details": {)" + parents + R"(}, "files": {"dg13Parents": "siblings"}})", "300D 02010D 3003 0C0141 3003 0C0142", 0);
        row("parents in one sequence", R"({"details": {)" + parents + R"(}, "files": {"dg13Parents": "sequence"}})", "300B 02010D 3006 0C0141 0C0142", 0);
        row("a field of 128 bytes", R"({"details": {"residence": ")" + QByteArray(128, 'x') + R"("}})", "020109 0C8180 7878", 128);
        row("a field of 300 bytes", R"({"details": {"residence": ")" + QByteArray(300, 'x') + R"("}, "files": {"dg13Parents": "sequence"}})",
            "020109 0C82012C 7878", 300);
    }
    void detailsInDg13()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, bytes);
        QFETCH(int, residence);
        const Result<CardProfile> profile = parseCardProfile(json);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().detail));
        const Result<CardImage> card = personalise(*profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        const QByteArray file = card->files.value(FileId::Dg13);
        QVERIFY2(file.contains(bytes), file.toHex().constData());
        const Result<Dg13> read = parseDg13(file);
        QVERIFY(read);
        QCOMPARE(read->father, profile->details.father);
        QCOMPARE(read->mother, profile->details.mother);
        QCOMPARE(read->residence, profile->details.residence);
        QVERIFY(residence == 0 || read->residence.size() == residence);
    }
};

DD_TEST(TestSimulatorProfileFiles)
#include "simulator_profile_files.moc"
