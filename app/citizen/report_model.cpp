#include "app/citizen/report_model.h"

namespace dd::citizen {

using nfc::CheckName;
using nfc::CheckOutcome;

void ReportModel::setReport(const std::optional<nfc::ReadReport> &report)
{
    beginResetModel();
    m_rows.clear();
    if (report) {
        for (const auto &[name, check] : report->checks())
            m_rows.append({name, check});
        for (const QString &note : report->notes)
            m_rows.append({std::nullopt, {CheckOutcome::NotPossible, std::nullopt, note}});
    }
    endResetModel();
    emit countChanged();
}

void ReportModel::setLanguage(Language language)
{
    m_language = language;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(count() - 1));
}

int ReportModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ReportModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const bool notNeeded = row.check.detail == QLatin1String("not run"); // one proof is enough (nfc/read_verification.cpp)
    switch (role) {
    case LabelRole:
        return row.name ? label(*row.name) : tr("Điều khác thường, không đổi kết luận");
    case OutcomeRole:
        return notNeeded ? tr("Không cần") : row.name ? outcome(*row.name, row.check.outcome) : QString();
    case KindRole:
        if (!row.name || notNeeded || row.check.outcome == CheckOutcome::NotOffered)
            return QStringLiteral("info");
        return row.check.outcome == CheckOutcome::Passed ? QStringLiteral("ok")
            : row.check.outcome == CheckOutcome::Failed  ? QStringLiteral("error")
                                                         : QStringLiteral("warn");
    case DetailRole:
        return notNeeded ? tr("Chip đã chứng minh bằng cách kia.") : row.check.detail;
    case ReasonRole:
        return row.check.reason ? reason(*row.check.reason) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> ReportModel::roleNames() const
{
    return {{LabelRole, "label"}, {OutcomeRole, "outcome"}, {KindRole, "kind"}, {DetailRole, "detail"}, {ReasonRole, "reason"}};
}

QString ReportModel::reason(const Error &error) const
{
    const QString where = error.detail.isEmpty() ? error.stage : QStringLiteral("%1: %2").arg(error.stage, error.detail);
    const QString text = QStringLiteral("%1 %2").arg(errorMessage(error.code, m_language), errorAdvice(error.code, m_language));
    return where.isEmpty() ? QStringLiteral("%1 (%2)").arg(text, errorId(error.code)) : QStringLiteral("%1 (%2, %3)").arg(text, errorId(error.code), where);
}

QString ReportModel::label(CheckName name)
{
    switch (name) {
    case CheckName::Access:
        return tr("Mở chip");
    case CheckName::PassiveAuthentication:
        return tr("Dữ liệu khớp chữ ký (xác thực thụ động)");
    case CheckName::Issuer:
        return tr("Nơi cấp (chuỗi tới chứng thư CSCA)");
    case CheckName::Revocation:
        return tr("Chứng thư ký thẻ có bị thu hồi không (CRL)");
    case CheckName::ChipAuthentication:
        return tr("Chip gốc (xác thực chip)");
    case CheckName::ActiveAuthentication:
        return tr("Chip gốc (xác thực chủ động)");
    }
    return {};
}

QString ReportModel::outcome(CheckName name, CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return name == CheckName::Revocation ? tr("Không bị thu hồi") : tr("Đạt");
    case CheckOutcome::Failed:
        return name == CheckName::Revocation ? tr("Đã bị thu hồi") : tr("Không đạt");
    case CheckOutcome::NotPossible:
        return tr("Chưa kiểm tra được");
    case CheckOutcome::NotOffered:
        return name == CheckName::Access ? tr("Chip không khóa") : tr("Thẻ không có");
    }
    return {};
}

} // namespace dd::citizen
