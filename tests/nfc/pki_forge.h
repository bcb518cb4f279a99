// Countries of the tests' own: CSCAs, link certificates, signers, revocation lists and signed lists, right or wrong as a test
// wants them. Written against the standards with the library's encoder, sharing no code with the parsers under test.
#pragma once

#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QList>
#include <optional>

namespace dd::test {

inline constexpr qint64 forgeNow = 1'790'000'000; // September 2026
inline constexpr qint64 day = 86400;
inline constexpr qint64 year = 365 * day;

// A key by name, made once per test program. `kind`: "RSA", or a curve; "explicit:" before the curve writes its parameters out.
[[nodiscard]] EVP_PKEY *forgedKey(const QByteArray &name, const QByteArray &kind = "explicit:brainpoolP256r1");
[[nodiscard]] QByteArray keyIdentifierOf(EVP_PKEY *key); // SHA-1 of the public key, RFC 5280 §4.2.1.2 (1)
[[nodiscard]] QByteArray derOfCertificate(X509 *certificate);
[[nodiscard]] nfc::ossl::Certificate certificateOf(const QByteArray &der);

struct ExtensionText // as openssl.cnf writes them
{
    QByteArray name;  // "keyUsage", or an identifier in dots
    QByteArray value; // "critical,keyCertSign", "DER:0500"
};

// "C=UT,O=Utopia,CN=CSCA": values are PrintableString, or UTF8String behind "utf8:".
struct CertificatePlan
{
    QByteArray subject = "C=UT,O=Utopia,CN=CSCA";
    EVP_PKEY *key = nullptr;
    QByteArray issuer = {}; // empty: self-signed
    EVP_PKEY *issuerKey = nullptr;
    long serial = 1;
    qint64 from = forgeNow - year;
    qint64 to = forgeNow + 9 * year;
    const EVP_MD *digest = EVP_sha256();
    bool pss = false;
    bool keyIdentifiers = true;                     // subject's and authority's
    QList<ExtensionText> extensions = {};
};
[[nodiscard]] QByteArray forgeCertificate(const CertificatePlan &plan);
// The plans most tests start from.
[[nodiscard]] CertificatePlan cscaPlan(EVP_PKEY *key, const QByteArray &subject = "C=UT,O=Utopia,CN=CSCA");
[[nodiscard]] CertificatePlan linkPlan(EVP_PKEY *key, EVP_PKEY *issuerKey, const QByteArray &subject = "C=UT,O=Utopia,CN=CSCA",
                                       const QByteArray &issuer = "C=UT,O=Utopia,CN=CSCA");
[[nodiscard]] CertificatePlan signerPlan(EVP_PKEY *key, EVP_PKEY *issuerKey, const QByteArray &issuer = "C=UT,O=Utopia,CN=CSCA");

struct CrlPlan
{
    QByteArray issuer = "C=UT,O=Utopia,CN=CSCA";
    EVP_PKEY *issuerKey = nullptr;
    qint64 thisUpdate = forgeNow - day;
    std::optional<qint64> nextUpdate = forgeNow + 30 * day;
    std::optional<long> number = 1;
    QList<long> revoked = {};
    QList<ExtensionText> extensions = {};
    bool keyIdentifier = true;
};
[[nodiscard]] QByteArray forgeCrl(const CrlPlan &plan);

// CMS SignedData over `content`; digest SHA-256, the signer named by its key identifier.
inline constexpr const char *masterListType = "678108010102";
inline constexpr const char *deviationListType = "678108010107";
inline constexpr const char *defectListType = "04007F0007030105";
struct SignedListPlan
{
    const char *contentType = masterListType; // object identifier's content, hexadecimal
    QByteArray content;
    QByteArray signer; // certificate
    EVP_PKEY *signerKey = nullptr;
    QList<QByteArray> otherCertificates = {};
    std::optional<qint64> signedAt = forgeNow - day;
};
[[nodiscard]] QByteArray forgeSignedList(const SignedListPlan &plan);
[[nodiscard]] QByteArray masterListContent(const QList<QByteArray> &certificates, int version = 0);
[[nodiscard]] QByteArray element(quint8 tag, const QByteArray &value); // DER
[[nodiscard]] QByteArray pem(const char *label, const QByteArray &der);

} // namespace dd::test
