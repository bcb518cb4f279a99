#include "core/identity/code_lists.h"

#include "core/base/log.h"

#include <QFile>
#include <QStringList>
#include <algorithm>

// At file scope by the rule of the macro; a static library's resources are not found otherwise.
static void initCodeLists()
{
    Q_INIT_RESOURCE(code_lists);
}

namespace dd::identity {

namespace {

constexpr qsizetype maxTableSize = 256 * 1024;

std::optional<ProvinceKind> provinceKind(const QString &word)
{
    if (word == QLatin1String("province"))
        return ProvinceKind::Province;
    if (word == QLatin1String("city"))
        return ProvinceKind::City;
    return std::nullopt;
}

bool isProvinceCode(const QString &code)
{
    return code.size() == 2 && std::all_of(code.cbegin(), code.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

std::optional<Province> parseProvinceLine(const QString &line)
{
    QStringList fields = line.split(u'|');
    for (QString &field : fields)
        field = field.trimmed();
    if (fields.size() != 3 && fields.size() != 5)
        return std::nullopt;
    const std::optional<ProvinceKind> kind = provinceKind(fields.at(2));
    if (!isProvinceCode(fields.at(0)) || fields.at(1).isEmpty() || !kind)
        return std::nullopt;
    Province province{fields.at(0), fields.at(1).normalized(QString::NormalizationForm_C), *kind, std::nullopt, QDate()};
    if (fields.size() == 5) {
        province.laterKind = provinceKind(fields.at(3));
        province.laterFrom = QDate::fromString(fields.at(4), Qt::ISODate);
        if (!province.laterKind || (!province.laterFrom.isValid() && fields.at(4) != QLatin1String("?")))
            return std::nullopt;
    }
    return province;
}

} // namespace

Result<ProvinceTable> ProvinceTable::parse(QByteArrayView file)
{
    const auto bad = [](qsizetype line) { return fail(ErrorCode::InvalidInput, QStringLiteral("code list line %1").arg(line)); };
    if (file.size() > maxTableSize || file.isEmpty() || file.back() != '\n')
        return bad(0);
    ProvinceTable table;
    bool isProvinces = false;
    qsizetype number = 0;
    qsizetype count = 0;
    const QString text = QString::fromUtf8(file);
    if (text.contains(QChar::ReplacementCharacter))
        return bad(0);
    for (const QString &line : text.split(u'\n')) {
        ++number;
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.contains(u'|')) {
            const std::optional<Province> province = parseProvinceLine(line);
            if (!province || (!table.m_provinces.isEmpty() && table.m_provinces.last().code >= province->code))
                return bad(number);
            table.m_provinces.append(*province);
            continue;
        }
        const QString key = line.section(u':', 0, 0).trimmed();
        const QString value = line.section(u':', 1).trimmed();
        if (key == QLatin1String("list"))
            isProvinces = value == QLatin1String("provinces");
        else if (key == QLatin1String("version"))
            table.m_version = value.toInt();
        else if (key == QLatin1String("effective"))
            table.m_effective = QDate::fromString(value, Qt::ISODate);
        else if (key == QLatin1String("checked"))
            table.m_checked = QDate::fromString(value, Qt::ISODate);
        else if (key == QLatin1String("count"))
            count = value.toInt();
        else
            return bad(number);
    }
    // The count shows a table that was cut short.
    if (!isProvinces || count != table.m_provinces.size() || table.m_provinces.isEmpty())
        return bad(number);
    if (table.m_version <= 0 || !table.m_effective.isValid() || !table.m_checked.isValid())
        return bad(number);
    return table;
}

const ProvinceTable &ProvinceTable::builtIn()
{
    static const ProvinceTable table = [] {
        initCodeLists();
        QFile file(QStringLiteral(":/code_lists/provinces.txt"));
        const QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        Result<ProvinceTable> parsed = parse(content);
        if (!parsed)
            qCCritical(logCore, "the table of provinces is unreadable: %s", qPrintable(parsed.error().stage));
        return parsed ? std::move(*parsed) : ProvinceTable();
    }();
    return table;
}

const Province *ProvinceTable::find(const QString &code) const
{
    const auto found = std::find_if(m_provinces.cbegin(), m_provinces.cend(), [&code](const Province &p) { return p.code == code; });
    return found == m_provinces.cend() ? nullptr : &*found;
}

QString ProvinceTable::name(const QString &code, int tableVersion) const
{
    const Province *province = tableVersion == m_version ? find(code) : nullptr;
    return province ? province->name : QString();
}

ProvinceKind ProvinceTable::kindOn(const Province &province, QDate day) const
{
    const QDate since = province.laterFrom.isValid() ? province.laterFrom : m_checked;
    return province.laterKind && day >= since ? *province.laterKind : province.kind;
}

QString ProvinceTable::fullName(const QString &code, QDate day) const
{
    const Province *province = find(code);
    if (!province)
        return {};
    const QString kind = kindOn(*province, day) == ProvinceKind::City ? QStringLiteral("Thành phố ") : QStringLiteral("Tỉnh ");
    return kind + province->name;
}

} // namespace dd::identity
