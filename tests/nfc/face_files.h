// EF.DG2 written here by hand, apart from the simulator's writer, with every field in a place that a test can bend.
#pragma once

#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"

#include <QByteArray>

namespace dd::test {

inline QByteArray bigEndianBytes(qsizetype value, int size)
{
    QByteArray out;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        out.append(static_cast<char>((value >> shift) & 0xFF));
    return out;
}

// Where the fields of a record of ISO/IEC 19794-5:2005 stand, feature points apart.
namespace face_record {
constexpr qsizetype identifier = 0, version = 4, length = 8, faces = 12;
constexpr qsizetype blockLength = 14, featurePoints = 18, gender = 20, eyeColour = 21, hairColour = 22;
constexpr qsizetype poseYaw = 28, posePitch = 29, poseRoll = 30, uncertaintyYaw = 31, uncertaintyPitch = 32, uncertaintyRoll = 33;
constexpr qsizetype imageType = 34, dataType = 35, width = 36, image = 46;
} // namespace face_record

inline QByteArray faceBlock(const QByteArray &image, int points = 0, const char *dataType = "00")
{
    const QByteArray information = hex("01" "04" "02") + hex("000000" "0001" "5B5B5B" "020202"); // male, grey eyes, black hair, frontal
    const QByteArray imageInformation = hex("01") + hex(dataType) + hex("01E0" "0280" "01" "02" "0000" "0000");
    return bigEndianBytes(20 + 8 * points + 12 + image.size(), 4) + bigEndianBytes(points, 2) + information
        + QByteArray(8 * points, '\1') + imageInformation + image;
}

inline QByteArray faceRecord(const QByteArray &image, int points = 0, const char *dataType = "00")
{
    const QByteArray face = faceBlock(image, points, dataType);
    return QByteArray("FAC\0" "010\0", 8) + bigEndianBytes(14 + face.size(), 4) + hex("0001") + face;
}

// The edition of 2011: one quality block, `points` landmarks.
inline QByteArray faceRecord2011(const QByteArray &image, int points = 0)
{
    const QByteArray capture = hex("07E8" "01" "02" "03" "04" "05" "0006" "00" "0000" "0000"); // 2024-01-02, device unknown
    const QByteArray quality = hex("01" "50" "0001" "0002");
    const QByteArray information = bigEndianBytes(points, 2) + hex("02" "01" "02" "A5") + hex("000000" "0001" "5B5B5B" "020202");
    const QByteArray imageInformation = hex("01" "00" "01E0" "0280" "00" "0000" "00" "01");
    const QByteArray rest = capture + quality + information + QByteArray(8 * points, '\1') + imageInformation
        + bigEndianBytes(image.size(), 4) + image;
    const QByteArray face = bigEndianBytes(4 + rest.size(), 4) + rest;
    return QByteArray("FAC\0" "030\0", 8) + bigEndianBytes(17 + face.size(), 4) + hex("0001" "00" "0000") + face;
}

// ISO/IEC 39794-5, mandatory fields: version 3 of 2019, one representation, its picture and format.
inline QByteArray faceImageDataBlock(const QByteArray &image, const char *format = "02")
{
    using nfc::tlv::encode;
    const QByteArray flat = encode(0x80, image) + encode(0xA1, encode(0xA0, encode(0x80, hex(format))));
    const QByteArray representation = encode(0x80, hex("00")) + encode(0xA1, encode(0xA0, encode(0xA0, flat)));
    const QByteArray version = encode(0xA0, encode(0x80, hex("03")) + encode(0x81, hex("07E3")));
    return encode(0xA1, encode(0x65, version + encode(0xA1, encode(0x30, representation))));
}

inline const QByteArray &biometricHeader()
{
    static const QByteArray header = hex("80020101" "810102" "87020101" "88020008");
    return header;
}

inline QByteArray dg2File(const QByteArray &block, quint32 tag = 0x5F2E, const QByteArray &header = biometricHeader())
{
    using nfc::tlv::encode;
    const QByteArray instance = encode(0x7F60, {encode(0xA1, header), encode(tag, block)});
    return encode(0x75, encode(0x7F61, {hex("020101"), instance}));
}

} // namespace dd::test
