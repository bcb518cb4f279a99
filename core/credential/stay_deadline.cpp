#include "core/credential/stay_deadline.h"

namespace dd::credential {

namespace {

constexpr int offsetOfVietnam = 7 * 3600;
constexpr qint64 warnBefore = 30 * 60;

} // namespace

QDateTime vietnamDateTime(qint64 secondsUtc)
{
    return QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::OffsetFromUTC, offsetOfVietnam);
}

QDate vietnamDate(qint64 secondsUtc)
{
    return vietnamDateTime(secondsUtc).date();
}

qint64 vietnamTime(QDate date, int hour, int minute)
{
    return QDateTime(date, QTime(hour, minute), Qt::OffsetFromUTC, offsetOfVietnam).toSecsSinceEpoch();
}

bool isStay(qint64 from, qint64 to)
{
    return to > from && vietnamDate(from).daysTo(vietnamDate(to)) <= mostStayDays;
}

qint64 stayDeadline(qint64 arrival)
{
    const QDate day = vietnamDate(arrival);
    const qint64 evening = vietnamTime(day, 23);
    return arrival < evening ? evening : vietnamTime(day.addDays(1), 8);
}

DeadlineState stayDeadlineState(qint64 arrival, qint64 now)
{
    const qint64 deadline = stayDeadline(arrival);
    if (now >= deadline)
        return DeadlineState::Late;
    return now >= deadline - warnBefore ? DeadlineState::Soon : DeadlineState::Open;
}

} // namespace dd::credential
