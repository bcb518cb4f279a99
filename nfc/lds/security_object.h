// EF.SOD (ICAO 9303-10 §4.6.2): a CMS SignedData around the LDS security object, the list of data group hashes.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>

namespace dd::nfc {

struct LdsSecurityObject
{
    int version = 0;
    QByteArray digestAlgorithm;        // object identifier, content bytes
    QMap<int, QByteArray> groupHashes; // data group number -> hash
};

[[nodiscard]] Result<QByteArrayView> sodContents(QByteArrayView file); // the CMS inside tag 77
[[nodiscard]] Result<LdsSecurityObject> parseLdsSecurityObject(QByteArrayView eContent);
// Which groups the SOD lists, without looking at any signature: for planning what to read, never for trust.
[[nodiscard]] Result<LdsSecurityObject> listedInSod(QByteArrayView file);

} // namespace dd::nfc
