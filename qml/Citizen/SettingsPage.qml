pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal changeSecret()
    signal switchBiometricsOn()
    signal backup()
    signal restore()
    signal move()
    signal exportData()
    signal about()

    objectName: "page.settings"
    title: qsTr("Cài đặt")
    canGoBack: true

    DdText { Layout.fillWidth: true; role: "heading"; text: qsTr("Ngôn ngữ") }
    LanguageChoice { prefix: "settings.language" }

    DdText { Layout.fillWidth: true; role: "heading"; text: qsTr("Giao diện") }
    Repeater {
        model: [
            { look: App.Light, id: "light", text: qsTr("Sáng") },
            { look: App.Dark, id: "dark", text: qsTr("Tối") },
            { look: App.Contrast, id: "contrast", text: qsTr("Tương phản cao") }
        ]
        DdButton {
            required property var modelData
            objectName: "settings.look." + modelData.id
            Layout.fillWidth: true
            text: modelData.text
            glyph: App.look === modelData.look ? "check" : ""
            Accessible.checkable: true
            Accessible.checked: App.look === modelData.look
            onClicked: App.look = modelData.look
        }
    }

    DdText { Layout.fillWidth: true; role: "heading"; text: qsTr("Cỡ chữ") }
    Repeater {
        model: [
            { scale: 1.0, id: "100", text: qsTr("Thường") },
            { scale: 1.4, id: "140", text: qsTr("Lớn") },
            { scale: 2.0, id: "200", text: qsTr("Rất lớn") }
        ]
        DdButton {
            required property var modelData
            objectName: "settings.text." + modelData.id
            Layout.fillWidth: true
            text: modelData.text
            glyph: Math.abs(App.textScale - modelData.scale) < 0.05 ? "check" : ""
            Accessible.checkable: true
            Accessible.checked: Math.abs(App.textScale - modelData.scale) < 0.05
            onClicked: App.textScale = modelData.scale
        }
    }

    DdText { Layout.fillWidth: true; role: "heading"; text: qsTr("Bảo vệ") }
    DdText {
        objectName: "settings.keyStore"
        Layout.fillWidth: true
        text: qsTr("%1. Ví tự khóa khi màn hình tắt, khi ứng dụng bị che quá 30 giây, và khi không dùng quá:").arg(Wallet.keyStoreLabel)
    }
    DdText {
        objectName: "settings.softwareStore"
        Layout.fillWidth: true
        visible: !Wallet.usesPin
        role: "caption"
        text: qsTr("Kho khóa này đi cùng dữ liệu của bạn. Ai chép được cả hai thì giới hạn số lần thử và việc phát hiện bản ví cũ không còn tác dụng; chỉ mật khẩu bảo vệ ví.")
    }
    Repeater {
        model: [
            { seconds: 60, text: qsTr("1 phút") },
            { seconds: 90, text: qsTr("1 phút rưỡi") },
            { seconds: 120, text: qsTr("2 phút") }
        ]
        DdButton {
            required property var modelData
            objectName: "settings.idle." + modelData.seconds
            Layout.fillWidth: true
            text: modelData.text
            glyph: App.idleSeconds === modelData.seconds ? "check" : ""
            Accessible.checkable: true
            Accessible.checked: App.idleSeconds === modelData.seconds
            onClicked: App.idleSeconds = modelData.seconds
        }
    }
    DdButton {
        objectName: "settings.changeSecret"
        Layout.fillWidth: true
        glyph: "lock"
        text: Wallet.usesPin ? qsTr("Đổi mã PIN") : qsTr("Đổi mật khẩu")
        onClicked: page.changeSecret()
    }
    DdSwitch {
        objectName: "settings.biometrics"
        Layout.fillWidth: true
        visible: Wallet.biometricsThere || Wallet.biometricsOn
        text: qsTr("Mở ví bằng vân tay hoặc khuôn mặt")
        detail: Wallet.biometricsOn ? qsTr("Mã PIN hoặc mật khẩu vẫn luôn dùng được.") : qsTr("Bật lên cần nhập mã PIN hoặc mật khẩu.")
        checked: Wallet.biometricsOn
        onToggled: {
            if (checked)
                page.switchBiometricsOn();
            else
                Wallet.switchBiometricsOff();
            checked = Qt.binding(() => Wallet.biometricsOn); // on only once it is
        }
    }
    DdBanner {
        objectName: "settings.biometrics.fake"
        visible: Wallet.biometricsFake && Wallet.biometricsThere
        kind: "demo"
        text: qsTr("Cảm biến vân tay giả lập, chỉ để trình diễn: không bảo vệ được gì.")
    }
    DdText {
        objectName: "settings.deviceKeys"
        Layout.fillWidth: true
        visible: Wallet.deviceKeysThere
        role: "caption"
        text: Wallet.deviceKeysFake ? qsTr("Khóa ký của giấy tờ do thiết bị giả lập giữ (demo).") : qsTr("Khóa ký của giấy tờ nằm trong phần cứng, không rời khỏi máy.")
    }
    DdSwitch {
        objectName: "settings.wipe"
        Layout.fillWidth: true
        text: qsTr("Tự xóa ví sau 20 lần nhập sai liên tiếp")
        detail: Wallet.usesPin ? qsTr("Cả 20 lần mất ít nhất mười một ngày chờ. Ví đã xóa chỉ lấy lại được từ bản sao lưu.")
                               : qsTr("Cả 20 lần mất ít nhất mười một ngày chờ. Ví đã xóa chỉ lấy lại được từ bản sao lưu. Không ngăn được người đã chép thư mục của bạn.")
        checked: Wallet.wipesAfterManyTries
        onToggled: {
            Wallet.wipeAfterManyTries(checked);
            checked = Qt.binding(() => Wallet.wipesAfterManyTries); // as it was kept
        }
    }
    MessageBanner { objectName: "settings.message"; source: Wallet }

    DdText { Layout.fillWidth: true; role: "heading"; text: qsTr("Dữ liệu của tôi") }
    DdButton {
        objectName: "settings.backup"
        Layout.fillWidth: true
        glyph: "lock"
        text: qsTr("Sao lưu ví")
        onClicked: page.backup()
    }
    DdButton {
        objectName: "settings.restore"
        Layout.fillWidth: true
        glyph: "refresh"
        text: qsTr("Khôi phục từ bản sao lưu")
        onClicked: page.restore()
    }
    DdButton {
        objectName: "settings.move"
        Layout.fillWidth: true
        glyph: "phone"
        text: qsTr("Chuyển sang điện thoại mới")
        onClicked: page.move()
    }
    DdButton {
        objectName: "settings.export"
        Layout.fillWidth: true
        glyph: "list"
        text: qsTr("Xuất dữ liệu của tôi")
        onClicked: page.exportData()
    }
    EraseCard {
        prefix: "settings.erase"
        onConfirmed: Wallet.erase()
    }
    DdButton {
        objectName: "settings.about"
        Layout.fillWidth: true
        glyph: "info"
        text: qsTr("Giới thiệu")
        onClicked: page.about()
    }
}
