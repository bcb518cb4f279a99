// A figure beside its floor, on a machine that others use too: both are taken in turn, in many short rounds, and the best of each
// counts, for noise only ever adds time. Where a limit does not hold yet there are more rounds, up to a bound, before it is broken.
#pragma once

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <limits>

namespace dd::test {

#if defined(__SANITIZE_ADDRESS__) || !defined(QT_NO_DEBUG)
inline constexpr bool figuresCount = false; // not what people run: figures without limits
#else
inline constexpr bool figuresCount = true;
#endif

template <typename Work>
double millisecondsOf(Work &&work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

struct Best
{
    double ours = std::numeric_limits<double>::infinity();
    double floor = std::numeric_limits<double>::infinity();
    int rounds = 0;
    [[nodiscard]] double ratio() const { return ours / floor; }
};

struct Rounds
{
    int least = 15;
    double mostMilliseconds = 5000; // for those beyond the least
};

// `ours` and `floor` each run once and answer what counts of it: millisecondsOf(…), so that what is prepared is not timed.
template <typename Ours, typename Floor>
Best bestOf(double limit, Ours &&ours, Floor &&floor, const Rounds &rounds = {})
{
    Best best;
    const int least = figuresCount ? rounds.least : 1;
    QElapsedTimer timer;
    timer.start();
    while (best.rounds < least || (figuresCount && best.ratio() > limit && static_cast<double>(timer.elapsed()) < rounds.mostMilliseconds)) {
        best.floor = std::min<double>(best.floor, floor());
        best.ours = std::min<double>(best.ours, ours());
        ++best.rounds;
    }
    return best;
}

inline void hold(double measured, double limit)
{
    if (!figuresCount)
        qInfo("a sanitizer or debug build is not what people run: figures without limits");
    else
        QVERIFY2(measured <= limit, qPrintable(QStringLiteral("%1, limit %2").arg(measured).arg(limit)));
}

} // namespace dd::test
