// The post: header, verdict, input, trust list. The input keeps the keyboard, so that the next scan needs no touch.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CounterApp
import DinhDanh.Theme

ApplicationWindow {
    id: window

    required property CounterController counter
    readonly property bool wide: width >= 900
    // A question stands in the place of the verdict until there is one.
    readonly property bool asking: counter.desk.code !== "" && counter.phase === CounterController.Ready

    width: 1100
    height: 760
    minimumWidth: 340
    minimumHeight: 480
    visible: true
    title: qsTr("Định Danh – Quầy kiểm tra")
    color: Theme.paper

    Binding { target: Theme; property: "mode"; value: window.counter.themeMode }
    Binding { target: Theme; property: "textScale"; value: window.counter.textScale }

    header: CounterHeader { counter: window.counter }
    footer: TrustBar {
        counter: window.counter
        onUpdateRequested: trustDialog.open()
    }

    Flickable {
        id: flickable
        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(height, body.implicitHeight + 2 * Theme.space4)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.vertical: ScrollBar { policy: flickable.contentHeight > flickable.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

        GridLayout {
            id: body
            x: Theme.space4
            y: Theme.space4
            width: flickable.width - 2 * Theme.space4
            height: window.wide ? Math.max(implicitHeight, flickable.height - 2 * Theme.space4) : implicitHeight
            columns: window.wide ? 2 : 1
            columnSpacing: Theme.space5
            rowSpacing: Theme.space4

            DdBanner {
                Layout.columnSpan: body.columns
                objectName: "counter.notice"
                visible: window.counter.notice !== ""
                kind: window.counter.noticeKind === "" ? "info" : window.counter.noticeKind
                text: window.counter.notice
            }
            VerdictPanel {
                visible: !window.asking
                Layout.fillWidth: true
                Layout.fillHeight: window.wide
                Layout.alignment: Qt.AlignTop
                counter: window.counter
            }
            QuestionPanel {
                visible: window.asking
                Layout.fillWidth: true
                Layout.fillHeight: window.wide
                Layout.alignment: Qt.AlignTop
                desk: window.counter.desk
            }
            ColumnLayout {
                Layout.fillWidth: !window.wide
                Layout.preferredWidth: window.wide ? Math.min(420, window.width * 0.36) : -1
                Layout.alignment: Qt.AlignTop
                spacing: Theme.space4

                InputPanel {
                    id: input
                    counter: window.counter
                }
                AskPanel {
                    desk: window.counter.desk
                    onAsked: input.takeKeyboard()
                }
            }
        }
    }

    DropArea {
        anchors.fill: parent
        onDropped: drop => {
            if (drop.hasUrls)
                window.counter.openPicture(drop.urls[0].toString());
            else if (drop.hasText)
                window.counter.submit(drop.text);
            drop.accept();
            input.takeKeyboard();
        }
    }

    Connections {
        target: window.counter
        function onVerdictChanged() {
            flickable.contentY = 0;
            input.takeKeyboard();
        }
    }

    TrustDialog {
        id: trustDialog
        counter: window.counter
        onClosed: input.takeKeyboard()
    }

    Component.onCompleted: input.takeKeyboard()
}
