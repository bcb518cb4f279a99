// "Hold the card": what is being read, in words and in bytes; stopping is always possible.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal stopped()
    signal finished()

    objectName: "page.reading"
    title: qsTr("Đang đọc thẻ")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect

    function follow() {
        if (Card.phase === Card.Finished)
            page.finished();
        else if (Card.phase === Card.Editing)
            page.stopped();
    }
    Connections {
        target: Card
        function onPhaseChanged() { page.follow(); }
    }

    Item {
        Layout.fillWidth: true
        implicitHeight: 180

        Rectangle { // a phone and a card, drawn by us
            id: phone
            anchors.centerIn: parent
            width: 92
            height: 168
            radius: 14
            color: Theme.surface
            border.width: 2
            border.color: Theme.outline
            Glyph {
                anchors.centerIn: parent
                width: 40
                height: 40
                name: "contactless"
                color: Theme.accentText
            }
        }
        Rectangle {
            id: chipCard
            width: 120
            height: 76
            radius: 8
            x: phone.x - 44 + 10 * chipCard.nearness
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.accentTint
            border.width: 2
            border.color: Theme.accentText
            property real nearness
            Glyph {
                x: 12
                anchors.verticalCenter: parent.verticalCenter
                width: 28
                height: 28
                name: "chip"
                color: Theme.accentText
            }
            SequentialAnimation on nearness {
                running: Card.step === Card.AwaitCard && !Theme.reducedMotion
                loops: Animation.Infinite
                NumberAnimation { to: 1; duration: 700; easing.type: Easing.InOutSine }
                NumberAnimation { to: 0; duration: 700; easing.type: Easing.InOutSine }
            }
        }
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Hình vẽ thẻ áp vào đầu đọc")
    }
    DdText {
        objectName: "reading.status"
        Layout.fillWidth: true
        role: "heading"
        horizontalAlignment: Text.AlignHCenter
        text: Card.stepText
    }
    DdText {
        objectName: "reading.attempt"
        Layout.fillWidth: true
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        text: Card.attemptText
    }
    ProgressLine {
        objectName: "reading.progress"
        indeterminate: Card.bytesTotal === 0
        value: Card.bytesTotal > 0 ? Card.bytesDone / Card.bytesTotal : 0
        text: Card.bytesTotal > 0 ? qsTr("%1 trên %2 byte").arg(Number(Card.bytesDone).toLocaleString(Qt.locale(), "f", 0))
                                                           .arg(Number(Card.bytesTotal).toLocaleString(Qt.locale(), "f", 0))
                                  : ""
    }
    DdText {
        objectName: "reading.person"
        Layout.fillWidth: true
        visible: Card.personName !== ""
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Thẻ của %1").arg(Card.personName)
    }
    DdButton {
        objectName: "reading.cancel"
        Layout.fillWidth: true
        enabled: !Card.stopping && Card.phase !== Card.Enrolling
        text: qsTr("Dừng đọc")
        onClicked: Card.cancel()
    }
}
