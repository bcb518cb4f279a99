// The readers of with_pcscd.sh from inside a test: cards laid down and taken away, the service stopped and started.
#pragma once

#include "core/base/result.h"

#include <functional>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <winscard.h>

namespace dd::test {

class ReaderControl
{
public:
    static bool isHere() { return qEnvironmentVariableIsSet("DINHDANH_READER_CONTROL"); }

    // "insert 1", "remove 0", "stop", "start", "readers off": see with_pcscd.sh.
    static bool say(const QByteArray &line)
    {
        QFile pipe(qEnvironmentVariable("DINHDANH_READER_CONTROL"));
        return pipe.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && pipe.write(line + '\n') == line.size() + 1;
    }

    // Whether something comes true before long.
    static bool eventually(const std::function<bool()> &condition, int milliseconds = 15000)
    {
        QElapsedTimer elapsed;
        elapsed.start();
        while (!condition()) {
            if (elapsed.elapsed() > milliseconds)
                return false;
            QTest::qSleep(50);
        }
        return true;
    }
};

inline constexpr auto firstReader = "Virtual PCD 00 00";
inline constexpr auto secondReader = "Virtual PCD 00 01";

// Another program at the same reader, through PC/SC's own functions.
class OtherProgram
{
public:
    explicit OtherProgram(DWORD share = SCARD_SHARE_SHARED)
    {
        m_status = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &m_context);
        if (m_status != SCARD_S_SUCCESS)
            return;
        // A try that the test before left behind may hold the card for a moment.
        (void)ReaderControl::eventually([&] {
            m_status = SCardConnect(m_context, firstReader, share, SCARD_PROTOCOL_T1, &m_card, &m_protocol);
            return m_status != SCARD_E_SHARING_VIOLATION;
        });
    }
    ~OtherProgram()
    {
        if (m_card != 0)
            SCardDisconnect(m_card, SCARD_LEAVE_CARD);
        if (m_context != 0)
            SCardReleaseContext(m_context);
    }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;

    [[nodiscard]] LONG status() const { return m_status; }
    [[nodiscard]] LONG begin() const { return SCardBeginTransaction(m_card); }
    [[nodiscard]] LONG end() const { return SCardEndTransaction(m_card, SCARD_LEAVE_CARD); }
    [[nodiscard]] LONG look() const
    {
        DWORD state = 0;
        DWORD protocol = 0;
        return SCardStatus(m_card, nullptr, nullptr, &state, &protocol, nullptr, nullptr);
    }

private:
    SCARDCONTEXT m_context = 0;
    SCARDHANDLE m_card = 0;
    DWORD m_protocol = 0;
    LONG m_status = 0;
};

} // namespace dd::test
