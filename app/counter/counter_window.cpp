#include "app/counter/counter_window.h"

#include <QCoreApplication>
#include <QQuickStyle>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(DinhDanh_ThemePlugin)
Q_IMPORT_QML_PLUGIN(DinhDanh_ControlsPlugin)
Q_IMPORT_QML_PLUGIN(DinhDanh_CounterPlugin)
Q_IMPORT_QML_PLUGIN(DinhDanh_CounterAppPlugin)

// At file scope by the rule of the macro; a static library's resources are not found otherwise.
static void initCounterResources()
{
    Q_INIT_RESOURCE(counter_translations);
}

namespace dd::counter {

CounterWindow::CounterWindow(const Options &options, const Clock &clock, Random &random) : m_controller(options, clock, random)
{
    initCounterResources();
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    translate();
    QObject::connect(&m_controller, &CounterController::languageChanged, &m_engine, [this] { translate(); });
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine.setInitialProperties({{QStringLiteral("counter"), QVariant::fromValue(&m_controller)}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/DinhDanh/Counter/CounterWindow.qml")));
}

CounterWindow::~CounterWindow()
{
    QCoreApplication::removeTranslator(&m_words);
    QCoreApplication::removeTranslator(&m_controls);
}

QQuickWindow *CounterWindow::window() const
{
    return m_engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
}

void CounterWindow::translate()
{
    QCoreApplication::removeTranslator(&m_words);
    QCoreApplication::removeTranslator(&m_controls);
    if (m_controller.language() == QLatin1String("en")) {
        if (m_words.load(QStringLiteral(":/i18n/counter_en.qm")))
            QCoreApplication::installTranslator(&m_words);
        if (m_controls.load(QStringLiteral(":/i18n/controls_en.qm")))
            QCoreApplication::installTranslator(&m_controls);
    }
    m_engine.retranslate();
    m_controller.retranslate();
}

} // namespace dd::counter
