// The window: which page stands at the bottom follows the wallet's phase; the rest is pushed on top and goes when it locks.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import DinhDanh.Theme
import DinhDanh.Controls
import DinhDanh.CitizenApp

ApplicationWindow {
    id: window

    objectName: "window"
    width: 412
    height: 892
    minimumWidth: 320
    minimumHeight: 480
    visible: true
    title: qsTr("Định Danh")
    color: Theme.paper

    function rootPage(): Component {
        switch (Wallet.phase) {
        case Wallet.NoVault: return App.languageChosen ? secretPage : startPage;
        case Wallet.Unlocked: return homePage;
        case Wallet.Broken: return brokenPage;
        case Wallet.RolledBack: return rolledBackPage;
        default: return secretPage;
        }
    }
    function showRoot() { stack.replace(null, window.rootPage(), {}, StackView.Immediate); }
    function open(page: Component) { stack.push(page, {}, StackView.Immediate); }
    function leave() { stack.pop(StackView.Immediate); }
    function goHome() { stack.pop(null, StackView.Immediate); }

    Component.onCompleted: window.showRoot()

    Binding { target: Theme; property: "mode"; value: App.look === App.Dark ? Theme.Mode.Dark : App.look === App.Contrast ? Theme.Mode.Contrast : Theme.Mode.Light }
    Binding { target: Theme; property: "textScale"; value: App.textScale }

    Connections {
        target: Wallet
        function onPhaseChanged() {
            window.showRoot();
            if (Wallet.phase === Wallet.Unlocked && Backup.restoreWanted) { // said on the first page
                Backup.beginRestoring();
                window.open(restorePage);
            }
        }
        function onSecretChanged() { window.leave(); }
    }
    Connections {
        target: App
        function onLanguageChosenChanged() { if (Wallet.phase === Wallet.NoVault) window.showRoot(); }
    }

    StackView {
        id: stack
        objectName: "pages"
        anchors.fill: parent
        focus: true
        onCurrentItemChanged: if (currentItem) currentItem.forceActiveFocus()
    }

    Component { id: startPage; StartPage { onFinished: App.confirmLanguage() } }
    Component { id: secretPage; SecretPage {} }
    Component {
        id: changePage
        SecretPage {
            canGoBack: true
            onBack: { Wallet.cancelChange(); window.leave(); }
        }
    }
    Component { id: brokenPage; BrokenPage {} }
    Component { id: rolledBackPage; RolledBackPage {} }
    Component {
        id: homePage
        HomePage {
            onAddCard: { Card.forget(); Card.refreshSources(); window.open(addCardPage); }
            onPresent: { Present.begin(); window.open(presentPage); }
            onAnswerChallenge: { Challenge.begin(); window.open(challengePage); }
            onRequestPass: { Pass.begin(); window.open(passPage); }
            onDeclareStay: { Stay.begin(); window.open(stayPage); }
            onHistory: { History.check(); window.open(historyPage); }
            onSettings: window.open(settingsPage)
        }
    }
    Component {
        id: addCardPage
        AddCardPage {
            onBack: { Card.forget(); window.leave(); }
            onStarted: window.open(readingPage)
        }
    }
    Component {
        id: readingPage
        ReadingPage {
            onStopped: window.leave()
            onFinished: stack.replace(resultPage, {}, StackView.Immediate)
        }
    }
    Component {
        id: resultPage
        ResultPage {
            onDone: { Card.forget(); window.goHome(); }
            onReadAgain: stack.replace(readingPage, {}, StackView.Immediate)
        }
    }
    Component { id: passPage; PassPage { onBack: window.goHome() } }
    Component { id: stayPage; StayPage { onBack: window.goHome() } }
    Component {
        id: presentPage
        PresentPage {
            onBack: { Present.close(); window.goHome(); }
            onShown: window.open(qrPage)
            onPrint: { Print.begin(Present.credentialId); window.open(printPage); }
        }
    }
    Component { id: printPage; PrintPage { onBack: { Print.close(); window.leave(); } } }
    Component { id: qrPage; QrPage { source: Present; onClosed: window.leave() } }
    Component {
        id: challengePage
        ChallengePage {
            onBack: { Challenge.begin(); window.goHome(); }
            onShown: window.open(answerPage)
        }
    }
    Component {
        id: answerPage
        QrPage {
            source: Challenge
            spokenCountdown: qsTr("Mã còn dùng được %1 giây")
            onClosed: window.leave()
        }
    }
    Component { id: historyPage; HistoryPage { onBack: window.goHome() } }
    Component {
        id: settingsPage
        SettingsPage {
            onBack: window.goHome()
            onChangeSecret: { Wallet.beginChange(); window.open(changePage); }
            onSwitchBiometricsOn: { Wallet.beginBiometrics(); window.open(changePage); }
            onBackup: { Backup.beginWriting(); window.open(backupPage); }
            onRestore: { Backup.beginRestoring(); window.open(restorePage); }
            onMove: window.open(movePage)
            onExportData: { Export.begin(); window.open(exportPage); }
            onAbout: window.open(aboutPage)
        }
    }
    Component { id: backupPage; BackupPage { onBack: { Backup.close(); window.leave(); } } }
    Component {
        id: restorePage
        RestorePage {
            onBack: { Backup.close(); window.leave(); }
            onFinished: { Backup.close(); window.goHome(); }
        }
    }
    Component { id: movePage; MovePage { onBack: window.leave() } }
    Component { id: exportPage; ExportPage { onBack: window.leave() } }
    Component { id: aboutPage; AboutPage { onBack: window.leave() } }
}
