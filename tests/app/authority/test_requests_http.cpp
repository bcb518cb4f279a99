#include "core/credential/group_split.h"
#include "core/credential/stay_deadline.h"
#include "core/crypto/cose_sign1.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>
#include <functional>

using namespace dd::test;
namespace credential = dd::credential;

namespace {

constexpr qint64 hour = 3600;
constexpr qint64 day = 24 * hour;

using PassChange = std::function<void(credential::PassRequest &)>;
using StayChange = std::function<void(credential::StayNotification &)>;

credential::Credential firstToken(const HttpAnswer &answer)
{
    const auto tokens = credential::decodeTokens(answer.body);
    if (!tokens || tokens->tokens.size() != 1)
        return {};
    return credential::parseCredential(tokens->tokens.first()).value_or(credential::Credential());
}

credential::Companion companion(int number)
{
    return {QStringLiteral("TRẦN THỊ MẪU %1").arg(number), 20100101 + number};
}

credential::Flight flight(int date)
{
    return {QStringLiteral("VN"), 123, date, QStringLiteral("HAN"), QStringLiteral("DAD")};
}

void fly(credential::PassRequest &request, int date)
{
    request.kind = credential::PassKind::AirDomestic;
    request.flight = flight(date);
}

QStringList loggedLines;
void keepLogLine(QtMsgType, const QMessageLogContext &, const QString &line)
{
    loggedLines.append(line);
}

} // namespace
Q_DECLARE_METATYPE(PassChange)
Q_DECLARE_METATYPE(StayChange)

class TestRequestsHttp : public QObject
{
    Q_OBJECT
private slots:
    // The rows of one table ask one authority, one after the other.
    void init()
    {
        const QByteArray function = QTest::currentTestFunction();
        if (world && function == worldOf && function.endsWith("Limits"))
            return;
        worldOf = function;
        world = std::make_unique<World>();
        enrolment = Enrolment();
        QCOMPARE(world->enrol(enrolment, DemoCountry::instance().card).status, 200);
    }
    void cleanupTestCase() { world.reset(); }

    void issuesAPass()
    {
        credential::PassRequest request = world->passRequest();
        request.kind = credential::PassKind::GoodsVehicle;
        request.vehiclePlate = QStringLiteral("29A-123.45");
        request.trips = credential::Trips::Return;
        const HttpAnswer answer = world->ask(request, holder());
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        const credential::Credential pass = firstToken(answer);
        QCOMPARE(pass.claims.type, credential::CredentialType::TravelPass);
        QCOMPARE(pass.holderThumbprint, holder().publicKey().thumbprint());
        QVERIFY(pass.claims.pass.has_value());
        QCOMPARE(pass.claims.pass->kind, request.kind);
        QCOMPARE(pass.claims.pass->from, request.from);
        QCOMPARE(pass.claims.pass->to, request.to);
        QCOMPARE(pass.claims.pass->vehiclePlate, request.vehiclePlate);
        QCOMPARE(pass.claims.pass->trips, request.trips);
        QCOMPARE(pass.claims.validFrom(), request.validFrom);
        QCOMPARE(pass.claims.validTo(), request.validTo);
        QVERIFY(pass.claims.expires >= request.validTo);
        QCOMPARE(pass.claims.evidence, credential::EvidenceDemo);
        QCOMPARE(pass.claims.person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(pass.claims.personalNumber, QStringLiteral("001090000017"));
    }

    void passLimits_data()
    {
        QTest::addColumn<PassChange>("change");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, int status, const char *code, PassChange change) {
            QTest::newRow(name) << std::move(change) << status << QString::fromLatin1(code);
        };
        using credential::PassKind;
        row("as it is", 200, "", [](credential::PassRequest &) {});
        row("30 days", 200, "", [](credential::PassRequest &r) { r.validTo = r.validFrom + 30 * day; });
        row("one second more", 422, "AUT-010", [](credential::PassRequest &r) { r.validTo = r.validFrom + 30 * day + 1; });
        row("ends when it starts", 422, "AUT-010", [](credential::PassRequest &r) { r.validTo = r.validFrom; });
        row("began yesterday", 200, "", [](credential::PassRequest &r) { r.validFrom -= day; });
        row("began before yesterday", 422, "AUT-010", [](credential::PassRequest &r) { r.validFrom -= day + 1; });
        row("over already", 422, "AUT-010", [](credential::PassRequest &r) {
            r.validFrom -= hour;
            r.validTo = r.validFrom + hour / 2;
        });
        row("far ahead", 422, "AUT-010", [](credential::PassRequest &r) {
            r.validFrom += 61 * day;
            r.validTo = r.validFrom + day;
        });
        row("province code retired in 2025", 422, "AUT-010", [](credential::PassRequest &r) { r.to.province = QStringLiteral("10"); });
        row("older table", 422, "AUT-010", [](credential::PassRequest &r) { r.from.tableVersion = 20240101; });
        row("a commune nobody can vouch for", 422, "AUT-010", [](credential::PassRequest &r) { r.from.ward = QStringLiteral("00004"); });
        row("goods vehicle without plate", 422, "AUT-010", [](credential::PassRequest &r) { r.kind = PassKind::GoodsVehicle; });
        row("plate that is none", 422, "AUT-010", [](credential::PassRequest &r) { r.vehiclePlate = QStringLiteral("<b>29A</b>"); });
        row("a group of one", 422, "AUT-010", [](credential::PassRequest &r) { r.kind = PassKind::Group; });
        row("companions of a person", 422, "AUT-010", [](credential::PassRequest &r) { r.companions = {companion(1)}; });
        row("a group of two", 200, "", [](credential::PassRequest &r) {
            r.kind = PassKind::Group;
            r.companions = {companion(1)};
        });
        row("an air pass without its flight", 422, "AUT-010", [](credential::PassRequest &r) { r.kind = PassKind::AirDomestic; });
        row("a flight by road", 422, "AUT-010", [](credential::PassRequest &r) { r.flight = flight(20261122); });
        row("a flight", 200, "", [](credential::PassRequest &r) { fly(r, 20261122); });
        row("a flight with a plate", 422, "AUT-010", [](credential::PassRequest &r) {
            fly(r, 20261122);
            r.vehiclePlate = QStringLiteral("29A-123.45");
        });
        row("a flight after the pass", 422, "AUT-010", [](credential::PassRequest &r) { fly(r, 20261126); });
        row("a flight before the pass", 422, "AUT-010", [](credential::PassRequest &r) { fly(r, 20261119); });
        row("a flight to where it starts", 422, "AUT-010", [](credential::PassRequest &r) {
            fly(r, 20261122);
            r.flight->to = r.flight->from;
        });
        row("a flight of no airline", 400, "COR-003", [](credential::PassRequest &r) {
            fly(r, 20261122);
            r.flight->carrier = QStringLiteral("vn");
        });
        row("ten companions", 400, "COR-003", [](credential::PassRequest &r) {
            r.kind = PassKind::Group;
            for (int i = 0; i < 10; ++i)
                r.companions.append(companion(i));
        });
        row("a condition", 200, "", [](credential::PassRequest &r) {
            r.conditions = {{credential::Condition::Type::Vaccine, QStringLiteral("TC-0001"), 0}};
        });
        row("five conditions", 400, "COR-003", [](credential::PassRequest &r) {
            r.conditions = QList<credential::Condition>(5, {credential::Condition::Type::Test, QStringLiteral("XN-0001"), 3600});
        });
        row("clock 10 minutes behind", 200, "", [](credential::PassRequest &r) { r.requestedAt -= 600; });
        row("made long ago", 422, "AUT-009", [](credential::PassRequest &r) { r.requestedAt -= 601; });
        row("made in the future", 422, "AUT-009", [](credential::PassRequest &r) { r.requestedAt += 601; });
    }
    void passLimits()
    {
        QFETCH(PassChange, change);
        QFETCH(int, status);
        QFETCH(QString, code);
        credential::PassRequest request = world->passRequest();
        change(request);
        DD_REFUSED(world->ask(request, holder()), status, code);
    }

    void aFlightAndItsConditionsStandInThePass()
    {
        credential::PassRequest request = world->passRequest();
        fly(request, 20261122);
        request.conditions = {{credential::Condition::Type::Vaccine, QStringLiteral("TC-0001"), 0},
                              {credential::Condition::Type::Test, QStringLiteral("XN-0002"), 72 * hour}};
        const credential::Credential pass = firstToken(world->ask(request, holder()));
        QVERIFY(pass.claims.pass.has_value());
        QCOMPARE(pass.claims.pass->flight, request.flight);
        QCOMPARE(pass.claims.pass->conditions, request.conditions);
    }

    // Nine long names are too much for one code: several passes, with everybody in one of them, each small enough.
    void aLargeGroupIsDealtOut()
    {
        credential::PassRequest request = world->passRequest();
        request.kind = credential::PassKind::Group;
        for (int i = 0; i < 9; ++i)
            request.companions.append({QStringLiteral("NGUYỄN PHƯỚC TÔN NỮ THÙY DƯƠNG %1").arg(i), 19900101 + i});
        const auto tokens = credential::decodeTokens(world->ask(request, holder()).body);
        QVERIFY(tokens.has_value());
        QVERIFY(tokens->tokens.size() > 1);
        QList<credential::Companion> everybody;
        for (const QByteArray &token : tokens->tokens) {
            const auto pass = credential::parseCredential(token);
            QVERIFY(pass.has_value());
            QCOMPARE(pass->claims.pass->kind, credential::PassKind::Group);
            QCOMPARE(pass->holderThumbprint, holder().publicKey().thumbprint());
            everybody += pass->claims.companions;
            const QList<credential::Group> shown{credential::Group::Person, credential::Group::Companions};
            QVERIFY(credential::presentationSize(*pass, shown) <= 830);
        }
        QCOMPARE(everybody, request.companions);
    }

    void aPassRequestWorksOnce()
    {
        const credential::PassRequest request = world->passRequest();
        QCOMPARE(world->ask(request, holder()).status, 200);
        DD_REFUSED(world->ask(request, holder()), 409, QStringLiteral("AUT-008"));
        world->restart();
        DD_REFUSED(world->ask(request, holder()), 409, QStringLiteral("AUT-008"));
        world->clock.advance(2 * day); // identifiers are forgotten only when the request itself is out of its window
        QCOMPARE(world->ask(world->passRequest(), holder()).status, 200);
        DD_REFUSED(world->ask(request, holder()), 422, QStringLiteral("AUT-009"));
    }

    void onlyEnrolledKeysAreHeard_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("passes") << QStringLiteral("/passes");
        QTest::newRow("declarations") << QStringLiteral("/declarations");
    }
    void onlyEnrolledKeysAreHeard()
    {
        QFETCH(QString, path);
        const bool passes = path == QStringLiteral("/passes");
        const QByteArray where = path.toLatin1();
        const QString typ = passes ? credential::passRequestTyp : credential::declarationTyp;
        const QByteArray payload = passes ? credential::encode(world->passRequest()) : credential::encode(world->stay());
        const auto stranger = world->newHolder();
        const auto send = [this, &where](const QByteArray &body) { return post(world->port(), where, body); };
        DD_REFUSED(send(payload), 400, QStringLiteral("COR-014"));
        DD_REFUSED(send(credential::signByHolder(typ, payload, *stranger).value()), 403, QStringLiteral("AUT-007"));
        DD_REFUSED(send(credential::signByHolder(QStringLiteral("vn-else"), payload, holder()).value()), 400, QStringLiteral("COR-003"));
        // signed by a stranger who names an enrolled key
        using dd::cbor::Value;
        const QByteArray borrowed = dd::crypto::signCoseSign1({{Value::integer(4), Value::bytes(holder().publicKey().thumbprint())},
                                                               {Value::integer(16), Value::text(typ)}},
                                                              Value::map({}), payload, *stranger)
                                        .value();
        DD_REFUSED(send(borrowed), 403, QStringLiteral("COR-008"));
        const QByteArray good = credential::signByHolder(typ, payload, holder()).value();
        QByteArray changed = good;
        changed[changed.size() - 70] = static_cast<char>(changed.at(changed.size() - 70) ^ 1); // within the payload's last bytes
        QVERIFY(send(changed).status >= 400);
        QCOMPARE(send(good).status, 200);
        // the other request's message at this address
        const QByteArray crossed = credential::signByHolder(typ, passes ? credential::encode(world->stay()) : credential::encode(world->passRequest()),
                                                            holder())
                                       .value();
        DD_REFUSED(send(crossed), 400, QStringLiteral("COR-003"));
    }

    void givesAReceipt()
    {
        const credential::StayNotification notification = world->stay();
        const HttpAnswer answer = world->declare(notification, holder());
        QVERIFY2(answer.status == 200, qPrintable(refusalCode(answer)));
        const credential::Credential receipt = firstToken(answer);
        QCOMPARE(receipt.claims.type, credential::CredentialType::ResidenceReceipt);
        QCOMPARE(receipt.holderThumbprint, holder().publicKey().thumbprint());
        QVERIFY(receipt.claims.receipt.has_value());
        QCOMPARE(receipt.claims.receipt->kind, credential::DeclarationKind::StayNotification);
        QCOMPARE(receipt.claims.receipt->state, credential::DeclarationState::Received);
        QCOMPARE(receipt.claims.receipt->decidedAt, worldTime);
        QCOMPARE(receipt.claims.receipt->validUntil.value_or(0), notification.to);
        QCOMPARE(receipt.claims.evidence, credential::EvidenceDemo);
        static const QRegularExpression code(QStringLiteral("^LT-20261121-[2-9A-HJ-NP-Z]{6}$"));
        QVERIFY2(code.match(receipt.claims.receipt->dossierCode).hasMatch(), qPrintable(receipt.claims.receipt->dossierCode));
        QCOMPARE(receipt.claims.address->text, notification.address.text);
        QCOMPARE(receipt.claims.person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
    }

    void theSameDeclarationGivesTheSameReceipt()
    {
        const credential::StayNotification notification = world->stay();
        const HttpAnswer first = world->declare(notification, holder());
        QCOMPARE(first.status, 200);
        QCOMPARE(world->declare(notification, holder()).body, first.body);
        world->restart();
        world->clock.advance(40 * day); // an outbox that had no network for long
        QCOMPARE(world->declare(notification, holder()).body, first.body);

        credential::StayNotification changed = notification;
        changed.reason = QStringLiteral("Thăm người thân");
        DD_REFUSED(world->declare(changed, holder()), 409, QStringLiteral("AUT-008"));
        Enrolment other;
        QCOMPARE(world->enrol(other, DemoCountry::instance().cardOf(secondPerson())).status, 200);
        DD_REFUSED(world->declare(notification, *other.holders.front()), 409, QStringLiteral("AUT-008"));
        QVERIFY(world->declare(world->stay(), holder()).body != first.body);
    }

    // The answer was lost, then the card was enrolled again: the queued bytes still fetch what was received.
    void aRevokedKeyStillFetchesItsReceipt()
    {
        const credential::StayNotification notification = world->stay();
        const auto signedBy = [](const credential::StayNotification &content, dd::crypto::Signer &key) {
            return credential::signByHolder(credential::declarationTyp, credential::encode(content), key).value();
        };
        const auto send = [this](const QByteArray &body) { return post(world->port(), "/declarations", body); };
        const QByteArray queued = signedBy(notification, holder());
        const QByteArray neverSent = signedBy(world->stay(), holder());
        const HttpAnswer first = send(queued);
        QCOMPARE(first.status, 200);
        Enrolment again;
        QCOMPARE(world->enrol(again, DemoCountry::instance().rsaCard).status, 200);

        using dd::cbor::Value;
        const auto stranger = world->newHolder();
        const QByteArray borrowed = dd::crypto::signCoseSign1({{Value::integer(4), Value::bytes(holder().publicKey().thumbprint())},
                                                               {Value::integer(16), Value::text(credential::declarationTyp)}},
                                                              Value::map({}), credential::encode(notification), *stranger)
                                        .value();
        credential::StayNotification changed = notification;
        changed.reason = QStringLiteral("Thăm người thân");
        for (int round = 0; round < 2; ++round) {
            const HttpAnswer fetched = send(queued);
            QVERIFY2(fetched.status == 200, qPrintable(refusalCode(fetched)));
            QCOMPARE(fetched.body, first.body);
            DD_REFUSED(send(neverSent), 403, QStringLiteral("AUT-007"));
            DD_REFUSED(send(signedBy(changed, holder())), 403, QStringLiteral("AUT-007"));
            DD_REFUSED(send(borrowed), 403, QStringLiteral("AUT-007")); // the same content, but not the holder's signature
            DD_REFUSED(send(signedBy(notification, *stranger)), 403, QStringLiteral("AUT-007"));
            DD_REFUSED(send(signedBy(notification, *again.holders.front())), 409, QStringLiteral("AUT-008"));
            world->restart();
        }
    }

    void declarationLimits_data()
    {
        QTest::addColumn<StayChange>("change");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, int status, StayChange change) { QTest::newRow(name) << std::move(change) << status; };
        row("late is still accepted", 200, [](credential::StayNotification &n) { n.from -= 2 * day; });
        row("30 days back", 200, [](credential::StayNotification &n) {
            n.from -= 30 * day;
            n.to = n.from + day;
        });
        row("longer ago", 422, [](credential::StayNotification &n) {
            n.from -= 30 * day + 1;
            n.to = n.from + day;
        });
        row("next year", 422, [](credential::StayNotification &n) {
            n.from += 365 * day;
            n.to = n.from + day;
        });
        row("31 days", 422, [](credential::StayNotification &n) { n.to = n.from + 31 * day; });
        row("no facility name", 422, [](credential::StayNotification &n) { n.facilityName.clear(); });
        row("a notice about somebody else", 422, [](credential::StayNotification &n) { n.notifier = credential::NotifierKind::Facility; });
        row("made in the future", 422, [](credential::StayNotification &n) { n.createdAt += hour; });
        row("place of the table", 200, [](credential::StayNotification &n) { n.address.place = {QStringLiteral("01"), {}, 20250701}; });
        row("a commune nobody can vouch for", 422,
            [](credential::StayNotification &n) { n.address.place = {QStringLiteral("01"), QStringLiteral("00004"), 20250701}; });
        row("place of no table", 422, [](credential::StayNotification &n) { n.address.place = {QStringLiteral("99"), {}, 20250701}; });
    }
    void declarationLimits()
    {
        QFETCH(StayChange, change);
        QFETCH(int, status);
        credential::StayNotification notification = world->stay();
        change(notification);
        DD_REFUSED(world->declare(notification, holder()), status, status == 200 ? QString() : QStringLiteral("AUT-011"));
    }

    // Nothing personal in plaintext in the folder, in a file name, or in the log.
    void nothingPersonalIsLeftInTheOpen()
    {
        loggedLines.clear();
        const QtMessageHandler earlier = qInstallMessageHandler(keepLogLine);
        credential::PassRequest lorry = world->passRequest();
        lorry.kind = credential::PassKind::GoodsVehicle;
        lorry.vehiclePlate = QStringLiteral("29A-123.45");
        const int statuses[] = {world->ask(lorry, holder()).status, world->declare(world->stay(), holder()).status};
        (void)world->ask(lorry, holder());
        credential::StayNotification wrong = world->stay();
        wrong.to = wrong.from;
        (void)world->declare(wrong, holder());
        Enrolment again = world->begin();
        world->readCard(again, DemoCountry::instance().strangersCard);
        (void)post(world->port(), "/enrol/finish", credential::encode(again.finish));
        qInstallMessageHandler(earlier);
        QCOMPARE(statuses[0], 200);
        QCOMPARE(statuses[1], 200);
        QVERIFY(loggedLines.size() >= 3);

        QByteArray everything = loggedLines.join(u'\n').toUtf8();
        int files = 0;
        for (QDirIterator it(world->stateFolder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext(); ++files) {
            it.next();
            everything += it.fileName().toUtf8() + '\n' + readFile(it.filePath()) + '\n';
        }
        QVERIFY(files >= 9); // keys, lists, lock, a person, a pass, a declaration
        const dd::nfc::DemoPerson person = dd::nfc::demoPerson();
        const QStringList canaries{person.details.personalNumber, person.details.fullName, person.details.residence,
                                   QStringLiteral("NGUYEN"), QStringLiteral("29A-123.45"), QStringLiteral("Ngõ Thử Nghiệm"),
                                   QStringLiteral("Nhà nghỉ Mẫu"), QStringLiteral("Du lịch")};
        for (const QString &canary : canaries) {
            QVERIFY2(!everything.contains(canary.toUtf8()), qPrintable(canary));
            QVERIFY2(!everything.contains(QByteArray(reinterpret_cast<const char *>(canary.utf16()), canary.size() * 2)), qPrintable(canary));
        }
        QVERIFY(!everything.contains(holder().publicKey().thumbprint()));
        QVERIFY(!everything.contains(holder().publicKey().thumbprint().toHex()));
    }

private:
    dd::crypto::Signer &holder() { return *enrolment.holders.front(); }
    std::unique_ptr<World> world;
    QByteArray worldOf;
    Enrolment enrolment;
};

DD_TEST(TestRequestsHttp)
#include "test_requests_http.moc"
