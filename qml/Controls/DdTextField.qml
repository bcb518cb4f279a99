// Label above, hint or error below. The object name goes to the field itself: set `fieldName`.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

ColumnLayout {
    id: root

    property string label: ""
    property string hint: ""
    property string error: ""
    property string fieldName: ""
    property alias text: field.text
    property alias placeholderText: field.placeholderText
    property alias echoMode: field.echoMode
    property alias inputMethodHints: field.inputMethodHints
    property alias validator: field.validator
    property alias maximumLength: field.maximumLength
    property alias readOnly: field.readOnly
    readonly property alias field: field

    signal accepted()
    signal edited()

    function takeFocus() { field.forceActiveFocus(); }
    function clear() { field.clear(); }
    function selectAll() { field.selectAll(); }

    spacing: Theme.space1

    DdText {
        Layout.fillWidth: true
        visible: root.label !== ""
        role: "strong"
        text: root.label
        Accessible.ignored: true // the field below carries the same name
    }
    TextField {
        id: field
        Layout.fillWidth: true
        objectName: root.fieldName
        implicitHeight: Math.max(Theme.touch, contentHeight + 2 * Theme.space3)
        leftPadding: Theme.space3
        rightPadding: Theme.space3
        font.pixelSize: Theme.body
        color: Theme.ink
        placeholderTextColor: Theme.inkSoft
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        selectByMouse: true
        verticalAlignment: TextInput.AlignVCenter
        enabled: root.enabled
        onAccepted: root.accepted()
        onTextEdited: root.edited()

        // Accessible.passwordEdit follows echoMode by itself; binding it here empties the name (Qt 6.4).
        Accessible.role: Accessible.EditableText
        Accessible.name: root.label !== "" ? root.label : placeholderText
        Accessible.description: root.error !== "" ? root.error : root.hint

        background: Rectangle {
            radius: Theme.radiusSmall
            color: Theme.surface
            border.width: root.error !== "" ? 2 : Math.max(1, Theme.border)
            border.color: root.error !== "" ? Theme.invalidText : Theme.outline
            FocusRing { target: field }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: root.error !== "" || root.hint !== ""
        spacing: Theme.space1

        Glyph {
            visible: root.error !== ""
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.caption + 4
            implicitHeight: Theme.caption + 4
            name: "warning"
            color: Theme.invalidText
        }
        DdText {
            Layout.fillWidth: true
            role: "caption"
            text: root.error !== "" ? root.error : root.hint
            color: root.error !== "" ? Theme.invalidText : Theme.inkSoft
        }
    }
}
