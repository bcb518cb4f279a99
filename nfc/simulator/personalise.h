// The demo country and the cards it makes.
#pragma once

#include "nfc/simulator/card_image.h"

namespace dd::nfc {

// Text that is printed on a card; what the demo person is made of. NGUYỄN VĂN MẪU and the like only.
struct DemoPerson
{
    Dg13 details;
    QString mrz;          // three TD1 lines joined by '\n'
    QByteArray faceJpeg;  // drawn by us
    QString printedQr;    // the string in the printed QR
};
[[nodiscard]] DemoPerson demoPerson();

struct DemoIssuer // throw-away country: CSCA certificate (OU=DEMO) and a document signer, all brainpoolP256r1
{
    QByteArray cscaCertificate; // DER
    QByteArray cscaPrivateKey;
    QByteArray signerCertificate;
    QByteArray signerPrivateKey;
};
[[nodiscard]] Result<DemoIssuer> makeDemoIssuer(qint64 now);
// Rsa is 1024 bits with SHA-1, whose answer fits a short response; Rsa2048 uses SHA-256 and needs extended length.
enum class ActiveAuthenticationKey { Rsa, Ecdsa, Rsa2048 };
[[nodiscard]] Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, ActiveAuthenticationKey key, qint64 now);

} // namespace dd::nfc
