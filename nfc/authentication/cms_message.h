// The parts of a CMS SignedData (RFC 5652 §5) as they stand, nothing verified (for .cpp files of this folder). Views point into
// the message. Errors are DamagedFile, the missing or malformed element in `stage` behind the caller's.
#pragma once

#include "core/base/result.h"
#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"

#include <QList>

namespace dd::nfc {

struct CmsMessage
{
    QList<const EVP_MD *> digests;
    QByteArrayView contentType;
    QByteArray content;                 // eContent octets
    QList<QByteArrayView> certificates; // X.509, DER
    QList<QByteArrayView> signers;      // the content of each SignerInfo
};

struct CmsSigner
{
    QByteArrayView issuer;        // Name, with its tag
    QByteArrayView serialNumber;  // INTEGER's content
    QByteArrayView keyIdentifier; // instead of both
    QByteArrayView digestAlgorithm;
    tlv::Element attributes; // [0] IMPLICIT SET OF Attribute
    QByteArrayView signatureAlgorithm;
    QByteArrayView signature;
};

[[nodiscard]] Result<CmsMessage> parseCmsMessage(QByteArrayView cms, const QString &stage);
[[nodiscard]] Result<CmsSigner> parseCmsSigner(QByteArrayView signerInfo, const QString &stage);

} // namespace dd::nfc
