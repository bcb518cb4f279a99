import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal started()

    objectName: "page.addCard"
    title: qsTr("Thêm thẻ của tôi")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: true

    Connections {
        target: Card
        function onMessageChanged() { if (Card.message.shown) page.flickable.contentY = 0; } // wherever the page stood
    }

    DdText {
        Layout.fillWidth: true
        text: qsTr("Lấy số từ mã QR in ở mặt trước thẻ, hoặc gõ 12 chữ số trên thẻ. Sáu số cuối mở được chip.")
    }
    MessageBanner {
        objectName: "addCard.message"
        source: Card
        more: Card.triesText
        showStage: true
    }
    AddCardOffers { onStarted: page.started() }

    DdTextField {
        fieldName: "addCard.text"
        Layout.fillWidth: true
        label: qsTr("Nội dung mã QR trên thẻ, hoặc 12 chữ số")
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
        text: Card.input
        onEdited: Card.input = text
        hint: Card.inputKind === Card.PrintedQr ? qsTr("Đã nhận ra mã QR in trên thẻ.")
            : Card.inputKind === Card.Number ? qsTr("Đã đủ 12 chữ số.") : qsTr("Đọc hộ chiếu thì bỏ trống ô này và mở chip bằng MRZ.")
        error: Card.inputKind === Card.Incomplete ? qsTr("Chưa phải 12 chữ số hay mã QR của thẻ căn cước.") : ""
    }

    PictureInput {
        prefix: "addCard"
        heading: qsTr("Hoặc lấy từ ảnh chụp mã QR")
        dialogTitle: qsTr("Chọn ảnh mã QR trên thẻ")
        reader: Card.reader
        dropTarget: page.flickable
    }

    AddCardAccess {}
    DdComboBox {
        fieldName: "addCard.source"
        Layout.fillWidth: true
        visible: Card.sourceNames.length > 0
        label: qsTr("Đầu đọc thẻ")
        model: Card.sourceNames
        currentIndex: Card.sourceIndex
        onActivated: index => Card.sourceIndex = index
    }
    DdBanner {
        objectName: "addCard.noReader"
        visible: Card.sourceNames.length === 0 && !Card.lookingForSources
        kind: "warn"
        text: qsTr("Chưa thấy đầu đọc thẻ nào.")
        advice: qsTr("Cắm đầu đọc thẻ thông minh rồi tìm lại.")
    }
    DdButton {
        objectName: "addCard.refreshSources"
        Layout.fillWidth: true
        kind: "quiet"
        glyph: "refresh"
        enabled: !Card.lookingForSources
        text: Card.lookingForSources ? qsTr("Đang tìm đầu đọc…") : qsTr("Tìm lại đầu đọc")
        onClicked: Card.refreshSources()
    }
    DdButton {
        objectName: "addCard.start"
        Layout.fillWidth: true
        kind: "primary"
        glyph: "contactless"
        enabled: Card.ready && Card.sourceNames.length > 0
        text: qsTr("Đọc thẻ")
        onClicked: {
            Card.startReading();
            if (Card.phase !== Card.Editing)
                page.started();
        }
    }

    DdText {
        objectName: "addCard.missing"
        Layout.fillWidth: true
        visible: text !== ""
        role: "caption"
        text: Card.ready ? "" : Card.access.missing !== "" ? Card.access.missing
            : Card.basicChosen && Card.access.way === AccessEntry.Can ? qsTr("Cách cũ (BAC) cần MRZ: hãy chọn mở chip bằng MRZ.") : ""
    }
}
