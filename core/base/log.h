// One logging category per module, and a wrapper that keeps personal values out of every sink.
#pragma once

#include <QDebug>
#include <QLoggingCategory>

namespace dd {

Q_DECLARE_LOGGING_CATEGORY(logCore)
Q_DECLARE_LOGGING_CATEGORY(logWallet)
Q_DECLARE_LOGGING_CATEGORY(logNfc)
Q_DECLARE_LOGGING_CATEGORY(logPlatform)
Q_DECLARE_LOGGING_CATEGORY(logApp)

// Prints as «…» whatever it wraps. There is deliberately no flag that prints the value.
template <typename T>
struct Redacted
{
    const T &value;
};
template <typename T>
Redacted(const T &) -> Redacted<T>;

template <typename T>
QDebug operator<<(QDebug debug, const Redacted<T> &)
{
    QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "«…»";
    return debug;
}

} // namespace dd
