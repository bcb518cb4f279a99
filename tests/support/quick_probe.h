// For tests of windows: a trap that makes every QML warning a failure, and a walk over the live tree.
#pragma once

#include <functional>
#include <QAccessible>
#include <QColor>
#include <QList>
#include <QMutex>
#include <QQuickItem>
#include <QQuickWindow>
#include <QStringList>
#include <QTest>

namespace dd::test {

// Collects warnings and worse while it lives; the test then insists that there were none.
class WarningTrap
{
public:
    WarningTrap()
    {
        current() = this;
        m_previous = qInstallMessageHandler(&WarningTrap::handle);
    }
    ~WarningTrap()
    {
        qInstallMessageHandler(m_previous);
        current() = nullptr;
    }
    WarningTrap(const WarningTrap &) = delete;
    WarningTrap &operator=(const WarningTrap &) = delete;
    [[nodiscard]] QStringList take()
    {
        const QMutexLocker locker(&m_mutex);
        return std::exchange(m_warnings, {});
    }

private:
    static WarningTrap *&current()
    {
        static WarningTrap *trap = nullptr;
        return trap;
    }
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
    {
        WarningTrap *trap = current();
        if (trap && type != QtDebugMsg && type != QtInfoMsg) {
            const QMutexLocker locker(&trap->m_mutex);
            trap->m_warnings.append(message);
        }
        if (trap && trap->m_previous)
            trap->m_previous(type, context, message);
    }
    QtMessageHandler m_previous = nullptr;
    QMutex m_mutex;
    QStringList m_warnings;
};

inline void walk(QQuickItem *item, const std::function<void(QQuickItem *)> &visit)
{
    if (!item || !item->isVisible())
        return;
    visit(item);
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children)
        walk(child, visit);
}

// The nearest painted rectangle behind an item: an ancestor, or what a control calls its background.
inline QColor groundBehind(QQuickItem *item, const QColor &window)
{
    const auto painted = [](QQuickItem *candidate) -> QColor {
        if (!candidate || !candidate->inherits("QQuickRectangle"))
            return {};
        const QColor color = candidate->property("color").value<QColor>();
        return color.alpha() == 255 ? color : QColor();
    };
    for (QQuickItem *at = item->parentItem(); at; at = at->parentItem()) {
        if (const QColor own = painted(at); own.isValid())
            return own;
        if (const QColor behind = painted(at->property("background").value<QQuickItem *>()); behind.isValid())
            return behind;
    }
    return window;
}

// What a person can act on: it takes the keyboard by Tab, and has a role that acts.
inline bool isInteractive(QQuickItem *item)
{
    if (!item->activeFocusOnTab() && !item->property("checkable").isValid() && !item->inherits("QQuickTextInput"))
        return false;
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(item);
    if (!interface)
        return item->activeFocusOnTab();
    switch (interface->role()) {
    case QAccessible::Button:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::Link:
    case QAccessible::Slider:
    case QAccessible::SpinBox:
    case QAccessible::PageTab:
    case QAccessible::MenuItem:
        return true;
    default:
        return item->activeFocusOnTab() && item->inherits("QQuickControl");
    }
}

// What is missing on the interactive items below `root`: an id, a name, a role, 48 by 48.
inline QStringList accessibilityFaults(QQuickItem *root, qreal touch = 48)
{
    QStringList faults;
    walk(root, [&](QQuickItem *item) {
        if (!isInteractive(item))
            return;
        const QString who = QString::fromLatin1(item->metaObject()->className()) + QLatin1Char(' ') + item->objectName();
        if (item->objectName().isEmpty())
            faults.append(who + QStringLiteral(": no objectName"));
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(item);
        // Qt gives a password field no name; its description must say what it is.
        const auto spoken = interface && interface->state().passwordEdit ? QAccessible::Description : QAccessible::Name;
        if (!interface || interface->text(spoken).trimmed().isEmpty())
            faults.append(who + QStringLiteral(": no accessible name"));
        if (!interface || interface->role() == QAccessible::NoRole || interface->role() == QAccessible::Client)
            faults.append(who + QStringLiteral(": no role"));
        if (item->width() < touch || item->height() < touch)
            faults.append(who + QStringLiteral(": %1 x %2 is too small").arg(item->width()).arg(item->height()));
    });
    return faults;
}

// Text that does not fit where it stands: cut at the right or at the bottom, or outside the window's width.
inline QStringList clippedTexts(QQuickItem *root, qreal windowWidth)
{
    QStringList faults;
    walk(root, [&](QQuickItem *item) {
        if (!item->inherits("QQuickText") || item->property("text").toString().isEmpty())
            return;
        const qreal painted = item->property("paintedWidth").toReal();
        const QString what = item->property("text").toString().left(40);
        const QPointF left = item->mapToScene({0, 0});
        if (item->property("truncated").toBool() && item->property("elide").toInt() == 3) // Text.ElideNone
            faults.append(QStringLiteral("cut: ") + what);
        if (painted > item->width() + 1.5 && item->property("elide").toInt() == 3)
            faults.append(QStringLiteral("wider than its box: %1 (%2 > %3)").arg(what).arg(painted).arg(item->width()));
        if (left.x() < -1 || left.x() + std::min(painted, item->width()) > windowWidth + 1)
            faults.append(QStringLiteral("outside the window: ") + what);
    });
    return faults;
}

} // namespace dd::test
