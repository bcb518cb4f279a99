#include "wallet/lock_policy.h"

#include <algorithm>
#include <array>
#include <QFile>

namespace dd::wallet {

qint64 waitAfterFailures(int failed)
{
    static constexpr std::array<qint64, 5> minutes{1, 5, 15, 60, 24 * 60};
    if (failed < freeTries)
        return 0;
    return minutes.at(static_cast<std::size_t>(std::min(failed, failuresForLongestWait) - freeTries)) * 60 * 1000;
}

bool belongsToThisRun(const AttemptRecord &record, qint64 steadyMilliseconds, const QByteArray &bootId)
{
    return record.bootId == bootId && steadyMilliseconds >= record.waitFrom;
}

AttemptState attemptState(const AttemptRecord &record, qint64 steadyMilliseconds, const QByteArray &bootId)
{
    const qint64 passed = belongsToThisRun(record, steadyMilliseconds, bootId) ? steadyMilliseconds - record.waitFrom : 0;
    return {record.failed, std::max(0, freeTries - record.failed), std::max<qint64>(0, waitAfterFailures(record.failed) - passed)};
}

QByteArray systemBootId()
{
    static const QByteArray id = [] {
        QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
        QByteArray bytes;
        if (file.open(QIODevice::ReadOnly))
            bytes = QByteArray::fromHex(file.read(64));
        return bytes.size() == 16 ? bytes : SystemRandom().bytes(16);
    }();
    return id;
}

} // namespace dd::wallet
