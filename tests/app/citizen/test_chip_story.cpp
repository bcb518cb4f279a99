// A card whose chip has no active authentication enrols through the real window: the authority is the terminal of its chip
// authentication, over HTTP, while the card lies there.
#include "tests/app/authority/chip_forgery.h"
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

namespace dd::citizen {
namespace {

const QString chipPath = QStringLiteral("/enrol/chip");
const QString finishPath = QStringLiteral("/enrol/finish");

credential::ChipAnswer::Kind answerSent(const test::ScriptedNetwork &network)
{
    return credential::decodeEnrolFinish(network.lastBody(finishPath)).value().answer.kind;
}

QByteArray keySent(const test::ScriptedNetwork &network)
{
    return credential::decodeEnrolKeys(network.lastBody(QStringLiteral("/enrol/keys"))).value().keys.constFirst().thumbprint();
}

} // namespace

class TestChipStory : public QObject
{
    Q_OBJECT
private slots:
    void aChipWithoutActiveAuthenticationEnrols()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.card = test::DemoCountry::instance().chipCard});
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().verdict(), CardController::Verdict::Genuine);
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("ok"));
        QVERIFY(!network.lastBody(chipPath).isEmpty());
        QVERIFY(answerSent(network) == credential::ChipAnswer::Kind::ChipAuthentication);
        const auto card = decodeCardSummary(phone.app().session().card().load().value().value().summary);
        QVERIFY(card.has_value());
        QVERIFY2(card->chipCheck.startsWith(QStringLiteral("CA-ECDH")), qPrintable(card->chipCheck));
        QVERIFY(phone.click(QStringLiteral("result.done")));
        QVERIFY(phone.waitFor("page.home"));
        const auto identity = phone.app().session().identity().value().value();
        QCOMPARE(identity.credential.claims.level, 1);
        QCOMPARE(identity.credential.claims.evidence, credential::EvidencePassive | credential::EvidenceChip | credential::EvidenceDemo);
        QVERIFY(phone.requestPass());
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void activeAuthenticationIsPreferred()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world); // a card with both
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(network.lastBody(chipPath).isEmpty());
        QVERIFY(answerSent(network) == credential::ChipAnswer::Kind::ActiveAuthentication);
    }

    // The reading is whole; only the enrolment is left for later, and its key is gone.
    void whatFailsWhileTheCardLiesThereLosesNothing_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::newRow("the network") << 502 << QByteArray("no") << QStringLiteral("NET-001");
        QTest::newRow("a refusal") << 422 << credential::encode(credential::Refusal{QStringLiteral("NFC-010"), QStringLiteral("Chưa xác minh được nơi cấp thẻ.")})
                                   << QStringLiteral("NET-002");
        QTest::newRow("an answer that is none") << 200 << QByteArray("no") << QStringLiteral("CIT-002");
        QTest::newRow("bytes that are no chip authentication") << 200 << credential::encode(credential::EnrolChipChallenge{"mse", "ga", "c1"}) << QStringLiteral("AUT-002");
    }
    void whatFailsWhileTheCardLiesThereLosesNothing()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.card = test::DemoCountry::instance().chipCard});
        test::ScriptedNetwork &network = test::interpose(phone);
        network.answer(chipPath, {status, body});
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().verdict(), CardController::Verdict::Genuine);
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("warn"));
        QCOMPARE(phone.app().card().enrolment(), CardController::Enrolment::Later);
        QCOMPARE(phone.read("result.message", "code").toString(), code);
        QVERIFY(phone.app().session().card().load().value().has_value());
        QVERIFY(network.lastBody(finishPath).isEmpty());
        QCOMPARE(phone.app().session().keys().signer(keySent(network)).error().code, ErrorCode::VaultKeyMissing);
        // And it can be done again.
        network.passOn();
        QVERIFY(phone.click(QStringLiteral("result.retry")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("result.enrolment", "kind").toString(), QStringLiteral("ok"), 30'000);
    }

    void aCopyOfTheFilesIsNotEnrolled_data()
    {
        QTest::addColumn<bool>("withAKey");
        QTest::newRow("with a key of its own") << true;
        QTest::newRow("without any") << false;
    }
    void aCopyOfTheFilesIsNotEnrolled()
    {
        QFETCH(bool, withAKey);
        QTemporaryDir folder;
        test::World world;
        nfc::CardImage copy = test::copyOf(test::chipCard());
        if (!withAKey)
            copy.chipKeys.clear();
        test::Phone phone(folder.path(), world, {.card = copy});
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().verdict(), CardController::Verdict::Failed);
        QCOMPARE(phone.app().card().enrolment(), CardController::Enrolment::Impossible);
        QVERIFY(network.lastBody(finishPath).isEmpty());
        QVERIFY(!phone.app().session().card().load().value().has_value());
    }

    void aChipThatCannotProveItselfIsKeptAndNotEnrolled()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.card = test::DemoCountry::instance().muteCard});
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().verdict(), CardController::Verdict::AuthenticButCopyable);
        QCOMPARE(phone.app().card().enrolment(), CardController::Enrolment::Impossible);
        QVERIFY(network.lastBody(chipPath).isEmpty());
        QVERIFY(network.lastBody(finishPath).isEmpty());
        QVERIFY(phone.app().session().card().load().value().has_value());
    }

    void whoStopsIsNotKeptWaitingForTheAuthority()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.card = test::DemoCountry::instance().chipCard});
        test::ScriptedNetwork &network = test::interpose(phone);
        network.holdBack(chipPath);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.click(QStringLiteral("home.addCard")));
        QVERIFY(phone.type(QStringLiteral("addCard.text"), nfc::demoPerson().printedQr));
        QVERIFY(phone.click(QStringLiteral("addCard.start")));
        QTRY_COMPARE_WITH_TIMEOUT(network.waiting(), 1, 60'000);
        phone.app().card().cancel();
        QTRY_COMPARE_WITH_TIMEOUT(phone.app().card().phase(), CardController::Phase::Editing, 5000);
        QCOMPARE(phone.app().card().message().code, QStringLiteral("NFC-012"));
        QCOMPARE(phone.app().session().keys().signer(keySent(network)).error().code, ErrorCode::VaultKeyMissing);
        network.breakOff();
    }
};

DD_TEST(TestChipStory)

} // namespace dd::citizen

#include "test_chip_story.moc"
