// The workflow of reading one card (ICAO 9303-11 §4): access, files, clone check, passive authentication, report.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/identity/mrz.h"
#include "nfc/access_key.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/authentication/remote_chip_authentication.h"
#include "nfc/card_channel.h"
#include "nfc/lds/document_details.h"
#include "nfc/lds/lds_files.h"
#include "nfc/read_report.h"

#include <QMap>
#include <functional>

namespace dd::nfc {

struct ReadResult
{
    QMap<FileId, QByteArray> files; // raw bytes exactly as read
    QMap<FileId, quint16> refused;  // what the chip answered where it gave no file
    identity::Mrz mrz;              // DG1
    std::optional<FaceImage> face;  // DG2
    std::optional<Dg13> details;    // DG13 when readable
    std::optional<Dg11> holder;     // DG11 when there and readable
    std::optional<Dg12> document;   // DG12 when there and readable
    QByteArray aaChallenge;         // the 8 bytes sent
    QByteArray aaResponse;          // empty when not asked for
    QByteArray remoteAnswer;        // R1 for the authority; empty when not asked for
    ReadReport report;
};

enum class ReadPhase { AwaitCard, Access, Files, CloneCheck, Person, Face, Verify, Done };

struct ReadProgress
{
    ReadPhase phase = ReadPhase::AwaitCard;
    FileId file = FileId::Com;
    qint64 bytesDone = 0;
    qint64 bytesTotal = 0;        // grows as file headers become known
    int losses = 0;               // how often the card went away; the reading goes on where it stood
    std::optional<QString> personName; // as soon as DG1/DG13 are there
};

struct ReadRequest
{
    AccessKey access;
    bool basicAccessControl = false;       // chosen by the user, instead of PACE; needs the MRZ
    std::optional<QByteArray> aaChallenge; // 8 bytes chosen by an authority (docs/formats.md §7); else random
    int connectTimeoutMs = 30000;          // for the first connection and for each one after a loss
    bool allowExtendedLength = true;       // false where a reader or phone loses the card on extended commands
    // An authority as the terminal of chip authentication, asked on the reader thread while the card lies there; used last, for
    // chips without active authentication. Where it fails there is no remoteAnswer and the reading is whole all the same; only
    // Cancelled ends it.
    std::function<Result<RemoteChipMessage>(QByteArrayView sod, QByteArrayView dg14)> remoteTerminal;
    // What was read before an error ended the reading; for a recording.
    std::function<void(const ReadResult &)> salvage;
    std::function<QString(const ReadProgress &)> sheetText; // for the system's own sheet (iOS)
};

// Blocking, for the reader thread. Every failure is one of the NFC-… codes. A card that goes away is waited for: what was read
// stays, the chip is opened again, must show the same EF.SOD and prove itself again, and reading goes on at the same byte.
[[nodiscard]] Result<ReadResult> readCard(CardSource &source, const ReadRequest &request, const CscaStore &anchors, Random &random, const Clock &clock,
                                          std::stop_token stop, const std::function<void(const ReadProgress &)> &progress);

} // namespace dd::nfc
