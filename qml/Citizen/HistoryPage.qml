pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    objectName: "page.history"
    title: qsTr("Lịch sử xuất trình")
    canGoBack: true

    DdText {
        Layout.fillWidth: true
        text: qsTr("Chỉ ghi thời điểm và những mục đã cho xem, không ghi nội dung. Nhật ký nằm trong ví mã hóa của bạn.")
    }
    MessageBanner { objectName: "history.message"; source: History }
    DdText {
        objectName: "history.empty"
        Layout.fillWidth: true
        visible: History.entries.count === 0
        role: "heading"
        text: qsTr("Chưa xuất trình lần nào")
    }
    Repeater {
        model: History.entries
        DdCard {
            id: entry
            required property int index
            required property string when
            required property string audience
            required property string credential
            required property string groups
            required property string purpose

            objectName: "history.item." + index
            padding: Theme.space3
            spacing: Theme.space1
            DdText { Layout.fillWidth: true; role: "strong"; text: entry.when + " · " + entry.credential }
            DdText { Layout.fillWidth: true; text: entry.audience }
            DdText {
                objectName: "history.purpose." + entry.index
                Layout.fillWidth: true
                visible: entry.purpose !== ""
                role: "caption"
                text: qsTr("Mục đích: %1").arg(entry.purpose)
            }
            DdText { Layout.fillWidth: true; role: "caption"; text: entry.groups }
        }
    }
}
