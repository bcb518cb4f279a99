pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool offline: Stay.phase === Stay.Waiting && Stay.message.code === "NET-001"

    objectName: "page.stay"
    title: qsTr("Thông báo lưu trú")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: true

    DdText {
        objectName: "stay.rule"
        Layout.fillWidth: true
        text: qsTr("Luật Cư trú, Điều 30: báo trước 23 giờ của ngày bắt đầu lưu trú; đến sau 23 giờ thì báo trước 8 giờ sáng hôm sau.")
    }
    DdBanner {
        objectName: "stay.deadline"
        visible: Stay.phase === Stay.Editing && Stay.deadlineText !== ""
        kind: Stay.deadlineKind
        text: Stay.deadlineText
    }
    DdBanner {
        objectName: "stay.status"
        visible: Stay.phase !== Stay.Editing
        kind: Stay.phase === Stay.Received ? "ok" : Stay.phase === Stay.Refused ? "error" : Stay.phase === Stay.Waiting ? "warn" : "info"
        text: Stay.statusText
        code: page.offline ? Stay.message.code : ""
    }
    MessageBanner {
        objectName: "stay.message"
        source: Stay
        visible: Stay.message.shown && !page.offline // the status says it already
    }

    ColumnLayout {
        Layout.fillWidth: true
        visible: Stay.phase === Stay.Editing
        spacing: Theme.space4

        DdComboBox {
            fieldName: "stay.facilityType"
            Layout.fillWidth: true
            label: qsTr("Loại nơi lưu trú")
            model: Stay.facilityTypes
            currentIndex: Stay.facilityType
            onActivated: index => Stay.facilityType = index
        }
        DdTextField {
            fieldName: "stay.facilityName"
            Layout.fillWidth: true
            visible: Stay.needsName
            label: qsTr("Tên nơi lưu trú")
            text: Stay.facilityName
            onEdited: Stay.facilityName = text
            maximumLength: 200
        }
        DdTextField {
            fieldName: "stay.address"
            Layout.fillWidth: true
            label: qsTr("Địa chỉ")
            hint: qsTr("Số nhà, đường, xã hoặc phường")
            text: Stay.address
            onEdited: Stay.address = text
            maximumLength: 200
        }
        DdComboBox {
            fieldName: "stay.province"
            Layout.fillWidth: true
            label: qsTr("Tỉnh, thành phố")
            model: Stay.provinces
            currentIndex: Stay.province
            onActivated: index => Stay.province = index
        }
        DdTextField {
            fieldName: "stay.reason"
            Layout.fillWidth: true
            label: qsTr("Lý do lưu trú")
            text: Stay.reason
            onEdited: Stay.reason = text
            maximumLength: 200
        }
        DdTextField {
            fieldName: "stay.firstDay"
            Layout.fillWidth: true
            label: qsTr("Ngày đến")
            text: Stay.firstDay
            onEdited: Stay.firstDay = text
            error: Stay.firstDayError
        }
        DdTextField {
            fieldName: "stay.firstTime"
            Layout.fillWidth: true
            label: qsTr("Giờ đến")
            text: Stay.firstTime
            onEdited: Stay.firstTime = text
            error: Stay.firstTimeError
        }
        DdTextField {
            fieldName: "stay.lastDay"
            Layout.fillWidth: true
            label: qsTr("Ngày đi")
            text: Stay.lastDay
            onEdited: Stay.lastDay = text
            error: Stay.lastDayError
        }
        DdButton {
            objectName: "stay.submit"
            Layout.fillWidth: true
            kind: "primary"
            glyph: "send"
            enabled: Stay.complete
            text: qsTr("Ký và gửi")
            onClicked: Stay.submit()
        }
        DdText {
            Layout.fillWidth: true
            visible: !Stay.complete
            role: "caption"
            text: qsTr("Điền đủ tên, địa chỉ, lý do và thời gian để gửi.")
        }
    }
    DdButton {
        objectName: "stay.another"
        Layout.fillWidth: true
        visible: Stay.phase !== Stay.Editing && Stay.phase !== Stay.Sending
        text: qsTr("Lập thông báo khác")
        onClicked: Stay.begin()
    }
    DdButton {
        objectName: "stay.finish"
        Layout.fillWidth: true
        visible: Stay.phase !== Stay.Editing && Stay.phase !== Stay.Sending
        kind: "primary"
        text: qsTr("Về ví")
        onClicked: page.back()
    }

    DdText {
        Layout.fillWidth: true
        Layout.topMargin: Theme.space3
        visible: Stay.declarations.count > 0
        role: "heading"
        text: qsTr("Đã lập")
    }
    Repeater {
        model: Stay.declarations
        DeclarationRow {}
    }
}
