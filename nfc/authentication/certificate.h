// Small questions to an X.509 certificate (for .cpp files of this folder).
#pragma once

#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QString>

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

} // namespace dd::nfc
