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

// All files of one card together; a real one has a tenth of it.
inline constexpr qsizetype largestReading = 1024 * 1024;

// What a chip taught about itself. It outlives a connection: a card that was lost comes back the same.
struct ReadLimits
{
    enum class Extended { Unknown, Works, Refused };
    Extended extended = Extended::Unknown; // Unknown: tried with the first plain read, never under secure messaging
    int shortRead = CommandApdu::maxShortExpected;
    // Of the application or the master file, whichever is selected: newApplication().
    bool shortIdentifierWorks = true;
    bool shortIdentifierProven = false; // one led to a file
    bool pastEndWorks = true; // a read across the end of a file gives what there is; else the header is read by itself
    qsizetype room = largestReading; // bytes that the caller still takes

    void newApplication()
    {
        shortIdentifierWorks = true;
        shortIdentifierProven = false;
    }
};

// What there is of a file so far. After a lost connection reading goes on behind it.
struct PartialFile
{
    QByteArray bytes;
    qsizetype total = 0; // known with the first bytes
};

class FileReader
{
public:
    // done, total: bytes of this file; total is known as soon as its first bytes are there.
    using Progress = std::function<void(qint64 done, qint64 total)>;

    FileReader(CardLink &link, ReadLimits &limits) : m_link(link), m_limits(limits) {}

    // Exactly the bytes of the file's outer TLV, as the chip sent them. DamagedFile when they are not one, when the chip stalls or
    // hands them out in crumbs, above `largestFile`, or where they have no room left in the reading. No byte is asked for twice.
    [[nodiscard]] Result<FileOutcome> read(FileId file, const Progress &progress = {});
    // The same, going on behind `partial`, which on failure holds what had come by then.
    [[nodiscard]] Result<FileOutcome> read(FileId file, PartialFile &partial, const Progress &progress = {});

    // A file that is a row of objects and says nowhere how long it is (EF.ATR/INFO): read until the chip has no more.
    [[nodiscard]] Result<FileOutcome> readRow(FileId file);

    static constexpr qsizetype largestFile = 512 * 1024;
    // Answers shorter than any chip's buffer, in one file: borders inside a chip's memory make a few.
    static constexpr int mostCrumbs = 16;
    // One extended read: large enough that the overhead is about 1 %, small enough to show progress and to be stopped.
    static constexpr int extendedChunk = 4096;
    static constexpr qsizetype largestRow = 4096;

private:
    struct Piece
    {
        QByteArray bytes;
        quint16 status = 0;
        bool smaller = false; // the chip wants shorter reads; try again
    };
    [[nodiscard]] Result<Piece> readPiece(const CommandApdu &command, bool oddInstruction);
    [[nodiscard]] Result<FileOutcome> readFirst(FileId file);
    [[nodiscard]] Result<ResponseApdu> select(FileId file);
    [[nodiscard]] Result<Piece> readAt(qsizetype offset, qsizetype remaining);
    [[nodiscard]] bool extendedAllowed() const;
    [[nodiscard]] int shortRead() const;
    [[nodiscard]] int firstRead() const;
    [[nodiscard]] bool wasPastEnd(const Piece &piece);
    void shrink(bool extended, quint16 status);

    CardLink &m_link;
    ReadLimits &m_limits;
};

} // namespace dd::nfc
