#include "nfc/lds/atr_info.h"

#include "nfc/apdu/tlv.h"

#include <algorithm>

namespace dd::nfc {
namespace {

constexpr quint32 tagLengthInformation = 0x7F66;

QString atrInfoStage()
{
    return QStringLiteral("ATR/INFO");
}

Result<int> lengthOf(tlv::Reader &reader)
{
    constexpr int shortestApdu = 5; // a header and one byte: less is no length of an APDU
    const Result<tlv::Element> element = reader.next(0x02);
    const Result<int> length = element ? tlv::smallInteger(element->value, atrInfoStage()) : fail(element.error());
    if (length && *length < shortestApdu)
        return fail(ErrorCode::DamagedFile, atrInfoStage(), QStringLiteral("APDU length"));
    return length;
}

// The file may be larger than what is in it.
bool isPadding(QByteArrayView rest)
{
    const char filler = rest.front();
    return (filler == '\0' || filler == '\xFF') && std::all_of(rest.begin(), rest.end(), [filler](char byte) { return byte == filler; });
}

} // namespace

Result<std::optional<CardCapabilities>> parseAtrInfo(QByteArrayView file)
{
    std::optional<CardCapabilities> stated;
    while (!file.isEmpty() && !isPadding(file)) {
        const Result<tlv::Element> element = tlv::Reader(file, atrInfoStage()).next();
        if (!element)
            return fail(element.error());
        file = file.sliced(element->encoded.size());
        if (element->tag != tagLengthInformation)
            continue;
        if (stated)
            return fail(ErrorCode::DamagedFile, atrInfoStage(), QStringLiteral("lengths twice"));
        tlv::Reader lengths(element->value, atrInfoStage());
        const Result<int> command = lengthOf(lengths);
        const Result<int> response = command ? lengthOf(lengths) : command;
        if (!response)
            return fail(response.error());
        if (const Result<void> end = lengths.finish(); !end)
            return fail(end.error());
        stated = CardCapabilities{*command, *response};
    }
    return stated;
}

} // namespace dd::nfc
