// The code on white, as large as the screen allows, whatever the theme: cameras read dark on white.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

Page {
    id: page

    required property ShowController source
    readonly property bool canGoBack: true
    readonly property int screenshotPolicy: DdPage.ScreenshotPolicy.Protect

    property string spokenCountdown: qsTr("Mã mới sau %1 giây")

    signal closed()

    objectName: "page.qr"
    title: qsTr("Mã QR")
    background: Rectangle { color: Theme.qrPaper }
    Accessible.role: Accessible.Pane
    Accessible.name: title

    function leave() { page.source.close(); } // the code going away is what closes the page
    Keys.onBackPressed: event => { event.accepted = true; page.leave(); }
    Keys.onEscapePressed: event => { event.accepted = true; page.leave(); }

    Connections {
        target: page.source
        function onCodeChanged() { if (!page.source.showing) page.closed(); }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.space2
        spacing: Theme.space2

        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.space2
            DdText {
                objectName: "qr.title"
                Layout.fillWidth: true
                role: "heading"
                color: Theme.qrInk
                text: page.source.title
            }
            DemoBadge {
                objectName: "qr.demo"
                visible: page.source.demo
            }
        }
        QrView {
            id: code
            objectName: "qr.code"
            readonly property real side: Math.min(parent.width, page.height - footer.height - Theme.space7 - Theme.space6)
            Layout.alignment: Qt.AlignHCenter
            Layout.preferredWidth: side
            Layout.preferredHeight: side
            text: page.source.code
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Mã QR của %1. Đưa màn hình về phía máy quét.").arg(page.source.title)
        }
        DdText {
            objectName: "qr.failed"
            Layout.fillWidth: true
            visible: code.failed
            color: Theme.qrInk
            text: qsTr("Nội dung quá dài cho một mã QR. Quay lại và chia sẻ ít mục hơn.")
        }
        Item { Layout.fillHeight: true }
        ColumnLayout {
            id: footer
            Layout.fillWidth: true
            spacing: Theme.space2
            DdText {
                objectName: "qr.copyNotice"
                Layout.fillWidth: true
                visible: page.source.copyNotice !== ""
                color: Theme.qrInk
                text: page.source.copyNotice
            }
            RowLayout {
                Layout.fillWidth: true
                Layout.leftMargin: Theme.space2
                spacing: Theme.space3
                CountdownRing {
                    objectName: "qr.countdown"
                    total: page.source.codeSeconds
                    remaining: page.source.secondsLeft
                    spoken: page.spokenCountdown
                    color: Theme.qrInk
                    trackColor: Theme.outline
                    textColor: Theme.qrInk
                }
                DdText {
                    objectName: "qr.summary"
                    Layout.fillWidth: true
                    color: Theme.qrInk
                    maximumLineCount: 4
                    elide: Text.ElideRight
                    text: qsTr("Quầy sẽ thấy: %1").arg(page.source.summary)
                }
            }
            DdButton {
                objectName: "qr.close"
                Layout.fillWidth: true
                glyph: "close"
                text: qsTr("Đóng mã")
                onClicked: page.leave()
            }
        }
    }
}
