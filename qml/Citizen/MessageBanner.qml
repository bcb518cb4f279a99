// What went wrong in one task: text, advice and code; the authority's own reason where it refused.
import QtQuick
import QtQuick.Layouts
import DinhDanh.Controls
import DinhDanh.CitizenApp

DdBanner {
    id: banner

    required property Controller source
    // Added by the page, e.g. how many tries are left.
    property string more: ""
    // The step or file that failed, for whoever is asked for help.
    property bool showStage: false

    Layout.fillWidth: true
    visible: source.message.shown
    kind: "error"
    text: source.message.text + (source.message.reason !== "" ? "\n" + qsTr("Lý do: %1").arg(source.message.reason) : "") + (more !== "" ? "\n" + more : "")
    advice: source.message.advice + (showStage && source.message.stage !== "" ? "\n" + qsTr("Bước bị lỗi: %1").arg(source.message.stage) : "")
    code: source.message.code
}
