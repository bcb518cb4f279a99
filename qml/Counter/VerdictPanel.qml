// The answer, readable at two metres; below it who, for what, until when.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Rectangle {
    id: root

    required property CounterController counter
    readonly property int phase: counter.phase
    readonly property bool ready: phase === CounterController.Ready
    // Green only for a genuine code that is valid. Whatever chains to a demo anchor wears the hatch.
    readonly property bool hatched: phase === CounterController.Valid && counter.demo
    readonly property string kind: hatched ? "demo" : phase === CounterController.Valid ? "ok"
        : phase === CounterController.Invalid ? "error" : phase === CounterController.CannotCheck ? "warn" : "plain"
    readonly property color mark: Theme.onFillOf(kind)

    implicitHeight: column.implicitHeight
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(2, Theme.border)
    border.color: ready ? Theme.line : kind === "demo" && Theme.contrast ? Theme.demoInk : Theme.fillOf(kind)

    ColumnLayout {
        id: column
        anchors.fill: parent
        spacing: 0

        Rectangle {
            id: plate
            objectName: "counter.plate"
            Layout.fillWidth: true
            Layout.fillHeight: root.ready
            implicitHeight: words.implicitHeight + 2 * (root.width < Theme.phoneWidth ? Theme.space4 : Theme.space6)
            color: Theme.fillOf(root.kind)
            radius: Theme.radius

            Accessible.role: Accessible.AlertMessage
            Accessible.name: (root.counter.demo ? qsTr("DEMO") + ". " : "") + root.counter.headline + ". " + root.counter.reason

            Hatch {
                anchors.fill: parent
                anchors.margins: 2
                visible: root.hatched
                color: Theme.demo
                stripeColor: Theme.demoStripe
                stripe: 22
            }
            GridLayout {
                id: words
                anchors.verticalCenter: parent.verticalCenter
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.margins: root.width < Theme.phoneWidth ? Theme.space4 : Theme.space6
                columns: root.width < Theme.phoneWidth ? 1 : 2
                columnSpacing: Theme.space5
                rowSpacing: Theme.space2

                VerdictSign {
                    Layout.alignment: Qt.AlignHCenter
                    implicitWidth: Math.min(150, Math.max(72, root.width * 0.18))
                    implicitHeight: implicitWidth
                    phase: root.phase
                    color: root.mark
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: Theme.space1
                    DdText {
                        objectName: "counter.demo"
                        Layout.fillWidth: true
                        visible: root.counter.demo
                        role: "title"
                        text: qsTr("DEMO – không có giá trị thật")
                        color: root.mark
                        horizontalAlignment: words.columns === 1 ? Text.AlignHCenter : Text.AlignLeft
                    }
                    DdText {
                        objectName: "counter.verdict"
                        Layout.fillWidth: true
                        role: "display"
                        text: root.counter.headline
                        color: root.mark
                        horizontalAlignment: words.columns === 1 ? Text.AlignHCenter : Text.AlignLeft
                        font.pixelSize: Math.max(Theme.title, Math.min(Theme.verdict, root.width * (root.width < Theme.phoneWidth ? 0.118 : 0.085)))
                        font.weight: Font.Bold
                        lineHeight: 1.0
                        Accessible.ignored: true // the plate says it
                    }
                    DdText {
                        Layout.fillWidth: true
                        visible: root.ready
                        text: qsTr("Đưa mã vào máy quét, dán mã, hoặc mở ảnh chụp mã.")
                        color: root.mark
                        horizontalAlignment: words.columns === 1 ? Text.AlignHCenter : Text.AlignLeft
                    }
                }
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.margins: root.width < Theme.phoneWidth ? Theme.space4 : Theme.space5
            visible: !root.ready
            spacing: Theme.space2

            DdText {
                objectName: "counter.reason"
                Layout.fillWidth: true
                visible: text !== ""
                role: "title"
                text: root.counter.reason
                color: Theme.textOf(root.kind)
            }
            DdText {
                objectName: "counter.advice"
                Layout.fillWidth: true
                visible: text !== ""
                role: "heading"
                font.weight: Font.Normal
                text: root.counter.advice
            }
            DdText {
                objectName: "counter.code"
                Layout.fillWidth: true
                visible: root.counter.errorCode !== ""
                role: "caption"
                text: root.counter.failedStep !== "" ? qsTr("Mã lỗi %1 · bước %2").arg(root.counter.errorCode).arg(root.counter.failedStep)
                                                     : qsTr("Mã lỗi %1").arg(root.counter.errorCode)
            }
            DdText {
                objectName: "counter.who"
                Layout.fillWidth: true
                visible: text !== ""
                role: "display"
                font.pixelSize: Math.min(Theme.display, Math.max(Theme.title, root.width * 0.075))
                text: root.counter.who
            }
            DdText {
                objectName: "counter.what"
                Layout.fillWidth: true
                visible: text !== ""
                role: "title"
                font.weight: Font.Normal
                text: root.counter.what
            }
            DdText {
                objectName: "counter.until"
                Layout.fillWidth: true
                visible: text !== ""
                role: "title"
                text: root.counter.until
            }
            Rectangle {
                Layout.fillWidth: true
                Layout.topMargin: Theme.space2
                Layout.bottomMargin: Theme.space2
                visible: rows.count > 0
                implicitHeight: Theme.border
                color: Theme.line
            }
            Repeater {
                id: rows
                model: root.counter.rows
                DdFieldRow {
                    required property int index
                    required property string label
                    required property string value
                    required property string origin
                    objectName: "counter.row." + index
                }
            }
            DdText {
                objectName: "counter.checkedAt"
                Layout.fillWidth: true
                Layout.topMargin: Theme.space2
                role: "caption"
                text: qsTr("Kiểm tra lúc %1 · lượt %2").arg(root.counter.checkedAt).arg(root.counter.scans)
            }
        }
    }
}
