#include "tests/nfc/pki_forge.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <algorithm>
#include <map>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace dd::test {
namespace {

using namespace nfc; // only below: this file's own helpers

using ForgedExtension = std::unique_ptr<X509_EXTENSION, ossl::Deleter<X509_EXTENSION_free>>;
using ForgedTime = std::unique_ptr<ASN1_TIME, ossl::Deleter<ASN1_STRING_free>>;
using ForgedCrl = std::unique_ptr<X509_CRL, ossl::Deleter<X509_CRL_free>>;
using ForgedName = std::unique_ptr<X509_NAME, ossl::Deleter<X509_NAME_free>>;

void must(bool done, const char *what)
{
    if (!done)
        qFatal("the test's own forge fails: %s", what);
}

template <auto Encode, typename T>
QByteArray encoded(T *object)
{
    unsigned char *bytes = nullptr;
    const int size = Encode(object, &bytes);
    must(size > 0, "encoding");
    const QByteArray der(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return der;
}

ossl::Key makeKey(const QByteArray &kind)
{
    if (kind == "RSA")
        return ossl::Key(EVP_RSA_gen(2048));
    const bool written = kind.startsWith("explicit:");
    QByteArray curve = written ? kind.mid(9) : kind;
    QByteArray encoding = written ? OSSL_PKEY_EC_ENCODING_EXPLICIT : OSSL_PKEY_EC_ENCODING_GROUP;
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), 0),
                                     OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(), 0), OSSL_PARAM_construct_end()};
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY *key = nullptr;
    must(context && EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_CTX_set_params(context.get(), parameters) == 1
             && EVP_PKEY_generate(context.get(), &key) == 1,
         "key");
    return ossl::Key(key);
}

ForgedName makeName(const QByteArray &text)
{
    ForgedName name(X509_NAME_new());
    for (const QByteArray &part : text.split(',')) {
        const qsizetype equals = part.indexOf('=');
        QByteArray value = part.mid(equals + 1);
        const bool utf8 = value.startsWith("utf8:");
        if (utf8)
            value = value.mid(5);
        must(X509_NAME_add_entry_by_txt(name.get(), part.left(equals).constData(), utf8 ? V_ASN1_UTF8STRING : V_ASN1_PRINTABLESTRING,
                                        reinterpret_cast<const unsigned char *>(value.constData()), static_cast<int>(value.size()), -1, 0)
                 == 1,
             "name");
    }
    return name;
}

ForgedTime makeTime(qint64 seconds)
{
    return ForgedTime(ASN1_TIME_set(nullptr, static_cast<time_t>(seconds)));
}

ForgedExtension makeExtension(const QByteArray &name, const QByteArray &value, X509 *subject)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, subject, subject, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    ForgedExtension extension(X509V3_EXT_conf(nullptr, &context, name.constData(), value.constData()));
    must(extension != nullptr, name.constData());
    return extension;
}

QByteArray authorityKeyValue(EVP_PKEY *key)
{
    return "DER:30168014" + keyIdentifierOf(key).toHex();
}

} // namespace

QByteArray element(quint8 tag, const QByteArray &value)
{
    QByteArray length;
    if (value.size() < 128) {
        length.append(static_cast<char>(value.size()));
    } else {
        for (qsizetype rest = value.size(); rest > 0; rest >>= 8)
            length.prepend(static_cast<char>(rest & 0xFF));
        length.prepend(static_cast<char>(0x80 | length.size()));
    }
    return QByteArray(1, static_cast<char>(tag)) + length + value;
}

EVP_PKEY *forgedKey(const QByteArray &name, const QByteArray &kind)
{
    static std::map<QByteArray, ossl::Key> keys;
    ossl::Key &key = keys[kind + '/' + name];
    if (!key)
        key = makeKey(kind);
    return key.get();
}

QByteArray keyIdentifierOf(EVP_PKEY *key)
{
    const ossl::Certificate carrier(X509_new());
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    must(carrier && X509_set_pubkey(carrier.get(), key) == 1 && X509_pubkey_digest(carrier.get(), EVP_sha1(), digest, &size) == 1, "key identifier");
    return QByteArray(reinterpret_cast<const char *>(digest), static_cast<qsizetype>(size));
}

QByteArray derOfCertificate(X509 *certificate)
{
    return encoded<i2d_X509>(certificate);
}

ossl::Certificate certificateOf(const QByteArray &der)
{
    const unsigned char *at = ossl::bytesOf(der);
    ossl::Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    must(certificate != nullptr, "certificate");
    return certificate;
}

QByteArray forgeCertificate(const CertificatePlan &plan)
{
    const ossl::Certificate certificate(X509_new());
    X509 *out = certificate.get();
    EVP_PKEY *signingKey = plan.issuerKey == nullptr ? plan.key : plan.issuerKey;
    const ForgedName subject = makeName(plan.subject);
    const ForgedName issuer = makeName(plan.issuer.isEmpty() ? plan.subject : plan.issuer);
    const ForgedTime from = makeTime(plan.from);
    const ForgedTime to = makeTime(plan.to);
    must(X509_set_version(out, X509_VERSION_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(out), plan.serial) == 1
             && X509_set_subject_name(out, subject.get()) == 1 && X509_set_issuer_name(out, issuer.get()) == 1 && X509_set1_notBefore(out, from.get()) == 1
             && X509_set1_notAfter(out, to.get()) == 1 && X509_set_pubkey(out, plan.key) == 1,
         "certificate fields");
    QList<ExtensionText> extensions = plan.extensions;
    if (plan.keyIdentifiers) {
        extensions.append(ExtensionText{"subjectKeyIdentifier", "hash"});
        extensions.append(ExtensionText{"2.5.29.35", authorityKeyValue(signingKey)});
    }
    for (const auto &[name, value] : extensions)
        must(X509_add_ext(out, makeExtension(name, value, out).get(), -1) == 1, "extension");
    const ossl::Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr;
    must(EVP_DigestSignInit(context.get(), &options, plan.digest, nullptr, signingKey) == 1, "signature");
    if (plan.pss)
        must(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0,
             "PSS");
    must(X509_sign_ctx(out, context.get()) > 0, "signature");
    return derOfCertificate(out);
}

CertificatePlan cscaPlan(EVP_PKEY *key, const QByteArray &subject)
{
    CertificatePlan plan;
    plan.subject = subject;
    plan.key = key;
    plan.from = forgeNow - 2 * year;
    plan.to = forgeNow + 12 * year;
    plan.extensions = {{"keyUsage", "critical,keyCertSign,cRLSign"}, {"basicConstraints", "critical,CA:TRUE,pathlen:0"}};
    return plan;
}

CertificatePlan linkPlan(EVP_PKEY *key, EVP_PKEY *issuerKey, const QByteArray &subject, const QByteArray &issuer)
{
    CertificatePlan plan = cscaPlan(key, subject);
    plan.issuer = issuer;
    plan.issuerKey = issuerKey;
    plan.serial = 2;
    return plan;
}

CertificatePlan signerPlan(EVP_PKEY *key, EVP_PKEY *issuerKey, const QByteArray &issuer)
{
    CertificatePlan plan;
    plan.subject = "C=UT,O=Utopia,CN=Document Signer 1";
    plan.key = key;
    plan.issuer = issuer;
    plan.issuerKey = issuerKey;
    plan.serial = 100;
    plan.extensions = {{"keyUsage", "critical,digitalSignature"}};
    return plan;
}

QByteArray forgeCrl(const CrlPlan &plan)
{
    const ForgedCrl crl(X509_CRL_new());
    X509_CRL *out = crl.get();
    const ForgedName issuer = makeName(plan.issuer);
    must(X509_CRL_set_version(out, X509_CRL_VERSION_2) == 1 && X509_CRL_set_issuer_name(out, issuer.get()) == 1
             && X509_CRL_set1_lastUpdate(out, makeTime(plan.thisUpdate).get()) == 1,
         "CRL fields");
    if (plan.nextUpdate)
        must(X509_CRL_set1_nextUpdate(out, makeTime(*plan.nextUpdate).get()) == 1, "nextUpdate");
    for (const long serial : plan.revoked) {
        X509_REVOKED *entry = X509_REVOKED_new();
        const std::unique_ptr<ASN1_INTEGER, ossl::Deleter<ASN1_INTEGER_free>> number(ASN1_INTEGER_new());
        must(entry != nullptr && ASN1_INTEGER_set(number.get(), serial) == 1 && X509_REVOKED_set_serialNumber(entry, number.get()) == 1
                 && X509_REVOKED_set_revocationDate(entry, makeTime(plan.thisUpdate).get()) == 1 && X509_CRL_add0_revoked(out, entry) == 1,
             "revoked entry");
    }
    if (plan.number) {
        const std::unique_ptr<ASN1_INTEGER, ossl::Deleter<ASN1_INTEGER_free>> number(ASN1_INTEGER_new());
        must(ASN1_INTEGER_set(number.get(), *plan.number) == 1 && X509_CRL_add1_ext_i2d(out, NID_crl_number, number.get(), 0, 0) == 1, "CRL number");
    }
    QList<ExtensionText> extensions = plan.extensions;
    if (plan.keyIdentifier)
        extensions.append(ExtensionText{"2.5.29.35", authorityKeyValue(plan.issuerKey)});
    for (const auto &[name, value] : extensions)
        must(X509_CRL_add_ext(out, makeExtension(name, value, nullptr).get(), -1) == 1, "CRL extension");
    must(X509_CRL_sort(out) == 1 && X509_CRL_sign(out, plan.issuerKey, EVP_sha256()) > 0, "CRL signature");
    return encoded<i2d_X509_CRL>(out);
}

QByteArray forgeSignedList(const SignedListPlan &plan)
{
    const QByteArray sha256 = element(0x30, QByteArray::fromHex("0609608648016503040201"));
    const bool rsa = EVP_PKEY_is_a(plan.signerKey, "RSA") == 1;
    const QByteArray signatureAlgorithm = element(0x30, QByteArray::fromHex(rsa ? "06092A864886F70D01010B0500" : "06082A8648CE3D040302"));
    const QByteArray type = element(0x06, QByteArray::fromHex(plan.contentType));
    const auto attribute = [](const char *identifier, const QByteArray &value) {
        return element(0x30, QByteArray::fromHex(identifier) + element(0x31, value));
    };
    QList<QByteArray> attributes{attribute("06092A864886F70D010903", type),
                                 attribute("06092A864886F70D010904", element(0x04, QCryptographicHash::hash(plan.content, QCryptographicHash::Sha256)))};
    if (plan.signedAt) {
        const QByteArray time = QDateTime::fromSecsSinceEpoch(*plan.signedAt, Qt::UTC).toString(QStringLiteral("yyMMddHHmmss'Z'")).toLatin1();
        attributes.append(attribute("06092A864886F70D010905", element(0x17, time)));
    }
    std::sort(attributes.begin(), attributes.end()); // SET OF in DER
    const ossl::Digest context(EVP_MD_CTX_new());
    const QByteArray toBeSigned = element(0x31, attributes.join());
    QByteArray signature(EVP_PKEY_get_size(plan.signerKey), '\0');
    auto size = static_cast<std::size_t>(signature.size());
    must(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, plan.signerKey) == 1
             && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, ossl::bytesOf(toBeSigned),
                               static_cast<std::size_t>(toBeSigned.size()))
                 == 1,
         "message signature");
    signature.truncate(static_cast<qsizetype>(size));
    const QByteArray signerInfo = element(0x30, QByteArray::fromHex("020103") + element(0x80, keyIdentifierOf(plan.signerKey)) + sha256
                                                    + element(0xA0, attributes.join()) + signatureAlgorithm + element(0x04, signature));
    const QByteArray signedData = element(0x30, QByteArray::fromHex("020103") + element(0x31, sha256)
                                                    + element(0x30, type + element(0xA0, element(0x04, plan.content)))
                                                    + element(0xA0, plan.signer + plan.otherCertificates.join()) + element(0x31, signerInfo));
    return element(0x30, QByteArray::fromHex("06092A864886F70D010702") + element(0xA0, signedData));
}

QByteArray masterListContent(const QList<QByteArray> &certificates, int version)
{
    QList<QByteArray> sorted = certificates; // SET OF in DER
    std::sort(sorted.begin(), sorted.end());
    return element(0x30, element(0x02, QByteArray(1, static_cast<char>(version))) + element(0x31, sorted.join()));
}

QByteArray pem(const char *label, const QByteArray &der)
{
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> out(BIO_new(BIO_s_mem()));
    must(PEM_write_bio(out.get(), label, "", ossl::bytesOf(der), static_cast<long>(der.size())) > 0, "PEM");
    char *text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return QByteArray(text, static_cast<qsizetype>(size));
}

} // namespace dd::test
