import QtQuick
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

Rectangle {
    id: root

    // info, warn, error, ok, demo, plain
    property string kind: "plain"
    property string text: ""

    implicitWidth: row.implicitWidth + 2 * Theme.space3
    implicitHeight: row.implicitHeight + 2 * Theme.space1
    radius: height / 2
    color: Theme.fillOf(kind)
    border.width: Theme.contrast || kind === "plain" ? Math.max(1, Theme.border) : 0
    border.color: Theme.outline

    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.space1
        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.kind !== "plain"
            width: Theme.caption
            height: Theme.caption
            name: Theme.glyphOf(root.kind)
            color: Theme.onFillOf(root.kind)
        }
        Text {
            text: root.text
            textFormat: Text.PlainText
            font.pixelSize: Theme.caption
            font.weight: Font.DemiBold
            color: Theme.onFillOf(root.kind)
            Accessible.ignored: true
        }
    }
}
