// How much memory this process took at most while something ran. Linux only, and meaningless on an instrumented heap.
#pragma once

#include "tests/support/shared_data.h"

#include <malloc.h>
#include <optional>
#include <QFile>

namespace dd::test {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool heapIsInstrumented = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool heapIsInstrumented = true;
#else
inline constexpr bool heapIsInstrumented = false;
#endif
#else
inline constexpr bool heapIsInstrumented = false;
#endif

inline qint64 statusKilobytes(const char *field)
{
    for (const QByteArray &line : readFile(QStringLiteral("/proc/self/status")).split('\n')) {
        if (line.startsWith(field))
            return line.mid(line.indexOf(':') + 1).simplified().split(' ').first().toLongLong();
    }
    return -1;
}

class PeakMemory
{
public:
    // From here on. No value where this system does not let a process measure its own peak.
    [[nodiscard]] static std::optional<PeakMemory> start()
    {
        malloc_trim(0); // else what was freed before would be used first and not counted
        QFile reset(QStringLiteral("/proc/self/clear_refs"));
        if (!reset.open(QIODevice::WriteOnly) || reset.write("5") != 1)
            return std::nullopt;
        reset.close();
        const qint64 before = statusKilobytes("VmRSS");
        return before > 0 ? std::optional(PeakMemory(before)) : std::nullopt;
    }
    [[nodiscard]] qint64 grownKilobytes() const { return statusKilobytes("VmHWM") - m_before; }

private:
    explicit PeakMemory(qint64 before) : m_before(before) {}
    qint64 m_before;
};

} // namespace dd::test
