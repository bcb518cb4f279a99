// How old the trust list is: always on the screen.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Rectangle {
    id: root

    required property CounterController counter
    readonly property string kind: counter.trustKind

    signal updateRequested()

    implicitHeight: row.implicitHeight + 2 * Theme.space2
    color: Theme.tintOf(kind)

    Rectangle {
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
    RowLayout {
        id: row
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.space4
        anchors.rightMargin: Theme.space2
        spacing: Theme.space2

        Glyph {
            implicitWidth: Theme.glyph
            implicitHeight: Theme.glyph
            name: Theme.glyphOf(root.kind)
            color: Theme.textOf(root.kind)
        }
        DdText {
            objectName: "counter.trustAge"
            Layout.fillWidth: true
            role: "caption"
            text: root.counter.trustText
            color: Theme.ink
        }
        DdButton {
            objectName: "counter.trustUpdate"
            visible: root.width >= Theme.phoneWidth
            glyph: "refresh"
            text: qsTr("Cập nhật")
            spoken: qsTr("Cập nhật danh sách tin cậy")
            onClicked: root.updateRequested()
        }
        DdIconButton {
            objectName: "counter.trustUpdate.small"
            visible: root.width < Theme.phoneWidth
            glyph: "refresh"
            spoken: qsTr("Cập nhật danh sách tin cậy")
            onClicked: root.updateRequested()
        }
    }
}
