// Stay notifications from draft to receipt. "Received" is said only of one that has its receipt.
#pragma once

#include "core/credential/enrolment.h"
#include "wallet/stores.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::citizen {

// The notification inside a stored declaration, signed or still a draft. Our own data: no signature is checked here.
[[nodiscard]] Result<credential::StayNotification> notificationOf(const wallet::StoredDeclaration &declaration);

class DeclarationModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
public:
    enum Role { IdRole = Qt::UserRole + 1, PlaceRole, PeriodRole, StateTextRole, KindRole, TimesRole, RefusalRole, CanSendRole };

    using QAbstractListModel::QAbstractListModel;
    void setDeclarations(const QList<wallet::StoredDeclaration> &declarations);
    void retranslate();
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] static QString stateText(wallet::StoredDeclaration::State state);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    struct Row
    {
        wallet::StoredDeclaration declaration;
        credential::StayNotification notification;
    };
    QList<Row> m_rows;
};

} // namespace dd::citizen
