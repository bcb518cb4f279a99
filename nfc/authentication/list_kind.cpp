#include "nfc/authentication/list_kind.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc {

const QByteArray &contentTypeOf(ListKind kind)
{
    static const QByteArray none;
    static const QByteArray masterList = QByteArray::fromHex("678108010102");            // 2.23.136.1.1.2
    static const QByteArray deviationList = QByteArray::fromHex("678108010107");         // 2.23.136.1.1.7
    static const QByteArray defectList = QByteArray::fromHex("04007F0007030105");        // 0.4.0.127.0.7.3.1.5
    switch (kind) {
    case ListKind::MasterList: return masterList;
    case ListKind::DeviationList: return deviationList;
    case ListKind::DefectList: return defectList;
    case ListKind::None: break;
    }
    return none;
}

// ContentInfo { signedData, [0] SignedData { version, digestAlgorithms, encapContentInfo { eContentType, … } … } }
ListKind listKindOf(QByteArrayView cms)
{
    static const QByteArray signedData = QByteArray::fromHex("2A864886F70D010702"); // 1.2.840.113549.1.7.2
    const Result<tlv::Element> outer = tlv::readSingle(cms, 0x30);
    if (!outer)
        return ListKind::None;
    tlv::Reader info(outer->value);
    const Result<tlv::Element> type = info.next(0x06);
    const Result<tlv::Element> wrapper = info.next(0xA0);
    if (!type || type->value != signedData || !wrapper)
        return ListKind::None;
    const Result<tlv::Element> message = tlv::readSingle(wrapper->value, 0x30);
    if (!message)
        return ListKind::None;
    tlv::Reader fields(message->value);
    if (!fields.next(0x02) || !fields.next(0x31))
        return ListKind::None;
    const Result<tlv::Element> encapsulated = fields.next(0x30);
    if (!encapsulated)
        return ListKind::None;
    const Result<tlv::Element> contentType = tlv::Reader(encapsulated->value).next(0x06);
    for (const ListKind kind : {ListKind::MasterList, ListKind::DeviationList, ListKind::DefectList}) {
        if (contentType && contentType->value == contentTypeOf(kind))
            return kind;
    }
    return ListKind::None;
}

} // namespace dd::nfc
