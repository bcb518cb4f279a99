// Level 2: somebody met the person. And the identity credential anew, at the level its key has by then.
#include "core/credential/credential.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace authority = dd::authority;
namespace credential = dd::credential;

namespace {

constexpr qint64 dayLength = 86'400;
constexpr int remote = credential::EvidencePassive | credential::EvidenceChip | credential::EvidenceDemo;

const QString demoNumber = QStringLiteral("001090000017");

credential::Claims claimsIn(const HttpAnswer &answer)
{
    const auto tokens = credential::decodeTokens(answer.body);
    if (!tokens || tokens->tokens.size() != 1)
        return {};
    return credential::parseCredential(tokens->tokens.first()).value_or(credential::Credential()).claims;
}

template <typename Work>
auto withRegistry(World &world, Work work)
{
    const authority::State state = authority::openState(world.stateFolder(), world.clock).value();
    authority::RecordStore records(state.recordsFolder(), state.recordKey, world.random);
    authority::Registry registry = authority::Registry::load(records).value();
    return work(registry);
}

void approve(World &world, const QString &number)
{
    world.whileClosed([&] { QVERIFY(withRegistry(world, [&](authority::Registry &registry) { return registry.approveNumber(number).has_value(); })); });
}

} // namespace

class TestApproval : public QObject
{
    Q_OBJECT
private slots:
    void aMeetingRaisesTheLevelAtTheNextRefresh()
    {
        World world;
        Enrolment enrolment;
        const HttpAnswer first = world.enrol(enrolment, DemoCountry::instance().card);
        QCOMPARE(claimsIn(first).level, 1);
        const HttpAnswer before = world.refresh(*enrolment.holders.front());
        QCOMPARE(claimsIn(before).level, 1);
        QCOMPARE(claimsIn(before).evidence, remote);
        approve(world, demoNumber);
        const HttpAnswer after = world.refresh(*enrolment.holders.front());
        QCOMPARE(after.status, 200);
        const credential::Claims claims = claimsIn(after);
        QCOMPARE(claims.type, credential::CredentialType::Identity);
        QCOMPARE(claims.level, 2);
        QCOMPARE(claims.evidence, remote | credential::EvidenceInPerson);
        QCOMPARE(claims.personalNumber, demoNumber);
        QCOMPARE(claims.person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(claims.ageFlags, (QList<int>{14, 16, 18}));
        QVERIFY(claims.address.has_value());
        QVERIFY(claims.expires > worldTime + 29 * dayLength && claims.expires <= worldTime + 30 * dayLength);
    }

    void everyKeyOfTheEnrolmentIsApproved()
    {
        World world;
        Enrolment enrolment;
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card, 2).status, 200);
        const QByteArray thumbprint = enrolment.holders.at(1)->publicKey().thumbprint();
        world.whileClosed([&] {
            const auto person = withRegistry(world, [&](authority::Registry &registry) { return registry.approveKey(thumbprint); });
            QVERIFY(person.has_value());
            QCOMPARE(person->number, demoNumber);
            QCOMPARE(person->keys.size(), 2);
        });
        for (const auto &holder : enrolment.holders)
            QCOMPARE(claimsIn(world.refresh(*holder)).level, 2);
    }

    void nobodyIsApprovedByMistake()
    {
        World world;
        Enrolment enrolment;
        Enrolment earlier;
        QCOMPARE(world.enrol(earlier, DemoCountry::instance().card).status, 200);
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card).status, 200);
        world.whileClosed([&] {
            withRegistry(world, [&](authority::Registry &registry) {
                QCOMPARE(registry.approveNumber(secondPerson().details.personalNumber).error().code, dd::ErrorCode::HolderNotEnrolled);
                QCOMPARE(registry.approveKey(QByteArray(32, 'k')).error().code, dd::ErrorCode::HolderNotEnrolled);
                QCOMPARE(registry.approveKey(earlier.holders.front()->publicKey().thumbprint()).error().code, dd::ErrorCode::HolderNotEnrolled); // revoked
            });
        });
        QCOMPARE(claimsIn(world.refresh(*enrolment.holders.front())).level, 1);
    }

    // Whoever holds the card may enrol another phone from afar: that phone has met nobody.
    void anotherDeviceBeginsAtLevelOne()
    {
        World world;
        Enrolment first;
        QCOMPARE(world.enrol(first, DemoCountry::instance().card).status, 200);
        approve(world, demoNumber);
        Enrolment other;
        QCOMPARE(claimsIn(world.enrol(other, DemoCountry::instance().card)).level, 1);
        QCOMPARE(claimsIn(world.refresh(*other.holders.front())).level, 1);
        QCOMPARE(claimsIn(world.refresh(*other.holders.front())).evidence, remote);
        DD_REFUSED(world.refresh(*first.holders.front()), 403, QStringLiteral("AUT-007"));
    }

    void theSameDeviceStaysApproved_data()
    {
        QTest::addColumn<bool>("withANewKey");
        QTest::addColumn<int>("level");
        QTest::newRow("its own key") << false << 2;
        QTest::newRow("its own key and one nobody saw") << true << 1;
    }
    void theSameDeviceStaysApproved()
    {
        QFETCH(bool, withANewKey);
        QFETCH(int, level);
        World world;
        Enrolment enrolment;
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card).status, 200);
        approve(world, demoNumber);
        Enrolment again;
        again.holders.swap(enrolment.holders);
        if (withANewKey)
            again.holders.push_back(world.newHolder());
        for (const auto &holder : again.holders)
            again.keys.keys.append(holder->publicKey());
        again.challenge = credential::decodeEnrolChallenge(post(world.port(), "/enrol/keys", credential::encode(again.keys)).body).value();
        world.readCard(again, DemoCountry::instance().card);
        QCOMPARE(world.finish(again).status, 200);
        for (const auto &holder : again.holders)
            QCOMPARE(claimsIn(world.refresh(*holder)).level, level);
    }

    void aRefreshIsAnsweredOnce()
    {
        World world;
        Enrolment enrolment;
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card).status, 200);
        const credential::RefreshRequest request{world.random.bytes(16), world.clock.now()};
        QCOMPARE(world.refresh(request, *enrolment.holders.front()).status, 200);
        DD_REFUSED(world.refresh(request, *enrolment.holders.front()), 409, QStringLiteral("AUT-008"));
        world.restart();
        DD_REFUSED(world.refresh(request, *enrolment.holders.front()), 409, QStringLiteral("AUT-008"));
        world.clock.advance(601);
        DD_REFUSED(world.refresh(request, *enrolment.holders.front()), 422, QStringLiteral("AUT-009"));
        DD_REFUSED(world.refresh({world.random.bytes(16), world.clock.now() + 601}, *enrolment.holders.front()), 422, QStringLiteral("AUT-009"));
        DD_REFUSED(world.refresh(*world.newHolder()), 403, QStringLiteral("AUT-007"));
        const QByteArray crossed =
            credential::signByHolder(credential::passRequestTyp, credential::encode(credential::RefreshRequest{world.random.bytes(16), world.clock.now()}),
                                     *enrolment.holders.front())
                .value();
        DD_REFUSED(post(world.port(), "/enrol/refresh", crossed), 400, QStringLiteral("COR-003"));
    }

    void aRefreshEndsWithTheYearOrTheCard()
    {
        World world;
        Enrolment enrolment;
        QCOMPARE(world.enrol(enrolment, DemoCountry::instance().card).status, 200);
        dd::nfc::DemoPerson person = secondPerson();
        person.details.expiryDate = QStringLiteral("30/11/2026"); // the MRZ names a later day; the earlier one counts
        Enrolment ending;
        QCOMPARE(world.enrol(ending, DemoCountry::instance().cardOf(person)).status, 200);
        world.clock.advance(9 * dayLength);
        QCOMPARE(world.refresh(*ending.holders.front()).status, 200); // its last day
        world.clock.advance(dayLength);
        DD_REFUSED(world.refresh(*ending.holders.front()), 422, QStringLiteral("AUT-006"));
        QCOMPARE(world.refresh(*enrolment.holders.front()).status, 200);
        world.clock.advance(356 * dayLength - 1);
        QCOMPARE(world.refresh(*enrolment.holders.front()).status, 200);
        world.clock.advance(1);
        DD_REFUSED(world.refresh(*enrolment.holders.front()), 403, QStringLiteral("AUT-007"));
    }
};

DD_TEST(TestApproval)
#include "test_approval.moc"
