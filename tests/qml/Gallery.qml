// Every control once, with what a page would give it.
import QtQuick
import QtQuick.Layouts
import QtQuick.Window
import DinhDanh.Controls
import DinhDanh.Theme

Window {
    id: window
    readonly property QtObject theme: Theme
    property int pinCount: 0
    property string pinLog: ""
    property int confirmed: 0
    property int clicks: 0
    property int backs: 0
    property alias qr: qr
    property alias page: page

    width: 420
    height: 900
    visible: true
    color: Theme.paper

    DdPage {
        id: page
        anchors.fill: parent
        title: "Trang mẫu cho mọi phần tử"
        canGoBack: true
        onBack: ++window.backs

        DdCard {
            DdText { Layout.fillWidth: true; role: "heading"; text: "Nguyễn Văn Mẫu" }
            DdText { Layout.fillWidth: true; text: "Ngày sinh, nơi cư trú và các mục khác được đọc từ chip." }
            DdText { Layout.fillWidth: true; role: "caption"; text: "Chú thích nhỏ nhất vẫn đọc được" }
            DdFieldRow { Layout.fillWidth: true; label: "Họ, chữ đệm và tên"; value: "NGUYỄN VĂN MẪU"; origin: "chip" }
            DdFieldRow { Layout.fillWidth: true; label: "Nơi cư trú"; value: "Số 1, đường Mẫu, phường Thí Dụ"; origin: "typed"; emphasised: true }
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.space2
            DdButton { objectName: "gallery.primary"; width: Math.min(implicitWidth, parent.width); kind: "primary"; glyph: "qr"; text: "Xuất trình mã QR"; onClicked: ++window.clicks }
            DdButton { objectName: "gallery.secondary"; width: Math.min(implicitWidth, parent.width); text: "Để sau"; onClicked: ++window.clicks }
            DdButton { objectName: "gallery.danger"; width: Math.min(implicitWidth, parent.width); kind: "danger"; glyph: "trash"; text: "Xóa dữ liệu" }
            DdButton { objectName: "gallery.quiet"; width: Math.min(implicitWidth, parent.width); kind: "quiet"; text: "Tìm hiểu thêm" }
            DdButton { objectName: "gallery.disabled"; width: Math.min(implicitWidth, parent.width); enabled: false; text: "Không dùng được" }
            DdIconButton { objectName: "gallery.icon"; glyph: "settings"; spoken: "Cài đặt" }
        }
        DdTextField { Layout.fillWidth: true; fieldName: "gallery.field"; label: "Số định danh cá nhân"; hint: "12 chữ số in trên thẻ" }
        DdTextField { Layout.fillWidth: true; fieldName: "gallery.wrong"; label: "Mật khẩu"; error: "Cần ít nhất 12 ký tự"; echoMode: TextInput.Password }
        DdComboBox { Layout.fillWidth: true; fieldName: "gallery.combo"; label: "Loại cơ sở lưu trú"; model: ["Cơ sở lưu trú du lịch", "Hộ gia đình", "Cơ sở chữa bệnh"] }
        DdSwitch { objectName: "gallery.switch"; Layout.fillWidth: true; text: "Chia sẻ địa chỉ"; detail: "Quầy chỉ thấy khi Ông/Bà bật"; checked: true }
        DdSwitch { objectName: "gallery.switchOff"; Layout.fillWidth: true; text: "Chia sẻ số định danh" }
        Repeater {
            model: ["info", "warn", "error", "ok", "demo"]
            DdBanner {
                required property string modelData
                kind: modelData
                text: "Chưa xác minh được nơi cấp."
                advice: "Hãy cài chứng thư của nơi cấp rồi thử lại."
                code: modelData === "error" ? "QRV-004" : ""
            }
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.space2
            Repeater {
                model: ["ok", "warn", "error", "info", "demo", "plain"]
                StatusBadge {
                    required property string modelData
                    kind: modelData
                    text: modelData === "demo" ? "DEMO" : "Còn hiệu lực"
                }
            }
        }
        ProgressLine { value: 0.4; text: "Đang đọc ảnh chân dung: 8 192 trong 20 480 byte" }
        CountdownRing { Layout.alignment: Qt.AlignHCenter; total: 20; remaining: 7.2 }
        QrView {
            id: qr
            Layout.alignment: Qt.AlignHCenter
            implicitWidth: 300
            implicitHeight: 300
            Accessible.role: Accessible.Graphic
            Accessible.name: "Mã QR"
        }
        PinPad {
            id: pad
            objectName: "gallery.pad"
            Layout.alignment: Qt.AlignHCenter
            entered: window.pinCount
            onDigit: value => { window.pinLog += value; ++window.pinCount; }
            onErase: { window.pinLog += "<"; --window.pinCount; }
            onConfirm: ++window.confirmed
        }
    }
}
