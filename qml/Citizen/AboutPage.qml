import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    objectName: "page.about"
    title: qsTr("Giới thiệu")
    canGoBack: true

    DdText {
        objectName: "about.version"
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Định Danh %1").arg(App.version)
    }
    DdText {
        Layout.fillWidth: true
        text: qsTr("Bộ công cụ ví và kiểm tra giấy tờ số, mã nguồn mở theo giấy phép Apache 2.0. Đây không phải dịch vụ xác thực điện tử, và không phải ứng dụng của cơ quan nhà nước.")
    }
    DdText {
        Layout.fillWidth: true
        text: qsTr("Dùng Qt (LGPL), libsodium, OpenSSL, SQLCipher, ZXing-cpp và PCSC-lite của hệ thống.")
    }
    DdText {
        Layout.fillWidth: true
        role: "caption"
        text: qsTr("Mã mở cho quầy có thể bị chuyển tiếp tức thời cho người khác; xem SECURITY.md về những điều ứng dụng không hứa.")
    }
}
