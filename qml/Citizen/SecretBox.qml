// A passphrase field that shows only how much was typed.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ColumnLayout {
    id: root

    property string label: ""
    property string fieldName: "secret.field"
    property SecretBuffer buffer: Wallet.entry
    property bool busy: Wallet.busy
    signal accepted()

    Layout.fillWidth: true
    spacing: Theme.space1

    DdText {
        Layout.fillWidth: true
        role: "strong"
        text: root.label
        Accessible.ignored: true
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.touch, Theme.body * 2.4)
        radius: Theme.radiusSmall
        color: Theme.surface
        border.width: Math.max(1, Theme.border)
        border.color: Theme.outline

        Text {
            anchors.fill: parent
            anchors.leftMargin: Theme.space3
            anchors.rightMargin: Theme.space3
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideLeft
            text: "•".repeat(Math.min(root.buffer.count, 64))
            font.pixelSize: Theme.title
            color: Theme.ink
            Accessible.ignored: true
        }
        SecretField {
            id: field
            objectName: root.fieldName
            anchors.fill: parent
            focus: true
            buffer: root.buffer
            enabled: !root.busy
            onAccepted: root.accepted()
            Accessible.role: Accessible.EditableText
            // Qt names no password field to a screen reader (QQuickAccessibleAttached::name), so the description says it too.
            Accessible.name: root.label
            Accessible.description: root.label + ". " + qsTr("Đã nhập %1 ký tự").arg(root.buffer.count)
            Accessible.passwordEdit: true
            Accessible.focusable: true

            FocusRing { target: field }
        }
    }
    DdText {
        objectName: "secret.count"
        Layout.fillWidth: true
        role: "caption"
        text: qsTr("Đã nhập %1 ký tự").arg(root.buffer.count)
    }
}
