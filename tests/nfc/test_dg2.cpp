#include "nfc/lds/lds_files.h"

#include "nfc/apdu/tlv.h"
#include "nfc/lds/face_pixels.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/face_files.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::bigEndianBytes;
using dd::test::dg2File;
using dd::test::faceBlock;
using dd::test::faceImageDataBlock;
using dd::test::faceRecord;
using dd::test::faceRecord2011;
using dd::test::hex;

namespace {

const QByteArray jpegStart = hex("FFD8FFE0") + QByteArray(40, 'j');
const QByteArray jp2Start = hex("0000000C6A5020200D0A870A") + QByteArray(40, 'p');
const QByteArray header39794 = hex("87020101" "8802002A");

QByteArray faceSpecimen(const char *name)
{
    return test::readFile(test::sharedDataPath("chip/specimen/dg2-gmrtd/") + QLatin1String(name));
}

} // namespace

class TestDg2 : public QObject
{
    Q_OBJECT

private slots:
    void everyEdition_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("image");
        QTest::addColumn<int>("format");
        const int jpeg = int(FaceImage::Format::Jpeg);
        const int jpeg2000 = int(FaceImage::Format::Jpeg2000);
        const QByteArray codestream = hex("FF4FFF51") + QByteArray(40, 'c');
        QTest::newRow("2005, JPEG") << dg2File(faceRecord(jpegStart)) << jpegStart << jpeg;
        QTest::newRow("2005, JPEG, feature points") << dg2File(faceRecord(jpegStart, 3)) << jpegStart << jpeg;
        QTest::newRow("2005, JP2") << dg2File(faceRecord(jp2Start, 0, "01")) << jp2Start << jpeg2000;
        QTest::newRow("2005, JPEG 2000 codestream") << dg2File(faceRecord(codestream, 1, "01")) << codestream << jpeg2000;
        QTest::newRow("2005 in 7F2E") << dg2File(faceRecord(jpegStart), 0x7F2E) << jpegStart << jpeg;
        QTest::newRow("2011, JPEG") << dg2File(faceRecord2011(jpegStart)) << jpegStart << jpeg;
        QTest::newRow("2011, landmarks") << dg2File(faceRecord2011(jpegStart, 5)) << jpegStart << jpeg;
        QTest::newRow("39794, JPEG") << dg2File(faceImageDataBlock(jpegStart), 0x7F2E, header39794) << jpegStart << jpeg;
        QTest::newRow("39794, JPEG 2000 lossy") << dg2File(faceImageDataBlock(jp2Start, "03"), 0x7F2E, header39794) << jp2Start << jpeg2000;
        QTest::newRow("39794, JPEG 2000 lossless") << dg2File(faceImageDataBlock(jp2Start, "04"), 0x7F2E, header39794) << jp2Start << jpeg2000;
    }
    void everyEdition()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, image);
        QFETCH(int, format);
        const Result<FaceImage> face = parseDg2(file);
        QVERIFY2(face, face ? "" : qPrintable(face.error().detail));
        QCOMPARE(face->data, image);
        QCOMPARE(int(face->format), format);
        QCOMPARE(face->remarks, QStringList());
        QVERIFY(test::refusesEveryPrefix(file, [](QByteArrayView view) { return parseDg2(view).has_value(); }));
    }

    void theSimulatorsFileHasNoRemarks()
    {
        const Result<FaceImage> face = parseDg2(test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg2));
        QVERIFY(face);
        QCOMPARE(face->remarks, QStringList());
    }

    void severalFaces()
    {
        const QByteArray other = hex("FFD8FFE1") + QByteArray(10, 'o');
        const QByteArray faces = faceBlock(jpegStart) + faceBlock(other, 2);
        const QByteArray record = QByteArray("FAC\0" "010\0", 8) + bigEndianBytes(14 + faces.size(), 4) + hex("0002") + faces;
        QCOMPARE(parseDg2(dg2File(record)).value().data, jpegStart);
        QByteArray lie = record;
        lie[13] = 3;
        QCOMPARE(parseDg2(dg2File(lie)).error().code, ErrorCode::DamagedFile);
        lie[13] = 1;
        QCOMPARE(parseDg2(dg2File(lie)).error().code, ErrorCode::DamagedFile);
        // Two templates of one face each.
        const auto instance = [](const QByteArray &block) {
            return tlv::encode(0x7F60, {tlv::encode(0xA1, test::biometricHeader()), tlv::encode(0x5F2E, block)});
        };
        const auto group = [&](const char *count) {
            return tlv::encode(0x75, tlv::encode(0x7F61, {hex("0201") + hex(count), instance(faceRecord(jpegStart)), instance(faceRecord(other))}));
        };
        QCOMPARE(parseDg2(group("02")).value().data, jpegStart);
        QCOMPARE(parseDg2(group("01")).error().code, ErrorCode::DamagedFile);
    }

    // Lengths inside the record that point outside it, or leave something out.
    void recordLies_data()
    {
        QTest::addColumn<QByteArray>("record");
        const auto bent = [](QByteArray record, qsizetype at, const QByteArray &bytes) { return record.replace(at, bytes.size(), bytes); };
        const QByteArray old = faceRecord(jpegStart);
        const QByteArray young = faceRecord2011(jpegStart);
        const qsizetype block = faceBlock(jpegStart).size();
        QTest::newRow("record length one more") << bent(old, 8, bigEndianBytes(old.size() + 1, 4));
        QTest::newRow("record length huge") << bent(old, 8, hex("FFFFFFFF"));
        QTest::newRow("no face") << bent(old, 12, hex("0000"));
        QTest::newRow("65535 faces") << bent(old, 12, hex("FFFF"));
        QTest::newRow("face block beyond the record") << bent(old, 14, bigEndianBytes(block + 1, 4));
        QTest::newRow("face block short of the record") << bent(old, 14, bigEndianBytes(block - 1, 4));
        QTest::newRow("face block huge") << bent(old, 14, hex("FFFFFFFF"));
        QTest::newRow("face block of nothing") << bent(old, 14, hex("00000000"));
        QTest::newRow("feature points beyond the block") << bent(old, 18, hex("FFFF"));
        QTest::newRow("no image") << faceRecord({});
        QTest::newRow("something else") << faceRecord("GIF89a");
        QTest::newRow("2011, quality blocks beyond the block") << bent(young, 17 + 18, hex("FF"));
        QTest::newRow("2011, landmarks beyond the block") << bent(young, 17 + 19 + 5, hex("FFFF"));
        QTest::newRow("2011, image beyond the block") << bent(young, young.size() - jpegStart.size() - 4, hex("FFFFFFFF"));
        QTest::newRow("2011, no image") << faceRecord2011({});
        QTest::newRow("only the header") << QByteArray("FAC\0" "010\0" "\0\0\0\x0E" "\0\1", 14);
        QTest::newRow("2011, only the header") << QByteArray("FAC\0" "030\0" "\0\0\0\x0E" "\0\1", 14);
    }
    void recordLies()
    {
        QFETCH(QByteArray, record);
        const Result<FaceImage> face = parseDg2(dg2File(record));
        QVERIFY(!face);
        QCOMPARE(face.error().code, ErrorCode::DamagedFile);
        QCOMPARE(face.error().stage, QStringLiteral("DG2"));
    }

    void dataBlockRefusals_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray good = faceImageDataBlock(jpegStart);
        // A1 { 65 { A0 version, A1 { 30 { 80, A1 { A0 { A0 { 80 image, A1 { A0 { 80 format }}}}}}}}}
        const auto inside = [](const QByteArray &representation) {
            return tlv::encode(0xA1, tlv::encode(0x65, hex("A007" "800103" "810207E3") + tlv::encode(0xA1, representation)));
        };
        QTest::newRow("empty") << QByteArray() << ErrorCode::DamagedFile;
        QTest::newRow("another standard's template") << QByteArray(good).replace(0, 1, hex("A2")) << ErrorCode::DamagedFile;
        QTest::newRow("another data block") << tlv::encode(0xA1, tlv::encode(0x64, hex("A000"))) << ErrorCode::DamagedFile;
        QTest::newRow("no representation") << inside({}) << ErrorCode::DamagedFile;
        QTest::newRow("no picture") << inside(hex("3003800100")) << ErrorCode::DamagedFile;
        QTest::newRow("a picture of a later edition") << inside(hex("3009" "800100" "A104" "A102" "3000")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("3D") << inside(hex("300B" "800100" "A106" "A004" "A102" "3000")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("no information about the picture") << inside(hex("300F" "800100" "A10A" "A008" "A006" "8004" "FFD8FFE0")) << ErrorCode::DamagedFile;
        QTest::newRow("two pictures") << inside(hex("3019" "800100" "A114" "A012" "A010" "8004FFD8FFE0" "8004FFD8FFE0" "A102A000")) << ErrorCode::DamagedFile;
        QTest::newRow("neither JPEG nor JPEG 2000") << faceImageDataBlock("GIF89a") << ErrorCode::DamagedFile;
        QTest::newRow("no image") << faceImageDataBlock({}) << ErrorCode::DamagedFile;
    }
    void dataBlockRefusals()
    {
        QFETCH(QByteArray, block);
        QFETCH(ErrorCode, code);
        const Result<FaceImage> face = parseDg2(dg2File(block, 0x7F2E, header39794));
        QVERIFY(!face);
        QCOMPARE(face.error().code, code);
        QCOMPARE(face.error().stage, QStringLiteral("DG2"));
    }

    void dataBlockRemarks()
    {
        QCOMPARE(parseDg2(dg2File(faceImageDataBlock(jpegStart, "03"), 0x7F2E, header39794)).value().remarks,
                 QStringList(QStringLiteral("image data type")));
        QByteArray later = faceImageDataBlock(jpegStart);
        later.replace(hex("800103" "810207E3"), hex("800104" "810207F0"));
        QCOMPARE(parseDg2(dg2File(later, 0x7F2E, header39794)).value().remarks, QStringList(QStringLiteral("record version")));
        QCOMPARE(parseDg2(dg2File(faceImageDataBlock(jpegStart), 0x7F2E)).value().remarks, QStringList(QStringLiteral("format type")));
    }

    void oldRecordWithoutItsName()
    {
        const Result<FaceImage> face = parseDg2(dg2File(QByteArray(60, 'x')));
        QCOMPARE(face.error().code, ErrorCode::UnsupportedProtocol);
        QCOMPARE(parseDg2(dg2File({})).error().code, ErrorCode::DamagedFile);
    }

    void publishedFile2005()
    {
        DD_NEED_SHARED("chip/specimen/loes2006/ef0102.bin");
        const Result<FaceImage> face = parseDg2(test::readFile(test::sharedDataPath("chip/specimen/loes2006/ef0102.bin")));
        QVERIFY(face);
        QCOMPARE(face->format, FaceImage::Format::Jpeg2000);
        QCOMPARE(face->data.size(), 13785 - 0x54);
        QCOMPARE(face->remarks, QStringList());
        const Result<FacePixels> pixels = decodeJpeg2000(face->data);
        QVERIFY2(pixels, pixels ? "" : qPrintable(pixels.error().detail));
        QCOMPARE(pixels->width, 449);
        QCOMPARE(pixels->height, 598);
    }

    void publishedRecords_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<bool>("newer");
        QTest::addColumn<QString>("picture"); // empty: the picture is damaged
        QTest::newRow("19794") << faceSpecimen("ISO19794_Test1_Data.bin") << false << QStringLiteral("ISO19794_Test1_Face.jpg");
        QTest::newRow("19794, picture damaged") << faceSpecimen("ISO19794_Test2_Data_InvalidImage.bin") << false << QString();
        QTest::newRow("39794, mandatory fields") << faceSpecimen("ICAO_39794_5_AP_MandFields.dat") << true << QStringLiteral("ICAO_39794_5_AP_Face.jpg");
        QTest::newRow("39794, all fields") << faceSpecimen("ICAO_39794_5_AP_AllFields.dat") << true << QStringLiteral("ICAO_39794_5_AP_Face.jpg");
        QTest::newRow("39794, picture damaged") << faceSpecimen("ICAO_39794_5_AP_MandFields_InvalidImage.dat") << true << QString();
    }
    void publishedRecords()
    {
        DD_NEED_SHARED("chip/specimen/dg2-gmrtd/ISO19794_Test1_Data.bin");
        QFETCH(QByteArray, block);
        QFETCH(bool, newer);
        QFETCH(QString, picture);
        const Result<FaceImage> face = parseDg2(newer ? dg2File(block, 0x7F2E, header39794) : dg2File(block));
        QCOMPARE(face.has_value(), !picture.isEmpty());
        if (!face) {
            QCOMPARE(face.error().code, ErrorCode::DamagedFile);
            return;
        }
        QCOMPARE(face->data, faceSpecimen(qPrintable(picture)));
        if (face->format == FaceImage::Format::Jpeg2000)
            QVERIFY(decodeJpeg2000(face->data));
    }

    void publishedFiles39794()
    {
        DD_NEED_SHARED("chip/specimen/dg2-gmrtd/ICAO_39794_5_AP_DG2_AllFields.dat");
        for (const char *name : {"ICAO_39794_5_AP_DG2_AllFields.dat", "ICAO_39794_5_AP_DG2_MandFields.dat"}) {
            const Result<FaceImage> face = parseDg2(faceSpecimen(name));
            QVERIFY2(face, face ? "" : qPrintable(face.error().detail));
            QCOMPARE(face->data, faceSpecimen("ICAO_39794_5_AP_DG2_Face.jpg"));
            QVERIFY(test::refusesEveryPrefix(faceSpecimen(name), [](QByteArrayView view) { return parseDg2(view).has_value(); }));
        }
    }
};

DD_TEST(TestDg2)
#include "test_dg2.moc"
