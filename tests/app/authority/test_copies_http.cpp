// POST /copies: who gets copies of what, and how a revocation reaches them.
#include "app/authority/commands/command.h"
#include "app/authority/status_book.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace credential = dd::credential;

namespace {

constexpr int copiesDay = 86'400;
const QByteArray copiesPrefix("https://dd.test/status/");

using CopiesSpoiler = std::function<void(World &, credential::CopiesRequest &)>;

std::vector<std::unique_ptr<dd::crypto::SoftwareSigner>> copyKeys(World &world, int count)
{
    std::vector<std::unique_ptr<dd::crypto::SoftwareSigner>> keys;
    for (int i = 0; i < count; ++i) {
        const auto algorithm = i % 2 == 0 ? dd::crypto::Algorithm::Esp256 : dd::crypto::Algorithm::Ed25519;
        keys.push_back(dd::crypto::generateSigner(algorithm, world.random).value());
    }
    return keys;
}

std::vector<dd::crypto::Signer *> pointers(const std::vector<std::unique_ptr<dd::crypto::SoftwareSigner>> &keys)
{
    std::vector<dd::crypto::Signer *> all;
    for (const auto &key : keys)
        all.push_back(key.get());
    return all;
}

} // namespace
Q_DECLARE_METATYPE(CopiesSpoiler)

class TestCopiesHttp : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        world = std::make_unique<World>(true, copiesPrefix);
        enrolment = Enrolment();
        const HttpAnswer answer = world->enrol(enrolment, DemoCountry::instance().card);
        identity = credential::decodeTokens(answer.body)->tokens.constFirst();
    }
    void cleanupTestCase() { world.reset(); }

    void tenCopiesEachForItsOwnKey()
    {
        const auto keys = copyKeys(*world, 10);
        credential::CopiesRequest request = asked(identity);
        const HttpAnswer answer = world->copy(request, pointers(keys), holder());
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        for (const auto &key : keys)
            request.keys.append(key->publicKey());
        const credential::Credential original = credential::parseCredential(identity).value();
        const auto copies = credential::readCopies(request, original, credential::decodeTokens(answer.body).value());
        QVERIFY(copies.has_value());
        QSet<qint64> places{original.claims.status->index};
        for (const credential::Credential &copy : *copies) {
            QCOMPARE(copy.claims.expires, original.claims.expires);
            QCOMPARE(copy.claims.status->uri, copiesPrefix + '0');
            places.insert(copy.claims.status->index);
        }
        QCOMPARE(places.size(), 11); // each its own
    }

    void aPrintedCopy()
    {
        const auto keys = copyKeys(*world, 1);
        credential::CopiesRequest request = asked(identity);
        request.printed = true;
        const HttpAnswer answer = world->copy(request, pointers(keys), holder());
        const credential::Credential printed = credential::parseCredential(credential::decodeTokens(answer.body)->tokens.constFirst()).value();
        QCOMPARE(printed.claims.type, credential::CredentialType::PrintedCopy);
        QCOMPARE(printed.claims.printed->copyOf, credential::CredentialType::Identity);
        QCOMPARE(printed.claims.person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QVERIFY(printed.claims.status.has_value());
        QCOMPARE(printed.holderThumbprint, keys.front()->publicKey().thumbprint());
    }

    // Passes and receipts too; a pass of a day is over before a revocation would arrive, and so are its copies.
    void copiesOfWhatElseAHolderHas()
    {
        credential::PassRequest shortPass = world->passRequest();
        shortPass.validTo = shortPass.validFrom + copiesDay;
        const HttpAnswer answers[] = {world->ask(world->passRequest(), holder()), world->declare(world->stay(), holder()), world->ask(shortPass, holder())};
        for (const HttpAnswer &answer : answers) {
            const QByteArray token = credential::decodeTokens(answer.body)->tokens.constFirst();
            const auto keys = copyKeys(*world, 2);
            const HttpAnswer copied = world->copy(asked(token), pointers(keys), holder());
            QVERIFY2(copied.status == 200, qPrintable(refusalCode(copied)));
            const credential::Credential copy = credential::parseCredential(credential::decodeTokens(copied.body)->tokens.constLast()).value();
            QVERIFY(credential::copyOf(copy.claims) == credential::copyOf(credential::parseCredential(token)->claims));
            QCOMPARE(copy.claims.status.has_value(), &answer != &answers[2]);
        }
    }

    void whatIsWrongWithARequest_data()
    {
        QTest::addColumn<CopiesSpoiler>("spoil");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, int status, const char *code, CopiesSpoiler spoil) {
            QTest::newRow(name) << std::move(spoil) << status << QString::fromLatin1(code);
        };
        using Request = credential::CopiesRequest;
        row("as it is", 200, "", [](World &, Request &) {});
        row("ten minutes old", 200, "", [](World &, Request &r) { r.requestedAt -= 600; });
        row("older", 422, "AUT-009", [](World &, Request &r) { r.requestedAt -= 601; });
        row("from the future", 422, "AUT-009", [](World &, Request &r) { r.requestedAt += 601; });
        row("of a credential nobody issued", 422, "AUT-017", [](World &, Request &r) { r.copied = QByteArray(32, 'x'); });
    }
    void whatIsWrongWithARequest()
    {
        QFETCH(CopiesSpoiler, spoil);
        QFETCH(int, status);
        QFETCH(QString, code);
        credential::CopiesRequest request = asked(identity);
        spoil(*world, request);
        const auto keys = copyKeys(*world, 1);
        DD_REFUSED(world->copy(request, pointers(keys), holder()), status, code);
    }

    void onlyWithTheKeysInHand()
    {
        const auto keys = copyKeys(*world, 2);
        credential::CopiesRequest request = asked(identity);
        const QByteArray asker = holder().publicKey().thumbprint();
        for (const auto &key : keys) {
            request.keys.append(key->publicKey());
            request.proofs.append(credential::makeKeyProof(request, asker, *key).value());
        }
        credential::CopiesRequest swapped = request;
        swapped.proofs.swapItemsAt(0, 1);
        DD_REFUSED(world->sendCopies(swapped, holder()), 422, QStringLiteral("AUT-004"));
        credential::CopiesRequest own = request;
        own.keys[0] = holder().publicKey();
        own.proofs[0] = credential::makeKeyProof(own, asker, holder()).value();
        DD_REFUSED(world->sendCopies(own, holder()), 422, QStringLiteral("AUT-004"));
        // Nothing of this used the request up.
        QCOMPARE(world->sendCopies(request, holder()).status, 200);
        DD_REFUSED(world->sendCopies(request, holder()), 409, QStringLiteral("AUT-008"));
        // The same keys for other copies would link the two.
        DD_REFUSED(world->copy(asked(identity), pointers(keys), holder()), 422, QStringLiteral("AUT-005"));
        world->restart();
        DD_REFUSED(world->sendCopies(request, holder()), 409, QStringLiteral("AUT-008"));
        DD_REFUSED(world->copy(asked(identity), pointers(keys), holder()), 422, QStringLiteral("AUT-005"));
    }

    void onlyForWhoHoldsTheOriginal()
    {
        Enrolment other;
        QCOMPARE(world->enrol(other, DemoCountry::instance().cardOf(secondPerson())).status, 200);
        const auto keys = copyKeys(*world, 1);
        DD_REFUSED(world->copy(asked(identity), pointers(keys), *other.holders.front()), 422, QStringLiteral("AUT-017"));
        DD_REFUSED(world->copy(asked(identity), pointers(keys), *world->newHolder()), 403, QStringLiteral("AUT-007"));
        // A copy is not copied again: its key is nobody's who is enrolled.
        const HttpAnswer answer = world->copy(asked(identity), pointers(keys), holder());
        const QByteArray copy = credential::decodeTokens(answer.body)->tokens.constFirst();
        DD_REFUSED(world->copy(asked(copy), pointers(copyKeys(*world, 1)), holder()), 422, QStringLiteral("AUT-017"));
        DD_REFUSED(world->copy(asked(copy), pointers(copyKeys(*world, 1)), *keys.front()), 403, QStringLiteral("AUT-007"));
        world->clock.advance(31LL * copiesDay);
        DD_REFUSED(world->copy(asked(identity), pointers(copyKeys(*world, 1)), holder()), 422, QStringLiteral("AUT-017"));
    }

    // Enrolling the card again, on another phone: the lists say so of the earlier credential and of each of its copies.
    void enrollingAgainRevokesEveryCopy()
    {
        const auto keys = copyKeys(*world, 3);
        const HttpAnswer answer = world->copy(asked(identity), pointers(keys), holder());
        QList<QByteArray> tokens = credential::decodeTokens(answer.body)->tokens;
        tokens.append(identity);
        const auto valueOf = [this](const QByteArray &token) {
            const credential::StatusReference place = credential::parseCredential(token)->claims.status.value();
            const QByteArray list = get(world->port(), "/status/0").body;
            const auto payload = dd::crypto::parseCoseSign1(list)->payload;
            return dd::trust::readStatusPayload(payload)->at(place.index).value();
        };
        for (const QByteArray &token : std::as_const(tokens))
            QCOMPARE(valueOf(token), quint8(0));
        Enrolment again;
        const HttpAnswer anew = world->enrol(again, DemoCountry::instance().rsaCard);
        QCOMPARE(anew.status, 200);
        for (const QByteArray &token : std::as_const(tokens))
            QCOMPARE(valueOf(token), quint8(1));
        QCOMPARE(valueOf(credential::decodeTokens(anew.body)->tokens.constFirst()), quint8(0));
        DD_REFUSED(world->copy(asked(identity), pointers(copyKeys(*world, 1)), holder()), 403, QStringLiteral("AUT-007"));
    }

    // The operator's word reaches what is out there, and that nothing new is given to the key.
    void whatTheOperatorTakesAway()
    {
        const QString thumbprint = QString::fromLatin1(holder().publicKey().thumbprint().toHex());
        QCOMPARE(world->copy(asked(identity), pointers(copyKeys(*world, 2)), holder()).status, 200);
        const QStringList byKey{QStringLiteral("--thumbprint"), thumbprint};
        QCOMPARE(operate(QStringList{QStringLiteral("suspend")} + byKey), QStringLiteral("suspended: 3 of 3 credentials, 1 keys\n"));
        DD_REFUSED(world->refresh(holder()), 403, QStringLiteral("AUT-007"));
        DD_REFUSED(world->ask(world->passRequest(), holder()), 403, QStringLiteral("AUT-007"));
        DD_REFUSED(enrolWithTheSameKey(), 422, QStringLiteral("AUT-005"));
        QCOMPARE(operate(QStringList{QStringLiteral("reinstate")} + byKey), QStringLiteral("reinstated: 3 of 3 credentials, 1 keys\n"));
        QCOMPARE(world->refresh(holder()).status, 200);
        // One credential alone: it is not copied any more, and the holder goes on.
        const credential::StatusReference place = credential::parseCredential(identity)->claims.status.value();
        const QString index = QString::fromLatin1(place.uri) + u'#' + QString::number(place.index);
        QCOMPARE(operate({QStringLiteral("suspend"), QStringLiteral("--index"), index}), QStringLiteral("suspended: 1 of 1 credentials, 0 keys\n"));
        DD_REFUSED(world->copy(asked(identity), pointers(copyKeys(*world, 1)), holder()), 422, QStringLiteral("AUT-017"));
        QCOMPARE(world->refresh(holder()).status, 200);
        const QString number = dd::nfc::demoPerson().details.personalNumber;
        QCOMPARE(operate({QStringLiteral("revoke"), QStringLiteral("--number"), number}), QStringLiteral("revoked: 5 of 5 credentials, 1 keys\n"));
        QCOMPARE(operate({QStringLiteral("reinstate"), QStringLiteral("--number"), number}), QStringLiteral("reinstated: 0 of 5 credentials, 0 keys\n"));
        DD_REFUSED(world->refresh(holder()), 403, QStringLiteral("AUT-007"));
        // A key that was taken away does not come back with the card; another one does.
        DD_REFUSED(enrolWithTheSameKey(), 422, QStringLiteral("AUT-005"));
        QCOMPARE(world->enrol(enrolment, DemoCountry::instance().card).status, 200);
        QCOMPARE(world->refresh(holder()).status, 200);
    }

    // The same keys again are the same device: what it has stays good.
    void theSameDeviceAgainRevokesNothing()
    {
        QCOMPARE(enrolWithTheSameKey().status, 200);
        QCOMPARE(world->copy(asked(identity), pointers(copyKeys(*world, 1)), holder()).status, 200);
    }

private:
    credential::CopiesRequest asked(const QByteArray &token)
    {
        credential::CopiesRequest request;
        request.id = world->random.bytes(16);
        request.copied = credential::copiedHash(token);
        request.requestedAt = world->clock.now();
        return request;
    }
    HttpAnswer enrolWithTheSameKey()
    {
        const HttpAnswer answer = post(world->port(), "/enrol/keys", credential::encode(enrolment.keys));
        enrolment.challenge = credential::decodeEnrolChallenge(answer.body).value();
        world->readCard(enrolment, DemoCountry::instance().card);
        return world->finish(enrolment);
    }
    QString operate(QStringList arguments)
    {
        QString said;
        world->whileClosed([&] {
            QTextStream out(&said);
            arguments.prepend(QStringLiteral("dinhdanh-authority"));
            arguments += {QStringLiteral("--state"), world->stateFolder()};
            (void)dd::authority::runCommand(arguments, {world->random, world->clock, out, out});
        });
        return said;
    }
    dd::crypto::Signer &holder() { return *enrolment.holders.front(); }

    std::unique_ptr<World> world;
    Enrolment enrolment;
    QByteArray identity;
};

DD_TEST(TestCopiesHttp)
#include "test_copies_http.moc"
