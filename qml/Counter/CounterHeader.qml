import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Rectangle {
    id: root

    required property CounterController counter
    readonly property var themeNames: [qsTr("Sáng"), qsTr("Tối"), qsTr("Tương phản cao")]

    implicitHeight: row.implicitHeight + 2 * Theme.space2
    color: Theme.paper

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
    GridLayout {
        id: row
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.space4
        anchors.rightMargin: Theme.space2
        columns: root.width < Theme.phoneWidth ? 1 : 2
        rowSpacing: 0

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.space3
            DdText {
                Layout.fillWidth: true
                role: "heading"
                text: qsTr("Quầy kiểm tra")
            }
            StatusBadge {
                objectName: "counter.demoBadge"
                visible: root.counter.demoMode
                kind: "demo"
                text: qsTr("DEMO")
            }
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: 0
            DdButton {
                objectName: "counter.language.vi"
                kind: root.counter.language === "vi" ? "secondary" : "quiet"
                text: "VI"
                spoken: "Tiếng Việt"
                onClicked: root.counter.language = "vi"
            }
            DdButton {
                objectName: "counter.language.en"
                kind: root.counter.language === "en" ? "secondary" : "quiet"
                text: "EN"
                spoken: "English"
                onClicked: root.counter.language = "en"
            }
            DdIconButton {
                objectName: "counter.textSize"
                glyph: "text"
                spoken: qsTr("Cỡ chữ: %1 %").arg(Math.round(root.counter.textScale * 100))
                onClicked: root.counter.textScale = root.counter.textScale >= 2 ? 1 : root.counter.textScale + 0.5
            }
            DdIconButton {
                objectName: "counter.theme"
                glyph: ["sun", "moon", "contrast"][root.counter.themeMode]
                spoken: qsTr("Giao diện: %1").arg(root.themeNames[root.counter.themeMode])
                onClicked: root.counter.themeMode = (root.counter.themeMode + 1) % 3
            }
        }
    }
}
