// One of several things to choose from: a mark at the left, what it is at the right; the whole row is the target.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls

AbstractButton {
    id: control

    property string detail: ""
    property string condition: ""
    property bool demo: false
    property bool chosen: false

    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    padding: Theme.space3
    focusPolicy: Qt.StrongFocus

    Accessible.role: Accessible.RadioButton
    Accessible.name: text + ", " + detail + ", " + condition + (demo ? ", DEMO" : "")
    Accessible.checkable: true
    Accessible.checked: chosen
    Keys.onReturnPressed: control.clicked()
    Keys.onEnterPressed: control.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: control.chosen ? Theme.accentTint : Theme.surface
        border.width: control.chosen ? 2 : Math.max(1, Theme.border)
        border.color: control.chosen ? Theme.accentText : Theme.outline
        FocusRing { target: control; shown: control.visualFocus }
    }
    contentItem: RowLayout {
        spacing: Theme.space3
        Rectangle {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 3
            implicitWidth: 22
            implicitHeight: 22
            radius: 11
            color: Theme.surface
            border.width: 2
            border.color: control.chosen ? Theme.accentText : Theme.outline
            Rectangle {
                anchors.centerIn: parent
                width: 12
                height: 12
                radius: 6
                visible: control.chosen
                color: Theme.accentText
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 2
            DdText { Layout.fillWidth: true; role: "strong"; text: control.text; Accessible.ignored: true }
            DdText { Layout.fillWidth: true; text: control.detail; Accessible.ignored: true }
            DdText { Layout.fillWidth: true; role: "caption"; text: control.condition + (control.demo ? " · DEMO" : ""); Accessible.ignored: true }
        }
    }
}
