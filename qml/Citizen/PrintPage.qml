// One credential on paper: what such a sheet proves and what it does not, before it is made.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool choosing: Print.phase === Print.Choosing
    readonly property bool asking: Print.phase === Print.Asking
    readonly property bool writing: Print.phase === Print.Writing
    readonly property bool written: Print.phase === Print.Written

    objectName: "page.print"
    title: qsTr("In ra giấy")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: !writing

    Connections {
        target: Print
        function onMessageChanged() { if (Print.message.shown) page.flickable.contentY = 0; } // wherever the page stood
    }

    MessageBanner { objectName: "print.message"; source: Print }
    DdBanner {
        objectName: "print.done"
        visible: page.written
        kind: Print.demo ? "demo" : "ok"
        text: qsTr("Đã ghi bản in vào tệp «%1».").arg(Print.fileName)
        advice: qsTr("In tệp này trên giấy trắng, đúng cỡ. Xin xóa tệp khi đã in xong.")
    }
    DdCard {
        visible: page.choosing
        DdText {
            Layout.fillWidth: true
            role: "heading"
            text: Print.title
        }
        DdText {
            objectName: "print.proves"
            Layout.fillWidth: true
            text: qsTr("Quầy quét bản in thì biết nội dung do cơ quan cấp ký và không ai sửa.")
        }
    }
    DdBanner {
        objectName: "print.doesNotProve"
        visible: page.choosing
        kind: "warn"
        text: qsTr("Bản in không chứng minh người cầm giấy là bạn: ai nhặt được hay chụp lại cũng có đúng mã ấy.")
        advice: qsTr("Quầy sẽ đòi thêm giấy tờ gốc. Có điện thoại thì nên dùng mã trên điện thoại.")
    }
    DdCard {
        visible: page.choosing
        DdText {
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Ai cầm tờ giấy cũng đọc được")
        }
        Repeater {
            model: Print.groups
            DdSwitch {
                id: groupSwitch
                required property string key
                required property string label
                required property string seen
                required property bool shared

                objectName: "print.share." + key
                Layout.fillWidth: true
                text: label
                detail: seen
                checked: shared
                onClicked: {
                    const wanted = checked;
                    checked = Qt.binding(() => groupSwitch.shared); // the model decides; a click alone changes nothing
                    Print.share(key, wanted);
                }
            }
        }
    }
    FileChooser {
        prefix: "print"
        visible: page.choosing
        label: qsTr("Ghi vào tệp PDF")
        saving: true
        suffix: "pdf"
        nameFilters: ["PDF (*.pdf)"]
        file: Print.file
        hint: Print.fileExists ? qsTr("Tệp này đã có và sẽ được thay.") : ""
        onChosen: file => Print.file = file
    }
    DdButton {
        objectName: "print.write"
        Layout.fillWidth: true
        visible: page.choosing
        kind: "primary"
        enabled: Print.file !== "" && Print.title !== ""
        text: qsTr("Tạo bản in")
        onClicked: Print.print()
    }
    ProgressLine {
        objectName: "print.progress"
        visible: page.asking || page.writing
        indeterminate: true
        text: page.asking ? qsTr("Đang xin cơ quan cấp một bản in…") : qsTr("Đang ghi tệp…")
    }
    DdButton {
        objectName: "print.finish"
        Layout.fillWidth: true
        visible: page.written
        kind: "primary"
        text: qsTr("Xong")
        onClicked: page.back()
    }
}
