// Elliptic-curve domain parameters and the point arithmetic of PACE and chip authentication (ICAO 9303-11 §9.5.1, §4.4.3.3; BSI TR-03110-3 A.3).
// Public keys are uncompressed points 04‖x‖y with both coordinates left-padded to the field; private keys are
// big-endian, as long as the group order. A point off the curve, at infinity or of another length is refused.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "nfc/secure_messaging/key_pair.h"

#include <QByteArray>
#include <memory>

namespace dd::nfc {

class EcDomain
{
public:
    // Standardized domain parameters 8…18 (§9.5.1, table 6); 13 is brainpoolP256r1. Others: UnsupportedProtocol.
    [[nodiscard]] static Result<EcDomain> standardized(int parameterId);
    // One of the same curves by OpenSSL's name for it; UnsupportedProtocol for any other.
    [[nodiscard]] static Result<EcDomain> named(const char *opensslName);

    [[nodiscard]] int parameterId() const;
    [[nodiscard]] QString name() const;      // "brainpoolP256r1"
    [[nodiscard]] qsizetype fieldSize() const; // bytes
    [[nodiscard]] int modulusBits() const;
    [[nodiscard]] QByteArray generator() const;

    [[nodiscard]] Result<KeyPair> generate(Random &random) const; // uniform in 1…n−1, on the current generator
    [[nodiscard]] Result<QByteArray> publicKeyOf(QByteArrayView privateKey) const;
    [[nodiscard]] Result<void> checkPublicKey(QByteArrayView publicKey) const;
    // x-coordinate of privateKey · peer, left-padded to the field size.
    [[nodiscard]] Result<Secret> sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // Generic mapping (§4.4.3.3.1): the same curve with the generator s·G + H, H = privateKey · peer.
    [[nodiscard]] Result<EcDomain> mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // Integrated mapping (§4.4.3.3.2, appendix B): the point that the string R(s, t) encodes. UnsupportedProtocol where the
    // field's modulus is not 3 mod 4 (P-224).
    [[nodiscard]] Result<EcDomain> mapIntegrated(QByteArrayView pseudoRandom) const;

    // Chip authentication mapping (§4.4.3.5): scalar · point, as a point; and numerator / denominator modulo the order, as
    // long as the order.
    [[nodiscard]] Result<QByteArray> multiply(QByteArrayView scalar, QByteArrayView point) const;
    [[nodiscard]] Result<Secret> quotient(QByteArrayView numerator, QByteArrayView denominator) const;

private:
    struct Parameters;
    [[nodiscard]] static Result<EcDomain> fromCurve(const struct StandardCurve &curve);
    explicit EcDomain(std::shared_ptr<const Parameters> parameters) : m_parameters(std::move(parameters)) {}
    std::shared_ptr<const Parameters> m_parameters;
};

} // namespace dd::nfc
