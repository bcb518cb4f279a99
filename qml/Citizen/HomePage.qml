pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    signal addCard()
    signal present()
    signal answerChallenge()
    signal requestPass()
    signal declareStay()
    signal history()
    signal settings()

    objectName: "page.home"
    title: qsTr("Ví của tôi")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    actions: [
        DdIconButton {
            objectName: "home.history"
            glyph: "history"
            spoken: qsTr("Lịch sử xuất trình")
            onClicked: page.history()
        },
        DdIconButton {
            objectName: "home.settings"
            glyph: "settings"
            spoken: qsTr("Cài đặt")
            onClicked: page.settings()
        },
        DdIconButton {
            objectName: "home.lock"
            glyph: "lock"
            spoken: qsTr("Khóa ví")
            onClicked: Wallet.lock()
        }
    ]

    MessageBanner { objectName: "home.message"; source: Home }

    DdCard {
        visible: !Home.hasCard
        DdText {
            objectName: "home.empty"
            Layout.fillWidth: true
            role: "heading"
            text: qsTr("Ví chưa có thẻ nào")
        }
        DdText {
            Layout.fillWidth: true
            text: qsTr("Chuẩn bị thẻ căn cước có chip. Ứng dụng đọc thẻ, kiểm tra chữ ký của nơi cấp, rồi cất vào ví đã mã hóa trên máy này.")
        }
    }
    IdentityCard { visible: Home.hasCard }

    DdBanner {
        objectName: "home.notEnrolled"
        visible: Home.hasCard && !Home.enrolled && Home.withoutKey === 0
        kind: "warn"
        text: qsTr("Thẻ chưa được đăng ký với cơ quan cấp, nên chưa có giấy tờ để xuất trình.")
        advice: qsTr("Khi có mạng, đọc lại thẻ một lần nữa.")
    }
    DdBanner {
        objectName: "home.withoutKey"
        visible: Home.withoutKey > 0
        kind: "warn"
        text: qsTr("%1 giấy tờ có khóa không nằm trên máy này, nên chưa xuất trình được.").arg(Home.withoutKey)
        advice: Home.enrolled ? qsTr("Căn cước số đã gắn với máy này. Các giấy tờ còn lại xin cấp lại, rồi gỡ bản cũ.")
                              : qsTr("Khi có mạng, xin đọc lại thẻ để cơ quan cấp lại căn cước số cho máy này.")
    }
    DdButton {
        objectName: "home.present"
        Layout.fillWidth: true
        visible: Home.presentable
        kind: "primary"
        glyph: "qr"
        text: qsTr("Xuất trình mã QR")
        onClicked: page.present()
    }
    DdButton {
        objectName: "home.challenge"
        Layout.fillWidth: true
        visible: Home.presentable
        glyph: "camera"
        text: qsTr("Quét mã của quầy")
        onClicked: page.answerChallenge()
    }
    DdButton {
        objectName: "home.addCard"
        Layout.fillWidth: true
        kind: Home.enrolled ? "secondary" : "primary"
        glyph: "card"
        text: Home.hasCard ? qsTr("Đọc lại thẻ") : qsTr("Thêm thẻ của tôi")
        onClicked: page.addCard()
    }

    DdText {
        Layout.fillWidth: true
        Layout.topMargin: Theme.space2
        visible: Home.credentials.count > 0
        role: "heading"
        text: qsTr("Giấy tờ trong ví")
    }
    Repeater {
        model: Home.credentials
        CredentialRow { onRebind: page.addCard() }
    }
    DdButton {
        objectName: "home.more"
        Layout.fillWidth: true
        visible: Home.credentials.more
        text: qsTr("Xem thêm giấy tờ")
        onClicked: Home.credentials.loadMore()
    }

    DdText {
        Layout.fillWidth: true
        Layout.topMargin: Theme.space2
        visible: Home.enrolled
        role: "heading"
        text: qsTr("Việc thường làm")
    }
    DdButton {
        objectName: "home.requestPass"
        Layout.fillWidth: true
        visible: Home.enrolled
        glyph: "pass"
        text: qsTr("Xin thẻ thông hành")
        onClicked: page.requestPass()
    }
    DdButton {
        objectName: "home.declareStay"
        Layout.fillWidth: true
        visible: Home.enrolled
        glyph: "stay"
        text: qsTr("Thông báo lưu trú")
        onClicked: page.declareStay()
    }
    DdBanner {
        objectName: "home.waiting"
        visible: Home.waitingDeclarations > 0
        kind: "warn"
        text: qsTr("%1 thông báo lưu trú còn chờ gửi.").arg(Home.waitingDeclarations)
        advice: qsTr("Mở «Thông báo lưu trú» để gửi lại khi có mạng.")
    }
}
