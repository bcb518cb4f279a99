// Administrative code lists as versioned data (assets/code_lists): codes were reused with other meanings on 2025-07-01,
// so a code is nothing without the version of its table.
#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QList>
#include <QString>
#include <optional>

namespace dd::identity {

enum class ProvinceKind { Province, City }; // tỉnh, thành phố trực thuộc trung ương

struct Province
{
    QString code; // 2 digits
    QString name; // Vietnamese, NFC
    ProvinceKind kind = ProvinceKind::Province; // on the table's effective date
    // A later change of kind. The day may be unknown: the change then holds from the day the table was checked.
    std::optional<ProvinceKind> laterKind;
    QDate laterFrom;
};

class ProvinceTable
{
public:
    // Errors: InvalidInput with the line number in `stage`.
    [[nodiscard]] static Result<ProvinceTable> parse(QByteArrayView file);
    // The table that comes with this library.
    [[nodiscard]] static const ProvinceTable &builtIn();

    [[nodiscard]] int version() const { return m_version; } // yyyymmdd, as in credential::Place
    [[nodiscard]] QDate effective() const { return m_effective; }
    [[nodiscard]] const QList<Province> &provinces() const { return m_provinces; } // by code
    [[nodiscard]] const Province *find(const QString &code) const;
    // "Hà Nội"; empty for an unknown code, and for every code of another table.
    [[nodiscard]] QString name(const QString &code, int tableVersion) const;
    [[nodiscard]] ProvinceKind kindOn(const Province &province, QDate day) const;
    // "Thành phố Hà Nội", "Tỉnh Lào Cai" as of that day; empty for an unknown code.
    [[nodiscard]] QString fullName(const QString &code, QDate day) const;

private:
    int m_version = 0;
    QDate m_effective;
    QDate m_checked;
    QList<Province> m_provinces;
};

} // namespace dd::identity
