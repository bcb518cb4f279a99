// When a stay must have been notified (Law on Residence 68/2020 art. 30 (3), as amended by 118/2025): before 23:00 of the
// day the stay begins; when it begins after 23:00, before 08:00 of the next day. Times are seconds UTC; the law's
// clock is Asia/Ho_Chi_Minh, UTC+7 without daylight saving, so no time-zone database is asked.
#pragma once

#include <QDateTime>
#include <QtGlobal>

namespace dd::credential {

[[nodiscard]] QDateTime vietnamDateTime(qint64 secondsUtc);
[[nodiscard]] QDate vietnamDate(qint64 secondsUtc);
[[nodiscard]] qint64 vietnamTime(QDate date, int hour, int minute = 0); // seconds UTC; date must be valid

inline constexpr qint64 mostStayDays = 30; // Law on Residence 68/2020 art. 30; Circular 116/2026 art. 14 (4)
// It ends after it starts, and not too late. The end of a stay is a date in the law's form, so its length is counted in calendar days of Vietnam.
[[nodiscard]] bool isStay(qint64 from, qint64 to);

// First moment that is too late. An arrival at 23:00 exactly counts as after 23:00.
[[nodiscard]] qint64 stayDeadline(qint64 arrival);

enum class DeadlineState {
    Open,
    Soon, // half an hour or less is left
    Late  // still accepted, marked late
};
[[nodiscard]] DeadlineState stayDeadlineState(qint64 arrival, qint64 now);

} // namespace dd::credential
