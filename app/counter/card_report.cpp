#include "app/counter/card_report.h"

#include <QBuffer>
#include <QImageReader>

namespace dd::counter {

using Verdict = nfc::ReadReport::Verdict;
using nfc::CheckOutcome;

QList<NamedCheck> namedChecks(const nfc::ReadReport &report)
{
    return {
        {"access", {"Mở chip", "Access to the chip"}, report.access},
        {"passiveAuthentication", {"Dữ liệu khớp chữ ký (xác thực thụ động)", "Data match the signature (passive authentication)"}, report.passive},
        {"issuer", {"Nơi cấp (chuỗi tới CSCA)", "Issuer (chain to a CSCA)"}, report.issuer},
        {"revocation", {"Chứng thư chưa bị thu hồi", "Certificates not revoked"}, report.revocation},
        {"chipAuthentication", {"Chip gốc (xác thực chip)", "Original chip (chip authentication)"}, report.chipAuthentication},
        {"activeAuthentication", {"Chip gốc (xác thực chủ động)", "Original chip (active authentication)"}, report.activeAuthentication},
    };
}

int exitCodeOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Genuine:
    case Verdict::AuthenticButCopyable:
        return ExitRead;
    case Verdict::IssuerUnknown:
        return ExitIssuerUnknown;
    case Verdict::Failed:
        break;
    }
    return ExitCheckFailed;
}

int exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::PassiveAuthenticationFailed:
    case ErrorCode::ChipAuthenticationFailed:
    case ErrorCode::ProtocolDowngrade:
        return ExitCheckFailed;
    case ErrorCode::UnknownIssuer:
        return ExitIssuerUnknown;
    case ErrorCode::WrongAccessKey:
        return ExitAccessRefused;
    case ErrorCode::NoCard:
    case ErrorCode::CardLost:
    case ErrorCode::Cancelled:
        return ExitNoCard;
    case ErrorCode::ReaderUnavailable:
        return ExitNoReader;
    default:
        return ExitUnreadable;
    }
}

const char *name(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Genuine:
        return "genuine";
    case Verdict::AuthenticButCopyable:
        return "authentic";
    case Verdict::IssuerUnknown:
        return "issuer-unknown";
    case Verdict::Failed:
        break;
    }
    return "failed";
}

const char *name(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return "passed";
    case CheckOutcome::NotPossible:
        return "not-possible";
    case CheckOutcome::NotOffered:
        return "not-offered";
    case CheckOutcome::Failed:
        break;
    }
    return "failed";
}

Words words(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Genuine:
        return {"CHIP THẬT", "GENUINE CHIP"};
    case Verdict::AuthenticButCopyable:
        return {"DỮ LIỆU ĐÚNG CHỮ KÝ, CHƯA LOẠI TRỪ BẢN SAO", "AUTHENTIC DATA, A COPY IS NOT RULED OUT"};
    case Verdict::IssuerUnknown:
        return {"CHƯA XÁC MINH ĐƯỢC NƠI CẤP", "ISSUER NOT VERIFIED"};
    case Verdict::Failed:
        break;
    }
    return {"KHÔNG QUA ĐƯỢC KIỂM TRA", "CHECK FAILED"};
}

Words words(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return {"ĐẠT", "passed"};
    case CheckOutcome::NotPossible:
        return {"không kiểm tra được", "not possible"};
    case CheckOutcome::NotOffered:
        return {"thẻ không có", "not offered"};
    case CheckOutcome::Failed:
        break;
    }
    return {"KHÔNG ĐẠT", "FAILED"};
}

std::optional<QSize> pixelsOf(const nfc::FaceImage &face)
{
    if (face.format != nfc::FaceImage::Format::Jpeg)
        return std::nullopt;
    QBuffer buffer;
    buffer.setData(face.data);
    QImageReader reader(&buffer, "jpeg");
    const QSize size = reader.size();
    return size.isValid() ? std::optional(size) : std::nullopt;
}

QString progressText(const nfc::ReadProgress &progress, Language language)
{
    static constexpr Words phases[] = {
        {"Đặt thẻ lên đầu đọc và giữ yên", "Lay the card on the reader and keep it still"},
        {"Đang mở chip", "Opening the chip"},
        {"Đang đọc", "Reading"},
        {"Đang kiểm tra chip có phải bản sao không", "Checking whether the chip is a copy"},
        {"Đang đọc thông tin cá nhân", "Reading the personal data"},
        {"Đang đọc ảnh chân dung", "Reading the portrait"},
        {"Đang kiểm tra chữ ký của nơi cấp", "Checking the issuer's signature"},
        {"Đã đọc xong", "Done"},
    };
    static_assert(std::size(phases) == static_cast<std::size_t>(nfc::ReadPhase::Done) + 1);
    QString text = phases[static_cast<std::size_t>(progress.phase)].in(language);
    const bool bytes = progress.phase == nfc::ReadPhase::Files || progress.phase == nfc::ReadPhase::Person || progress.phase == nfc::ReadPhase::Face;
    if (bytes)
        text += QStringLiteral(" (%1, %2 / %3 byte)").arg(nfc::name(progress.file)).arg(progress.bytesDone).arg(progress.bytesTotal);
    return text;
}

} // namespace dd::counter
