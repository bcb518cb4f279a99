#include "nfc/simulator/security_info_encoding.h"

#include "core/base/random.h"
#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/simulator/openssl_handles.h"
#include "nfc/simulator/standard_domains.h"

#include <algorithm>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

namespace dd::nfc::simulator {
namespace {

constexpr quint32 derInteger = 0x02;
constexpr quint32 derBitString = 0x03;
constexpr quint32 derOctetString = 0x04;
constexpr quint32 derIdentifier = 0x06;
constexpr quint32 derSequence = 0x30;

// bsi-de is 0.4.0.127.0.7; below protocols.smartcard (2.2): 1 PK, 2 TA, 3 CA, 4 PACE.
const QByteArray bsiSmartcard = QByteArray::fromHex("04007F00070202");

using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;

QByteArray derIntegerOf(QByteArray bigEndian)
{
    while (bigEndian.size() > 1 && bigEndian.startsWith('\0'))
        bigEndian.remove(0, 1);
    if ((bigEndian.front() & 0x80) != 0)
        bigEndian.prepend('\0');
    return tlv::encode(derInteger, bigEndian);
}

QByteArray derIntegerOf(int value)
{
    QByteArray bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes.append(static_cast<char>((value >> shift) & 0xFF));
    return derIntegerOf(bytes);
}

QByteArray bitString(const QByteArray &bytes)
{
    return tlv::encode(derBitString, {QByteArray(1, '\0'), bytes});
}

std::unexpected<Error> keyInfoFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("chip key"), QLatin1String(what));
}

QByteArray identifierObject(const char *hexadecimal)
{
    return tlv::encode(derIdentifier, QByteArray::fromHex(hexadecimal));
}

QByteArray standardizedKeyInfo(const ChipKey &key, const QByteArray &publicKey, bool elliptic)
{
    const QByteArray algorithm = tlv::encode(derSequence, {identifierObject("04007F00070102"), derIntegerOf(key.parameterId)});
    return tlv::encode(derSequence, {algorithm, bitString(elliptic ? publicKey : derIntegerOf(publicKey))});
}

// OpenSSL writes the SubjectPublicKeyInfo of a key it is given in parts.
Result<QByteArray> keyInfoByOpenssl(const char *type, OSSL_PARAM *parameters)
{
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *made = nullptr;
    if (!context || parameters == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        return keyInfoFailed("parameters");
    const Key key(made);
    const QByteArray der = derOf<i2d_PUBKEY>(key.get());
    return der.isEmpty() ? Result<QByteArray>(keyInfoFailed("encoding")) : der;
}

Result<QByteArray> ellipticKeyInfo(const StandardDomain &domain, const QByteArray &publicKey, KeyForm form)
{
    const char *encoding = form == KeyForm::Named ? OSSL_PKEY_EC_ENCODING_GROUP : OSSL_PKEY_EC_ENCODING_EXPLICIT;
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, domain.opensslName, 0) != 1
        || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_EC_ENCODING, encoding, 0) != 1
        || OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, bytesOf(publicKey), static_cast<size_t>(publicKey.size())) != 1)
        return keyInfoFailed("parameters");
    return keyInfoByOpenssl("EC", Parameters(OSSL_PARAM_BLD_to_param(builder.get())).get());
}

// X9.42 states p, g and q; PKCS #3 leaves the order out, so its group is rebuilt from the two numbers.
Result<QByteArray> primeFieldKeyInfo(const StandardDomain &domain, const QByteArray &publicKey, KeyForm form)
{
    const Bignum y(BN_bin2bn(bytesOf(publicKey), static_cast<int>(publicKey.size()), nullptr));
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!y || !builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, domain.opensslName, 0) != 1
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, y.get()) != 1)
        return keyInfoFailed("parameters");
    const Result<QByteArray> x942 = keyInfoByOpenssl("DHX", Parameters(OSSL_PARAM_BLD_to_param(builder.get())).get());
    if (!x942 || form != KeyForm::Pkcs3)
        return x942;
    const unsigned char *cursor = bytesOf(*x942);
    const Key key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(x942->size())));
    QByteArray numbers;
    for (const char *name : {OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_G}) {
        BIGNUM *raw = nullptr;
        (void)EVP_PKEY_get_bn_param(key.get(), name, &raw);
        const Bignum number(raw);
        if (!number)
            return keyInfoFailed("group");
        QByteArray bytes(BN_num_bytes(number.get()), Qt::Uninitialized);
        BN_bn2bin(number.get(), writableBytesOf(bytes));
        numbers += derIntegerOf(bytes);
    }
    const QByteArray algorithm = tlv::encode(derSequence, {identifierObject("2A864886F70D010301"), tlv::encode(derSequence, numbers)}); // dhKeyAgreement
    return tlv::encode(derSequence, {algorithm, bitString(derIntegerOf(publicKey))});
}

} // namespace

QByteArray terminalAuthenticationInfo()
{
    return tlv::encode(derSequence, {tlv::encode(derIdentifier, bsiSmartcard + '\x02'), derIntegerOf(1)});
}

QByteArray paceInfo(QByteArrayView protocol, int parameterId)
{
    return tlv::encode(derSequence, {tlv::encode(derIdentifier, protocol), derIntegerOf(2), derIntegerOf(parameterId)});
}

QByteArray chipAuthenticationInfo(QByteArrayView protocol, std::optional<int> keyId)
{
    return tlv::encode(derSequence, {tlv::encode(derIdentifier, protocol), derIntegerOf(1), keyId ? derIntegerOf(*keyId) : QByteArray()});
}

Result<QByteArray> chipAuthenticationPublicKeyInfo(const ChipKey &key, KeyForm form)
{
    const StandardDomain *domain = standardDomain(key.parameterId);
    const Result<AgreementDomain> group = AgreementDomain::standardized(key.parameterId);
    const Result<QByteArray> publicKey = group ? group->publicKeyOf(key.privateKey) : fail(group.error());
    if (domain == nullptr || !publicKey)
        return keyInfoFailed("domain parameters");
    const Result<QByteArray> keyInfo = form == KeyForm::Standardized ? standardizedKeyInfo(key, *publicKey, domain->elliptic)
        : domain->elliptic                                           ? ellipticKeyInfo(*domain, *publicKey, form)
                                                                     : primeFieldKeyInfo(*domain, *publicKey, form);
    if (!keyInfo)
        return keyInfo;
    const QByteArray protocol = bsiSmartcard + '\x01' + (domain->elliptic ? '\x02' : '\x01'); // id-PK-ECDH, id-PK-DH
    return tlv::encode(derSequence, {tlv::encode(derIdentifier, protocol), *keyInfo, key.keyId ? derIntegerOf(*key.keyId) : QByteArray()});
}

QByteArray activeAuthenticationInfo(ActiveAuthenticationScheme::Hash hash)
{
    using Hash = ActiveAuthenticationScheme::Hash;
    const char arc = hash == Hash::Sha1 ? 1 : hash == Hash::Sha224 ? 2 : hash == Hash::Sha384 ? 4 : hash == Hash::Sha512 ? 5 : 3;
    const QByteArray algorithm = QByteArray::fromHex("04007F000701010401") + arc; // BSI TR-03111 §5.2.1.1
    return tlv::encode(derSequence, {identifierObject("678108010105"), derIntegerOf(1), tlv::encode(derIdentifier, algorithm)});
}

QByteArray efDirInfo(QByteArrayView dirFile)
{
    return tlv::encode(derSequence, {identifierObject("67810801010D"), tlv::encode(derOctetString, dirFile)});
}

QByteArray securityInfoSet(QList<QByteArray> infos)
{
    std::sort(infos.begin(), infos.end()); // DER: SET OF is ordered by encoding (X.690 §11.6)
    return tlv::encode(0x31, infos.join());
}

Result<ChipKey> makeChipKey(int parameterId)
{
    const Result<AgreementDomain> domain = AgreementDomain::standardized(parameterId);
    if (!domain)
        return fail(domain.error());
    SystemRandom random;
    const Result<KeyPair> pair = domain->generate(random);
    if (!pair)
        return fail(pair.error());
    return ChipKey{parameterId, pair->privateKey.view().toByteArray(), std::nullopt, {}};
}

} // namespace dd::nfc::simulator
