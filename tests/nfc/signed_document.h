// A country, its document signer and a document, made from parts that a test may replace or leave out (empty bytes): for every
// precise malformation of BSI TR-03105-5.1. Nothing of the code under test takes part in making them.
#pragma once

#include "nfc/authentication/csca_store.h"
#include "nfc/lds/lds_files.h"
#include "tests/nfc/signing_method.h"

#include <functional>
#include <optional>
#include <QMap>

namespace dd::test::pki {

inline constexpr qint64 inspectedAt = 1'770'000'000; // February 2026
inline constexpr qint64 signedAt = inspectedAt - 400 * 86'400LL;

struct CertificateParts // each with its tag; empty is left out
{
    QByteArray version, serialNumber, signature, issuer, validity, subject, publicKey;
    QMap<QByteArray, QByteArray> extensions; // by name, "keyUsage": the whole Extension
    QByteArray signatureAlgorithm;
    std::optional<QByteArray> signatureValue; // set by the test: stands instead of the right one
};

struct ObjectParts // LDSSecurityObject
{
    QByteArray version, digestAlgorithm;
    QMap<int, QByteArray> hashes; // the whole DataGroupHash
    QByteArray versionInfo;
};

struct SignerParts // SignerInfo
{
    QByteArray version, identifier, digestAlgorithm;
    QMap<QByteArray, QByteArray> attributes; // by name, "messageDigest": the whole Attribute
    QByteArray signatureAlgorithm;
    std::optional<QByteArray> signature; // set by the test
    QByteArray unsignedAttributes;
};

struct MessageParts // SignedData
{
    QByteArray version, digestAlgorithms, contentType, content, certificates, revocations, signers;
};

struct DocumentRecipe
{
    DocumentRecipe();
    QMap<int, QByteArray> groups; // the data groups on the chip
    QList<int> comGroups;         // those EF.COM lists
    QByteArray comLdsVersion = "0107";
    QByteArray groupDigest = "SHA256";
    QByteArray messageDigest; // SignerInfo's; the signature's own where empty
    SigningMethod signer;
    SigningMethod issuer;
    bool embedSigner = true;
    bool byKeyIdentifier = false;  // SignerInfo version 3
    bool spoilSignature = false;   // one bit of the SOD's
    bool spoilCertificate = false; // one bit of the signer's certificate's
    std::function<void(CertificateParts &)> certificate = nullptr;
    std::function<void(CertificateParts &)> anchor = nullptr;
    std::function<void(ObjectParts &)> object = nullptr;
    std::function<void(SignerParts &)> signerInfo = nullptr;
    std::function<void(MessageParts &)> message = nullptr;
    std::function<void(QByteArray &)> file = nullptr; // EF.SOD at the end
};

struct SignedDocument
{
    QMap<nfc::FileId, QByteArray> files; // SOD, COM and the data groups
    QByteArray signerCertificate;
    nfc::CscaStore anchors; // the country's CSCA
};

[[nodiscard]] QByteArray certificateOf(const CertificateParts &parts, const SigningMethod &issuer, bool spoil = false);
[[nodiscard]] QByteArray anchorCertificate(const DocumentRecipe &recipe);
[[nodiscard]] QByteArray signerCertificate(const DocumentRecipe &recipe);
// A CMS message over any content, by the recipe's signer.
[[nodiscard]] QByteArray signedMessage(const DocumentRecipe &recipe, const char *contentType, const QByteArray &content);
[[nodiscard]] SignedDocument makeDocument(const DocumentRecipe &recipe);
[[nodiscard]] QByteArray attribute(const char *dotted, const QByteArray &value);
[[nodiscard]] QByteArray groupHash(const QByteArray &number, const QByteArray &hash); // DataGroupHash; number with its tag

} // namespace dd::test::pki
