// The demo country and the cards it makes.
#pragma once

#include "nfc/simulator/card_profile.h"

namespace dd::nfc {

// Text that is printed on a card; what the demo person is made of. NGUYỄN VĂN MẪU and the like only.
struct DemoPerson
{
    Dg13 details;
    QString mrz;          // the lines of TD1, TD2 or TD3, joined by '\n'
    QByteArray faceJpeg;  // drawn by us
    QString printedQr;    // the string in the printed QR
    QByteArray faceJpeg2000 = {}; // the same drawing, a JP2 file
};
[[nodiscard]] DemoPerson demoPerson();
// Whom a profile describes: an MRZ with right check digits, and the texts around it. InvalidInput when it does not fit.
[[nodiscard]] Result<DemoPerson> personOf(const CardProfile &profile);

struct DemoIssuer // a throw-away country: CSCA certificate (OU=DEMO) and a document signer
{
    QByteArray cscaCertificate; // DER
    QByteArray cscaPrivateKey;
    QByteArray signerCertificate;
    QByteArray signerPrivateKey;
    IssuerOptions options; // what it signs with
};
// By default brainpoolP256r1 written out in full, SHA-256.
[[nodiscard]] Result<DemoIssuer> makeDemoIssuer(qint64 now, const IssuerOptions &options = {});

// Rsa is 1024 bits with SHA-1, whose answer fits a short response; Rsa2048 uses SHA-256 and needs extended length.
enum class ActiveAuthenticationKey { Rsa, Ecdsa, Rsa2048 };
// The Vietnamese card of the default profile.
[[nodiscard]] Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, ActiveAuthenticationKey key, qint64 now);
[[nodiscard]] Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, const CardProfile &profile, qint64 now);
// The profile's own person.
[[nodiscard]] Result<CardImage> personalise(const CardProfile &profile, const DemoIssuer &issuer, qint64 now);

} // namespace dd::nfc
