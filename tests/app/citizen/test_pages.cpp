// Every page, live: nothing without an id, a name, a role or room for a finger; no text cut at 200 %; no QML warning; and
// with DINHDANH_SHOTS a picture of each, to be looked at.
#include "tests/app/citizen/asking_counter.h"
#include "tests/app/citizen/copy_desk.h"
#include "tests/support/registry.h"
#include "wallet/database.h"

#include <QProcess>
#include <QRegularExpression>

namespace dd::citizen {
class TestPages : public QObject
{
    Q_OBJECT
private:
    QStringList m_faults;
    QSet<QString> m_seen;
    QString m_prefix;

    // One page as it stands: walked from top to bottom, and photographed.
    void look(test::Phone &phone, const char *name)
    {
        QTest::qWait(30);
        (void)phone.window->grabWindow();
        QQuickItem *root = phone.window->contentItem();
        const auto add = [this, name](const QStringList &faults) {
            for (const QString &fault : faults)
                m_faults.append(m_prefix + QLatin1Char(' ') + QLatin1String(name) + QStringLiteral(": ") + fault);
        };
        add(dd::test::accessibilityFaults(root));
        add(dd::test::clippedTexts(root, phone.window->width()));
        add(overlaps(root));
        dd::test::walk(root, [this](QQuickItem *item) {
            if (!item->objectName().isEmpty())
                m_seen.insert(item->objectName());
        });
        const QString folder = qEnvironmentVariable("DINHDANH_SHOTS");
        if (folder.isEmpty() || !QDir().mkpath(folder))
            return;
        QQuickItem *flickable = nullptr;
        dd::test::walk(root, [&flickable](QQuickItem *item) {
            if (!flickable && item->inherits("QQuickFlickable"))
                flickable = item;
        });
        const qreal most = flickable ? qMax(0.0, flickable->property("contentHeight").toReal() - flickable->height()) : 0;
        const QString path = folder + QStringLiteral("/citizen-%1-%2").arg(m_prefix, QLatin1String(name));
        for (int part = 0; part == 0 || (part - 1) * (flickable->height() - 80) < most; ++part) {
            if (flickable)
                flickable->setProperty("contentY", qMin(most, part * (flickable->height() - 80)));
            QTest::qWait(10);
            phone.window->grabWindow().save(part == 0 ? path + QStringLiteral(".png") : path + QStringLiteral("-%1.png").arg(part + 1));
            if (!flickable)
                break;
        }
        if (flickable)
            flickable->setProperty("contentY", 0);
    }

    // Two texts on top of each other: neither can be read.
    static QStringList overlaps(QQuickItem *root)
    {
        QList<std::pair<QRectF, QString>> texts;
        dd::test::walk(root, [&texts](QQuickItem *item) {
            if (!item->inherits("QQuickText") || item->property("text").toString().trimmed().isEmpty() || item->opacity() == 0)
                return;
            for (QQuickItem *parent = item->parentItem(); parent; parent = parent->parentItem()) {
                if (parent->objectName() == QLatin1String("page.title") || !parent->isEnabled())
                    return;
            }
            QQuickItem *flickable = item->parentItem();
            while (flickable && !flickable->inherits("QQuickFlickable"))
                flickable = flickable->parentItem();
            if (!flickable)
                return; // the header stands above what scrolls below it
            texts.append({QRectF(item->mapToScene({0, 0}), QSizeF(item->property("paintedWidth").toReal(), item->property("paintedHeight").toReal())),
                          item->property("text").toString().left(30)});
        });
        QStringList faults;
        for (qsizetype i = 0; i < texts.size(); ++i) {
            for (qsizetype j = i + 1; j < texts.size(); ++j) {
                const QRectF common = texts.at(i).first & texts.at(j).first;
                if (common.width() > 4 && common.height() > 6)
                    faults.append(QStringLiteral("«%1» lies over «%2»").arg(texts.at(i).second, texts.at(j).second));
            }
        }
        return faults;
    }

    void fillStay(test::Phone &phone)
    {
        QVERIFY(phone.type(QStringLiteral("stay.facilityName"), QStringLiteral("Khách sạn Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.address"), QStringLiteral("Số 1 phố Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.reason"), QStringLiteral("Công tác")));
    }

    void tour(test::Phone &phone, test::World &world)
    {
        look(phone, "start");
        QVERIFY(phone.click(QStringLiteral("start.continue")));
        look(phone, "pin");
        QVERIFY(phone.enterPin("480917"));
        QTRY_VERIFY(phone.has("secret.startOver"));
        look(phone, "pin-again");
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        look(phone, "home-empty");
        QVERIFY(phone.click(QStringLiteral("home.addCard")));
        QVERIFY(phone.type(QStringLiteral("addCard.text"), dd::nfc::demoPerson().printedQr));
        look(phone, "add-card");
        phone.app().card().access()->setWay(AccessEntry::Way::Values);
        QVERIFY(phone.type(QStringLiteral("addCard.expiryDate"), QStringLiteral("31/02/2030")));
        look(phone, "add-card-values");
        phone.app().card().access()->setWay(AccessEntry::Way::Lines);
        QVERIFY(phone.type(QStringLiteral("addCard.mrzLines"), QStringLiteral("IDVNM0900000177001090000017<<8")));
        look(phone, "add-card-lines");
        phone.app().card().access()->setWay(AccessEntry::Way::Can);
        QVERIFY(phone.click(QStringLiteral("addCard.start")));
        QVERIFY(phone.waitFor("page.reading"));
        look(phone, "reading");
        QVERIFY(phone.waitFor("page.result", 60'000));
        look(phone, "result");
        QVERIFY(phone.click(QStringLiteral("result.details")));
        look(phone, "result-details");
        QVERIFY(phone.click(QStringLiteral("result.done")));
        QVERIFY(phone.click(QStringLiteral("home.requestPass")));
        QVERIFY(phone.waitFor("page.pass"));
        look(phone, "pass");
        QVERIFY(phone.click(QStringLiteral("pass.submit")));
        QVERIFY(phone.waitFor("pass.done"));
        look(phone, "pass-done");
        QVERIFY(phone.click(QStringLiteral("pass.finish")));
        QVERIFY(phone.click(QStringLiteral("home.declareStay")));
        QVERIFY(phone.waitFor("page.stay"));
        fillStay(phone);
        look(phone, "stay");
        QVERIFY(phone.click(QStringLiteral("stay.submit")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("stay.status", "kind").toString(), QStringLiteral("ok"), 15'000);
        look(phone, "stay-received");
        QVERIFY(phone.click(QStringLiteral("stay.another")));
        phone.app().services().authority.clear();
        fillStay(phone);
        QVERIFY(phone.click(QStringLiteral("stay.submit")));
        QTRY_COMPARE(phone.read("stay.status", "kind").toString(), QStringLiteral("warn"));
        look(phone, "stay-waiting");
        QVERIFY(phone.click(QStringLiteral("stay.finish")));
        QVERIFY(phone.waitFor("page.home"));
        look(phone, "home");
        phone.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:9")); // nobody is there
        QVERIFY(phone.click(QStringLiteral("home.present")));
        QVERIFY(phone.waitFor("page.present"));
        QVERIFY(phone.click(QStringLiteral("present.share.person")));
        QVERIFY(phone.click(QStringLiteral("present.share.number")));
        look(phone, "present-asking");
        QVERIFY(phone.click(QStringLiteral("present.asking.yes")));
        QVERIFY(phone.click(QStringLiteral("present.statement")));
        look(phone, "present");
        onPaper(phone, world);
        QVERIFY(phone.click(QStringLiteral("present.show")));
        QVERIFY(phone.waitFor("page.qr"));
        look(phone, "qr");
        QVERIFY2(phone.read("qr.code", "modulePixels").toInt() >= 3, "a camera could not read it");
        QVERIFY(phone.click(QStringLiteral("qr.close")));
        QVERIFY(phone.click(QStringLiteral("page.back")));
        answers(phone, world);
        QVERIFY(phone.click(QStringLiteral("home.history")));
        look(phone, "history");
        QVERIFY(phone.click(QStringLiteral("history.erase")));
        look(phone, "history-erase");
        QVERIFY(phone.click(QStringLiteral("history.erase.cancel")));
        QVERIFY(phone.app().session().vault()->database()->execute("UPDATE activity SET audience = 'vn:nobody'"));
        phone.app().history().check();
        look(phone, "history-altered");
        phone.app().history().eraseOlderThan(0);
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        look(phone, "settings");
        QVERIFY(phone.click(QStringLiteral("settings.erase")));
        look(phone, "settings-erase");
        QVERIFY(phone.click(QStringLiteral("settings.erase.cancel")));
        QVERIFY(phone.click(QStringLiteral("settings.about")));
        look(phone, "about");
        QVERIFY(phone.click(QStringLiteral("page.back")));
        ownData(phone);
        QVERIFY(phone.click(QStringLiteral("home.lock")));
        QVERIFY(phone.waitFor("page.secret"));
        look(phone, "unlock");
        QVERIFY(phone.enterPin("480918"));
        QTRY_VERIFY(phone.has("unlock.message"));
        // Whatever the text size, the message comes into view by itself.
        QTRY_VERIFY(phone.find(QStringLiteral("unlock.message"))->mapToScene({0, 0}).y() + phone.read("unlock.message", "height").toReal()
                    <= phone.window->height());
        look(phone, "wrong-pin");
        rolledBack(phone);
    }

    // The authority is away, then there.
    void onPaper(test::Phone &phone, test::World &world)
    {
        QVERIFY(phone.click(QStringLiteral("present.print")));
        QVERIFY(phone.waitFor("page.print"));
        QVERIFY(phone.click(QStringLiteral("print.share.person")));
        phone.app().print().setFile(phone.sensorFolder() + QStringLiteral("/../ban-in.pdf"));
        QVERIFY(phone.click(QStringLiteral("print.write")));
        QVERIFY(phone.waitFor("print.message"));
        look(phone, "print");
        test::AskingCounter counter(world, phone.clock());
        test::CopyDesk desk(world, phone);
        test::ScriptedNetwork &network = test::interpose(phone);
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        network.answer(QStringLiteral("/trust-list"), {200, counter.printing()});
        QVERIFY(phone.click(QStringLiteral("print.write")));
        QVERIFY(phone.waitFor("print.done"));
        look(phone, "print-done");
        network.passOn();
        phone.app().services().authority.clear();
        QVERIFY(phone.click(QStringLiteral("print.finish")));
        QVERIFY(phone.waitFor("page.present"));
    }

    // A registered counter asks for more than it may, then one that nobody knows, on a phone without a list.
    void answers(test::Phone &phone, test::World &world)
    {
        using credential::CredentialType;
        using credential::Group;
        const QList<credential::Asked> asked{{CredentialType::Identity, {Group::Number, Group::Person, Group::Address}},
                                             {CredentialType::TravelPass, {Group::Person}},
                                             {CredentialType::ResidenceStatus, {Group::Person}},
                                             {CredentialType::ResidenceReceipt, {Group::Person}}};
        const QByteArray held = test::readFile(phone.app().services().profile + QStringLiteral("/trust-list.cwt"));
        test::AskingCounter counter(world, phone.clock());
        counter.registerAt(phone);
        QVERIFY(phone.click(QStringLiteral("home.challenge")));
        QVERIFY(phone.waitFor("page.challenge"));
        QVERIFY(phone.type(QStringLiteral("challenge.text"), QStringLiteral("https://example.com")));
        QVERIFY(phone.click(QStringLiteral("challenge.read")));
        look(phone, "challenge-scan");
        phone.app().challenge().take(counter.ask(asked));
        QVERIFY(phone.click(QStringLiteral("challenge.share.person")));
        look(phone, "challenge-registered");
        QVERIFY(phone.click(QStringLiteral("challenge.show")));
        QVERIFY(phone.waitFor("page.qr"));
        look(phone, "challenge-answer");
        QVERIFY(phone.click(QStringLiteral("qr.close")));
        QVERIFY(phone.waitFor("page.challenge"));
        look(phone, "challenge-answered");
        QVERIFY(phone.click(QStringLiteral("challenge.show")));
        QVERIFY(phone.waitFor("page.qr"));
        phone.clock().advance(121);
        QVERIFY(phone.waitFor("page.challenge"));
        look(phone, "challenge-over");
        test::AskingCounter::write(phone, {});
        phone.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:9"));
        phone.app().challenge().take(counter.ask({{CredentialType::Identity, {Group::Number, Group::Person, Group::AgeFlags}}}, false));
        look(phone, "challenge-unknown");
        QVERIFY(phone.click(QStringLiteral("challenge.another")));
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.waitFor("page.home"));
        phone.app().services().authority.clear();
        test::AskingCounter::write(phone, held);
    }

    // From the settings: a finger, the way to a new phone, the export, a backup and its restoring where the keys are lost.
    void ownData(test::Phone &phone)
    {
        const QString passphrase = QStringLiteral("sông núi cầu tre áo dài");
        const QString folder = phone.sensorFolder() + QStringLiteral("/../");
        QVERIFY(phone.click(QStringLiteral("settings.biometrics")));
        QVERIFY(phone.waitFor("page.secret"));
        look(phone, "biometrics-pin");
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.settings"));
        QVERIFY(phone.click(QStringLiteral("settings.move")));
        look(phone, "move");
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.click(QStringLiteral("settings.export")));
        look(phone, "export");
        phone.app().exporting().setFile(folder + QStringLiteral("du-lieu.pdf"));
        QVERIFY(phone.click(QStringLiteral("export.ask")));
        look(phone, "export-asking");
        QVERIFY(phone.click(QStringLiteral("export.write")));
        QVERIFY(phone.waitFor("export.done"));
        look(phone, "export-done");
        QVERIFY(phone.click(QStringLiteral("export.finish")));
        QVERIFY(phone.click(QStringLiteral("settings.backup")));
        phone.app().backup().setFile(folder + QStringLiteral("b.ddbackup"));
        look(phone, "backup");
        QVERIFY(phone.type(QStringLiteral("backup.secret"), passphrase));
        QVERIFY(phone.click(QStringLiteral("backup.confirm")));
        QTRY_VERIFY(phone.has("backup.startOver"));
        QVERIFY(phone.type(QStringLiteral("backup.secret"), passphrase));
        look(phone, "backup-again");
        QVERIFY(phone.click(QStringLiteral("backup.confirm")));
        QVERIFY(phone.waitFor("backup.done"));
        look(phone, "backup-done");
        QVERIFY(phone.click(QStringLiteral("backup.finish")));
        crypto::DeviceKeys &device = *phone.app().services().deviceKeys;
        const QStringList kept = *device.names({});
        for (const QString &name : kept)
            QVERIFY(device.remove(name));
        QVERIFY(phone.click(QStringLiteral("settings.restore")));
        look(phone, "restore");
        phone.app().backup().setFile(folder + QStringLiteral("b.ddbackup"));
        QVERIFY(phone.type(QStringLiteral("restore.secret"), passphrase));
        QVERIFY(phone.click(QStringLiteral("restore.open")));
        QVERIFY(phone.waitFor("restore.confirm"));
        look(phone, "restore-preview");
        QVERIFY(phone.click(QStringLiteral("restore.confirm")));
        QVERIFY(phone.waitFor("restore.done"));
        look(phone, "restore-done");
        QVERIFY(phone.click(QStringLiteral("restore.finish")));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(phone.click(QStringLiteral("home.credential.1.remove")));
        look(phone, "home-without-keys");
        QVERIFY(phone.click(QStringLiteral("home.credential.1.remove.cancel")));
    }

    void rolledBack(test::Phone &phone)
    {
        QFile data(phone.app().session().folder() + QStringLiteral("/vault.db"));
        QVERIFY(data.open(QIODevice::ReadOnly));
        const QByteArray older = data.readAll();
        data.close();
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(phone.app().session().activity().append({0, QStringLiteral("vn:counter"), 65001, {}}));
        phone.app().wallet().lock();
        QVERIFY(data.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(data.write(older), older.size());
        data.close();
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.rolledBack"));
        look(phone, "rolled-back");
        QVERIFY(phone.click(QStringLiteral("rolledBack.restore")));
        look(phone, "rolled-back-restore");
        QVERIFY(phone.click(QStringLiteral("rolledBack.restore.cancel")));
        QVERIFY(phone.click(QStringLiteral("rolledBack.erase")));
        look(phone, "rolled-back-erase");
    }

private slots:
    void everyPageInEveryLook_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("look");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QString>("language");
        QTest::newRow("light-vi") << QSize(390, 844) << 0 << 1.0 << QStringLiteral("vi");
        QTest::newRow("dark-en") << QSize(390, 844) << 1 << 1.0 << QStringLiteral("en");
        QTest::newRow("large-vi") << QSize(390, 844) << 0 << 2.0 << QStringLiteral("vi");
        QTest::newRow("tablet-en") << QSize(1024, 768) << 2 << 1.4 << QStringLiteral("en");
    }
    void everyPageInEveryLook()
    {
        QFETCH(QSize, size);
        QFETCH(int, look);
        QFETCH(double, scale);
        QFETCH(QString, language);
        QAccessible::setActive(true);
        m_faults.clear();
        m_prefix = QString::fromLatin1(QTest::currentDataTag());
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.sensor = true, .deviceKeys = true, .language = language});
        phone.enrolFinger("thumb");
        phone.window->resize(size);
        phone.app().app().setLook(static_cast<dd::citizen::AppController::Look>(look));
        phone.app().app().setTextScale(scale);
        tour(phone, world);
        QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(QLatin1Char('\n'))));
        QCOMPARE(phone.trap.take(), QStringList());
    }

    // The list that automation is written against names every item of the tour, and only such.
    void theListOfNamesIsTheTruth()
    {
        const QString document = QString::fromUtf8(dd::test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/docs/automation-ids.md")));
        QVERIFY(!m_seen.isEmpty());
        static const QRegularExpression number(QStringLiteral("\\.[0-9]+(?=\\.|$)"));
        QStringList missing;
        for (const QString &name : std::as_const(m_seen)) {
            if (name.startsWith(QStringLiteral("pin.")) || !name.contains(QLatin1Char('.')))
                continue;
            QString general = name;
            if (!name.startsWith(QStringLiteral("settings.text.")) && !name.startsWith(QStringLiteral("settings.idle.")))
                general.replace(number, QStringLiteral(".N"));
            if (!document.contains(general))
                missing.append(name);
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char(' '))));
        // Named in the list and never seen on the tour: only what the tour cannot reach.
        const QSet<QString> elsewhere = {QStringLiteral("secret.field"),   QStringLiteral("secret.count"),       QStringLiteral("secret.confirm"),
                                         QStringLiteral("start.message"),  QStringLiteral("home.message"),       QStringLiteral("home.notEnrolled"),
                                         QStringLiteral("home.more"),      QStringLiteral("present.more"),       QStringLiteral("qr.copyNotice"),
                                         QStringLiteral("addCard.message"), QStringLiteral("addCard.noReader"),
                                         QStringLiteral("addCard.suggestions"), QStringLiteral("addCard.suggestions.text"), QStringLiteral("addCard.basic"),
                                         QStringLiteral("addCard.lastTry"), QStringLiteral("reading.attempt"),  QStringLiteral("reading.person"),
                                         QStringLiteral("result.message"), QStringLiteral("stay.message"), QStringLiteral("result.retry"),       QStringLiteral("pass.message"),
                                         QStringLiteral("pass.status"),    QStringLiteral("present.message"),    QStringLiteral("present.unusable"),
                                         QStringLiteral("present.share.companions"), QStringLiteral("present.share.members"),
                                         QStringLiteral("present.share.permanentAddress"), QStringLiteral("present.share.currentResidence"),
                                         QStringLiteral("present.share.household"),
                                         QStringLiteral("challenge.unusable"),
                                         QStringLiteral("qr.failed"),      QStringLiteral("history.message"),    QStringLiteral("history.empty"),
                                         QStringLiteral("start.restoring"), QStringLiteral("unlock.erasure"), QStringLiteral("settings.softwareStore"), QStringLiteral("settings.message"), QStringLiteral("backup.message"),
                                         QStringLiteral("backup.progress"), QStringLiteral("restore.message"), QStringLiteral("restore.withoutKey"), QStringLiteral("restore.progress"),
                                         QStringLiteral("export.message"), QStringLiteral("export.progress"), QStringLiteral("print.progress"),
                                         QStringLiteral("result.portraitMissing"), QStringLiteral("home.card.portraitMissing")};
        QStringList invented;
        const QString byPage = document.section(QStringLiteral("## Every name by page"), 1);
        static const QRegularExpression names(QStringLiteral("\\b[a-zA-Z]+(\\.[a-zA-Z0-9]+)+"));
        for (auto match = names.globalMatch(byPage); match.hasNext();) {
            const QString name = match.next().captured();
            if (name.contains(QStringLiteral(".N")) || name.startsWith(QStringLiteral("page.")) || name.startsWith(QStringLiteral("broken.")))
                continue;
            if (!m_seen.contains(name) && !elsewhere.contains(name))
                invented.append(name);
        }
        QVERIFY2(invented.isEmpty(), qPrintable(invented.join(QLatin1Char(' '))));
    }

    void theLanguageChangesWhileItRuns()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QCOMPARE(phone.text("page.title"), QStringLiteral("Định Danh"));
        QCOMPARE(phone.text("start.heading"), QStringLiteral("Căn cước của bạn, trên máy của bạn"));
        QVERIFY(phone.click(QStringLiteral("start.language.en")));
        QTRY_COMPARE(phone.text("start.heading"), QStringLiteral("Your identity card, on your own device"));
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QVERIFY2(phone.text("result.verdict").startsWith(QStringLiteral("Genuine chip")), qPrintable(phone.text("result.verdict")));
        phone.app().app().setLanguage(QStringLiteral("vi"));
        QTRY_VERIFY(phone.text("result.verdict").startsWith(QStringLiteral("Chip thật")));
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void pagesSayWhetherTheyMayBePhotographed()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QCOMPARE(phone.read("page.start", "screenshotPolicy").toInt(), 0);
        QVERIFY(phone.setUpWallet());
        QCOMPARE(phone.read("page.home", "screenshotPolicy").toInt(), 1);
        QCOMPARE(phone.read("page.home", "canGoBack").toBool(), false);
    }

    // Every text of the program is in the translation file, and translated.
    void translationsAreComplete()
    {
        QTemporaryDir folder;
        const QString fresh = folder.path() + QStringLiteral("/citizen_en.ts");
        QVERIFY(QFile::copy(QStringLiteral(DINHDANH_SOURCE_DIR "/assets/translations/citizen_en.ts"), fresh));
        QProcess lupdate;
        lupdate.start(QStringLiteral(DINHDANH_LUPDATE),
                      {QStringLiteral("-silent"), QStringLiteral("-no-obsolete"), QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("-I"), QStringLiteral(DINHDANH_SOURCE_DIR),
                       QStringLiteral(DINHDANH_SOURCE_DIR "/app/citizen"), QStringLiteral(DINHDANH_SOURCE_DIR "/qml/Citizen"), QStringLiteral("-ts"), fresh});
        QVERIFY2(lupdate.waitForFinished(60'000) && lupdate.exitCode() == 0, qPrintable(QString::fromUtf8(lupdate.readAllStandardError())));
        const QString text = QString::fromUtf8(dd::test::readFile(fresh));
        QVERIFY(text.count(QStringLiteral("<message>")) > 200);
        QCOMPARE(text.count(QStringLiteral("type=\"unfinished\"")), 0);
        QVERIFY(!text.contains(QStringLiteral("<translation></translation>")));
    }
};

DD_TEST(TestPages)

} // namespace dd::citizen

#include "test_pages.moc"
