// Our own small drawings on a 24 × 24 grid, each a line of strokes: M x y, L x y, C x1 y1 x2 y2 x y, Z close,
// O cx cy r circle, R x y w h r rounded rectangle.
#pragma once

#include <QPainterPath>
#include <QStringList>

namespace dd::glyphs {

struct Shape
{
    const char *name;
    const char *strokes;
    double width = 2.0;
    bool filled = false;
};

[[nodiscard]] const Shape *find(const QString &name);
[[nodiscard]] QPainterPath path(const Shape &shape);
[[nodiscard]] QStringList names();

} // namespace dd::glyphs
