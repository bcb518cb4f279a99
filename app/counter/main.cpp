#include "app/counter/counter_window.h"
#include "app/counter/quit_on_signal.h"
#include "app/counter/verify_command.h"

#include <QFile>
#include <QGuiApplication>
#include <cstdio>
#include <memory>

using namespace dd::counter;

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-counter"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    // `verify` works where there is no display, so only the window asks for one.
    const bool verify = argc > 1 && qstrcmp(argv[1], "verify") == 0;
    const std::unique_ptr<QCoreApplication> application =
        verify ? std::make_unique<QCoreApplication>(argc, argv) : std::unique_ptr<QCoreApplication>(new QGuiApplication(argc, argv));

    QFile output;
    QFile errors;
    (void)output.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered);
    (void)errors.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered);
    const std::expected<Options, UsageError> options = parseOptions(QCoreApplication::arguments());
    if (!options) {
        if (options.error().message.isEmpty()) {
            output.write(options.error().help.toUtf8());
            return ExitValid;
        }
        errors.write((options.error().message + QLatin1Char('\n') + options.error().help).toUtf8());
        return ExitUsage;
    }
    if (verify) {
        QFile input;
        (void)input.open(stdin, QIODevice::ReadOnly);
        return runVerify(*options, input, output, errors);
    }
    const dd::SystemClock clock;
    CounterWindow window(*options, clock);
    if (!window.isLoaded())
        return 1;
    quitOnSignals();
    return QCoreApplication::exec();
}
