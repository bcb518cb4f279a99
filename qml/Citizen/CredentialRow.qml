// One credential: what it is, for what and how long, its state in word, drawing and colour.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdCard {
    id: root

    required property int index
    required property string title
    required property string subtitle
    required property string period
    required property int validity
    required property string stateText
    required property bool demo
    required property string glyph
    required property bool keyMissing
    required property bool identity
    required property var credentialId
    property bool asking: false

    signal rebind()

    objectName: "home.credential." + index
    padding: Theme.space3
    spacing: Theme.space1
    Accessible.role: Accessible.Grouping
    Accessible.name: title + ", " + subtitle + ", " + period + ", " + stateText + (demo ? ", DEMO" : "")

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space2
        Glyph {
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.glyph
            implicitHeight: Theme.glyph
            name: root.glyph
            color: Theme.accentText
        }
        DdText {
            objectName: "home.credential." + root.index + ".title"
            Layout.fillWidth: true
            role: "strong"
            text: root.title
            Accessible.ignored: true
        }
    }
    DdText {
        Layout.fillWidth: true
        text: root.subtitle
        Accessible.ignored: true
    }
    DdText {
        Layout.fillWidth: true
        role: "caption"
        text: root.period
        Accessible.ignored: true
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.space2
        StatusBadge {
            objectName: "home.credential." + root.index + ".state"
            // Demo is never green.
            kind: root.keyMissing ? "warn" : root.validity === CredentialModel.Expired ? "error" : root.validity === CredentialModel.Upcoming ? "info" : root.demo ? "plain" : "ok"
            text: root.stateText
        }
        DemoBadge { visible: root.demo }
    }
    DdText {
        objectName: "home.credential." + root.index + ".why"
        Layout.fillWidth: true
        visible: root.keyMissing
        text: root.identity ? qsTr("Khóa của giấy tờ này không có trên máy này. Đọc lại thẻ thì cơ quan cấp lại cho máy này.")
                            : qsTr("Khóa của giấy tờ này không có trên máy này. Đọc lại thẻ trước, rồi xin cấp lại giấy tờ này.")
    }
    DdButton {
        objectName: "home.credential." + root.index + ".rebind"
        Layout.fillWidth: true
        visible: root.keyMissing && !Home.enrolled
        glyph: "card"
        text: qsTr("Đọc lại thẻ")
        onClicked: root.rebind()
    }
    DdButton {
        objectName: "home.credential." + root.index + ".remove"
        Layout.fillWidth: true
        visible: root.keyMissing && !root.asking
        kind: "quiet"
        glyph: "trash"
        text: qsTr("Gỡ khỏi ví")
        onClicked: root.asking = true
    }
    DdButton {
        objectName: "home.credential." + root.index + ".remove.confirm"
        Layout.fillWidth: true
        visible: root.keyMissing && root.asking
        kind: "danger"
        text: qsTr("Gỡ hẳn giấy tờ này")
        onClicked: Home.removeUnusable(root.credentialId)
    }
    DdButton {
        objectName: "home.credential." + root.index + ".remove.cancel"
        Layout.fillWidth: true
        visible: root.keyMissing && root.asking
        text: qsTr("Giữ lại")
        onClicked: root.asking = false
    }
}
