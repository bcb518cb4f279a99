// What adding a card leaves behind when it is broken off.
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

namespace dd::citizen {

class TestCardController : public QObject
{
    Q_OBJECT
private slots:
    void lockingLeavesNoUnusedKeyBehind_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("while asking for the challenge") << QStringLiteral("/enrol/keys");
        QTest::newRow("while enrolling") << QStringLiteral("/enrol/finish");
    }
    void lockingLeavesNoUnusedKeyBehind()
    {
        QFETCH(QString, path);
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        network.holdBack(path);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.addCard")));
        QVERIFY(phone.type(QStringLiteral("addCard.text"), nfc::demoPerson().printedQr));
        QVERIFY(phone.click(QStringLiteral("addCard.start")));
        QTRY_COMPARE_WITH_TIMEOUT(network.waiting(), 1, 60'000);
        const QByteArray thumbprint = credential::decodeEnrolKeys(network.lastBody(QStringLiteral("/enrol/keys"))).value().keys.constFirst().thumbprint();
        QVERIFY(phone.app().session().keys().signer(thumbprint).has_value());
        phone.app().wallet().lock();
        network.breakOff();
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        const auto signer = phone.app().session().keys().signer(thumbprint);
        QVERIFY(!signer.has_value());
        QCOMPARE(signer.error().code, ErrorCode::VaultKeyMissing);
    }
};

DD_TEST(TestCardController)

} // namespace dd::citizen

#include "test_card_controller.moc"
