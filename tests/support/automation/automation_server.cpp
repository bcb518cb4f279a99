#include "tests/support/automation/automation_server.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>
#include <QKeySequence>
#include <QLocalSocket>
#include <QTest>
#include <utility>

namespace {

QJsonObject good(QJsonObject object = {})
{
    object.insert(QStringLiteral("ok"), true);
    return object;
}

QJsonObject bad(const QString &why)
{
    return {{QStringLiteral("ok"), false}, {QStringLiteral("why"), why}};
}

void collect(QQuickItem *item, QList<QQuickItem *> &out)
{
    if (!item->isVisible() || item->opacity() == 0)
        return;
    out.append(item);
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children)
        collect(child, out);
}

} // namespace

AutomationServer::AutomationServer(const QString &socketPath, QObject *parent)
    : QObject(parent)
{
    QLocalServer::removeServer(socketPath);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_server.listen(socketPath))
        qFatal("automation: cannot listen: %s", qPrintable(m_server.errorString()));
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            while (socket->canReadLine()) {
                const QJsonObject answer = perform(QJsonDocument::fromJson(socket->readLine()).object());
                socket->write(QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n');
            }
        });
    });
}

QList<QQuickItem *> AutomationServer::visibleItems() const
{
    QList<QQuickItem *> items;
    const QWindowList windows = QGuiApplication::topLevelWindows();
    for (QWindow *window : windows) {
        auto *quick = qobject_cast<QQuickWindow *>(window);
        if (quick && quick->isVisible())
            collect(quick->contentItem(), items);
    }
    return items;
}

QQuickItem *AutomationServer::find(const QString &id) const
{
    const QList<QQuickItem *> items = visibleItems();
    for (QQuickItem *item : items) {
        if (item->objectName() == id)
            return item;
    }
    return nullptr;
}

void AutomationServer::scrollIntoView(QQuickItem *item)
{
    for (QQuickItem *parent = item->parentItem(); parent; parent = parent->parentItem()) {
        if (!parent->inherits("QQuickFlickable"))
            continue;
        auto *content = parent->property("contentItem").value<QQuickItem *>();
        if (!content)
            continue;
        const QRectF place = item->mapRectToItem(content, item->boundingRect());
        const qreal height = parent->height();
        const qreal most = qMax(0.0, parent->property("contentHeight").toReal() - height);
        const qreal top = parent->property("contentY").toReal();
        if (place.top() < top || place.bottom() > top + height)
            parent->setProperty("contentY", qBound(0.0, place.center().y() - height / 2, most));
    }
    // polish and layout happen before the next frame
    QCoreApplication::processEvents();
}

QJsonObject AutomationServer::click(QQuickItem *item)
{
    if (!item->isEnabled())
        return bad(QStringLiteral("disabled: ") + item->objectName());
    // A person clicks what has come to rest: a page that still slides in would move away under the pointer.
    const QPointer<QQuickItem> guard(item);
    QPointF centre;
    for (int look = 0; look < 100; ++look) {
        scrollIntoView(item);
        const QPointF before = std::exchange(centre, item->mapToScene(QPointF(item->width() / 2, item->height() / 2)));
        if (look > 1 && centre == before)
            break;
        QTest::qWait(20);
        if (!guard || !guard->window())
            return bad(QStringLiteral("gone before it could be clicked"));
    }
    QQuickWindow *window = item->window();
    if (!QRectF(0, 0, window->width(), window->height()).contains(centre))
        return bad(QStringLiteral("outside the window: ") + item->objectName());
    QTest::mouseClick(window, Qt::LeftButton, Qt::NoModifier, centre.toPoint());
    return good();
}

QJsonObject AutomationServer::type(QQuickItem *item, const QString &text)
{
    QQuickWindow *window = item->window();
    const QJsonObject clicked = click(item);
    if (!clicked.value(QStringLiteral("ok")).toBool())
        return clicked;
    for (const QChar letter : text) {
        for (const QEvent::Type kind : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(kind, 0, Qt::NoModifier, QString(letter));
            QCoreApplication::sendEvent(window, &event);
        }
    }
    return good();
}

QJsonObject AutomationServer::perform(const QJsonObject &request)
{
    const QString verb = request.value(QStringLiteral("do")).toString();
    if (verb == QLatin1String("ids")) {
        QJsonArray ids;
        const QList<QQuickItem *> items = visibleItems();
        for (const QQuickItem *item : items) {
            if (!item->objectName().isEmpty())
                ids.append(item->objectName());
        }
        return good({{QStringLiteral("ids"), ids}});
    }
    if (verb == QLatin1String("shot")) {
        const QWindowList windows = QGuiApplication::topLevelWindows();
        for (QWindow *window : windows) {
            auto *quick = qobject_cast<QQuickWindow *>(window);
            if (quick && quick->isVisible()) {
                if (quick->grabWindow().save(request.value(QStringLiteral("path")).toString()))
                    return good();
                return bad(QStringLiteral("cannot save the picture"));
            }
        }
        return bad(QStringLiteral("no window"));
    }
    if (verb == QLatin1String("key")) {
        const QKeySequence sequence(request.value(QStringLiteral("key")).toString());
        QWindow *window = QGuiApplication::focusWindow();
        if (!window || sequence.isEmpty())
            return bad(QStringLiteral("no focused window, or no such key"));
        QTest::keySequence(window, sequence);
        return good();
    }
    const QString id = request.value(QStringLiteral("id")).toString();
    QQuickItem *item = find(id);
    if (!item)
        return bad(QStringLiteral("no visible item ") + id);
    if (verb == QLatin1String("click"))
        return click(item);
    if (verb == QLatin1String("type"))
        return type(item, request.value(QStringLiteral("text")).toString());
    if (verb == QLatin1String("read")) {
        const QByteArray property = request.value(QStringLiteral("property")).toString().toUtf8();
        const QVariant value = item->property(property.constData());
        if (!value.isValid())
            return bad(QStringLiteral("no property ") + QString::fromUtf8(property));
        return good({{QStringLiteral("value"), QJsonValue::fromVariant(value)}});
    }
    return bad(QStringLiteral("unknown verb ") + verb);
}
