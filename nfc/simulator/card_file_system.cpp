#include "nfc/simulator/card_file_system.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc::simulator {
namespace {

constexpr quint16 masterFile = 0x3F00;
constexpr quint16 firstGuarded = 0x0103; // DG3, DG4: fingerprints and irises, behind terminal authentication
constexpr quint16 lastGuarded = 0x0104;
constexpr quint16 noCurrentFile = 0x6986; // command not allowed
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

} // namespace

void CardFileSystem::reset()
{
    m_inApplication = false;
    m_current.reset();
}

ResponseApdu CardFileSystem::select(const CommandApdu &command, bool hasAccess)
{
    if (command.p2 != 0x0C && command.p2 != 0x00)
        return {{}, sw::incorrectParameters};
    switch (command.p1) {
    case 0x00:
        if (!command.data.isEmpty() && (command.data.size() != 2 || identifierIn(command.data) != masterFile))
            return {{}, sw::fileNotFound};
        reset();
        return {{}, sw::success};
    case 0x02:
        if (command.data.size() != 2)
            return {{}, sw::inconsistentLength};
        return {{}, selectElementaryFile(identifierIn(command.data), hasAccess)};
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

quint16 CardFileSystem::selectElementaryFile(quint16 identifier, bool hasAccess)
{
    const auto file = !m_inApplication && identifier == identifierOf(FileId::CardSecurity) ? FileId::CardSecurity : static_cast<FileId>(identifier);
    if (m_inApplication && !hasAccess)
        return sw::securityStatusNotSatisfied; // before access control the chip does not even say which files it has
    if (m_inApplication && identifier >= firstGuarded && identifier <= lastGuarded)
        return sw::securityStatusNotSatisfied;
    if (isInMasterFile(file) == m_inApplication || !m_files.contains(file))
        return sw::fileNotFound;
    m_current = file;
    return sw::success;
}

quint16 CardFileSystem::selectShort(int shortIdentifier, bool hasAccess)
{
    if (shortIdentifier == 0 || shortIdentifier == 31)
        return sw::incorrectParameters;
    return selectElementaryFile(static_cast<quint16>(0x0100 | shortIdentifier), hasAccess);
}

ResponseApdu CardFileSystem::readBinary(const CommandApdu &command, bool hasAccess)
{
    if (command.expected == 0)
        return {{}, sw::wrongLength};
    return (command.ins & 1) == 0 ? readEven(command, hasAccess) : readOdd(command, hasAccess);
}

ResponseApdu CardFileSystem::readEven(const CommandApdu &command, bool hasAccess)
{
    if (!command.data.isEmpty())
        return {{}, sw::wrongLength};
    qsizetype offset = command.p1 << 8 | command.p2;
    if ((command.p1 & 0x80) != 0) {
        if ((command.p1 & 0x60) != 0)
            return {{}, sw::incorrectParameters};
        if (const quint16 status = selectShort(command.p1 & 0x1F, hasAccess); status != sw::success)
            return {{}, status};
        offset = command.p2;
    }
    if (!m_current)
        return {{}, noCurrentFile};
    const QByteArray &content = m_files[*m_current];
    if (offset >= content.size())
        return {{}, sw::offsetOutsideFile};
    const QByteArray data = content.mid(offset, command.expected);
    const bool endReached = data.size() < command.expected && !asksForAllThereIs(command.expected);
    return {data, endReached ? sw::endOfFile : sw::success};
}

// ISO/IEC 7816-4 §7.2.3: the offset comes in DO'54', the content goes out in DO'53'. The only way past 32767.
ResponseApdu CardFileSystem::readOdd(const CommandApdu &command, bool hasAccess)
{
    const auto target = static_cast<quint16>(command.p1 << 8 | command.p2);
    if (target != 0) {
        const quint16 status = target <= 0x1F ? selectShort(target, hasAccess) : selectElementaryFile(target, hasAccess);
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
    const QByteArray &content = m_files[*m_current];
    if (offset >= content.size())
        return {{}, sw::offsetOutsideFile};
    const QByteArray data = content.mid(offset, contentRoom(command.expected));
    const bool endReached = data.size() < contentRoom(command.expected) && !asksForAllThereIs(command.expected);
    return {tlv::encode(doDiscretionary, data), endReached ? sw::endOfFile : sw::success};
}

} // namespace dd::nfc::simulator
