// Drives a running Qt Quick program from outside, by objectName, over a local socket: one JSON object a line.
//   {"do":"click","id":"home.present"}              scrolls it into view, then a mouse click at its centre
//   {"do":"type","id":"addCard.text","text":"…"}    focuses it and sends one key event a character
//   {"do":"key","key":"Return"}
//   {"do":"read","id":"unlock.message","property":"text"}
//   {"do":"ids"}                                    every visible item with an objectName
//   {"do":"shot","path":"page.png"}
// Answers {"ok":true,…} or {"ok":false,"why":"…"}. A click that would land on something else is refused, as a
// person could not have made it either.
#pragma once

#include <QJsonObject>
#include <QLocalServer>
#include <QPointer>
#include <QQuickItem>
#include <QQuickWindow>

class AutomationServer : public QObject
{
    Q_OBJECT
public:
    explicit AutomationServer(const QString &socketPath, QObject *parent = nullptr);

private:
    [[nodiscard]] QJsonObject perform(const QJsonObject &request);
    [[nodiscard]] QJsonObject click(QQuickItem *item);
    [[nodiscard]] QJsonObject type(QQuickItem *item, const QString &text);
    [[nodiscard]] QQuickItem *find(const QString &id) const;
    [[nodiscard]] QList<QQuickItem *> visibleItems() const;
    static void scrollIntoView(QQuickItem *item);

    QLocalServer m_server;
};
