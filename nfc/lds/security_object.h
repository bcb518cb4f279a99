// EF.SOD (ICAO 9303-10 §4.6.2): a CMS SignedData around the LDS security object, the list of data group hashes.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace dd::nfc {

struct LdsSecurityObject
{
    int version = 0;
    QByteArray digestAlgorithm;        // AlgorithmIdentifier, DER
    QMap<int, QByteArray> groupHashes; // data group number -> hash
    QString ldsVersion;                // "0108"; version 1 states it, empty otherwise
    QString unicodeVersion;            // "040000"
};

[[nodiscard]] Result<QByteArrayView> sodContents(QByteArrayView file); // the CMS inside tag 77
// DamagedFile with the element in `stage`; UnsupportedProtocol for a version after 1.
[[nodiscard]] Result<LdsSecurityObject> parseLdsSecurityObject(QByteArrayView eContent);
// Which groups the SOD lists, without looking at any signature or at more of the CMS than leads there: for planning what to
// read, never for trust.
[[nodiscard]] Result<LdsSecurityObject> listedInSod(QByteArrayView file);

} // namespace dd::nfc
