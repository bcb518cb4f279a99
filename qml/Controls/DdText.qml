// Text in one of the roles of the type scale. It wraps; it never shrinks below what the person asked for.
import QtQuick
import DinhDanh.Theme

Text {
    id: text

    // caption, body, strong, heading, title, display
    property string role: "body"

    color: role === "caption" ? Theme.inkSoft : Theme.ink
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    lineHeight: role === "caption" || role === "body" ? 1.2 : 1.1
    font.pixelSize: {
        switch (role) {
        case "caption": return Theme.caption;
        case "heading": return Theme.heading;
        case "title": return Theme.title;
        case "display": return Theme.display;
        default: return Theme.body;
        }
    }
    font.weight: role === "heading" || role === "title" || role === "display" || role === "strong" ? Font.DemiBold : Font.Normal
    Accessible.role: role === "heading" || role === "title" || role === "display" ? Accessible.Heading : Accessible.StaticText
    Accessible.name: text.text
}
