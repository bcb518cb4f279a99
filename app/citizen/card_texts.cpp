// The words of adding a card; kept apart from what it does.
#include "app/citizen/card_controller.h"

namespace dd::citizen {

void CardController::retranslate()
{
    m_fields.retranslate();
    m_report.setLanguage(localization().language());
    m_access.retranslate();
    emit sourcesChanged();
    emit progressChanged();
    emit resultChanged();
}

QString CardController::stepText() const
{
    switch (phase()) {
    case Phase::AskingChallenge:
        return tr("Đang hỏi cơ quan cấp câu thách đố dành cho chip…");
    case Phase::Enrolling:
        return tr("Đang đăng ký thẻ với cơ quan cấp…");
    default:
        break;
    }
    if (isStopping())
        return tr("Đang dừng…");
    return progressText(m_progress, m_attempt.key.kind, m_attempt.basic);
}

// Also asked on the card thread, for the system's own sheet.
QString CardController::progressText(const nfc::ReadProgress &progress, nfc::AccessKey::Kind kind, bool basic)
{
    switch (progress.phase) {
    case nfc::ReadPhase::AwaitCard:
        return progress.losses > 0 ? tr("Mất kết nối với thẻ. Áp lại thẻ và giữ yên; việc đọc sẽ tiếp tục từ chỗ dừng.")
                                   : tr("Đặt thẻ lên đầu đọc và giữ yên.");
    case nfc::ReadPhase::Access:
        return basic                                ? tr("Đang mở chip theo cách cũ (BAC)…")
            : kind == nfc::AccessKey::Kind::Mrz     ? tr("Đang mở kênh bảo mật bằng MRZ…")
                                                    : tr("Đang mở kênh bảo mật bằng số CAN (PACE)…");
    case nfc::ReadPhase::Files:
        return tr("Đang đọc %1…").arg(nfc::name(progress.file));
    case nfc::ReadPhase::CloneCheck:
        return tr("Đang kiểm tra chip có phải bản sao không…");
    case nfc::ReadPhase::Person:
        return tr("Đang đọc thông tin cá nhân…");
    case nfc::ReadPhase::Face:
        return tr("Đang đọc ảnh chân dung…");
    case nfc::ReadPhase::Verify:
        return tr("Đang kiểm tra chữ ký của nơi cấp…");
    case nfc::ReadPhase::Done:
        return tr("Đã đọc xong.");
    }
    return {};
}

QString CardController::attemptText() const
{
    if (m_attempt.origin == access::Key::SuggestedMrz)
        return tr("Lần thử %1 trên %2, với ngày tính từ mã QR in trên thẻ.").arg(m_attempt.suggestion + 1).arg(m_attempt.suggestions.size());
    return m_attempt.again ? tr("Chip chưa nhận ở lần đầu; đang thử lại một lần nữa.") : QString();
}

QString CardController::triesText() const
{
    if (!m_policy.triesLeft)
        return {};
    if (*m_policy.triesLeft == 0)
        return tr("Chip không cho thử thêm bằng cách này. Hãy chờ, hoặc hỏi nơi cấp thẻ.");
    if (*m_policy.triesLeft == 1)
        return tr("Chip chỉ còn cho thử 1 lần. Hãy so từng ký tự với thẻ trước khi đọc lại.");
    return tr("Chip còn cho thử %1 lần.").arg(*m_policy.triesLeft);
}

QString CardController::verdictText(nfc::ReadReport::Verdict verdict)
{
    switch (verdict) {
    case nfc::ReadReport::Verdict::Genuine:
        return tr("Chip thật");
    case nfc::ReadReport::Verdict::AuthenticButCopyable:
        return tr("Dữ liệu đúng chữ ký nơi cấp; chưa loại trừ bản sao");
    case nfc::ReadReport::Verdict::IssuerUnknown:
        return tr("Chưa xác minh được nơi cấp");
    case nfc::ReadReport::Verdict::Unchecked:
        return tr("Chưa kiểm tra được đầy đủ");
    case nfc::ReadReport::Verdict::Failed:
        return tr("Thẻ không qua được kiểm tra");
    }
    return {};
}

QString CardController::verdictDetail(nfc::ReadReport::Verdict verdict)
{
    switch (verdict) {
    case nfc::ReadReport::Verdict::Genuine:
        return tr("Dữ liệu khớp chữ ký của nơi cấp, và chip chứng minh được nó giữ khóa riêng không sao chép được.");
    case nfc::ReadReport::Verdict::AuthenticButCopyable:
        return tr("Nội dung chưa bị sửa, nhưng chip không chứng minh được nó là bản gốc.");
    case nfc::ReadReport::Verdict::IssuerUnknown:
        return tr("Máy này chưa cài chứng thư CSCA của nơi cấp thẻ, nên chưa thể kết luận thật hay giả.");
    case nfc::ReadReport::Verdict::Unchecked:
        return tr("Chip không cho đọc một tệp đã ký, hoặc thẻ dùng thuật toán mà ứng dụng chưa biết. Chưa thể kết luận thật hay giả.");
    case nfc::ReadReport::Verdict::Failed:
        return tr("Dữ liệu bị sửa, hoặc chip là bản sao. Thẻ không được lưu vào ví.");
    }
    return {};
}

QString CardController::anchorText(const CardSummary &summary)
{
    if (summary.anchorName.isEmpty())
        return tr("Không có chứng thư CSCA nào khớp với thẻ.");
    const QString installedBy = summary.anchorInstalledBy == installedByDemo       ? tr("bộ cài đặt trình diễn")
        : summary.anchorInstalledBy == installedByOperator                        ? tr("thư mục chứng thư của người vận hành")
                                                                                  : summary.anchorInstalledBy;
    return tr("Chứng thư gốc: %1. Nguồn cài đặt: %2.").arg(summary.anchorName, installedBy);
}

} // namespace dd::citizen
