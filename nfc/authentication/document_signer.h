// What a document signer's certificate must be, whoever issued it (ICAO 9303-12 §7.1, tables 5 and 6). For .cpp files of
// this module.
#pragma once

#include "core/base/result.h"
#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace dd::nfc {

// Stages about whom the signer belongs to begin with it; hashes and signature held by then.
inline constexpr QLatin1String documentSignerStage("document signer: ");

struct DocumentSigner
{
    QString subject;   // one line, for people
    QString country;   // of its issuer, two letters, upper case
    QStringList notes; // where it strays from the profile without harm, in English for people who debug
};

// PassiveAuthenticationFailed where the certificate is none that may sign documents: another version, no country, no key
// usage digitalSignature, a certification authority, a signer of lists, an algorithm that is broken or not the one inside.
[[nodiscard]] Result<DocumentSigner> checkDocumentSigner(X509 *certificate, QByteArrayView der);
// PassiveAuthenticationFailed unless the certificate is valid at `now`, seconds UTC.
[[nodiscard]] Result<void> checkSignerValidity(X509 *certificate, qint64 now);
// A note where the signer states a moment outside the certificate's validity or the key's usage period (§4.1.1): attributes
// beyond the required ones are not to be processed (9303-10 table 37), so it decides nothing.
[[nodiscard]] QStringList signingTimeNotes(X509 *certificate, qint64 signingTime);

} // namespace dd::nfc
