// The value of the first element with the tag among its siblings; empty where there is none.
#pragma once

#include "nfc/apdu/tlv.h"

namespace dd::test {

inline QByteArray valueOf(QByteArrayView siblings, quint32 tag)
{
    nfc::tlv::Reader reader(siblings);
    while (!reader.atEnd()) {
        const Result<nfc::tlv::Element> element = reader.next();
        if (!element)
            break;
        if (element->tag == tag)
            return element->value.toByteArray();
    }
    return {};
}

} // namespace dd::test
