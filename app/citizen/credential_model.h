// The wallet's credentials, one row each: identity first, then passes, then receipts, each kind newest first.
#pragma once

#include "wallet/stores.h"

#include <QAbstractListModel>
#include <QQmlEngine>
#include <QSet>

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
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, SubtitleRole, PeriodRole, StateRole, StateTextRole, DemoRole, GlyphRole, KeyMissingRole, IdentityRole };

    using QAbstractListModel::QAbstractListModel;
    // `held`: thumbprints of the keys this device can sign with. A credential bound to another was restored from a backup.
    void setCredentials(QList<wallet::StoredCredential> credentials, qint64 now, QSet<QByteArray> held);
    [[nodiscard]] bool isKeyMissing(const wallet::StoredCredential &stored) const { return !m_held.contains(stored.credential.holderThumbprint); }
    [[nodiscard]] int withoutKey() const;
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
    QSet<QByteArray> m_held;
    qint64 m_now = 0;
};

} // namespace dd::citizen
