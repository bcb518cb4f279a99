// All one's data as pages to read and print: plain words, the same that the screen uses, and nothing that looks official.
#include "app/citizen/personal_data.h"

#include "app/citizen/card_controller.h"
#include "app/citizen/credential_model.h"
#include "app/citizen/declaration_model.h"
#include "app/citizen/display.h"
#include "app/citizen/document_html.h"
#include "app/citizen/field_model.h"
#include "app/citizen/portrait_provider.h"
#include "app/faces/face_picture.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

namespace dd::citizen {
namespace document { // of its own, for the names are short
namespace {

constexpr int dotsPerInch = 144;
constexpr int portraitHeight = 200; // in those dots: 35 mm

class Words
{
    Q_DECLARE_TR_FUNCTIONS(dd::citizen::PersonalDataDocument)
};

QString groupNames(const QList<int> &groups)
{
    QStringList names;
    for (const int group : groups)
        names.append(Display::groupName(static_cast<credential::Group>(group)));
    return names.isEmpty() ? Words::tr("Không kèm thông tin cá nhân") : names.join(QStringLiteral("; "));
}

QString cardSection(const PersonalData &data)
{
    if (!data.card)
        return paragraph(Words::tr("Ví chưa có thẻ nào."));
    QString html;
    if (const QImage face = faceFromChip(data.faceImage); !face.isNull()) {
        QByteArray picture;
        QBuffer buffer(&picture);
        if (face.save(&buffer, "PNG"))
            html += QStringLiteral("<p><img width='%1' height='%2' src='data:image/png;base64,%3'></p>")
                        .arg(portraitHeight * face.width() / face.height())
                        .arg(portraitHeight)
                        .arg(QString::fromLatin1(picture.toBase64()));
    }
    Rows rows{{Words::tr("Đọc lúc"), Display::dateTime(data.cardReadAt)},
              {Words::tr("Kết quả kiểm tra"), CardController::verdictText(data.card->verdict) + (data.cardDemo ? QStringLiteral(" (DEMO)") : QString())},
              {Words::tr("Nơi cấp được tin theo"), CardController::anchorText(*data.card)}};
    for (const CardField &field : data.card->fields)
        rows.append({FieldModel::label(field.key), QStringLiteral("%1 (%2)").arg(field.value, FieldModel::originText(field.origin))});
    return html + table(rows);
}

QString credentialSection(const wallet::StoredCredential &stored, bool held)
{
    const credential::Claims &claims = stored.credential.claims;
    QStringList ages;
    for (const int age : claims.ageFlags)
        ages.append(QString::number(age));
    Rows rows{{Words::tr("Có hiệu lực"), Words::tr("từ %1 đến %2").arg(Display::dateTime(claims.validFrom()), Display::dateTime(claims.validTo()))},
              {Words::tr("Cất vào ví lúc"), Display::dateTime(stored.addedAt)},
              {Words::tr("Khóa ký"), held ? Words::tr("có trên máy này") : Words::tr("không có trên máy này")},
              {Display::groupName(credential::Group::Number), claims.personalNumber},
              {Words::tr("Nhân thân"), claims.person ? Display::person(*claims.person) : QString()},
              {Display::groupName(credential::Group::Address), claims.address ? claims.address->text : QString()},
              {Words::tr("Đã đủ tuổi"), ages.join(QStringLiteral(", "))},
              {Display::groupName(credential::Group::Companions), Display::people(claims.companions)},
              {Display::groupName(credential::Group::Members), Display::people(claims.members)},
              {Display::groupName(credential::Group::PermanentAddress), Display::address(claims.permanentAddress)},
              {Display::groupName(credential::Group::CurrentResidence), Display::address(claims.currentResidence)},
              {Display::groupName(credential::Group::Household), Display::household(claims.household)}};
    if (claims.type == credential::CredentialType::Identity)
        rows.append({Words::tr("Mức xác thực"), QString::number(claims.level)});
    if (claims.pass) {
        rows.append({Words::tr("Hành trình"), Display::route(claims.pass->from, claims.pass->to)});
        rows.append({Words::tr("Số lượt"), Display::trips(claims.pass->trips)});
        rows.append({Words::tr("Biển số xe"), claims.pass->vehiclePlate});
        rows.append({Words::tr("Chuyến bay"), claims.pass->flight ? Display::flight(*claims.pass->flight) : QString()});
        rows.append({Words::tr("Điều kiện kèm theo"), Display::conditions(claims.pass->conditions)});
    }
    if (claims.residence)
        rows.append({Words::tr("Theo dữ liệu ngày"), credential::birthDateText(claims.residence->asOf)});
    if (claims.printed) {
        rows.append({Words::tr("Bản in của"), Display::title(claims.printed->copyOf)});
        rows.append({Words::tr("Ghi trên bản in"), claims.printed->label});
    }
    if (claims.receipt) {
        rows.append({Words::tr("Mã hồ sơ"), claims.receipt->dossierCode});
        rows.append({Words::tr("Trạng thái"), Display::declarationState(claims.receipt->state)});
        rows.append({Words::tr("Ngày quyết định"), Display::dateTime(claims.receipt->decidedAt)});
    }
    return subheading(Display::title(claims.type) + (stored.demo ? QStringLiteral(" (DEMO)") : QString())) + table(rows);
}

QString declarationSection(const wallet::StoredDeclaration &declaration)
{
    Rows rows{{Words::tr("Trạng thái"), DeclarationModel::stateText(declaration.state)},
              {Words::tr("Lập lúc"), Display::dateTime(declaration.createdAt)},
              {Words::tr("Gửi tới nơi lúc"), declaration.deliveredAt ? Display::dateTime(*declaration.deliveredAt) : QString()},
              {Words::tr("Lý do bị từ chối"), declaration.refusal}};
    if (const auto stay = notificationOf(declaration)) {
        rows.append({Words::tr("Nơi lưu trú"), QStringLiteral("%1, %2").arg(stay->facilityName, Display::facilityType(stay->facilityType))});
        rows.append({Display::groupName(credential::Group::Address), stay->address.text});
        rows.append({Words::tr("Lý do lưu trú"), stay->reason});
        rows.append({Words::tr("Thời gian"), Words::tr("từ %1 đến %2").arg(Display::dateTime(stay->from), Display::dateTime(stay->to))});
    }
    return subheading(Words::tr("Thông báo lưu trú")) + table(rows);
}

QString settingsSection(const PersonalData &data)
{
    Rows rows;
    for (const auto &map : {data.settings, data.preferences}) {
        for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
            rows.append({entry.key(), entry.value()});
    }
    return rows.isEmpty() ? paragraph(Words::tr("Chưa thay đổi cài đặt nào.")) : table(rows);
}

} // namespace
} // namespace document

using document::Words;

QString personalDataTitle(const PersonalData &data)
{
    return Words::tr("Dữ liệu của tôi — xuất ngày %1").arg(Display::date(data.exportedAt));
}

QString personalDataPage()
{
    return Words::tr("Trang %1/%2");
}

QString personalDataHtml(const PersonalData &data)
{
    using namespace document;
    QString html = QStringLiteral("<h1>%1</h1>").arg(personalDataTitle(data).toHtmlEscaped());
    html += paragraph(Words::tr("Bản này do chính chủ ví xuất ra từ ứng dụng Định Danh để xem và lưu giữ. Đây không phải giấy tờ do cơ quan nhà nước cấp và không "
                                "dùng thay giấy tờ. Bản này không mã hóa; xin cất giữ cẩn thận. Khóa ký không có ở đây."));
    html += heading(Words::tr("Thẻ đã đọc")) + cardSection(data);
    html += heading(Words::tr("Giấy tờ trong ví (%1)").arg(data.credentials.size()));
    if (data.credentials.isEmpty() && data.unreadable.isEmpty())
        html += paragraph(Words::tr("Chưa có giấy tờ nào."));
    for (const wallet::StoredCredential &stored : data.credentials)
        html += credentialSection(stored, data.heldKeys.contains(stored.credential.holderThumbprint));
    if (!data.unreadable.isEmpty())
        html += paragraph(Words::tr("Phiên bản này không đọc được %1 giấy tờ khác trong ví. Nội dung gốc có trong bản xuất JSON.").arg(data.unreadable.size()));
    html += heading(Words::tr("Thông báo đã lập (%1)").arg(data.declarations.size()));
    if (data.declarations.isEmpty())
        html += paragraph(Words::tr("Chưa lập thông báo nào."));
    for (const wallet::StoredDeclaration &declaration : data.declarations)
        html += declarationSection(declaration);
    html += heading(Words::tr("Lịch sử xuất trình (%1)").arg(data.history.size()));
    if (data.history.isEmpty())
        html += paragraph(Words::tr("Chưa xuất trình lần nào."));
    Rows shown;
    for (const wallet::ActivityEntry &entry : data.history) {
        shown.append({Display::dateTime(entry.at), QStringLiteral("%1 → %2: %3").arg(Display::title(static_cast<credential::CredentialType>(entry.credentialType)),
                                                                                    Display::audience(entry.audience), groupNames(entry.groups))});
    }
    html += table(shown);
    html += heading(Words::tr("Những lần đồng ý cung cấp thông tin (%1)").arg(data.consents.size()));
    if (data.consents.isEmpty())
        html += paragraph(Words::tr("Chưa có lần nào."));
    for (const wallet::ConsentRecord &consent : data.consents) {
        const QString who = consent.registered ? consent.verifierName : Words::tr("%1 (nơi hỏi chưa được đăng ký)").arg(consent.verifierName);
        html += subheading(Display::dateTime(consent.at))
                + table({{Words::tr("Nơi hỏi"), who},
                         {Words::tr("Mã nơi hỏi"), consent.verifierId},
                         {Words::tr("Mục đích"), consent.purpose},
                         {Words::tr("Căn cứ"), consent.legalBasis},
                         {Words::tr("Đã cho xem"), groupNames(consent.groups)}});
    }
    return html + heading(Words::tr("Cài đặt")) + settingsSection(data);
}

QByteArray personalDataPdf(const QString &html, const QString &title, const QString &page)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly))
        return {};
    QPdfWriter writer(&buffer);
    writer.setResolution(document::dotsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({18, 16, 18, 16}, QPageLayout::Millimeter);
    writer.setTitle(title);
    QPainter painter(&writer);

    QFont font(QStringLiteral("Noto Sans"));
    font.setPointSizeF(10.5);
    QFont small = font;
    small.setPointSizeF(9);
    const QSizeF paper(writer.width(), writer.height());
    const qreal band = QFontMetricsF(small, &writer).height() * 2; // header, and footer
    const QSizeF body(paper.width(), paper.height() - 2 * band);

    QTextDocument text;
    text.documentLayout()->setPaintDevice(&writer);
    text.setDefaultFont(font);
    text.setDocumentMargin(0);
    text.setDefaultStyleSheet(QStringLiteral("h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 11pt; } .label { color: #444444; }"));
    text.setHtml(html);
    text.setPageSize(body);

    const int pages = text.pageCount();
    for (int i = 0; i < pages; ++i) {
        if (i > 0)
            writer.newPage();
        painter.setFont(small);
        painter.setPen(QColor(0x44, 0x44, 0x44));
        painter.drawText(QRectF(0, 0, paper.width(), band), Qt::AlignLeft | Qt::AlignTop, title);
        painter.drawText(QRectF(0, paper.height() - band, paper.width(), band), Qt::AlignRight | Qt::AlignBottom, page.arg(i + 1).arg(pages));
        painter.save();
        painter.translate(0, band - i * body.height());
        painter.setClipRect(QRectF(0, i * body.height(), body.width(), body.height()));
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, i * body.height(), body.width(), body.height());
        context.palette.setColor(QPalette::Text, Qt::black);
        text.documentLayout()->draw(&painter, context);
        painter.restore();
    }
    painter.end();
    return bytes;
}

} // namespace dd::citizen
