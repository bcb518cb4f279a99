// The wallet's credentials, one row each: identity first, then passes, then receipts, each kind newest first.
#pragma once

#include "wallet/stores.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::citizen {

class CredentialModel : public QAbstractListModel
{
    Q_OBJECT
    QML_NAMED_ELEMENT(CredentialModel)
    QML_UNCREATABLE("The wallet makes it")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
public:
    enum class State { Valid, Upcoming, Expired };
    Q_ENUM(State)
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, SubtitleRole, PeriodRole, StateRole, StateTextRole, DemoRole, GlyphRole };

    using QAbstractListModel::QAbstractListModel;
    void setCredentials(QList<wallet::StoredCredential> credentials, qint64 now);
    void refresh(qint64 now); // states change with the time, words with the language
    [[nodiscard]] const QList<wallet::StoredCredential> &credentials() const { return m_credentials; }
    [[nodiscard]] int count() const { return static_cast<int>(m_credentials.size()); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] static State stateOf(const credential::Claims &claims, qint64 now);

signals:
    void countChanged();

private:
    [[nodiscard]] static QString stateText(State state);
    [[nodiscard]] static QString subtitle(const credential::Claims &claims);

    QList<wallet::StoredCredential> m_credentials;
    qint64 m_now = 0;
};

} // namespace dd::citizen
