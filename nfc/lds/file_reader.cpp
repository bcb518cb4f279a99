#include "nfc/lds/file_reader.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc {
namespace {

constexpr quint8 readBinaryInstruction = 0xB0;
constexpr quint8 readBinaryOddInstruction = 0xB1; // offsets from 32768 on (9303-10 §3.6.3.2)
constexpr qsizetype largestPlainOffset = 0x7FFF;
constexpr int smallestRead = 16;
constexpr quint8 shortIdentifierBit = 0x80;

bool isLengthStatus(quint16 status)
{
    return status == sw::wrongLength || (status >> 8) == 0x6C;
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
    return qMin(m_shortLimit, m_link.maxShortRead());
}

// Halves on a length status word and remembers; 6Cxx names the length itself. Extended length is given up at once.
void FileReader::shrink(bool extended, quint16 status)
{
    if (extended) {
        m_extendedWorks = false;
        return;
    }
    const int named = (status >> 8) == 0x6C ? status & 0xFF : 0;
    const int halved = shortRead() / 2;
    m_shortLimit = named > 0 && named < shortRead() ? named : halved;
}

Result<FileReader::Piece> FileReader::readPiece(const CommandApdu &command, bool oddInstruction)
{
    Result<ResponseApdu> answer = m_link.transmit(command);
    if (!answer)
        return fail(answer.error());
    Piece piece{std::move(answer->data), answer->status, false};
    const bool delivered = answer->isSuccess() || answer->status == sw::endOfFile;
    if (!delivered) {
        // What an extended READ BINARY is refused with differs between chips; a short one then gives the real answer.
        piece.smaller = command.extended || isLengthStatus(answer->status);
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
    return piece;
}

Result<FileReader::Piece> FileReader::readAt(qsizetype offset, qsizetype remaining)
{
    const bool odd = offset > largestPlainOffset;
    const int overhead = odd ? 4 : 0; // DO'53' around the data
    const bool extended = m_extendedWorks && remaining > shortRead() && m_link.maxExtendedRead() > shortRead();
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

// By short identifier, which selects and reads at once; else SELECT and READ BINARY.
Result<FileOutcome> FileReader::readFirst(FileId file)
{
    const int identifier = identifierOf(file);
    const auto shortIdentifier = static_cast<quint8>(shortIdentifierBit | (identifier & 0x1F));
    while (m_shortIdentifierWorks && shortRead() >= smallestRead) {
        const Result<Piece> piece = readPiece({0x00, readBinaryInstruction, shortIdentifier, 0x00, {}, shortRead(), false}, false);
        if (!piece)
            return fail(piece.error());
        if (!piece->bytes.isEmpty())
            return piece->bytes;
        if (piece->smaller)
            continue;
        if (piece->status == sw::fileNotFound)
            return FileRefused{piece->status};
        break; // SELECT gives the decisive answer
    }
    const Result<ResponseApdu> selected = m_link.transmit({0x00, 0xA4, 0x02, 0x0C, twoBytes(identifier), 0, false});
    if (!selected)
        return fail(selected.error());
    if (!selected->isSuccess())
        return FileRefused{selected->status};
    while (shortRead() >= smallestRead) {
        const Result<Piece> piece = readAt(0, shortRead());
        if (!piece)
            return fail(piece.error());
        if (!piece->bytes.isEmpty()) {
            m_shortIdentifierWorks = false; // SELECT reached a file that the short identifier did not
            return piece->bytes;
        }
        if (!piece->smaller)
            return FileRefused{piece->status};
    }
    return damagedFile(file, "no bytes");
}

Result<FileOutcome> FileReader::read(FileId file, const Progress &progress)
{
    const Result<FileOutcome> first = readFirst(file);
    if (!first || std::holds_alternative<FileRefused>(*first))
        return first;
    QByteArray bytes = std::get<QByteArray>(*first);
    const Result<tlv::Header> header = tlv::readHeader(bytes, name(file));
    if (!header)
        return fail(header.error());
    const qsizetype total = header->totalSize();
    if (total > largestFile)
        return damagedFile(file, "too long");
    bytes.reserve(total);
    const auto report = [&] {
        if (progress)
            progress(qMin<qint64>(bytes.size(), total), total);
    };
    report();
    while (bytes.size() < total) {
        const Result<Piece> piece = readAt(bytes.size(), total - bytes.size());
        if (!piece)
            return fail(piece.error());
        if (piece->bytes.isEmpty()) {
            if (!piece->smaller || shortRead() < smallestRead)
                return damagedFile(file, "shorter than its header says");
            continue;
        }
        bytes.append(piece->bytes);
        report();
    }
    bytes.truncate(total); // a chip may store zeros behind the object; they are no part of the file
    return bytes;
}

} // namespace dd::nfc
