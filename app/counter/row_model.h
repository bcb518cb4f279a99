// What a verdict says, row by row, for a list in QML.
#pragma once

#include "app/counter/verdict_text.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::counter {

class RowModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { LabelRole = Qt::UserRole + 1, ValueRole, OriginRole };
    using QAbstractListModel::QAbstractListModel;

    void set(QList<Row> rows);
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    QList<Row> m_rows;
};

} // namespace dd::counter
