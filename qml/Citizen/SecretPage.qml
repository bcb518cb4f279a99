// Choosing, repeating, entering and changing the PIN or passphrase: one page, the wallet's stage says which.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    readonly property bool entering: Wallet.stage === Wallet.Enter
    readonly property bool repeating: Wallet.stage === Wallet.Repeat || Wallet.stage === Wallet.ReplacementRepeat
    readonly property bool waiting: entering && Wallet.waitSeconds > 0

    objectName: "page.secret"
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    title: {
        switch (Wallet.stage) {
        case Wallet.Choose: return Wallet.usesPin ? qsTr("Đặt mã PIN") : qsTr("Đặt mật khẩu");
        case Wallet.Repeat: return Wallet.usesPin ? qsTr("Nhập lại mã PIN") : qsTr("Nhập lại mật khẩu");
        case Wallet.Current: return Wallet.usesPin ? qsTr("Mã PIN hiện tại") : qsTr("Mật khẩu hiện tại");
        case Wallet.Replacement: return Wallet.usesPin ? qsTr("Mã PIN mới") : qsTr("Mật khẩu mới");
        case Wallet.ReplacementRepeat: return Wallet.usesPin ? qsTr("Nhập lại mã PIN mới") : qsTr("Nhập lại mật khẩu mới");
        case Wallet.ForBiometrics: return qsTr("Bật vân tay hoặc khuôn mặt");
        default: return qsTr("Mở khóa ví");
        }
    }

    // With large text the message may lie below the window: bring it up.
    function revealMessage() {
        if (message.visible)
            flickable.contentY = Math.max(0, Math.min(message.y + message.height + 2 * Theme.space4 - flickable.height,
                                                      flickable.contentHeight - flickable.height));
    }
    Connections {
        target: Wallet
        function onMessageChanged() { reveal.restart(); }
    }
    Timer {
        id: reveal
        interval: 0
        onTriggered: page.revealMessage()
    }
    Connections { // the layout follows the text one frame later
        target: page.flickable
        function onContentHeightChanged() { reveal.restart(); }
    }

    DemoBadge { visible: App.demo || Wallet.keyStoreFake }
    DdText {
        objectName: "secret.keyStore"
        Layout.fillWidth: true
        role: "caption"
        text: Wallet.keyStoreLabel
    }
    DdText {
        objectName: "secret.hint"
        Layout.fillWidth: true
        visible: text !== ""
        text: {
            if (page.repeating)
                return qsTr("Nhập lại đúng như lần trước.");
            if (Wallet.stage === Wallet.Enter)
                return Wallet.usesPin ? qsTr("Nhập mã PIN để mở ví trên máy này.") : qsTr("Nhập mật khẩu để mở ví trên máy này.");
            if (Wallet.stage === Wallet.ForBiometrics)
                return Wallet.usesPin ? qsTr("Nhập mã PIN để xác nhận chính bạn bật cách mở này.") : qsTr("Nhập mật khẩu để xác nhận chính bạn bật cách mở này.");
            if (Wallet.stage === Wallet.Current)
                return "";
            return Wallet.usesPin ? qsTr("Từ 6 đến 12 chữ số, không lặp một số, không theo dãy. Mã này mở ví; không ai lấy lại giúp bạn được.")
                                  : qsTr("Máy này không có kho khóa phần cứng: ai chép được thư mục của bạn thì thử mật khẩu bao nhiêu lần cũng được. Vì vậy hãy đặt mật khẩu dài, ít nhất 12 ký tự, chẳng hạn năm từ không liên quan đến nhau. Không ai lấy lại giúp bạn được.");
        }
    }
    PinPad {
        id: pad
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Theme.space3
        visible: Wallet.usesPin
        focus: Wallet.usesPin
        entered: Wallet.entry.count
        busy: Wallet.busy || page.waiting
        onDigit: value => Wallet.entry.pressDigit(value)
        onErase: Wallet.entry.erase()
        onConfirm: Wallet.confirm()
    }
    SecretBox {
        visible: !Wallet.usesPin
        focus: !Wallet.usesPin
        label: page.title
        onAccepted: Wallet.confirm()
    }
    DdBanner { // below the keys: they must not move under a finger that tries again
        id: message
        objectName: "unlock.message"
        Layout.fillWidth: true
        visible: Wallet.message.shown
        kind: page.waiting || Wallet.message.code === "VLT-015" ? "warn" : "error"
        text: {
            if (page.waiting)
                return Wallet.message.text + " " + (Wallet.waitSeconds < 120 ? qsTr("Nhập lại được sau %1 giây.").arg(Wallet.waitSeconds)
                                                                             : qsTr("Nhập lại được sau %1 phút.").arg(Math.ceil(Wallet.waitSeconds / 60)));
            if (page.entering && Wallet.wrong)
                return Wallet.message.text + " " + qsTr("Còn %1 lần trước khi phải chờ.").arg(Wallet.triesLeft);
            return Wallet.message.text;
        }
        advice: Wallet.message.advice
        code: Wallet.message.code
    }
    DdBanner {
        objectName: "unlock.erasure"
        Layout.fillWidth: true
        visible: page.entering && Wallet.triesBeforeErasure >= 0
        kind: "warn"
        text: qsTr("Còn %1 lần nhập sai nữa thì ví tự xóa, như bạn đã chọn.").arg(Wallet.triesBeforeErasure)
    }
    DdButton { // never during a wait
        objectName: "secret.biometrics"
        Layout.fillWidth: true
        visible: page.entering && !page.waiting && Wallet.biometricsOn && Wallet.biometricsThere
        enabled: !Wallet.busy
        glyph: "person"
        text: Wallet.biometricsFake ? qsTr("Mở bằng vân tay hoặc khuôn mặt (giả lập)") : qsTr("Mở bằng vân tay hoặc khuôn mặt")
        onClicked: Wallet.unlockByBiometrics()
    }
    DdButton {
        objectName: "secret.confirm"
        Layout.fillWidth: true
        visible: !Wallet.usesPin
        enabled: !Wallet.busy && !page.waiting && Wallet.entry.count > 0
        kind: "primary"
        text: page.entering ? qsTr("Mở khóa") : qsTr("Tiếp tục")
        onClicked: Wallet.confirm()
    }
    DdButton {
        objectName: "secret.startOver"
        Layout.fillWidth: true
        visible: page.repeating
        enabled: !Wallet.busy
        kind: "quiet"
        text: qsTr("Nhập lại từ đầu")
        onClicked: Wallet.startOver()
    }
    ProgressLine {
        visible: Wallet.busy
        indeterminate: true
        text: page.entering ? qsTr("Đang mở ví…") : qsTr("Đang tạo khóa cho ví…")
    }
}
