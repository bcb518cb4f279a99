// EF.SOD: CMS SignedData over the LDS security object (ICAO 9303-10 §4.6.2, appendix D).
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/file_encoding.h"

namespace dd::nfc::simulator {
namespace {

constexpr auto sha256AlgorithmIdentifier = "300B0609608648016503040201"; // parameters absent (RFC 5754 §2)

std::unexpected<Error> sodFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("SOD"), QLatin1String(what));
}

Result<QByteArray> sha256(QByteArrayView data)
{
    QByteArray digest(32, '\0');
    if (EVP_Digest(data.data(), static_cast<size_t>(data.size()), writableBytesOf(digest), nullptr, EVP_sha256(), nullptr) != 1)
        return sodFailed("digest");
    return digest;
}

Result<QByteArray> ldsSecurityObject(const QMap<FileId, QByteArray> &files)
{
    QMap<int, QByteArray> contents;
    for (auto file = files.begin(); file != files.end(); ++file) {
        if (const int number = dataGroupNumber(file.key()); number > 0)
            contents.insert(number, file.value());
    }
    // No fingerprints: an empty template. The chip never yields it, so only its hash is visible.
    contents.insert(3, QByteArray::fromHex("63067F6103020100"));

    QByteArray hashes;
    for (auto group = contents.begin(); group != contents.end(); ++group) {
        const Result<QByteArray> digest = sha256(group.value());
        if (!digest)
            return digest;
        hashes += tlv::encode(0x30, {tlv::encode(0x02, QByteArray(1, static_cast<char>(group.key()))), tlv::encode(0x04, *digest)});
    }
    return tlv::encode(0x30, {QByteArray::fromHex("020100"), QByteArray::fromHex(sha256AlgorithmIdentifier), tlv::encode(0x30, hashes)});
}

bool addSigner(CMS_ContentInfo *message, X509 *certificate, EVP_PKEY *key, unsigned int flags, qint64 signingTime)
{
    CMS_SignerInfo *signer = CMS_add1_signer(message, certificate, key, EVP_sha256(), flags);
    const std::unique_ptr<ASN1_TIME, Deleter<ASN1_STRING_free>> time(ASN1_TIME_adj(nullptr, static_cast<time_t>(signingTime), 0, 0));
    return signer != nullptr && time
           && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1;
}

} // namespace

Result<QByteArray> sodFile(const QMap<FileId, QByteArray> &files, const DemoIssuer &issuer, qint64 signingTime)
{
    const Result<QByteArray> content = ldsSecurityObject(files);
    if (!content)
        return content;
    const Result<Certificate> signer = readCertificate(issuer.signerCertificate);
    if (!signer)
        return fail(signer.error());
    const Result<Key> key = readPrivateKeyInfo(issuer.signerPrivateKey);
    if (!key)
        return fail(key.error());

    constexpr unsigned int flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
    const Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    const ObjectIdentifier contentType(OBJ_txt2obj("2.23.136.1.1.1", 1)); // id-icao-mrtd-security-ldsSecurityObject
    if (!message || !contentType || CMS_set1_eContentType(message.get(), contentType.get()) != 1
        || !addSigner(message.get(), signer->get(), key->get(), flags, signingTime))
        return sodFailed("signer");
    const Bio input(BIO_new_mem_buf(content->constData(), static_cast<int>(content->size())));
    if (!input || CMS_final(message.get(), input.get(), nullptr, flags) != 1)
        return sodFailed("signature");
    const QByteArray der = derOf<i2d_CMS_ContentInfo>(message.get());
    if (der.isEmpty())
        return sodFailed("encoding");
    return tlv::encode(0x77, der);
}

} // namespace dd::nfc::simulator
