// Name of the post, language, text size, theme. A click here leaves the keyboard with the scanner's field.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Rectangle {
    id: root

    required property CounterController counter
    readonly property bool narrow: width < Theme.phoneWidth
    readonly property var themeNames: [qsTr("Sáng"), qsTr("Tối"), qsTr("Tương phản cao")]

    implicitHeight: Math.max(name.visible ? name.implicitHeight : 0, tools.height) + 2 * Theme.space2
    color: Theme.paper

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
    DdText {
        id: name
        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        width: root.width * 0.4
        visible: !root.narrow // a phone gives its height to the verdict
        role: "heading"
        text: qsTr("Quầy kiểm tra")
    }
    Flow {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        width: root.narrow ? root.width - 2 * Theme.space2 : root.width * 0.6 - Theme.space4
        layoutDirection: Qt.RightToLeft
        spacing: Theme.space1

        DdIconButton {
            objectName: "counter.theme"
            focusPolicy: Qt.TabFocus
            glyph: ["sun", "moon", "contrast"][root.counter.themeMode]
            spoken: qsTr("Giao diện: %1").arg(root.themeNames[root.counter.themeMode])
            onClicked: root.counter.themeMode = (root.counter.themeMode + 1) % 3
        }
        DdIconButton {
            objectName: "counter.textSize"
            focusPolicy: Qt.TabFocus
            glyph: "text"
            spoken: qsTr("Cỡ chữ: %1 %").arg(Math.round(root.counter.textScale * 100))
            onClicked: root.counter.textScale = root.counter.textScale >= 2 ? 1 : root.counter.textScale + 0.5
        }
        DdButton {
            objectName: "counter.language.en"
            focusPolicy: Qt.TabFocus
            kind: root.counter.language === "en" ? "secondary" : "quiet"
            text: "EN"
            spoken: "English"
            onClicked: root.counter.language = "en"
        }
        DdButton {
            objectName: "counter.language.vi"
            focusPolicy: Qt.TabFocus
            kind: root.counter.language === "vi" ? "secondary" : "quiet"
            text: "VI"
            spoken: "Tiếng Việt"
            onClicked: root.counter.language = "vi"
        }
        Item {
            width: badge.width + 2 * Theme.space2
            height: Theme.touch
            visible: root.counter.demoMode
            StatusBadge {
                id: badge
                anchors.centerIn: parent
                objectName: "counter.demoBadge"
                kind: "demo"
                text: qsTr("DEMO")
            }
        }
    }
}
