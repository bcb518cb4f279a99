#include "app/citizen/declaration_model.h"

#include "app/citizen/display.h"
#include "core/crypto/cose_sign1.h"

namespace dd::citizen {

using State = wallet::StoredDeclaration::State;

Result<credential::StayNotification> notificationOf(const wallet::StoredDeclaration &declaration)
{
    // Signed once queued; what was withdrawn or expired may never have been.
    const auto message = crypto::parseCoseSign1(declaration.content);
    return credential::decodeStayNotification(message ? message->payload : declaration.content);
}

void DeclarationModel::setDeclarations(const QList<wallet::StoredDeclaration> &declarations)
{
    beginResetModel();
    m_rows.clear();
    for (const wallet::StoredDeclaration &declaration : declarations) {
        const auto notification = notificationOf(declaration);
        m_rows.append({declaration, notification ? *notification : credential::StayNotification()});
    }
    endResetModel();
    emit countChanged();
}

void DeclarationModel::retranslate()
{
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(count() - 1));
}

QString DeclarationModel::stateText(State state)
{
    switch (state) {
    case State::Draft:
        return tr("Bản nháp");
    case State::ConsentPending:
        return tr("Chờ người khác đồng ý");
    case State::Queued:
        return tr("Đã ký, chờ gửi");
    case State::Submitted:
        return tr("Đã gửi, chờ biên nhận");
    case State::Received:
        return tr("Đã tiếp nhận, có biên nhận");
    case State::SupplementRequired:
        return tr("Cần bổ sung");
    case State::Accepted:
        return tr("Đã chấp nhận");
    case State::Refused:
        return tr("Bị từ chối");
    case State::Issued:
        return tr("Đã trả kết quả");
    case State::Withdrawn:
        return tr("Đã rút");
    case State::Expired:
        return tr("Đã hết hạn");
    }
    return {};
}

int DeclarationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant DeclarationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case IdRole:
        return QString::fromLatin1(row.declaration.id.toHex());
    case PlaceRole:
        return row.notification.facilityName.isEmpty() ? Display::facilityType(row.notification.facilityType) : row.notification.facilityName;
    case PeriodRole:
        return tr("Từ %1 đến %2").arg(Display::dateTime(row.notification.from), Display::date(row.notification.to));
    case StateTextRole:
        return stateText(row.declaration.state);
    case KindRole:
        switch (row.declaration.state) {
        case State::Received:
        case State::Accepted:
        case State::Issued:
            return QStringLiteral("ok");
        case State::Refused:
            return QStringLiteral("error");
        case State::Queued:
        case State::Submitted:
        case State::ConsentPending:
        case State::SupplementRequired:
            return QStringLiteral("warn");
        case State::Draft:
        case State::Withdrawn:
        case State::Expired:
            break;
        }
        return QStringLiteral("plain");
    case TimesRole:
        return row.declaration.deliveredAt ? tr("Lập lúc %1, gửi tới lúc %2")
                                                 .arg(Display::dateTime(row.declaration.createdAt), Display::dateTime(*row.declaration.deliveredAt))
                                           : tr("Lập lúc %1, chưa gửi tới").arg(Display::dateTime(row.declaration.createdAt));
    case RefusalRole:
        return row.declaration.refusal;
    case CanSendRole:
        return row.declaration.state == State::Queued || row.declaration.state == State::Submitted;
    default:
        return {};
    }
}

QHash<int, QByteArray> DeclarationModel::roleNames() const
{
    return {{IdRole, "declarationId"}, {PlaceRole, "place"}, {PeriodRole, "period"},   {StateTextRole, "stateText"},
            {KindRole, "kind"},        {TimesRole, "times"}, {RefusalRole, "refusal"}, {CanSendRole, "canSend"}};
}

} // namespace dd::citizen
