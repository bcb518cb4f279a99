// The citizen's whole story through the real window: PIN, card, enrolment, pass, restart, stay, QR, and the counter's
// verifier on what the screen shows.
#include "core/qr/qr_code.h"
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/verified.h"
#include "tests/support/registry.h"

#include <QDirIterator>

namespace dd::citizen {
namespace {

QString codeInPicture(const QImage &shot)
{
    const QImage gray = shot.convertToFormat(QImage::Format_Grayscale8);
    dd::qr::GrayImage picture{gray.width(), gray.height(), {}};
    for (int y = 0; y < gray.height(); ++y)
        picture.pixels.append(reinterpret_cast<const char *>(gray.constScanLine(y)), gray.width());
    const auto texts = dd::qr::readQrCodes(picture);
    return texts && texts->size() == 1 ? texts->constFirst() : QString();
}

} // namespace

class TestStory : public QObject
{
    Q_OBJECT
private slots:
    void fromFirstStartToAVerifiedCode()
    {
        QTemporaryDir folder;
        test::World world;
        QStringList titles;
        {
            test::Phone phone(folder.path(), world);
            QVERIFY(phone.waitFor("page.start"));
            QVERIFY(phone.click(QStringLiteral("start.continue")));
            QVERIFY(phone.waitFor("page.secret"));
            QCOMPARE(phone.text("secret.keyStore"), QStringLiteral("Kho khóa giả lập (demo)"));
            QVERIFY(phone.enterPin("111111"));
            QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-002"));
            QVERIFY(phone.enterPin("480917"));
            QTRY_VERIFY(phone.has("secret.startOver"));
            QVERIFY(phone.enterPin("480918"));
            QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("CIT-005"));
            QVERIFY(phone.enterPin("480917"));
            QTRY_VERIFY(phone.has("secret.startOver"));
            QVERIFY(phone.enterPin("480917"));
            QVERIFY(phone.waitFor("page.home"));

            QVERIFY(phone.readCard());
            QVERIFY2(phone.text("result.verdict").startsWith(QStringLiteral("Chip thật")), qPrintable(phone.text("result.verdict")));
            QCOMPARE(phone.read("result.verdict", "kind").toString(), QStringLiteral("demo")); // never green
            QVERIFY(phone.read("result.verdict", "advice").toString().contains(QStringLiteral("bộ cài đặt trình diễn")));
            QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("ok"));
            QVERIFY(phone.has("result.portrait"));
            QVERIFY(phone.click(QStringLiteral("result.done")));
            QVERIFY(phone.waitFor("page.home"));
            QCOMPARE(phone.text("home.card.name"), dd::nfc::demoPerson().details.fullName);
            QVERIFY(!phone.text("home.card.number").contains(dd::nfc::demoPerson().details.personalNumber));
            QVERIFY(phone.click(QStringLiteral("home.card.reveal")));
            QCOMPARE(phone.text("home.card.number"), dd::nfc::demoPerson().details.personalNumber);

            QVERIFY(phone.requestPass());
            QCOMPARE(phone.app().home().credentials()->count(), 2);
            titles = {phone.text("home.credential.0.title"), phone.text("home.credential.1.title")};
            QCOMPARE(titles, QStringList({QStringLiteral("Căn cước số"), QStringLiteral("Thẻ thông hành")}));
            QVERIFY(phone.read("home.credential.0.state", "kind").toString() != QStringLiteral("ok")); // demo is never green
            QCOMPARE(phone.trap.take(), QStringList());
        }
        // Another process would find the same: nothing but the profile and the device's key store is left.
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480918"));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-001"));
        QVERIFY2(phone.text("unlock.message").contains(QStringLiteral("4")), qPrintable(phone.text("unlock.message")));
        QVERIFY(!phone.has("page.home"));
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QCOMPARE(QStringList({phone.text("home.credential.0.title"), phone.text("home.credential.1.title")}), titles);

        // Declare a stay; the receipt comes back as a credential.
        QVERIFY(phone.click(QStringLiteral("home.declareStay")));
        QVERIFY(phone.waitFor("page.stay"));
        QVERIFY2(phone.text("stay.deadline").contains(QStringLiteral("23:00 21/11/2026")), qPrintable(phone.text("stay.deadline")));
        QVERIFY(phone.type(QStringLiteral("stay.facilityName"), QStringLiteral("Khách sạn Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.address"), QStringLiteral("Số 1 phố Mẫu, phường Mẫu")));
        QVERIFY(phone.type(QStringLiteral("stay.reason"), QStringLiteral("Công tác")));
        QVERIFY(phone.click(QStringLiteral("stay.submit")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("stay.status", "kind").toString(), QStringLiteral("ok"), 15'000);
        QVERIFY(phone.click(QStringLiteral("stay.finish")));
        QTRY_COMPARE(phone.app().home().credentials()->count(), 3);
        QVERIFY(phone.waitFor("page.home"));

        // Present the pass: only what was switched on leaves the phone.
        QVERIFY(phone.click(QStringLiteral("home.present")));
        QVERIFY(phone.waitFor("page.present"));
        QVERIFY(phone.click(QStringLiteral("present.credential.1")));
        QVERIFY(phone.click(QStringLiteral("present.share.person")));
        QVERIFY(phone.read("present.share.person", "checked").toBool());
        QVERIFY(phone.click(QStringLiteral("present.show")));
        QVERIFY(phone.waitFor("page.qr"));
        QTest::qWait(50);
        const QString shown = codeInPicture(phone.window->grabWindow());
        QCOMPARE(shown, phone.text("qr.code"));
        const auto verdict = test::verified(shown, world, phone.clock());
        QCOMPARE(verdict.overall, dd::trust::Overall::Valid);
        QVERIFY(verdict.demo);
        QVERIFY(verdict.claims->person.has_value());
        QVERIFY(verdict.claims->personalNumber.isEmpty());
        QVERIFY(!verdict.statement.has_value());
        QVERIFY(phone.has("qr.demo"));

        // A new code every twenty seconds.
        phone.clock().advance(19);
        QTest::qWait(400);
        QCOMPARE(phone.text("qr.code"), shown);
        phone.clock().advance(2);
        QTRY_VERIFY(phone.text("qr.code") != shown && !phone.text("qr.code").isEmpty());
        QVERIFY(phone.click(QStringLiteral("qr.close")));
        QVERIFY(phone.waitFor("page.present"));

        // The identity with its statement for a hotel, and the number only after a second yes.
        QVERIFY(phone.click(QStringLiteral("present.credential.0")));
        QVERIFY(!phone.read("present.share.person", "checked").toBool()); // another credential, nothing is switched on
        QVERIFY(phone.click(QStringLiteral("present.share.person")));
        QVERIFY(phone.click(QStringLiteral("present.share.number")));
        QTRY_VERIFY(phone.has("present.asking.yes"));
        QVERIFY(!phone.read("present.share.number", "checked").toBool());
        QVERIFY(!phone.read("present.show", "enabled").toBool());
        QVERIFY(phone.click(QStringLiteral("present.asking.no")));
        QVERIFY(!phone.read("present.share.number", "checked").toBool());
        QVERIFY(phone.click(QStringLiteral("present.share.number")));
        QVERIFY(!phone.text("present.share.number").contains(dd::nfc::demoPerson().details.personalNumber));
        QVERIFY(!phone.read("present.share.number", "detail").toString().contains(dd::nfc::demoPerson().details.personalNumber));
        QVERIFY(phone.click(QStringLiteral("present.asking.yes")));
        QVERIFY(phone.read("present.share.number", "checked").toBool());
        QCOMPARE(phone.read("present.share.number", "detail").toString(), dd::nfc::demoPerson().details.personalNumber);
        QVERIFY(phone.click(QStringLiteral("present.statement")));
        QTRY_COMPARE(phone.text("present.statement.facility"), QStringLiteral("Khách sạn Mẫu"));
        QVERIFY(phone.click(QStringLiteral("present.show")));
        QVERIFY(phone.waitFor("page.qr"));
        const auto hotel = test::verified(phone.text("qr.code"), world, phone.clock());
        QCOMPARE(hotel.overall, dd::trust::Overall::Valid);
        QCOMPARE(hotel.claims->personalNumber, dd::nfc::demoPerson().details.personalNumber);
        QVERIFY(hotel.statement.has_value());
        QCOMPARE(hotel.statement->facility, QStringLiteral("Khách sạn Mẫu"));
        QVERIFY(!hotel.claims->address.has_value());

        // A code forgotten on a table goes away by itself.
        phone.clock().advance(301);
        QTRY_VERIFY(!phone.has("page.qr"));

        // What was shown is remembered without values.
        QVERIFY(phone.click(QStringLiteral("page.back")));
        QVERIFY(phone.click(QStringLiteral("home.history")));
        QTRY_VERIFY(phone.has("history.item.1"));
        QVERIFY(phone.click(QStringLiteral("page.back")));

        // Locking blanks everything that was on the screen.
        QVERIFY(phone.click(QStringLiteral("home.lock")));
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.app().home().personName().isEmpty());
        QCOMPARE(phone.app().home().credentials()->count(), 0);
        QCOMPARE(phone.app().present().credentials()->count(), 0);
        QVERIFY(phone.app().stay().facilityTypes().size() == 6);
        QCOMPARE(phone.app().stay().declarations()->count(), 0);
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void withoutANetworkTheCardIsReadAndTheStayWaits()
    {
        QTemporaryDir folder;
        test::World world;
        {
            test::Phone phone(folder.path(), world, {.authority = false});
            QVERIFY(phone.setUpWallet());
            QVERIFY(phone.readCard());
            QVERIFY(phone.text("result.verdict").startsWith(QStringLiteral("Chip thật")));
            QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("warn"));
            QVERIFY(!phone.has("result.retry"));
            QVERIFY(phone.click(QStringLiteral("result.done")));
            QTRY_VERIFY(phone.has("home.notEnrolled"));
            QVERIFY(!phone.has("home.requestPass"));
        }
        {
            test::Phone phone(folder.path(), world);
            QVERIFY(phone.waitFor("page.secret"));
            QVERIFY(phone.enterPin("480917"));
            QVERIFY(phone.waitFor("page.home"));
            QVERIFY(phone.enrol());
        }
        test::Phone offline(folder.path(), world, {.authority = false});
        QVERIFY(offline.waitFor("page.secret"));
        QVERIFY(offline.enterPin("480917"));
        QVERIFY(offline.click(QStringLiteral("home.declareStay")));
        QVERIFY(offline.type(QStringLiteral("stay.facilityName"), QStringLiteral("Nhà nghỉ Mẫu")));
        QVERIFY(offline.type(QStringLiteral("stay.address"), QStringLiteral("Số 2 phố Mẫu")));
        QVERIFY(offline.type(QStringLiteral("stay.reason"), QStringLiteral("Thăm người thân")));
        QVERIFY(offline.click(QStringLiteral("stay.submit")));
        QTRY_COMPARE(offline.read("stay.status", "kind").toString(), QStringLiteral("warn"));
        QVERIFY(offline.text("stay.status").contains(QStringLiteral("Chưa được tiếp nhận")));
        QCOMPARE(offline.read("stay.status", "code").toString(), QStringLiteral("NET-001"));
        QVERIFY(offline.has("stay.item.0.resend"));
        const auto waiting = offline.app().session().outbox().list().value();
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.constFirst().state, dd::wallet::StoredDeclaration::State::Queued);
        QVERIFY(!waiting.constFirst().deliveredAt.has_value());
        offline.app().wallet().lock();

        // Back on the network it is sent when the wallet opens, and only then is it received.
        offline.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(world.port()));
        QVERIFY(offline.waitFor("page.secret"));
        offline.clock().advance(3600);
        QVERIFY(offline.enterPin("480917"));
        QVERIFY(offline.waitFor("page.home"));
        QTRY_COMPARE_WITH_TIMEOUT(offline.app().session().outbox().list().value().constFirst().state,
                                  dd::wallet::StoredDeclaration::State::Received, 15'000);
        const auto received = offline.app().session().outbox().list().value().constFirst();
        QVERIFY(received.receiptCredential.has_value());
        QCOMPARE(*received.deliveredAt - received.createdAt, 3600);
    }

    void anUnreachableAuthorityLeavesEnrolmentForLaterAndARereadDoesIt()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        phone.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:9")); // discard: nobody answers
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("warn"));
        QCOMPARE(phone.read("result.message", "code").toString(), QStringLiteral("NET-001"));
        phone.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(world.port()));
        QVERIFY(phone.click(QStringLiteral("result.retry")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("result.enrolment", "kind").toString(), QStringLiteral("ok"), 30'000);
    }

    void nothingIsTakenFromAnAuthorityThatTheRootDoesNotVouchFor()
    {
        QTemporaryDir folder;
        test::World world;
        dd::SystemRandom random;
        const auto stranger = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, random).value();
        test::Phone phone(folder.path(), world, {.root = stranger->publicKey()});
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("warn"));
        QVERIFY(!phone.read("result.message", "code").toString().isEmpty());
        QVERIFY(!phone.app().home().isEnrolled());
    }

    void aCardThatIsNotTheTypedOneIsNotKept()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        // The same last six digits, so the CAN opens the chip.
        const QString other = QStringLiteral("079") + dd::nfc::demoPerson().details.personalNumber.mid(3);
        QVERIFY(phone.readCard(other));
        QCOMPARE(phone.read("result.message", "code").toString(), QStringLiteral("CIT-008"));
        QVERIFY(phone.click(QStringLiteral("result.done")));
        QTRY_VERIFY(phone.has("home.empty"));
    }

    void aLostCardComesBackToTheFormAndSaysSo()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.faults = {.flipByteIn = 12}});
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.addCard")));
        QVERIFY(phone.type(QStringLiteral("addCard.text"), dd::nfc::demoPerson().printedQr));
        QVERIFY(phone.click(QStringLiteral("addCard.start")));
        QTRY_VERIFY_WITH_TIMEOUT(phone.has("addCard.message"), 30'000);
        QVERIFY(phone.read("addCard.message", "code").toString().startsWith(QStringLiteral("NFC-")));
        QCOMPARE(phone.app().card().phase(), dd::citizen::CardController::Phase::Editing);
    }

    void withAWeakKeyStoreAPassphraseIsAsked()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.hardware = false});
        QVERIFY(phone.click(QStringLiteral("start.continue")));
        QVERIFY(phone.waitFor("secret.field"));
        QVERIFY(!phone.has("pin.digit.1"));
        QVERIFY(phone.text("secret.keyStore").contains(QStringLiteral("(yếu)"))); // and says what it cannot promise
        QVERIFY(phone.text("secret.hint").contains(QStringLiteral("bao nhiêu lần cũng được")));
        QVERIFY(phone.type(QStringLiteral("secret.field"), QStringLiteral("ngắn quá")));
        QVERIFY(phone.click(QStringLiteral("secret.confirm")));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-002"));
        for (int turn = 0; turn < 2; ++turn) {
            QVERIFY(phone.type(QStringLiteral("secret.field"), QStringLiteral("sông núi cầu tre áo dài")));
            QCOMPARE(phone.app().wallet().entry()->count(), 23);
            QVERIFY(phone.click(QStringLiteral("secret.confirm")));
        }
        QVERIFY(phone.waitFor("page.home"));
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.text("settings.softwareStore").contains(QStringLiteral("giới hạn số lần thử")));
        phone.app().wallet().lock();
        QVERIFY(phone.type(QStringLiteral("secret.field"), QStringLiteral("sông núi cầu tre áo dài")));
        QVERIFY(phone.click(QStringLiteral("secret.confirm")));
        QVERIFY(phone.waitFor("page.home"));
    }

    void thePinChangesAndTheWalletCanBeErased()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.click(QStringLiteral("settings.changeSecret")));
        QVERIFY(phone.waitFor("page.secret"));
        for (const char *pin : {"480917", "739204", "739204"}) {
            QVERIFY(phone.enterPin(pin));
            QTest::qWait(10);
        }
        QTRY_VERIFY_WITH_TIMEOUT(phone.has("page.settings"), 15'000);
        phone.app().wallet().lock();
        QVERIFY(phone.waitFor("page.secret"));
        QVERIFY(phone.enterPin("480917"));
        QTRY_COMPARE(phone.read("unlock.message", "code").toString(), QStringLiteral("VLT-001"));
        QVERIFY(phone.enterPin("739204"));
        QVERIFY(phone.waitFor("page.home"));

        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.click(QStringLiteral("settings.erase")));
        QVERIFY(phone.click(QStringLiteral("settings.erase.confirm")));
        QTRY_VERIFY(phone.has("page.start"));
        QVERIFY(!dd::wallet::Vault::exists(phone.app().session().folder()));
        QVERIFY(phone.setUpWallet("739204"));
    }
};

DD_TEST(TestStory)

} // namespace dd::citizen

#include "test_story.moc"
