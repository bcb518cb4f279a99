// EF.DG2 (ICAO 9303-10 §4.7.2): CBEFF nesting around a face record of ISO/IEC 19794-5:2005.
#include "nfc/apdu/tlv.h"
#include "nfc/lds/lds_files.h"

namespace dd::nfc {
namespace {

const QString &dg2Stage()
{
    static const QString stage = QStringLiteral("DG2");
    return stage;
}

std::unexpected<Error> damagedDg2(const char *why)
{
    return fail(ErrorCode::DamagedFile, dg2Stage(), QLatin1String(why));
}

quint32 bigEndian(QByteArrayView bytes, qsizetype offset, int size)
{
    quint32 value = 0;
    for (int i = 0; i < size; ++i)
        value = value << 8 | static_cast<quint8>(bytes[offset + i]);
    return value;
}

// The declared type is wrong on some cards, so the image says itself what it is.
Result<FaceImage> imageOf(QByteArrayView data)
{
    static const QByteArray jpeg = QByteArray::fromHex("FFD8FF");
    static const QByteArray jp2 = QByteArray::fromHex("0000000C6A5020200D0A870A");
    static const QByteArray codestream = QByteArray::fromHex("FF4FFF51");
    if (data.startsWith(jpeg))
        return FaceImage{FaceImage::Format::Jpeg, data.toByteArray()};
    if (data.startsWith(jp2) || data.startsWith(codestream))
        return FaceImage{FaceImage::Format::Jpeg2000, data.toByteArray()};
    return damagedDg2("neither JPEG nor JPEG 2000");
}

// Facial record header (14), then per face: information (20), feature points (8 each), image information (12), image.
Result<FaceImage> parseFaceRecord(QByteArrayView record)
{
    constexpr qsizetype recordHeader = 14;
    constexpr qsizetype faceInformation = 20;
    constexpr qsizetype featurePoint = 8;
    constexpr qsizetype imageInformation = 12;
    if (!record.startsWith(QByteArrayView("FAC\0", 4)))
        return fail(ErrorCode::UnsupportedProtocol, dg2Stage(), QStringLiteral("not ISO/IEC 19794-5"));
    if (record.size() < recordHeader + faceInformation + imageInformation)
        return damagedDg2("record too short");
    if (bigEndian(record, 8, 4) != static_cast<quint32>(record.size()))
        return damagedDg2("record length");
    if (bigEndian(record, 12, 2) == 0)
        return damagedDg2("no face");
    const QByteArrayView faces = record.sliced(recordHeader);
    const auto blockSize = static_cast<qsizetype>(bigEndian(faces, 0, 4));
    const qsizetype points = bigEndian(faces, 4, 2);
    const qsizetype imageOffset = faceInformation + points * featurePoint + imageInformation;
    if (blockSize > faces.size() || blockSize <= imageOffset)
        return damagedDg2("face block length");
    return imageOf(faces.sliced(imageOffset, blockSize - imageOffset));
}

} // namespace

Result<FaceImage> parseDg2(QByteArrayView file)
{
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x75, dg2Stage());
    if (!outer)
        return fail(outer.error());
    const Result<tlv::Element> group = tlv::readSingle(outer->value, 0x7F61, dg2Stage());
    if (!group)
        return fail(group.error());
    tlv::Reader instances(group->value, dg2Stage());
    const Result<tlv::Element> count = instances.next(0x02);
    const Result<int> number = count ? tlv::smallInteger(count->value, dg2Stage()) : fail(count.error());
    if (!number)
        return fail(number.error());
    const Result<tlv::Element> instance = instances.next(0x7F60);
    if (!instance)
        return fail(instance.error());
    int seen = 1;
    while (!instances.atEnd()) { // further instances are allowed; the first is the portrait
        if (const Result<tlv::Element> further = instances.next(0x7F60); !further)
            return fail(further.error());
        ++seen;
    }
    if (seen != *number)
        return damagedDg2("number of instances");
    tlv::Reader parts(instance->value, dg2Stage());
    if (const Result<tlv::Element> header = parts.next(0xA1); !header)
        return fail(header.error());
    const Result<tlv::Element> block = parts.next();
    if (!block)
        return fail(block.error());
    if (const Result<void> end = parts.finish(); !end)
        return fail(end.error());
    if (block->tag == 0x7F2E) // ISO/IEC 39794-5 is constructed
        return fail(ErrorCode::UnsupportedProtocol, dg2Stage(), QStringLiteral("ISO/IEC 39794-5"));
    if (block->tag != 0x5F2E)
        return damagedDg2("no biometric data block");
    return parseFaceRecord(block->value);
}

} // namespace dd::nfc
