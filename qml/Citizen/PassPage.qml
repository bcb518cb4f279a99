import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    objectName: "page.pass"
    title: qsTr("Xin thẻ thông hành")
    canGoBack: true

    MessageBanner { objectName: "pass.message"; source: Pass }
    DdBanner {
        objectName: "pass.done"
        visible: Pass.phase === Pass.Done
        kind: App.demo ? "demo" : "ok"
        text: qsTr("Đã được cấp. Thẻ thông hành nằm trong ví của bạn.")
    }

    ColumnLayout {
        Layout.fillWidth: true
        visible: Pass.phase !== Pass.Done
        enabled: Pass.phase === Pass.Editing
        spacing: Theme.space4

        DdText {
            Layout.fillWidth: true
            text: qsTr("Thẻ cá nhân, đi giữa hai tỉnh, thành phố. Tên tỉnh theo địa giới từ ngày 1/7/2025.")
        }
        DdComboBox {
            fieldName: "pass.from"
            Layout.fillWidth: true
            label: qsTr("Đi từ")
            model: Pass.provinces
            currentIndex: Pass.fromProvince
            onActivated: index => Pass.fromProvince = index
        }
        DdComboBox {
            fieldName: "pass.to"
            Layout.fillWidth: true
            label: qsTr("Đến")
            model: Pass.provinces
            currentIndex: Pass.toProvince
            onActivated: index => Pass.toProvince = index
            hint: Pass.fromProvince === Pass.toProvince ? qsTr("Chọn nơi đến khác nơi đi.") : ""
        }
        DdTextField {
            fieldName: "pass.firstDay"
            Layout.fillWidth: true
            label: qsTr("Từ ngày")
            text: Pass.firstDay
            onEdited: Pass.firstDay = text
            error: Pass.firstDayError
        }
        DdTextField {
            fieldName: "pass.lastDay"
            Layout.fillWidth: true
            label: qsTr("Đến hết ngày")
            text: Pass.lastDay
            onEdited: Pass.lastDay = text
            error: Pass.lastDayError
        }
        DdComboBox {
            fieldName: "pass.trips"
            Layout.fillWidth: true
            label: qsTr("Số lượt")
            model: Pass.tripKinds
            currentIndex: Pass.tripKind
            onActivated: index => Pass.tripKind = index
        }
        DdButton {
            objectName: "pass.submit"
            Layout.fillWidth: true
            kind: "primary"
            glyph: "send"
            enabled: Pass.complete
            text: qsTr("Ký và gửi đề nghị")
            onClicked: Pass.submit()
        }
    }
    ProgressLine {
        objectName: "pass.status"
        visible: Pass.phase === Pass.Sending
        indeterminate: true
        text: qsTr("Đang gửi tới cơ quan cấp…")
    }
    DdButton {
        objectName: "pass.finish"
        Layout.fillWidth: true
        visible: Pass.phase === Pass.Done
        kind: "primary"
        text: qsTr("Về ví")
        onClicked: page.back()
    }
}
