// The parts of a document that is laid out from HTML and printed (personalDataPdf). Every text is escaped here.
#pragma once

#include <QList>
#include <QString>

namespace dd::citizen::document {

inline QString heading(const QString &text)
{
    return QStringLiteral("<h2>%1</h2>").arg(text.toHtmlEscaped());
}

inline QString paragraph(const QString &text)
{
    return QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped());
}

inline QString subheading(const QString &text)
{
    return QStringLiteral("<h3>%1</h3>").arg(text.toHtmlEscaped());
}

using Rows = QList<std::pair<QString, QString>>;

inline QString table(const Rows &rows)
{
    QString html = QStringLiteral("<table width='100%' cellpadding='3'>");
    for (const auto &[label, value] : rows) {
        if (!value.isEmpty())
            html += QStringLiteral("<tr><td width='34%' class='label'>%1</td><td>%2</td></tr>").arg(label.toHtmlEscaped(), value.toHtmlEscaped());
    }
    return html + QStringLiteral("</table>");
}

} // namespace dd::citizen::document
