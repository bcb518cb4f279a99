// The wallet is there and cannot be opened. Nothing is repaired or deleted unless the person says so, twice.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

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
    EraseCard {
        prefix: "broken.restore"
        text: qsTr("Xóa ví này và khôi phục từ bản sao lưu")
        reason: qsTr("Chỉ chọn cách này khi bạn còn tệp sao lưu và nhớ mật khẩu của nó. Sau khi xóa, bạn đặt mã mở ví mới rồi chọn tệp.")
        onConfirmed: { Backup.restoreWanted = true; Wallet.erase(); }
    }
    EraseCard {
        prefix: "broken.erase"
        text: qsTr("Xóa ví này và làm lại từ đầu")
        onConfirmed: Wallet.erase()
    }
}
