import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdCard {
    id: root

    required property int index
    required property string declarationId
    required property string place
    required property string period
    required property string stateText
    required property string kind
    required property string times
    required property string refusal
    required property bool canSend

    padding: Theme.space3
    spacing: Theme.space1

    DdText {
        Layout.fillWidth: true
        role: "strong"
        text: root.place
    }
    DdText {
        Layout.fillWidth: true
        text: root.period
    }
    DdText {
        Layout.fillWidth: true
        role: "caption"
        text: root.times
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space2
        Glyph {
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.glyph
            implicitHeight: Theme.glyph
            name: Theme.glyphOf(root.kind)
            color: Theme.textOf(root.kind)
        }
        DdText {
            objectName: "stay.item." + root.index + ".state"
            Layout.fillWidth: true
            text: root.stateText
            color: Theme.textOf(root.kind)
        }
    }
    DdText {
        Layout.fillWidth: true
        visible: root.refusal !== ""
        text: qsTr("Lý do: %1").arg(root.refusal)
    }
    DdButton {
        objectName: "stay.item." + root.index + ".resend"
        Layout.fillWidth: true
        visible: root.canSend
        enabled: Stay.phase !== Stay.Sending
        glyph: "send"
        text: qsTr("Gửi lại")
        spoken: qsTr("Gửi lại thông báo tại %1").arg(root.place)
        onClicked: Stay.resend(root.declarationId)
    }
}
