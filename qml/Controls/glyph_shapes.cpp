#include "glyph_shapes.h"

#include <QHash>

namespace dd::glyphs {
namespace {

constexpr Shape shapes[] = {
    {"check", "M 4 12.5 L 9.5 18 L 20 6.5", 3.0},
    {"cross", "M 6 6 L 18 18 M 18 6 L 6 18", 3.0},
    {"question", "M 8 9 C 8 3.5 16 3.5 16 9 C 16 12 12 12 12 15 M 12 19.4 L 12 19.6", 2.6},
    {"warning", "M 12 3.5 L 22 20.5 L 2 20.5 Z M 12 10 L 12 14.5 M 12 17.4 L 12 17.6"},
    {"info", "O 12 12 9 M 12 11 L 12 16.5 M 12 7.4 L 12 7.6"},
    {"demo", "M 9 3 L 15 3 M 10 3 L 10 9 L 4.5 18.5 C 3.8 19.8 4.6 21 6 21 L 18 21 C 19.4 21 20.2 19.8 19.5 18.5 L 14 9 L 14 3 M 7.5 15 L 16.5 15"},
    {"back", "M 20 12 L 4 12 M 10 5.5 L 3.5 12 L 10 18.5"},
    {"forward", "M 9 5 L 16 12 L 9 19"},
    {"down", "M 6 9.5 L 12 15.5 L 18 9.5"},
    {"close", "M 6 6 L 18 18 M 18 6 L 6 18"},
    {"menu", "M 4 6.5 L 20 6.5 M 4 12 L 20 12 M 4 17.5 L 20 17.5"},
    {"card", "R 2.5 5 19 14 2 O 8 11 2 M 5 16 C 5 13.6 11 13.6 11 16 M 14 10 L 19 10 M 14 14 L 18 14"},
    {"pass", "M 4 3.5 L 20 3.5 L 20 20.5 L 17.3 18.8 L 14.7 20.5 L 12 18.8 L 9.3 20.5 L 6.7 18.8 L 4 20.5 Z M 8 8 L 16 8 M 8 12.5 L 14 12.5"},
    {"qr",
     "R 3 3 7 7 1 R 14 3 7 7 1 R 3 14 7 7 1 M 14 14 L 14 17 M 14 21 L 17.5 21 M 17.5 14 L 21 14 L 21 17.5 M 21 21 L 21 21.1 M 17.5 17.5 L 17.5 17.6"},
    {"camera", "M 3 8 L 7 8 L 9 5 L 15 5 L 17 8 L 21 8 L 21 19 L 3 19 Z O 12 13 3.6"},
    {"image", "R 3 4 18 16 2 O 8.5 9.5 1.6 M 4 18 L 10 12.5 L 13.5 16 L 16.5 13 L 20.5 17"},
    {"refresh", "M 20 12 C 20 21 7 22.5 4.7 14.5 M 4 12 C 4 3 17 1.5 19.3 9.5 M 19.8 4.5 L 19.4 9.7 L 14.4 8.6 M 4.2 19.5 L 4.6 14.3 L 9.6 15.4"},
    {"home", "M 3 11.5 L 12 4 L 21 11.5 M 5.5 10 L 5.5 20 L 18.5 20 L 18.5 10 M 10 20 L 10 14 L 14 14 L 14 20"},
    {"history", "O 12 12 9 M 12 7 L 12 12.5 L 16 14.5"},
    {"settings", "O 12 12 3.2 M 12 2.5 L 12 6 M 12 18 L 12 21.5 M 2.5 12 L 6 12 M 18 12 L 21.5 12 M 5.3 5.3 L 7.8 7.8 M 16.2 16.2 L 18.7 18.7 "
                 "M 18.7 5.3 L 16.2 7.8 M 7.8 16.2 L 5.3 18.7"},
    {"lock", "R 5 10.5 14 10 2 M 8 10.5 L 8 8 C 8 2.5 16 2.5 16 8 L 16 10.5 M 12 14.5 L 12 16.5"},
    {"eye", "M 2 12 C 6 4.5 18 4.5 22 12 C 18 19.5 6 19.5 2 12 Z O 12 12 3"},
    {"hidden", "M 2 12 C 6 4.5 18 4.5 22 12 C 18 19.5 6 19.5 2 12 Z M 4 20 L 20 4"},
    {"erase", "M 8.5 5 L 21 5 L 21 19 L 8.5 19 L 2.5 12 Z M 11.5 9 L 17 15 M 17 9 L 11.5 15"},
    {"trash", "M 4 6.5 L 20 6.5 M 9 6.5 L 9 3.5 L 15 3.5 L 15 6.5 M 6 6.5 L 7 20.5 L 17 20.5 L 18 6.5 M 10 10.5 L 10 16.5 M 14 10.5 L 14 16.5"},
    {"plus", "M 12 4.5 L 12 19.5 M 4.5 12 L 19.5 12", 2.4},
    {"phone", "R 6.5 2.5 11 19 2 M 10.5 18.5 L 13.5 18.5"},
    {"chip", "R 6 6 12 12 2 M 10 6 L 10 18 M 6 10 L 10 10 M 6 14 L 10 14 M 14 6 L 14 18 M 14 10 L 18 10 M 14 14 L 18 14"},
    {"contactless", "M 7 9 C 8.4 10.8 8.4 13.2 7 15 M 11 6.5 C 13.6 9.8 13.6 14.2 11 17.5 M 15 4 C 19 8.8 19 15.2 15 20"},
    {"send", "M 3 11.5 L 21 3 L 14.5 21 L 11 13.5 Z M 11 13.5 L 21 3"},
    {"stay", "M 3 19 L 3 6 M 3 16 L 21 16 M 21 19 L 21 13 C 21 11.5 20 10.5 18.5 10.5 L 10 10.5 L 10 16 O 6.3 11.3 1.8"},
    {"globe", "O 12 12 9 M 3 12 L 21 12 M 12 3 C 7 8 7 16 12 21 M 12 3 C 17 8 17 16 12 21"},
    {"sun", "O 12 12 4 M 12 2.5 L 12 5 M 12 19 L 12 21.5 M 2.5 12 L 5 12 M 19 12 L 21.5 12 M 5.3 5.3 L 7 7 M 17 17 L 18.7 18.7 M 18.7 5.3 L 17 7 M 7 "
            "17 L 5.3 18.7"},
    {"contrast", "O 12 12 9 M 12 3 L 12 21 M 12 6.5 L 18.5 6.5 M 12 10 L 20.5 10 M 12 14 L 20.5 14 M 12 17.5 L 18.5 17.5"},
    {"text", "M 3 19 L 9 5 L 15 19 M 5.2 14 L 12.8 14 M 16 19 L 18.8 11.5 L 21.6 19 M 17 16.3 L 20.7 16.3"},
    {"list", "M 9 6.5 L 20 6.5 M 9 12 L 20 12 M 9 17.5 L 20 17.5 M 4.4 6.5 L 4.6 6.5 M 4.4 12 L 4.6 12 M 4.4 17.5 L 4.6 17.5"},
    {"person", "O 12 8 4 M 4 21 C 4 12.5 20 12.5 20 21"},
    {"keyboard", "R 2.5 6 19 12 2 M 6 10 L 6.1 10 M 10 10 L 10.1 10 M 14 10 L 14.1 10 M 18 10 L 18.1 10 M 8 14 L 16 14"},
    {"moon", "M 20 14.5 C 12 17.5 6.5 11.5 9.5 4 C 1.5 7 2 18.5 10 20.3 C 14.5 21.3 18.7 18.8 20 14.5 Z"},
    {"sign-valid", "O 12 12 10.2 M 6.8 12.6 L 10.5 16.2 L 17.4 8.2", 2.4},
    {"sign-invalid", "M 7.8 2 L 16.2 2 L 22 7.8 L 22 16.2 L 16.2 22 L 7.8 22 L 2 16.2 L 2 7.8 Z M 8.2 8.2 L 15.8 15.8 M 15.8 8.2 L 8.2 15.8", 2.4},
    {"sign-unknown", "M 12 2.5 L 22.5 21 L 1.5 21 Z M 9.6 11.4 C 9.6 8 14.4 8 14.4 11.2 C 14.4 13.2 12 13 12 15.2 M 12 18 L 12 18.1", 2.0},
    {"dot", "O 12 12 6", 2.0, true},
};

double number(const QList<QByteArray> &words, qsizetype &at)
{
    return at < words.size() ? words.at(at++).toDouble() : 0.0;
}

} // namespace

const Shape *find(const QString &name)
{
    static const QHash<QString, const Shape *> byName = [] {
        QHash<QString, const Shape *> all;
        for (const Shape &shape : shapes)
            all.insert(QString::fromLatin1(shape.name), &shape);
        return all;
    }();
    return byName.value(name, nullptr);
}

QPainterPath path(const Shape &shape)
{
    QPainterPath result;
    const QList<QByteArray> words = QByteArray(shape.strokes).simplified().split(' ');
    for (qsizetype at = 0; at < words.size();) {
        const char verb = words.at(at++).at(0);
        const auto point = [&] {
            const double x = number(words, at);
            return QPointF(x, number(words, at));
        };
        switch (verb) {
        case 'M':
            result.moveTo(point());
            break;
        case 'L':
            result.lineTo(point());
            break;
        case 'C': {
            const QPointF first = point();
            const QPointF second = point();
            result.cubicTo(first, second, point());
            break;
        }
        case 'Z':
            result.closeSubpath();
            break;
        case 'O': {
            const QPointF centre = point();
            const double radius = number(words, at);
            result.addEllipse(centre, radius, radius);
            break;
        }
        case 'R': {
            const QPointF corner = point();
            const QPointF size = point();
            const double radius = number(words, at);
            result.addRoundedRect(QRectF(corner, QSizeF(size.x(), size.y())), radius, radius);
            break;
        }
        default:
            return {}; // a test reads every shape and refuses an empty path
        }
    }
    return result;
}

QStringList names()
{
    QStringList all;
    for (const Shape &shape : shapes)
        all.append(QString::fromLatin1(shape.name));
    return all;
}

} // namespace dd::glyphs
