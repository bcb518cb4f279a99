// Several lines of text: label above, hint or error below. The object name goes to the field itself: set `fieldName`.
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
    property alias inputMethodHints: field.inputMethodHints
    property alias monospaced: field.monospaced
    readonly property alias field: field

    signal edited()

    spacing: Theme.space1

    DdText {
        id: caption
        Layout.fillWidth: true
        visible: root.label !== ""
        role: "strong"
        text: root.label
        Accessible.ignored: true // the field below carries the same name
    }
    TextArea {
        id: field

        property bool monospaced: false

        Layout.fillWidth: true
        objectName: root.fieldName
        implicitHeight: Math.max(Theme.touch, contentHeight + 2 * Theme.space3)
        leftPadding: Theme.space3
        rightPadding: Theme.space3
        topPadding: Theme.space3
        bottomPadding: Theme.space3
        font.pixelSize: Theme.body
        font.family: monospaced ? Theme.mono : caption.font.family
        color: Theme.ink
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        selectByMouse: true
        wrapMode: TextEdit.WrapAnywhere
        textFormat: TextEdit.PlainText
        onTextChanged: if (activeFocus) root.edited()
        Keys.onTabPressed: field.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
        Keys.onBacktabPressed: field.nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)

        Accessible.role: Accessible.EditableText
        Accessible.name: root.label
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
