// One PC/SC context (winscard.h) and what its status codes mean to us.
#pragma once

#include "core/base/result.h"

#include <QStringList>
#include <winscard.h>

namespace dd::platform::pcsc {

class Context
{
public:
    [[nodiscard]] static Result<Context> establish();
    Context(Context &&other) noexcept : m_handle(std::exchange(other.m_handle, 0)) {}
    Context &operator=(Context &&other) noexcept;
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ~Context();

    [[nodiscard]] SCARDCONTEXT handle() const { return m_handle; }
    [[nodiscard]] Result<QStringList> readers() const; // empty when none is attached

private:
    explicit Context(SCARDCONTEXT handle) : m_handle(handle) {}
    SCARDCONTEXT m_handle = 0;
};

// CardLost for everything that ends the conversation with this card, ReaderUnavailable for everything that ends the
// one with the reader or the service.
[[nodiscard]] Error errorFor(LONG status, const QString &stage);
// The same in the middle of a conversation. Services call a reader that was pulled out, and their own end, by many names, so
// what counts there is whether the reader is listed now.
[[nodiscard]] Error errorFor(LONG status, const QString &stage, bool readerIsListed);

} // namespace dd::platform::pcsc
