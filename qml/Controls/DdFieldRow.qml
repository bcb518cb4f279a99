// One fact: its name, its value, and where it comes from (chip, typed, issued). Side by side where there is room.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme

GridLayout {
    id: root

    property string label: ""
    property string value: ""
    // "chip", "typed", "issued", "declared" or empty
    property string origin: ""
    property bool emphasised: false
    readonly property string originWord: {
        switch (origin) {
        case "chip": return qsTr("từ chip");
        case "typed": return qsTr("tự nhập");
        case "issued": return qsTr("được cấp");
        case "declared": return qsTr("tự khai");
        default: return "";
        }
    }

    Layout.fillWidth: true
    columns: width >= 420 ? 2 : 1
    columnSpacing: Theme.space4
    rowSpacing: 0

    Accessible.role: Accessible.StaticText
    Accessible.name: label + ": " + value + (originWord !== "" ? " (" + originWord + ")" : "")

    DdText {
        Layout.preferredWidth: root.columns === 2 ? root.width * 0.36 : -1
        Layout.fillWidth: root.columns === 1
        Layout.alignment: Qt.AlignTop
        role: "caption"
        text: root.label
        Accessible.ignored: true
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0
        DdText {
            Layout.fillWidth: true
            objectName: root.objectName !== "" ? root.objectName + ".value" : ""
            role: root.emphasised ? "heading" : "body"
            text: root.value
            Accessible.ignored: true
        }
        DdText {
            Layout.fillWidth: true
            visible: root.originWord !== ""
            role: "caption"
            text: root.originWord
            Accessible.ignored: true
        }
    }
}
