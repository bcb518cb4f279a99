#include "app/counter/challenge_command.h"
#include "app/counter/counter_window.h"
#include "app/counter/quit_on_signal.h"
#include "app/counter/read_card_command.h"
#include "app/counter/stop_on_signal.h"
#include "app/counter/update_command.h"
#include "app/counter/verify_command.h"
#include "nfc/self_test.h"
#include "platform/hardening.h"
#include "platform/network.h"
#include "platform/pcsc/pcsc_card_source.h"

#include <cstdio>
#include <memory>
#include <QFile>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <unistd.h>

using namespace dd::counter;

namespace {

int refuse(const UsageError &error, QIODevice &output, QIODevice &errors)
{
    if (error.message.isEmpty()) {
        output.write(error.help.toUtf8());
        return ExitValid;
    }
    errors.write((error.message + QLatin1Char('\n') + error.help).toUtf8());
    return ExitUsage;
}

int readCard(QIODevice &output, QIODevice &errors)
{
    const std::expected<ReadCardOptions, UsageError> options = parseReadCardOptions(QCoreApplication::arguments());
    if (!options)
        return refuse(options.error(), output, errors);
    QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.*.info=false")); // the report says it better; QT_LOGGING_RULES still counts
    std::stop_source stop;
    stopOnSignals(stop);
    QFile input;
    (void)input.open(stdin, QIODevice::ReadOnly);
    const dd::SystemClock clock;
    dd::SystemRandom random;
    const ReadCardWorld world{dd::platform::pcscReaders, dd::platform::pcscReadersWithCard, dd::platform::makePcscCardSource, random, clock, input,
                              output, errors, ::isatty(STDERR_FILENO) != 0};
    return runReadCard(*options, world, stop.get_token());
}

} // namespace

int main(int argc, char *argv[])
{
    dd::platform::hardenProcessOrWarn();
    if (const dd::Result<void> sound = dd::nfc::selfTest(); !sound) {
        std::fputs(qUtf8Printable(dd::crypto::selfTestRefusal(sound.error())), stderr);
        return dd::crypto::exitSelfTest;
    }
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-counter"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    // The commands, help and version work where there is no display, so only the window asks for one.
    const auto named = [&](const char *word) { return argc > 1 && qstrcmp(argv[1], word) == 0; };
    const bool readsCard = named("read-card");
    const bool windowless =
        readsCard || named("--help") || named("--version") || (argc > 1 && windowlessCommand(QString::fromLocal8Bit(argv[1])).has_value());
    const std::unique_ptr<QCoreApplication> application =
        windowless ? std::make_unique<QCoreApplication>(argc, argv) : std::unique_ptr<QCoreApplication>(new QGuiApplication(argc, argv));

    QFile output;
    QFile errors;
    // By its descriptor: the C library keeps back what goes into a pipe, and whoever asks waits for the answer.
    (void)output.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered);
    (void)errors.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered);
    if (readsCard)
        return readCard(output, errors);
    const std::expected<Options, UsageError> options = parseOptions(QCoreApplication::arguments());
    if (!options)
        return refuse(options.error(), output, errors);
    const dd::SystemClock clock;
    dd::SystemRandom random;
    QFile input;
    (void)input.open(stdin, QIODevice::ReadOnly);
    switch (options->command) {
    case Command::Verify:
        return runVerify(*options, clock, random, input, output, errors);
    case Command::Challenge:
        return runChallenge(*options, clock, random, input, output, errors);
    case Command::Key:
        return runKey(*options, clock, random, output, errors);
    case Command::Update:
        return runUpdate(*options, clock, random, *dd::platform::makeNetwork(), output, errors);
    case Command::Window:
        break;
    }
    const std::unique_ptr<dd::platform::Network> network = dd::platform::makeNetwork();
    CounterWindow window(*options, clock, random);
    if (!window.isLoaded())
        return 1;
    window.controller().keepUpdated(*network, random);
    quitOnSignals();
    return QCoreApplication::exec();
}
