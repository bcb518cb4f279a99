#include "nfc/lds/file_reader.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc {
namespace {

constexpr quint8 readBinaryInstruction = 0xB0;
constexpr quint8 readBinaryOddInstruction = 0xB1; // offsets from 32768 on (9303-10 §3.6.3.2)
constexpr qsizetype largestPlainOffset = 0x7FFF;
constexpr int smallestRead = 16;
constexpr int headerRead = 8; // tag and length of any file; every file is longer
constexpr quint8 shortIdentifierBit = 0x80;

bool isAboutTheFile(quint16 status)
{
    return status == sw::fileNotFound || status == sw::securityStatusNotSatisfied || status == sw::conditionsNotSatisfied;
}

QByteArray twoBytes(int value)
{
    QByteArray out;
    out.append(static_cast<char>((value >> 8) & 0xFF)).append(static_cast<char>(value & 0xFF));
    return out;
}

std::unexpected<Error> damagedFile(FileId file, const char *why)
{
    return fail(ErrorCode::DamagedFile, name(file), QLatin1String(why));
}

} // namespace

int FileReader::shortRead() const
{
    return qMin(m_limits.shortRead, m_link.maxShortRead());
}

int FileReader::firstRead() const
{
    return m_limits.pastEndWorks ? shortRead() : headerRead;
}

// Some chips give nothing at all when asked for more than a file has (6B00, TR-03105 ISO7816_C_04).
bool FileReader::wasPastEnd(const Piece &piece)
{
    return piece.status == sw::offsetOutsideFile && std::exchange(m_limits.pastEndWorks, false);
}

// In plain an unknown chip may be asked with extended length: a refusal there costs one command. Under secure messaging it
// would leave open whether the chip's counter moved.
bool FileReader::extendedAllowed() const
{
    if (m_link.maxExtendedRead() <= shortRead())
        return false;
    return m_limits.extended == ReadLimits::Extended::Works || (m_limits.extended == ReadLimits::Extended::Unknown && !m_link.isSecure());
}

// Halves on a length status word and remembers; 6Cxx names the length itself. Extended length is given up at once.
void FileReader::shrink(bool extended, quint16 status)
{
    if (extended) {
        m_limits.extended = ReadLimits::Extended::Refused;
        return;
    }
    const int named = (status >> 8) == 0x6C ? status & 0xFF : 0;
    const int halved = shortRead() / 2;
    m_limits.shortRead = named > 0 && named < shortRead() ? named : halved;
}

Result<FileReader::Piece> FileReader::readPiece(const CommandApdu &command, bool oddInstruction)
{
    Result<ResponseApdu> answer = m_link.transmit(command);
    if (!answer)
        return fail(answer.error());
    Piece piece{std::move(answer->data), answer->status, false};
    const bool delivered = answer->isSuccess() || answer->status == sw::endOfFile;
    if (!delivered) {
        // What an extended READ BINARY is refused with differs between chips; unless it is about the file, a short one then gives
        // the real answer.
        piece.smaller = sw::isAboutLength(answer->status) || (command.extended && !isAboutTheFile(answer->status));
        piece.bytes.clear();
    } else if (oddInstruction && !piece.bytes.isEmpty()) {
        const Result<tlv::Element> object = tlv::readSingle(piece.bytes, 0x53, QStringLiteral("READ BINARY"));
        if (!object)
            return fail(object.error());
        piece.bytes = object->value.toByteArray();
    } else if (piece.bytes.isEmpty()) {
        piece.smaller = true; // a success without a byte: some chips mean "too long" by it
    }
    if (piece.smaller)
        shrink(command.extended, answer->status);
    else if (command.extended)
        m_limits.extended = ReadLimits::Extended::Works;
    return piece;
}

Result<FileReader::Piece> FileReader::readAt(qsizetype offset, qsizetype remaining)
{
    const bool odd = offset > largestPlainOffset;
    const int overhead = odd ? 4 : 0; // DO'53' around the data
    const bool probing = m_limits.extended == ReadLimits::Extended::Unknown;
    const bool extended = extendedAllowed() && (probing || remaining > shortRead());
    const int most = extended ? qMin(extendedChunk, m_link.maxExtendedRead()) : shortRead();
    CommandApdu command;
    command.expected = static_cast<int>(qMin<qsizetype>(remaining + overhead, most));
    command.extended = extended;
    if (odd) {
        command.ins = readBinaryOddInstruction;
        command.data = tlv::encode(0x54, offset > 0xFFFF ? QByteArray(1, static_cast<char>(offset >> 16)) + twoBytes(static_cast<int>(offset & 0xFFFF))
                                                         : twoBytes(static_cast<int>(offset)));
    } else {
        command.ins = readBinaryInstruction;
        command.p1 = static_cast<quint8>(offset >> 8);
        command.p2 = static_cast<quint8>(offset & 0xFF);
    }
    return readPiece(command, odd);
}

Result<ResponseApdu> FileReader::select(FileId file)
{
    return m_link.transmit({0x00, 0xA4, 0x02, 0x0C, twoBytes(identifierOf(file)), 0, false});
}

// By short identifier, which selects and reads at once; else SELECT and READ BINARY.
Result<FileOutcome> FileReader::readFirst(FileId file)
{
    const auto shortIdentifier = static_cast<quint8>(shortIdentifierBit | (identifierOf(file) & 0x1F));
    while (m_limits.shortIdentifierWorks && shortRead() >= smallestRead) {
        const bool probing = m_limits.extended == ReadLimits::Extended::Unknown && extendedAllowed();
        const Result<Piece> piece = readPiece({0x00, readBinaryInstruction, shortIdentifier, 0x00, {}, firstRead(), probing}, false);
        if (!piece)
            return fail(piece.error());
        if (!piece->bytes.isEmpty()) {
            m_limits.shortIdentifierProven = true;
            return piece->bytes;
        }
        if (piece->smaller || wasPastEnd(*piece))
            continue;
        // 6A82 is also how chips say that they have no short identifiers: it counts once one has led to a file.
        if (piece->status == sw::fileNotFound && m_limits.shortIdentifierProven)
            return FileRefused{piece->status};
        break; // SELECT gives the decisive answer
    }
    const Result<ResponseApdu> selected = select(file);
    if (!selected)
        return fail(selected.error());
    if (!selected->isSuccess())
        return FileRefused{selected->status};
    while (shortRead() >= smallestRead) {
        const Result<Piece> piece = readAt(0, firstRead());
        if (!piece)
            return fail(piece.error());
        if (!piece->bytes.isEmpty()) {
            m_limits.shortIdentifierWorks = false; // SELECT reached a file that the short identifier did not
            return piece->bytes;
        }
        if (!piece->smaller && !wasPastEnd(*piece))
            return FileRefused{piece->status};
    }
    return damagedFile(file, "no bytes");
}

Result<FileOutcome> FileReader::read(FileId file, const Progress &progress)
{
    PartialFile partial;
    return read(file, partial, progress);
}

Result<FileOutcome> FileReader::read(FileId file, PartialFile &partial, const Progress &progress)
{
    if (partial.bytes.isEmpty()) {
        const Result<FileOutcome> first = readFirst(file);
        if (!first || std::holds_alternative<FileRefused>(*first))
            return first;
        const QByteArray &bytes = std::get<QByteArray>(*first);
        const Result<tlv::Header> header = tlv::readHeader(bytes, name(file));
        if (!header)
            return fail(header.error());
        if (header->totalSize() > largestFile)
            return damagedFile(file, "too long");
        if (header->totalSize() > m_limits.room)
            return damagedFile(file, "more on the chip than one reading takes");
        partial = {bytes, header->totalSize()};
        partial.bytes.reserve(partial.total);
    } else if (partial.bytes.size() < partial.total) {
        const Result<ResponseApdu> selected = select(file); // a new connection has no current file
        if (!selected)
            return fail(selected.error());
        if (!selected->isSuccess())
            return FileRefused{selected->status};
    }
    const auto report = [&] {
        if (progress)
            progress(qMin<qint64>(partial.bytes.size(), partial.total), partial.total);
    };
    report();
    int crumbs = 0;
    while (partial.bytes.size() < partial.total) {
        const Result<Piece> piece = readAt(partial.bytes.size(), partial.total - partial.bytes.size());
        if (!piece)
            return fail(piece.error());
        if (piece->bytes.isEmpty()) {
            if (!piece->smaller || shortRead() < smallestRead)
                return damagedFile(file, "shorter than its header says");
            continue;
        }
        partial.bytes.append(piece->bytes);
        if (piece->bytes.size() < smallestRead && partial.bytes.size() < partial.total && ++crumbs > mostCrumbs)
            return damagedFile(file, "a few bytes at a time");
        report();
    }
    partial.bytes.truncate(partial.total); // a chip may store zeros behind the object; they are no part of the file
    return std::exchange(partial, PartialFile()).bytes;
}

Result<FileOutcome> FileReader::readRow(FileId file)
{
    const Result<FileOutcome> first = readFirst(file);
    if (!first || std::holds_alternative<FileRefused>(*first))
        return first;
    QByteArray bytes = std::get<QByteArray>(*first);
    bool full = bytes.size() >= shortRead();
    while (full) {
        const Result<ResponseApdu> more = m_link.transmit({0x00, readBinaryInstruction, static_cast<quint8>(bytes.size() >> 8),
                                                           static_cast<quint8>(bytes.size() & 0xFF), {}, shortRead(), false});
        if (!more)
            return fail(more.error());
        bytes.append(more->data); // a status word alone is the end, whichever it is
        full = more->data.size() >= shortRead();
        if (bytes.size() > largestRow)
            return damagedFile(file, "too long");
    }
    return bytes;
}

} // namespace dd::nfc
