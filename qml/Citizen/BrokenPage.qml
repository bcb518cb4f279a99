// The wallet is there and cannot be opened. Nothing is repaired or deleted unless the person says so, twice.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    property bool asking: false

    objectName: "page.broken"
    title: qsTr("Chưa mở được ví")

    MessageBanner { objectName: "broken.message"; source: Wallet }
    DdButton {
        objectName: "broken.retry"
        Layout.fillWidth: true
        kind: "primary"
        text: qsTr("Thử lại")
        onClicked: Wallet.retry()
    }
    DdButton {
        objectName: "broken.erase"
        Layout.fillWidth: true
        visible: !page.asking
        text: qsTr("Xóa ví này và làm lại từ đầu")
        onClicked: page.asking = true
    }
    DdCard {
        visible: page.asking
        DdText {
            Layout.fillWidth: true
            text: qsTr("Xóa hẳn ví, khóa và giấy tờ trên máy này? Không lấy lại được.")
        }
        DdButton {
            objectName: "broken.erase.confirm"
            Layout.fillWidth: true
            kind: "danger"
            text: qsTr("Xóa hẳn")
            onClicked: Wallet.erase()
        }
        DdButton {
            objectName: "broken.erase.cancel"
            Layout.fillWidth: true
            text: qsTr("Giữ lại")
            onClicked: page.asking = false
        }
    }
}
