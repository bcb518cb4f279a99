#include "core/crypto/self_test.h"

#include "core/crypto/ecdsa.h"
#include "core/crypto/secret_stream.h"
#include "core/crypto/signature.h"
#include "core/crypto/symmetric.h"

#include <cstring>

namespace dd::crypto {
namespace {

QByteArray fromHex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

Secret secretFromHex(const char *digits)
{
    return Secret::copyOf(fromHex(digits));
}

constexpr char countingKey[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

// Repeats what it was given, for the nonce of a worked example.
class GivenBytes final : public Random
{
public:
    explicit GivenBytes(QByteArrayView bytes) : m_bytes(bytes) {}
    void fill(unsigned char *data, std::size_t size) override
    {
        std::memset(data, 0, size);
        std::memcpy(data, m_bytes.data(), std::min(size, static_cast<std::size_t>(m_bytes.size())));
    }

private:
    QByteArrayView m_bytes;
};

bool sha256Holds(QByteArrayView answer)
{
    return sha256("abc") == answer;
}

// The smallest parameters: the arithmetic is the same.
bool argon2Holds(QByteArrayView answer)
{
    const auto key = argon2id(Secret::copyOf("password"), "somesaltsomesalt", {8, 1});
    return key && key->view() == answer;
}

bool blake2bHolds(QByteArrayView answer)
{
    return blake2b(secretFromHex(countingKey), {"abc"}).view() == answer;
}

bool subKeyHolds(QByteArrayView answer)
{
    return subKey(secretFromHex(countingKey), 1, "DinhDanh").view() == answer;
}

// draft-irtf-cfrg-xchacha-03 A.3.1: the answer is nonce, ciphertext and tag.
bool aeadHolds(QByteArrayView answer)
{
    constexpr char plaintext[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    const Secret key = secretFromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const QByteArray associated = fromHex("50515253c0c1c2c3c4c5c6c7");
    GivenBytes nonce(answer);
    const auto opened = open(key, answer, associated);
    return seal(key, plaintext, associated, nonce) == answer && opened && opened->view() == QByteArrayView(plaintext)
        && !open(key, altered(answer), associated);
}

// The answer is a stream of one piece: header, sealed piece.
bool secretStreamHolds(QByteArrayView answer)
{
    constexpr char piece[] = "Cryptographic Forum Research Group";
    const Secret key = secretFromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const QByteArray associated = fromHex("50515253c0c1c2c3c4c5c6c7");
    const auto opens = [&](QByteArrayView stream) {
        auto opener = StreamOpener::begin(key, stream.first(streamHeaderSize));
        const auto opened = opener ? opener->open(stream.sliced(streamHeaderSize), associated) : fail(opener.error());
        return opened && opened->last && opened->content == QByteArrayView(piece);
    };
    auto sealer = StreamSealer::begin(key);
    if (!sealer)
        return false;
    const QByteArray ours = sealer->header() + sealer->seal(piece, associated, true);
    return opens(answer) && opens(ours) && !opens(altered(answer));
}

// RFC 8032 §7.1, TEST 3: the answer is the signature.
bool ed25519Holds(QByteArrayView answer)
{
    const auto signer = makeEd25519Signer(secretFromHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    const QByteArray message = fromHex("af82");
    if (!signer)
        return false;
    const auto made = (*signer)->sign(message);
    const PublicKey &key = (*signer)->publicKey();
    return made && *made == answer && key.verify(Algorithm::Ed25519, message, answer) && !key.verify(Algorithm::Ed25519, message, altered(answer));
}

bool ecdsaVerifies(const EcCurve &curve, const char *point, QByteArrayView signature)
{
    const auto key = loadEcKey(curve, fromHex(point));
    return key && ecdsaVerify(curve, *key, "sample", signature) && !ecdsaVerify(curve, *key, "sample", altered(signature));
}

// RFC 6979 A.2.5 and A.2.6, over "sample": the answer is r ‖ s.
bool p256VerificationHolds(QByteArrayView answer)
{
    return ecdsaVerifies(curveP256(), "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299", answer);
}

bool p384VerificationHolds(QByteArrayView answer)
{
    return ecdsaVerifies(curveP384(), "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
                                      "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720", answer);
}

// A signature of ours has no known answer, its key has (RFC 6979 A.2.5): the answer is the point.
bool p256SigningHolds(QByteArrayView answer)
{
    const Secret scalar = secretFromHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    const auto point = ecPublicPoint(curveP256(), scalar);
    if (!point || *point != answer)
        return false;
    const auto made = ecdsaSign(curveP256(), scalar, *point, "sample");
    const auto key = loadEcKey(curveP256(), *point);
    return made && key && ecdsaVerify(curveP256(), *key, "sample", *made) && !ecdsaVerify(curveP256(), *key, "Sample", *made);
}

constexpr KnownAnswer answers[] = {
    // FIPS 180-4, example messages
    {"SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sha256Holds},
    // the Argon2 authors' own program: argon2 somesaltsomesalt -id -t 1 -k 8 -p 1 -l 32
    {"Argon2id", "05b6ca8f8038b683887ad4916533858b49cb52040126c134f4c6e9d8711b8c09", argon2Holds},
    // RFC 7693's reference implementation, with a key; crypto_kdf is the same with salt and personalisation
    {"BLAKE2b", "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f", blake2bHolds},
    {"crypto_kdf", "fc20d2b04db9a4ca09a6a4f861b2f971f688a0c59d96867cd58b11abc94d8095", subKeyHolds},
    {"XChaCha20-Poly1305",
     "404142434445464748494a4b4c4d4e4f5051525354555657"
     "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
     "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
     "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49",
     aeadHolds},
    // computed from the construction that libsodium's manual describes, without libsodium
    {"secretstream",
     "404142434445464748494a4b4c4d4e4f5051525354555657"
     "6574d8cefe7cebc6f4e7937b4afbd32c3f5f4757cb7cfd7f3503583b9f8116a20c6e49df89c3334ff5dfa5434f3e1f7a561c3b",
     secretStreamHolds},
    {"Ed25519",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
     ed25519Holds},
    {"ECDSA P-256",
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
     p256VerificationHolds},
    {"ECDSA P-256 signing",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
     p256SigningHolds},
    {"ECDSA P-384",
     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
     "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
     p384VerificationHolds},
};

} // namespace

std::span<const KnownAnswer> knownAnswers()
{
    return answers;
}

Result<void> checkKnownAnswers(std::span<const KnownAnswer> answers)
{
    for (const KnownAnswer &known : answers) {
        if (!known.holds(fromHex(known.answer)))
            return fail(ErrorCode::SelfTestFailed, QStringLiteral("self-test"), QLatin1String(known.primitive));
    }
    return {};
}

Result<void> selfTest()
{
    return checkKnownAnswers(answers);
}

QByteArray altered(QByteArrayView bytes)
{
    QByteArray changed = bytes.toByteArray();
    if (!changed.isEmpty())
        changed.back() = static_cast<char>(changed.back() ^ 1);
    return changed;
}

QString selfTestRefusal(const Error &error)
{
    const auto line = [&](Language language) {
        return QStringLiteral("%1 %2 (%3) %4\n").arg(errorId(error.code), errorMessage(error.code, language), error.detail, errorAdvice(error.code, language));
    };
    return line(Language::Vietnamese) + line(Language::English);
}

} // namespace dd::crypto
