// The identity credential is issued anew when the wallet opens after some days, with what the authority learned meanwhile.
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

#include <QTcpServer>

namespace dd::citizen {
namespace {

constexpr qint64 someDays = IdentityRefresh::refreshAfter;
const QString refreshPath = QStringLiteral("/enrol/refresh");

bool reopen(test::Phone &phone)
{
    phone.app().wallet().lock();
    return phone.waitFor("page.secret") && phone.enterPin("480917") && phone.waitFor("page.home");
}

int identities(test::Phone &phone)
{
    const auto all = phone.app().session().credentials().list().value();
    int count = 0;
    for (const wallet::StoredCredential &stored : all)
        count += stored.credential.claims.type == credential::CredentialType::Identity ? 1 : 0;
    return count;
}

wallet::StoredCredential identityOf(test::Phone &phone)
{
    return phone.app().session().identity().value().value();
}

} // namespace

class TestIdentityRefresh : public QObject
{
    Q_OBJECT
private slots:
    void aMeetingShowsInTheWallet()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(phone.requestPass());
        const wallet::StoredCredential first = identityOf(phone);
        QCOMPARE(first.credential.claims.level, 1);

        world.whileClosed([&] {
            const authority::State state = authority::openState(world.stateFolder(), world.clock).value();
            authority::RecordStore records(state.recordsFolder(), state.recordKey, world.random);
            authority::Registry registry = authority::Registry::load(records).value();
            QVERIFY(registry.approveKey(first.credential.holderThumbprint).has_value());
        });
        phone.app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(world.port()));
        QVERIFY(reopen(phone)); // the same day: nobody is asked
        QTest::qWait(50);
        QVERIFY(network.lastBody(refreshPath).isEmpty());
        QCOMPARE(identityOf(phone).id, first.id);

        phone.clock().advance(someDays);
        world.clock.advance(someDays);
        QVERIFY(reopen(phone));
        QTRY_COMPARE_WITH_TIMEOUT(identityOf(phone).credential.claims.level, 2, 15'000);
        const wallet::StoredCredential fresh = identityOf(phone);
        QCOMPARE(fresh.credential.holderThumbprint, first.credential.holderThumbprint);
        QVERIFY((fresh.credential.claims.evidence & credential::EvidenceInPerson) != 0);
        QVERIFY(fresh.credential.claims.expires > first.credential.claims.expires);
        QTRY_COMPARE(identities(phone), 1);
        QVERIFY(phone.app().session().identitySigner().has_value());
        QVERIFY(phone.requestPass()); // with the same key
    }

    void whatIsHeldStays_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto refused = [](const char *code) { return credential::encode(credential::Refusal{QString::fromLatin1(code), QStringLiteral("không")}); };
        QTest::newRow("the key was revoked") << 403 << refused("AUT-007");
        QTest::newRow("the card has expired") << 422 << refused("AUT-006");
        QTest::newRow("a server in between") << 502 << QByteArray("no");
        QTest::newRow("not an answer") << 200 << QByteArray("no");
        QTest::newRow("no token") << 200 << QByteArray::fromHex("a10180");
    }
    void whatIsHeldStays()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        const qint64 held = identityOf(phone).id;
        network.answer(refreshPath, {status, body});
        phone.clock().advance(someDays);
        QVERIFY(reopen(phone));
        QTRY_VERIFY(!network.lastBody(refreshPath).isEmpty());
        QTest::qWait(20);
        QCOMPARE(identityOf(phone).id, held);
        QCOMPARE(identities(phone), 1);
    }

    void anAnswerToAClosedWalletIsDropped()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        const qint64 held = identityOf(phone).id;
        network.holdBack(refreshPath);
        phone.clock().advance(someDays);
        QVERIFY(reopen(phone));
        QTRY_COMPARE(network.waiting(), 1);
        phone.app().wallet().lock();
        network.breakOff();
        QVERIFY(phone.waitFor("page.secret"));
        network.passOn();
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        QCOMPARE(identityOf(phone).id, held);
    }

    void closingTheAppWaitsForNobody()
    {
        QTemporaryDir folder;
        test::World world;
        auto phone = std::make_unique<test::Phone>(folder.path(), world);
        QVERIFY(phone->setUpWallet());
        QVERIFY(phone->enrol());
        // A listener that takes connections and says nothing.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        phone->app().services().authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort()));
        phone->clock().advance(someDays);
        QVERIFY(reopen(*phone));
        QTRY_VERIFY(silent.hasPendingConnections());
        phone.reset();
    }
};

DD_TEST(TestIdentityRefresh)

} // namespace dd::citizen

#include "test_identity_refresh.moc"
