#include "nfc/self_test.h"

#include "nfc/authentication/signature_algorithm.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "nfc/secure_messaging/ec_domain.h"
#include "nfc/secure_messaging/key_derivation.h"

namespace dd::nfc {
namespace {

QByteArray bytesOfHex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

template <const EVP_MD *(*Digest)()>
bool digestHolds(QByteArrayView answer)
{
    const auto hash = digestOf(Digest(), "abc", QStringLiteral("self-test"));
    return hash && *hash == answer;
}

// NIST SP 800-38A F.2.1, F.2.3 and F.2.5: the first two blocks.
bool aesCbcHolds(const char *key, QByteArrayView answer)
{
    const QByteArray iv = bytesOfHex("000102030405060708090a0b0c0d0e0f");
    const QByteArray plain = bytesOfHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    const auto encrypted = aesCbcEncrypt(bytesOfHex(key), iv, plain);
    const auto decrypted = aesCbcDecrypt(bytesOfHex(key), iv, answer);
    return encrypted && *encrypted == answer && decrypted && *decrypted == plain;
}

bool aes128Holds(QByteArrayView answer)
{
    return aesCbcHolds("2b7e151628aed2a6abf7158809cf4f3c", answer);
}

bool aes192Holds(QByteArrayView answer)
{
    return aesCbcHolds("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", answer);
}

bool aes256Holds(QByteArrayView answer)
{
    return aesCbcHolds("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", answer);
}

// RFC 4493 §4, example 3: 40 bytes.
bool cmacHolds(QByteArrayView answer)
{
    const auto mac = aesCmac(bytesOfHex("2b7e151628aed2a6abf7158809cf4f3c"),
                             bytesOfHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411"));
    return mac && *mac == answer;
}

// ICAO 9303-11 D.3: what the terminal encrypts, and its MAC.
bool tripleDesHolds(QByteArrayView answer)
{
    const QByteArray key = bytesOfHex("AB94FDECF2674FDFB9B391F85D7F76F2");
    const QByteArray plain = bytesOfHex("781723860C06C2264608F919887022120B795240CB7049B01C19B33E32804F0B");
    const QByteArray iv(desBlockSize, '\0');
    const auto encrypted = tripleDesCbcEncrypt(key, iv, plain);
    const auto decrypted = tripleDesCbcDecrypt(key, iv, answer);
    return encrypted && *encrypted == answer && decrypted && *decrypted == plain;
}

bool retailMacHolds(QByteArrayView answer)
{
    const auto mac = retailMac(bytesOfHex("7962D9ECE03D1ACD4C76089DCE131543"),
                               isoPad(bytesOfHex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"), desBlockSize));
    return mac && *mac == answer;
}

// ICAO 9303-11 D.2: K_Enc of the document.
bool derivationHolds(QByteArrayView answer)
{
    const auto key = deriveKey(bytesOfHex("239AB9CB282DAF66231DC5A4DF6BFBAE"), KeyPurpose::Encryption, CipherSuite::TripleDes);
    return key && key->view() == answer;
}

// ICAO 9303-11 G.1, the mapping of the nonce: H = private key of the terminal · public key of the chip, on the curve itself. The
// example prints H as a point; the answer is its x.
bool ecdhHolds(QByteArrayView answer)
{
    const auto domain = EcDomain::standardized(13);
    if (!domain)
        return false;
    const auto secret = domain->sharedSecret(bytesOfHex("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"),
                                             bytesOfHex("04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
                                                        "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"));
    return secret && secret->view() == answer;
}

// NIST FIPS 186-4 test vectors, SigVer PKCS#1 v1.5, 1024 bits, SHA-256: the answer is the signature.
bool rsaHolds(QByteArrayView answer)
{
    const QByteArray der = bytesOfHex(
        "3081a0300d06092a864886f70d010101050003818e0030818a028181008592b5850b9ba96e7faecbdd67e50ed5fb2018fda0bc6a09ab6345910fc445ac6bdb0e"
        "7a4c6b72c9441649c9e78109bbaa1d79f9fafb8794a1a06cb638bd8f3c3416d44c43cf862b8ac1d5006310b05a7760d341d07077ae775f1695061d3c7297dd3a"
        "b8fc5d03d09ed1602a1bb69891bb377fd0aad6cd90f8b207467db36279020400eef211");
    const QByteArray message = bytesOfHex(
        "1e422f898ff258a99bc53648541709b3a3bba5828d36d070b42bec6a2117d6e6403f0d762ce6179d2dc220e180b1e52156a9d0291eed64840787dc91c1f20fda"
        "841797a0547b32bb83b668a177276fc4aee64b21fefa391522cc4e7372dc5cd5f2b3152f8e1973aaa48757afc3df7041b35b5e91b5c317cc0be48a38bb3d837f");
    const unsigned char *begin = ossl::bytesOf(der);
    const ossl::Key key(d2i_PUBKEY(nullptr, &begin, static_cast<long>(der.size())));
    const SignatureAlgorithm algorithm{SignatureScheme::RsaPkcs1, EVP_sha256(), nullptr, 0};
    const QString stage = QStringLiteral("self-test");
    return key && verifySignature(algorithm, key.get(), message, answer, stage)
        && !verifySignature(algorithm, key.get(), message, crypto::altered(answer), stage);
}

constexpr crypto::KnownAnswer answers[] = {
    // FIPS 180-4, example messages
    {"SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d", digestHolds<EVP_sha1>},
    {"SHA-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7", digestHolds<EVP_sha224>},
    {"SHA-256 of OpenSSL", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digestHolds<EVP_sha256>},
    {"SHA-384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7", digestHolds<EVP_sha384>},
    {"SHA-512",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     digestHolds<EVP_sha512>},
    {"AES-128-CBC", "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2", aes128Holds},
    {"AES-192-CBC", "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a", aes192Holds},
    {"AES-256-CBC", "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d", aes256Holds},
    {"AES-CMAC", "dfa66747de9ae63030ca32611497c827", cmacHolds},
    {"3DES-CBC", "72c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f2", tripleDesHolds},
    {"retail MAC", "5f1448eea8ad90a7", retailMacHolds},
    {"key derivation", "ab94fdecf2674fdfb9b391f85d7f76f2", derivationHolds},
    {"ECDH brainpoolP256r1", "60332ef2450b5d247ef6d3868397d398852ed6e8caf6ffeef6bf85ca57057fd5", ecdhHolds},
    {"RSA",
     "2e37c8221597f7e2b1970c40a50db5fefde31b1dff1e9b9d6a70b023acb014971580eddf1d67f15d9fbbddfcdf49cda14ccb7516c33b787a3a3fd43d005d02de"
     "10f93ffc99585ae5dfaa766c0f1f5bfa62e50e76a059a4a1e814c1ee9836e01595731dce48f94aa1ae36d9c5165a3eb28013fac271e091f7018fe96ec26009c1",
     rsaHolds},
};

} // namespace

std::span<const crypto::KnownAnswer> knownAnswers()
{
    return answers;
}

Result<void> selfTest()
{
    const auto core = crypto::selfTest();
    return core ? crypto::checkKnownAnswers(answers) : core;
}

} // namespace dd::nfc
