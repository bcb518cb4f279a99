pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdPage {
    id: page

    property bool detailsShown: false

    signal done()
    signal readAgain()

    objectName: "page.result"
    title: qsTr("Kết quả đọc thẻ")
    screenshotPolicy: DdPage.ScreenshotPolicy.Protect
    canGoBack: true
    onBack: page.done()

    DdBanner {
        objectName: "result.verdict"
        kind: Card.verdict === Card.Failed ? "error" : Card.resultDemo ? "demo" : Card.verdict === Card.Genuine ? "ok" : "warn"
        text: Card.verdictText + ". " + Card.verdictDetail
        advice: (Card.resultDemo ? qsTr("Thẻ trình diễn: không có giá trị thật.") + " " : "") + Card.anchorText
    }
    DdBanner {
        objectName: "result.enrolment"
        kind: Card.enrolment === Card.Done ? "ok" : Card.enrolment === Card.Impossible || Card.enrolment === Card.NoNumber ? "info" : "warn"
        text: {
            switch (Card.enrolment) {
            case Card.Done: return qsTr("Đã đăng ký với cơ quan cấp. Căn cước số đã ở trong ví.");
            case Card.Later: return qsTr("Đã đọc và lưu thẻ; việc đăng ký để lại sau.");
            case Card.Kept: return qsTr("Thẻ thật đang lưu trong ví được giữ nguyên: lần đọc này không chắc chắn bằng, nên không được lưu.");
            case Card.NoNumber: return qsTr("Giấy tờ này không có số định danh cá nhân 12 chữ số, nên không làm căn cước số được và không lưu vào ví.");
            default: return qsTr("Thẻ này không đăng ký được.");
            }
        }
        advice: Card.enrolment === Card.Later ? qsTr("Khi có mạng, đọc lại thẻ để đăng ký. Chip phải ký vào câu thách đố mới của cơ quan cấp.")
              : Card.enrolment === Card.Kept ? qsTr("Đọc lại trên máy có chứng thư CSCA của nơi cấp. Nếu muốn thay bằng thẻ này, hãy xóa ví trước.")
              : Card.enrolment === Card.NoNumber ? qsTr("Kết quả đọc chỉ hiện trên trang này. Muốn có căn cước số, hãy đọc thẻ căn cước của bạn.") : ""
    }
    MessageBanner {
        objectName: "result.message"
        source: Card
        showStage: true
    }
    DdButton {
        objectName: "result.retry"
        Layout.fillWidth: true
        visible: Card.enrolment === Card.Later && App.hasAuthority
        glyph: "refresh"
        text: qsTr("Đọc lại và đăng ký")
        onClicked: {
            Card.startReading();
            page.readAgain();
        }
    }

    DdCard {
        Image {
            objectName: "result.portrait"
            Layout.preferredWidth: 120
            Layout.preferredHeight: 160
            Layout.alignment: Qt.AlignHCenter
            visible: Card.portrait !== ""
            source: Card.portrait
            cache: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Ảnh chân dung đọc từ chip")
        }
        DdText {
            objectName: "result.portraitMissing"
            Layout.fillWidth: true
            visible: Card.portraitMissing
            role: "caption"
            text: qsTr("Không hiển thị được ảnh chân dung trên chip.")
        }
        Repeater {
            model: Card.fields
            CardField {}
        }
    }
    DdButton {
        objectName: "result.details"
        Layout.fillWidth: true
        kind: "quiet"
        glyph: "list"
        text: page.detailsShown ? qsTr("Ẩn chi tiết kiểm tra") : qsTr("Xem chi tiết kiểm tra")
        onClicked: page.detailsShown = !page.detailsShown
    }
    DdCard {
        visible: page.detailsShown
        spacing: Theme.space4
        Repeater {
            model: Card.report
            CheckRow {}
        }
    }
    DdButton {
        objectName: "result.done"
        Layout.fillWidth: true
        kind: "primary"
        text: qsTr("Về ví")
        onClicked: page.done()
    }
}
