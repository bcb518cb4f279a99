// The workflow of reading one card (ICAO 9303-11 §4): access, files, clone check, passive authentication, report.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/identity/mrz.h"
#include "nfc/access_key.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/card_channel.h"
#include "nfc/lds/lds_files.h"

#include <QMap>
#include <functional>

namespace dd::nfc {

enum class CheckOutcome { Passed, Failed, NotPossible, NotOffered };

struct Check
{
    CheckOutcome outcome = CheckOutcome::NotPossible;
    std::optional<Error> reason; // why not passed
    QString detail;              // "RSA ISO 9796-2, SHA-256", "brainpoolP256r1"
};

struct ReadReport
{
    Check access;               // PACE: which, over what
    Check passive;              // hashes and SOD signature; NotPossible + DamagedFile for a listed group the chip withholds
    Check issuer;               // chain to an installed CSCA; NotPossible + UnknownIssuer when none fits
    Check activeAuthentication;
    Check chipAuthentication;
    bool demo = false;          // chains to a demo anchor
    bool simulated = false;     // the source said so
    QString anchorName;         // subject of the CSCA it chains to
    QString anchorInstalledBy;  // who put it there

    enum class Verdict {
        Genuine,              // passive to an installed CSCA and chip/active authentication passed with its key authenticated
        AuthenticButCopyable, // passive only
        IssuerUnknown,        // hashes and signature hold, no CSCA
        Failed
    };
    [[nodiscard]] Verdict verdict() const;
};

struct ReadResult
{
    QMap<FileId, QByteArray> files; // raw bytes exactly as read
    identity::Mrz mrz;              // DG1
    std::optional<FaceImage> face;  // DG2
    std::optional<Dg13> details;    // DG13 when readable
    QByteArray aaChallenge;         // the 8 bytes sent
    QByteArray aaResponse;          // empty when not offered
    ReadReport report;
};

enum class ReadPhase { AwaitCard, Access, Files, CloneCheck, Person, Face, Verify, Done };

struct ReadProgress
{
    ReadPhase phase = ReadPhase::AwaitCard;
    FileId file = FileId::Com;
    qint64 bytesDone = 0;
    qint64 bytesTotal = 0;        // grows as file headers become known
    std::optional<QString> personName; // as soon as DG1/DG13 are there
};

struct ReadRequest
{
    AccessKey access;
    std::optional<QByteArray> aaChallenge; // 8 bytes chosen by an authority (docs/formats.md §7); else random
    int connectTimeoutMs = 30000;
    bool allowExtendedLength = true; // false where a reader or phone loses the card on extended commands
};

// Blocking, for the reader thread. Every failure is one of the NFC-… codes.
[[nodiscard]] Result<ReadResult> readCard(CardSource &source, const ReadRequest &request, const CscaStore &anchors, Random &random, const Clock &clock,
                                          std::stop_token stop, const std::function<void(const ReadProgress &)> &progress);

} // namespace dd::nfc
