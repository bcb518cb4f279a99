#include "app/counter/card_report.h"

namespace dd::counter {

using Verdict = nfc::ReadReport::Verdict;
using nfc::CheckName;
using nfc::CheckOutcome;

namespace {

struct CheckTitle
{
    const char *key;
    Words label;
};

// Without a default: the compiler asks for the words of a new check.
CheckTitle titleOf(CheckName name)
{
    switch (name) {
    case CheckName::Access:
        return {"access", {"Mở chip", "Access to the chip"}};
    case CheckName::PassiveAuthentication:
        return {"passiveAuthentication", {"Dữ liệu khớp chữ ký (xác thực thụ động)", "Data match the signature (passive authentication)"}};
    case CheckName::Issuer:
        return {"issuer", {"Nơi cấp (chuỗi tới CSCA)", "Issuer (chain to a CSCA)"}};
    case CheckName::Revocation:
        return {"revocation", {"Chứng thư nơi cấp chưa bị thu hồi (CRL)", "The issuer's certificates are not revoked (CRL)"}};
    case CheckName::ChipAuthentication:
        return {"chipAuthentication", {"Chip gốc (xác thực chip)", "Original chip (chip authentication)"}};
    case CheckName::ActiveAuthentication:
        return {"activeAuthentication", {"Chip gốc (xác thực chủ động)", "Original chip (active authentication)"}};
    }
    return {"unknown", {"?", "?"}};
}

bool passed(const nfc::Check &check)
{
    return check.outcome == CheckOutcome::Passed;
}

// A proof that was not asked for, or could not be.
Words whyNotProven(const nfc::ReadReport &report)
{
    if (!passed(report.passive))
        return {"Khóa của chip chưa được chữ ký nào bảo đảm, nên không chứng minh được gì.", "No signature vouches for the chip's key, so it proves nothing."};
    if (passed(report.chipAuthentication) || passed(report.activeAuthentication))
        return {"Không chạy: chip đã chứng minh bằng cách khác, một cách là đủ.", "Not run: the chip proved itself the other way, and one is enough."};
    return {"Không chạy, hoặc không kết luận được.", "Not run, or without a result to rely on."};
}

Words whyNotPossible(CheckName name, const nfc::ReadReport &report)
{
    switch (name) {
    case CheckName::Revocation:
        if (!passed(report.issuer))
            return {"Chưa xác minh được nơi cấp, nên không biết hỏi danh sách thu hồi nào.",
                    "The issuer is not verified, so there is no list of revoked certificates to ask."};
        return {"Chưa cài danh sách thu hồi (CRL) còn hạn của nơi cấp.", "No current list of revoked certificates (CRL) of this issuer is installed."};
    case CheckName::ChipAuthentication:
    case CheckName::ActiveAuthentication:
        return whyNotProven(report);
    case CheckName::Access:
    case CheckName::PassiveAuthentication:
    case CheckName::Issuer:
        break;
    }
    return {"Không kiểm tra được.", "This could not be checked."};
}

std::optional<Words> whyOf(CheckName name, const nfc::Check &check, const nfc::ReadReport &report)
{
    if (check.reason || passed(check))
        return std::nullopt;
    switch (check.outcome) {
    case CheckOutcome::NotPossible:
        return whyNotPossible(name, report);
    case CheckOutcome::NotOffered:
        if (name == CheckName::Access)
            return Words{"Chip không khóa: ai cũng đọc được mà không cần mã.", "The chip is not locked: anybody can read it without a code."};
        return Words{"Chip này không có chức năng đó.", "This chip does not have it."};
    case CheckOutcome::Failed:
    case CheckOutcome::Passed:
        break;
    }
    return Words{"Không đạt.", "It failed."};
}

} // namespace

QList<NamedCheck> namedChecks(const nfc::ReadReport &report)
{
    QList<NamedCheck> list;
    for (const auto &[name, check] : report.checks()) {
        const CheckTitle title = titleOf(name);
        list.append({title.key, title.label, check, whyOf(name, check, report)});
    }
    return list;
}

int exitCodeOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Genuine:
    case Verdict::AuthenticButCopyable:
        return ExitRead;
    case Verdict::IssuerUnknown:
    case Verdict::Unchecked:
        return ExitNotVerified;
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
        return ExitNotVerified;
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
    case Verdict::Unchecked:
        return "unchecked";
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
    case Verdict::Unchecked:
        return {"CHƯA KIỂM TRA ĐƯỢC ĐẦY ĐỦ", "NOT FULLY CHECKED"};
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
