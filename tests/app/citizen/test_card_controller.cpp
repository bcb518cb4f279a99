// What adding a card leaves behind when it is broken off, and what a later reading may take away.
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

#include <condition_variable>
#include <mutex>

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

    // A reader that is plugged in while the page is open shows without a click; the chosen one stays chosen.
    void readersComeAndGoByThemselves()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        struct Bench
        {
            std::mutex mutex;
            std::condition_variable_any changed;
            QStringList readers{QStringLiteral("Reader B")};
            int waits = 0;
        };
        const auto bench = std::make_shared<Bench>();
        phone.app().services().cardSources = [bench] {
            const std::scoped_lock lock(bench->mutex);
            QList<CardSourceChoice> choices;
            for (const QString &name : std::as_const(bench->readers))
                choices.append({name, false, []() -> Result<std::unique_ptr<nfc::CardSource>> { return fail(ErrorCode::ReaderUnavailable, QStringLiteral("test")); }});
            return choices;
        };
        phone.app().services().otherSources = [bench](const QStringList &known, const std::stop_token &stop) {
            std::unique_lock lock(bench->mutex);
            ++bench->waits;
            return bench->changed.wait(lock, stop, [&] { return bench->readers != known; });
        };
        const auto plug = [&](const QStringList &readers) {
            const std::scoped_lock lock(bench->mutex);
            bench->readers = readers;
            bench->changed.notify_all();
        };
        QVERIFY(phone.click(QStringLiteral("home.addCard")));
        QTRY_COMPARE(phone.app().card().sourceNames(), QStringList{QStringLiteral("Reader B")});
        plug({QStringLiteral("Reader A"), QStringLiteral("Reader B")});
        QTRY_COMPARE(phone.app().card().sourceNames().size(), 2);
        QCOMPARE(phone.app().card().sourceIndex(), 1);
        plug({});
        QTRY_COMPARE(phone.app().card().sourceNames().size(), 0);
        QVERIFY(phone.has("addCard.noReader"));
        plug({QStringLiteral("Reader C")});
        QTRY_COMPARE(phone.app().card().sourceNames(), QStringList{QStringLiteral("Reader C")});
        // Nobody waits once the page is left.
        QVERIFY(phone.click(QStringLiteral("page.back")));
        plug({QStringLiteral("Reader D")});
        QTest::qWait(200);
        QCOMPARE(phone.app().card().sourceNames(), QStringList{QStringLiteral("Reader C")});
        const std::scoped_lock lock(bench->mutex);
        QVERIFY2(bench->waits <= 4, qPrintable(QString::number(bench->waits)));
    }

    void aWorseReadingDoesNotReplaceAGenuineCard()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        Session &session = phone.app().session();
        const auto held = session.card().load().value().value();
        const auto identity = session.identity().value().value().id;
        Random *random = phone.app().services().random.get();
        const auto hold = [&](const nfc::CardImage &card) {
            phone.app().services().cardSources = [card, random] {
                return QList<CardSourceChoice>{
                    {{}, true, [card, random]() -> Result<std::unique_ptr<nfc::CardSource>> { return nfc::makeSimulatedSource(card, *random); }}};
            };
        };
        phone.clock().advance(60);
        hold(test::DemoCountry::instance().strangersCard);
        QVERIFY(phone.readCard());
        QCOMPARE(phone.app().card().verdict(), CardController::Verdict::IssuerUnknown);
        QCOMPARE(phone.app().card().enrolment(), CardController::Enrolment::Kept);
        QCOMPARE(phone.read("result.enrolment", "kind").toString(), QStringLiteral("warn"));
        QVERIFY2(phone.text("result.enrolment").contains(QStringLiteral("giữ nguyên")), qPrintable(phone.text("result.enrolment")));
        QCOMPARE(session.card().load().value().value().summary, held.summary);
        QCOMPARE(session.card().load().value().value().readAt, held.readAt);
        QCOMPARE(session.identity().value().value().id, identity);
        QVERIFY(phone.click(QStringLiteral("result.done")));
        QVERIFY(phone.waitFor("page.home"));

        // A reading as good as the one held does replace it.
        hold(test::DemoCountry::instance().card);
        QVERIFY(phone.enrol());
        QCOMPARE(session.card().load().value().value().readAt, held.readAt + 60);
    }
};

DD_TEST(TestCardController)

} // namespace dd::citizen

#include "test_card_controller.moc"
