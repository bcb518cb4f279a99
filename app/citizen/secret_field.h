// A field for a passphrase that keeps no text: key events go straight into a SecretBuffer. A TextField would hold a
// QString with undo history, which nothing can wipe. The key event's own text is Qt's and short-lived.
#pragma once

#include "app/citizen/secret_buffer.h"

#include <QPointer>
#include <QQuickItem>

namespace dd::citizen {

class SecretField : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(dd::citizen::SecretBuffer *buffer READ buffer WRITE setBuffer NOTIFY bufferChanged REQUIRED FINAL)
public:
    explicit SecretField(QQuickItem *parent = nullptr);

    [[nodiscard]] SecretBuffer *buffer() const { return m_buffer; }
    void setBuffer(SecretBuffer *buffer);

signals:
    void bufferChanged();
    void accepted(); // Return or Enter

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    QPointer<SecretBuffer> m_buffer;
};

} // namespace dd::citizen
