// What may be shown from a credential, group by group, with exactly the words the counter will see.
#pragma once

#include "core/credential/credential.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::citizen {

class GroupModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
public:
    // `key` names the switch: person, number, address, age, companions, members, permanentAddress, currentResidence, household.
    enum Role { KeyRole = Qt::UserRole + 1, LabelRole, SeenRole, SharedRole };

    using QAbstractListModel::QAbstractListModel;
    // Nothing is shared at first. `offered`: of its groups only these, where it is given.
    void setCredential(const std::optional<credential::Credential> &credential, const std::optional<QList<credential::Group>> &offered = std::nullopt);
    void retranslate();
    [[nodiscard]] QList<credential::Group> shared() const;
    [[nodiscard]] std::optional<credential::Group> find(const QString &key) const;
    [[nodiscard]] bool isShared(credential::Group group) const { return m_shared.contains(group); }
    void setShared(credential::Group group, bool shared);

    // In open mode nobody knows who scans: what finds somebody, or names others, needs a second yes (docs/formats.md §5).
    [[nodiscard]] static bool isDelicate(credential::Group group);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] QString seen(credential::Group group) const;

    credential::Claims m_claims;
    QList<credential::Group> m_groups;
    QList<credential::Group> m_shared;
};

} // namespace dd::citizen
