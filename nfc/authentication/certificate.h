// Small questions to an X.509 certificate (for .cpp files of this folder).
#pragma once

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace dd::nfc {

// Null when the bytes are not exactly one DER certificate.
[[nodiscard]] ossl::Certificate certificateFromDer(QByteArrayView der);
[[nodiscard]] QByteArray certificateToDer(X509 *certificate);
[[nodiscard]] QString subjectLine(X509 *certificate);
[[nodiscard]] bool hasDemoUnit(X509 *certificate); // OU=DEMO in the subject
// "RSA-2048", "brainpoolP256r1"; an elliptic curve with explicit parameters is named where it is a known one.
[[nodiscard]] QString keyDescription(EVP_PKEY *key);
// The reason of the library's last error, for Error::detail; clears its queue.
[[nodiscard]] QString lastOpensslReason();

// A name in one form for comparing and looking up (RFC 5280 §7.1): letter case, runs of white space and the kind of string
// do not count, the order of the relative names does. Empty when a value is not text.
[[nodiscard]] QByteArray canonicalName(const X509_NAME *name);
[[nodiscard]] QByteArray canonicalName(QByteArrayView derName); // the same of a DER Name
[[nodiscard]] QString countryOf(const X509_NAME *name);         // upper case, as some issuers write theirs small; empty without one
[[nodiscard]] QString countryOf(QByteArrayView derName);
// Empty when the extension is not there.
[[nodiscard]] QByteArray subjectKeyIdentifier(X509 *certificate);
[[nodiscard]] QByteArray authorityKeyIdentifier(X509 *certificate);
// Content bytes of the INTEGER without superfluous leading ones, so that they compare with those of a CRL.
[[nodiscard]] QByteArray serialNumberOf(X509 *certificate);
[[nodiscard]] QByteArrayView shortestInteger(QByteArrayView content);

struct Period // seconds UTC, both ends included
{
    qint64 from = 0;
    qint64 to = 0;
    [[nodiscard]] bool contains(qint64 moment) const { return from <= moment && moment <= to; }
};
[[nodiscard]] std::optional<qint64> secondsOf(const ASN1_TIME *time);
[[nodiscard]] std::optional<qint64> secondsOf(const tlv::Element &time); // UTCTime or GeneralizedTime
[[nodiscard]] std::optional<Period> validityOf(X509 *certificate);
// RFC 3280 §4.2.1.4, which 9303-12 §7.1 demands; an end that is not stated is open.
[[nodiscard]] std::optional<Period> privateKeyUsagePeriod(X509 *certificate);
// Whether the key in it made the signature on it, by an algorithm this module knows.
[[nodiscard]] bool isSelfSigned(X509 *certificate);

} // namespace dd::nfc
