#include "app/citizen/composition.h"
#include "nfc/self_test.h"
#include "platform/hardening.h"

#include <QGuiApplication>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace {

std::array<int, 2> stopPipe{-1, -1};

void onStopSignal(int)
{
    const char byte = 0;
    [[maybe_unused]] const auto written = write(stopPipe[1], &byte, 1);
}

// SIGTERM and SIGINT end the event loop, so that the vault is closed as on any other way out.
void stopOnSignals(QGuiApplication &application)
{
    if (pipe(stopPipe.data()) != 0)
        return;
    auto *notifier = new QSocketNotifier(stopPipe[0], QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::signal(SIGTERM, onStopSignal);
    std::signal(SIGINT, onStopSignal);
}

} // namespace

int main(int argc, char *argv[])
{
    dd::platform::hardenProcessOrWarn();
    if (const dd::Result<void> sound = dd::nfc::selfTest(); !sound) {
        std::fputs(qUtf8Printable(dd::crypto::selfTestRefusal(sound.error())), stderr);
        return dd::crypto::exitSelfTest;
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("dinhdanh"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Định Danh"));
    QGuiApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    QGuiApplication::setOrganizationName(QStringLiteral("DinhDanh"));

    const auto options = dd::citizen::parseOptions(QGuiApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "dinhdanh: %s: %s\n", qPrintable(options.error().stage), qPrintable(options.error().detail));
        return 64;
    }
    stopOnSignals(application);
    dd::citizen::Composition composition(dd::citizen::makeServices(*options), options->language);
    if (!composition.show())
        return 1;
    return QGuiApplication::exec();
}
