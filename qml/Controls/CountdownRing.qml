// Seconds left, as an arc and as a number; `spoken` says until what.
import QtQuick
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

Item {
    id: root

    property real total: 20
    property real remaining: 20
    property string spoken: qsTr("Còn %1 giây")
    property color color: Theme.accentText
    property color trackColor: Theme.line
    property color textColor: Theme.ink

    implicitWidth: Math.max(64, Theme.body * 3)
    implicitHeight: implicitWidth

    Accessible.role: Accessible.ProgressBar
    Accessible.name: root.spoken.arg(Math.ceil(remaining))

    Ring {
        anchors.fill: parent
        thickness: 6
        progress: root.total > 0 ? root.remaining / root.total : 0
        color: root.color
        trackColor: root.trackColor
    }
    Text {
        anchors.centerIn: parent
        text: Math.max(0, Math.ceil(root.remaining))
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
        color: root.textColor
        Accessible.ignored: true
    }
}
