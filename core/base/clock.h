// Time comes in through this door, so that a test can move it. The wall clock says what date it is;
// the steady clock (CLOCK_BOOTTIME where the system has it) says how long something took, sleep included.
#pragma once

#include <QDateTime>
#include <QtGlobal>

namespace dd {

class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual qint64 now() const = 0;             // seconds since 1970-01-01 UTC
    [[nodiscard]] virtual qint64 steadyMilliseconds() const = 0; // since an arbitrary start, never goes back
    [[nodiscard]] QDateTime nowUtc() const { return QDateTime::fromSecsSinceEpoch(now(), Qt::UTC); }
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] qint64 now() const override;
    [[nodiscard]] qint64 steadyMilliseconds() const override;
};

// A clock that stands where it was put. Tests and --automation use it.
class FixedClock final : public Clock
{
public:
    explicit FixedClock(qint64 secondsUtc) : m_now(secondsUtc) {}
    [[nodiscard]] qint64 now() const override { return m_now; }
    [[nodiscard]] qint64 steadyMilliseconds() const override { return m_steady; }
    void set(qint64 secondsUtc) { m_now = secondsUtc; }
    void advance(qint64 seconds)
    {
        m_now += seconds;
        m_steady += seconds * 1000;
    }

private:
    qint64 m_now;
    qint64 m_steady = 0;
};

} // namespace dd
