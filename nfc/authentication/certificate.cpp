#include "nfc/authentication/certificate.h"

#include <openssl/err.h>
#include <openssl/objects.h>

namespace dd::nfc {

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
        const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
        unsigned char *utf8 = nullptr;
        const int size = ASN1_STRING_to_UTF8(&utf8, value);
        if (size < 0)
            continue;
        const bool demo = QByteArrayView(utf8, size) == QByteArrayView("DEMO");
        OPENSSL_free(utf8);
        if (demo)
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

} // namespace dd::nfc
