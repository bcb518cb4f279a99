pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Controls // for its C++ types: before Qt 6.5 the implicit import has only the QML ones
import DinhDanh.Theme

ColumnLayout {
    id: root

    property string label: ""
    property string hint: ""
    property string fieldName: ""
    property alias model: box.model
    property alias textRole: box.textRole
    property alias valueRole: box.valueRole
    property alias currentIndex: box.currentIndex
    readonly property alias currentValue: box.currentValue
    readonly property alias currentText: box.currentText
    readonly property alias box: box

    signal activated(int index)

    function indexOfValue(value: var): int { return box.indexOfValue(value); }

    spacing: Theme.space1

    DdText {
        Layout.fillWidth: true
        visible: root.label !== ""
        role: "strong"
        text: root.label
        Accessible.ignored: true
    }
    ComboBox {
        id: box
        Layout.fillWidth: true
        objectName: root.fieldName
        implicitHeight: Math.max(Theme.touch, implicitContentHeight + 2 * Theme.space2)
        leftPadding: Theme.space3
        rightPadding: Theme.space3 + Theme.glyph
        focusPolicy: Qt.StrongFocus
        font.pixelSize: Theme.body
        onActivated: index => root.activated(index)

        Accessible.role: Accessible.ComboBox
        Accessible.name: root.label
        Accessible.description: root.hint

        background: Rectangle {
            radius: Theme.radiusSmall
            color: Theme.surface
            border.width: Math.max(1, Theme.border)
            border.color: Theme.outline
            FocusRing { target: box }
        }
        contentItem: Text {
            text: box.displayText
            textFormat: Text.PlainText
            font: box.font
            color: Theme.ink
            elide: Text.ElideRight
            verticalAlignment: Text.AlignVCenter
            Accessible.ignored: true
        }
        indicator: Glyph {
            x: box.width - width - Theme.space3
            y: (box.height - height) / 2
            width: Theme.glyph
            height: Theme.glyph
            name: "down"
            color: Theme.ink
        }
        delegate: ItemDelegate {
            id: entry
            required property int index

            width: box.width
            implicitHeight: Math.max(Theme.touch, line.implicitHeight + 2 * Theme.space2)
            highlighted: box.highlightedIndex === index
            text: box.textAt(index)
            objectName: root.fieldName !== "" ? root.fieldName + "." + index : ""
            Accessible.role: Accessible.ListItem
            Accessible.name: text
            background: Rectangle { color: entry.highlighted ? Theme.accentTint : Theme.surface }
            contentItem: RowLayout {
                DdText {
                    id: line
                    Layout.fillWidth: true
                    text: entry.text
                    Accessible.ignored: true
                }
                Glyph {
                    visible: box.currentIndex === entry.index
                    implicitWidth: Theme.glyph
                    implicitHeight: Theme.glyph
                    name: "check"
                    color: Theme.accentText
                }
            }
        }
        popup: Popup {
            y: box.height + 2
            width: box.width
            implicitHeight: Math.min(contentItem.implicitHeight + 2, 360)
            padding: 1
            contentItem: ListView {
                clip: true
                implicitHeight: contentHeight
                model: box.popup.visible ? box.delegateModel : null
                currentIndex: box.highlightedIndex
                ScrollBar.vertical: ScrollBar {}
            }
            background: Rectangle {
                color: Theme.surface
                radius: Theme.radiusSmall
                border.width: Math.max(1, Theme.border)
                border.color: Theme.outline
            }
        }
    }
    DdText {
        Layout.fillWidth: true
        visible: root.hint !== ""
        role: "caption"
        text: root.hint
    }
}
