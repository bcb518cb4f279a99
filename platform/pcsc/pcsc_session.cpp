#include "platform/pcsc/pcsc_session.h"

#include <utility>

namespace dd::platform::pcsc {

Result<Context> Context::establish()
{
    SCARDCONTEXT handle = 0;
    if (const LONG status = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle); status != SCARD_S_SUCCESS)
        return fail(ErrorCode::ReaderUnavailable, QStringLiteral("smart-card service"), errorFor(status, {}).detail);
    return Context(handle);
}

Context &Context::operator=(Context &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    return *this;
}

Context::~Context()
{
    if (m_handle != 0)
        SCardReleaseContext(m_handle);
}

Result<QStringList> Context::readers() const
{
    // A reader may appear between asking for the size and asking for the names.
    for (int attempt = 0; attempt < 3; ++attempt) {
        DWORD size = 0;
        LONG status = SCardListReaders(m_handle, nullptr, nullptr, &size);
        if (status == SCARD_E_NO_READERS_AVAILABLE || (status == SCARD_S_SUCCESS && size <= 1))
            return QStringList();
        QByteArray names(static_cast<qsizetype>(size), '\0');
        if (status == SCARD_S_SUCCESS)
            status = SCardListReaders(m_handle, nullptr, names.data(), &size);
        if (status == SCARD_E_INSUFFICIENT_BUFFER)
            continue;
        if (status == SCARD_E_NO_READERS_AVAILABLE)
            return QStringList();
        if (status != SCARD_S_SUCCESS)
            return fail(ErrorCode::ReaderUnavailable, QStringLiteral("list of readers"), errorFor(status, {}).detail);
        return QString::fromUtf8(names.left(static_cast<qsizetype>(size))).split(QChar(u'\0'), Qt::SkipEmptyParts);
    }
    return fail(ErrorCode::ReaderUnavailable, QStringLiteral("list of readers"), QStringLiteral("the list kept changing"));
}

Error errorFor(LONG status, const QString &stage)
{
    const QString detail = QStringLiteral("PC/SC %1").arg(static_cast<quint32>(status), 8, 16, QLatin1Char('0'));
    switch (status) {
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_E_NO_READERS_AVAILABLE:
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_INVALID_PARAMETER:
    case SCARD_E_INVALID_VALUE:
    case SCARD_E_NO_MEMORY:
    case SCARD_E_NO_ACCESS:
    case SCARD_E_SHARING_VIOLATION:
    case SCARD_E_UNSUPPORTED_FEATURE:
    case SCARD_F_INTERNAL_ERROR:
    case SCARD_W_SECURITY_VIOLATION:
        return Error{ErrorCode::ReaderUnavailable, stage, detail, {}};
    default:
        // Removed, reset by somebody else, unpowered, unresponsive, not transacted, broken pipe: the card is gone for this
        // conversation, whatever the driver calls it.
        return Error{ErrorCode::CardLost, stage, detail, {}};
    }
}

Error errorFor(LONG status, const QString &stage, bool readerIsListed)
{
    Error error = errorFor(status, stage);
    switch (status) {
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_E_NO_READERS_AVAILABLE:
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
        error.code = ErrorCode::CardLost; // it was away and is back: only the conversation is over
        break;
    default:
        break;
    }
    if (!readerIsListed)
        error.code = ErrorCode::ReaderUnavailable;
    return error;
}

} // namespace dd::platform::pcsc
