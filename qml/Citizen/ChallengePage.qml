// A counter asks: who it is, what it wants and what for; the person chooses what it gets. Nothing is switched on beforehand.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool waiting: Challenge.phase === Challenge.Waiting
    readonly property bool asking: Challenge.phase === Challenge.Asking
    readonly property bool over: Challenge.phase === Challenge.Over

    signal shown()

    objectName: "page.challenge"
    title: page.waiting ? qsTr("Quét mã của quầy") : qsTr("Quầy hỏi")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: true

    Connections {
        target: Challenge
        function onAskerChanged() { if (page.waiting) code.text = ""; }
        function onMessageChanged() { if (Challenge.message.shown) page.flickable.contentY = 0; } // wherever the page stood
    }

    MessageBanner { objectName: "challenge.message"; source: Challenge }

    // ---- the code
    DdText {
        Layout.fillWidth: true
        visible: page.waiting
        text: qsTr("Quầy đưa mã hỏi lên màn hình của họ. Bạn sẽ thấy ai hỏi, hỏi gì và để làm gì trước khi đưa ra bất cứ điều gì.")
    }
    PictureInput {
        visible: page.waiting
        prefix: "challenge"
        heading: qsTr("Lấy từ ảnh chụp màn hình của quầy")
        dialogTitle: qsTr("Chọn ảnh mã hỏi của quầy")
        reader: Challenge.reader
        dropTarget: page.flickable
    }
    DdCard {
        visible: page.waiting
        DdTextArea {
            id: code
            fieldName: "challenge.text"
            Layout.fillWidth: true
            label: qsTr("Hoặc dán nội dung mã hỏi")
            hint: qsTr("Bắt đầu bằng VQ1:")
            monospaced: true
            inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhPreferUppercase
        }
        DdButton {
            objectName: "challenge.read"
            Layout.fillWidth: true
            kind: "primary"
            enabled: code.text !== ""
            text: qsTr("Xem quầy hỏi gì")
            onClicked: Challenge.take(code.text)
        }
    }

    // ---- who asks
    DdCard {
        visible: !page.waiting
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.space3
            DdText {
                objectName: "challenge.asker"
                Layout.fillWidth: true
                role: "heading"
                text: Challenge.registered ? Challenge.askerName
                    : Challenge.askerName !== "" ? qsTr("Tự xưng: «%1»").arg(Challenge.askerName) : qsTr("Một quầy không nói tên")
            }
            CountdownRing {
                objectName: "challenge.countdown"
                Layout.alignment: Qt.AlignTop
                visible: page.asking
                total: Challenge.codeSeconds
                remaining: Challenge.secondsToAnswer
                spoken: qsTr("Còn %1 giây để trả lời")
            }
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.space2
            StatusBadge {
                objectName: "challenge.asker.state"
                kind: !Challenge.registered ? "warn" : Challenge.askerDemo ? "plain" : "ok" // demo is never green
                text: Challenge.registered ? qsTr("Đã đăng ký") : qsTr("Chưa đăng ký")
            }
            DemoBadge { visible: Challenge.registered && Challenge.askerDemo }
        }
        DdFieldRow {
            objectName: "challenge.asker.id"
            label: qsTr("Mã quầy")
            value: Challenge.askerId
        }
        DdFieldRow {
            objectName: "challenge.purpose"
            label: qsTr("Để làm gì")
            value: Challenge.purpose
        }
    }
    DdBanner {
        objectName: "challenge.warning"
        visible: page.asking && !Challenge.registered
        kind: "warn"
        text: qsTr("Không ai xác nhận quầy này là ai. Tên và mã ở trên do quầy tự viết.")
        advice: qsTr("Chỉ trả lời khi bạn biết chắc mình đang ở quầy nào. Quầy này chỉ được xem họ tên, ngày sinh, giới tính, quốc tịch.")
    }
    DdBanner {
        objectName: "challenge.list"
        visible: page.asking && Challenge.listNotice !== ""
        kind: "info"
        text: Challenge.listNotice
        advice: Challenge.canUpdateList ? qsTr("Khi có mạng, bạn có thể cập nhật danh sách. Máy chủ không được biết quầy nào đang hỏi bạn.") : ""
    }
    DdButton {
        objectName: "challenge.updateList"
        Layout.fillWidth: true
        visible: page.asking && Challenge.listNotice !== "" && Challenge.canUpdateList
        enabled: !Challenge.updatingList
        glyph: "refresh"
        text: Challenge.updatingList ? qsTr("Đang cập nhật…") : qsTr("Cập nhật danh sách tin cậy")
        onClicked: Challenge.updateList()
    }

    // ---- what it gets
    DdBanner {
        objectName: "challenge.answered"
        visible: Challenge.answered
        kind: Challenge.demo ? "demo" : "ok"
        text: page.over ? qsTr("Đã trả lời. Mã hỏi này không dùng được nữa.") : qsTr("Đã hiện câu trả lời. Quầy chỉ nhận một lần cho mỗi giấy tờ.")
    }
    DdText {
        Layout.fillWidth: true
        visible: page.asking && Challenge.credentials.count > 1
        role: "heading"
        text: qsTr("Trả lời bằng")
    }
    Repeater {
        model: Challenge.credentials
        ChoiceRow {
            id: choice
            required property int index
            required property string title
            required property string subtitle
            required property string stateText
            required demo

            objectName: "challenge.credential." + index
            Layout.fillWidth: true
            visible: page.asking && Challenge.credentials.count > 1
            text: title
            detail: subtitle
            condition: stateText
            chosen: Challenge.index === index
            onClicked: Challenge.index = choice.index
        }
    }
    DdBanner {
        objectName: "challenge.unusable"
        visible: page.asking && Challenge.hasCredential && (Challenge.keyMissing || !Challenge.usable)
        kind: "warn"
        text: Challenge.keyMissing ? qsTr("Khóa của giấy tờ này không nằm trên máy này, nên chưa xuất trình được.")
                                   : qsTr("Giấy tờ này hiện không có hiệu lực; quầy sẽ không chấp nhận.")
    }
    DdCard {
        visible: page.asking && Challenge.hasCredential
        DdText {
            Layout.fillWidth: true
            role: "heading"
            text: qsTr("Quầy sẽ thấy · %1").arg(Challenge.title)
        }
        DdText {
            objectName: "challenge.always"
            Layout.fillWidth: true
            text: qsTr("Luôn hiện: %1").arg(Challenge.alwaysShown)
        }
        Repeater {
            model: Challenge.groups
            DdSwitch {
                id: groupSwitch
                required property string key
                required property string label
                required property string seen
                required property bool shared

                objectName: "challenge.share." + key
                Layout.fillWidth: true
                text: label
                detail: seen
                checked: shared
                onClicked: {
                    const wanted = checked;
                    checked = Qt.binding(() => groupSwitch.shared); // the model decides; a click alone changes nothing
                    Challenge.share(key, wanted);
                }
            }
        }
        DdText {
            Layout.fillWidth: true
            role: "caption"
            text: qsTr("Không bật sẵn mục nào: bạn bật những mục muốn đưa. Mục quầy cần mà thiếu thì quầy sẽ hỏi lại.")
        }
    }
    DdCard {
        visible: page.asking && Challenge.refused.length > 0
        DdText {
            Layout.fillWidth: true
            role: "heading"
            text: qsTr("Quầy hỏi nhưng không được xem")
        }
        Repeater {
            model: Challenge.refused
            RowLayout {
                id: refusedRow
                required property int index
                required property string modelData
                Layout.fillWidth: true
                spacing: Theme.space2
                Glyph {
                    Layout.alignment: Qt.AlignTop
                    implicitWidth: Theme.glyph
                    implicitHeight: Theme.glyph
                    name: "cross"
                    color: Theme.invalidText
                }
                DdText {
                    objectName: "challenge.refused." + refusedRow.index
                    Layout.fillWidth: true
                    font.strikeout: true
                    color: Theme.inkSoft
                    text: refusedRow.modelData
                    Accessible.name: qsTr("Không đưa ra: %1").arg(refusedRow.modelData)
                }
            }
        }
        DdText {
            objectName: "challenge.refusedWhy"
            Layout.fillWidth: true
            text: Challenge.refusedWhy
        }
    }
    DdBanner {
        objectName: "challenge.lacking"
        visible: page.asking && Challenge.lacking !== ""
        kind: "info"
        text: qsTr("Quầy hỏi nhưng ví của bạn không có: %1.").arg(Challenge.lacking)
        advice: Challenge.hasCredential ? qsTr("Bạn vẫn có thể trả lời phần còn lại.") : qsTr("Hãy hỏi quầy xem giấy tờ khác có dùng được không.")
    }
    DdCard {
        visible: page.asking && Challenge.hasCredential && !Challenge.registered
        DdSwitch {
            objectName: "challenge.understood"
            Layout.fillWidth: true
            text: qsTr("Tôi biết mình đang đưa cho ai")
            checked: Challenge.understood
            onClicked: {
                const wanted = checked;
                checked = Qt.binding(() => Challenge.understood);
                Challenge.understood = wanted;
            }
        }
    }
    DdButton {
        objectName: "challenge.show"
        Layout.fillWidth: true
        visible: page.asking && Challenge.hasCredential
        kind: "primary"
        glyph: "qr"
        enabled: !Challenge.keyMissing && (Challenge.registered || Challenge.understood)
        text: qsTr("Đồng ý, hiện mã trả lời")
        onClicked: {
            Challenge.show();
            if (Challenge.showing)
                page.shown();
        }
    }
    DdButton {
        objectName: "challenge.another"
        Layout.fillWidth: true
        visible: !page.waiting
        glyph: Challenge.answered ? "camera" : "close"
        text: Challenge.answered ? qsTr("Quét mã khác") : qsTr("Không trả lời")
        onClicked: Challenge.begin()
    }
    DdButton {
        objectName: "challenge.finish"
        Layout.fillWidth: true
        visible: Challenge.answered
        kind: page.over ? "primary" : "secondary"
        text: qsTr("Về ví")
        onClicked: page.back()
    }
}
