// A sheet of surface on the paper. Children stack in a column.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme

Rectangle {
    id: root

    default property alias content: column.data
    property int padding: Theme.space4
    property alias spacing: column.spacing

    Layout.fillWidth: true
    implicitWidth: column.implicitWidth + 2 * padding
    implicitHeight: column.implicitHeight + 2 * padding
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(1, Theme.border)
    border.color: Theme.line

    ColumnLayout {
        id: column
        anchors.fill: parent
        anchors.margins: root.padding
        spacing: Theme.space3
    }
}
