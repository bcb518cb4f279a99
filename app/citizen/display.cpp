#include "app/citizen/display.h"

#include "core/credential/stay_deadline.h"

#include <QTextBoundaryFinder>

namespace dd::citizen {

QDateTime Display::local(qint64 secondsUtc)
{
    return credential::vietnamDateTime(secondsUtc);
}

qint64 Display::fromLocal(const QDate &date, const QTime &time)
{
    return credential::vietnamTime(date, time.hour(), time.minute());
}

QString Display::date(qint64 secondsUtc)
{
    return local(secondsUtc).toString(QStringLiteral("dd/MM/yyyy"));
}

QString Display::dateTime(qint64 secondsUtc)
{
    return local(secondsUtc).toString(QStringLiteral("HH:mm dd/MM/yyyy"));
}

QDate Display::parseDate(const QString &text)
{
    QString plain = text.trimmed();
    plain.replace(QLatin1Char('-'), QLatin1Char('/')).replace(QLatin1Char('.'), QLatin1Char('/'));
    return QDate::fromString(plain, QStringLiteral("d/M/yyyy"));
}

QTime Display::parseTime(const QString &text)
{
    return QTime::fromString(text.trimmed(), QStringLiteral("H:m"));
}

QString Display::statementText(const QString &text)
{
    QString kept;
    for (const QChar character : text.simplified().normalized(QString::NormalizationForm_C)) {
        if (character.category() != QChar::Other_Control && character.category() != QChar::Other_Format)
            kept.append(character);
    }
    return kept.trimmed();
}

QString Display::cutToStatement(const QString &text)
{
    QString kept = statementText(text);
    QTextBoundaryFinder boundary(QTextBoundaryFinder::Grapheme, kept);
    boundary.toEnd();
    while (kept.left(boundary.position()).toUtf8().size() > statementBytes && boundary.toPreviousBoundary() > 0) {
    }
    return kept.left(boundary.position()).trimmed();
}

QString Display::title(credential::CredentialType type)
{
    switch (type) {
    case credential::CredentialType::Identity:
        return tr("Căn cước số");
    case credential::CredentialType::TravelPass:
        return tr("Thẻ thông hành");
    case credential::CredentialType::ResidenceStatus:
        return tr("Xác nhận cư trú");
    case credential::CredentialType::ResidenceReceipt:
        return tr("Biên nhận thông báo lưu trú");
    case credential::CredentialType::PrintedCopy:
        return tr("Bản in");
    }
    return {};
}

QString Display::groupName(credential::Group group)
{
    switch (group) {
    case credential::Group::Number:
        return tr("Số định danh cá nhân");
    case credential::Group::Person:
        return tr("Họ tên, ngày sinh, giới tính, quốc tịch");
    case credential::Group::Address:
        return tr("Địa chỉ");
    case credential::Group::AgeFlags:
        return tr("Mốc tuổi");
    case credential::Group::Companions:
        return tr("Người đi cùng");
    case credential::Group::Members:
        return tr("Thành viên");
    case credential::Group::PermanentAddress:
        return tr("Nơi thường trú");
    case credential::Group::CurrentResidence:
        return tr("Nơi ở hiện tại");
    case credential::Group::Household:
        return tr("Hộ gia đình");
    }
    return {};
}

QString Display::audience(const QString &id)
{
    if (id == QLatin1String("vn:counter"))
        return tr("Một quầy bất kỳ (mã mở)");
    return id == QLatin1String("vn:print") ? tr("Bản in trên giấy") : id;
}

QString Display::purpose(credential::Purpose purpose)
{
    switch (purpose) {
    case credential::Purpose::Checkpoint:
        return tr("Kiểm tra tại chốt");
    case credential::Purpose::Lodging:
        return tr("Nhận khách lưu trú");
    case credential::Purpose::Desk:
        return tr("Giải quyết thủ tục hành chính");
    case credential::Purpose::Boarding:
        return tr("Lên tàu xe, máy bay");
    case credential::Purpose::AgeCheck:
        return tr("Kiểm tra độ tuổi");
    case credential::Purpose::Other:
        return tr("Việc khác, quầy không nói rõ");
    }
    return {};
}

QString Display::facilityType(credential::FacilityType type)
{
    switch (type) {
    case credential::FacilityType::TouristLodging:
        return tr("Cơ sở lưu trú du lịch");
    case credential::FacilityType::StudentDormitory:
        return tr("Ký túc xá sinh viên");
    case credential::FacilityType::MedicalFacility:
        return tr("Cơ sở khám, chữa bệnh");
    case credential::FacilityType::Household:
        return tr("Hộ gia đình");
    case credential::FacilityType::RentedRooms:
        return tr("Nhà ngăn phòng cho thuê");
    case credential::FacilityType::Other:
        return tr("Cơ sở khác");
    }
    return {};
}

QString Display::trips(credential::Trips trips)
{
    switch (trips) {
    case credential::Trips::Single:
        return tr("Một lượt đi");
    case credential::Trips::Return:
        return tr("Đi và về");
    case credential::Trips::Multiple:
        return tr("Nhiều lượt");
    }
    return {};
}

QString Display::sex(identity::Sex sex)
{
    return sex == identity::Sex::Male ? tr("Nam") : tr("Nữ");
}

QString Display::person(const credential::Person &person)
{
    const QString nationality = person.nationality == QLatin1String("VNM") ? tr("Việt Nam") : person.nationality;
    return tr("%1 · sinh %2 · %3 · quốc tịch %4").arg(person.fullName, credential::birthDateText(person.birthDate), sex(person.sex), nationality);
}

namespace {

template <typename Someone>
QString byName(const QList<Someone> &list)
{
    QStringList texts;
    for (const Someone &each : list)
        texts.append(QStringLiteral("%1 (%2)").arg(each.fullName, credential::birthDateText(each.birthDate)));
    return texts.join(QStringLiteral(", "));
}

} // namespace

QString Display::people(const QList<credential::Companion> &companions)
{
    return byName(companions);
}

QString Display::people(const QList<credential::Member> &members)
{
    return byName(members);
}

QString Display::address(const std::optional<credential::Address> &address)
{
    if (!address)
        return {};
    const QString province = address->place ? provinceName(*address->place) : QString();
    return province.isEmpty() || address->text.contains(province) ? address->text : QStringLiteral("%1, %2").arg(address->text, province);
}

QString Display::household(const std::optional<credential::Household> &household)
{
    return household ? tr("số %1 · %2 người").arg(household->number).arg(household->count) : QString();
}

QString Display::flight(const credential::Flight &flight)
{
    return QStringLiteral("%1%2 %3 → %4, %5").arg(flight.carrier).arg(flight.number).arg(flight.from, flight.to, credential::birthDateText(flight.date));
}

QString Display::conditions(const QList<credential::Condition> &conditions)
{
    static const auto kind = [](credential::Condition::Type type) {
        switch (type) {
        case credential::Condition::Type::Vaccine:
            return tr("tiêm chủng");
        case credential::Condition::Type::Test:
            return tr("xét nghiệm");
        case credential::Condition::Type::Permit:
            return tr("giấy phép");
        }
        return QString();
    };
    QStringList texts;
    for (const credential::Condition &condition : conditions)
        texts.append(QStringLiteral("%1 %2").arg(kind(condition.type), condition.reference));
    return texts.join(QStringLiteral(", "));
}

QString Display::route(const credential::Place &from, const credential::Place &to)
{
    return QStringLiteral("%1 → %2").arg(provinceName(from), provinceName(to));
}

QString Display::declarationState(credential::DeclarationState state)
{
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
        return tr("Đã trả kết quả");
    }
    return {};
}

} // namespace dd::citizen
