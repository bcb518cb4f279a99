// EF.DG2 (ICAO 9303-10 §4.7.2): CBEFF nesting around the face.
#include "nfc/apdu/tlv.h"
#include "nfc/lds/face_record.h"

namespace dd::nfc {
namespace {

const QString &dg2Stage()
{
    static const QString stage = QStringLiteral("DG2");
    return stage;
}

// The header template says what follows; the data block says it again and is believed, so a contradiction is a remark.
Result<QStringList> checkBiometricHeader(QByteArrayView header, bool constructed)
{
    std::optional<QByteArray> type, owner, format;
    tlv::Reader reader(header, dg2Stage());
    while (!reader.atEnd()) {
        const Result<tlv::Element> element = reader.next();
        if (!element)
            return fail(element.error());
        if (element->tag == 0x81)
            type = element->value.toByteArray();
        else if (element->tag == 0x87)
            owner = element->value.toByteArray();
        else if (element->tag == 0x88)
            format = element->value.toByteArray();
    }
    QStringList remarks;
    if (type && *type != QByteArray::fromHex("02")) // facial features; the object is optional
        remarks.append(QStringLiteral("biometric type"));
    if (owner != QByteArray::fromHex("0101")) // ISO/IEC JTC 1/SC 37
        remarks.append(QStringLiteral("format owner"));
    if (format != (constructed ? QByteArray::fromHex("002A") : QByteArray::fromHex("0008")))
        remarks.append(QStringLiteral("format type"));
    return remarks;
}

Result<FaceImage> parseInstance(QByteArrayView instance)
{
    tlv::Reader parts(instance, dg2Stage());
    const Result<tlv::Element> header = parts.next(0xA1);
    if (!header)
        return fail(header.error());
    if (parts.atEnd())
        return damagedFace("no biometric data block");
    const Result<tlv::Element> block = parts.next();
    if (!block)
        return fail(block.error());
    if (const Result<void> end = parts.finish(); !end)
        return fail(end.error());
    if (block->tag != 0x5F2E && block->tag != 0x7F2E)
        return damagedFace("no biometric data block");
    // 9303-10 lets either tag hold the older record; the newer one is constructed and needs 7F2E.
    const bool newer = block->tag == 0x7F2E && !block->value.startsWith("FAC");
    const Result<QStringList> remarks = checkBiometricHeader(header->value, newer);
    if (!remarks)
        return fail(remarks.error());
    Result<FaceImage> face = newer ? parseFaceImageDataBlock(block->value) : parseFaceRecord(block->value);
    if (face)
        face->remarks = *remarks + face->remarks;
    return face;
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
        return damagedFace("number of instances");
    return parseInstance(instance->value);
}

} // namespace dd::nfc
