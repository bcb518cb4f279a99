// The system's file dialog, made only when it is asked for: opening the window must not depend on it.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Dialogs

Loader {
    id: root

    property string title: ""
    property var nameFilters: []

    signal chosen(string file)

    function open() {
        root.active = true;
        if (root.item)
            (root.item as FileDialog).open();
    }

    active: false
    visible: false
    sourceComponent: FileDialog {
        title: root.title
        nameFilters: root.nameFilters
        onAccepted: root.chosen(String(selectedFile))
    }
}
