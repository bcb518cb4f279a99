#include "nfc/authentication/document_signer.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_fields.h"
#include "nfc/authentication/signature_algorithm.h"

#include <algorithm>
#include <ctime>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

constexpr qsizetype longestSerialNumber = 20; // 9303-12 table 5

const QByteArray idDocumentTypesOfSigner = QByteArray::fromHex("67810801010602"); // 2.23.136.1.1.6.2
const QByteArray idForMasterLists = QByteArray::fromHex("678108010103");          // 2.23.136.1.1.3
const QByteArray idForDeviationLists = QByteArray::fromHex("678108010108");       // 2.23.136.1.1.8

std::unexpected<Error> refusedSigner(const char *what, const QString &why)
{
    return fail(ErrorCode::PassiveAuthenticationFailed, documentSignerStage + QLatin1String(what), why);
}

QByteArrayView identifierBytes(const ASN1_OBJECT *object)
{
    return {OBJ_get0_data(object), static_cast<qsizetype>(OBJ_length(object))};
}

struct CountryName
{
    QString code; // as it stands
    bool printable = false;
};

CountryName countryInName(const X509_NAME *name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_countryName, -1);
    const ASN1_STRING *value = at < 0 ? nullptr : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    if (value == nullptr)
        return {};
    return {QString::fromLatin1(reinterpret_cast<const char *>(ASN1_STRING_get0_data(value)), ASN1_STRING_length(value)),
            ASN1_STRING_type(value) == V_ASN1_PRINTABLESTRING};
}

bool isCountryCode(const QString &code)
{
    return code.size() == 2 && std::all_of(code.begin(), code.end(), [](QChar c) { return c >= QLatin1Char('A') && c <= QLatin1Char('Z'); });
}

// §7.1.1.1: two capital letters, a PrintableString. Old certificates write small letters or another string.
Result<void> checkNames(X509 *certificate, DocumentSigner &signer)
{
    const CountryName issuer = countryInName(X509_get_issuer_name(certificate));
    const CountryName subject = countryInName(X509_get_subject_name(certificate));
    signer.country = issuer.code.toUpper();
    if (!isCountryCode(signer.country))
        return refusedSigner("issuer", QStringLiteral("its country is not one of two letters"));
    if (!isCountryCode(issuer.code) || !issuer.printable)
        signer.notes.append(documentSignerStage + QStringLiteral("issuer's country is written another way"));
    if (subject.code.toUpper() != signer.country)
        signer.notes.append(documentSignerStage + QStringLiteral("subject of another country than its issuer, or of none"));
    return {};
}

Result<void> checkKeyUsage(X509 *certificate, DocumentSigner &signer)
{
    if ((X509_get_extension_flags(certificate) & EXFLAG_CA) != 0)
        return refusedSigner("key usage", QStringLiteral("a certification authority"));
    const int at = X509_get_ext_by_NID(certificate, NID_key_usage, -1);
    if (at < 0)
        return refusedSigner("key usage", QStringLiteral("missing"));
    const quint32 usage = X509_get_key_usage(certificate);
    if ((usage & KU_DIGITAL_SIGNATURE) == 0)
        return refusedSigner("key usage", QStringLiteral("may not sign documents"));
    if ((usage & (KU_KEY_CERT_SIGN | KU_CRL_SIGN)) != 0)
        return refusedSigner("key usage", QStringLiteral("signs certificates or revocation lists"));
    if (X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) == 0)
        signer.notes.append(documentSignerStage + QStringLiteral("key usage is not critical"));
    return {};
}

// Not to be used by document signers. One that names another purpose is some other signer of the country's.
Result<void> checkExtendedKeyUsage(X509 *certificate, DocumentSigner &signer)
{
    using Purposes = std::unique_ptr<EXTENDED_KEY_USAGE, ossl::Deleter<EXTENDED_KEY_USAGE_free>>;
    const int at = X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
    if (at < 0)
        return {};
    const Purposes purposes(static_cast<EXTENDED_KEY_USAGE *>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    bool another = !purposes || X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) != 0;
    for (int i = 0; purposes && i < sk_ASN1_OBJECT_num(purposes.get()); ++i) {
        const QByteArrayView purpose = identifierBytes(sk_ASN1_OBJECT_value(purposes.get(), i));
        another = another || purpose == idForMasterLists || purpose == idForDeviationLists;
    }
    ERR_clear_error();
    if (another)
        return refusedSigner("extended key usage", QStringLiteral("for something else than documents"));
    signer.notes.append(documentSignerStage + QStringLiteral("extended key usage present"));
    return {};
}

// A critical extension that is not understood forbids the certificate's use (RFC 5280 §4.2).
Result<void> checkExtensions(X509 *certificate, DocumentSigner &signer)
{
    if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0)
        return refusedSigner("extensions", QStringLiteral("malformed, or one of them twice"));
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION *extension = X509_get_ext(certificate, i);
        if (X509_EXTENSION_get_critical(extension) == 0)
            continue;
        const ASN1_OBJECT *type = X509_EXTENSION_get_object(extension);
        const int nid = OBJ_obj2nid(type);
        const bool understood = X509_supported_extension(extension) == 1 || nid == NID_private_key_usage_period || nid == NID_issuer_alt_name;
        if (identifierBytes(type) == idDocumentTypesOfSigner)
            signer.notes.append(documentSignerStage + QStringLiteral("document type extension is critical"));
        else if (!understood)
            return refusedSigner("extensions", QStringLiteral("a critical one that is not understood"));
    }
    // The link to the CSCA is the signature; without key identifiers it only takes longer to find.
    if (X509_get_ext_by_NID(certificate, NID_authority_key_identifier, -1) < 0)
        signer.notes.append(documentSignerStage + QStringLiteral("no authority key identifier"));
    else if (X509_get0_authority_key_id(certificate) == nullptr)
        signer.notes.append(documentSignerStage + QStringLiteral("authority key identifier without a key identifier"));
    return {};
}

} // namespace

Result<DocumentSigner> checkDocumentSigner(X509 *certificate, QByteArrayView der)
{
    const Result<CertificateFields> fields = parseCertificateFields(der, QStringLiteral("document signer certificate"));
    if (!fields)
        return fail(fields.error());
    if (fields->version != 3)
        return refusedSigner("version", QString::number(fields->version));
    if (fields->signature != fields->signatureAlgorithm)
        return refusedSigner("signature algorithm", QStringLiteral("not the one inside"));
    const Result<SignatureAlgorithm> algorithm =
        parseSignatureAlgorithm(fields->signatureAlgorithm, nullptr, documentSignerStage + QStringLiteral("signature algorithm"));
    if (!algorithm)
        return fail(algorithm.error());

    DocumentSigner signer;
    signer.subject = subjectLine(certificate);
    X509_get_extension_flags(certificate); // the library looks into the extensions once, now
    if (const Result<void> names = checkNames(certificate, signer); !names)
        return fail(names.error());
    if (const Result<void> extensions = checkExtensions(certificate, signer); !extensions)
        return fail(extensions.error());
    if (const Result<void> usage = checkKeyUsage(certificate, signer); !usage)
        return fail(usage.error());
    if (const Result<void> purpose = checkExtendedKeyUsage(certificate, signer); !purpose)
        return fail(purpose.error());
    const bool negative = !fields->serialNumber.isEmpty() && (static_cast<quint8>(fields->serialNumber.front()) & 0x80) != 0;
    if (fields->serialNumber.isEmpty() || negative || fields->serialNumber.size() > longestSerialNumber)
        signer.notes.append(documentSignerStage + QStringLiteral("serial number is not positive or too long"));
    if (algorithm->digest == EVP_sha1())
        signer.notes.append(documentSignerStage + QStringLiteral("certified over SHA-1"));
    return signer;
}

Result<void> checkSignerValidity(X509 *certificate, qint64 now)
{
    auto moment = static_cast<std::time_t>(now);
    // Zero is the library's word for a time it cannot read.
    if (X509_cmp_time(X509_get0_notBefore(certificate), &moment) >= 0 || X509_cmp_time(X509_get0_notAfter(certificate), &moment) <= 0)
        return refusedSigner("validity", QStringLiteral("outside its period"));
    return {};
}

QStringList signingTimeNotes(X509 *certificate, qint64 signingTime)
{
    using UsagePeriod = std::unique_ptr<PKEY_USAGE_PERIOD, ossl::Deleter<PKEY_USAGE_PERIOD_free>>;
    auto moment = static_cast<std::time_t>(signingTime);
    QStringList notes;
    if (X509_cmp_time(X509_get0_notBefore(certificate), &moment) > 0 || X509_cmp_time(X509_get0_notAfter(certificate), &moment) < 0)
        notes.append(documentSignerStage + QStringLiteral("signing time outside the certificate's validity"));
    const UsagePeriod period(static_cast<PKEY_USAGE_PERIOD *>(X509_get_ext_d2i(certificate, NID_private_key_usage_period, nullptr, nullptr)));
    if (period && ((period->notBefore != nullptr && X509_cmp_time(period->notBefore, &moment) > 0) ||
                   (period->notAfter != nullptr && X509_cmp_time(period->notAfter, &moment) < 0)))
        notes.append(documentSignerStage + QStringLiteral("signing time outside the key's usage period"));
    ERR_clear_error();
    return notes;
}

} // namespace dd::nfc
