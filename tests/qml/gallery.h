// The gallery in a window, with its engine and a trap for warnings.
#pragma once

#include "tests/support/quick_probe.h"

#include <QQmlApplicationEngine>
#include <QQmlComponent>
#include <QQuickStyle>
#include <QtQml/qqmlextensionplugin.h>

namespace dd::test {

class Gallery
{
public:
    Gallery()
    {
        QQuickStyle::setStyle(QStringLiteral("Basic"));
        engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        engine.load(QUrl::fromLocalFile(QStringLiteral(DINHDANH_SOURCE_DIR "/tests/qml/Gallery.qml")));
        if (!engine.rootObjects().isEmpty())
            window = qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
        if (!window)
            qFatal("the gallery does not load");
        theme = window->property("theme").value<QObject *>();
    }
    [[nodiscard]] QQuickItem *find(const char *name) const
    {
        QQuickItem *found = nullptr;
        walk(window->contentItem(), [&](QQuickItem *item) {
            if (item->objectName() == QLatin1String(name))
                found = item;
        });
        return found;
    }
    void settle() const
    {
        QTest::qWait(60);
        (void)window->grabWindow();
    }

    WarningTrap trap;
    QQmlApplicationEngine engine;
    QQuickWindow *window = nullptr;
    QObject *theme = nullptr;
};

} // namespace dd::test
