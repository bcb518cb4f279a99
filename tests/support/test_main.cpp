// Runs every registered class. `test_core TestBase45 [QTest arguments]` runs one, `test_core --shard 1/2 …` every second one.
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
    const auto named = [&](const dd::test::Entry &entry) { return arguments.at(1) == QLatin1String(entry.name); };
    if (arguments.size() > 1 && std::ranges::any_of(dd::test::entries(), named))
        only = arguments.takeAt(1);
    std::size_t shard = 0;
    std::size_t shards = 1;
    if (arguments.size() > 2 && arguments.at(1) == QLatin1String("--shard")) {
        const QStringList parts = arguments.at(2).split(QLatin1Char('/'));
        shard = parts.constFirst().toUInt() - 1;
        shards = parts.constLast().toUInt();
        if (shard >= shards || shard >= dd::test::entries().size()) {
            qCritical("--shard 1/2 is the first half, 2/2 the second");
            return 2;
        }
        arguments.remove(1, 2);
    }
    int failures = 0;
    for (std::size_t at = shard; at < dd::test::entries().size(); at += shards) {
        const dd::test::Entry &entry = dd::test::entries().at(at);
        if (!only.isEmpty() && only != QLatin1String(entry.name))
            continue;
        const std::unique_ptr<QObject> object = entry.make();
        failures += QTest::qExec(object.get(), arguments);
    }
    return failures == 0 ? 0 : 1;
}
