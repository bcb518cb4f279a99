// All my data, to read or to take elsewhere: not encrypted, and it says so before anything is written.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool choosing: Export.phase === Export.Choosing
    readonly property bool asking: Export.phase === Export.Asking
    readonly property bool writing: Export.phase === Export.Writing
    readonly property bool written: Export.phase === Export.Written

    objectName: "page.export"
    title: qsTr("Xuất dữ liệu của tôi")
    canGoBack: !writing

    DdBanner {
        objectName: "export.done"
        visible: page.written
        kind: "ok"
        text: qsTr("Đã ghi vào tệp «%1».").arg(Export.fileName)
        advice: qsTr("Tệp không mã hóa. Xin xóa tệp khi bạn không cần nữa.")
    }
    DdText {
        Layout.fillWidth: true
        visible: page.choosing || page.asking
        text: qsTr("Toàn bộ những gì ví đang giữ về bạn: thẻ đã đọc kèm ảnh, giấy tờ, thông báo, lịch sử, những lần đồng ý và cài đặt. Khóa ký không có trong đó.")
    }
    Repeater {
        model: [
            { format: Export.Pdf, id: "pdf", text: qsTr("PDF, để đọc và in") },
            { format: Export.Json, id: "json", text: qsTr("JSON, để đưa vào phần mềm khác") }
        ]
        DdButton {
            required property var modelData
            objectName: "export.format." + modelData.id
            Layout.fillWidth: true
            visible: page.choosing
            text: modelData.text
            glyph: Export.format === modelData.format ? "check" : ""
            Accessible.checkable: true
            Accessible.checked: Export.format === modelData.format
            onClicked: Export.format = modelData.format
        }
    }
    FileChooser {
        prefix: "export"
        visible: page.choosing
        label: qsTr("Ghi vào tệp")
        saving: true
        suffix: Export.format === Export.Pdf ? "pdf" : "json"
        nameFilters: [Export.format === Export.Pdf ? "PDF (*.pdf)" : "JSON (*.json)"]
        file: Export.file
        hint: Export.fileExists ? qsTr("Tệp này đã có và sẽ được thay.") : ""
        onChosen: file => Export.file = file
    }
    MessageBanner { objectName: "export.message"; source: Export }
    DdButton {
        objectName: "export.ask"
        Layout.fillWidth: true
        visible: page.choosing
        kind: "primary"
        enabled: Export.file !== ""
        text: qsTr("Tiếp tục")
        onClicked: Export.ask()
    }
    DdBanner {
        objectName: "export.warning"
        visible: page.asking
        kind: "warn"
        text: qsTr("Tệp «%1» sẽ KHÔNG mã hóa: ai mở được tệp cũng đọc được số định danh, địa chỉ và ảnh của bạn.").arg(Export.fileName)
        advice: qsTr("Chỉ ghi vào nơi bạn tin cậy. Để chuyển sang máy khác, xin dùng «Sao lưu ví».")
    }
    DdButton {
        objectName: "export.write"
        Layout.fillWidth: true
        visible: page.asking
        kind: "danger"
        text: qsTr("Tôi hiểu, ghi tệp không mã hóa")
        onClicked: Export.write()
    }
    DdButton {
        objectName: "export.cancel"
        Layout.fillWidth: true
        visible: page.asking
        text: qsTr("Thôi, không ghi")
        onClicked: Export.cancel()
    }
    ProgressLine {
        objectName: "export.progress"
        visible: page.writing
        indeterminate: true
        text: qsTr("Đang ghi tệp…")
    }
    DdButton {
        objectName: "export.finish"
        Layout.fillWidth: true
        visible: page.written
        kind: "primary"
        text: qsTr("Xong")
        onClicked: page.back()
    }
}
