#include "app/citizen/stay_rules.h"

#include "app/citizen/display.h"

namespace dd::citizen {

StayDeadline stayDeadline(qint64 arrival, qint64 now)
{
    const QDateTime begins = Display::local(arrival);
    const bool late = begins.time() >= QTime(23, 0);
    const QDate day = late ? begins.date().addDays(1) : begins.date();
    const qint64 at = Display::fromLocal(day, late ? QTime(8, 0) : QTime(23, 0));
    StayDeadline deadline;
    deadline.at = Display::local(at);
    deadline.secondsLeft = at - now;
    deadline.state = deadline.secondsLeft <= 0 ? StayDeadline::State::Missed
        : deadline.secondsLeft <= 30 * 60      ? StayDeadline::State::Soon
                                               : StayDeadline::State::Ahead;
    return deadline;
}

} // namespace dd::citizen
