// When a stay must be notified (Luật Cư trú 68/2020 Đ.30 k.3): before 23:00 of the day it begins; for a stay that begins
// after 23:00, before 08:00 of the next day. An arrival at 23:00 sharp counts as after (our reading).
#pragma once

#include <QDateTime>

namespace dd::citizen {

struct StayDeadline
{
    QDateTime at; // local time of Vietnam
    enum class State { Ahead, Soon, Missed } state = State::Ahead; // Soon: half an hour or less
    qint64 secondsLeft = 0;
};

[[nodiscard]] StayDeadline stayDeadline(qint64 arrival, qint64 now);

} // namespace dd::citizen
