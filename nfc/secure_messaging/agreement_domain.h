// A group in which two sides agree on a secret: an elliptic curve or a prime field (ICAO 9303-11 §9.4.5, §9.5.1).
// PACE and chip authentication work on it without asking which. Encodings and errors are those of ec_domain.h and dh_domain.h.
#pragma once

#include "nfc/secure_messaging/dh_domain.h"
#include "nfc/secure_messaging/ec_domain.h"

#include <variant>

namespace dd::nfc {

class AgreementDomain
{
public:
    AgreementDomain(EcDomain domain) : m_domain(std::move(domain)) {}
    AgreementDomain(DhDomain domain) : m_domain(std::move(domain)) {}
    // 0, 1, 2: prime fields; 8 to 18: curves. Others: UnsupportedProtocol.
    [[nodiscard]] static Result<AgreementDomain> standardized(int parameterId);

    [[nodiscard]] bool isElliptic() const { return std::holds_alternative<EcDomain>(m_domain); }
    [[nodiscard]] const EcDomain *elliptic() const { return std::get_if<EcDomain>(&m_domain); }
    [[nodiscard]] QString name() const;
    [[nodiscard]] QByteArray generator() const;
    // Tag of a public key in its data object (§9.4.5): 86 for a point, 84 for an unsigned integer.
    [[nodiscard]] quint32 publicKeyTag() const { return isElliptic() ? 0x86 : 0x84; }

    [[nodiscard]] Result<KeyPair> generate(Random &random) const;
    [[nodiscard]] Result<QByteArray> publicKeyOf(QByteArrayView privateKey) const;
    [[nodiscard]] Result<void> checkPublicKey(QByteArrayView publicKey) const;
    [[nodiscard]] Result<Secret> sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    [[nodiscard]] Result<AgreementDomain> mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const;
    // UnsupportedProtocol on a curve whose field has no such mapping (P-224).
    [[nodiscard]] Result<AgreementDomain> mapIntegrated(QByteArrayView pseudoRandom) const;
    // Bits of the field's modulus, which decide how long a pseudo-random string the integrated mapping needs.
    [[nodiscard]] int modulusBits() const;

private:
    std::variant<EcDomain, DhDomain> m_domain;
};

// A public key together with its group, from a SubjectPublicKeyInfo (DER) as chip authentication gives it (§9.2.6): named,
// explicit or standardized curves, and Diffie-Hellman keys of X9.42 or PKCS #3. The key lies in the group.
// DamagedFile when it cannot be read, UnsupportedProtocol for a group this app does not know, both with `stage`.
struct AgreementKey
{
    AgreementDomain domain;
    QByteArray publicKey;
};
[[nodiscard]] Result<AgreementKey> agreementKeyFrom(QByteArrayView subjectPublicKeyInfo, const QString &stage);

} // namespace dd::nfc
