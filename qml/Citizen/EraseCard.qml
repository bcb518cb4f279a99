// Erasing everything: what goes and what does not, and a second step that cannot be taken by accident.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ColumnLayout {
    id: root

    required property string prefix
    property string text: qsTr("Xóa toàn bộ ví")
    property bool asking: false
    // Said before the second step, where erasing is only a part of something else.
    property string reason: ""

    signal confirmed()

    Layout.fillWidth: true
    spacing: Theme.space4

    DdButton {
        objectName: root.prefix
        Layout.fillWidth: true
        visible: !root.asking
        glyph: "trash"
        text: root.text
        onClicked: root.asking = true
    }
    DdCard {
        visible: root.asking
        DdText {
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Xóa hẳn, không lấy lại được?")
        }
        DdText {
            Layout.fillWidth: true
            visible: root.reason !== ""
            text: root.reason
        }
        DdText {
            objectName: root.prefix + ".what"
            Layout.fillWidth: true
            text: qsTr("Sẽ xóa khỏi máy này: thẻ đã đọc, mọi giấy tờ, thông báo đã lập, lịch sử, cài đặt trong ví, các khóa ký (cả khóa do thiết bị giữ) và cách mở bằng vân tay hoặc khuôn mặt.")
        }
        DdText {
            Layout.fillWidth: true
            text: qsTr("Không xóa: bản sao lưu và bản xuất dữ liệu mà bạn đã cất ở nơi khác. Nếu không cần nữa, xin bạn tự xóa các tệp đó. Thẻ căn cước không bị ảnh hưởng.")
        }
        DdButton {
            objectName: root.prefix + ".confirm"
            Layout.fillWidth: true
            kind: "danger"
            text: qsTr("Xóa hẳn")
            onClicked: root.confirmed()
        }
        DdButton {
            objectName: root.prefix + ".cancel"
            Layout.fillWidth: true
            text: qsTr("Giữ lại")
            onClicked: root.asking = false
        }
    }
}
