#include "nfc/simulator/card_file_system.h"

#include "nfc/apdu/tlv.h"

#include <algorithm>

namespace dd::nfc::simulator {
namespace {

constexpr quint16 masterFile = 0x3F00;
constexpr quint16 noCurrentFile = 0x6986; // command not allowed
constexpr quint16 exactLength = 0x6C00;   // the last byte is the right Le
constexpr quint32 doOffset = 0x54;
constexpr quint32 doDiscretionary = 0x53;

quint16 identifierIn(QByteArrayView data)
{
    return static_cast<quint16>(static_cast<quint8>(data[0]) << 8 | static_cast<quint8>(data[1]));
}

bool asksForAllThereIs(int expected)
{
    return expected == CommandApdu::maxShortExpected || expected == 65536;
}

// Bytes of content that fit into `expected` bytes together with their tag and length.
qsizetype contentRoom(int expected)
{
    for (const int header : {2, 3, 4}) {
        const int content = expected - header;
        if (content <= (header == 2 ? 0x7F : header == 3 ? 0xFF : 0xFFFF))
            return qMax(content, 0);
    }
    return 0xFFFF;
}

// Short identifiers in the master file (9303-10 §3.9): EF.DIR and EF.ATR/INFO have them apart from their identifiers.
quint16 identifierOfShort(int shortIdentifier, bool inMasterFile)
{
    if (inMasterFile && shortIdentifier == 0x1E)
        return identifierOf(FileId::Dir);
    if (inMasterFile && shortIdentifier == 0x01)
        return identifierOf(FileId::AtrInfo);
    return static_cast<quint16>(0x0100 | shortIdentifier);
}

} // namespace

void CardFileSystem::reset()
{
    m_inApplication = false;
    m_current.reset();
}

ResponseApdu CardFileSystem::select(const CommandApdu &command, Access access)
{
    if (command.p2 != 0x0C && command.p2 != 0x00)
        return {{}, sw::incorrectParameters};
    switch (command.p1) {
    case 0x00:
        if (!command.data.isEmpty() && (command.data.size() != 2 || identifierIn(command.data) != masterFile))
            return {{}, sw::fileNotFound};
        if (m_image.behaviour.selectMasterFile == sw::success)
            reset();
        return {{}, m_image.behaviour.selectMasterFile};
    case 0x02:
        if (command.data.size() != 2)
            return {{}, sw::inconsistentLength};
        return {{}, selectElementaryFile(identifierIn(command.data), access)};
    case 0x04:
        return {{}, selectApplication(command.data)};
    default:
        return {{}, sw::incorrectParameters};
    }
}

quint16 CardFileSystem::selectApplication(QByteArrayView name)
{
    static const QByteArray lds1 = QByteArray::fromHex("A0000002471001");
    if (name != lds1)
        return sw::fileNotFound;
    m_inApplication = true;
    m_current.reset();
    return sw::success;
}

quint16 CardFileSystem::selectElementaryFile(quint16 identifier, Access access)
{
    using CardAccess = ChipBehaviour::CardAccess;
    const bool direct = identifier == identifierOf(FileId::CardAccess) && m_image.behaviour.cardAccess == CardAccess::DirectOnly;
    const bool cardSecurity = !m_inApplication && identifier == identifierOf(FileId::CardSecurity);
    const auto file = cardSecurity ? FileId::CardSecurity : static_cast<FileId>(identifier);
    const quint16 status = m_inApplication && !direct ? selectInApplication(file, access) : selectInMasterFile(file, access);
    if (status == sw::success)
        m_current = file;
    return status;
}

quint16 CardFileSystem::selectInMasterFile(FileId file, Access access)
{
    const bool hidden = file == FileId::CardAccess && m_image.behaviour.cardAccess == ChipBehaviour::CardAccess::Hidden;
    if (!isInMasterFile(file) || hidden || !m_image.files.contains(file))
        return sw::fileNotFound;
    return file == FileId::CardSecurity && access != Access::Pace ? sw::securityStatusNotSatisfied : sw::success;
}

quint16 CardFileSystem::selectInApplication(FileId file, Access access)
{
    if (access == Access::None)
        return sw::securityStatusNotSatisfied; // before access control the chip does not even say which files it has
    const auto refused = m_image.behaviour.refusedFiles.constFind(identifierOf(file));
    if (refused != m_image.behaviour.refusedFiles.constEnd())
        return *refused;
    return isInMasterFile(file) || !m_image.files.contains(file) ? sw::fileNotFound : sw::success;
}

quint16 CardFileSystem::selectShort(int shortIdentifier, Access access)
{
    if (shortIdentifier == 0 || shortIdentifier == 31)
        return sw::incorrectParameters;
    const quint16 identifier = identifierOfShort(shortIdentifier, !m_inApplication);
    const bool direct = identifier == identifierOf(FileId::CardAccess) && m_image.behaviour.cardAccess == ChipBehaviour::CardAccess::DirectOnly;
    if (!m_image.behaviour.shortIdentifiers || direct)
        return m_inApplication && access == Access::None ? sw::securityStatusNotSatisfied : sw::fileNotFound;
    return selectElementaryFile(identifier, access);
}

ResponseApdu CardFileSystem::readBinary(const CommandApdu &command, Access access)
{
    if (command.expected == 0)
        return {{}, sw::wrongLength};
    return (command.ins & 1) == 0 ? readEven(command, access) : readOdd(command, access);
}

// `wanted` bytes from `offset` on, as far as there are any and the chip's whims let them go.
ResponseApdu CardFileSystem::piece(qsizetype offset, qsizetype wanted, bool allThereIs) const
{
    const ChipBehaviour &behaviour = m_image.behaviour;
    const QByteArray content = m_image.files.value(*m_current);
    if (offset >= content.size())
        return {{}, sw::offsetOutsideFile};
    qsizetype size = std::min(wanted, content.size() - offset);
    const bool endReached = size < wanted && !allThereIs;
    if (endReached && behaviour.endOfFile == ChipBehaviour::EndOfFile::Refused)
        return {{}, sw::offsetOutsideFile};
    if (behaviour.longestRead > 0 && size > behaviour.longestRead) {
        if (behaviour.longRead == ChipBehaviour::LongRead::WrongLength)
            return {{}, sw::wrongLength};
        if (behaviour.longRead == ChipBehaviour::LongRead::ExactLength)
            return {{}, static_cast<quint16>(exactLength | (behaviour.longestRead & 0xFF))};
        return {content.mid(offset, behaviour.longestRead), sw::success};
    }
    const bool warn = endReached && behaviour.endOfFile == ChipBehaviour::EndOfFile::Warning;
    return {content.mid(offset, size), warn ? sw::endOfFile : sw::success};
}

ResponseApdu CardFileSystem::readEven(const CommandApdu &command, Access access)
{
    if (!command.data.isEmpty())
        return {{}, sw::wrongLength};
    qsizetype offset = command.p1 << 8 | command.p2;
    if ((command.p1 & 0x80) != 0) {
        if ((command.p1 & 0x60) != 0)
            return {{}, sw::incorrectParameters};
        if (const quint16 status = selectShort(command.p1 & 0x1F, access); status != sw::success)
            return {{}, status};
        offset = command.p2;
    }
    if (!m_current)
        return {{}, noCurrentFile};
    return piece(offset, command.expected, asksForAllThereIs(command.expected));
}

// ISO/IEC 7816-4 §7.2.3: the offset comes in DO'54', the content goes out in DO'53'. The only way past 32767.
ResponseApdu CardFileSystem::readOdd(const CommandApdu &command, Access access)
{
    const auto target = static_cast<quint16>(command.p1 << 8 | command.p2);
    if (target != 0) {
        const quint16 status = target <= 0x1F ? selectShort(target, access) : selectElementaryFile(target, access);
        if (status != sw::success)
            return {{}, status};
    }
    if (!m_current)
        return {{}, noCurrentFile};
    const Result<tlv::Element> object = tlv::readSingle(command.data, doOffset);
    if (!object || object->value.isEmpty() || object->value.size() > 3)
        return {{}, sw::incorrectData};
    qsizetype offset = 0;
    for (const char byte : object->value)
        offset = offset << 8 | static_cast<quint8>(byte);
    ResponseApdu answer = piece(offset, contentRoom(command.expected), asksForAllThereIs(command.expected));
    if (!answer.data.isEmpty())
        answer.data = tlv::encode(doDiscretionary, answer.data);
    return answer;
}

} // namespace dd::nfc::simulator
