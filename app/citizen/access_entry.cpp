#include "app/citizen/access_entry.h"

#include "app/citizen/display.h"
#include "core/identity/mrz.h"
#include "core/identity/mrz_access.h"

#include <algorithm>

namespace dd::citizen {
namespace {

constexpr qsizetype canSize = 6;
constexpr qsizetype dateSize = 8; // digits of day, month and year
constexpr int oldestAge = 130;
constexpr int longestValidity = 60; // years

qsizetype digitsIn(const QString &text)
{
    return std::count_if(text.cbegin(), text.cend(), [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); });
}

// "15/01/1990", also without slashes: a keypad for numbers may have none.
QDate dateFrom(const QString &text)
{
    const QString plain = text.trimmed();
    return plain.size() == dateSize && digitsIn(plain) == dateSize ? QDate::fromString(plain, QStringLiteral("ddMMyyyy")) : Display::parseDate(plain);
}

// Wrong, and not merely unfinished.
bool isWrongDate(const QString &text)
{
    return !dateFrom(text).isValid() && (digitsIn(text) >= dateSize || digitsIn(text) + 2 < text.trimmed().size());
}

qsizetype charactersIn(const QString &lines)
{
    return std::count_if(lines.cbegin(), lines.cend(), [](QChar c) { return !c.isSpace(); });
}

qsizetype charactersExpected(const QString &lines)
{
    return lines.trimmed().startsWith(QLatin1Char('P'), Qt::CaseInsensitive) ? 88 : 90; // passports, cards
}

} // namespace

AccessEntry::AccessEntry(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

QStringList AccessEntry::ways() const
{
    return {tr("Số CAN"), tr("Số và hai ngày"), tr("Các dòng MRZ")};
}

QDate AccessEntry::today() const
{
    return Display::local(m_clock.now()).date();
}

void AccessEntry::setCan(const QString &can)
{
    if (can == m_can)
        return;
    m_can = can;
    m_canDerived = false;
    emit changed();
}

// ---- the three values -----------------------------------------------------------------------------------------

// People know the twelve digits of their card; its document number is the last nine of them (docs/formats.md §2).
QString AccessEntry::documentNumber() const
{
    const auto personal = identity::parsePersonalNumber(m_number.trimmed());
    return personal ? personal->digits.right(9) : m_number.trimmed();
}

QString AccessEntry::numberHint() const
{
    if (identity::parsePersonalNumber(m_number.trimmed()))
        return tr("Thẻ căn cước dùng 9 số cuối: %1.").arg(documentNumber());
    return tr("Hộ chiếu: số hộ chiếu. Thẻ căn cước: 9 số cuối của số định danh.");
}

QString AccessEntry::numberError() const
{
    const QString placeholder = QStringLiteral("000101");
    if (m_number.isEmpty() || identity::mrzInformationFromValues(documentNumber(), placeholder, placeholder))
        return {};
    return tr("Chỉ gồm chữ cái không dấu và chữ số, nhiều nhất 22 ký tự. Hãy so lại với giấy tờ.");
}

QString AccessEntry::birthError() const
{
    if (isWrongDate(m_birth))
        return tr("Không có ngày này. Hãy nhập ngày, tháng, năm, như 15/01/1990.");
    const QDate date = dateFrom(m_birth);
    if (date.isValid() && date > today())
        return tr("Ngày sinh ở tương lai. Hãy xem lại năm.");
    if (date.isValid() && date < today().addYears(-oldestAge))
        return tr("Năm sinh xa quá. Hãy nhập đủ bốn chữ số của năm.");
    return {};
}

QString AccessEntry::expiryError() const
{
    if (isWrongDate(m_expiry))
        return tr("Không có ngày này. Hãy nhập ngày, tháng, năm, như 15/01/2030.");
    const QDate date = dateFrom(m_expiry);
    if (date.isValid() && dateFrom(m_birth).isValid() && date <= dateFrom(m_birth))
        return tr("Ngày hết hạn phải sau ngày sinh. Hãy xem lại cả hai.");
    if (date.isValid() && (date < today().addYears(-longestValidity) || date > today().addYears(longestValidity)))
        return tr("Năm hết hạn xa quá. Hãy nhập đủ bốn chữ số của năm.");
    return {};
}

// ---- the lines ------------------------------------------------------------------------------------------------

QString AccessEntry::linesHint() const
{
    return tr("Đã có %1 ký tự. Thẻ căn cước: 3 dòng, 90 ký tự. Hộ chiếu: 2 dòng, 88 ký tự.").arg(charactersIn(m_lines));
}

QString AccessEntry::linesError() const
{
    const auto mrz = identity::parseMrz(m_lines);
    if (mrz)
        return {};
    const qsizetype surplus = charactersIn(m_lines) - charactersExpected(m_lines);
    if (surplus > 0)
        return tr("Thừa %1 ký tự. Hãy so từng dòng với giấy tờ.").arg(surplus);
    if (surplus < 0)
        return {};
    if (mrz.error().code != ErrorCode::MrzCheckDigit)
        return tr("Có ký tự không đúng chỗ. Dòng MRZ chỉ gồm chữ in hoa không dấu, chữ số và dấu <.");
    if (mrz.error().detail == QLatin1String("document number") || mrz.error().detail == QLatin1String("personal number"))
        return tr("Có ký tự sai trong phần số giấy tờ. Hãy so lại với giấy tờ; dễ nhầm số 0 với chữ O, số 1 với chữ I.");
    if (mrz.error().detail == QLatin1String("birth date"))
        return tr("Có chữ số sai trong phần ngày sinh. Hãy so lại với giấy tờ.");
    if (mrz.error().detail == QLatin1String("expiry date"))
        return tr("Có chữ số sai trong phần ngày hết hạn. Hãy so lại với giấy tờ.");
    return tr("Có một ký tự sai. Hãy so từng dòng với giấy tờ.");
}

// ---- together -------------------------------------------------------------------------------------------------

QString AccessEntry::missing() const
{
    if (key())
        return {};
    switch (m_way) {
    case Way::Can:
        return tr("Nhập đủ 6 chữ số của số CAN để đọc thẻ.");
    case Way::Values:
        return tr("Nhập đúng số giấy tờ, ngày sinh và ngày hết hạn để đọc thẻ.");
    case Way::Lines:
        break;
    }
    return tr("Nhập đủ và đúng các dòng MRZ để đọc thẻ.");
}

std::optional<nfc::AccessKey> AccessEntry::key() const
{
    using Kind = nfc::AccessKey::Kind;
    if (m_way == Way::Can) {
        if (m_can.size() != canSize || digitsIn(m_can) != canSize)
            return std::nullopt;
        return nfc::AccessKey{Kind::Can, m_can.toLatin1()};
    }
    Result<QByteArray> information = fail(ErrorCode::MrzMalformed, QStringLiteral("MRZ"));
    if (m_way == Way::Values && dateFrom(m_birth).isValid() && dateFrom(m_expiry).isValid() && birthError().isEmpty() && expiryError().isEmpty())
        information = identity::mrzInformationFromValues(documentNumber(), identity::mrzDate(dateFrom(m_birth)), identity::mrzDate(dateFrom(m_expiry)));
    else if (m_way == Way::Lines && identity::parseMrz(m_lines))
        information = identity::mrzInformationFromText(m_lines);
    if (!information)
        return std::nullopt;
    return nfc::AccessKey{Kind::Mrz, std::move(*information)};
}

access::Key AccessEntry::origin() const
{
    if (m_way != Way::Can)
        return access::Key::Mrz;
    return m_canDerived ? access::Key::DerivedCan : access::Key::TypedCan;
}

void AccessEntry::suggest(QString &field, QString &suggested, const QString &value)
{
    if (field == suggested)
        field = value;
    suggested = value;
}

void AccessEntry::suggestFrom(const QString &personalNumber, const std::optional<identity::PrintedQr> &printed)
{
    if (!personalNumber.isEmpty() || m_canDerived) {
        m_can = personalNumber.right(canSize); // assumed for Vietnamese cards (docs/formats.md §1)
        m_canDerived = !personalNumber.isEmpty();
    }
    suggest(m_number, m_suggestedNumber, personalNumber.right(9));
    suggest(m_birth, m_suggestedBirth, printed ? printed->birthDate.toString(QStringLiteral("dd/MM/yyyy")) : QString());
    emit changed();
}

void AccessEntry::dropDerivedCan()
{
    if (m_canDerived)
        setCan({});
}

void AccessEntry::askForMrz()
{
    if (m_way == Way::Can)
        setWay(Way::Values);
}

void AccessEntry::clear()
{
    m_way = Way::Can;
    m_canDerived = false;
    for (QString *text : {&m_can, &m_number, &m_birth, &m_expiry, &m_lines, &m_suggestedNumber, &m_suggestedBirth})
        text->clear();
    emit changed();
}

} // namespace dd::citizen
