pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    property bool asking: false

    signal changeSecret()
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
    DdButton {
        objectName: "settings.about"
        Layout.fillWidth: true
        glyph: "info"
        text: qsTr("Giới thiệu")
        onClicked: page.about()
    }
    DdButton {
        objectName: "settings.erase"
        Layout.fillWidth: true
        visible: !page.asking
        glyph: "trash"
        text: qsTr("Xóa toàn bộ ví")
        onClicked: page.asking = true
    }
    DdCard {
        visible: page.asking
        DdText {
            Layout.fillWidth: true
            text: qsTr("Xóa hẳn ví, khóa, giấy tờ và nhật ký trên máy này? Không lấy lại được.")
        }
        DdButton {
            objectName: "settings.erase.confirm"
            Layout.fillWidth: true
            kind: "danger"
            text: qsTr("Xóa hẳn")
            onClicked: Wallet.erase()
        }
        DdButton {
            objectName: "settings.erase.cancel"
            Layout.fillWidth: true
            text: qsTr("Giữ lại")
            onClicked: page.asking = false
        }
    }
}
