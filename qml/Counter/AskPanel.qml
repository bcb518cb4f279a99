// What to ask a phone for. Closed until it is wanted: most codes are shown without being asked for.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

DdCard {
    id: root

    required property ChallengeDesk desk
    property bool open: false

    signal asked()

    DdButton {
        objectName: "counter.ask"
        focusPolicy: Qt.TabFocus
        Layout.fillWidth: true
        glyph: root.open ? "close" : "question"
        kind: root.open ? "quiet" : "secondary"
        text: root.open ? qsTr("Thôi không hỏi") : qsTr("Hỏi người xuất trình…")
        onClicked: {
            root.open = !root.open;
            root.asked();
        }
    }
    ColumnLayout {
        visible: root.open
        Layout.fillWidth: true
        spacing: Theme.space3

        DdComboBox {
            Layout.fillWidth: true
            fieldName: "counter.ask.purpose"
            label: qsTr("Để làm gì")
            model: root.desk.purposes
            currentIndex: root.desk.purpose
            onActivated: index => root.desk.purpose = index
        }
        DdComboBox {
            Layout.fillWidth: true
            fieldName: "counter.ask.type"
            label: qsTr("Giấy tờ nào")
            model: root.desk.types
            currentIndex: root.desk.type
            onActivated: index => root.desk.type = index
        }
        DdText {
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Những mục nào")
        }
        Repeater {
            model: root.desk.groups
            DdSwitch {
                required property int index
                required property string modelData
                objectName: "counter.ask.group." + index
                Layout.fillWidth: true
                focusPolicy: Qt.TabFocus
                text: modelData
                checked: root.desk.isChosen(index)
                onToggled: root.desk.choose(index, checked)
            }
        }
        DdButton {
            objectName: "counter.ask.show"
            focusPolicy: Qt.TabFocus
            Layout.fillWidth: true
            kind: "primary"
            glyph: "qr"
            text: qsTr("Hiện mã hỏi")
            onClicked: {
                root.desk.ask();
                root.asked();
            }
        }
    }
}
