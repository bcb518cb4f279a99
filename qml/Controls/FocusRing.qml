// The keyboard's place, drawn around whatever holds it. Parent it to the control.
import QtQuick
import DinhDanh.Theme

Rectangle {
    id: ring

    required property Item target
    property bool shown: ring.target.activeFocus

    anchors.fill: parent
    anchors.margins: -Theme.focusWidth - 1
    visible: shown
    color: "transparent"
    radius: Theme.radius + Theme.focusWidth
    border.width: Theme.focusWidth
    border.color: Theme.focus
}
