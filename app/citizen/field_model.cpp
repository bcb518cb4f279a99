#include "app/citizen/field_model.h"

#include "core/identity/personal_number.h"

namespace dd::citizen {

void FieldModel::setFields(const QList<CardField> &fields)
{
    beginResetModel();
    m_fields = fields;
    endResetModel();
}

void FieldModel::retranslate()
{
    if (!m_fields.isEmpty())
        emit dataChanged(index(0), index(static_cast<int>(m_fields.size()) - 1));
}

int FieldModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CardField &field = m_fields.at(index.row());
    switch (role) {
    case LabelRole:
        return label(field.key);
    case ValueRole:
        return field.value;
    case MaskedRole:
        return field.key == CardFieldKey::PersonalNumber ? identity::maskedPersonalNumber(field.value)
            : field.key == CardFieldKey::OldNumber || field.key == CardFieldKey::HolderNumber
            ? QString(field.value.size(), QLatin1Char('*'))
            : QString();
    case OriginRole:
        return originText(field.origin);
    case FromChipRole:
        return field.origin == FieldOrigin::Chip;
    default:
        return {};
    }
}

QHash<int, QByteArray> FieldModel::roleNames() const
{
    return {{LabelRole, "label"}, {ValueRole, "value"}, {MaskedRole, "masked"}, {OriginRole, "origin"}, {FromChipRole, "fromChip"}};
}

QString FieldModel::label(CardFieldKey key)
{
    switch (key) {
    case CardFieldKey::FullName:
        return tr("Họ và tên");
    case CardFieldKey::PersonalNumber:
        return tr("Số định danh cá nhân");
    case CardFieldKey::BirthDate:
        return tr("Ngày sinh");
    case CardFieldKey::SexField:
        return tr("Giới tính");
    case CardFieldKey::Nationality:
        return tr("Quốc tịch");
    case CardFieldKey::PlaceOfOrigin:
        return tr("Quê quán");
    case CardFieldKey::Residence:
        return tr("Nơi thường trú ghi trên thẻ");
    case CardFieldKey::IssueDate:
        return tr("Ngày cấp");
    case CardFieldKey::ExpiryDate:
        return tr("Có giá trị đến");
    case CardFieldKey::OldNumber:
        return tr("Số chứng minh nhân dân cũ");
    case CardFieldKey::DocumentNumber:
        return tr("Số giấy tờ");
    case CardFieldKey::HolderNumber:
        return tr("Số cá nhân nước cấp ghi trong chip");
    case CardFieldKey::OtherNames:
        return tr("Tên khác");
    case CardFieldKey::PlaceOfBirth:
        return tr("Nơi sinh");
    case CardFieldKey::Address:
        return tr("Địa chỉ ghi trong chip");
    case CardFieldKey::IssuingAuthority:
        return tr("Cơ quan cấp");
    case CardFieldKey::Endorsements:
        return tr("Ghi chú của nơi cấp");
    }
    return {};
}

QString FieldModel::originText(FieldOrigin origin)
{
    switch (origin) {
    case FieldOrigin::Chip:
        return tr("Từ chip");
    case FieldOrigin::PrintedQr:
        return tr("Từ mã QR in trên thẻ");
    case FieldOrigin::Typed:
        return tr("Bạn nhập");
    }
    return {};
}

} // namespace dd::citizen
