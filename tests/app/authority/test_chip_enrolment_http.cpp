// Enrolment of a card whose chip has no active authentication: the authority is the terminal of chip authentication
// (docs/formats.md §7, step 4). The chip is the simulated one, the authority answers over HTTP.
#include "app/authority/chip_proof.h"
#include "core/credential/credential.h"
#include "tests/app/authority/chip_forgery.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace credential = dd::credential;
namespace nfc = dd::nfc;
namespace cbor = dd::cbor;

namespace {

using Kind = credential::ChipAnswer::Kind;
using Alter = std::function<void(credential::EnrolChipChallenge &)>;

// The message with one of its labels put in, or taken away.
QByteArray withLabel(const credential::EnrolFinish &finish, qint64 label, const std::optional<QByteArray> &bytes)
{
    const auto decoded = cbor::decode(credential::encode(finish));
    QList<cbor::Value::Pair> pairs;
    for (const cbor::Value::Pair &pair : decoded->toMap()) {
        if (pair.first.toInteger() != label)
            pairs.append(pair);
    }
    if (bytes)
        pairs.append({cbor::Value::integer(label), cbor::Value::bytes(*bytes)});
    return cbor::encode(cbor::Value::map(pairs));
}

} // namespace
Q_DECLARE_METATYPE(Alter)

class TestChipEnrolmentHttp : public QObject
{
    Q_OBJECT
private slots:
    void aChipWithoutActiveAuthenticationEnrols()
    {
        World world;
        Enrolment enrolment = world.begin(2);
        world.readChipCard(enrolment, chipCard());
        const HttpAnswer answer = world.finish(enrolment);
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        const auto tokens = credential::decodeTokens(answer.body);
        QVERIFY(tokens.has_value());
        QCOMPARE(tokens->tokens.size(), 2);
        const auto issued = credential::parseCredential(tokens->tokens.first());
        QVERIFY(issued.has_value());
        QCOMPARE(issued->holderThumbprint, enrolment.holders.front()->publicKey().thumbprint());
        QCOMPARE(issued->claims.level, 1);
        QCOMPARE(issued->claims.evidence, credential::EvidencePassive | credential::EvidenceChip | credential::EvidenceDemo);
        QCOMPARE(issued->claims.personalNumber, QStringLiteral("001090000017"));
        QCOMPARE(world.ask(world.passRequest(), *enrolment.holders.front()).status, 200);
    }

    void aChipWithBothMayAnswerEitherWay_data()
    {
        QTest::addColumn<bool>("active");
        QTest::newRow("active authentication") << true;
        QTest::newRow("chip authentication") << false;
    }
    void aChipWithBothMayAnswerEitherWay()
    {
        QFETCH(bool, active);
        World world;
        Enrolment enrolment = world.begin();
        if (active)
            world.readCard(enrolment, DemoCountry::instance().card);
        else
            world.readChipCard(enrolment, DemoCountry::instance().card);
        const HttpAnswer answer = world.finish(enrolment);
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
    }

    // Else the rows below that use it would pass for the wrong reason.
    void theForgerOfTheseTestsKnowsTheProtocol()
    {
        World world;
        Enrolment enrolment = world.begin();
        World::takeFiles(enrolment, chipCard());
        const auto told = world.chipChallenge(enrolment, chipCard());
        const QByteArray made = answerWith(chipCard().chipKeys.first(), told, chipCard().files.value(nfc::FileId::Sod));
        QCOMPARE(made, carryToChip(chipCard(), told, world.random).value());
        answerBy(enrolment, made);
        QCOMPARE(world.finish(enrolment).status, 200);
    }

    void refusals_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, int status, const char *code, Change change) {
            QTest::newRow(name) << std::move(change) << status << QString::fromLatin1(code);
        };
        row("R1 of another session", 422, "AUT-002", [](World &w, Enrolment &e) {
            const Enrolment other = w.begin();
            answerBy(e, carryToChip(chipCard(), w.chipChallenge(other, chipCard()), w.random).value());
        });
        row("another session with this session's R1", 422, "AUT-002", [](World &w, Enrolment &e) {
            Enrolment other = w.begin();
            (void)w.chipChallenge(other, chipCard());
            other.finish = e.finish;
            other.finish.session = other.challenge.session;
            World::prove(other);
            e = std::move(other);
        });
        row("R1 in a session that never asked for chip authentication", 422, "AUT-002", [](World &w, Enrolment &e) {
            Enrolment other = w.begin();
            other.finish = e.finish;
            other.finish.session = other.challenge.session;
            World::prove(other);
            e = std::move(other);
        });
        row("keys swapped after step 1", 422, "AUT-004", [](World &w, Enrolment &e) {
            e.holders.front() = w.newHolder();
            e.keys.keys = {e.holders.front()->publicKey()};
            World::prove(e);
        });
        row("keys swapped after step 1, proofs over the old hash", 422, "AUT-004", [](World &w, Enrolment &e) {
            e.holders.front() = w.newHolder();
            World::prove(e);
        });
        row("proof over another answer", 422, "AUT-004", [](World &, Enrolment &e) {
            e.finish.answer.bytes = flippedAt(e.finish.answer.bytes, 10);
        });
        row("unknown session", 410, "AUT-001", [](World &, Enrolment &e) { e.finish.session = QByteArray(16, 'z'); });
        row("expired session", 410, "AUT-001", [](World &w, Enrolment &) { w.clock.advance(300); });
        row("session of before a restart", 410, "AUT-001", [](World &w, Enrolment &) { w.restart(); });

        // A copy has the files and whatever C1 shows, and no private key.
        row("a copied chip that answers under a key of its own", 422, "AUT-002", [](World &w, Enrolment &e) {
            answerBy(e, answerWith(copyOf(chipCard()).chipKeys.first(), w.chipChallenge(e, chipCard()), chipCard().files.value(nfc::FileId::Sod)));
        });
        row("a copied chip that answers in plain", 422, "AUT-002", [](World &, Enrolment &e) {
            answerBy(e, chipCard().files.value(nfc::FileId::Sod).first(160) + QByteArray::fromHex("9000"));
        });
        row("a copied chip that says yes", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, QByteArray::fromHex("9000")); });
        row("a copied chip that sends C1 back", 422, "AUT-002", [](World &w, Enrolment &e) {
            answerBy(e, w.chipChallenge(e, chipCard()).firstCommand);
        });
        row("a copied chip that brings its own DG14", 422, "NFC-009", [](World &w, Enrolment &e) {
            const nfc::CardImage copy = copyOf(chipCard());
            e.finish.files[0x010E] = dg14Of(copy.chipKeys.first());
            answerBy(e, answerWith(copy.chipKeys.first(), w.chipChallenge(e, chipCard()), chipCard().files.value(nfc::FileId::Sod)));
        });

        row("R1 of another chip with the same DG14", 422, "AUT-002", [](World &w, Enrolment &e) {
            answerBy(e, carryToChip(twinOf(chipCard()), w.chipChallenge(e, chipCard()), w.random).value());
        });
        row("R1 of another chip with the same DG14, with its files", 422, "AUT-003", [](World &w, Enrolment &e) {
            const nfc::CardImage twin = twinOf(chipCard());
            World::takeFiles(e, twin);
            answerBy(e, carryToChip(twin, w.chipChallenge(e, chipCard()), w.random).value());
        });
        row("SOD of another card than in /enrol/chip", 422, "NFC-009", [](World &, Enrolment &e) {
            e.finish.files[0x011D] = twinOf(chipCard()).files.value(nfc::FileId::Sod);
            World::prove(e);
        });
        row("the same card with a SOD signed again", 422, "AUT-003", [](World &, Enrolment &e) {
            const nfc::CardImage again = signedAgain(chipCard(), DemoCountry::instance().issuer, worldTime);
            QVERIFY(again.files.value(nfc::FileId::Sod) != chipCard().files.value(nfc::FileId::Sod));
            World::takeFiles(e, again);
            World::prove(e);
        });
        row("another card whole, chip answered for the first", 422, "AUT-003", [](World &, Enrolment &e) {
            World::takeFiles(e, DemoCountry::instance().cardWith({}, true, secondPerson()));
            World::prove(e);
        });
        row("DG14 replaced", 422, "NFC-009", [](World &, Enrolment &e) {
            e.finish.files[0x010E] = dg14Of(freshChipKey());
            World::prove(e);
        });
        row("DG14 left out", 422, "AUT-003", [](World &, Enrolment &e) { e.finish.files.remove(0x010E); });
        row("tampered DG1", 422, "NFC-009", [](World &, Enrolment &e) { e.finish.files[0x0101] = flippedAt(e.finish.files.value(0x0101), 20); });

        row("R1 without its last byte", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, e.finish.answer.bytes.chopped(1)); });
        row("R1 without its status word", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, e.finish.answer.bytes.chopped(2)); });
        row("R1 cut in half", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, e.finish.answer.bytes.first(e.finish.answer.bytes.size() / 2)); });
        row("R1 of one byte", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, e.finish.answer.bytes.first(1)); });
        row("R1 with a byte more", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, e.finish.answer.bytes + '\0'); });
        row("R1 with a bit flipped in its cryptogram", 422, "AUT-002", [](World &, Enrolment &e) { answerBy(e, flippedAt(e.finish.answer.bytes, 20)); });
        row("R1 with a bit flipped in its MAC", 422, "AUT-002", [](World &, Enrolment &e) {
            answerBy(e, flippedAt(e.finish.answer.bytes, e.finish.answer.bytes.size() - 5));
        });
        row("R1 with a bit flipped in its status word", 422, "AUT-002", [](World &, Enrolment &e) {
            answerBy(e, flippedAt(e.finish.answer.bytes, e.finish.answer.bytes.size() - 1));
        });

        row("R1 as if it were active authentication", 422, "AUT-002", [](World &, Enrolment &e) { e.finish.answer.kind = Kind::ActiveAuthentication; });
        row("active authentication as if it were R1", 422, "AUT-002", [](World &w, Enrolment &e) {
            const nfc::CardImage &both = DemoCountry::instance().card;
            e = w.begin();
            (void)w.chipChallenge(e, both);
            w.readCard(e, both);
            e.finish.answer.kind = Kind::ChipAuthentication;
        });
        row("an answer for a chip that has no key", 422, "AUT-016", [](World &w, Enrolment &e) {
            World::takeFiles(e, DemoCountry::instance().muteCard);
            e.finish.answer = {Kind::ActiveAuthentication, w.chipAnswer(DemoCountry::instance().card, QByteArrayView(World::hashOf(e)).first(8))};
            World::prove(e);
        });
    }
    void refusals()
    {
        QFETCH(Change, change);
        QFETCH(int, status);
        QFETCH(QString, code);
        World world;
        Enrolment enrolment = world.begin();
        world.readChipCard(enrolment, chipCard());
        change(world, enrolment);
        DD_REFUSED(world.finish(enrolment), status, code);
        // The keys that were refused are good for nothing, and the session is used up.
        DD_REFUSED(world.ask(world.passRequest(), *enrolment.holders.front()), 403, QStringLiteral("AUT-007"));
        if (status == 422)
            DD_REFUSED(world.finish(enrolment), 410, QStringLiteral("AUT-001"));
    }

    void aSessionWorksOnce()
    {
        World world;
        Enrolment enrolment = world.begin();
        world.readChipCard(enrolment, chipCard());
        QCOMPARE(world.finish(enrolment).status, 200);
        DD_REFUSED(world.finish(enrolment), 410, QStringLiteral("AUT-001"));
    }

    void exactlyOneAnswer_data()
    {
        QTest::addColumn<qint64>("label");
        QTest::addColumn<bool>("added");
        QTest::newRow("both") << qint64(3) << true;
        QTest::newRow("neither") << qint64(5) << false;
    }
    void exactlyOneAnswer()
    {
        QFETCH(qint64, label);
        QFETCH(bool, added);
        World world;
        Enrolment enrolment = world.begin();
        world.readChipCard(enrolment, chipCard());
        const QByteArray body = withLabel(enrolment.finish, label, added ? std::optional(QByteArray(64, 'a')) : std::nullopt);
        DD_REFUSED(post(world.port(), "/enrol/finish", body), 400, QStringLiteral("COR-003"));
        QCOMPARE(world.finish(enrolment).status, 200); // what was never understood used nothing up
    }

    // A copy that does as the standard says finds out by itself: it cannot make sense of C1.
    void anHonestCopyRefusesTheFirstCommand()
    {
        World world;
        const Enrolment enrolment = world.begin();
        const auto told = world.chipChallenge(enrolment, chipCard());
        const auto answer = carryToChip(copyOf(chipCard()), told, world.random);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, dd::ErrorCode::ChipAuthenticationFailed);
        nfc::CardImage keyless = chipCard();
        keyless.chipKeys.clear();
        const auto nothing = carryToChip(keyless, told, world.random);
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, dd::ErrorCode::ChipAuthenticationFailed);
    }

    void whatTheAppAltersTheChipRefuses_data()
    {
        QTest::addColumn<Alter>("alter");
        const auto row = [](const char *name, Alter alter) { QTest::newRow(name) << std::move(alter); };
        row("C1, its MAC", [](auto &told) { told.firstCommand = flippedAt(told.firstCommand, told.firstCommand.size() - 2); });
        row("C1, how much it reads", [](auto &told) { told.firstCommand = flippedAt(told.firstCommand, 7); });
        row("C1, to read another file", [](auto &told) { told.firstCommand[2] = '\x81'; });
        row("the terminal's key", [](auto &told) { told.generalAuthenticate = flippedAt(told.generalAuthenticate, told.generalAuthenticate.size() - 1); });
    }
    void whatTheAppAltersTheChipRefuses()
    {
        QFETCH(Alter, alter);
        World world;
        Enrolment enrolment = world.begin();
        auto told = world.chipChallenge(enrolment, chipCard());
        alter(told);
        QVERIFY(!carryToChip(chipCard(), told, world.random));
        // What the chip said to it is no R1 either.
        World::takeFiles(enrolment, chipCard());
        answerBy(enrolment, QByteArray::fromHex("6988"));
        DD_REFUSED(world.finish(enrolment), 422, QStringLiteral("AUT-002"));
    }

    // ---- without HTTP -----------------------------------------------------------------------------------------

    // Every bit of R1 counts, and so do the keys of step 1 by themselves.
    void everyBitCounts()
    {
        World world; // for its clock and random
        nfc::CscaStore anchors;
        QVERIFY(anchors.add(DemoCountry::instance().issuer.cscaCertificate, QStringLiteral("test"), true).has_value());
        dd::authority::EnrolmentSessions sessions(world.random, world.clock);
        const auto challenge = sessions.open({{world.newHolder()->publicKey()}});
        QVERIFY(challenge.has_value());
        dd::authority::EnrolmentSession *session = sessions.find(challenge->session).value();
        const dd::authority::ChipFiles files{{nfc::FileId::Sod, chipCard().files.value(nfc::FileId::Sod)},
                                             {nfc::FileId::Dg14, chipCard().files.value(nfc::FileId::Dg14)}};
        const auto told = dd::authority::challengeChip({challenge->session, files.value(nfc::FileId::Sod), files.value(nfc::FileId::Dg14)}, *session,
                                                       anchors, worldTime, world.random);
        QVERIFY(told.has_value());
        const QByteArray good = carryToChip(chipCard(), *told, world.random).value();
        nfc::PassiveResult passive;
        const auto judge = [&](const QByteArray &answer) {
            return dd::authority::authenticateChip(files, passive, {Kind::ChipAuthentication, answer}, *session);
        };
        QVERIFY(judge(good).has_value());
        nfc::Deviation published;
        published.name = QStringLiteral("ActiveAuthKeyRevoked"); // of the other key
        passive.deviations = {published};
        QVERIFY(judge(good).has_value());
        published.name = QStringLiteral("ChipAuthKeyRevoked");
        passive.deviations = {published};
        QCOMPARE(judge(good).error().code, dd::ErrorCode::EnrolmentChipCannotProve);
        passive.deviations.clear();
        for (qsizetype bit = 0; bit < 8 * good.size(); ++bit) {
            QByteArray bad = good;
            bad[bit / 8] = static_cast<char>(bad.at(bit / 8) ^ (1 << (bit % 8)));
            const auto verdict = judge(bad);
            QVERIFY2(!verdict && verdict.error().code == dd::ErrorCode::EnrolmentChipNotProven, qPrintable(QString::number(bit)));
        }
        for (qsizetype size = 0; size < good.size(); ++size)
            QVERIFY2(!judge(good.first(size)), qPrintable(QString::number(size)));

        const credential::EnrolKeys asked = std::exchange(session->keys, {{world.newHolder()->publicKey()}});
        QCOMPARE(judge(good).error().code, dd::ErrorCode::EnrolmentChipNotProven);
        session->keys = asked;
        session->challenge.nonce = flippedAt(session->challenge.nonce, 0);
        QCOMPARE(judge(good).error().code, dd::ErrorCode::EnrolmentChipNotProven);
    }

    void filesThatDecideNothingMayComeAlong_data()
    {
        QTest::addColumn<int>("tampered");
        QTest::newRow("as signed") << 0;
        QTest::newRow("DG11 changed") << 0x010B;
        QTest::newRow("DG12 changed") << 0x010C;
    }
    void filesThatDecideNothingMayComeAlong()
    {
        QFETCH(int, tampered);
        nfc::CardImage card = chipCard();
        card.files.insert(nfc::FileId::Dg11, nfc::tlv::encode(0x6B, nfc::tlv::encode(0x5F0E, QByteArrayView("NGUYEN<<VAN<MAU"))));
        card.files.insert(nfc::FileId::Dg12, nfc::tlv::encode(0x6C, nfc::tlv::encode(0x5F26, QByteArrayView("20250701"))));
        card = signedAgain(card, DemoCountry::instance().issuer, worldTime);
        World world;
        Enrolment enrolment = world.begin();
        world.readChipCard(enrolment, card);
        if (tampered == 0) {
            QCOMPARE(world.finish(enrolment).status, 200);
            return;
        }
        enrolment.finish.files[tampered] = flippedAt(enrolment.finish.files.value(tampered), 8);
        DD_REFUSED(world.finish(enrolment), 422, QStringLiteral("NFC-009"));
    }

    void enrollingByChipRevokesTheEarlierKeys()
    {
        World world;
        Enrolment first;
        QCOMPARE(world.enrol(first, DemoCountry::instance().card).status, 200);
        Enrolment second = world.begin();
        world.readChipCard(second, chipCard()); // the same person
        QCOMPARE(world.finish(second).status, 200);
        DD_REFUSED(world.ask(world.passRequest(), *first.holders.front()), 403, QStringLiteral("AUT-007"));
        QCOMPARE(world.ask(world.passRequest(), *second.holders.front()).status, 200);
    }
};

DD_TEST(TestChipEnrolmentHttp)
#include "test_chip_enrolment_http.moc"
