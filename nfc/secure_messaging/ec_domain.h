// Elliptic-curve domain parameters and the point arithmetic of PACE (ICAO 9303-11 §9.5.1, §4.4.3.3; BSI TR-03110-3 A.3).
// Public keys are uncompressed points 04‖x‖y with both coordinates left-padded to the field; private keys are
// big-endian, as long as the group order. A point off the curve, at infinity or of another length is refused.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <memory>

namespace dd::nfc {

struct EcKeyPair
{
    Secret privateKey;
    QByteArray publicKey;
};

class EcDomain
{
public:
    // Standardized domain parameters 8…18 (§9.5.1, table 6); 13 is brainpoolP256r1. Others: UnsupportedProtocol.
    [[nodiscard]] static Result<EcDomain> standardized(int parameterId);

    [[nodiscard]] int parameterId() const;
    [[nodiscard]] QString name() const;      // "brainpoolP256r1"
    [[nodiscard]] qsizetype fieldSize() const; // bytes
    [[nodiscard]] QByteArray generator() const;

    [[nodiscard]] Result<EcKeyPair> generate(Random &random) const; // uniform in 1…n−1, on the current generator
    [[nodiscard]] Result<QByteArray> publicKeyOf(QByteArrayView privateKey) const;
    [[nodiscard]] Result<void> checkPublicKey(QByteArrayView publicKey) const;
    // x-coordinate of privateKey · peer, left-padded to the field size.
    [[nodiscard]] Result<Secret> sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // Generic mapping (§4.4.3.3.1): the same curve with the generator s·G + H, H = privateKey · peer.
    [[nodiscard]] Result<EcDomain> mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const;

private:
    struct Parameters;
    explicit EcDomain(std::shared_ptr<const Parameters> parameters) : m_parameters(std::move(parameters)) {}
    std::shared_ptr<const Parameters> m_parameters;
};

// Authentication token (§4.4.3.4): CMAC over the peer's ephemeral public key in a 7F49 template, first 8 bytes.
// `protocol` is the object identifier's content bytes.
[[nodiscard]] QByteArray paceTokenInput(QByteArrayView protocol, QByteArrayView publicKey);
[[nodiscard]] Result<QByteArray> paceToken(QByteArrayView macKey, QByteArrayView protocol, QByteArrayView publicKey);

} // namespace dd::nfc
