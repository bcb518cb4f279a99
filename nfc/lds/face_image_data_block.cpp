// ISO/IEC 39794-5:2019 in the application profile of ICAO: extensible ASN.1 with implicit tags. What is not needed to
// find the picture is skipped, known or not.
#include "nfc/apdu/tlv.h"
#include "nfc/lds/face_record.h"

namespace dd::nfc {
namespace {

QString faceStage()
{
    return QStringLiteral("DG2");
}

// The element with this tag among the components of an extensible SEQUENCE. Every component has its own tag.
Result<tlv::Element> component(QByteArrayView sequence, quint32 tag, const char *name)
{
    tlv::Reader reader(sequence, faceStage());
    std::optional<tlv::Element> found;
    while (!reader.atEnd()) {
        const Result<tlv::Element> element = reader.next();
        if (!element)
            return element;
        if (element->tag != tag)
            continue;
        if (found)
            return fail(ErrorCode::DamagedFile, faceStage(), QLatin1String(name) + QStringLiteral(" twice"));
        found = *element;
    }
    if (!found)
        return fail(ErrorCode::DamagedFile, faceStage(), QLatin1String(name) + QStringLiteral(" missing"));
    return *found;
}

// A CHOICE between what this edition knows and an extension of the future.
Result<QByteArrayView> base(QByteArrayView choice)
{
    tlv::Reader reader(choice, faceStage());
    const Result<tlv::Element> element = reader.next();
    if (!element)
        return fail(element.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    if (element->tag != 0xA0)
        return fail(ErrorCode::UnsupportedProtocol, faceStage(), QStringLiteral("a kind of picture of a later edition"));
    return element->value;
}

// ImageDataFormat ::= CHOICE { code [0] ENUMERATED, extensionBlock [1] }
bool formatAgrees(QByteArrayView information, FaceImage::Format format)
{
    const Result<tlv::Element> choice = component(information, 0xA0, "image data format");
    const Result<tlv::Element> code = choice ? component(choice->value, 0x80, "image data format") : fail(choice.error());
    if (!code || code->value.size() != 1)
        return false;
    const char value = code->value.front();
    return format == FaceImage::Format::Jpeg ? value == 2 : value == 3 || value == 4;
}

// The generation counts from 3, the year from 2019.
bool versionIsKnown(QByteArrayView faceImageData)
{
    const Result<tlv::Element> version = component(faceImageData, 0xA0, "version");
    const Result<tlv::Element> generation = version ? component(version->value, 0x80, "generation") : fail(version.error());
    const Result<int> number = generation ? tlv::smallInteger(generation->value) : fail(generation.error());
    return number && *number == 3;
}

} // namespace

Result<FaceImage> parseFaceImageDataBlock(QByteArrayView value)
{
    // 7F2E { A1 { [APPLICATION 5] FaceImageDataBlock } }: ICAO's template around the data block.
    const Result<tlv::Element> standard = tlv::readSingle(value, 0xA1, faceStage());
    const Result<tlv::Element> block = standard ? tlv::readSingle(standard->value, 0x65, faceStage()) : fail(standard.error());
    const Result<tlv::Element> representations = block ? component(block->value, 0xA1, "representations") : fail(block.error());
    if (!representations)
        return fail(representations.error());
    tlv::Reader list(representations->value, faceStage());
    const Result<tlv::Element> first = list.next(0x30); // exactly one by ICAO's profile; further ones do no harm
    if (!first)
        return fail(first.error());
    while (!list.atEnd()) {
        if (const Result<tlv::Element> further = list.next(0x30); !further)
            return fail(further.error());
    }
    const Result<tlv::Element> image = component(first->value, 0xA1, "image representation");
    const Result<QByteArrayView> kind = image ? base(image->value) : fail(image.error());
    const Result<QByteArrayView> flat = kind ? base(*kind) : fail(kind.error());
    const Result<tlv::Element> data = flat ? component(*flat, 0x80, "representation data") : fail(flat.error());
    const Result<tlv::Element> information = data ? component(*flat, 0xA1, "image information") : fail(data.error());
    if (!information)
        return fail(information.error());
    Result<FaceImage> face = faceImageOf(data->value);
    if (!face)
        return face;
    if (!versionIsKnown(block->value))
        face->remarks.append(QStringLiteral("record version"));
    if (!formatAgrees(information->value, face->format))
        face->remarks.append(QStringLiteral("image data type"));
    return face;
}

} // namespace dd::nfc
