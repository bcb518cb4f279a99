// Runs every registered class. `test_core TestBase45 [QTest arguments]` runs one.
#include "tests/support/registry.h"

#include <QGuiApplication>
#include <QTest>
#include <algorithm>

int main(int argc, char *argv[])
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen"); // as ctest does
    QGuiApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    QString only;
    if (arguments.size() > 1 && arguments.at(1).startsWith(QLatin1String("T"))) // TestName, Tr03105Name
        only = arguments.takeAt(1);
    int failures = 0;
    int run = 0;
    for (const dd::test::Entry &entry : dd::test::entries()) {
        if (!only.isEmpty() && only != QLatin1String(entry.name))
            continue;
        const std::unique_ptr<QObject> object = entry.make();
        failures += QTest::qExec(object.get(), arguments);
        ++run;
    }
    if (run == 0) {
        qCritical("no test class matches");
        return 2;
    }
    return failures == 0 ? 0 : 1;
}
