// Where codes come in: a scanner that types, a paste, a picture.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

DdCard {
    id: root

    required property CounterController counter

    function takeKeyboard() { code.takeFocus(); }

    function check() {
        const text = code.text;
        code.clear();
        root.counter.submit(text);
        code.takeFocus();
    }

    function openPicture() {
        if (path.text.trim() === "") {
            dialog.open();
        } else if (path.text.startsWith("VN1:")) { // the scanner typed while the cursor stood here
            const text = path.text;
            path.clear();
            root.counter.submit(text);
        } else {
            root.counter.openPicture(path.text);
        }
    }

    DdTextField {
        id: code
        Layout.fillWidth: true
        fieldName: "counter.input"
        label: qsTr("Mã đọc được")
        hint: qsTr("Máy quét gõ vào đây rồi tự gửi; cũng có thể dán mã và nhấn Enter.")
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase | Qt.ImhSensitiveData
        onAccepted: root.check()
    }
    DdButton {
        objectName: "counter.check"
        focusPolicy: Qt.TabFocus
        Layout.fillWidth: true
        kind: "primary"
        glyph: "check"
        text: qsTr("Kiểm tra mã")
        enabled: code.text !== ""
        onClicked: root.check()
    }
    DdTextField {
        id: path
        Layout.fillWidth: true
        Layout.topMargin: Theme.space2
        fieldName: "counter.imagePath"
        label: qsTr("Ảnh chụp mã")
        hint: qsTr("Đường dẫn của ảnh; cũng có thể kéo ảnh thả vào cửa sổ.")
        onAccepted: root.openPicture()
    }
    DdButton {
        objectName: "counter.openImage"
        focusPolicy: Qt.TabFocus
        Layout.fillWidth: true
        glyph: "image"
        text: path.text.trim() === "" ? qsTr("Chọn ảnh…") : qsTr("Kiểm tra ảnh")
        onClicked: root.openPicture()
    }
    DdButton {
        objectName: "counter.clear"
        focusPolicy: Qt.TabFocus
        Layout.fillWidth: true
        Layout.topMargin: Theme.space2
        kind: "quiet"
        glyph: "close"
        text: qsTr("Xóa màn hình")
        enabled: root.counter.phase !== CounterController.Ready
        onClicked: root.counter.clear()
    }

    FilePicker {
        id: dialog
        title: qsTr("Chọn ảnh chụp mã")
        nameFilters: [qsTr("Ảnh (*.png *.jpg *.jpeg)"), qsTr("Mọi tệp (*)")]
        onChosen: file => root.counter.openPicture(file)
    }
}
