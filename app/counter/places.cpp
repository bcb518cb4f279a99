#include "app/counter/places.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>

namespace dd::counter {
namespace {

constexpr int knownTable = 20250701;

const QHash<QString, QString> &provinceTable()
{
    static const QHash<QString, QString> table = [] {
        QHash<QString, QString> names;
        QFile file(QStringLiteral(":/counter/provinces-20250701.csv"));
        if (!file.open(QIODevice::ReadOnly))
            return names;
        const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
        for (const QString &line : lines) {
            const qsizetype comma = line.indexOf(QLatin1Char(','));
            if (comma == 2)
                names.insert(line.first(2), line.sliced(3).trimmed());
        }
        return names;
    }();
    return table;
}

} // namespace

QString provinceName(const QString &code, int tableVersion)
{
    return tableVersion == knownTable ? provinceTable().value(code) : QString();
}

QString placeText(const credential::Place &place)
{
    QString text = provinceName(place.province, place.tableVersion);
    if (text.isEmpty()) {
        text = QCoreApplication::translate("dd::counter", "tỉnh mã %1 (bảng mã %2)").arg(place.province).arg(place.tableVersion);
    }
    if (!place.ward.isEmpty())
        text = QCoreApplication::translate("dd::counter", "xã/phường mã %1, %2").arg(place.ward, text);
    return text;
}

} // namespace dd::counter
