// A backup from the settings, its restoring on a new phone, and what is to be done there before anything can be shown again.
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/verified.h"
#include "tests/support/registry.h"

#include <QDirIterator>

namespace dd::citizen {

namespace {

const QString passphrase = QStringLiteral("sông núi cầu tre áo dài");

} // namespace

class TestBackupPages : public QObject
{
    Q_OBJECT
private:
    static bool enter(test::Phone &phone, const char *field, const char *button, const QString &text)
    {
        return phone.type(QLatin1String(field), text) && phone.click(QLatin1String(button));
    }
    static bool backUp(test::Phone &phone, const QString &file)
    {
        if (!phone.click(QStringLiteral("home.settings")) || !phone.click(QStringLiteral("settings.backup")) || !phone.waitFor("page.backup"))
            return false;
        phone.app().backup().setFile(file);
        return enter(phone, "backup.secret", "backup.confirm", passphrase) && QTest::qWaitFor([&] { return phone.has("backup.startOver"); }, 5000)
               && enter(phone, "backup.secret", "backup.confirm", passphrase) && phone.waitFor("backup.done");
    }
    static bool goHome(test::Phone &phone) { return phone.click(QStringLiteral("page.back")) && phone.waitFor("page.home"); }

private slots:
    void aNewPhoneTakesOverAndBindsAnew()
    {
        test::World world;
        QTemporaryDir files;
        const QString file = files.filePath(QStringLiteral("ví của tôi.ddbackup"));
        {
            QTemporaryDir folder;
            test::Phone old(folder.path(), world);
            QVERIFY(old.setUpWallet());
            QVERIFY(old.enrol());
            QVERIFY(old.requestPass());
            old.app().present().begin();
            old.app().present().show();
            QVERIFY(old.app().present().isShowing());
            old.app().present().close();

            QVERIFY(old.click(QStringLiteral("home.settings")));
            QVERIFY(old.click(QStringLiteral("settings.backup")));
            QVERIFY(old.waitFor("page.backup"));
            QVERIFY(old.text("backup.path").endsWith(QStringLiteral("dinh-danh-2026-11-21.ddbackup"))); // nothing about the person
            old.app().backup().setFile(QUrl::fromLocalFile(file).toString()); // as the dialog says it
            QCOMPARE(old.text("backup.path"), file);
            QVERIFY(enter(old, "backup.secret", "backup.confirm", QStringLiteral("ngắn quá")));
            QCOMPARE(old.read("backup.message", "code").toString(), QStringLiteral("VLT-002"));
            QVERIFY(enter(old, "backup.secret", "backup.confirm", passphrase));
            QTRY_VERIFY(old.has("backup.startOver"));
            QVERIFY(enter(old, "backup.secret", "backup.confirm", passphrase + QLatin1Char('.')));
            QTRY_COMPARE(old.read("backup.message", "code").toString(), QStringLiteral("CIT-005"));
            QVERIFY(!QFile::exists(file));
            for (int turn = 0; turn < 2; ++turn) {
                QVERIFY(enter(old, "backup.secret", "backup.confirm", passphrase));
                QCOMPARE(old.app().backup().entry()->count(), 0);
            }
            QVERIFY(old.waitFor("backup.done"));
            QVERIFY(old.text("backup.done").contains(QStringLiteral("ví của tôi.ddbackup")));
            QCOMPARE(QFile::permissions(file) & ~(QFile::ReadUser | QFile::WriteUser), QFile::ReadOwner | QFile::WriteOwner);
            QVERIFY(!test::readFile(file).contains(dd::nfc::demoPerson().details.fullName.toUtf8()));
            QCOMPARE(old.trap.take(), QStringList());
        }

        QTemporaryDir folder;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.click(QStringLiteral("start.haveBackup")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("739204"));
        QTRY_VERIFY(phone.has("secret.startOver"));
        QVERIFY(phone.enterPin("739204"));
        QVERIFY(phone.waitFor("page.restore"));
        QVERIFY(phone.type(QStringLiteral("restore.path"), file));
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase + QLatin1Char('.')));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("restore.message", "code").toString(), QStringLiteral("VLT-016"), 10'000);
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase));
        QVERIFY(phone.waitFor("restore.confirm"));
        QCOMPARE(phone.text("restore.credentials.value"), QStringLiteral("2"));
        QCOMPARE(phone.text("restore.declarations.value"), QStringLiteral("0"));
        QCOMPARE(phone.text("restore.history.value"), QStringLiteral("1"));
        QCOMPARE(phone.text("restore.card.value"), QStringLiteral("Có"));
        QVERIFY(phone.text("restore.madeAt").contains(QStringLiteral("21/11/2026")));
        QVERIFY(phone.text("restore.withoutKey").startsWith(QStringLiteral("2 ")));
        QVERIFY(phone.has("restore.replaces"));
        QCOMPARE(phone.app().session().credentials().list()->size(), 0); // a dry run
        QVERIFY(phone.click(QStringLiteral("restore.confirm")));
        QVERIFY(phone.waitFor("restore.done"));
        QVERIFY(phone.click(QStringLiteral("restore.finish")));
        QVERIFY(phone.waitFor("page.home"));

        // Everything is there, and nothing of it can be shown yet.
        QCOMPARE(phone.text("home.card.name"), dd::nfc::demoPerson().details.fullName);
        QVERIFY(phone.has("home.withoutKey"));
        QCOMPARE(phone.read("home.credential.0.state", "kind").toString(), QStringLiteral("warn"));
        QVERIFY(!phone.has("home.present"));
        QVERIFY(!phone.has("home.requestPass"));
        PresentController &present = phone.app().present();
        present.begin();
        present.show();
        QVERIFY(!present.isShowing());
        QCOMPARE(present.message().code, QStringLiteral("VLT-010"));
        QCOMPARE(phone.app().session().activity().list()->size(), 1); // nothing was shown, nothing is logged

        // The card is read again: the identity is issued for this phone; the pass of before can go.
        QVERIFY(phone.click(QStringLiteral("home.credential.0.rebind")));
        QVERIFY(phone.waitFor("page.addCard"));
        QVERIFY(phone.type(QStringLiteral("addCard.text"), dd::nfc::demoPerson().printedQr));
        QVERIFY(phone.click(QStringLiteral("addCard.start")));
        QVERIFY(phone.waitFor("page.result", 60'000));
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("ok"));
        QVERIFY(phone.click(QStringLiteral("result.done")));
        QVERIFY(phone.waitFor("page.home"));
        QCOMPARE(phone.app().home().withoutKey(), 1);
        QVERIFY(!phone.has("home.credential.0.why"));
        QVERIFY(!phone.has("home.credential.1.rebind"));
        const qint64 held = phone.app().home().credentials()->rows().first().id;
        phone.app().home().removeUnusable(held); // not that way
        QCOMPARE(phone.app().session().credentials().list()->size(), 2);
        QVERIFY(phone.click(QStringLiteral("home.credential.1.remove")));
        QVERIFY(phone.click(QStringLiteral("home.credential.1.remove.confirm")));
        QTRY_COMPARE(phone.app().home().credentials()->count(), 1);
        QVERIFY(!phone.has("home.withoutKey"));
        present.begin();
        present.show();
        QVERIFY(present.isShowing());
        QCOMPARE(test::verified(present.code(), world, phone.clock()).overall, dd::trust::Overall::Valid);
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void onTheSamePhoneTheKeysAreThere()
    {
        test::World world;
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("b.ddbackup"));
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(backUp(phone, file));
        QVERIFY(phone.click(QStringLiteral("backup.finish")));
        QVERIFY(goHome(phone));
        QVERIFY(phone.requestPass());
        QCOMPARE(phone.app().home().credentials()->count(), 2);

        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.click(QStringLiteral("settings.restore")));
        QVERIFY(phone.type(QStringLiteral("restore.path"), file));
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase));
        QVERIFY(phone.waitFor("restore.confirm"));
        QVERIFY(!phone.has("restore.withoutKey"));
        QVERIFY(phone.click(QStringLiteral("restore.cancel"))); // and nothing has changed
        QTRY_VERIFY(phone.has("restore.open"));
        QCOMPARE(phone.app().session().credentials().list()->size(), 2);
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase));
        QVERIFY(phone.waitFor("restore.confirm"));
        QVERIFY(phone.click(QStringLiteral("restore.confirm")));
        QVERIFY(phone.waitFor("restore.done"));
        QVERIFY(phone.click(QStringLiteral("restore.finish")));
        QTRY_COMPARE(phone.app().home().credentials()->count(), 1);
        QVERIFY(phone.app().home().isEnrolled());
        QVERIFY(phone.requestPass());
        QCOMPARE(phone.trap.take(), QStringList());
    }

    // The file becomes another backup, under the same passphrase, while the preview waits for its yes.
    void whatWasNotPreviewedIsNotRestored()
    {
        test::World world;
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("b.ddbackup"));
        const QString later = folder.filePath(QStringLiteral("later.ddbackup"));
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(backUp(phone, file));
        QVERIFY(phone.click(QStringLiteral("backup.finish")));
        QVERIFY(goHome(phone));
        QVERIFY(phone.enrol());
        QVERIFY(backUp(phone, later));
        QVERIFY(phone.click(QStringLiteral("backup.finish")));
        QVERIFY(phone.click(QStringLiteral("settings.restore")));
        QVERIFY(phone.type(QStringLiteral("restore.path"), file));
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase));
        QVERIFY(phone.waitFor("restore.confirm"));
        QCOMPARE(phone.text("restore.credentials.value"), QStringLiteral("0"));
        QVERIFY(QFile::remove(file));
        QVERIFY(QFile::rename(later, file));
        QVERIFY(phone.click(QStringLiteral("restore.confirm")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.app().backup().message().code, QStringLiteral("VLT-016"), 10'000);
        QVERIFY(phone.has("restore.open")); // from the passphrase on
        QCOMPARE(phone.app().session().credentials().list()->size(), 1);
        QVERIFY(enter(phone, "restore.secret", "restore.open", passphrase));
        QVERIFY(phone.waitFor("restore.confirm"));
        QCOMPARE(phone.text("restore.credentials.value"), QStringLiteral("1")); // of the one that is there now
        QCOMPARE(phone.trap.take(), QStringList());
    }

    // The wallet locks while the key is being derived: nothing is written and nothing stays behind.
    void lockingEndsWhatIsUnderWay()
    {
        test::World world;
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("b.ddbackup"));
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        BackupController &backup = phone.app().backup();
        backup.beginWriting();
        backup.setFile(file);
        for (int turn = 0; turn < 2; ++turn) {
            backup.entry()->append(passphrase);
            backup.confirm();
        }
        QCOMPARE(backup.step(), BackupController::Step::Writing);
        phone.app().wallet().lock();
        QCOMPARE(backup.step(), BackupController::Step::Passphrase);
        backup.waitUntilIdle();
        QTest::qWait(20);
        QVERIFY(!QFile::exists(file));
        QCOMPARE(backup.step(), BackupController::Step::Passphrase);
        QVERIFY(!backup.message().shown);

        // A place that cannot be written is said, and the next try is from the passphrase on.
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        backup.beginWriting();
        backup.setFile(folder.filePath(QStringLiteral("nowhere/b.ddbackup")));
        for (int turn = 0; turn < 2; ++turn) {
            backup.entry()->append(passphrase);
            backup.confirm();
        }
        QTRY_COMPARE_WITH_TIMEOUT(backup.message().code, QStringLiteral("VLT-009"), 10'000);
        QCOMPARE(backup.step(), BackupController::Step::Passphrase);
    }
};

DD_TEST(TestBackupPages)

} // namespace dd::citizen

#include "test_backup_pages.moc"
