#include "app/counter/row_model.h"

namespace dd::counter {

void RowModel::set(QList<Row> rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    emit countChanged();
}

int RowModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant RowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case LabelRole:
        return row.label;
    case ValueRole:
        return row.value;
    case OriginRole:
        return row.origin;
    default:
        return {};
    }
}

QHash<int, QByteArray> RowModel::roleNames() const
{
    return {{LabelRole, "label"}, {ValueRole, "value"}, {OriginRole, "origin"}};
}

} // namespace dd::counter
