// A backup in place of what is here: what is in it is shown first, and nothing is replaced before the person says so.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal finished()

    readonly property bool choosing: Backup.step === Backup.Passphrase
    readonly property bool previewing: Backup.step === Backup.Preview
    readonly property bool restored: Backup.step === Backup.Restored

    objectName: "page.restore"
    title: qsTr("Khôi phục từ bản sao lưu")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: !Backup.busy

    DdBanner {
        objectName: "restore.done"
        visible: page.restored
        kind: "ok"
        text: qsTr("Đã khôi phục ví từ bản sao lưu lập lúc %1.").arg(Backup.madeAt)
        advice: Backup.withoutKey > 0 ? qsTr("%1 giấy tờ cần gắn lại với máy này: xin đọc lại thẻ khi có mạng.").arg(Backup.withoutKey) : ""
    }
    DdText {
        Layout.fillWidth: true
        visible: page.choosing
        text: qsTr("Chọn tệp sao lưu và nhập mật khẩu của nó. Bạn sẽ được xem trong đó có gì trước khi quyết định; ví hiện tại chưa bị thay đổi.")
    }
    FileChooser {
        prefix: "restore"
        visible: page.choosing
        label: qsTr("Tệp sao lưu")
        nameFilters: [qsTr("Bản sao lưu (*.ddbackup)"), qsTr("Mọi tệp (*)")]
        file: Backup.file
        onChosen: file => Backup.file = file
    }
    SecretBox {
        visible: page.choosing
        focus: true
        fieldName: "restore.secret"
        buffer: Backup.entry
        busy: Backup.busy
        label: qsTr("Mật khẩu của bản sao lưu")
        onAccepted: Backup.confirm()
    }
    MessageBanner { objectName: "restore.message"; source: Backup }
    DdButton {
        objectName: "restore.open"
        Layout.fillWidth: true
        visible: page.choosing
        kind: "primary"
        enabled: Backup.entry.count > 0 && Backup.file !== ""
        text: qsTr("Xem bản sao lưu")
        onClicked: Backup.confirm()
    }
    ProgressLine {
        objectName: "restore.progress"
        visible: Backup.busy
        indeterminate: true
        text: qsTr("Đang mở và kiểm tra bản sao lưu…")
    }

    DdCard {
        visible: page.previewing
        DdText {
            objectName: "restore.madeAt"
            Layout.fillWidth: true
            role: "heading"
            text: qsTr("Bản sao lưu lập lúc %1").arg(Backup.madeAt)
        }
        DdFieldRow { objectName: "restore.card"; Layout.fillWidth: true; label: qsTr("Thẻ đã đọc"); value: Backup.hasCard ? qsTr("Có") : qsTr("Không") }
        DdFieldRow { objectName: "restore.credentials"; Layout.fillWidth: true; label: qsTr("Giấy tờ"); value: String(Backup.credentials) }
        DdFieldRow { objectName: "restore.declarations"; Layout.fillWidth: true; label: qsTr("Thông báo lưu trú"); value: String(Backup.declarations) }
        DdFieldRow { objectName: "restore.history"; Layout.fillWidth: true; label: qsTr("Mục lịch sử"); value: String(Backup.historyEntries) }
    }
    DdBanner {
        objectName: "restore.withoutKey"
        visible: page.previewing && Backup.withoutKey > 0
        kind: "warn"
        text: qsTr("%1 giấy tờ có khóa không nằm trên máy này, nên chưa xuất trình được ngay.").arg(Backup.withoutKey)
        advice: qsTr("Sau khi khôi phục, xin đọc lại thẻ để cơ quan cấp lại căn cước số cho máy này.")
    }
    DdBanner {
        objectName: "restore.replaces"
        visible: page.previewing
        kind: "warn"
        text: qsTr("Mọi thứ đang có trong ví trên máy này sẽ được thay bằng nội dung của bản sao lưu. Mã PIN và khóa của máy giữ nguyên.")
    }
    DdButton {
        objectName: "restore.confirm"
        Layout.fillWidth: true
        visible: page.previewing
        kind: "danger"
        text: qsTr("Thay ví bằng bản sao lưu này")
        onClicked: Backup.restore()
    }
    DdButton {
        objectName: "restore.cancel"
        Layout.fillWidth: true
        visible: page.previewing
        text: qsTr("Không thay, chọn tệp khác")
        onClicked: Backup.startOver()
    }
    DdButton {
        objectName: "restore.finish"
        Layout.fillWidth: true
        visible: page.restored
        kind: "primary"
        text: qsTr("Về ví của tôi")
        onClicked: page.finished()
    }
}
