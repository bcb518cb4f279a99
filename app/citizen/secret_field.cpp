#include "app/citizen/secret_field.h"

#include <QGuiApplication>
#include <QInputMethod>
#include <QKeyEvent>

namespace dd::citizen {

SecretField::SecretField(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemAcceptsInputMethod);
    setActiveFocusOnTab(true);
    setAcceptedMouseButtons(Qt::LeftButton);
}

void SecretField::setBuffer(SecretBuffer *buffer)
{
    if (m_buffer == buffer)
        return;
    m_buffer = buffer;
    emit bufferChanged();
}

void SecretField::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    switch (event->key()) {
    case Qt::Key_Backspace:
        if (m_buffer)
            m_buffer->erase();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit accepted();
        return;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Escape:
        event->ignore();
        return;
    default:
        break;
    }
    if (m_buffer && !event->text().isEmpty() && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)))
        m_buffer->append(event->text());
    else
        event->ignore();
}

void SecretField::inputMethodEvent(QInputMethodEvent *event)
{
    if (m_buffer && !event->commitString().isEmpty())
        m_buffer->append(event->commitString());
    event->accept();
}

QVariant SecretField::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return true;
    case Qt::ImHints:
        return static_cast<int>(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    default:
        return QQuickItem::inputMethodQuery(query);
    }
}

void SecretField::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    QGuiApplication::inputMethod()->show();
    event->accept();
}

} // namespace dd::citizen
