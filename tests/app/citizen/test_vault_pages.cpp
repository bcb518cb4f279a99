// The ways into the wallet and out of it: a finger, keys that the device keeps, an older copy of the data, erasing.
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/app/citizen/verified.h"
#include "tests/support/registry.h"
#include "wallet/database.h"
#include "wallet/lock_policy.h"

namespace dd::citizen {

class TestVaultPages : public QObject
{
    Q_OBJECT
private:
    static bool lockAndWait(test::Phone &phone)
    {
        phone.app().wallet().lock();
        return phone.waitFor("page.secret");
    }
    static QStringList entriesOf(const QString &folder)
    {
        return QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

private slots:
    // The owner's own wish: nineteen wrong tries are counted down, the next one leaves neither wallet nor keys.
    void erasedAfterTooManyTries_data()
    {
        QTest::addColumn<bool>("whileOpen");
        QTest::newRow("at the lock") << false;
        QTest::newRow("while the PIN is being changed") << true;
    }
    void erasedAfterTooManyTries()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world, {.sensor = true});
        phone.enrolFinger("thumb");
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.click(QStringLiteral("settings.biometrics")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.settings"));
        QVERIFY(!phone.read("settings.wipe", "checked").toBool());
        QVERIFY(phone.click(QStringLiteral("settings.wipe")));
        QVERIFY(phone.read("settings.wipe", "checked").toBool());
        QVERIFY(phone.app().session().vault()->wipesAfterManyTries());
        QVERIFY(lockAndWait(phone));
        QVERIFY(!phone.has("unlock.erasure")); // nothing was wrong yet
        wallet::Vault &vault = *phone.app().session().vault();
        const Secret wrong = Secret::copyOf("480918");
        for (int failed = 1; failed < wallet::failuresForWipe; ++failed) {
            phone.clock().advance(vault.attempts().waitMs / 1000 + 1);
            QCOMPARE(vault.unlock(wrong).error().code, ErrorCode::VaultWrongSecret);
        }
        phone.clock().advance(86'401);
        phone.app().wallet().retry();
        QTRY_VERIFY(phone.text("unlock.erasure").contains(QStringLiteral("1 lần")));
        QFETCH(bool, whileOpen);
        if (whileOpen) { // a finger opens it and forgives nothing
            QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
            QVERIFY(phone.waitFor("page.home"));
            QVERIFY(phone.click(QStringLiteral("home.settings")));
            QVERIFY(phone.click(QStringLiteral("settings.changeSecret")));
            QVERIFY(phone.waitFor("page.secret"));
            QVERIFY(phone.enterPin("480918"));
            QVERIFY(QTest::qWaitFor([&] { return phone.app().wallet().stage() == VaultController::Stage::Replacement; }, 5000));
            QVERIFY(phone.enterPin("591028"));
            QVERIFY(QTest::qWaitFor([&] { return phone.app().wallet().stage() == VaultController::Stage::ReplacementRepeat; }, 5000));
            QVERIFY(phone.enterPin("591028"));
        } else {
            QVERIFY(phone.enterPin("480918"));
        }
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-018"));
        QCOMPARE(phone.app().wallet().phase(), VaultController::Phase::NoVault);
        QVERIFY(!phone.app().session().isOpen());
        QVERIFY(entriesOf(folder.path() + QStringLiteral("/device")).isEmpty());
        QCOMPARE(entriesOf(folder.path() + QStringLiteral("/sensor")), QStringList{QStringLiteral("enrolled")});
        QVERIFY(phone.enterPin("480917")); // a new one in its place
        QVERIFY(QTest::qWaitFor([&] { return phone.has("secret.startOver"); }, 5000));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(!phone.app().session().vault()->wipesAfterManyTries());
    }

    void aFingerUnlocksBesideThePin()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world, {.sensor = true});
        phone.enrolFinger("thumb");
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(!phone.read("settings.biometrics", "checked").toBool());
        QVERIFY(phone.has("settings.biometrics.fake"));
        QVERIFY(phone.click(QStringLiteral("settings.biometrics")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480918"));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-001"));
        QVERIFY(!phone.app().wallet().areBiometricsOn());
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.settings"));
        QVERIFY(phone.read("settings.biometrics", "checked").toBool());

        QVERIFY(lockAndWait(phone));
        QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(lockAndWait(phone));
        phone.answer("cancel");
        QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
        QTRY_VERIFY(!phone.app().wallet().isBusy());
        QVERIFY(!phone.has("unlock.message")); // an outcome, not an error
        phone.answer("no");
        QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-014"));
        phone.answer("yes");

        // Never during a wait.
        for (int turn = 0; turn < 5; ++turn) {
            QVERIFY(phone.enterPin("480918"));
            QTRY_VERIFY(!phone.app().wallet().isBusy() && phone.has("unlock.message"));
        }
        QTRY_VERIFY(phone.app().wallet().waitSeconds() > 0);
        QVERIFY(!phone.has("secret.biometrics"));
        phone.app().wallet().unlockByBiometrics();
        QVERIFY(!phone.app().wallet().isBusy());
        phone.clock().advance(61);
        QTRY_VERIFY(phone.has("secret.biometrics"));
        QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
        QVERIFY(phone.waitFor("page.home"));

        // Another finger was enrolled: it says so once, and the PIN works.
        QVERIFY(lockAndWait(phone));
        phone.enrolFinger("thumb and another");
        QVERIFY(phone.click(QStringLiteral("secret.biometrics")));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-015"));
        QCOMPARE(phone.read("unlock.message", "kind").toString(), QStringLiteral("warn"));
        QVERIFY(!phone.has("secret.biometrics"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(!phone.read("settings.biometrics", "checked").toBool());
    }

    void switchedOffOrErasedNothingStaysInTheSensor()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world, {.sensor = true});
        phone.enrolFinger("thumb");
        QVERIFY(phone.setUpWallet());
        const QStringList bare = entriesOf(phone.sensorFolder());
        for (const bool erase : {false, true}) {
            QVERIFY(phone.click(QStringLiteral("home.settings")));
            QVERIFY(phone.click(QStringLiteral("settings.biometrics")));
            QVERIFY(phone.waitFor("page.secret"));
            QVERIFY(phone.enterPin("480917"));
            QVERIFY(phone.waitFor("page.settings"));
            QVERIFY(entriesOf(phone.sensorFolder()).size() > bare.size());
            if (!erase) {
                QVERIFY(phone.click(QStringLiteral("settings.biometrics")));
                QTRY_VERIFY(!phone.read("settings.biometrics", "checked").toBool());
                QVERIFY(phone.has("page.settings"));
                QVERIFY(phone.click(QStringLiteral("page.back")));
            } else {
                QVERIFY(phone.click(QStringLiteral("settings.erase")));
                QVERIFY(phone.text("settings.erase.what").contains(QStringLiteral("vân tay")));
                QVERIFY(phone.click(QStringLiteral("settings.erase.confirm")));
                QTRY_VERIFY(phone.has("page.start"));
            }
            QCOMPARE(entriesOf(phone.sensorFolder()), bare);
        }
    }

    void withoutASensorNothingIsOffered()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(!phone.has("settings.biometrics"));
        QVERIFY(!phone.has("settings.biometrics.fake"));
        QVERIFY(!phone.has("settings.deviceKeys"));
    }

    // The whole way with P-256 keys that the device keeps: enrolment, a pass, a stay, a code that the counter takes.
    void theDeviceKeepsTheKeys()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world, {.deviceKeys = true});
        test::interpose(phone).answer(QStringLiteral("/copies"), {503, "no"}); // one-time copies have keys of their own
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(phone.requestPass());
        Session &session = phone.app().session();
        crypto::DeviceKeys &device = *phone.app().services().deviceKeys;
        const auto identity = session.identity();
        QVERIFY(identity && *identity);
        const auto signer = session.identitySigner();
        QVERIFY(signer);
        QCOMPARE((*signer)->algorithm(), crypto::Algorithm::Esp256);
        QTRY_COMPARE(device.names({})->size(), 1);
        QVERIFY(phone.click(QStringLiteral("home.declareStay")));
        QVERIFY(phone.waitFor("page.stay"));
        QVERIFY(phone.type(QStringLiteral("stay.facilityName"), QStringLiteral("Khách sạn Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.address"), QStringLiteral("Số 1 phố Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.reason"), QStringLiteral("Công tác")));
        QVERIFY(phone.click(QStringLiteral("stay.submit")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("stay.status", "kind").toString(), QStringLiteral("ok"), 15'000);
        QVERIFY(phone.click(QStringLiteral("stay.finish")));
        QVERIFY(phone.waitFor("page.home"));
        PresentController &present = phone.app().present();
        present.begin();
        QCOMPARE(present.credentials()->count(), 3);
        for (int index = 0; index < 3; ++index) {
            present.setIndex(index);
            present.share(QStringLiteral("person"), true);
            present.show();
            QVERIFY2(present.isShowing(), qPrintable(present.message().code));
            const auto verdict = test::verified(present.code(), world, phone.clock());
            QCOMPARE(verdict.overall, dd::trust::Overall::Valid);
            QVERIFY(verdict.claims->person.has_value());
            present.close();
        }
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.text("settings.deviceKeys").contains(QStringLiteral("giả lập")));
        QVERIFY(phone.click(QStringLiteral("page.back")));

        // The device loses them, as it may after a repair: said, not hidden.
        QTRY_COMPARE(device.names({})->size(), 1);
        const QStringList names = *device.names({});
        QVERIFY(device.remove(names.first()));
        phone.app().home().refresh();
        QCOMPARE(phone.app().home().withoutKey(), 3);
        QTRY_VERIFY(phone.has("home.withoutKey"));
        QVERIFY(!phone.app().home().isPresentable());
        present.begin();
        QVERIFY(present.isKeyMissing());
        present.show();
        QCOMPARE(present.message().code, QStringLiteral("VLT-010"));
        QVERIFY(phone.enrol());
        QTRY_COMPARE(device.names({})->size(), 1);
        phone.app().wallet().erase();
        QTRY_VERIFY(phone.has("page.start"));
        QCOMPARE(device.names({})->size(), 0);
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void anOlderCopyIsExplainedAndNothingIsRepaired()
    {
        test::World world;
        QTemporaryDir folder;
        const QString data = folder.path() + QStringLiteral("/profile/vault/vault.db");
        QByteArray older;
        QByteArray newer;
        {
            test::Phone phone(folder.path(), world);
            QVERIFY(phone.setUpWallet());
            phone.app().wallet().lock();
            older = test::readFile(data);
            QVERIFY(phone.waitFor("page.secret"));
            QVERIFY(phone.enterPin("480917"));
            QVERIFY(phone.waitFor("page.home"));
            QVERIFY(phone.enrol());
        }
        newer = test::readFile(data);
        QVERIFY(!older.isEmpty() && older != newer);
        const auto put = [&data](const QByteArray &content) {
            QFile file(data);
            return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
        };
        QVERIFY(put(older));
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.rolledBack"));
        QCOMPARE(phone.read("rolledBack.message", "code").toString(), QStringLiteral("VLT-013"));
        QVERIFY(phone.text("rolledBack.meaning").contains(QStringLiteral("bản cũ")));
        QCOMPARE(test::readFile(data), older);

        // The newer one back in its place: the wallet opens as if nothing had been.
        QVERIFY(put(newer));
        QVERIFY(phone.click(QStringLiteral("rolledBack.retry")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(phone.app().home().isEnrolled());
        phone.app().wallet().lock();

        // Erase and restore: the first page knows of the backup, and the question for it comes by itself.
        QVERIFY(put(older));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.rolledBack"));
        QVERIFY(phone.click(QStringLiteral("rolledBack.erase")));
        QVERIFY(phone.click(QStringLiteral("rolledBack.erase.cancel")));
        QVERIFY(dd::wallet::Vault::exists(phone.app().session().folder()));
        QVERIFY(phone.click(QStringLiteral("rolledBack.restore")));
        QVERIFY(phone.click(QStringLiteral("rolledBack.restore.confirm")));
        QVERIFY(phone.waitFor("page.start"));
        QVERIFY(!dd::wallet::Vault::exists(phone.app().session().folder()));
        QVERIFY(phone.has("start.restoring"));
        QVERIFY(phone.click(QStringLiteral("start.continue")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("739204"));
        QTRY_VERIFY(phone.has("secret.startOver"));
        QVERIFY(phone.enterPin("739204"));
        QVERIFY(phone.waitFor("page.restore"));
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.waitFor("page.home")); // it may also wait
        phone.app().wallet().lock();
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("739204"));
        QVERIFY(phone.waitFor("page.home")); // and is not asked again
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void theHistoryForgetsOnRequestAndTellsWhenItWasAltered()
    {
        test::World world;
        QTemporaryDir folder;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        Session &session = phone.app().session();
        const qint64 now = phone.clock().now();
        for (const int days : {400, 100, 40, 0})
            QVERIFY(session.activity().append({now - days * 86'400LL, QStringLiteral("vn:counter"), 65001, {10}}));
        emit session.changed();
        QVERIFY(phone.click(QStringLiteral("home.history")));
        QTRY_VERIFY(phone.has("history.item.3"));
        QVERIFY(!phone.has("history.altered"));
        QVERIFY(phone.click(QStringLiteral("history.erase")));
        QVERIFY(phone.click(QStringLiteral("history.erase.cancel")));
        QCOMPARE(session.activity().list()->size(), 4);
        QVERIFY(phone.click(QStringLiteral("history.erase")));
        QVERIFY(phone.click(QStringLiteral("history.erase.confirm"))); // 90 days, as it stands
        QTRY_COMPARE(session.activity().list()->size(), 2);
        QVERIFY(session.activity().verify());
        QVERIFY(!phone.has("history.altered"));
        QTRY_VERIFY(!phone.has("history.item.2"));

        QVERIFY(session.vault()->database()->execute("UPDATE activity SET audience = 'vn:nobody' WHERE at = (SELECT min(at) FROM activity)"));
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.click(QStringLiteral("home.history")));
        QTRY_VERIFY(phone.has("history.altered"));
        QCOMPARE(session.activity().list()->size(), 2); // nothing is repaired
        phone.app().history().eraseOlderThan(0);
        QCOMPARE(session.activity().list()->size(), 0);
        QTRY_VERIFY(phone.has("history.empty"));
        QVERIFY(!phone.has("history.altered"));
    }
};

DD_TEST(TestVaultPages)

} // namespace dd::citizen

#include "test_vault_pages.moc"
