// The whole row is the target: words at the left, the switch at the right.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

Switch {
    id: control

    property string detail: ""

    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    topPadding: Theme.space2
    bottomPadding: Theme.space2
    leftPadding: 0
    rightPadding: indicator.width + Theme.space4
    focusPolicy: Qt.StrongFocus
    font.pixelSize: Theme.body

    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.description: detail
    Accessible.checkable: true
    Accessible.checked: checked

    Keys.onReturnPressed: event => { if (!event.isAutoRepeat) { control.toggle(); control.toggled(); control.clicked(); } }

    background: Item {
        FocusRing { target: control; shown: control.visualFocus }
    }

    indicator: Rectangle {
        x: control.width - width
        y: (control.height - height) / 2
        width: 56
        height: 32
        radius: height / 2
        color: control.checked ? Theme.accent : Theme.surface
        border.width: 2
        border.color: control.checked ? Theme.accent : Theme.outline
        opacity: control.enabled ? 1 : 0.55

        Rectangle {
            x: control.checked ? parent.width - width - 5 : 5
            anchors.verticalCenter: parent.verticalCenter
            width: 22
            height: 22
            radius: 11
            color: control.checked ? Theme.accentInk : Theme.outline
            Behavior on x { NumberAnimation { duration: Theme.moment } }

            Glyph { // the state is a shape too, not only a colour and a place
                anchors.centerIn: parent
                width: 14
                height: 14
                name: "check"
                visible: control.checked
                color: Theme.accent
            }
        }
    }

    contentItem: ColumnLayout {
        spacing: 2
        DdText {
            Layout.fillWidth: true
            text: control.text
            font: control.font
            Accessible.ignored: true
        }
        DdText {
            Layout.fillWidth: true
            visible: text !== ""
            role: "caption"
            text: control.detail
            Accessible.ignored: true
        }
    }
}
