#include "app/citizen/group_model.h"

#include "app/citizen/display.h"
#include "core/identity/personal_number.h"

namespace dd::citizen {
namespace {

using credential::Group;

QString keyOf(Group group)
{
    switch (group) {
    case Group::Number:
        return QStringLiteral("number");
    case Group::Person:
        return QStringLiteral("person");
    case Group::Address:
        return QStringLiteral("address");
    case Group::AgeFlags:
        return QStringLiteral("age");
    case Group::Companions:
        return QStringLiteral("companions");
    case Group::Members:
        return QStringLiteral("members");
    case Group::PermanentAddress:
        return QStringLiteral("permanentAddress");
    case Group::CurrentResidence:
        return QStringLiteral("currentResidence");
    case Group::Household:
        return QStringLiteral("household");
    }
    return {};
}

// Person first, as people expect; the number last but one, the address last.
int rank(Group group)
{
    switch (group) {
    case Group::Person:
        return 0;
    case Group::Number:
        return 2;
    case Group::Address:
    case Group::PermanentAddress:
    case Group::CurrentResidence:
        return 3;
    default:
        return 1;
    }
}

} // namespace

void GroupModel::setCredential(const std::optional<credential::Credential> &credential, const std::optional<QList<Group>> &offered)
{
    beginResetModel();
    m_claims = credential ? credential->claims : credential::Claims();
    m_groups = credential ? credential->groups : QList<Group>();
    if (offered)
        m_groups.removeIf([&offered](Group group) { return !offered->contains(group); });
    std::stable_sort(m_groups.begin(), m_groups.end(), [](Group a, Group b) { return rank(a) < rank(b); });
    m_shared.clear();
    endResetModel();
}

void GroupModel::retranslate()
{
    if (!m_groups.isEmpty())
        emit dataChanged(index(0), index(static_cast<int>(m_groups.size()) - 1));
}

QList<Group> GroupModel::shared() const
{
    QList<Group> inOrder;
    for (const Group group : m_groups) {
        if (m_shared.contains(group))
            inOrder.append(group);
    }
    return inOrder;
}

std::optional<Group> GroupModel::find(const QString &key) const
{
    for (const Group group : m_groups) {
        if (keyOf(group) == key)
            return group;
    }
    return std::nullopt;
}

void GroupModel::setShared(Group group, bool shared)
{
    const qsizetype row = m_groups.indexOf(group);
    if (row < 0)
        return;
    m_shared.removeAll(group);
    if (shared)
        m_shared.append(group);
    const QModelIndex changed = index(static_cast<int>(row));
    emit dataChanged(changed, changed, {SharedRole, SeenRole});
}

QString GroupModel::seen(Group group) const
{
    switch (group) {
    case Group::Number: // hidden until it is given away: somebody may look over the shoulder
        return isShared(group) ? m_claims.personalNumber : identity::maskedPersonalNumber(m_claims.personalNumber);
    case Group::Person:
        return m_claims.person ? Display::person(*m_claims.person) : QString();
    case Group::Address:
        return Display::address(m_claims.address);
    case Group::AgeFlags: {
        QStringList ages;
        for (const int age : m_claims.ageFlags)
            ages.append(tr("đủ %1 tuổi").arg(age));
        return ages.join(QStringLiteral(", "));
    }
    case Group::Companions:
        return Display::people(m_claims.companions);
    case Group::Members:
        return Display::people(m_claims.members);
    case Group::PermanentAddress:
        return Display::address(m_claims.permanentAddress);
    case Group::CurrentResidence:
        return Display::address(m_claims.currentResidence);
    case Group::Household:
        return Display::household(m_claims.household);
    }
    return {};
}

bool GroupModel::isDelicate(Group group)
{
    switch (group) {
    case Group::Person:
    case Group::AgeFlags:
        return false;
    case Group::Number:
    case Group::Address:
    case Group::Companions:
    case Group::Members:
    case Group::PermanentAddress:
    case Group::CurrentResidence:
    case Group::Household:
        break;
    }
    return true;
}

int GroupModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

QVariant GroupModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Group group = m_groups.at(index.row());
    switch (role) {
    case KeyRole:
        return keyOf(group);
    case LabelRole:
        return Display::groupName(group);
    case SeenRole:
        return seen(group);
    case SharedRole:
        return isShared(group);
    default:
        return {};
    }
}

QHash<int, QByteArray> GroupModel::roleNames() const
{
    return {{KeyRole, "key"}, {LabelRole, "label"}, {SeenRole, "seen"}, {SharedRole, "shared"}};
}

} // namespace dd::citizen
