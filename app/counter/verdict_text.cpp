#include "app/counter/verdict_text.h"

#include "core/credential/stay_deadline.h"
#include "core/identity/code_lists.h"

namespace dd::counter {

using credential::Claims;
using credential::CredentialType;

QString VerdictText::headline(trust::Overall overall)
{
    switch (overall) {
    case trust::Overall::Valid:
        return tr("CHO QUA");
    case trust::Overall::Invalid:
        return tr("KHÔNG HỢP LỆ");
    case trust::Overall::CannotCheck:
        break;
    }
    return tr("KHÔNG KIỂM TRA ĐƯỢC");
}

QString VerdictText::moment(qint64 secondsUtc)
{
    return credential::vietnamDateTime(secondsUtc).toString(QStringLiteral("HH:mm dd/MM/yyyy"));
}

QString VerdictText::place(const credential::Place &place)
{
    QString text = identity::ProvinceTable::builtIn().name(place.province, place.tableVersion);
    if (text.isEmpty())
        text = tr("tỉnh mã %1 (bảng mã %2)").arg(place.province).arg(place.tableVersion);
    return place.ward.isEmpty() ? text : tr("xã/phường mã %1, %2").arg(place.ward, text);
}

QString VerdictText::age(qint64 seconds)
{
    if (seconds < 60)
        return tr("vừa xong");
    if (seconds < 3600)
        return tr("%1 phút trước").arg(seconds / 60);
    if (seconds < 86400)
        return tr("%1 giờ trước").arg(seconds / 3600);
    return tr("%1 ngày trước").arg(seconds / 86400);
}

QString VerdictText::credentialKind(CredentialType type)
{
    switch (type) {
    case CredentialType::Identity:
        return tr("Căn cước số");
    case CredentialType::TravelPass:
        return tr("Thẻ thông hành");
    case CredentialType::ResidenceStatus:
        return tr("Xác nhận cư trú");
    case CredentialType::ResidenceReceipt:
        return tr("Biên nhận khai báo cư trú");
    case CredentialType::PrintedCopy:
        break;
    }
    return tr("Bản in");
}

QString VerdictText::group(credential::Group group)
{
    using credential::Group;
    switch (group) {
    case Group::Number:
        return tr("Số định danh");
    case Group::Person:
        return tr("Họ tên, ngày sinh, giới tính, quốc tịch");
    case Group::Address:
        return tr("Địa chỉ");
    case Group::AgeFlags:
        return tr("Đã đủ tuổi");
    case Group::Companions:
        return tr("Người đi cùng");
    case Group::Members:
        return tr("Thành viên");
    case Group::PermanentAddress:
        return tr("Nơi thường trú");
    case Group::CurrentResidence:
        return tr("Nơi ở hiện tại");
    case Group::Household:
        break;
    }
    return tr("Hộ gia đình");
}

QString VerdictText::who(const trust::Verdict &verdict)
{
    if (!verdict.claims)
        return {};
    if (!verdict.claims->person)
        return tr("Không chia sẻ họ tên");
    return verdict.claims->person->fullName;
}

QString VerdictText::what(const trust::Verdict &verdict)
{
    if (!verdict.claims)
        return {};
    const Claims &claims = *verdict.claims;
    QString text = credentialKind(claims.type);
    if (claims.pass)
        text += QStringLiteral(": %1 → %2").arg(place(claims.pass->from), place(claims.pass->to));
    return text;
}

QString VerdictText::until(const trust::Verdict &verdict)
{
    return verdict.claims ? tr("Đến %1").arg(moment(verdict.claims->validTo())) : QString();
}

namespace {

class RowMaker
{
    Q_DECLARE_TR_FUNCTIONS(dd::counter::VerdictText)
public:
    explicit RowMaker(const trust::Verdict &verdict) : m_verdict(verdict) {}

    QList<Row> all()
    {
        if (!m_verdict.claims)
            return {};
        person(*m_verdict.claims);
        keptBack();
        if (m_verdict.claims->pass)
            pass(*m_verdict.claims->pass);
        if (m_verdict.claims->residence)
            issued(tr("Theo dữ liệu ngày"), credential::birthDateText(m_verdict.claims->residence->asOf));
        if (m_verdict.claims->receipt)
            receipt(*m_verdict.claims->receipt);
        if (m_verdict.claims->printed)
            printed(*m_verdict.claims->printed);
        if (m_verdict.claims->type == CredentialType::Identity)
            identity(*m_verdict.claims);
        issued(tr("Hiệu lực"),
               QStringLiteral("%1 – %2").arg(VerdictText::moment(m_verdict.claims->validFrom()), VerdictText::moment(m_verdict.claims->validTo())));
        issued(tr("Nơi cấp"), m_verdict.issuerName);
        if (m_verdict.statusAge)
            issued(tr("Danh sách thu hồi"), VerdictText::age(*m_verdict.statusAge));
        if (m_verdict.statement)
            statement(*m_verdict.statement);
        return m_rows;
    }

private:
    void issued(const QString &label, const QString &value)
    {
        if (!value.isEmpty())
            m_rows.append({label, value, {}});
    }
    void declared(const QString &label, const QString &value)
    {
        if (!value.isEmpty())
            m_rows.append({label, value, QStringLiteral("declared")});
    }

    // What this counter asked for and did not get.
    void keptBack()
    {
        QStringList groups;
        for (const credential::Group group : m_verdict.askedButMissing)
            groups.append(VerdictText::group(group));
        issued(tr("Không chia sẻ"), groups.join(QStringLiteral("; ")));
    }

    void person(const Claims &claims)
    {
        if (claims.person) {
            issued(tr("Ngày sinh"), credential::birthDateText(claims.person->birthDate));
            issued(tr("Giới tính"), claims.person->sex == dd::identity::Sex::Male ? tr("Nam") : tr("Nữ"));
            issued(tr("Quốc tịch"), claims.person->nationality == QLatin1String("VNM") ? tr("Việt Nam") : claims.person->nationality);
        }
        issued(tr("Số định danh"), claims.personalNumber);
        if (claims.address)
            issued(tr("Địa chỉ"), claims.address->text);
        QStringList reached;
        for (const int age : claims.ageFlags)
            reached.append(QString::number(age));
        if (!reached.isEmpty())
            issued(tr("Đã đủ tuổi"), reached.join(QStringLiteral(", ")));
        for (const credential::Companion &each : claims.companions)
            issued(tr("Người đi cùng"), QStringLiteral("%1 (%2)").arg(each.fullName, credential::birthDateText(each.birthDate)));
        for (const credential::Member &each : claims.members)
            issued(tr("Thành viên"), QStringLiteral("%1 (%2)").arg(each.fullName, credential::birthDateText(each.birthDate)));
        if (claims.permanentAddress)
            issued(tr("Nơi thường trú"), claims.permanentAddress->text);
        if (claims.currentResidence)
            issued(tr("Nơi ở hiện tại"), claims.currentResidence->text);
        if (claims.household)
            issued(tr("Hộ gia đình"), tr("số %1 · %2 người").arg(claims.household->number).arg(claims.household->count));
    }

    void pass(const credential::TravelPassClaims &pass)
    {
        static const auto kindName = [](credential::PassKind kind) {
            switch (kind) {
            case credential::PassKind::Personal:
                return tr("Cá nhân");
            case credential::PassKind::Work:
                return tr("Đi làm");
            case credential::PassKind::GoodsVehicle:
                return tr("Xe chở hàng");
            case credential::PassKind::Patient:
                return tr("Người bệnh");
            case credential::PassKind::AirDomestic:
                return tr("Bay nội địa");
            case credential::PassKind::Group:
                break;
            }
            return tr("Đoàn");
        };
        issued(tr("Loại thông hành"), kindName(pass.kind));
        issued(tr("Từ"), VerdictText::place(pass.from));
        issued(tr("Đến"), VerdictText::place(pass.to));
        issued(tr("Số lượt"), pass.trips == credential::Trips::Single   ? tr("Một lượt")
                              : pass.trips == credential::Trips::Return ? tr("Khứ hồi")
                                                                        : tr("Nhiều lượt"));
        issued(tr("Biển số xe"), pass.vehiclePlate);
        if (pass.flight)
            issued(tr("Chuyến bay"), QStringLiteral("%1%2 %3 → %4, %5")
                                         .arg(pass.flight->carrier)
                                         .arg(pass.flight->number)
                                         .arg(pass.flight->from, pass.flight->to, credential::birthDateText(pass.flight->date)));
        for (const credential::Condition &each : pass.conditions)
            issued(tr("Điều kiện kèm theo"), condition(each));
    }

    static QString condition(const credential::Condition &condition)
    {
        const QString kind = condition.type == credential::Condition::Type::Vaccine ? tr("tiêm chủng")
                             : condition.type == credential::Condition::Type::Test  ? tr("xét nghiệm")
                                                                                    : tr("giấy phép");
        if (condition.maxAge == 0)
            return QStringLiteral("%1 %2").arg(kind, condition.reference);
        if (condition.maxAge < 7200)
            return tr("%1 %2, không quá %3 phút").arg(kind, condition.reference).arg(condition.maxAge / 60);
        return tr("%1 %2, không quá %3 giờ").arg(kind, condition.reference).arg(condition.maxAge / 3600);
    }

    void printed(const credential::PrintedCopyClaims &printed)
    {
        issued(tr("Bản in của"), VerdictText::credentialKind(printed.copyOf));
        if (printed.from && printed.to) {
            issued(tr("Từ"), VerdictText::place(*printed.from));
            issued(tr("Đến"), VerdictText::place(*printed.to));
        }
        issued(tr("Ghi trên bản in"), printed.label);
    }

    void receipt(const credential::ReceiptClaims &receipt)
    {
        static const auto stateName = [](credential::DeclarationState state) {
            switch (state) {
            case credential::DeclarationState::Received:
                return tr("Đã tiếp nhận");
            case credential::DeclarationState::SupplementRequired:
                return tr("Cần bổ sung");
            case credential::DeclarationState::Accepted:
                return tr("Đã chấp nhận");
            case credential::DeclarationState::Refused:
                return tr("Bị từ chối");
            case credential::DeclarationState::Issued:
                break;
            }
            return tr("Đã cấp kết quả");
        };
        issued(tr("Loại khai báo"), tr("Thông báo lưu trú"));
        issued(tr("Mã hồ sơ"), receipt.dossierCode);
        issued(tr("Trạng thái"), stateName(receipt.state));
        issued(tr("Thời điểm"), VerdictText::moment(receipt.decidedAt));
    }

    void identity(const Claims &claims)
    {
        issued(tr("Mức định danh"), claims.level == 2 ? tr("Mức 2 (đã gặp trực tiếp)") : tr("Mức 1 (đăng ký từ xa)"));
    }

    void statement(const credential::StayStatement &stay)
    {
        declared(tr("Khai báo"), tr("Thông báo lưu trú"));
        declared(tr("Cơ sở lưu trú"), stay.facility);
        declared(tr("Lưu trú từ"), VerdictText::moment(stay.from));
        declared(tr("Lưu trú đến"), VerdictText::moment(stay.to));
        declared(tr("Lý do"), stay.reason);
    }

    const trust::Verdict &m_verdict;
    QList<Row> m_rows;
};

} // namespace

QList<Row> VerdictText::rows(const trust::Verdict &verdict)
{
    return RowMaker(verdict).all();
}

} // namespace dd::counter
