// The card thread asks the authority while the card lies there: over real HTTP, and over networks that fail in every way.
#include "app/citizen/chip_terminal.h"
#include "tests/app/authority/authority_world.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <QtConcurrentRun>

using namespace std::chrono_literals;

namespace dd::citizen {
namespace {

using Prepare = std::function<void(Services &, test::ScriptedNetwork &)>;

// A wallet's network side and nothing else of it.
struct Wallet
{
    explicit Wallet(const test::World &world)
    {
        auto scripted = std::make_unique<test::ScriptedNetwork>(platform::makeNetwork(3000));
        network = scripted.get();
        services.network = std::move(scripted);
        services.authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(world.port()));
        client = std::make_unique<AuthorityClient>(services);
    }
    ~Wallet() { network->breakOff(); } // while the client that asked is there
    Wallet(const Wallet &) = delete;
    Wallet &operator=(const Wallet &) = delete;
    QFuture<Result<nfc::RemoteChipMessage>> ask(const credential::EnrolChip &question, std::stop_token stop = {}, std::chrono::milliseconds patience = 5s)
    {
        return QtConcurrent::run([this, question, stop, patience] { return askChipTerminal(*client, question, stop, patience); });
    }

    Services services;
    test::ScriptedNetwork *network = nullptr;
    std::unique_ptr<AuthorityClient> client;
};

credential::EnrolChip questionAbout(const test::Enrolment &enrolment, const nfc::CardImage &card)
{
    return {enrolment.challenge.session, card.files.value(nfc::FileId::Sod), card.files.value(nfc::FileId::Dg14)};
}

} // namespace
} // namespace dd::citizen
Q_DECLARE_METATYPE(dd::citizen::Prepare)

namespace dd::citizen {

class TestChipTerminal : public QObject
{
    Q_OBJECT
private slots:
    void whatTheAuthoritySaysTheChipAnswers()
    {
        test::World world;
        Wallet wallet(world);
        const nfc::CardImage &card = test::DemoCountry::instance().chipCard;
        test::Enrolment enrolment = world.begin();
        const auto answer = wallet.ask(questionAbout(enrolment, card));
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), 10'000);
        QVERIFY(answer.result().has_value());
        const nfc::RemoteChipMessage told = *answer.result();
        QCOMPARE(told.firstCommand, world.chipChallenge(enrolment, card).firstCommand);
        const auto chip = test::carryToChip(card, {told.request.mse, told.request.generalAuthenticate, told.firstCommand}, world.random);
        QVERIFY(chip.has_value());
        test::World::takeFiles(enrolment, card);
        enrolment.finish.answer = {credential::ChipAnswer::Kind::ChipAuthentication, *chip};
        test::World::prove(enrolment);
        QCOMPARE(world.finish(enrolment).status, 200);
    }

    void failures_data()
    {
        QTest::addColumn<Prepare>("prepare");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char *name, ErrorCode code, Prepare prepare) { QTest::newRow(name) << std::move(prepare) << code; };
        row("nobody there", ErrorCode::NetworkUnavailable, [](Services &services, test::ScriptedNetwork &) {
            services.authority = QUrl(QStringLiteral("http://127.0.0.1:9")); // discard: nobody answers
        });
        row("no authority set", ErrorCode::NetworkUnavailable, [](Services &services, test::ScriptedNetwork &) { services.authority.clear(); });
        row("silence", ErrorCode::NetworkUnavailable,
            [](Services &, test::ScriptedNetwork &network) { network.holdBack(QStringLiteral("/enrol/chip")); });
        row("a server in between", ErrorCode::NetworkUnavailable,
            [](Services &, test::ScriptedNetwork &network) { network.answer(QStringLiteral("/enrol/chip"), {502, "no"}); });
        row("not the message", ErrorCode::AuthorityAnswerInvalid,
            [](Services &, test::ScriptedNetwork &network) { network.answer(QStringLiteral("/enrol/chip"), {200, "no"}); });
        row("a refusal", ErrorCode::AuthorityRefused, [](Services &, test::ScriptedNetwork &network) {
            network.answer(QStringLiteral("/enrol/chip"),
                           {422, credential::encode(credential::Refusal{QStringLiteral("AUT-016"), QStringLiteral("Chip không có khóa")})});
        });
        row("a session that is gone", ErrorCode::EnrolmentSession, [](Services &, test::ScriptedNetwork &network) {
            network.answer(QStringLiteral("/enrol/chip"),
                           {410, credential::encode(credential::Refusal{QStringLiteral("AUT-001"), QStringLiteral("Phiên đã hết hạn")})});
        });
    }
    void failures()
    {
        QFETCH(Prepare, prepare);
        QFETCH(ErrorCode, code);
        test::World world;
        Wallet wallet(world);
        prepare(wallet.services, *wallet.network);
        const auto answer = wallet.ask(questionAbout(world.begin(), test::DemoCountry::instance().chipCard), {}, 300ms);
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), 10'000);
        QVERIFY(!answer.result().has_value());
        QCOMPARE(answer.result().error().code, code);
        wallet.network->breakOff(); // what comes later finds nobody waiting
    }

    void whoStopsDoesNotWait()
    {
        test::World world;
        Wallet wallet(world);
        wallet.network->holdBack(QStringLiteral("/enrol/chip"));
        std::stop_source stop;
        const auto answer = wallet.ask(questionAbout(world.begin(), test::DemoCountry::instance().chipCard), stop.get_token(), 60s);
        QTRY_COMPARE(wallet.network->waiting(), 1);
        QElapsedTimer since;
        since.start();
        stop.request_stop();
        // No event loop runs here: the waiting thread needs nobody to wake it.
        while (!answer.isFinished() && since.elapsed() < 5000)
            QThread::msleep(1);
        QVERIFY(answer.isFinished());
        QCOMPARE(answer.result().error().code, ErrorCode::Cancelled);
    }

    // The owner of the client may be busy, or gone from its event loop: patience ends the wait all the same.
    void aBusyOwnerIsNotWaitedForEither()
    {
        test::World world;
        Wallet wallet(world);
        const auto answer = wallet.ask(questionAbout(world.begin(), test::DemoCountry::instance().chipCard), {}, 50ms);
        QElapsedTimer since;
        since.start();
        while (!answer.isFinished() && since.elapsed() < 5000)
            QThread::msleep(1);
        QVERIFY(answer.isFinished());
        QCOMPARE(answer.result().error().code, ErrorCode::NetworkUnavailable);
    }
};

DD_TEST(TestChipTerminal)

} // namespace dd::citizen

#include "test_chip_terminal.moc"
