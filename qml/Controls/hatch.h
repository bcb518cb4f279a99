// Diagonal stripes over a ground: how DEMO looks, whatever the colour vision of the reader.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>

class Hatch : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY lookChanged FINAL)
    Q_PROPERTY(QColor stripeColor MEMBER m_stripeColor NOTIFY lookChanged FINAL)
    Q_PROPERTY(qreal stripe MEMBER m_stripe NOTIFY lookChanged FINAL)

public:
    explicit Hatch(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;

signals:
    void lookChanged();

private:
    QColor m_color = Qt::white;
    QColor m_stripeColor = Qt::gray;
    qreal m_stripe = 18.0;
};
