// What happened, why, what to do next, the code. Meaning is told by word, drawing and colour together.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

Rectangle {
    id: root

    // info, warn, error, ok, demo
    property string kind: "info"
    property string text: ""
    property string advice: ""
    property string code: ""
    readonly property string word: {
        switch (kind) {
        case "ok": return qsTr("Xong");
        case "warn": return qsTr("Lưu ý");
        case "error": return qsTr("Lỗi");
        case "demo": return qsTr("DEMO");
        default: return qsTr("Thông tin");
        }
    }

    Layout.fillWidth: true
    implicitWidth: 320
    implicitHeight: row.implicitHeight + 2 * Theme.space3
    radius: Theme.radius
    color: Theme.tintOf(kind)
    border.width: Math.max(1, Theme.border)
    border.color: Theme.textOf(kind)

    Accessible.role: kind === "error" || kind === "warn" ? Accessible.AlertMessage : Accessible.StaticText
    Accessible.name: word + ": " + text + (advice !== "" ? " " + advice : "") + (code !== "" ? " " + code : "")

    RowLayout {
        id: row
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.space3
        spacing: Theme.space3

        Glyph {
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.glyph
            implicitHeight: Theme.glyph
            name: Theme.glyphOf(root.kind)
            color: Theme.textOf(root.kind)
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 2
            DdText {
                Layout.fillWidth: true
                role: "strong"
                text: root.word + (root.code !== "" ? " · " + root.code : "")
                color: Theme.textOf(root.kind)
                Accessible.ignored: true
            }
            DdText {
                Layout.fillWidth: true
                visible: root.text !== ""
                text: root.text
                Accessible.ignored: true
            }
            DdText {
                Layout.fillWidth: true
                visible: root.advice !== ""
                text: root.advice
                Accessible.ignored: true
            }
        }
    }
}
