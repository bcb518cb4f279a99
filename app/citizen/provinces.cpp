// The provinces of the versioned table that comes with the program (core/identity/code_lists.h).
#include "app/citizen/display.h"
#include "core/base/log.h"

namespace dd::citizen {

const identity::ProvinceTable &provinceTable()
{
    static const identity::ProvinceTable table = [] {
        auto loaded = identity::ProvinceTable::load(identity::provincesResource);
        if (!loaded)
            qCCritical(logApp) << "the table of provinces is unreadable:" << loaded.error().stage;
        return loaded ? std::move(*loaded) : identity::ProvinceTable();
    }();
    return table;
}

QStringList provinceNames()
{
    QStringList names;
    for (const identity::Province &province : provinceTable().provinces())
        names.append(province.name);
    return names;
}

QString provinceName(const QString &code)
{
    const identity::Province *province = provinceTable().find(code);
    return province ? province->name : code;
}

credential::Place placeAt(int row)
{
    return {provinceTable().provinces().at(row).code, {}, provinceTable().version()};
}

} // namespace dd::citizen
