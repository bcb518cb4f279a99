// EF.SOD: CMS SignedData over the LDS security object (ICAO 9303-10 §4.6.2, appendix D). EF.CardSecurity: the same around
// SecurityInfos (§3.11.4).
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/file_encoding.h"
#include "nfc/simulator/security_info_encoding.h"

#include <openssl/rsa.h>

namespace dd::nfc::simulator {
namespace {

// AlgorithmIdentifier of a hash, parameters absent (RFC 5754 §2).
QByteArray hashIdentifier(const EVP_MD *digest)
{
    const ASN1_OBJECT *object = OBJ_nid2obj(EVP_MD_get_type(digest));
    const auto *bytes = reinterpret_cast<const char *>(OBJ_get0_data(object));
    return tlv::encode(0x30, tlv::encode(0x06, QByteArrayView(bytes, static_cast<qsizetype>(OBJ_length(object)))));
}

std::unexpected<Error> signedFileFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("signed file"), QLatin1String(what));
}

Result<QByteArray> hashOf(const EVP_MD *digest, QByteArrayView data)
{
    QByteArray hash(EVP_MD_get_size(digest), '\0');
    if (EVP_Digest(data.data(), static_cast<size_t>(data.size()), writableBytesOf(hash), nullptr, digest, nullptr) != 1)
        return signedFileFailed("digest");
    return hash;
}

Result<QByteArray> ldsSecurityObject(const QMap<FileId, QByteArray> &files, bool withDg3, const EVP_MD *digest)
{
    QMap<int, QByteArray> contents;
    for (auto file = files.begin(); file != files.end(); ++file) {
        if (const int number = dataGroupNumber(file.key()); number > 0)
            contents.insert(number, file.value());
    }
    // No fingerprints: an empty template. The chip never yields it, so only its hash is visible.
    if (withDg3)
        contents.insert(3, QByteArray::fromHex("63067F6103020100"));

    QByteArray hashes;
    for (auto group = contents.begin(); group != contents.end(); ++group) {
        const Result<QByteArray> hash = hashOf(digest, group.value());
        if (!hash)
            return hash;
        hashes += tlv::encode(0x30, {tlv::encode(0x02, QByteArray(1, static_cast<char>(group.key()))), tlv::encode(0x04, *hash)});
    }
    return tlv::encode(0x30, {QByteArray::fromHex("020100"), hashIdentifier(digest), tlv::encode(0x30, hashes)});
}

bool addSigner(CMS_ContentInfo *message, X509 *certificate, EVP_PKEY *key, unsigned int flags, const IssuerOptions &options, qint64 signingTime)
{
    const bool pss = options.pss && EVP_PKEY_is_a(key, "RSA") == 1;
    CMS_SignerInfo *signer = CMS_add1_signer(message, certificate, key, digestFor(options.hash), pss ? flags | CMS_KEY_PARAM : flags);
    EVP_PKEY_CTX *parameters = signer != nullptr && pss ? CMS_SignerInfo_get0_pkey_ctx(signer) : nullptr;
    if (pss && (parameters == nullptr || EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1
                || EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    const std::unique_ptr<ASN1_TIME, Deleter<ASN1_STRING_free>> time(ASN1_TIME_adj(nullptr, static_cast<time_t>(signingTime), 0, 0));
    return signer != nullptr && time
           && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1;
}

Result<QByteArray> signedMessage(const char *contentTypeOid, const QByteArray &content, const DemoIssuer &issuer, qint64 signingTime)
{
    const Result<Certificate> signer = readCertificate(issuer.signerCertificate);
    if (!signer)
        return fail(signer.error());
    const Result<Key> key = readPrivateKeyInfo(issuer.signerPrivateKey);
    if (!key)
        return fail(key.error());

    constexpr unsigned int flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
    const Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    const ObjectIdentifier contentType(OBJ_txt2obj(contentTypeOid, 1));
    if (!message || !contentType || CMS_set1_eContentType(message.get(), contentType.get()) != 1
        || !addSigner(message.get(), signer->get(), key->get(), flags, issuer.options, signingTime))
        return signedFileFailed("signer");
    const Bio input(BIO_new_mem_buf(content.constData(), static_cast<int>(content.size())));
    if (!input || CMS_final(message.get(), input.get(), nullptr, flags) != 1)
        return signedFileFailed("signature");
    const QByteArray der = derOf<i2d_CMS_ContentInfo>(message.get());
    return der.isEmpty() ? Result<QByteArray>(signedFileFailed("encoding")) : der;
}

} // namespace

Result<QByteArray> sodFile(const QMap<FileId, QByteArray> &files, const DemoIssuer &issuer, qint64 signingTime, bool withDg3)
{
    const Result<QByteArray> content = ldsSecurityObject(files, withDg3, digestFor(issuer.options.hash));
    if (!content)
        return content;
    const Result<QByteArray> message = signedMessage("2.23.136.1.1.1", *content, issuer, signingTime); // id-icao-mrtd-security-ldsSecurityObject
    return message ? Result<QByteArray>(tlv::encode(0x77, *message)) : message;
}

Result<QByteArray> cardSecurityFile(const QList<QByteArray> &infos, const DemoIssuer &issuer, qint64 signingTime)
{
    return signedMessage("0.4.0.127.0.7.3.2.1", securityInfoSet(infos), issuer, signingTime); // id-SecurityObject
}

} // namespace dd::nfc::simulator
