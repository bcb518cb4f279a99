pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal shown()
    signal print()

    objectName: "page.present"
    title: qsTr("Xuất trình")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: true

    MessageBanner { objectName: "present.message"; source: Present }

    DdText {
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Giấy tờ")
    }
    Repeater {
        model: Present.credentials
        ChoiceRow {
            id: choice
            required property int index
            required property string title
            required property string subtitle
            required property string stateText
            required demo

            objectName: "present.credential." + index
            Layout.fillWidth: true
            text: title
            detail: subtitle
            condition: stateText
            chosen: Present.index === index
            onClicked: Present.index = choice.index
        }
    }
    DdButton {
        objectName: "present.more"
        Layout.fillWidth: true
        visible: Present.credentials.more
        text: qsTr("Xem thêm giấy tờ")
        onClicked: Present.credentials.loadMore()
    }
    DdBanner {
        objectName: "present.unusable"
        visible: Present.hasCredential && (Present.keyMissing || !Present.usable)
        kind: "warn"
        text: Present.keyMissing ? qsTr("Khóa của giấy tờ này không nằm trên máy này, nên chưa xuất trình được.") : qsTr("Giấy tờ này hiện không có hiệu lực; quầy sẽ không chấp nhận.")
    }

    DdText {
        Layout.fillWidth: true
        role: "heading"
        text: qsTr("Quầy sẽ thấy")
    }
    DdCard {
        DdText {
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Luôn hiện")
        }
        DdText {
            objectName: "present.always"
            Layout.fillWidth: true
            text: Present.alwaysShown
        }
        Repeater {
            model: Present.groups
            DdSwitch {
                id: groupSwitch
                required property string key
                required property string label
                required property string seen
                required property bool shared

                objectName: "present.share." + key
                Layout.fillWidth: true
                text: label
                detail: seen
                checked: shared
                onClicked: {
                    const wanted = checked;
                    checked = Qt.binding(() => groupSwitch.shared); // the model decides; a click alone changes nothing
                    Present.share(key, wanted);
                }
            }
        }
        DdText {
            Layout.fillWidth: true
            role: "caption"
            text: qsTr("Không bật sẵn mục nào. Quầy thường cần họ tên để biết giấy tờ là của ai; số định danh và địa chỉ chỉ nên đưa khi luật đòi hỏi.")
        }
    }
    DdCard {
        objectName: "present.asking"
        visible: Present.asking !== ""
        DdText {
            objectName: "present.asking.text"
            Layout.fillWidth: true
            role: "strong"
            text: qsTr("Cho quầy thấy «%1»? Ai quét mã này cũng đọc được.").arg(Present.askingLabel)
        }
        DdButton {
            objectName: "present.asking.yes"
            Layout.fillWidth: true
            kind: "primary"
            text: qsTr("Vâng, cho thấy")
            onClicked: Present.answer(true)
        }
        DdButton {
            objectName: "present.asking.no"
            Layout.fillWidth: true
            text: qsTr("Không")
            onClicked: Present.answer(false)
        }
    }

    DdCard {
        visible: Present.canState
        DdSwitch {
            objectName: "present.statement"
            Layout.fillWidth: true
            text: qsTr("Kèm thông báo lưu trú cho quầy khách sạn")
            detail: qsTr("Bạn ký lời khai này ngay trong mã QR.")
            checked: Present.statement
            onClicked: Present.statement = checked
        }
        DdTextField {
            fieldName: "present.statement.facility"
            Layout.fillWidth: true
            visible: Present.statement
            label: qsTr("Nơi lưu trú")
            text: Present.facility
            onEdited: Present.facility = text
            error: Present.facilityError
            maximumLength: 64
        }
        DdTextField {
            fieldName: "present.statement.reason"
            Layout.fillWidth: true
            visible: Present.statement
            label: qsTr("Lý do")
            text: Present.reason
            onEdited: Present.reason = text
            error: Present.reasonError
            maximumLength: 64
        }
        DdTextField {
            fieldName: "present.statement.nights"
            Layout.fillWidth: true
            visible: Present.statement
            label: qsTr("Số đêm")
            text: Present.nights
            inputMethodHints: Qt.ImhDigitsOnly
            validator: IntValidator { bottom: 1; top: 30 }
            onEdited: Present.nights = text === "" ? 0 : Number(text)
        }
    }
    DdText {
        objectName: "present.purpose"
        Layout.fillWidth: true
        visible: Present.hasCredential
        text: qsTr("Mục đích: %1").arg(Present.purpose)
    }
    DdButton {
        objectName: "present.show"
        Layout.fillWidth: true
        kind: "primary"
        glyph: "qr"
        enabled: Present.hasCredential && !Present.keyMissing && Present.statementComplete && Present.asking === ""
        text: qsTr("Hiện mã QR")
        onClicked: {
            Present.show();
            if (Present.showing)
                page.shown();
        }
    }
    DdButton {
        objectName: "present.print"
        Layout.fillWidth: true
        visible: App.hasAuthority && Present.usable && !Present.keyMissing
        kind: "quiet"
        glyph: "pass"
        text: qsTr("In ra giấy…")
        onClicked: page.print()
    }
}
