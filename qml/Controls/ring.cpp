#include "ring.h"

#include <algorithm>
#include <QPainter>

Ring::Ring(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &Ring::lookChanged, this, [this] { update(); });
}

void Ring::setProgress(qreal progress)
{
    const qreal bounded = std::clamp(progress, 0.0, 1.0);
    if (qFuzzyCompare(bounded + 1.0, m_progress + 1.0))
        return;
    m_progress = bounded;
    emit progressChanged();
    update();
}

void Ring::paint(QPainter *painter)
{
    const qreal side = std::min(width(), height()) - m_thickness;
    if (side <= 0)
        return;
    const QRectF square((width() - side) / 2, (height() - side) / 2, side, side);
    painter->setPen(QPen(m_trackColor, m_thickness));
    painter->drawEllipse(square);
    painter->setPen(QPen(m_color, m_thickness, Qt::SolidLine, Qt::RoundCap));
    if (m_progress > 0.0)
        painter->drawArc(square, 90 * 16, static_cast<int>(m_progress * 360 * 16));
}
