// The question, for the phone on the other side of the counter: black on white whatever the theme.
import QtQuick
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

Rectangle {
    id: root

    required property ChallengeDesk desk
    readonly property int gap: width < Theme.phoneWidth ? Theme.space4 : Theme.space5

    implicitHeight: content.height + 2 * gap
    radius: Theme.radiusSmall
    color: Theme.qrPaper
    border.width: Math.max(2, Theme.border)
    border.color: Theme.outline

    Column {
        id: content
        x: root.gap
        y: root.gap
        width: root.width - 2 * root.gap
        spacing: Theme.space2

        DdText {
            objectName: "counter.question.asker"
            width: content.width
            visible: text !== ""
            role: "heading"
            color: Theme.qrInk
            horizontalAlignment: Text.AlignHCenter
            text: root.desk.asker
        }
        DdText {
            width: content.width
            role: "title"
            color: Theme.qrInk
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Mời quét bằng ứng dụng Định Danh")
        }
        QrView {
            objectName: "counter.question"
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(content.width, 400)
            height: width
            text: root.desk.code
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Mã hỏi. %1").arg(root.desk.asks)
        }
        DdText {
            objectName: "counter.question.asks"
            width: content.width
            color: Theme.qrInk
            horizontalAlignment: Text.AlignHCenter
            text: root.desk.asks
        }
        DdText {
            objectName: "counter.question.left"
            width: content.width
            role: "caption"
            color: Theme.qrInk
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Còn %1 giây. Quét câu trả lời như mọi mã khác.").arg(root.desk.secondsLeft)
        }
        DdText {
            objectName: "counter.question.limits"
            width: content.width
            visible: text !== ""
            role: "strong"
            color: Theme.qrInk
            horizontalAlignment: Text.AlignHCenter
            text: root.desk.limits
        }
        DdButton {
            objectName: "counter.question.close"
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(implicitWidth, content.width)
            focusPolicy: Qt.TabFocus
            glyph: "close"
            text: qsTr("Cất mã hỏi")
            onClicked: root.desk.close()
        }
    }
}
