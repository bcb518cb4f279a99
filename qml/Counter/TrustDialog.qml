// A newer trust list from a file. It is signed, so it does not matter who carried it.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Popup {
    id: root

    required property CounterController counter

    function take(file: string) {
        root.counter.updateTrust(file);
        root.close();
    }

    anchors.centerIn: parent
    width: Math.min(520, parent.width - 2 * Theme.space4)
    padding: Theme.space5
    modal: true
    focus: true
    onOpened: path.takeFocus()

    background: Rectangle {
        color: Theme.surface
        radius: Theme.radius
        border.width: Math.max(1, Theme.border)
        border.color: Theme.outline
    }
    contentItem: ColumnLayout {
        spacing: Theme.space3
        DdText {
            Layout.fillWidth: true
            role: "heading"
            text: qsTr("Cập nhật danh sách tin cậy")
        }
        DdText {
            Layout.fillWidth: true
            text: qsTr("Danh sách có chữ ký của khóa gốc và số thứ tự; bản cũ hơn hoặc bị sửa sẽ bị từ chối.")
        }
        DdTextField {
            id: path
            Layout.fillWidth: true
            fieldName: "counter.trustPath"
            label: qsTr("Tệp danh sách tin cậy")
            onAccepted: if (text.trim() !== "") root.take(text)
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.space2
            DdButton {
                objectName: "counter.trustApply"
                kind: "primary"
                text: qsTr("Cập nhật")
                enabled: path.text.trim() !== ""
                onClicked: root.take(path.text)
            }
            DdButton {
                objectName: "counter.trustBrowse"
                text: qsTr("Chọn tệp…")
                onClicked: dialog.open()
            }
            DdButton {
                objectName: "counter.trustCancel"
                kind: "quiet"
                text: qsTr("Thôi")
                onClicked: root.close()
            }
        }
        FilePicker {
            id: dialog
            title: qsTr("Tệp danh sách tin cậy")
            nameFilters: [qsTr("Mọi tệp (*)")]
            onChosen: file => root.take(file)
        }
    }
}
