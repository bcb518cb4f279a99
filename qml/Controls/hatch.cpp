#include "hatch.h"

#include <QPainter>

Hatch::Hatch(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &Hatch::lookChanged, this, [this] { update(); });
}

void Hatch::paint(QPainter *painter)
{
    painter->fillRect(QRectF(0, 0, width(), height()), m_color);
    if (m_stripe < 1.0)
        return;
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_stripeColor);
    const qreal h = height();
    for (qreal x = -h; x < width(); x += 2 * m_stripe) {
        const QPointF stripe[] = {{x, h}, {x + m_stripe, h}, {x + m_stripe + h, 0}, {x + h, 0}};
        painter->drawPolygon(stripe, 4);
    }
}
