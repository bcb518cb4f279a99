#include "nfc/authentication/certificate.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/signature_algorithm.h"

#include <limits>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

using DistinguishedName = std::unique_ptr<X509_NAME, ossl::Deleter<X509_NAME_free>>;

// The text of one value, or nothing when its bytes are not of the string they claim to be.
std::optional<QString> textOf(const ASN1_STRING *value)
{
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, value);
    if (size < 0) {
        ERR_clear_error();
        return std::nullopt;
    }
    QString text = QString::fromUtf8(reinterpret_cast<const char *>(utf8), size);
    OPENSSL_free(utf8);
    return text;
}

DistinguishedName nameFromDer(QByteArrayView der)
{
    const unsigned char *at = ossl::bytesOf(der);
    const unsigned char *end = at + der.size();
    DistinguishedName name(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
    if (at != end)
        name.reset();
    ERR_clear_error();
    return name;
}

QByteArray contentOf(const ASN1_OCTET_STRING *octets)
{
    return octets == nullptr ? QByteArray() : QByteArray(reinterpret_cast<const char *>(ASN1_STRING_get0_data(octets)), ASN1_STRING_length(octets));
}

} // namespace

ossl::Certificate certificateFromDer(QByteArrayView der)
{
    const unsigned char *at = ossl::bytesOf(der);
    const unsigned char *end = at + der.size();
    ossl::Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (at != end)
        certificate.reset();
    ERR_clear_error();
    return certificate;
}

QByteArray certificateToDer(X509 *certificate)
{
    unsigned char *bytes = nullptr;
    const int size = i2d_X509(certificate, &bytes);
    if (size <= 0)
        return {};
    const QByteArray der(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return der;
}

QString subjectLine(X509 *certificate)
{
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> out(BIO_new(BIO_s_mem()));
    constexpr unsigned long flags = XN_FLAG_ONELINE & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!out || X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, flags) < 0)
        return {};
    char *text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return QString::fromUtf8(text, static_cast<qsizetype>(size));
}

bool hasDemoUnit(X509 *certificate)
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_organizationalUnitName, at)) >= 0;) {
        if (textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))) == QStringLiteral("DEMO"))
            return true;
    }
    return false;
}

QString keyDescription(EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "EC") != 1)
        return QStringLiteral("%1-%2").arg(QLatin1String(EVP_PKEY_get0_type_name(key))).arg(EVP_PKEY_get_bits(key));
    char group[64] = {};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1)
        return QString::fromLatin1(group, static_cast<qsizetype>(size));
    ERR_clear_error();
    return QStringLiteral("EC-%1 with explicit parameters").arg(EVP_PKEY_get_bits(key));
}

QString lastOpensslReason()
{
    const unsigned long code = ERR_peek_last_error();
    const char *reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? QString() : QString::fromLatin1(reason);
}

QByteArray canonicalName(const X509_NAME *name)
{
    QByteArray canonical;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        const ASN1_OBJECT *type = X509_NAME_ENTRY_get_object(entry);
        const std::optional<QString> text = textOf(X509_NAME_ENTRY_get_data(entry));
        if (!text)
            return {};
        const QByteArray value = text->normalized(QString::NormalizationForm_KC).toCaseFolded().simplified().toUtf8();
        const QByteArray identifier(reinterpret_cast<const char *>(OBJ_get0_data(type)), static_cast<qsizetype>(OBJ_length(type)));
        const QByteArray relativeName(1, static_cast<char>(X509_NAME_ENTRY_set(entry))); // which attributes stand together
        canonical += tlv::encode(0x30, {tlv::encode(0x02, relativeName), tlv::encode(0x06, identifier), tlv::encode(0x0C, value)});
    }
    return canonical;
}

QByteArray canonicalName(QByteArrayView derName)
{
    const DistinguishedName name = nameFromDer(derName);
    return name ? canonicalName(name.get()) : QByteArray();
}

QString countryOf(const X509_NAME *name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_countryName, -1);
    return at < 0 ? QString() : textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))).value_or(QString()).toUpper();
}

QString countryOf(QByteArrayView derName)
{
    const DistinguishedName name = nameFromDer(derName);
    return name ? countryOf(name.get()) : QString();
}

QByteArray subjectKeyIdentifier(X509 *certificate)
{
    const QByteArray identifier = contentOf(X509_get0_subject_key_id(certificate));
    ERR_clear_error();
    return identifier;
}

QByteArray authorityKeyIdentifier(X509 *certificate)
{
    const QByteArray identifier = contentOf(X509_get0_authority_key_id(certificate));
    ERR_clear_error();
    return identifier;
}

QByteArrayView shortestInteger(QByteArrayView content)
{
    const auto octet = [&](qsizetype at) { return static_cast<quint8>(content[at]); };
    while (content.size() > 1 && ((octet(0) == 0x00 && octet(1) < 0x80) || (octet(0) == 0xFF && octet(1) >= 0x80)))
        content = content.sliced(1);
    return content;
}

QByteArray serialNumberOf(X509 *certificate)
{
    unsigned char *bytes = nullptr;
    const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &bytes);
    if (size <= 0)
        return {};
    const QByteArray der(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    const Result<tlv::Element> integer = tlv::readSingle(der, 0x02);
    return integer ? shortestInteger(integer->value).toByteArray() : QByteArray();
}

std::optional<qint64> secondsOf(const ASN1_TIME *time)
{
    const std::unique_ptr<ASN1_TIME, ossl::Deleter<ASN1_STRING_free>> epoch(ASN1_TIME_set(nullptr, 0));
    int days = 0;
    int seconds = 0;
    // A null time would mean the present one to the library.
    if (time == nullptr || !epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return qint64(days) * 86400 + seconds;
}

std::optional<qint64> secondsOf(const tlv::Element &element)
{
    const int type = element.tag == 0x17 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
    const std::unique_ptr<ASN1_TIME, ossl::Deleter<ASN1_STRING_free>> time(ASN1_STRING_type_new(type));
    if ((element.tag != 0x17 && element.tag != 0x18) || !time
        || ASN1_STRING_set(time.get(), element.value.data(), static_cast<int>(element.value.size())) != 1 || ASN1_TIME_check(time.get()) != 1)
        return std::nullopt;
    return secondsOf(time.get());
}

std::optional<Period> validityOf(X509 *certificate)
{
    const std::optional<qint64> from = secondsOf(X509_get0_notBefore(certificate));
    const std::optional<qint64> to = secondsOf(X509_get0_notAfter(certificate));
    return from && to ? std::optional(Period{*from, *to}) : std::nullopt;
}

std::optional<Period> privateKeyUsagePeriod(X509 *certificate)
{
    using UsagePeriod = std::unique_ptr<PKEY_USAGE_PERIOD, ossl::Deleter<PKEY_USAGE_PERIOD_free>>;
    const UsagePeriod stated(
        static_cast<PKEY_USAGE_PERIOD *>(X509_get_ext_d2i(certificate, NID_private_key_usage_period, nullptr, nullptr)));
    ERR_clear_error();
    if (!stated)
        return std::nullopt;
    return Period{secondsOf(stated->notBefore).value_or(std::numeric_limits<qint64>::min()),
                  secondsOf(stated->notAfter).value_or(std::numeric_limits<qint64>::max())};
}

bool isSelfSigned(X509 *certificate)
{
    return verifyIssuerSignature(certificateToDer(certificate), X509_get0_pubkey(certificate), {}).has_value();
}

} // namespace dd::nfc
