// An X.509 certificate's fields as they stand (RFC 5280 §4.1), every mandatory one required (for .cpp files of this folder).
// The library's own reading is for keys, names and extensions; this one says which element is missing or wrong.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd::nfc {

struct CertificateFields // views into the certificate, with their tags unless said otherwise
{
    int version = 1;             // 1, 2 or 3
    QByteArrayView serialNumber; // INTEGER's content
    QByteArrayView signature;    // AlgorithmIdentifier among what is signed
    QByteArrayView issuer;       // Name
    QByteArrayView validity;
    QByteArrayView subject;            // Name
    QByteArrayView publicKey;          // SubjectPublicKeyInfo
    QByteArrayView extensions;         // Extensions; empty where there are none
    QByteArrayView signatureAlgorithm; // AlgorithmIdentifier beside the signature
};

// DamagedFile, the element's name behind `stage`: "SOD certificate serialNumber".
[[nodiscard]] Result<CertificateFields> parseCertificateFields(QByteArrayView certificate, const QString &stage);

} // namespace dd::nfc
