// Reads elementary files (ICAO 9303-10 §3.6) in pieces as large as the channel and the chip let it. What one file taught
// about the chip is remembered for the next.
#pragma once

#include "nfc/lds/lds_files.h"
#include "nfc/secure_messaging/card_link.h"

#include <functional>
#include <variant>

namespace dd::nfc {

// The chip answered, and the answer was no: absent (6A82), not allowed (6982), or something rarer.
struct FileRefused
{
    quint16 status = 0;
};
using FileOutcome = std::variant<QByteArray, FileRefused>;

class FileReader
{
public:
    // done, total: bytes of this file; total is known as soon as its first bytes are there.
    using Progress = std::function<void(qint64 done, qint64 total)>;

    // `extendedLength`: the chip answered an extended command before (asked in plain, because a naked refusal under secure
    // messaging leaves open whether the chip's counter moved).
    explicit FileReader(CardLink &link, bool extendedLength = false) : m_link(link), m_extendedWorks(extendedLength) {}

    // Exactly the bytes of the file's outer TLV, as the chip sent them. DamagedFile when they are not one, when the chip
    // stalls, or above `largestFile`.
    [[nodiscard]] Result<FileOutcome> read(FileId file, const Progress &progress = {});

    static constexpr qsizetype largestFile = 512 * 1024;
    // One extended read: large enough that the overhead is about 1 %, small enough to show progress and to be stopped.
    static constexpr int extendedChunk = 4096;

private:
    struct Piece
    {
        QByteArray bytes;
        quint16 status = 0;
        bool smaller = false; // the chip wants shorter reads; try again
    };
    [[nodiscard]] Result<Piece> readPiece(const CommandApdu &command, bool oddInstruction);
    [[nodiscard]] Result<FileOutcome> readFirst(FileId file);
    [[nodiscard]] Result<Piece> readAt(qsizetype offset, qsizetype remaining);
    [[nodiscard]] int shortRead() const;
    void shrink(bool extended, quint16 status);

    CardLink &m_link;
    int m_shortLimit = CommandApdu::maxShortExpected;
    bool m_extendedWorks = false;
    bool m_shortIdentifierWorks = true;
};

} // namespace dd::nfc
