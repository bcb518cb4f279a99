#include "nfc/lds/face_record.h"

#include <optional>

namespace dd::nfc {
namespace {

// Walks the fields of a record; reading past its end yields nothing.
class RecordFields
{
public:
    explicit RecordFields(QByteArrayView bytes) : m_rest(bytes) {}
    [[nodiscard]] bool has(qsizetype size) const { return size <= m_rest.size(); }
    [[nodiscard]] quint32 take(qsizetype size) // big-endian, at most four bytes; the caller asked has()
    {
        quint32 value = 0;
        for (const char byte : m_rest.first(size))
            value = value << 8 | static_cast<quint8>(byte);
        skip(size);
        return value;
    }
    void skip(qsizetype size) { m_rest = m_rest.sliced(size); }
    [[nodiscard]] QByteArrayView rest() const { return m_rest; }

private:
    QByteArrayView m_rest;
};

constexpr qsizetype landmarkSize = 8;

void remarkUnless(bool fine, QStringList &remarks, const char *what)
{
    if (!fine)
        remarks.append(QLatin1String(what));
}

// Fields that say something about the person. They are not shown, so a wrong one costs nothing but a remark (§5.5).
void checkFacialInformation(RecordFields &fields, bool withHeight, QStringList &remarks)
{
    constexpr quint32 unknown = 0xFF;
    constexpr quint32 largestAngle = 181; // in steps of two degrees, counted from one; 0 is "not stated"
    const quint32 gender = fields.take(1);
    remarkUnless(gender <= 2 || gender == unknown, remarks, "gender");
    const quint32 eyes = fields.take(1);
    remarkUnless(eyes <= 7 || eyes == unknown, remarks, "eye colour");
    const quint32 hair = fields.take(1);
    remarkUnless(hair <= 9 || hair == unknown, remarks, "hair colour");
    fields.skip((withHeight ? 1 : 0) + 3 + 2); // height, properties, expression
    for (const char *angle : {"pose angle yaw", "pose angle pitch", "pose angle roll", "pose angle uncertainty yaw", "pose angle uncertainty pitch",
                              "pose angle uncertainty roll"})
        remarkUnless(fields.take(1) <= largestAngle, remarks, angle);
}

struct DeclaredImage
{
    quint32 dataType = 0;
    QStringList remarks;
};

// Kind, data type, width, height; the rest differs between the editions and is skipped by the caller (§5.7).
DeclaredImage takeImageInformation(RecordFields &fields)
{
    constexpr quint32 tokenFrontal = 2; // 9303-10 §4.7.2 wants full frontal or token frontal; basic (0) is common
    DeclaredImage declared;
    remarkUnless(fields.take(1) <= tokenFrontal, declared.remarks, "face image type");
    declared.dataType = fields.take(1);
    const quint32 width = fields.take(2);
    const quint32 height = fields.take(2);
    remarkUnless(width != 0 && height != 0, declared.remarks, "image size");
    return declared;
}

Result<FaceImage> declaredFace(QByteArrayView image, const DeclaredImage &declared, const QStringList &remarks)
{
    Result<FaceImage> face = faceImageOf(image);
    if (!face)
        return face;
    const bool jpeg = face->format == FaceImage::Format::Jpeg;
    face->remarks = remarks + declared.remarks;
    // 0 is JPEG, 1 JPEG 2000; the edition of 2011 tells lossless JPEG 2000 (2) from lossy.
    remarkUnless(jpeg ? declared.dataType == 0 : declared.dataType == 1 || declared.dataType == 2, face->remarks, "image data type");
    return face;
}

// One face of the edition of 2005: information (20), feature points (8 each), image information (12), image.
Result<FaceImage> parseFace2005(QByteArrayView face, QStringList remarks)
{
    RecordFields fields(face);
    if (!fields.has(20))
        return damagedFace("face block too short");
    fields.skip(4); // its length, which the caller took
    const auto points = static_cast<qsizetype>(fields.take(2));
    checkFacialInformation(fields, false, remarks);
    if (!fields.has(points * landmarkSize + 12))
        return damagedFace("feature points beyond the face block");
    fields.skip(points * landmarkSize);
    const DeclaredImage declared = takeImageInformation(fields);
    fields.skip(1 + 1 + 2 + 2); // colour space, source, device, quality
    return declaredFace(fields.rest(), declared, remarks);
}

// One face of the edition of 2011: capture (14), quality blocks (5 each), information (17), landmarks (8 each),
// image information (11), image behind its length, and perhaps 3D data.
Result<FaceImage> parseFace2011(QByteArrayView face, QStringList remarks)
{
    RecordFields fields(face);
    if (!fields.has(4 + 14 + 1))
        return damagedFace("face block too short");
    fields.skip(4 + 14);
    const auto qualityBlocks = static_cast<qsizetype>(fields.take(1));
    if (!fields.has(qualityBlocks * 5 + 17))
        return damagedFace("quality blocks beyond the face block");
    fields.skip(qualityBlocks * 5);
    const auto points = static_cast<qsizetype>(fields.take(2));
    checkFacialInformation(fields, true, remarks);
    if (!fields.has(points * landmarkSize + 11 + 4))
        return damagedFace("landmarks beyond the face block");
    fields.skip(points * landmarkSize);
    const DeclaredImage declared = takeImageInformation(fields);
    fields.skip(1 + 2 + 1 + 1); // sampling rate, processing, cross reference, colour space
    const auto imageSize = static_cast<qsizetype>(fields.take(4));
    if (!fields.has(imageSize))
        return damagedFace("image beyond the face block");
    return declaredFace(fields.rest().first(imageSize), declared, remarks);
}

// The faces fill the record exactly: a length that is off would cut the picture, or let something hide behind it.
Result<QByteArrayView> firstFace(QByteArrayView faces, quint32 count)
{
    if (count == 0)
        return damagedFace("no face");
    std::optional<QByteArrayView> first;
    for (quint32 i = 0; i < count; ++i) {
        RecordFields fields(faces);
        if (!fields.has(4))
            return damagedFace("fewer faces than stated");
        const auto size = static_cast<qsizetype>(fields.take(4));
        if (size < 4 || size > faces.size())
            return damagedFace("face block length");
        if (!first)
            first = faces.first(size);
        faces = faces.sliced(size);
    }
    if (!faces.isEmpty())
        return damagedFace("face block length");
    return *first;
}

} // namespace

std::unexpected<Error> damagedFace(const char *why)
{
    return fail(ErrorCode::DamagedFile, QStringLiteral("DG2"), QLatin1String(why));
}

Result<FaceImage> faceImageOf(QByteArrayView data)
{
    static const QByteArray jpeg = QByteArray::fromHex("FFD8FF");
    static const QByteArray jp2 = QByteArray::fromHex("0000000C6A5020200D0A870A");
    static const QByteArray codestream = QByteArray::fromHex("FF4FFF51");
    if (data.isEmpty())
        return damagedFace("no image");
    if (data.startsWith(jpeg))
        return FaceImage{FaceImage::Format::Jpeg, data.toByteArray(), {}};
    if (data.startsWith(jp2) || data.startsWith(codestream))
        return FaceImage{FaceImage::Format::Jpeg2000, data.toByteArray(), {}};
    return damagedFace("neither JPEG nor JPEG 2000");
}

Result<FaceImage> parseFaceRecord(QByteArrayView record)
{
    RecordFields fields(record);
    if (!fields.has(14))
        return damagedFace("record too short");
    if (!record.startsWith(QByteArrayView("FAC\0", 4)))
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("DG2"), QStringLiteral("not ISO/IEC 19794-5"));
    fields.skip(4);
    const QByteArrayView version = fields.rest().first(4);
    const bool edition2011 = version == QByteArrayView("030\0", 4);
    QStringList remarks;
    // Another number is taken for the edition ICAO names; the lengths inside tell soon enough when it is not.
    remarkUnless(edition2011 || version == QByteArrayView("010\0", 4), remarks, "record version");
    fields.skip(4);
    if (fields.take(4) != static_cast<quint32>(record.size()))
        return damagedFace("record length");
    const quint32 count = fields.take(2);
    if (edition2011) {
        if (!fields.has(3))
            return damagedFace("record too short");
        fields.skip(3); // certification flag, temporal semantics
    }
    const Result<QByteArrayView> face = firstFace(fields.rest(), count);
    if (!face)
        return fail(face.error());
    return edition2011 ? parseFace2011(*face, remarks) : parseFace2005(*face, remarks);
}

} // namespace dd::nfc
