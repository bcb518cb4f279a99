// The system's clock set to another time of day: it runs on from there. For `--at`.
#pragma once

#include "core/base/clock.h"

namespace dd::counter {

class ShiftedClock final : public Clock
{
public:
    explicit ShiftedClock(qint64 startSecondsUtc) : m_offset(startSecondsUtc - m_system.now()) {}
    [[nodiscard]] qint64 now() const override { return m_system.now() + m_offset; }
    [[nodiscard]] qint64 steadyMilliseconds() const override { return m_system.steadyMilliseconds(); }

private:
    SystemClock m_system;
    qint64 m_offset;
};

} // namespace dd::counter
