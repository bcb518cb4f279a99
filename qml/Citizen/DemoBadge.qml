// DEMO is said by word, drawing and hatch, wherever something chains to a demo anchor.
import QtQuick
import DinhDanh.Controls

StatusBadge {
    kind: "demo"
    text: qsTr("DEMO")
    Accessible.name: qsTr("DEMO: chỉ để trình diễn, không có giá trị")
}
