// A throw-away country signing authority and document signer after ICAO 9303-12 §7.1. What 9303 makes mandatory but
// needs a public address (CRL distribution points) is left out: nothing here is meant to be found on a network.
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/openssl_handles.h"
#include "nfc/simulator/personalise.h"

#include <QDateTime>
#include <openssl/rsa.h>

namespace dd::nfc::simulator {
namespace {

constexpr qint64 secondsPerDay = 86400;
constexpr auto issuerStage = "demo issuer";

std::unexpected<Error> issuerFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QLatin1String(issuerStage), QLatin1String(what));
}

bool addNameEntry(X509_NAME *name, const char *field, int type, const char *value)
{
    return X509_NAME_add_entry_by_txt(name, field, type, reinterpret_cast<const unsigned char *>(value), -1, -1, 0) == 1;
}

bool fillName(X509_NAME *name, const char *commonName, const IssuerOptions &options)
{
    // Upper-case country (9303-12 §7.1.1); OU=DEMO is what marks everything below as DEMO.
    return addNameEntry(name, "C", V_ASN1_PRINTABLESTRING, options.country.toLatin1().constData())
           && addNameEntry(name, "O", MBSTRING_UTF8, "Định Danh") && addNameEntry(name, "OU", V_ASN1_PRINTABLESTRING, "DEMO") && addNameEntry(name, "CN", V_ASN1_PRINTABLESTRING, commonName);
}

bool addConfigured(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const CertificateExtension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool addRaw(X509 *certificate, const char *oid, const QByteArray &der)
{
    const ObjectIdentifier object(OBJ_txt2obj(oid, 1));
    const OctetString octets(ASN1_OCTET_STRING_new());
    if (!object || !octets || ASN1_OCTET_STRING_set(octets.get(), bytesOf(QByteArrayView(der)), static_cast<int>(der.size())) != 1)
        return false;
    const CertificateExtension extension(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, octets.get()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

QByteArray privateKeyUsagePeriod(qint64 from, qint64 to) // RFC 3280 §4.2.1.4, demanded by 9303-12
{
    const auto time = [](qint64 seconds) {
        return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(QStringLiteral("yyyyMMddHHmmss'Z'")).toLatin1();
    };
    return tlv::encode(0x30, {tlv::encode(0x80, time(from)), tlv::encode(0x81, time(to))});
}

// Version 3, serial, names, validity and key; the caller adds extensions and signs.
struct Draft
{
    const char *subject;
    const X509 *issuer; // null: itself
    int serial;
    qint64 notBefore;
    qint64 notAfter;
};
Result<Certificate> drafted(const Draft &draft, EVP_PKEY *subjectKey, const IssuerOptions &options)
{
    Certificate certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1
        || ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), draft.serial) != 1
        || ASN1_TIME_adj(X509_getm_notBefore(certificate.get()), static_cast<time_t>(draft.notBefore), 0, 0) == nullptr
        || ASN1_TIME_adj(X509_getm_notAfter(certificate.get()), static_cast<time_t>(draft.notAfter), 0, 0) == nullptr
        || !fillName(X509_get_subject_name(certificate.get()), draft.subject, options) || X509_set_pubkey(certificate.get(), subjectKey) != 1)
        return issuerFailed("certificate fields");
    const X509_NAME *issuerName = X509_get_subject_name(draft.issuer == nullptr ? certificate.get() : draft.issuer);
    if (X509_set_issuer_name(certificate.get(), issuerName) != 1)
        return issuerFailed("certificate issuer");
    return certificate;
}

bool signedBy(X509 *certificate, EVP_PKEY *key, const IssuerOptions &options)
{
    const Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *parameters = nullptr; // owned by the context
    if (!context || EVP_DigestSignInit(context.get(), &parameters, digestFor(options.hash), nullptr, key) != 1)
        return false;
    const bool pss = options.pss && EVP_PKEY_is_a(key, "RSA") == 1;
    if (pss && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1
                || EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return X509_sign_ctx(certificate, context.get()) > 0;
}

Result<Certificate> makeCsca(EVP_PKEY *key, qint64 now, const IssuerOptions &options)
{
    const qint64 from = now - secondsPerDay;
    Result<Certificate> certificate = drafted({"Demo CSCA", nullptr, 1, from, from + 13 * 365 * secondsPerDay}, key, options);
    if (!certificate)
        return certificate;
    X509 *csca = certificate->get();
    if (!addConfigured(csca, csca, NID_subject_key_identifier, "hash") || !addConfigured(csca, csca, NID_authority_key_identifier, "keyid:always")
        || !addConfigured(csca, csca, NID_key_usage, "critical,keyCertSign,cRLSign")
        || !addConfigured(csca, csca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        || !addRaw(csca, "2.5.29.16", privateKeyUsagePeriod(from, from + 3 * 365 * secondsPerDay)))
        return issuerFailed("CSCA extensions");
    if (!signedBy(csca, key, options))
        return issuerFailed("CSCA signature");
    return certificate;
}

Result<Certificate> makeSigner(EVP_PKEY *key, X509 *csca, EVP_PKEY *cscaKey, qint64 now, const IssuerOptions &options)
{
    const qint64 from = now - secondsPerDay;
    Result<Certificate> certificate = drafted({"Demo Document Signer 1", csca, 2, from, from + 10 * 365 * secondsPerDay}, key, options);
    if (!certificate)
        return certificate;
    X509 *signer = certificate->get();
    // DocumentTypeList (9303-12 §7.1.1.6): version 0, the document codes this signer signs.
    const QByteArray codes = tlv::encode(0x13, "I") + tlv::encode(0x13, "P") + tlv::encode(0x13, "ID");
    const QByteArray documentTypes = tlv::encode(0x30, {QByteArray::fromHex("020100"), tlv::encode(0x31, codes)});
    if (!addConfigured(signer, csca, NID_subject_key_identifier, "hash") || !addConfigured(signer, csca, NID_authority_key_identifier, "keyid:always")
        || !addConfigured(signer, csca, NID_key_usage, "critical,digitalSignature")
        || !addRaw(signer, "2.5.29.16", privateKeyUsagePeriod(from, from + 90 * secondsPerDay))
        || !addRaw(signer, "2.23.136.1.1.6.2", documentTypes))
        return issuerFailed("signer extensions");
    if (options.signerFiller > 0 && !addRaw(signer, "2.999.1", tlv::encode(0x04, QByteArray(options.signerFiller, '\0')))) // an example's OID
        return issuerFailed("signer extensions");
    if (!signedBy(signer, cscaKey, options))
        return issuerFailed("signer signature");
    return certificate;
}

} // namespace
} // namespace dd::nfc::simulator

namespace dd::nfc {

Result<DemoIssuer> makeDemoIssuer(qint64 now, const IssuerOptions &options)
{
    using namespace simulator;
    // 9303-12 §4.4.1 wants the curve written out in full; so do the real CSCA certificates of Viet Nam.
    const Result<Key> cscaKey = generateKey(options.key, options.explicitParameters);
    if (!cscaKey)
        return fail(cscaKey.error());
    const Result<Key> signerKey = generateKey(options.key, options.explicitParameters);
    if (!signerKey)
        return fail(signerKey.error());
    const Result<Certificate> csca = makeCsca(cscaKey->get(), now, options);
    if (!csca)
        return fail(csca.error());
    const Result<Certificate> signer = makeSigner(signerKey->get(), csca->get(), cscaKey->get(), now, options);
    if (!signer)
        return fail(signer.error());
    const Result<QByteArray> cscaPrivate = privateKeyInfo(cscaKey->get());
    const Result<QByteArray> signerPrivate = privateKeyInfo(signerKey->get());
    if (!cscaPrivate || !signerPrivate)
        return issuerFailed("PKCS#8");
    return DemoIssuer{derOf<i2d_X509>(csca->get()), *cscaPrivate, derOf<i2d_X509>(signer->get()), *signerPrivate, options};
}

} // namespace dd::nfc
