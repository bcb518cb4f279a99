// A button that is only a drawing; `spoken` is what it is called, and is shown when the pointer rests on it.
import QtQuick
import QtQuick.Controls.Basic
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

AbstractButton {
    id: control

    required property string glyph
    required property string spoken
    property color color: Theme.ink

    implicitWidth: Math.max(Theme.touch, Theme.glyph + 2 * Theme.space3)
    implicitHeight: implicitWidth
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.55

    Accessible.role: Accessible.Button
    Accessible.name: spoken

    ToolTip.visible: hovered
    ToolTip.delay: 600
    ToolTip.text: spoken

    Keys.onReturnPressed: control.clicked()
    Keys.onEnterPressed: control.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: control.checked ? Theme.accentTint : "transparent"
        border.width: control.checked ? Math.max(1, Theme.border) : 0
        border.color: Theme.accentText
        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: Theme.ink
            opacity: control.down ? 0.16 : control.hovered ? 0.08 : 0
        }
        FocusRing { target: control; shown: control.visualFocus }
    }
    contentItem: Item {
        Glyph {
            anchors.centerIn: parent
            width: Theme.glyph
            height: Theme.glyph
            name: control.glyph
            color: control.checked ? Theme.accentText : control.color
        }
    }
}
