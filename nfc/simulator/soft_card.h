// A software chip that behaves like a card on a reader: access control first, secure messaging, then files.
// What it yields chains to a demo CSCA and is DEMO everywhere.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "nfc/card_channel.h"
#include "nfc/lds/lds_files.h"

#include <QDate>
#include <functional>
#include <memory>

namespace dd::nfc {

// What is on the chip. Private keys are DER (PKCS#8); this is a simulator with throw-away keys.
struct CardImage
{
    QMap<FileId, QByteArray> files;
    QByteArray aaPrivateKey;
    QString can;            // 6 digits
    QByteArray mrzInformation;
    bool extendedLength = true;
    QByteArray cscaCertificate; // DER, what a reader must trust to believe this card; empty when unknown
    QString printedQr;          // the string in the QR printed on the card; may be empty
};

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

// A folder: one file per EF (011C.bin …), aa.key, card.json, csca.cer, and for people card.txt (CAN and MRZ) and printed-qr.txt.
// Files are 0600, the folder 0700.
[[nodiscard]] Result<void> saveCardImage(const QString &folder, const CardImage &card);
[[nodiscard]] Result<CardImage> loadCardImage(const QString &folder);

class SoftCard
{
public:
    SoftCard(CardImage image, Random &random);
    ~SoftCard();
    void powerOn(); // forgets every session
    [[nodiscard]] QByteArray respond(QByteArrayView command); // never fails: bad commands get status words
    [[nodiscard]] static QByteArray atr();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// Faults for tests; all off by default.
struct Faults
{
    int dropAfter = -1;     // CardLost from the n-th APDU on, until the next connect()
    int flipByteIn = -1;    // flips one byte of the n-th response
};

// The chip in this process as a source of channels.
[[nodiscard]] std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults = {});

} // namespace dd::nfc
