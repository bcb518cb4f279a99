#include "app/citizen/credential_model.h"

#include "app/citizen/display.h"

namespace dd::citizen {

Result<void> CredentialModel::load(Pages pages, qint64 now, QSet<QByteArray> held)
{
    const int limit = qMax(pageSize, count());
    auto rows = pages(limit + 1, nullptr); // one more than shown tells whether there is one
    beginResetModel();
    m_pages = std::move(pages);
    m_rows = rows.value_or(QList<wallet::CredentialRow>());
    m_more = m_rows.size() > limit;
    m_rows.resize(qMin<qsizetype>(m_rows.size(), limit));
    m_held = std::move(held);
    m_now = now;
    endResetModel();
    emit countChanged();
    return rows ? Result<void>() : fail(std::move(rows.error()));
}

void CredentialModel::clear()
{
    beginResetModel();
    m_pages = nullptr;
    m_rows.clear();
    m_held.clear();
    m_more = false;
    endResetModel();
    emit countChanged();
}

bool CredentialModel::loadMore()
{
    if (!m_more || !m_pages)
        return true;
    auto rows = m_pages(pageSize + 1, &m_rows.constLast());
    if (!rows)
        return false;
    m_more = rows->size() > pageSize;
    rows->resize(qMin<qsizetype>(rows->size(), pageSize));
    if (!rows->isEmpty()) {
        beginInsertRows({}, count(), count() + static_cast<int>(rows->size()) - 1);
        m_rows.append(std::move(*rows));
        endInsertRows();
    }
    emit countChanged();
    return true;
}

void CredentialModel::refresh(qint64 now)
{
    m_now = now;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(count() - 1));
}

int CredentialModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

CredentialModel::State CredentialModel::stateOf(const wallet::CredentialRow &row, qint64 now)
{
    if (now < row.validFrom)
        return State::Upcoming;
    return now >= row.validTo ? State::Expired : State::Valid;
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

QString CredentialModel::subtitle(const wallet::CredentialRow &row)
{
    switch (row.type) {
    case credential::CredentialType::TravelPass:
        return tr("%1 · %2").arg(Display::route(row.from, row.to), Display::trips(static_cast<credential::Trips>(row.standing)));
    case credential::CredentialType::ResidenceReceipt:
        return tr("%1 · hồ sơ %2").arg(Display::declarationState(static_cast<credential::DeclarationState>(row.standing)), row.dossier);
    case credential::CredentialType::ResidenceStatus:
        return tr("Theo dữ liệu ngày %1").arg(credential::birthDateText(row.standing));
    case credential::CredentialType::PrintedCopy:
        return tr("Bản in của: %1").arg(Display::title(static_cast<credential::CredentialType>(row.kind)));
    default:
        return row.standing >= 2 ? tr("Mức 2: đã gặp trực tiếp") : tr("Mức 1: đăng ký từ xa bằng chip");
    }
}

QVariant CredentialModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const wallet::CredentialRow &row = m_rows.at(index.row());
    switch (role) {
    case IdRole:
        return row.id;
    case TitleRole:
        return Display::title(row.type);
    case SubtitleRole:
        return subtitle(row);
    case PeriodRole:
        return row.type == credential::CredentialType::TravelPass
                 ? tr("Từ %1 đến %2").arg(Display::dateTime(row.validFrom), Display::dateTime(row.validTo))
                 : tr("Đến %1").arg(Display::date(row.validTo));
    case StateRole:
        return static_cast<int>(stateOf(row, m_now));
    case StateTextRole:
        return isKeyMissing(row) ? tr("Thiếu khóa") : stateText(stateOf(row, m_now));
    case KeyMissingRole:
        return isKeyMissing(row);
    case IdentityRole:
        return row.type == credential::CredentialType::Identity;
    case DemoRole:
        return row.demo;
    case GlyphRole:
        switch (row.type) {
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
