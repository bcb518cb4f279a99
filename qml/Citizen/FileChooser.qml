// A file by its path or by the system's dialog, which is made only when it is asked for.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Dialogs
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls

ColumnLayout {
    id: root

    required property string prefix
    required property string label
    property string file: ""
    property string hint: ""
    property bool saving: false
    property string suffix: ""
    property var nameFilters: []

    signal chosen(string file)

    Layout.fillWidth: true
    spacing: Theme.space2

    DdTextField {
        id: path
        fieldName: root.prefix + ".path"
        Layout.fillWidth: true
        label: root.label
        hint: root.hint
        inputMethodHints: Qt.ImhNoPredictiveText
        onEdited: root.chosen(text)
        Binding on text { value: root.file }
    }
    DdButton {
        objectName: root.prefix + ".browse"
        Layout.fillWidth: true
        glyph: "list"
        text: qsTr("Chọn tệp…")
        onClicked: {
            dialog.active = true;
            if (dialog.item)
                (dialog.item as FileDialog).open();
        }
    }
    Loader {
        id: dialog
        active: false
        visible: false
        sourceComponent: FileDialog {
            title: root.label
            fileMode: root.saving ? FileDialog.SaveFile : FileDialog.OpenFile
            defaultSuffix: root.suffix
            nameFilters: root.nameFilters
            onAccepted: root.chosen(String(selectedFile))
        }
    }
}
