// What opens the chip: the CAN, or the MRZ as three values or as its lines; and the person's word for the last try.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ColumnLayout {
    id: root

    readonly property int sensitive: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText

    Layout.fillWidth: true
    spacing: Theme.space4

    DdComboBox {
        fieldName: "addCard.way"
        Layout.fillWidth: true
        label: qsTr("Mở chip bằng")
        model: Card.access.ways
        currentIndex: Card.access.way
        onActivated: index => Card.access.way = index
    }
    DdTextField {
        fieldName: "addCard.can"
        Layout.fillWidth: true
        visible: Card.access.way === AccessEntry.Can
        label: qsTr("Số CAN")
        hint: Card.access.canDerived ? qsTr("Đã lấy 6 số cuối của số định danh; sửa lại nếu thẻ của bạn ghi khác.")
                                     : qsTr("6 chữ số in trên thẻ; trên thẻ căn cước thường là 6 số cuối của số định danh.")
        text: Card.access.can
        onEdited: Card.access.can = text
        maximumLength: 6
        inputMethodHints: Qt.ImhDigitsOnly | root.sensitive
        validator: RegularExpressionValidator { regularExpression: /[0-9]{0,6}/ }
    }
    DdTextField {
        fieldName: "addCard.documentNumber"
        Layout.fillWidth: true
        visible: Card.access.way === AccessEntry.Values
        label: qsTr("Số giấy tờ")
        hint: Card.access.numberHint
        error: Card.access.numberError
        text: Card.access.number
        onEdited: Card.access.number = text
        maximumLength: 32
        inputMethodHints: Qt.ImhPreferUppercase | root.sensitive
    }
    DdTextField {
        fieldName: "addCard.birthDate"
        Layout.fillWidth: true
        visible: Card.access.way === AccessEntry.Values
        label: qsTr("Ngày sinh")
        hint: qsTr("Ngày, tháng, năm, như 15/01/1990")
        error: Card.access.birthError
        text: Card.access.birth
        onEdited: Card.access.birth = text
        maximumLength: 10
        inputMethodHints: Qt.ImhPreferNumbers | root.sensitive
    }
    DdTextField {
        fieldName: "addCard.expiryDate"
        Layout.fillWidth: true
        visible: Card.access.way === AccessEntry.Values
        label: qsTr("Ngày hết hạn")
        hint: qsTr("In ở mặt trước, sau chữ «Có giá trị đến». Nếu thẻ ghi «Không thời hạn», hãy nhập cả các dòng MRZ.")
        error: Card.access.expiryError
        text: Card.access.expiry
        onEdited: Card.access.expiry = text
        maximumLength: 10
        inputMethodHints: Qt.ImhPreferNumbers | root.sensitive
    }
    DdTextArea {
        fieldName: "addCard.mrzLines"
        Layout.fillWidth: true
        visible: Card.access.way === AccessEntry.Lines
        label: qsTr("Các dòng MRZ")
        hint: Card.access.linesHint
        error: Card.access.linesError
        text: Card.access.lines
        onEdited: Card.access.lines = text
        monospaced: true
        inputMethodHints: Qt.ImhPreferUppercase | root.sensitive
    }

    DdCard {
        visible: Card.lastTry
        DdSwitch {
            objectName: "addCard.lastTry"
            Layout.fillWidth: true
            checked: Card.lastTryConfirmed
            text: qsTr("Tôi đã so với thẻ và muốn thử lần cuối")
            detail: qsTr("Nếu sai lần này, chip có thể khóa cách mở này.")
            onToggled: Card.lastTryConfirmed = checked
        }
    }
}
