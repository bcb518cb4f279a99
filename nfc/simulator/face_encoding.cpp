#include "nfc/simulator/face_encoding.h"

#include "nfc/apdu/tlv.h"

#include <QtEndian>
#include <algorithm>

namespace dd::nfc::simulator {
namespace {

constexpr auto faceStage = "DG2";

QByteArray bigEndian(quint32 value, qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (qsizetype i = size; i-- > 0; value >>= 8)
        bytes[i] = static_cast<char>(value & 0xFF);
    return bytes;
}

std::unexpected<Error> notAPicture()
{
    return fail(ErrorCode::InvalidInput, QLatin1String(faceStage), QStringLiteral("not a JPEG or JP2 picture"));
}

struct PictureSize
{
    quint16 width = 0;
    quint16 height = 0;
};

bool isJp2(const QByteArray &picture)
{
    return picture.startsWith(QByteArray::fromHex("0000000C6A5020200D0A870A"));
}

// Height and width begin the image header box, the first of the JP2 header (ITU-T T.800 §I.5.3.1).
Result<PictureSize> jp2Size(QByteArrayView jp2)
{
    const qsizetype header = jp2.indexOf("ihdr");
    if (header < 0 || jp2.size() < header + 12)
        return notAPicture();
    const auto height = qFromBigEndian<quint32>(jp2.data() + header + 4);
    const auto width = qFromBigEndian<quint32>(jp2.data() + header + 8);
    if (height > 0xFFFF || width > 0xFFFF)
        return notAPicture();
    return PictureSize{static_cast<quint16>(width), static_cast<quint16>(height)};
}

// Walks the JPEG segments to the frame header (ITU-T T.81 §B.2.2).
Result<PictureSize> jpegSize(QByteArrayView jpeg)
{
    if (!jpeg.startsWith("\xFF\xD8"))
        return notAPicture();
    for (qsizetype at = 2; at + 9 <= jpeg.size();) {
        const auto marker = static_cast<quint8>(jpeg.at(at + 1));
        if (static_cast<quint8>(jpeg.at(at)) != 0xFF)
            return notAPicture();
        if (marker == 0xC0 || marker == 0xC1 || marker == 0xC2)
            return PictureSize{qFromBigEndian<quint16>(jpeg.data() + at + 7), qFromBigEndian<quint16>(jpeg.data() + at + 5)};
        at += 2 + qFromBigEndian<quint16>(jpeg.data() + at + 2);
    }
    return notAPicture();
}

// SOI, then a comment (ITU-T T.81 §B.2.4.5) as long as it takes.
QByteArray filledJpeg(const QByteArray &jpeg, qsizetype size)
{
    constexpr qsizetype longestComment = 65533;
    QByteArray out = jpeg;
    while (size - out.size() >= 4) {
        const qsizetype length = std::min(size - out.size() - 2, longestComment);
        out.insert(2, QByteArray::fromHex("FFFE") + bigEndian(static_cast<quint32>(length), 2) + QByteArray(length - 2, ' '));
    }
    return out;
}

// A UUID box (ITU-T T.800 §I.7.2) in front of the codestream: a decoder that does not know the UUID skips it.
QByteArray filledJp2(const QByteArray &jp2, qsizetype size)
{
    constexpr qsizetype emptyBox = 24;
    const qsizetype missing = size - jp2.size();
    const qsizetype codestream = jp2.indexOf("jp2c") - 4;
    if (missing < emptyBox || codestream < 0)
        return jp2;
    const QByteArray box = bigEndian(static_cast<quint32>(missing), 4) + "uuid" + QByteArray(16, '\0') + QByteArray(missing - emptyBox, ' ');
    return QByteArray(jp2).insert(codestream, box);
}

// ISO/IEC 19794-5:2005: one face, full frontal, no feature points, gender, colours and pose unspecified.
QByteArray faceRecord(const QByteArray &picture, const PictureSize &size)
{
    constexpr quint32 recordHeaderSize = 14;
    constexpr quint32 facialInformationSize = 20;
    constexpr quint32 imageInformationSize = 12;
    const quint32 dataSize = facialInformationSize + imageInformationSize + static_cast<quint32>(picture.size());

    QByteArray record = QByteArray("FAC\0" "010\0", 8);                            // format and version
    record += bigEndian(recordHeaderSize + dataSize, 4) + bigEndian(1, 2);          // length, one face
    record += bigEndian(dataSize, 4) + bigEndian(0, 2);                             // no feature points
    record += QByteArray(facialInformationSize - 6, '\0');                          // gender, colours, pose: unspecified
    record += bigEndian(1, 1) + bigEndian(isJp2(picture) ? 1 : 0, 1);               // full frontal, JPEG or JPEG 2000
    record += bigEndian(size.width, 2) + bigEndian(size.height, 2);
    record += bigEndian(1, 1) + bigEndian(0, 1) + bigEndian(0, 2) + bigEndian(0, 2); // sRGB; source, device, quality unspecified
    return record + picture;
}

// ISO/IEC 39794-5:2019 by ICAO's application profile: version 3 of 2019, one representation, a 2D picture and its format, lossy where it
// is JPEG 2000.
QByteArray faceImageDataBlock(const QByteArray &picture, const PictureSize &size)
{
    const auto integer = [](quint32 tag, int value) {
        const qsizetype bytes = value > 0x7FFF ? 3 : value > 0x7F ? 2 : 1;
        return tlv::encode(tag, bigEndian(static_cast<quint32>(value), bytes));
    };
    const QByteArray format = tlv::encode(0xA0, tlv::encode(0x80, bigEndian(isJp2(picture) ? 3 : 2, 1)));
    const QByteArray pixels = tlv::encode(0xA7, {integer(0x80, size.width), integer(0x81, size.height)});
    const QByteArray flat = tlv::encode(0x80, picture) + tlv::encode(0xA1, {format, pixels});
    const QByteArray representation = integer(0x80, 0) + tlv::encode(0xA1, tlv::encode(0xA0, tlv::encode(0xA0, flat)));
    const QByteArray version = tlv::encode(0xA0, {integer(0x80, 3), integer(0x81, 2019)});
    return tlv::encode(0xA1, tlv::encode(0x65, {version, tlv::encode(0xA1, tlv::encode(0x30, representation))}));
}

} // namespace

Result<QByteArray> dg2File(const QByteArray &picture, qsizetype wanted, CardProfile::FaceStandard standard)
{
    const Result<PictureSize> size = isJp2(picture) ? jp2Size(picture) : jpegSize(picture);
    if (!size)
        return fail(size.error());
    const QByteArray filled = isJp2(picture) ? filledJp2(picture, wanted) : filledJpeg(picture, wanted);
    const bool iso39794 = standard == CardProfile::FaceStandard::Iso39794;
    // Biometric header template: ICAO header version, facial features, format owner JTC 1/SC 37, format 19794-5 or 39794-5 (9303-10
    // §4.7.2).
    const QByteArray formatType = tlv::encode(0x88, QByteArray::fromHex(iso39794 ? "002A" : "0008"));
    const QByteArray header = tlv::encode(0xA1, {tlv::encode(0x80, QByteArray::fromHex("0101")), tlv::encode(0x81, QByteArray::fromHex("02")),
                                                 tlv::encode(0x87, QByteArray::fromHex("0101")), formatType});
    const QByteArray block =
        iso39794 ? tlv::encode(0x7F2E, faceImageDataBlock(filled, *size)) : tlv::encode(0x5F2E, faceRecord(filled, *size));
    const QByteArray instance = tlv::encode(0x7F60, {header, block});
    return tlv::encode(0x75, tlv::encode(0x7F61, {tlv::encode(0x02, QByteArray::fromHex("01")), instance}));
}

} // namespace dd::nfc::simulator
