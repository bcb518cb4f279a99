#include "nfc/authentication/signed_data.h"

#include "core/base/secret.h"
#include "nfc/apdu/definite_lengths.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_fields.h"
#include "nfc/authentication/cms_message.h"
#include "nfc/authentication/signature_algorithm.h"

#include <ctime>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

const QByteArray idContentType = QByteArray::fromHex("2A864886F70D010903");   // 1.2.840.113549.1.9.3
const QByteArray idMessageDigest = QByteArray::fromHex("2A864886F70D010904"); // 1.2.840.113549.1.9.4
const QByteArray idSigningTime = QByteArray::fromHex("2A864886F70D010905");   // 1.2.840.113549.1.9.5

struct SignedAttributes
{
    std::optional<tlv::Element> contentType;
    std::optional<tlv::Element> messageDigest;
    std::optional<tlv::Element> signingTime;
};

struct SignerCertificate
{
    ossl::Certificate certificate;
    QByteArray der;
    bool embedded = false;
};

std::unexpected<Error> refusedMessage(const QString &stage, const char *why)
{
    return fail(ErrorCode::PassiveAuthenticationFailed, stage, QLatin1String(why));
}

// Attribute ::= SEQUENCE { type, SET OF value }. The three that RFC 5652 §11 defines stand once, with one value; others are
// signed along and not looked into (9303-10 table 37).
Result<SignedAttributes> parseAttributes(QByteArrayView list, const QString &stage)
{
    SignedAttributes attributes;
    tlv::Reader reader(list, stage);
    while (!reader.atEnd()) {
        const Result<tlv::Element> entry = reader.next(0x30);
        if (!entry)
            return fail(entry.error());
        tlv::Reader fields(entry->value, stage);
        const Result<tlv::Element> type = fields.next(0x06);
        if (!type)
            return fail(type.error());
        const Result<tlv::Element> values = fields.next(0x31);
        if (!values)
            return fail(values.error());
        if (const Result<void> end = fields.finish(); !end)
            return fail(end.error());
        std::optional<tlv::Element> *known = type->value == idContentType     ? &attributes.contentType
                                             : type->value == idMessageDigest ? &attributes.messageDigest
                                             : type->value == idSigningTime   ? &attributes.signingTime
                                                                              : nullptr;
        if (known == nullptr)
            continue;
        if (*known)
            return fail(ErrorCode::DamagedFile, stage, QStringLiteral("an attribute twice"));
        tlv::Reader value(values->value, stage);
        const Result<tlv::Element> single = value.next();
        if (!single)
            return fail(single.error());
        if (const Result<void> end = value.finish(); !end)
            return fail(end.error());
        *known = *single;
    }
    return attributes;
}

// UTCTime or GeneralizedTime (RFC 5652 §11.3), as seconds UTC.
Result<qint64> timeOf(const tlv::Element &element, const QString &stage)
{
    const std::unique_ptr<ASN1_TIME, ossl::Deleter<ASN1_STRING_free>> time(
        ASN1_STRING_type_new(element.tag == 0x17 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME));
    std::tm parts{};
    const bool isTime = (element.tag == 0x17 || element.tag == 0x18) && time &&
                        ASN1_STRING_set(time.get(), element.value.data(), static_cast<int>(element.value.size())) == 1 &&
                        ASN1_TIME_to_tm(time.get(), &parts) == 1;
    const std::unique_ptr<ASN1_TIME, ossl::Deleter<ASN1_STRING_free>> epoch(ASN1_TIME_set(nullptr, 0));
    int days = 0;
    int seconds = 0;
    if (!isTime || !epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time.get()) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("not a time"));
    }
    return qint64(days) * 86400 + seconds;
}

QByteArrayView withoutLeadingZeros(QByteArrayView number)
{
    while (number.size() > 1 && number.front() == '\0')
        number = number.sliced(1);
    return number;
}

// Names are compared as X.500 does, not byte by byte: issuers write theirs as UTF8String here and PrintableString there.
bool isSignersCertificate(X509 *certificate, const CmsSigner &signer)
{
    if (signer.issuer.isEmpty()) {
        const ASN1_OCTET_STRING *identifier = X509_get0_subject_key_id(certificate);
        return identifier != nullptr && QByteArrayView(ASN1_STRING_get0_data(identifier), ASN1_STRING_length(identifier)) == signer.keyIdentifier;
    }
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    const QByteArrayView magnitude(ASN1_STRING_get0_data(serial), ASN1_STRING_length(serial));
    if (ASN1_STRING_type(serial) != V_ASN1_INTEGER || withoutLeadingZeros(magnitude) != withoutLeadingZeros(signer.serialNumber))
        return false;
    const unsigned char *at = ossl::bytesOf(signer.issuer);
    const unsigned char *end = at + signer.issuer.size();
    const std::unique_ptr<X509_NAME, ossl::Deleter<X509_NAME_free>> issuer(d2i_X509_NAME(nullptr, &at, static_cast<long>(signer.issuer.size())));
    const bool same = issuer && at == end && X509_NAME_cmp(issuer.get(), X509_get_issuer_name(certificate)) == 0;
    ERR_clear_error();
    return same;
}

Result<SignerCertificate> findSigner(const CmsMessage &message, const CmsSigner &signer, const SignedDataRules &rules)
{
    for (const QByteArrayView der : message.certificates) {
        if (const Result<CertificateFields> fields = parseCertificateFields(der, rules.stage + QStringLiteral(" certificate")); !fields)
            return fail(fields.error());
        ossl::Certificate candidate = certificateFromDer(der);
        if (!candidate)
            return fail(ErrorCode::DamagedFile, rules.stage + QStringLiteral(" certificate"), QStringLiteral("not a certificate"));
        if (isSignersCertificate(candidate.get(), signer))
            return SignerCertificate{std::move(candidate), der.toByteArray(), true};
    }
    for (const QByteArray &der : rules.signers) {
        ossl::Certificate candidate = certificateFromDer(der);
        if (candidate && isSignersCertificate(candidate.get(), signer))
            return SignerCertificate{std::move(candidate), der, false};
    }
    const QString stage = rules.stage + QStringLiteral(" signer");
    if (message.certificates.isEmpty())
        return fail(ErrorCode::UnknownIssuer, stage, QStringLiteral("its certificate is neither in the message nor installed"));
    return refusedMessage(stage, "no certificate in the message is the one it names");
}

// Signed attributes bind content type and content hash (RFC 5652 §5.4, §11.1, §11.2); returns the signing time.
Result<std::optional<qint64>> checkAttributes(const CmsMessage &message, const CmsSigner &signer, const EVP_MD *digest, const QString &stage)
{
    const Result<SignedAttributes> attributes = parseAttributes(signer.attributes.value, stage + QStringLiteral(" signed attributes"));
    if (!attributes)
        return fail(attributes.error());
    // The label outside is not signed, its copy among the attributes is: they must say the same, or a signature over some
    // other kind of content would pass for one over this kind.
    if (!attributes->contentType || attributes->contentType->tag != 0x06 || attributes->contentType->value != message.contentType)
        return refusedMessage(stage + QStringLiteral(" content type"), "differs from the signed attribute");
    const QString digestStage = stage + QStringLiteral(" message digest");
    if (!attributes->messageDigest || attributes->messageDigest->tag != 0x04)
        return refusedMessage(digestStage, "missing among the signed attributes");
    const Result<QByteArray> hash = digestOf(digest, message.content, digestStage);
    if (!hash)
        return fail(hash.error());
    if (!constantTimeEqual(*hash, attributes->messageDigest->value.toByteArray()))
        return refusedMessage(digestStage, "differs from the content's");
    if (!attributes->signingTime)
        return std::nullopt;
    const Result<qint64> time = timeOf(*attributes->signingTime, stage + QStringLiteral(" signing time"));
    if (!time)
        return fail(time.error());
    return *time;
}

// One SignerInfo against the message, into `verified`.
Result<void> verifySigner(const CmsMessage &message, QByteArrayView signerInfo, const SignedDataRules &rules, SignedData &verified)
{
    const Result<CmsSigner> signer = parseCmsSigner(signerInfo, rules.stage);
    if (!signer)
        return fail(signer.error());
    const QString digestStage = rules.stage + QStringLiteral(" SignerInfo digest algorithm");
    const Result<const EVP_MD *> digest = parseDigestAlgorithm(signer->digestAlgorithm, digestStage);
    if (!digest)
        return fail(digest.error());
    if (!message.digests.contains(*digest))
        return refusedMessage(digestStage, "not among the message's");
    // The two digests may differ: messageDigest is of the one, the signature names its own.
    const Result<SignatureAlgorithm> algorithm =
        parseSignatureAlgorithm(signer->signatureAlgorithm, *digest, rules.stage + QStringLiteral(" SignerInfo signature algorithm"));
    if (!algorithm)
        return fail(algorithm.error());
    Result<SignerCertificate> certificate = findSigner(message, *signer, rules);
    if (!certificate)
        return fail(certificate.error());
    const Result<std::optional<qint64>> time = checkAttributes(message, *signer, *digest, rules.stage);
    if (!time)
        return fail(time.error());
    // Signed is the attributes' DER as a SET; in the message its tag is [0] (RFC 5652 §5.4). The bytes are those received.
    QByteArray attributes = signer->attributes.encoded.toByteArray();
    attributes[0] = '\x31';
    EVP_PKEY *key = X509_get0_pubkey(certificate->certificate.get());
    if (const Result<void> known = checkSignatureKey(key, rules.stage + QStringLiteral(" certificate subjectPublicKeyInfo")); !known)
        return known;
    if (const Result<void> held = verifySignature(*algorithm, key, attributes, signer->signature, rules.stage + QStringLiteral(" signature")); !held)
        return held;
    verified.signer = std::move(certificate->certificate);
    verified.signerDer = std::move(certificate->der);
    verified.signerEmbedded = certificate->embedded;
    verified.signingTime = *time;
    verified.digest = digestName(*digest);
    verified.signature = QStringLiteral("%1, %2").arg(signatureName(*algorithm), keyDescription(key));
    return {};
}

} // namespace

Result<SignedData> verifySignedData(QByteArrayView cms, const SignedDataRules &rules)
{
    const std::optional<QByteArray> definite = tlv::withDefiniteLengths(cms); // the message's views point into it
    Result<CmsMessage> message = parseCmsMessage(definite ? QByteArrayView(*definite) : cms, rules.stage);
    if (!message)
        return fail(message.error());
    if (message->contentType != rules.contentType)
        return refusedMessage(rules.stage + QStringLiteral(" content type"), "another kind of content");
    if (message->signers.isEmpty() || (rules.exactlyOneSigner && message->signers.size() != 1))
        return refusedMessage(rules.stage + QStringLiteral(" signers"), "not exactly one signer");
    SignedData verified;
    for (qsizetype i = message->signers.size() - 1; i >= 0; --i) { // the first is what remains
        if (const Result<void> held = verifySigner(*message, message->signers.at(i), rules, verified); !held)
            return fail(held.error());
    }
    verified.contentType = message->contentType.toByteArray();
    verified.content = std::move(message->content);
    for (const QByteArrayView certificate : message->certificates)
        verified.certificates.append(certificate.toByteArray());
    return verified;
}

ossl::Certificate namedSigner(QByteArrayView cms, const QList<QByteArray> &signers)
{
    const std::optional<QByteArray> definite = tlv::withDefiniteLengths(cms);
    const Result<CmsMessage> message = parseCmsMessage(definite ? QByteArrayView(*definite) : cms, {});
    if (!message || message->signers.isEmpty())
        return nullptr;
    const Result<CmsSigner> signer = parseCmsSigner(message->signers.first(), {});
    if (!signer)
        return nullptr;
    Result<SignerCertificate> found = findSigner(*message, *signer, {{}, {}, signers});
    return found ? std::move(found->certificate) : nullptr;
}

} // namespace dd::nfc
