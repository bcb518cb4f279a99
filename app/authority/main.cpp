// dinhdanh-authority: a reference issuer and receiver for demos, tests and integrators (docs/authority.md).
#include "app/authority/commands/command.h"
#include "nfc/self_test.h"
#include "platform/hardening.h"

#include <QCoreApplication>
#include <cstdio>
#include <sys/stat.h>

int main(int argc, char *argv[])
{
    dd::platform::hardenProcessOrWarn();
    if (const dd::Result<void> sound = dd::nfc::selfTest(); !sound) {
        std::fputs(qUtf8Printable(dd::crypto::selfTestRefusal(sound.error())), stderr);
        return dd::crypto::exitSelfTest;
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-authority"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    ::umask(S_IRWXG | S_IRWXO);
    const dd::SystemClock clock;
    dd::SystemRandom random;
    QTextStream out(stdout);
    QTextStream err(stderr);
    return dd::authority::runCommand(QCoreApplication::arguments(), {random, clock, out, err});
}
