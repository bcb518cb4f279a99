// A page says its title, how one leaves it and whether it may be photographed by the system; its content scrolls
// and keeps to a readable width.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Theme

Page {
    id: root

    enum ScreenshotPolicy { Allow, Protect }

    default property alias content: column.data
    property alias actions: actionRow.data
    property int screenshotPolicy: DdPage.ScreenshotPolicy.Allow
    property bool canGoBack: false
    property bool headerVisible: title !== ""
    property int maximumWidth: Theme.readingWidth
    property int sidePadding: width < Theme.phoneWidth ? Theme.space4 : Theme.space5
    property alias gap: column.spacing
    readonly property alias flickable: flickable

    signal back()

    padding: 0
    background: Rectangle { color: Theme.paper }

    Accessible.role: Accessible.Pane
    Accessible.name: title

    Keys.onBackPressed: event => { event.accepted = root.canGoBack; if (root.canGoBack) root.back(); }
    Keys.onEscapePressed: event => { event.accepted = root.canGoBack; if (root.canGoBack) root.back(); }

    header: Rectangle {
        visible: root.headerVisible
        implicitHeight: bar.implicitHeight + 2 * Theme.space2
        color: Theme.paper

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.border
            color: Theme.line
        }
        RowLayout {
            id: bar
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.leftMargin: root.canGoBack ? Theme.space1 : root.sidePadding
            anchors.rightMargin: Theme.space2
            spacing: Theme.space1

            DdIconButton {
                objectName: "page.back"
                visible: root.canGoBack
                glyph: "back"
                spoken: qsTr("Quay lại")
                onClicked: root.back()
            }
            DdText {
                objectName: "page.title"
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.touch
                verticalAlignment: Text.AlignVCenter
                role: "title"
                text: root.title
            }
            Row {
                id: actionRow
                spacing: Theme.space1
            }
        }
    }

    Flickable {
        id: flickable
        anchors.fill: parent
        contentWidth: width
        contentHeight: column.implicitHeight + 2 * Theme.space4
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.vertical: ScrollBar { policy: flickable.contentHeight > flickable.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

        ColumnLayout {
            id: column
            x: (flickable.width - width) / 2
            y: Theme.space4
            width: Math.min(root.maximumWidth, flickable.width - 2 * root.sidePadding)
            spacing: Theme.space4
        }
    }
}
