#include "app/citizen/credential_model.h"

#include "app/citizen/display.h"

namespace dd::citizen {

void CredentialModel::setCredentials(QList<wallet::StoredCredential> credentials, qint64 now, QSet<QByteArray> held)
{
    std::stable_sort(credentials.begin(), credentials.end(), [](const wallet::StoredCredential &a, const wallet::StoredCredential &b) {
        return static_cast<int>(a.credential.claims.type) < static_cast<int>(b.credential.claims.type);
    });
    beginResetModel();
    m_credentials = std::move(credentials);
    m_held = std::move(held);
    m_now = now;
    endResetModel();
    emit countChanged();
}

int CredentialModel::withoutKey() const
{
    return static_cast<int>(std::count_if(m_credentials.cbegin(), m_credentials.cend(), [this](const auto &stored) { return isKeyMissing(stored); }));
}

void CredentialModel::refresh(qint64 now)
{
    m_now = now;
    if (!m_credentials.isEmpty())
        emit dataChanged(index(0), index(count() - 1));
}

int CredentialModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

CredentialModel::State CredentialModel::stateOf(const credential::Claims &claims, qint64 now)
{
    if (now < claims.validFrom())
        return State::Upcoming;
    return now >= claims.validTo() ? State::Expired : State::Valid;
}

QString CredentialModel::stateText(State state)
{
    switch (state) {
    case State::Valid:
        return tr("Còn hiệu lực");
    case State::Upcoming:
        return tr("Sắp có hiệu lực");
    case State::Expired:
        return tr("Hết hạn");
    }
    return {};
}

QString CredentialModel::subtitle(const credential::Claims &claims)
{
    if (claims.pass)
        return tr("%1 · %2").arg(Display::route(*claims.pass), Display::trips(claims.pass->trips));
    if (claims.receipt)
        return tr("%1 · hồ sơ %2").arg(Display::declarationState(claims.receipt->state), claims.receipt->dossierCode);
    return claims.level >= 2 ? tr("Mức 2: đã gặp trực tiếp") : tr("Mức 1: đăng ký từ xa bằng chip");
}

QVariant CredentialModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const wallet::StoredCredential &stored = m_credentials.at(index.row());
    const credential::Claims &claims = stored.credential.claims;
    switch (role) {
    case IdRole:
        return stored.id;
    case TitleRole:
        return Display::title(claims.type);
    case SubtitleRole:
        return subtitle(claims);
    case PeriodRole:
        return claims.pass ? tr("Từ %1 đến %2").arg(Display::dateTime(claims.validFrom()), Display::dateTime(claims.validTo()))
                           : tr("Đến %1").arg(Display::date(claims.validTo()));
    case StateRole:
        return static_cast<int>(stateOf(claims, m_now));
    case StateTextRole:
        return isKeyMissing(stored) ? tr("Thiếu khóa") : stateText(stateOf(claims, m_now));
    case KeyMissingRole:
        return isKeyMissing(stored);
    case IdentityRole:
        return claims.type == credential::CredentialType::Identity;
    case DemoRole:
        return stored.demo;
    case GlyphRole:
        switch (claims.type) {
        case credential::CredentialType::TravelPass:
            return QStringLiteral("pass");
        case credential::CredentialType::ResidenceStatus:
        case credential::CredentialType::ResidenceReceipt:
            return QStringLiteral("stay");
        default:
            return QStringLiteral("card");
        }
    default:
        return {};
    }
}

QHash<int, QByteArray> CredentialModel::roleNames() const
{
    return {{IdRole, "credentialId"}, {TitleRole, "title"},         {SubtitleRole, "subtitle"}, {PeriodRole, "period"},
            {StateRole, "validity"},  {StateTextRole, "stateText"}, {DemoRole, "demo"},         {GlyphRole, "glyph"},
            {KeyMissingRole, "keyMissing"}, {IdentityRole, "identity"}};
}

} // namespace dd::citizen
