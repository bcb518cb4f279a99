// The PIN was right, and the database is an older copy than the one saved last (VLT-013). What that means in words, and the
// two ways on; nothing is repaired by itself.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    objectName: "page.rolledBack"
    title: qsTr("Dữ liệu ví là bản cũ")

    MessageBanner { objectName: "rolledBack.message"; source: Wallet }
    DdText {
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Chuyện gì đã xảy ra?")
    }
    DdText {
        objectName: "rolledBack.meaning"
        Layout.fillWidth: true
        text: qsTr("Mỗi lần lưu, máy ghi lại một số thứ tự ở nơi không chép đi được. Dữ liệu ví đang có mang số nhỏ hơn: đó là một bản cũ được đặt vào chỗ bản mới.")
    }
    DdText {
        Layout.fillWidth: true
        text: qsTr("Thường là do phần mềm phục hồi hoặc dọn dẹp máy. Cũng có thể ai đó chép đè bản cũ, để giấy tờ đã xóa hoặc đã bị thu hồi hiện lại. Mã PIN của bạn đúng; ứng dụng không tự sửa và chưa thay đổi gì.")
    }
    DdText {
        Layout.fillWidth: true
        text: qsTr("Nếu bạn vừa phục hồi máy và còn bản mới hơn, hãy trả bản đó lại rồi thử mở lại.")
    }
    DdButton {
        objectName: "rolledBack.retry"
        Layout.fillWidth: true
        kind: "primary"
        text: qsTr("Thử mở lại")
        onClicked: Wallet.retry()
    }
    DdText {
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Hai cách đi tiếp")
    }
    EraseCard {
        prefix: "rolledBack.restore"
        text: qsTr("Xóa ví này và khôi phục từ bản sao lưu")
        reason: qsTr("Chỉ chọn cách này khi bạn còn tệp sao lưu và nhớ mật khẩu của nó. Sau khi xóa, bạn đặt mã mở ví mới rồi chọn tệp.")
        onConfirmed: { Backup.restoreWanted = true; Wallet.erase(); }
    }
    EraseCard {
        prefix: "rolledBack.erase"
        text: qsTr("Xóa ví này và thêm lại thẻ")
        onConfirmed: Wallet.erase()
    }
}
