// BSI TR-03105 part 5.1, LDS_C: EF.DG2. The title of a case leaves the wrong value to us. What the record says about the
// person or the picture is not shown, and passive authentication vouches for the bytes: a wrong value is reported and the
// picture shown. What keeps the picture from being found, or cuts it, is an error.
#include "nfc/lds/lds_files.h"

#include "nfc/lds/face_pixels.h"
#include "nfc/simulator/soft_card.h"
#include "tests/nfc/face_files.h"
#include "tests/nfc/jpeg2000_writer.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::dg2File;
using dd::test::faceRecord;
using dd::test::hex;
namespace faceField = dd::test::face_record;

namespace {

const QByteArray &jpegFace()
{
    static const QByteArray image = demoPerson().faceJpeg;
    return image;
}
const QByteArray &jpeg2000Face()
{
    static const QByteArray image = test::writeJpeg2000(test::Jpeg2000Recipe{});
    return image;
}

// The good file with some bytes of its record put differently.
QByteArray withRecordBytes(qsizetype offset, const char *bytes, int points = 0)
{
    const QByteArray value = hex(bytes);
    return dg2File(faceRecord(jpegFace(), points).replace(offset, value.size(), value));
}

QByteArray withHeader(const char *header)
{
    return dg2File(faceRecord(jpegFace()), 0x5F2E, hex(header));
}

QByteArray withInstances(const QByteArray &content)
{
    return tlv::encode(0x75, tlv::encode(0x7F61, content));
}

// The length of the outer object is three bytes, 82 and two more.
QByteArray withOuterSize(int difference)
{
    QByteArray file = dg2File(faceRecord(jpegFace()));
    file[3] = static_cast<char>(static_cast<quint8>(file[3]) + difference);
    return file;
}

} // namespace

class Tr03105LdsC : public QObject
{
    Q_OBJECT

private slots:
    void ldsC_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("remark");
        QTest::addColumn<int>("error"); // -1: read
        const auto read = [](const char *identifier, const QByteArray &file, const char *remark = "") {
            QTest::newRow(identifier) << file << QString::fromLatin1(remark) << -1;
        };
        const auto refused = [](const char *identifier, const QByteArray &file, ErrorCode code = ErrorCode::DamagedFile) {
            QTest::newRow(identifier) << file << QString() << int(code);
        };
        const QByteArray good = dg2File(faceRecord(jpegFace()));
        const QByteArray instance = tlv::encode(0x7F60, {tlv::encode(0xA1, test::biometricHeader()), tlv::encode(0x5F2E, faceRecord(jpegFace()))});
        read("LDS_C_01", dg2File(faceRecord(jpeg2000Face(), 0, "01")));
        read("LDS_C_02", good);
        read("LDS_C_03", dg2File(faceRecord(jpeg2000Face(), 12, "01")));
        refused("LDS_C_04", QByteArray(good).replace(0, 1, hex("76")));
        refused("LDS_C_05", withOuterSize(-1));
        refused("LDS_C_06", withOuterSize(+1));
        refused("LDS_C_07", withInstances(instance));
        read("LDS_C_08", withHeader("80020101 810102 87020102 88020008"), "format owner");
        read("LDS_C_09", withHeader("80020101 810102 88020008"), "format owner");
        read("LDS_C_10", withHeader("80020101 810102 87020101 88020009"), "format type");
        read("LDS_C_11", withHeader("80020101 810102 87020101"), "format type");
        read("LDS_C_12", withHeader("80020101 81010B 87020101 88020008"), "biometric type"); // a thermal picture of a face
        read("LDS_C_13", withHeader("80020101 810108 87020101 88020008"), "biometric type"); // a fingerprint
        // What follows another name has another layout, which nobody should guess.
        refused("LDS_C_14", withRecordBytes(faceField::identifier, "46494E00"), ErrorCode::UnsupportedProtocol); // "FIN"
        read("LDS_C_15", withRecordBytes(faceField::version, "30393900"), "record version"); // "099", laid out as "010"
        // Two feature points that the block's length does not count: the picture would lose its end.
        refused("LDS_C_16", withRecordBytes(faceField::blockLength, test::bigEndianBytes(32 + jpegFace().size(), 4).toHex().constData(), 2));
        read("LDS_C_17", withRecordBytes(faceField::gender, "03"), "gender");
        read("LDS_C_18", withRecordBytes(faceField::eyeColour, "08"), "eye colour");
        read("LDS_C_19", withRecordBytes(faceField::hairColour, "0A"), "hair colour");
        read("LDS_C_20", withRecordBytes(faceField::poseYaw, "B6"), "pose angle yaw");
        read("LDS_C_21", withRecordBytes(faceField::posePitch, "B6"), "pose angle pitch");
        read("LDS_C_22", withRecordBytes(faceField::poseRoll, "B6"), "pose angle roll");
        read("LDS_C_23", withRecordBytes(faceField::uncertaintyYaw, "B6"), "pose angle uncertainty yaw");
        read("LDS_C_24", withRecordBytes(faceField::uncertaintyPitch, "B6"), "pose angle uncertainty pitch");
        read("LDS_C_25", withRecordBytes(faceField::uncertaintyRoll, "B6"), "pose angle uncertainty roll");
        read("LDS_C_26", withRecordBytes(faceField::imageType, "7F"), "face image type");
        // Declared neither JPEG nor JPEG 2000; the picture's own first bytes are believed.
        read("LDS_C_27", withRecordBytes(faceField::dataType, "02"), "image data type");
        refused("LDS_C_28", withInstances(hex("020101") + tlv::encode(0x7F60, tlv::encode(0xA1, test::biometricHeader()))));
    }
    void ldsC()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, remark);
        QFETCH(int, error);
        const Result<FaceImage> face = parseDg2(file);
        QCOMPARE(face.has_value(), error < 0);
        if (!face) {
            QCOMPARE(int(face.error().code), error);
            QCOMPARE(face.error().stage, QStringLiteral("DG2"));
            return;
        }
        QCOMPARE(face->remarks.join(QLatin1Char('|')), remark);
        const bool jpeg = face->format == FaceImage::Format::Jpeg;
        QCOMPARE(face->data, jpeg ? jpegFace() : jpeg2000Face());
        if (!jpeg)
            QVERIFY(decodeJpeg2000(face->data));
    }

    // The picture must be large enough for the rows that bend its outer length.
    void theFileTheyAreMadeOf()
    {
        const QByteArray good = dg2File(faceRecord(jpegFace()));
        QCOMPARE(static_cast<quint8>(good[1]), quint8(0x82));
        QVERIFY(static_cast<quint8>(good[3]) != 0 && static_cast<quint8>(good[3]) != 0xFF);
        QCOMPARE(parseDg2(good).value().remarks, QStringList());
    }
};

DD_TEST(Tr03105LdsC)
#include "tr03105_lds_c.moc"
