#include "app/citizen/print_document.h"

#include "app/citizen/display.h"
#include "app/citizen/document_html.h"
#include "core/qr/qr_code.h"

#include <QBuffer>
#include <QImage>

namespace dd::citizen {
namespace {

constexpr int sheetModulePixels = 8;
constexpr int sheetCodeWidth = 440; // in dots of 1/144 inch: 78 mm, so that a module of the largest code has more than half a millimetre

class SheetWords
{
    Q_DECLARE_TR_FUNCTIONS(dd::citizen::PrintedSheet)
};

// With the quiet zone of four modules that ISO/IEC 18004 asks for.
QString codePicture(const qr::ModuleMatrix &matrix)
{
    const int side = (matrix.size + 8) * sheetModulePixels;
    QImage image(side, side, QImage::Format_Grayscale8);
    image.fill(Qt::white);
    for (int y = 0; y < matrix.size * sheetModulePixels; ++y) {
        uchar *line = image.scanLine(y + 4 * sheetModulePixels) + 4 * sheetModulePixels;
        for (int x = 0; x < matrix.size * sheetModulePixels; ++x)
            line[x] = matrix.isDark(x / sheetModulePixels, y / sheetModulePixels) ? 0 : 255;
    }
    QByteArray png;
    QBuffer buffer(&png);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return {};
    return QStringLiteral("<p align='center'><img width='%1' height='%1' src='data:image/png;base64,%2'></p>")
        .arg(sheetCodeWidth)
        .arg(QString::fromLatin1(png.toBase64()));
}

} // namespace

QString printedSheetTitle(const PrintedSheet &sheet)
{
    const QString title = SheetWords::tr("Bản in của: %1").arg(Display::title(sheet.claims.printed->copyOf));
    return sheet.demo ? title + QStringLiteral(" (DEMO)") : title;
}

Result<QString> printedSheetHtml(const PrintedSheet &sheet)
{
    using namespace document;
    const auto matrix = qr::makeQrCode(sheet.code, qr::ErrorCorrection::Medium);
    if (!matrix)
        return fail(matrix.error());
    const credential::Claims &claims = sheet.claims;
    const credential::PrintedCopyClaims &printed = *claims.printed;
    Rows rows;
    if (sheet.shown.contains(credential::Group::Person) && claims.person)
        rows.append({SheetWords::tr("Nhân thân"), Display::person(*claims.person)});
    if (sheet.shown.contains(credential::Group::Number))
        rows.append({Display::groupName(credential::Group::Number), claims.personalNumber});
    if (printed.from && printed.to)
        rows.append({SheetWords::tr("Hành trình"), Display::route(*printed.from, *printed.to)});
    rows.append({SheetWords::tr("Ghi trên giấy tờ"), printed.label});
    rows.append({SheetWords::tr("Có hiệu lực"),
                 SheetWords::tr("từ %1 đến %2").arg(Display::dateTime(claims.validFrom()), Display::dateTime(claims.validTo()))});
    rows.append({SheetWords::tr("In lúc"), Display::dateTime(sheet.madeAt)});

    QString html = QStringLiteral("<h1>%1</h1>").arg(printedSheetTitle(sheet).toHtmlEscaped()) + codePicture(*matrix) + table(rows);
    html += heading(SheetWords::tr("Bản in này chứng minh điều gì"));
    html += paragraph(SheetWords::tr("Quầy quét mã thì biết nội dung trên do cơ quan cấp ký, không ai sửa, còn hạn và chưa bị thu hồi theo danh sách quầy đang có."));
    html += heading(SheetWords::tr("Bản in này không chứng minh điều gì"));
    html += paragraph(SheetWords::tr("Không chứng minh người cầm giấy là chủ giấy tờ: ai chụp hay sao lại tờ này cũng có đúng mã ấy. Quầy phải đối chiếu với giấy tờ gốc, "
                                     "hoặc yêu cầu mã trên điện thoại."));
    return html
           + paragraph(SheetWords::tr("Tờ này do chính chủ ví in ra từ ứng dụng Định Danh, không phải giấy tờ do cơ quan nhà nước in và không dùng thay giấy tờ."));
}

} // namespace dd::citizen
