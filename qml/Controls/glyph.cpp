#include "glyph.h"

#include "glyph_shapes.h"

#include <algorithm>
#include <QPainter>

Glyph::Glyph(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    setImplicitSize(24, 24);
}

void Glyph::setName(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    emit nameChanged();
    update();
}

void Glyph::setColor(const QColor &color)
{
    if (color == m_color)
        return;
    m_color = color;
    emit colorChanged();
    update();
}

bool Glyph::known() const
{
    return dd::glyphs::find(m_name) != nullptr;
}

void Glyph::paint(QPainter *painter)
{
    const dd::glyphs::Shape *shape = dd::glyphs::find(m_name);
    const qreal side = std::min(width(), height());
    if (!shape || side <= 0)
        return;
    painter->translate((width() - side) / 2, (height() - side) / 2);
    painter->scale(side / 24.0, side / 24.0);
    painter->setBrush(shape->filled ? QBrush(m_color) : QBrush(Qt::NoBrush));
    painter->setPen(shape->filled ? QPen(Qt::NoPen) : QPen(m_color, shape->width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(dd::glyphs::path(*shape));
}
