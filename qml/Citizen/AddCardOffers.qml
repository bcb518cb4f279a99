// What the last refusal leaves to choose from, below the message that told of it: nothing of it happens unasked.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ColumnLayout {
    id: root

    signal started()

    Layout.fillWidth: true
    spacing: Theme.space4
    visible: Card.suggestionsOffered || Card.basicOffered

    DdCard {
        visible: Card.suggestionsOffered
        DdText {
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Thử với các ngày trong mã QR")
        }
        DdText {
            objectName: "addCard.suggestions.text"
            Layout.fillWidth: true
            text: qsTr("Mã QR có ngày sinh và ngày cấp; từ đó tính được ngày hết hạn theo Luật Căn cước. Máy thử nhiều nhất 5 ngày, mỗi ngày một lần.")
        }
        DdButton {
            objectName: "addCard.suggestions"
            Layout.fillWidth: true
            glyph: "contactless"
            enabled: Card.sourceNames.length > 0
            text: qsTr("Thử các ngày này")
            onClicked: {
                Card.trySuggestions();
                if (Card.phase !== Card.Editing)
                    root.started();
            }
        }
    }
    DdCard {
        visible: Card.basicOffered
        DdSwitch {
            objectName: "addCard.basic"
            Layout.fillWidth: true
            checked: Card.basicChosen
            text: qsTr("Mở chip theo cách cũ (BAC)")
            detail: qsTr("Chỉ bật khi thẻ không mở được bằng cách mới (PACE). Cách cũ cần MRZ và dễ bị nghe lén hơn khi có người lạ ở gần.")
            onToggled: Card.basicChosen = checked
        }
    }
}
