// One check of a reading: what was checked, what came of it, with what, and why not.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls

RowLayout {
    id: root

    required property int index
    required property string label
    required property string outcome
    required property string kind
    required property string detail
    required property string reason

    Layout.fillWidth: true
    spacing: Theme.space3

    Glyph {
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: 2
        implicitWidth: Theme.glyph
        implicitHeight: Theme.glyph
        name: Theme.glyphOf(root.kind)
        color: Theme.textOf(root.kind)
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 2
        DdText {
            Layout.fillWidth: true
            text: root.label
        }
        DdText {
            objectName: "result.check." + root.index
            Layout.fillWidth: true
            visible: text !== ""
            role: "strong"
            color: Theme.textOf(root.kind)
            text: root.outcome
        }
        DdText {
            Layout.fillWidth: true
            visible: text !== ""
            role: "caption"
            text: root.detail
        }
        DdText {
            objectName: "result.check." + root.index + ".reason"
            Layout.fillWidth: true
            visible: text !== ""
            role: "caption"
            text: root.reason
        }
    }
}
