#include "core/credential/credential.h"
#include "core/trust/verifier.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace credential = dd::credential;

namespace {

credential::Credential onlyToken(const HttpAnswer &answer)
{
    const auto tokens = credential::decodeTokens(answer.body);
    if (!tokens || tokens->tokens.size() != 1)
        return {};
    return credential::parseCredential(tokens->tokens.first()).value_or(credential::Credential());
}

} // namespace
class TestEnrolmentHttp : public QObject
{
    Q_OBJECT
private slots:
    void issuesWhatTheCounterBelieves_data()
    {
        QTest::addColumn<bool>("rsa");
        QTest::newRow("ECDSA chip") << false;
        QTest::newRow("RSA chip") << true;
    }
    void issuesWhatTheCounterBelieves()
    {
        QFETCH(bool, rsa);
        World world;
        Enrolment enrolment;
        const HttpAnswer answer = world.enrol(enrolment, rsa ? DemoCountry::instance().rsaCard : DemoCountry::instance().card);
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        const credential::Credential issued = onlyToken(answer);
        QCOMPARE(issued.holderThumbprint, enrolment.holders.front()->publicKey().thumbprint());
        QCOMPARE(issued.claims.type, credential::CredentialType::Identity);
        QCOMPARE(issued.claims.level, 1);
        QCOMPARE(issued.claims.evidence, credential::EvidencePassive | credential::EvidenceChip | credential::EvidenceDemo);
        QCOMPARE(issued.claims.personalNumber, QStringLiteral("001090000017"));
        QVERIFY(issued.claims.person.has_value());
        QCOMPARE(issued.claims.person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(issued.claims.person->birthDate, 19900101);
        QCOMPARE(issued.claims.person->nationality, QStringLiteral("VNM"));
        QVERIFY(issued.claims.address.has_value());
        QCOMPARE(issued.claims.ageFlags, (QList<int>{14, 16, 18}));
        QCOMPARE(issued.claims.expires % 86'400, 0);
        QVERIFY(issued.claims.expires > worldTime + 29 * 86'400 && issued.claims.expires <= worldTime + 30 * 86'400);

        const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(readFile(world.stateFolder() + QStringLiteral("/root.cose"))));
        QVERIFY(root.has_value());
        const HttpAnswer served = get(world.port(), "/trust-list");
        QCOMPARE(served.status, 200);
        const auto list = dd::trust::openTrustList(served.body, *root);
        QVERIFY(list.has_value());
        QVERIFY(list->demo);
        QCOMPARE(list->sequence, 1);
        credential::PresentationRequest showing;
        showing.groups = {credential::Group::Person};
        const auto text = credential::present(issued, showing, *enrolment.holders.front(), world.random, world.clock);
        QVERIFY(text.has_value());
        dd::trust::MemoryReplayCache cache(world.clock);
        const dd::trust::Verdict verdict = dd::trust::Verifier(&*list, cache, world.clock).verify(*text);
        QCOMPARE(verdict.overall, dd::trust::Overall::Valid);
        QVERIFY(verdict.demo);
    }

    void oneCredentialPerKey()
    {
        World world;
        Enrolment enrolment;
        const HttpAnswer answer = world.enrol(enrolment, DemoCountry::instance().card, 3);
        const auto tokens = credential::decodeTokens(answer.body);
        QVERIFY2(tokens.has_value(), qPrintable(refusalCode(answer)));
        QCOMPARE(tokens->tokens.size(), 3);
        for (qsizetype i = 0; i < 3; ++i) {
            const auto issued = credential::parseCredential(tokens->tokens.at(i));
            QVERIFY(issued.has_value());
            QCOMPARE(issued->holderThumbprint, enrolment.holders.at(static_cast<std::size_t>(i))->publicKey().thumbprint());
        }
    }

    void refusals_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, int status, const char *code, Change change) {
            QTest::newRow(name) << std::move(change) << status << QString::fromLatin1(code);
        };
        const auto flip = [](int file) {
            return [file](World &, Enrolment &e) {
                QByteArray &bytes = e.finish.files[file];
                bytes[bytes.size() / 2] = static_cast<char>(bytes.at(bytes.size() / 2) ^ 1);
            };
        };
        row("active authentication of another session", 422, "AUT-002", [](World &w, Enrolment &e) {
            const Enrolment other = w.begin();
            e.finish.answer.bytes = w.chipAnswer(DemoCountry::instance().card, QByteArrayView(World::hashOf(other)).first(8));
            World::prove(e);
        });
        row("active authentication over other bytes of the hash", 422, "AUT-002", [](World &w, Enrolment &e) {
            e.finish.answer.bytes = w.chipAnswer(DemoCountry::instance().card, QByteArrayView(World::hashOf(e)).sliced(8, 8));
            World::prove(e);
        });
        row("keys swapped after step 1", 422, "AUT-004", [](World &w, Enrolment &e) {
            e.holders.front() = w.newHolder();
            e.keys.keys = {e.holders.front()->publicKey()};
            w.readCard(e, DemoCountry::instance().card); // an honest chip answers for the swapped keys
        });
        row("proofs by other keys", 422, "AUT-004", [](World &w, Enrolment &e) {
            e.holders.front() = w.newHolder();
            World::prove(e);
        });
        row("proof of another session", 422, "AUT-004", [](World &w, Enrolment &e) {
            Enrolment other = w.begin();
            other.holders.swap(e.holders);
            other.finish = e.finish;
            World::prove(other);
            e.finish.proofs = other.finish.proofs;
        });
        row("proof of an earlier answer of the chip", 422, "AUT-004", [](World &w, Enrolment &e) {
            // Plain ECDSA is randomised: the same challenge again gives another answer.
            e.finish.answer.bytes = w.chipAnswer(DemoCountry::instance().card, QByteArrayView(World::hashOf(e)).first(8));
        });
        row("a proof too many", 422, "AUT-004", [](World &, Enrolment &e) { e.finish.proofs.append(e.finish.proofs.first()); });
        row("unknown session", 410, "AUT-001", [](World &, Enrolment &e) { e.finish.session = QByteArray(16, 'z'); });
        row("expired session", 410, "AUT-001", [](World &w, Enrolment &) { w.clock.advance(300); });
        row("a copied chip: no private key", 422, "AUT-002", [](World &w, Enrolment &e) {
            const dd::nfc::CardImage forger = DemoCountry::instance().cardOf(dd::nfc::demoPerson()); // same files' content, own key
            e.finish.answer.bytes = w.chipAnswer(forger, QByteArrayView(World::hashOf(e)).first(8));
            World::prove(e);
        });
        row("a copied chip that brings its own DG15", 422, "NFC-009", [](World &w, Enrolment &e) {
            const dd::nfc::CardImage forger = DemoCountry::instance().cardOf(dd::nfc::demoPerson());
            e.finish.files[0x010F] = forger.files.value(dd::nfc::FileId::Dg15);
            e.finish.answer.bytes = w.chipAnswer(forger, QByteArrayView(World::hashOf(e)).first(8));
            World::prove(e);
        });
        row("no answer of the chip", 400, "COR-003", [](World &, Enrolment &e) {
            e.finish.answer.bytes.clear();
            World::prove(e);
        });
        // The SOD lists them: leaving one out hides what it says, such as the expiry date in DG13.
        row("no DG15", 422, "AUT-003", [](World &, Enrolment &e) { e.finish.files.remove(0x010F); });
        row("no DG14", 422, "AUT-003", [](World &w, Enrolment &e) {
            w.readCard(e, DemoCountry::instance().rsaCard); // nothing else in this enrolment needs DG14
            e.finish.files.remove(0x010E);
        });
        row("no DG13", 422, "AUT-003", [](World &, Enrolment &e) { e.finish.files.remove(0x010D); });
        row("no DG2", 422, "AUT-003", [](World &, Enrolment &e) { e.finish.files.remove(0x0102); });
        row("no SOD", 422, "AUT-004", [](World &, Enrolment &e) { e.finish.files.remove(0x011D); });
        row("no DG1", 422, "AUT-003", [](World &, Enrolment &e) { e.finish.files.remove(0x0101); });
        row("tampered DG1", 422, "NFC-009", flip(0x0101));
        row("tampered DG2", 422, "NFC-009", flip(0x0102));
        row("tampered DG13", 422, "NFC-009", flip(0x010D));
        row("tampered DG15", 422, "NFC-009", flip(0x010F));
        row("a file nobody reads", 400, "COR-003", [](World &, Enrolment &e) { e.finish.files.insert(0x0105, QByteArray("x")); });
        row("a DG11 that the SOD does not list", 422, "NFC-009", [](World &, Enrolment &e) { e.finish.files.insert(0x010B, QByteArray("x")); });
        row("a DG12 that the SOD does not list", 422, "NFC-009", [](World &, Enrolment &e) { e.finish.files.insert(0x010C, QByteArray("x")); });
        row("card of an unknown country", 422, "NFC-010", [](World &w, Enrolment &e) { w.readCard(e, DemoCountry::instance().strangersCard); });
        row("DG1 and DG13 of two people", 422, "AUT-003", [](World &w, Enrolment &e) {
            dd::nfc::DemoPerson mixed = dd::nfc::demoPerson();
            mixed.details.personalNumber = secondPerson().details.personalNumber;
            w.readCard(e, DemoCountry::instance().cardOf(mixed));
        });
        row("two birth dates", 422, "AUT-003", [](World &w, Enrolment &e) {
            dd::nfc::DemoPerson mixed = dd::nfc::demoPerson();
            mixed.details.birthDate = QStringLiteral("02/01/1990");
            w.readCard(e, DemoCountry::instance().cardOf(mixed));
        });
        row("expired card", 422, "AUT-006", [](World &w, Enrolment &e) {
            dd::nfc::DemoPerson old = dd::nfc::demoPerson();
            old.details.expiryDate = QStringLiteral("20/11/2026");
            w.readCard(e, DemoCountry::instance().cardOf(old));
        });
        row("expired by its MRZ", 422, "AUT-006", [](World &w, Enrolment &e) {
            dd::nfc::DemoPerson old = dd::nfc::demoPerson();
            const auto digit = [](const QString &text) { return QString::number(dd::identity::mrzCheckDigit(text.toLatin1())); };
            const QString expiry = QStringLiteral("261120") + digit(QStringLiteral("261120"));
            QStringList lines = old.mrz.split(u'\n');
            lines[1].replace(8, 7, expiry);
            lines[1].replace(29, 1, digit(lines[0].mid(5) + lines[1].left(7) + expiry + lines[1].mid(18, 11)));
            old.mrz = lines.join(u'\n');
            old.details.expiryDate.clear();
            w.readCard(e, DemoCountry::instance().cardOf(old));
        });
    }
    void refusals()
    {
        QFETCH(Change, change);
        QFETCH(int, status);
        QFETCH(QString, code);
        World world;
        Enrolment enrolment = world.begin();
        world.readCard(enrolment, DemoCountry::instance().card);
        change(world, enrolment);
        DD_REFUSED(post(world.port(), "/enrol/finish", credential::encode(enrolment.finish)), status, code);
        // The keys that were refused are good for nothing.
        DD_REFUSED(world.ask(world.passRequest(), *enrolment.holders.front()), 403, QStringLiteral("AUT-007"));
    }

    void aSessionWorksOnce()
    {
        World world;
        Enrolment enrolment;
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card).status, 200);
        DD_REFUSED(post(world.port(), "/enrol/finish", credential::encode(enrolment.finish)), 410, QStringLiteral("AUT-001"));
    }

    void aRefusedSessionIsUsedUp()
    {
        World world;
        Enrolment enrolment = world.begin();
        world.readCard(enrolment, DemoCountry::instance().card);
        const QByteArray good = credential::encode(enrolment.finish);
        enrolment.finish.proofs.append(enrolment.finish.proofs.first());
        DD_REFUSED(post(world.port(), "/enrol/finish", credential::encode(enrolment.finish)), 422, QStringLiteral("AUT-004"));
        DD_REFUSED(post(world.port(), "/enrol/finish", good), 410, QStringLiteral("AUT-001"));
    }

    void aSessionLivesFiveMinutes()
    {
        World world;
        Enrolment enrolment = world.begin();
        world.readCard(enrolment, DemoCountry::instance().card);
        world.clock.advance(299);
        QCOMPARE(post(world.port(), "/enrol/finish", credential::encode(enrolment.finish)).status, 200);
    }

    void openSessionsAreBounded()
    {
        dd::FixedClock clock(worldTime);
        dd::SystemRandom random;
        dd::authority::EnrolmentSessions sessions(random, clock);
        for (std::size_t i = 0; i < dd::authority::EnrolmentSessions::mostOpen; ++i)
            QVERIFY(sessions.open({}).has_value());
        QCOMPARE(sessions.open({}).error().code, dd::ErrorCode::AuthorityBusy);
        clock.advance(300);
        sessions.dropExpired();
        QCOMPARE(sessions.size(), 0);
        QVERIFY(sessions.open({}).has_value());
    }

    void enrollingAgainRevokesTheEarlierKeys()
    {
        World world;
        Enrolment first;
        Enrolment second;
        Enrolment other;
        QCOMPARE(world.enrol(first, DemoCountry::instance().card, 2).status, 200);
        QCOMPARE(world.enrol(other, DemoCountry::instance().cardOf(secondPerson())).status, 200);
        QCOMPARE(world.ask(world.passRequest(), *first.holders.at(1)).status, 200);
        QCOMPARE(world.enrol(second, DemoCountry::instance().rsaCard).status, 200); // the same person with another card
        for (int round = 0; round < 2; ++round) {
            for (const auto &holder : first.holders)
                DD_REFUSED(world.ask(world.passRequest(), *holder), 403, QStringLiteral("AUT-007"));
            DD_REFUSED(world.declare(world.stay(), *first.holders.front()), 403, QStringLiteral("AUT-007"));
            QCOMPARE(world.ask(world.passRequest(), *second.holders.front()).status, 200);
            QCOMPARE(world.ask(world.passRequest(), *other.holders.front()).status, 200);
            world.restart(); // and it stays so
        }
    }

    void keysAreNotShared()
    {
        World world;
        Enrolment first;
        QCOMPARE(world.enrol(first, DemoCountry::instance().card).status, 200);
        const auto again = [&world, &first](const dd::nfc::CardImage &card) {
            Enrolment next;
            next.keys = first.keys;
            next.challenge = credential::decodeEnrolChallenge(post(world.port(), "/enrol/keys", credential::encode(next.keys)).body).value();
            next.holders.swap(first.holders);
            world.readCard(next, card);
            next.holders.swap(first.holders);
            return post(world.port(), "/enrol/finish", credential::encode(next.finish));
        };
        DD_REFUSED(again(DemoCountry::instance().cardOf(secondPerson())), 422, QStringLiteral("AUT-005"));
        QCOMPARE(again(DemoCountry::instance().card).status, 200); // the same device once more, after a lost answer
        Enrolment replacing;
        QCOMPARE(world.enrol(replacing, DemoCountry::instance().card).status, 200);
        DD_REFUSED(again(DemoCountry::instance().card), 422, QStringLiteral("AUT-005")); // revoked stays revoked
    }

    void aSecondPersonIsHerself()
    {
        World world;
        Enrolment enrolment;
        const HttpAnswer answer = world.enrol(enrolment, DemoCountry::instance().cardOf(secondPerson()));
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        const credential::Credential issued = onlyToken(answer);
        QCOMPARE(issued.claims.person->fullName, QStringLiteral("TRẦN THỊ THỬ"));
        QCOMPARE(issued.claims.person->birthDate, 20000302);
        QCOMPARE(issued.claims.person->sex, dd::identity::Sex::Female);
    }

    void demoAndGenuineDoNotMix()
    {
        QTemporaryDir folder;
        dd::FixedClock clock(worldTime);
        dd::SystemRandom random;
        const QString path = folder.path() + QStringLiteral("/state");
        QVERIFY(dd::authority::initState(path, {}, random, clock).has_value());
        dd::nfc::CscaStore anchors;
        QVERIFY(anchors.add(DemoCountry::instance().issuer.cscaCertificate, QStringLiteral("test"), true).has_value());
        const auto &provinces = dd::identity::ProvinceTable::builtIn();
        const auto opened = dd::authority::Authority::open(dd::authority::openState(path, clock).value(), anchors, provinces, random, clock);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, dd::ErrorCode::InvalidInput);
    }
};

DD_TEST(TestEnrolmentHttp)
#include "test_enrolment_http.moc"
