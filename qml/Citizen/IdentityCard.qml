// The identity card as we draw it: no emblem, no flag, no likeness of the printed card.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdCard {
    id: root

    property bool revealed: false

    spacing: Theme.space3

    DemoBadge { visible: Home.cardDemo }
    DdText {
        Layout.fillWidth: true
        role: "caption"
        text: qsTr("Căn cước, đọc từ chip")
    }
    GridLayout {
        Layout.fillWidth: true
        columns: root.width < 330 || Theme.textScale > 1.6 ? 1 : 2
        columnSpacing: Theme.space4
        rowSpacing: Theme.space3

        Image {
            objectName: "home.card.portrait"
            Layout.preferredWidth: 96
            Layout.preferredHeight: 128
            Layout.alignment: Qt.AlignTop
            visible: Home.portrait !== ""
            source: Home.portrait
            cache: false
            fillMode: Image.PreserveAspectFit
            horizontalAlignment: Image.AlignLeft
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Ảnh chân dung")
        }
        DdText {
            objectName: "home.card.portraitMissing"
            Layout.preferredWidth: 96
            Layout.alignment: Qt.AlignTop
            visible: Home.portraitMissing
            role: "caption"
            text: qsTr("Không hiển thị được ảnh chân dung trên chip.")
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.space1
            DdText {
                objectName: "home.card.name"
                Layout.fillWidth: true
                role: "heading"
                text: Home.personName
            }
            DdText {
                Layout.fillWidth: true
                role: "caption"
                text: qsTr("Sinh ngày %1").arg(Home.birthDate)
            }
            RowLayout {
                Layout.fillWidth: true
                spacing: 0
                DdText {
                    objectName: "home.card.number"
                    Layout.fillWidth: true
                    role: "strong"
                    text: root.revealed ? Home.number : Home.maskedNumber
                    Accessible.name: qsTr("Số định danh cá nhân: %1").arg(root.revealed ? Home.number.split("").join(" ") : qsTr("đang che"))
                }
                DdIconButton {
                    objectName: "home.card.reveal"
                    glyph: root.revealed ? "hidden" : "eye"
                    spoken: root.revealed ? qsTr("Che số định danh") : qsTr("Hiện số định danh")
                    onClicked: root.revealed = !root.revealed
                }
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space2
        Glyph {
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.glyph
            implicitHeight: Theme.glyph
            name: Home.cardDemo ? "demo" : Home.verdictGood ? "check" : "warning"
            color: Home.cardDemo ? Theme.warnText : Home.verdictGood ? Theme.validText : Theme.warnText
        }
        DdText {
            objectName: "home.card.verdict"
            Layout.fillWidth: true
            text: Home.cardDemo ? qsTr("%1 (thẻ trình diễn)").arg(Home.verdictText) : Home.verdictText
        }
    }
}
