// Moving to a new phone, in five sentences.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls

DdPage {
    id: page

    objectName: "page.move"
    title: qsTr("Chuyển sang điện thoại mới")
    canGoBack: true

    DdText {
        Layout.fillWidth: true
        text: qsTr("Giấy tờ của bạn đi theo bản sao lưu; khóa ký thì ở lại máy cũ, để người khác có được tệp cũng không xuất trình thay bạn.")
    }
    Repeater {
        model: [
            qsTr("Trên máy cũ: mở Cài đặt, chọn «Sao lưu ví», đặt một mật khẩu dài rồi chép tệp sang máy mới."),
            qsTr("Trên máy mới: cài ứng dụng, ở trang đầu chọn «Tôi có bản sao lưu» và đặt mã PIN mới."),
            qsTr("Chọn tệp, nhập mật khẩu của nó, xem trong đó có gì rồi đồng ý khôi phục."),
            qsTr("Khi có mạng, đọc lại thẻ căn cước. Cơ quan cấp lại căn cước số cho máy mới; thẻ thông hành thì xin lại."),
            qsTr("Khi máy mới đã dùng được: trên máy cũ chọn «Xóa toàn bộ ví», rồi xóa tệp sao lưu nếu không cần nữa.")
        ]
        DdCard {
            id: step
            required property int index
            required property string modelData
            objectName: "move.step." + index
            DdText { Layout.fillWidth: true; role: "strong"; text: qsTr("Bước %1").arg(step.index + 1) }
            DdText { Layout.fillWidth: true; text: step.modelData }
        }
    }
}
