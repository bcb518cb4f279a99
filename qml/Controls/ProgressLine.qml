// How far a piece of work is (0…1), or that it goes on (indeterminate), with words below.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme

ColumnLayout {
    id: root

    property real value: 0
    property bool indeterminate: false
    property string text: ""
    readonly property real shown: Math.max(0, Math.min(1, value))

    Layout.fillWidth: true
    spacing: Theme.space2

    Accessible.role: Accessible.ProgressBar
    Accessible.name: text !== "" ? text : qsTr("Đang xử lý")
    Accessible.description: indeterminate ? "" : qsTr("%1 phần trăm").arg(Math.round(shown * 100))

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: 10
        radius: 5
        color: Theme.surfaceAlt
        border.width: 1
        border.color: Theme.outline
        clip: true

        Rectangle {
            id: bar
            height: parent.height
            radius: 5
            color: Theme.accentText
            width: root.indeterminate ? parent.width * 0.3 : parent.width * root.shown
            SequentialAnimation on x {
                running: root.indeterminate && root.visible && !Theme.reducedMotion
                loops: Animation.Infinite
                onStopped: bar.x = 0
                NumberAnimation { from: 0; to: bar.parent.width * 0.7; duration: 900; easing.type: Easing.InOutSine }
                NumberAnimation { from: bar.parent.width * 0.7; to: 0; duration: 900; easing.type: Easing.InOutSine }
            }
        }
    }
    DdText {
        Layout.fillWidth: true
        visible: root.text !== ""
        role: "caption"
        text: root.text
        Accessible.ignored: true
    }
}
