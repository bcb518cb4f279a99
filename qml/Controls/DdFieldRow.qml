// One fact: its name, its value, and where it comes from (chip, typed, issued). Side by side where there is room.
// Placed by hand: a layout that changes its columns with its width polishes in circles inside another layout.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme

Item {
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
    readonly property bool sideBySide: width >= 420

    Layout.fillWidth: true
    implicitWidth: 280
    implicitHeight: sideBySide ? Math.max(name.height, said.height) : name.height + said.height

    Accessible.role: Accessible.StaticText
    Accessible.name: label + ": " + value + (originWord !== "" ? " (" + originWord + ")" : "")

    DdText {
        id: name
        width: root.sideBySide ? Math.round(root.width * 0.36) - Theme.space4 : root.width
        role: "caption"
        text: root.label
        Accessible.ignored: true
    }
    Column {
        id: said
        x: root.sideBySide ? Math.round(root.width * 0.36) : 0
        y: root.sideBySide ? 0 : name.height
        width: root.width - x

        DdText {
            width: said.width
            objectName: root.objectName !== "" ? root.objectName + ".value" : ""
            role: root.emphasised ? "heading" : "body"
            text: root.value
            Accessible.ignored: true
        }
        DdText {
            width: said.width
            visible: root.originWord !== ""
            role: "caption"
            text: root.originWord
            Accessible.ignored: true
        }
    }
}
