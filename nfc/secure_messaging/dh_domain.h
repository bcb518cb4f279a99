// Diffie-Hellman in a prime field, as PACE and chip authentication use it (ICAO 9303-11 §9.5.1; RFC 2631, RFC 5114).
// Public keys are unsigned integers, big-endian without leading zeros (§9.4.1; chips and tokens are particular about it); with
// leading zeros, up to the length of the modulus, they are understood. Private keys are big-endian. A key outside 2…p−2, or
// outside the subgroup where its order is known, is refused.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "nfc/secure_messaging/key_pair.h"

#include <memory>

namespace dd::nfc {

class DhDomain
{
public:
    // Standardized domain parameters 0, 1, 2 (§9.5.1 table 6): the groups of RFC 5114 §2.1–2.3. Others: UnsupportedProtocol.
    [[nodiscard]] static Result<DhDomain> standardized(int parameterId);
    // Modulus, generator and, where the issuer states it, the order of the generator; big-endian. Moduli of 1024 to 4096
    // bits: DamagedFile for what cannot be a group.
    [[nodiscard]] static Result<DhDomain> fromParameters(QByteArrayView modulus, QByteArrayView generator, QByteArrayView order);

    [[nodiscard]] QString name() const; // "DH-2048"
    [[nodiscard]] qsizetype fieldSize() const;
    [[nodiscard]] int modulusBits() const;
    [[nodiscard]] QByteArray generator() const;

    [[nodiscard]] Result<KeyPair> generate(Random &random) const;
    [[nodiscard]] Result<QByteArray> publicKeyOf(QByteArrayView privateKey) const;
    [[nodiscard]] Result<void> checkPublicKey(QByteArrayView publicKey) const;
    // peer ^ privateKey mod p, left-padded to the modulus.
    [[nodiscard]] Result<Secret> sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // §4.4.3.3.1: the generator g^s · h, h = peer ^ privateKey.
    [[nodiscard]] Result<DhDomain> mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // §4.4.3.3.2: the generator x^((p−1)/q) for the pseudo-random string R(s, t) = x. Needs the order.
    [[nodiscard]] Result<DhDomain> mapIntegrated(QByteArrayView pseudoRandom) const;

private:
    struct Parameters;
    explicit DhDomain(std::shared_ptr<const Parameters> parameters) : m_parameters(std::move(parameters)) {}
    [[nodiscard]] Result<DhDomain> withGenerator(QByteArrayView generator) const;
    std::shared_ptr<const Parameters> m_parameters;
};

} // namespace dd::nfc
