// What is on a simulated chip and how it behaves: plain data. Every private key in it is a throw-away.
#pragma once

#include "core/base/result.h"
#include "nfc/apdu/response.h"
#include "nfc/lds/lds_files.h"
#include "nfc/lds/security_infos.h"
#include "nfc/simulator/link_faults.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <optional>

namespace dd::nfc {

// A static Diffie-Hellman key, for chip authentication (9303-11 §6.2) and chip authentication mapping (§4.4.3.5).
struct ChipKey
{
    int parameterId = 13;        // standardized domain parameters (§9.5.1); 13 is brainpoolP256r1
    QByteArray privateKey;       // big-endian
    std::optional<int> keyId;    // what MSE:Set calls it; needed where there are several
    QList<QByteArray> protocols; // id-CA-… it serves, content bytes; empty: the mapping only
    friend bool operator==(const ChipKey &, const ChipKey &) = default;
};

// How INTERNAL AUTHENTICATE is answered (§6.1.2).
struct ActiveAuthenticationScheme
{
    enum class Hash { Usual, Sha1, Sha224, Sha256, Sha384, Sha512 };
    Hash hash = Hash::Usual;    // SHA-1 with RSA below 2048 bits, as old chips do, else SHA-256
    bool pss = false;           // RSA: PSS over the challenge instead of ISO/IEC 9796-2
    bool smallerRoot = false;   // RSA: min(s, n − s), the other form ISO/IEC 9796-2 knows (annex B.4)
    bool longTrailer = false;   // RSA with SHA-1: 33CC instead of BC
    QByteArray trailer = {};    // a wrong one, for tests
    friend bool operator==(const ActiveAuthenticationScheme &, const ActiveAuthenticationScheme &) = default;
};

// Where real chips differ inside the standard or just outside it. The defaults are a chip without whims.
struct ChipBehaviour
{
    bool basicAccessControl = true; // PACE is there when EF.CardAccess offers it; with neither, everything is open
    // SELECT of the master file before access control: 9000, or what chips answer that do not have it (6D00, 6985, 6A86).
    quint16 selectMasterFile = sw::success;
    enum class CardAccess { InMasterFile, DirectOnly, Hidden };
    CardAccess cardAccess = CardAccess::InMasterFile; // DirectOnly: by identifier with P1=02, whatever is selected
    bool needsDomainReference = false;                // PACE's MSE:Set AT without tag 84 is refused with 6A87
    int passwordTries = 0;                            // wrong passwords until PACE is blocked, counted down as 63Cx; 0: no counter
    QMap<quint16, quint16> refusedFiles{{0x0103, sw::securityStatusNotSatisfied}, {0x0104, sw::securityStatusNotSatisfied}};
    bool shortIdentifiers = true;                     // READ BINARY that selects by short identifier, else 6A82
    int longestCommand = 0;                           // bytes of a command APDU, beyond which 6700; 0: as the form allows
    int longestResponse = 0;                          // bytes of an answer with its status word
    int longestRead = 0;                              // content bytes of one READ BINARY; 0: as the answer allows
    enum class LongRead { Shortened, WrongLength, ExactLength };
    LongRead longRead = LongRead::Shortened;          // beyond that: 9000 with fewer bytes, 6700, 6Cxx with the right Le
    bool nakedWrongLength = false;                    // under secure messaging 6700 and 6Cxx come unprotected; the session goes on
    enum class EndOfFile { Warning, Silent, Refused };
    EndOfFile endOfFile = EndOfFile::Warning;         // a read across the end: 6282 or 9000 with what there is, 6B00 with nothing
    friend bool operator==(const ChipBehaviour &, const ChipBehaviour &) = default;
};

struct CardImage
{
    QMap<FileId, QByteArray> files;
    QByteArray aaPrivateKey; // PKCS#8 DER; empty: no active authentication
    QString can;             // 6 digits
    QByteArray mrzInformation;
    bool extendedLength = true;
    QByteArray cscaCertificate; // DER, what a reader must trust to believe this card; empty when unknown
    QString printedQr;          // the string in the QR printed on the card; may be empty
    QList<ChipKey> chipKeys;
    ActiveAuthenticationScheme activeAuthentication;
    ChipBehaviour behaviour;
    Faults faults;  // for whoever serves the card
    LinkModel link;
    std::optional<QList<PaceInfo>> pace; // what the chip runs, when that is not what its EF.CardAccess says
};

// A folder: one file per EF (011C.bin …), aa.key, card.json, csca.cer, and for people card.txt (CAN and MRZ) and printed-qr.txt.
// Files are 0600, the folder 0700.
[[nodiscard]] Result<void> saveCardImage(const QString &folder, const CardImage &card);
[[nodiscard]] Result<CardImage> loadCardImage(const QString &folder);
[[nodiscard]] QStringList mrzLinesOf(const CardImage &card); // as printed, from DG1

} // namespace dd::nfc
