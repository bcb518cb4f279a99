// PEM (RFC 7468), as operators are handed certificates and CRLs (for .cpp files of this folder).
#pragma once

#include <QByteArray>
#include <QList>

namespace dd::nfc {

inline constexpr QByteArrayView pemCertificate("CERTIFICATE");
inline constexpr QByteArrayView pemCrl("X509 CRL");

struct PemBlock
{
    QByteArray label; // "CERTIFICATE"
    QByteArray der;
};

[[nodiscard]] bool isPem(QByteArrayView file);
[[nodiscard]] QList<PemBlock> pemBlocks(QByteArrayView file); // those before the first malformed one

} // namespace dd::nfc
