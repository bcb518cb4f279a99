// What was shown, when and to whom, and the right to erase it. No values are kept, so none can be shown.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/session.h"

#include <QAbstractListModel>

namespace dd::citizen {

class ActivityModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
public:
    enum Role { WhenRole = Qt::UserRole + 1, AudienceRole, CredentialRole, GroupsRole, PurposeRole };

    using QAbstractListModel::QAbstractListModel;
    void setEntries(QList<wallet::ActivityEntry> entries, const QList<wallet::ConsentRecord> &consents);
    void retranslate();
    [[nodiscard]] int count() const { return static_cast<int>(m_entries.size()); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    [[nodiscard]] QString audience(const wallet::ActivityEntry &entry) const;

    QList<wallet::ActivityEntry> m_entries;
    QHash<qint64, wallet::ConsentRecord> m_consents; // by the entry's id
};

class HistoryController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(History)
    QML_SINGLETON
    Q_PROPERTY(dd::citizen::ActivityModel *entries READ entries CONSTANT FINAL)
    // The log is a chain; when an entry does not follow from the one before, somebody changed the log behind the wallet's back.
    Q_PROPERTY(bool altered READ isAltered NOTIFY alteredChanged FINAL)
public:
    HistoryController(Session &session, Localization &localization, QObject *parent = nullptr);
    static HistoryController *create(QQmlEngine *engine, QJSEngine *) { return provided<HistoryController>(engine); }
    [[nodiscard]] ActivityModel *entries() { return &m_entries; }
    [[nodiscard]] bool isAltered() const { return m_altered; }

    Q_INVOKABLE void check();                    // the page opens
    Q_INVOKABLE void eraseOlderThan(int days);   // 0: all of it

signals:
    void alteredChanged();

protected:
    void retranslate() override { m_entries.retranslate(); }

private:
    void refresh();

    Session &m_session;
    ActivityModel m_entries;
    bool m_altered = false;
};

} // namespace dd::citizen
