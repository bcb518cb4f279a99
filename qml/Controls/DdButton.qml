import QtQuick
import QtQuick.Controls.Basic
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

Button {
    id: control

    // primary, secondary, danger, quiet
    property string kind: "secondary"
    property string glyph: ""
    // What a screen reader says; the text unless set.
    property string spoken: ""

    readonly property color ground: kind === "primary" ? Theme.accent : kind === "danger" ? Theme.invalid : kind === "quiet" ? "transparent" : Theme.surface
    readonly property color mark: kind === "primary" ? Theme.accentInk : kind === "danger" ? Theme.invalidInk : kind === "quiet" ? Theme.accentText : Theme.ink

    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    implicitWidth: Math.max(Theme.touch, implicitContentWidth + leftPadding + rightPadding)
    leftPadding: Theme.space4
    rightPadding: Theme.space4
    topPadding: Theme.space2
    bottomPadding: Theme.space2
    focusPolicy: Qt.StrongFocus
    font.pixelSize: Theme.body
    font.weight: Font.DemiBold
    opacity: enabled ? 1 : 0.55

    Accessible.role: Accessible.Button
    Accessible.name: spoken !== "" ? spoken : text

    Keys.onReturnPressed: event => { if (!event.isAutoRepeat) control.clicked(); }
    Keys.onEnterPressed: event => { if (!event.isAutoRepeat) control.clicked(); }

    background: Rectangle {
        radius: Theme.radius
        color: control.ground
        border.width: control.kind === "secondary" || (Theme.contrast && control.kind !== "quiet") ? Math.max(Theme.border, 1) : 0
        border.color: Theme.outline

        Rectangle { // pressed and hovered darken by the ink, whatever the palette
            anchors.fill: parent
            radius: parent.radius
            color: control.mark
            opacity: control.down ? 0.16 : control.hovered ? 0.08 : 0
        }
        FocusRing { target: control; shown: control.visualFocus }
    }

    contentItem: Item {
        // from the unwrapped words, not from the row, whose width follows the button's
        implicitWidth: Math.ceil(Math.max(natural.width, natural.advanceWidth)) + 2 + (mark.visible ? mark.width + (label.visible ? row.spacing : 0) : 0)
        implicitHeight: Math.max(mark.visible ? mark.height : 0, label.visible ? label.implicitHeight : 0)

        TextMetrics {
            id: natural
            font: control.font
            text: control.text
        }
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.space2

            Glyph {
                id: mark
                anchors.verticalCenter: parent.verticalCenter
                visible: control.glyph !== ""
                width: Theme.glyph
                height: Theme.glyph
                name: control.glyph
                color: control.mark
            }
            Text {
                id: label
                anchors.verticalCenter: parent.verticalCenter
                visible: control.text !== ""
                width: Math.min(Math.ceil(Math.max(natural.width, natural.advanceWidth)) + 2, control.availableWidth - (mark.visible ? mark.width + row.spacing : 0))
                text: control.text
                textFormat: Text.PlainText
                font: control.font
                color: control.mark
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
