#include "app/citizen/history_controller.h"

#include "app/citizen/display.h"

namespace dd::citizen {

void ActivityModel::setEntries(QList<wallet::ActivityEntry> entries, const QList<wallet::ConsentRecord> &consents)
{
    beginResetModel();
    m_entries = std::move(entries);
    m_consents.clear();
    for (const wallet::ConsentRecord &consent : consents) {
        if (consent.activity)
            m_consents.insert(*consent.activity, consent);
    }
    endResetModel();
    emit countChanged();
}

void ActivityModel::retranslate()
{
    if (!m_entries.isEmpty())
        emit dataChanged(index(0), index(count() - 1));
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const wallet::ActivityEntry &entry = m_entries.at(index.row());
    switch (role) {
    case WhenRole:
        return Display::dateTime(entry.at);
    case AudienceRole:
        return audience(entry);
    case CredentialRole:
        return Display::title(static_cast<credential::CredentialType>(entry.credentialType));
    case GroupsRole: {
        QStringList names;
        for (const int group : entry.groups)
            names.append(Display::groupName(static_cast<credential::Group>(group)));
        return names.isEmpty() ? tr("Không kèm thông tin cá nhân") : names.join(QStringLiteral("; "));
    }
    case PurposeRole:
        return m_consents.value(entry.id).purpose;
    default:
        return {};
    }
}

QString ActivityModel::audience(const wallet::ActivityEntry &entry) const
{
    if (entry.audience.startsWith(QLatin1String("vn:"))) // nobody's
        return Display::audience(entry.audience);
    const auto consent = m_consents.constFind(entry.id);
    if (consent == m_consents.cend() || consent->verifierName.isEmpty())
        return consent == m_consents.cend() || consent->registered ? entry.audience : tr("%1 (chưa đăng ký)").arg(entry.audience);
    return consent->registered ? QStringLiteral("%1 (%2)").arg(consent->verifierName, entry.audience)
                               : tr("tự xưng «%1» (%2), chưa đăng ký").arg(consent->verifierName, entry.audience);
}

QHash<int, QByteArray> ActivityModel::roleNames() const
{
    return {{WhenRole, "when"}, {AudienceRole, "audience"}, {CredentialRole, "credential"}, {GroupsRole, "groups"}, {PurposeRole, "purpose"}};
}

HistoryController::HistoryController(Session &session, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
{
    connect(&m_session, &Session::opened, this, &HistoryController::refresh);
    connect(&m_session, &Session::changed, this, &HistoryController::refresh);
    connect(&m_session, &Session::locked, this, [this] {
        m_entries.setEntries({}, {});
        setError({});
    });
}

void HistoryController::check()
{
    if (!m_session.isOpen())
        return;
    const Result<void> whole = m_session.activity().verify();
    m_altered = !whole && whole.error().code == ErrorCode::VaultDamaged;
    setError(whole || m_altered ? std::nullopt : std::optional(whole.error()));
    emit alteredChanged();
}

void HistoryController::eraseOlderThan(int days)
{
    if (!m_session.isOpen())
        return;
    const qint64 now = m_session.clock().now();
    const Result<void> erased = m_session.activity().eraseBefore(days > 0 ? now - days * 86'400LL : now + 1);
    check();
    if (!erased)
        setError(erased.error());
    emit m_session.changed();
}

void HistoryController::refresh()
{
    if (!m_session.isOpen())
        return;
    auto entries = m_session.activity().list();
    if (!entries)
        setError(entries.error());
    auto consents = m_session.consents().list();
    if (!consents)
        setError(consents.error());
    m_entries.setEntries(entries.value_or(QList<wallet::ActivityEntry>()), consents.value_or(QList<wallet::ConsentRecord>()));
}

} // namespace dd::citizen
