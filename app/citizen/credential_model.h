// The wallet's credentials, one row each: identity first, then passes, then receipts, each kind newest first. They come from the
// vault's columns a page at a time: no token is parsed for a list.
#pragma once

#include "wallet/stores.h"

#include <functional>
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
    Q_PROPERTY(bool more READ hasMore NOTIFY countChanged FINAL) // there is another page
public:
    static constexpr int pageSize = 50;
    // The rows behind `after`, or the first ones.
    using Pages = std::function<Result<QList<wallet::CredentialRow>>(int limit, const wallet::CredentialRow *after)>;

    enum class State { Valid, Upcoming, Expired };
    Q_ENUM(State)
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, SubtitleRole, PeriodRole, StateRole, StateTextRole, DemoRole, GlyphRole, KeyMissingRole, IdentityRole };

    using QAbstractListModel::QAbstractListModel;
    // As many rows as were shown before, at least a page. `held`: thumbprints of the keys this device can sign with. A credential
    // bound to another was restored from a backup.
    [[nodiscard]] Result<void> load(Pages pages, qint64 now, QSet<QByteArray> held);
    void clear();
    Q_INVOKABLE bool loadMore(); // false: it could not be read
    [[nodiscard]] bool isKeyMissing(const wallet::CredentialRow &row) const { return !m_held.contains(row.holderThumbprint); }
    void refresh(qint64 now); // states change with the time, words with the language
    [[nodiscard]] const QList<wallet::CredentialRow> &rows() const { return m_rows; }
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] bool hasMore() const { return m_more; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] static State stateOf(const wallet::CredentialRow &row, qint64 now);

signals:
    void countChanged();

private:
    [[nodiscard]] static QString stateText(State state);
    [[nodiscard]] static QString subtitle(const wallet::CredentialRow &row);

    Pages m_pages;
    QList<wallet::CredentialRow> m_rows;
    QSet<QByteArray> m_held;
    bool m_more = false;
    qint64 m_now = 0;
};

} // namespace dd::citizen
