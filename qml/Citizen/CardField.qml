// One field of the card, where it comes from, and a mask that goes when it is tapped.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls

ColumnLayout {
    id: root

    required property int index
    required property string label
    required property string value
    required property string masked
    required property string origin
    required property bool fromChip
    property bool revealed: false

    Layout.fillWidth: true
    spacing: 0

    DdText {
        Layout.fillWidth: true
        role: "caption"
        text: root.label
    }
    RowLayout {
        Layout.fillWidth: true
        DdText {
            objectName: "result.field." + root.index
            Layout.fillWidth: true
            role: "strong"
            text: root.masked !== "" && !root.revealed ? root.masked : root.value
        }
        DdIconButton {
            objectName: "result.field." + root.index + ".reveal"
            visible: root.masked !== ""
            glyph: root.revealed ? "hidden" : "eye"
            spoken: root.revealed ? qsTr("Che %1").arg(root.label) : qsTr("Hiện %1").arg(root.label)
            onClicked: root.revealed = !root.revealed
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space1
        Glyph {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 3
            implicitWidth: Theme.caption
            implicitHeight: Theme.caption
            name: root.fromChip ? "chip" : "keyboard"
            color: Theme.inkSoft
        }
        DdText {
            Layout.fillWidth: true
            role: "caption"
            text: root.origin
        }
    }
}
