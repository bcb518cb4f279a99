// A code from a picture: its path, the system's dialog, or dropped on the page. The camera will stand here too: both end in the
// reader's texts.
import QtQuick
import QtQuick.Dialogs
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdCard {
    id: root

    required property string prefix
    required property string heading
    required property string dialogTitle
    required property CodeReader reader
    required property Item dropTarget

    DdText {
        Layout.fillWidth: true
        role: "strong"
        text: root.heading
    }
    DdTextField {
        id: imagePath
        fieldName: root.prefix + ".imagePath"
        Layout.fillWidth: true
        label: qsTr("Tệp ảnh")
        hint: qsTr("Cũng có thể kéo ảnh thả vào trang này.")
        onAccepted: root.reader.readPicture(text)
    }
    DdButton {
        objectName: root.prefix + ".browse"
        Layout.fillWidth: true
        glyph: "image"
        text: qsTr("Chọn ảnh…")
        onClicked: browser.open()
    }
    DdButton {
        objectName: root.prefix + ".readImage"
        Layout.fillWidth: true
        glyph: "qr"
        enabled: imagePath.text !== "" && !root.reader.reading
        text: qsTr("Đọc mã trong ảnh")
        onClicked: root.reader.readPicture(imagePath.text)
    }
    ProgressLine {
        visible: root.reader.reading
        indeterminate: true
        text: qsTr("Đang tìm mã QR trong ảnh…")
    }

    FileDialog {
        id: browser
        title: root.dialogTitle
        nameFilters: [qsTr("Ảnh (*.png *.jpg *.jpeg *.webp *.bmp)")]
        onAccepted: {
            imagePath.text = String(browser.selectedFile);
            root.reader.readPicture(imagePath.text);
        }
    }
    DropArea {
        parent: root.dropTarget
        anchors.fill: parent
        enabled: root.visible
        onDropped: drop => {
            if (!drop.hasUrls)
                return;
            imagePath.text = String(drop.urls[0]);
            root.reader.readPicture(imagePath.text);
        }
    }
}
