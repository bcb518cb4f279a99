// The answer, readable at two metres; below it who, for what, until when.
pragma ComponentBehavior: Bound
import QtQuick
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

    // Placed by hand throughout: layouts of wrapping text inside layouts polish in circles.
    readonly property bool narrow: width < Theme.phoneWidth
    readonly property int gap: narrow ? Theme.space4 : Theme.space5

    implicitHeight: plate.implicitHeight + (ready ? 0 : details.height + 2 * gap)
    radius: Theme.radiusSmall
    color: Theme.surface
    border.width: Math.max(2, Theme.border)
    border.color: ready ? Theme.line : kind === "demo" && Theme.contrast ? Theme.demoInk : Theme.fillOf(kind)

    Rectangle {
        id: plate
        objectName: "counter.plate"
        width: root.width
        height: root.ready ? Math.max(implicitHeight, root.height) : implicitHeight
        implicitHeight: words.height + 2 * (root.narrow ? Theme.space4 : Theme.space6)
        color: Theme.fillOf(root.kind)
        radius: Theme.radiusSmall

        Accessible.role: Accessible.AlertMessage
        Accessible.name: (root.counter.demo ? qsTr("DEMO") + ". " : "") + root.counter.headline + ". " + root.counter.reason

        Hatch {
            anchors.fill: parent
            anchors.margins: 3
            visible: root.hatched
            color: Theme.demo
            stripeColor: Theme.demoStripe
            stripe: 22
        }
        Item {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: root.narrow ? Theme.space4 : Theme.space6
            height: root.narrow ? sign.height + Theme.space2 + said.height : Math.max(sign.height, said.height)

            VerdictSign {
                id: sign
                x: root.narrow ? (words.width - width) / 2 : 0
                y: root.narrow ? 0 : (words.height - height) / 2
                width: Math.min(150, Math.max(72, root.width * 0.18))
                height: width
                phase: root.phase
                color: root.mark
            }
            Column {
                id: said
                x: root.narrow ? 0 : sign.width + Theme.space5
                y: root.narrow ? sign.height + Theme.space2 : (words.height - height) / 2
                width: words.width - x
                spacing: Theme.space1
                DdText {
                    objectName: "counter.verdict"
                    width: said.width
                    role: "display"
                    text: root.counter.headline
                    color: root.mark
                    horizontalAlignment: root.narrow ? Text.AlignHCenter : Text.AlignLeft
                    font.pixelSize: Math.max(Theme.title, Math.min(Theme.verdict, root.width * (root.narrow ? 0.118 : 0.085)))
                    font.weight: Font.Bold
                    lineHeight: 1.0
                    Accessible.ignored: true // the plate says it
                }
                DdText {
                    objectName: "counter.demo"
                    width: said.width
                    visible: root.counter.demo
                    role: "strong"
                    font.pixelSize: Math.min(Theme.title, Math.max(Theme.caption, root.width * 0.05))
                    text: qsTr("DEMO – không có giá trị thật")
                    color: root.mark
                    horizontalAlignment: root.narrow ? Text.AlignHCenter : Text.AlignLeft
                }
                DdText {
                    width: said.width
                    visible: root.ready
                    text: qsTr("Đưa mã vào máy quét, dán mã, hoặc mở ảnh chụp mã.")
                    color: root.mark
                    horizontalAlignment: root.narrow ? Text.AlignHCenter : Text.AlignLeft
                }
            }
        }
    }

    Column {
        id: details
        x: root.gap
        y: plate.height + root.gap
        width: root.width - 2 * root.gap
        visible: !root.ready
        spacing: Theme.space2

        DdText {
            objectName: "counter.reason"
            width: details.width
            visible: text !== ""
            role: "title"
            text: root.counter.reason
            color: Theme.textOf(root.kind)
        }
        DdText {
            objectName: "counter.advice"
            width: details.width
            visible: text !== ""
            role: "heading"
            font.weight: Font.Normal
            text: root.counter.advice
        }
        DdText {
            objectName: "counter.code"
            width: details.width
            visible: root.counter.errorCode !== ""
            role: "caption"
            text: root.counter.failedStep !== "" ? qsTr("Mã lỗi %1 · bước %2").arg(root.counter.errorCode).arg(root.counter.failedStep)
                                                 : qsTr("Mã lỗi %1").arg(root.counter.errorCode)
        }
        DdText {
            objectName: "counter.who"
            width: details.width
            visible: text !== ""
            role: "display"
            font.pixelSize: Math.min(Theme.display, Math.max(Theme.title, root.width * 0.075))
            text: root.counter.who
        }
        DdText {
            objectName: "counter.what"
            width: details.width
            visible: text !== ""
            role: "title"
            font.weight: Font.Normal
            text: root.counter.what
        }
        DdText {
            objectName: "counter.until"
            width: details.width
            visible: text !== ""
            role: "title"
            text: root.counter.until
        }
        Rectangle {
            width: details.width
            visible: rows.count > 0
            height: Math.max(1, Theme.border)
            color: Theme.line
        }
        Repeater {
            id: rows
            model: root.counter.rows
            DdFieldRow {
                width: details.width
                required property int index
                required label
                required value
                required origin
                objectName: "counter.row." + index
            }
        }
        DdText {
            objectName: "counter.checkedAt"
            width: details.width
            role: "caption"
            text: qsTr("Kiểm tra lúc %1 · lượt %2").arg(root.counter.checkedAt).arg(root.counter.scans)
        }
    }
}
