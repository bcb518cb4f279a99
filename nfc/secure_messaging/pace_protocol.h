// What both sides of PACE compute (ICAO 9303-11 §4.4.3): the protocol an object identifier names, the pseudo-random function of
// the integrated mapping, the authentication token, the chip authentication data.
#pragma once

#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/secure_messaging/cipher_suite.h"

namespace dd::nfc {

enum class PaceMapping { Generic, Integrated, ChipAuthentication };

struct PaceProtocol
{
    QByteArray identifier; // object identifier, content bytes
    bool elliptic = true;  // ECDH, else DH
    PaceMapping mapping = PaceMapping::Generic;
    CipherSuite suite = CipherSuite::Aes128;
    [[nodiscard]] QString name() const; // "PACE-ECDH-GM-AES-128"
};

// UnsupportedProtocol for anything but the identifiers of §4.4.3.1 and §4.4.3.2.
[[nodiscard]] Result<PaceProtocol> paceProtocolFrom(QByteArrayView identifier);

// Length of the nonces of the integrated mapping (§4.4.3.3): s whole blocks and at least the key, t as long as the key.
[[nodiscard]] qsizetype integratedNonceSize(CipherSuite suite);
// R(s, t) of §4.4.3.3.2, at least 64 bits longer than the modulus; the caller reduces it.
[[nodiscard]] Result<QByteArray> pacePseudoRandom(CipherSuite suite, QByteArrayView s, QByteArrayView t, int modulusBits);

// Authentication token (§4.4.3.4): MAC over the peer's ephemeral public key in a 7F49 template, 8 bytes.
[[nodiscard]] QByteArray paceTokenInput(QByteArrayView protocol, quint32 publicKeyTag, QByteArrayView publicKey);
[[nodiscard]] Result<QByteArray> paceToken(const PaceProtocol &protocol, QByteArrayView macKey, const AgreementDomain &domain, QByteArrayView publicKey);

// Encrypted chip authentication data (§4.4.3.5): CBC from E(KSenc, −1), padding method 2.
[[nodiscard]] Result<QByteArray> encryptChipAuthenticationData(CipherSuite suite, QByteArrayView encryptionKey, QByteArrayView data);
[[nodiscard]] Result<QByteArray> decryptChipAuthenticationData(CipherSuite suite, QByteArrayView encryptionKey, QByteArrayView encrypted);

} // namespace dd::nfc
