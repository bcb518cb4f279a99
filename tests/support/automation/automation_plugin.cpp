#include "tests/support/automation/automation_server.h"

#include <QGenericPlugin>

class AutomationPlugin : public QGenericPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "automation.json")
public:
    QObject *create(const QString &, const QString &specification) override { return new AutomationServer(specification); }
};

#include "automation_plugin.moc"
