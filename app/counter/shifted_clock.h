// A clock set to another time of day: it runs on from there. For `--at`.
#pragma once

#include "core/base/clock.h"

namespace dd::counter {

class ShiftedClock final : public Clock
{
public:
    ShiftedClock(const Clock &base, qint64 startSecondsUtc) : m_base(base), m_offset(startSecondsUtc - base.now()) {}
    [[nodiscard]] qint64 now() const override { return m_base.now() + m_offset; }
    [[nodiscard]] qint64 steadyMilliseconds() const override { return m_base.steadyMilliseconds(); }

private:
    const Clock &m_base;
    qint64 m_offset;
};

} // namespace dd::counter
