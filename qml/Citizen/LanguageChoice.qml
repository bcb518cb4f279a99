// Two buttons, each in its own language so that anybody finds theirs.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ColumnLayout {
    id: root

    required property string prefix

    Layout.fillWidth: true
    spacing: Theme.space2

    DdButton {
        objectName: root.prefix + ".vi"
        Layout.fillWidth: true
        text: "Tiếng Việt"
        glyph: App.language === "vi" ? "check" : ""
        Accessible.checkable: true
        Accessible.checked: App.language === "vi"
        onClicked: App.language = "vi"
    }
    DdButton {
        objectName: root.prefix + ".en"
        Layout.fillWidth: true
        text: "English"
        glyph: App.language === "en" ? "check" : ""
        Accessible.checkable: true
        Accessible.checked: App.language === "en"
        onClicked: App.language = "en"
    }
}
