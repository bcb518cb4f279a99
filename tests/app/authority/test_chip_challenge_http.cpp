// POST /enrol/chip: for whom, and how often, an authority becomes the terminal of chip authentication.
#include "tests/app/authority/chip_forgery.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace credential = dd::credential;
namespace nfc = dd::nfc;

namespace {

using Ask = std::function<HttpAnswer(World &, Enrolment &)>;

} // namespace
Q_DECLARE_METATYPE(Ask)

class TestChipChallengeHttp : public QObject
{
    Q_OBJECT
private slots:
    void theSameCardMayAskAgain()
    {
        World world;
        Enrolment enrolment = world.begin();
        const HttpAnswer first = world.askForChip(enrolment.challenge.session, chipCard());
        QCOMPARE(first.status, 200);
        world.clock.advance(200); // the card slipped off and came back
        const HttpAnswer second = world.askForChip(enrolment.challenge.session, chipCard());
        QCOMPARE(second.status, 200);
        QCOMPARE(second.body, first.body);
        // Another file changes nothing: it is refused, and what was asked for first stays.
        DD_REFUSED(world.askForChip(enrolment.challenge.session, twinOf(chipCard())), 409, QStringLiteral("AUT-008"));
        DD_REFUSED(world.askForChip(enrolment.challenge.session, DemoCountry::instance().card), 409, QStringLiteral("AUT-008"));
        nfc::CardImage forged = chipCard();
        forged.files[nfc::FileId::Dg14] = flippedAt(forged.files.value(nfc::FileId::Dg14), 30);
        DD_REFUSED(world.askForChip(enrolment.challenge.session, forged), 409, QStringLiteral("AUT-008"));
        QCOMPARE(world.askForChip(enrolment.challenge.session, chipCard()).body, first.body);
        World::takeFiles(enrolment, chipCard());
        answerBy(enrolment, carryToChip(chipCard(), credential::decodeEnrolChipChallenge(first.body).value(), world.random).value());
        QCOMPARE(world.finish(enrolment).status, 200);
    }

    void everySessionHasItsOwnKey()
    {
        World world;
        const auto first = world.chipChallenge(world.begin(), chipCard());
        const auto second = world.chipChallenge(world.begin(), chipCard());
        QVERIFY(first.generalAuthenticate != second.generalAuthenticate);
        QVERIFY(first.firstCommand != second.firstCommand);
    }

    void refusedQuestions_data()
    {
        QTest::addColumn<Ask>("ask");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, int status, const char *code, Ask ask) {
            QTest::newRow(name) << std::move(ask) << status << QString::fromLatin1(code);
        };
        const auto asking = [](nfc::CardImage card) {
            return [card = std::move(card)](World &w, Enrolment &e) { return w.askForChip(e.challenge.session, card); };
        };
        const auto changed = [](nfc::FileId file, const QByteArray &bytes) {
            nfc::CardImage card = chipCard();
            card.files.insert(file, bytes);
            return card;
        };
        const QByteArray sod = chipCard().files.value(nfc::FileId::Sod);
        const QByteArray dg14 = chipCard().files.value(nfc::FileId::Dg14);
        row("unknown session", 410, "AUT-001", [](World &w, Enrolment &) { return w.askForChip(QByteArray(16, 'z'), chipCard()); });
        row("expired session", 410, "AUT-001", [](World &w, Enrolment &e) {
            w.clock.advance(300);
            return w.askForChip(e.challenge.session, chipCard());
        });
        row("finished session", 410, "AUT-001", [](World &w, Enrolment &e) {
            Enrolment done = w.begin();
            w.readChipCard(done, chipCard());
            (void)w.finish(done);
            Q_UNUSED(e)
            return w.askForChip(done.challenge.session, chipCard());
        });
        row("DG14 that nobody signed", 422, "NFC-009", asking(changed(nfc::FileId::Dg14, dg14Of(freshChipKey()))));
        row("DG14 with a bit flipped", 422, "NFC-009", asking(changed(nfc::FileId::Dg14, flippedAt(dg14, dg14.size() - 1))));
        row("SOD with a bit flipped in its signature", 422, "NFC-009", asking(changed(nfc::FileId::Sod, flippedAt(sod, sod.size() - 1))));
        row("SOD cut short", 422, "NFC-011", asking(changed(nfc::FileId::Sod, sod.chopped(1))));
        row("SOD of another card", 422, "NFC-009", asking(changed(nfc::FileId::Sod, DemoCountry::instance().card.files.value(nfc::FileId::Sod))));
        row("no SOD to speak of", 422, "NFC-011", asking(changed(nfc::FileId::Sod, QByteArray("x"))));
        row("a country whose CSCA nobody installed", 422, "NFC-010",
            asking(signedAgain(chipCard(), DemoCountry::instance().stranger, worldTime)));
        row("a chip without a key", 422, "AUT-016", asking(DemoCountry::instance().muteCard));
        row("a chip with active authentication only", 422, "AUT-016", asking(DemoCountry::instance().activeCard));
        row("a SOD that lists no DG14", 422, "NFC-009", [dg14](World &w, Enrolment &e) {
            nfc::CardImage bare = chipCard();
            bare.files.remove(nfc::FileId::Dg14);
            bare = signedAgain(bare, DemoCountry::instance().issuer, worldTime);
            bare.files.insert(nfc::FileId::Dg14, dg14);
            return w.askForChip(e.challenge.session, bare);
        });
        row("a key in DG14 that is no point", 422, "NFC-011", [](World &w, Enrolment &e) {
            nfc::CardImage bad = chipCard();
            QByteArray &file = bad.files[nfc::FileId::Dg14];
            file = flippedAt(file, file.indexOf(QByteArray::fromHex("03420004")) + 40);
            return w.askForChip(e.challenge.session, signedAgain(bad, DemoCountry::instance().issuer, worldTime));
        });
        row("not this message", 400, "COR-003", [](World &w, Enrolment &e) { return post(w.port(), "/enrol/chip", credential::encode(e.keys)); });
        row("not CBOR", 400, "COR-009", [](World &w, Enrolment &) { return post(w.port(), "/enrol/chip", QByteArray("\xff")); });
        row("too long", 400, "COR-009", [](World &w, Enrolment &e) {
            return post(w.port(), "/enrol/chip",
                        credential::encode(credential::EnrolChip{e.challenge.session, QByteArray(100'000, 'd'), QByteArray("k")}));
        });
    }
    void refusedQuestions()
    {
        QFETCH(Ask, ask);
        QFETCH(int, status);
        QFETCH(QString, code);
        World world;
        Enrolment enrolment = world.begin();
        DD_REFUSED(ask(world, enrolment), status, code);
        if (status == 410)
            return;
        // A refused question binds the session to nothing.
        world.readChipCard(enrolment, chipCard());
        QCOMPARE(world.finish(enrolment).status, 200);
    }
};

DD_TEST(TestChipChallengeHttp)
#include "test_chip_challenge_http.moc"
