pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    property bool asking: false

    objectName: "page.history"
    title: qsTr("Lịch sử xuất trình")
    canGoBack: true

    DdText {
        Layout.fillWidth: true
        text: qsTr("Chỉ ghi thời điểm và những mục đã cho xem, không ghi nội dung. Nhật ký nằm trong ví mã hóa của bạn.")
    }
    MessageBanner { objectName: "history.message"; source: History }
    DdBanner {
        objectName: "history.altered"
        visible: History.altered
        kind: "error"
        text: qsTr("Nhật ký không còn liền mạch: có mục đã bị sửa, bị bớt hoặc bị thêm mà không qua ứng dụng này.")
        advice: qsTr("Những mục dưới đây có thể không đúng. Không có gì bị tự sửa; bạn có thể xuất dữ liệu để giữ làm bằng chứng.")
        code: "VLT-005"
    }
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
    DdCard {
        visible: History.entries.count > 0
        DdComboBox {
            id: older
            fieldName: "history.older"
            Layout.fillWidth: true
            label: qsTr("Xóa những mục cũ hơn")
            model: [qsTr("30 ngày"), qsTr("90 ngày"), qsTr("1 năm"), qsTr("Tất cả, kể cả hôm nay")]
            currentIndex: 1
            onActivated: index => { older.currentIndex = index; page.asking = false; }
        }
        DdButton {
            objectName: "history.erase"
            Layout.fillWidth: true
            visible: !page.asking
            glyph: "trash"
            text: qsTr("Xóa mục cũ")
            onClicked: page.asking = true
        }
        DdText {
            Layout.fillWidth: true
            visible: page.asking
            text: qsTr("Các mục này sẽ bị xóa hẳn khỏi máy, không lấy lại được. Quầy đã xem thì vẫn có thể giữ phần của họ.")
        }
        DdButton {
            objectName: "history.erase.confirm"
            Layout.fillWidth: true
            visible: page.asking
            kind: "danger"
            text: qsTr("Xóa hẳn")
            onClicked: {
                page.asking = false;
                History.eraseOlderThan([30, 90, 365, 0][older.currentIndex]);
            }
        }
        DdButton {
            objectName: "history.erase.cancel"
            Layout.fillWidth: true
            visible: page.asking
            text: qsTr("Giữ lại")
            onClicked: page.asking = false
        }
    }
}
