// The provinces of the versioned table that comes with the program (core/identity/code_lists.h).
#include "app/citizen/display.h"
#include "core/identity/code_lists.h"

namespace dd::citizen {

using identity::ProvinceTable;

QStringList provinceNames()
{
    QStringList names;
    for (const identity::Province &province : ProvinceTable::builtIn().provinces())
        names.append(province.name);
    return names;
}

QString provinceName(const credential::Place &place)
{
    const QString name = ProvinceTable::builtIn().name(place.province, place.tableVersion);
    return name.isEmpty() ? place.province : name;
}

credential::Place placeAt(int row)
{
    return {ProvinceTable::builtIn().provinces().at(row).code, {}, ProvinceTable::builtIn().version()};
}

} // namespace dd::citizen
