import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal finished()

    objectName: "page.start"
    title: qsTr("Định Danh")

    DemoBadge { visible: App.demo }
    DdText {
        objectName: "start.heading"
        Layout.fillWidth: true
        role: "title"
        text: qsTr("Căn cước của bạn, trên máy của bạn")
    }
    DdText {
        Layout.fillWidth: true
        text: qsTr("Đọc thẻ căn cước có chip, giữ giấy tờ số trong ví mã hóa, và xuất trình bằng mã QR mà quầy kiểm tra được cả khi không có mạng.")
    }
    MessageBanner { objectName: "start.message"; source: App }
    DdText {
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Chọn ngôn ngữ")
    }
    LanguageChoice { prefix: "start.language" }
    DdBanner {
        objectName: "start.restoring"
        visible: Backup.restoreWanted
        kind: "info"
        text: qsTr("Sau khi bạn đặt mã mở ví, ứng dụng sẽ hỏi tệp sao lưu để khôi phục.")
    }
    DdButton {
        objectName: "start.continue"
        Layout.fillWidth: true
        Layout.topMargin: Theme.space3
        kind: "primary"
        text: qsTr("Tiếp tục")
        onClicked: page.finished()
    }
    DdButton {
        objectName: "start.haveBackup"
        Layout.fillWidth: true
        visible: !Backup.restoreWanted
        glyph: "refresh"
        text: qsTr("Tôi có bản sao lưu")
        onClicked: { Backup.restoreWanted = true; page.finished(); }
    }
}
