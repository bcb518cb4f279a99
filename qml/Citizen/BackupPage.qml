// A copy of everything in one sealed file, under a passphrase of its own.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool written: Backup.step === Backup.Written
    readonly property bool repeating: Backup.step === Backup.Repeat

    objectName: "page.backup"
    title: qsTr("Sao lưu ví")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: !Backup.busy

    DdBanner {
        objectName: "backup.done"
        visible: page.written
        kind: "ok"
        text: qsTr("Đã sao lưu vào tệp «%1».").arg(Backup.fileName)
        advice: qsTr("Xin cất tệp ở nơi khác với máy này, và nhớ mật khẩu của nó: không ai lấy lại giúp bạn được.")
    }
    DdText {
        Layout.fillWidth: true
        visible: !page.written
        text: qsTr("Bản sao lưu gồm thẻ đã đọc, giấy tờ, thông báo và lịch sử của bạn, mã hóa trong một tệp bằng mật khẩu riêng.")
    }
    DdBanner {
        objectName: "backup.notIncluded"
        visible: !page.written
        kind: "info"
        text: qsTr("Khóa ký không có trong bản sao lưu: khóa ở lại máy này.") + " "
              + qsTr("Khôi phục trên máy khác thì bạn đọc lại thẻ một lần để được cấp lại căn cước số cho máy đó.")
    }
    FileChooser {
        prefix: "backup"
        visible: !page.written
        enabled: !Backup.busy
        label: qsTr("Lưu vào tệp")
        saving: true
        suffix: "ddbackup"
        nameFilters: [qsTr("Bản sao lưu (*.ddbackup)")]
        file: Backup.file
        hint: Backup.fileExists ? qsTr("Tệp này đã có và sẽ được thay bằng bản mới.") : ""
        onChosen: file => Backup.file = file
    }
    SecretBox {
        visible: !page.written
        focus: true
        fieldName: "backup.secret"
        buffer: Backup.entry
        busy: Backup.busy
        label: page.repeating ? qsTr("Nhập lại mật khẩu của bản sao lưu") : qsTr("Mật khẩu cho bản sao lưu")
        onAccepted: Backup.confirm()
    }
    DdText {
        objectName: "backup.hint"
        Layout.fillWidth: true
        visible: !page.written
        role: "caption"
        text: page.repeating ? qsTr("Nhập lại đúng như lần trước.")
                             : qsTr("Ít nhất 12 ký tự, ví dụ năm từ ngẫu nhiên. Không dùng lại mã PIN hay mật khẩu của ví.")
    }
    MessageBanner { objectName: "backup.message"; source: Backup }
    DdButton {
        objectName: "backup.confirm"
        Layout.fillWidth: true
        visible: !page.written
        kind: "primary"
        enabled: !Backup.busy && Backup.entry.count > 0 && Backup.file !== ""
        text: page.repeating ? qsTr("Sao lưu") : qsTr("Tiếp tục")
        onClicked: Backup.confirm()
    }
    DdButton {
        objectName: "backup.startOver"
        Layout.fillWidth: true
        visible: page.repeating
        kind: "quiet"
        text: qsTr("Nhập lại từ đầu")
        onClicked: Backup.startOver()
    }
    ProgressLine {
        objectName: "backup.progress"
        visible: Backup.busy
        indeterminate: true
        text: qsTr("Đang tạo khóa từ mật khẩu và ghi tệp…")
    }
    DdButton {
        objectName: "backup.finish"
        Layout.fillWidth: true
        visible: page.written
        kind: "primary"
        text: qsTr("Xong")
        onClicked: page.back()
    }
}
