// Label, value and origin of each field of a card, in the language of the screen.
#pragma once

#include "app/citizen/card_summary.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::citizen {

class FieldModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
public:
    // `masked` is empty where the value needs no mask.
    enum Role { LabelRole = Qt::UserRole + 1, ValueRole, MaskedRole, OriginRole, FromChipRole };

    using QAbstractListModel::QAbstractListModel;
    void setFields(const QList<CardField> &fields);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] static QString label(CardFieldKey key);
    [[nodiscard]] static QString originText(FieldOrigin origin);

private:
    QList<CardField> m_fields;
};

} // namespace dd::citizen
