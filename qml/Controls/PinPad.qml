// Our own digits: a pressed digit leaves as a signal and is kept nowhere here. `entered` is only how many there are.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme

FocusScope {
    id: root

    property int entered: 0
    property int minimum: 6
    property int maximum: 12
    property bool busy: false
    // Object names are <prefix>.digit.0 … <prefix>.digit.9, <prefix>.erase, <prefix>.confirm
    property string prefix: "pin"
    property string confirmText: qsTr("Xác nhận")
    property real keySize: Math.min(76, Math.max(Theme.touch + 8, Theme.body * 3))

    signal digit(int value)
    signal erase()
    signal confirm()

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight

    function press(value: int) {
        if (!root.busy && root.entered < root.maximum)
            root.digit(value);
    }
    function finish() {
        if (!root.busy && root.entered >= root.minimum)
            root.confirm();
    }

    Keys.onPressed: event => {
        if (event.key >= Qt.Key_0 && event.key <= Qt.Key_9) {
            root.press(event.key - Qt.Key_0);
            event.accepted = true;
        } else if (event.key === Qt.Key_Backspace) {
            if (!root.busy)
                root.erase();
            event.accepted = true;
        } else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
            root.finish();
            event.accepted = true;
        }
    }

    ColumnLayout {
        id: column
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.space4

        Row {
            id: dots
            objectName: root.prefix + ".dots"
            Layout.alignment: Qt.AlignHCenter
            spacing: Theme.space2
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("Đã nhập %1 chữ số").arg(root.entered)

            Repeater {
                model: Math.max(root.minimum, root.entered)
                Rectangle {
                    required property int index
                    width: 16
                    height: 16
                    radius: 8
                    color: index < root.entered ? Theme.ink : "transparent"
                    border.width: 2
                    border.color: Theme.outline
                }
            }
        }

        GridLayout {
            Layout.alignment: Qt.AlignHCenter
            columns: 3
            columnSpacing: Theme.space2
            rowSpacing: Theme.space2

            Repeater {
                model: [1, 2, 3, 4, 5, 6, 7, 8, 9]
                PinKey { required property int modelData; value: modelData }
            }
            DdButton {
                objectName: root.prefix + ".erase"
                Layout.preferredWidth: root.keySize * 1.35
                Layout.preferredHeight: root.keySize
                glyph: "erase"
                focusPolicy: Qt.TabFocus
                spoken: qsTr("Xóa một chữ số")
                enabled: !root.busy && root.entered > 0
                onClicked: root.erase()
            }
            PinKey { value: 0 }
            DdButton {
                objectName: root.prefix + ".confirm"
                Layout.preferredWidth: root.keySize * 1.35
                Layout.preferredHeight: root.keySize
                kind: "primary"
                glyph: "check"
                spoken: root.confirmText
                enabled: !root.busy && root.entered >= root.minimum
                onClicked: root.finish()
            }
        }
    }

    component PinKey: DdButton {
        property int value: 0
        objectName: root.prefix + ".digit." + value
        Layout.preferredWidth: root.keySize * 1.35
        Layout.preferredHeight: root.keySize
        text: value
        spoken: qsTr("Số %1").arg(value)
        font.pixelSize: Theme.title
        focusPolicy: Qt.TabFocus // a tap leaves the keyboard with the pad, so that Return confirms
        enabled: !root.busy
        onClicked: root.press(value)
    }
}
