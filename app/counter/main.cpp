#include "app/counter/counter_window.h"
#include "app/counter/quit_on_signal.h"
#include "app/counter/verify_command.h"

#include <cstdio>
#include <memory>
#include <QFile>
#include <QGuiApplication>

using namespace dd::counter;

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-counter"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    // `verify`, help and version work where there is no display, so only the window asks for one.
    const auto named = [&](const char *word) { return argc > 1 && qstrcmp(argv[1], word) == 0; };
    const bool verify = named("verify");
    const bool windowless = verify || named("--help") || named("--version");
    const std::unique_ptr<QCoreApplication> application =
        windowless ? std::make_unique<QCoreApplication>(argc, argv) : std::unique_ptr<QCoreApplication>(new QGuiApplication(argc, argv));

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
    const dd::SystemClock clock;
    if (verify) {
        QFile input;
        (void)input.open(stdin, QIODevice::ReadOnly);
        return runVerify(*options, clock, input, output, errors);
    }
    CounterWindow window(*options, clock);
    if (!window.isLoaded())
        return 1;
    quitOnSignals();
    return QCoreApplication::exec();
}
