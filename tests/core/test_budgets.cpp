// docs/formats.md §5, budgets: how large an answer to a challenge is, for a P-256 holder, with a status reference. The
// rows with a limit are people as they are (the lengths stand in the names); those without are the longest the shapes
// allow, held to the largest code that is shown at all.
#include "core/credential/group_split.h"
#include "core/qr/qr_code.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::credential;
using namespace dd::test;

namespace {

const QString asking = QStringLiteral("tram-kiem-so-01"); // 15 bytes

// A name or an address of exactly so many bytes.
QString textOf(qsizetype bytes)
{
    QString text = QStringLiteral("NGUYỄN VĂN MẪU").left(static_cast<int>(bytes));
    while (text.toUtf8().size() > bytes)
        text.chop(1);
    return text + QString(bytes - text.toUtf8().size(), QLatin1Char('A'));
}

Person named(qsizetype bytes)
{
    Person person = samplePerson();
    person.fullName = textOf(bytes);
    return person;
}

Address addressOf(qsizetype bytes, bool place = true)
{
    Address address = sampleAddress();
    address.text = textOf(bytes);
    if (!place)
        address.place.reset();
    return address;
}

// Both wards are shown, and it is a demo authority's: what a pass can have at most before its plate.
TravelPassClaims passOf(qsizetype name)
{
    TravelPassClaims pass = samplePass();
    pass.person = named(name);
    pass.to.ward = QStringLiteral("20242");
    pass.evidence = EvidenceDemo;
    return pass;
}

TravelPassClaims groupOf(int people, qsizetype name)
{
    TravelPassClaims pass = passOf(name);
    pass.kind = PassKind::Group;
    for (int i = 1; i < people; ++i)
        pass.companions.append({textOf(name), 20100101 + i});
    return pass;
}

IdentityClaims identityOf(qsizetype name, qsizetype address)
{
    return {2, EvidencePassive | EvidenceChip | EvidenceInPerson | EvidenceDemo, named(name), addressOf(address), {14, 16, 18}};
}

ResidenceStatusClaims residenceOf(qsizetype name, qsizetype address)
{
    return {20261121, EvidenceDemo, named(name), addressOf(address), addressOf(address), Household{QStringLiteral("HK-000001"), 3, 4}};
}

ReceiptClaims receiptOf(qsizetype name, qsizetype address, int members)
{
    ReceiptClaims receipt = sampleReceipt();
    receipt.person = named(name);
    receipt.address = addressOf(address, false);
    receipt.members = QList<Member>(members, {textOf(name), 19920101, 3});
    return receipt;
}

const QList<Group> everybody{Group::Person, Group::Companions};

struct Row
{
    const char *what;
    AnyClaims claims;
    QList<Group> groups; // empty: all there are
    qsizetype limit = 970; // of version 22 (1460 alphanumeric characters)
    int version = 22;
};

QList<Row> rows()
{
    const QList<Group> who{Group::Person};
    const QList<Group> number{Group::Person, Group::Number};
    TravelPassClaims full = passOf(64);
    full.vehiclePlate = QString(16, QLatin1Char('1'));
    full.conditions = QList<Condition>(4, {Condition::Type::Permit, textOf(64), 31536000});
    TravelPassClaims air = passOf(24);
    air.kind = PassKind::AirDomestic;
    air.flight = sampleFlightPass().flight;
    Claims original;
    original.type = CredentialType::TravelPass;
    original.person = named(64);
    original.pass = passOf(64);
    return {{"pass, person (name 19 B)", passOf(19), who, 620, 17},
            {"pass, person (name 64 B)", passOf(64), who, 620, 17},
            {"pass for a flight, person (name 24 B)", air, who, 620, 17},
            {"identity, person and number (name 19 B)", identityOf(19, 33), number, 620, 17},
            {"identity, person and number (name 28 B)", identityOf(28, 33), number, 620, 17},
            {"identity, everything (name 19 B, address 33 B with place)", identityOf(19, 33), {}, 694, 18},
            {"group of 6 (names 24 B)", groupOf(6, 24), everybody, 766, 19},
            {"group of 10 (names 19 B)", groupOf(10, 19), everybody, 830, 20},
            {"receipt, everything (names 19 B, address 62 B, 3 members)", receiptOf(19, 62, 3), {}, 830, 20},
            {"residence, person, number, current (name 19 B, address 59 B with place)", residenceOf(19, 59),
             number + QList{Group::CurrentResidence}, 730, 19},
            {"residence, everything (name 19 B, addresses 39 B with place)", residenceOf(19, 39), {}, 830, 20},
            {"printed pass, person and number (name 64 B)", printedCopyOf(original), {}},
            {"group of 10 and the number (names 19 B)", groupOf(10, 19), {}},
            {"longest pass, person (4 conditions of 64 B, plate)", full, who},
            {"longest identity, everything (name and address 64 B)", identityOf(64, 64), {}},
            {"longest residence, everything (texts 64 B)", residenceOf(64, 64), {}},
            {"receipt, everything (texts 64 B, 1 member)", receiptOf(64, 64, 1), {}}};
}

using Make = std::function<AnyClaims(qsizetype)>;

struct Shown
{
    qsizetype bytes = 0;
    int version = 0;
    qsizetype fullest = 0;
};

Shown show(const AnyClaims &claims, const QList<Group> &groups)
{
    Parties parties;
    CountingRandom random;
    IssueRequest request = sampleRequest(parties);
    request.status = sampleStatus();
    const auto token = std::visit([&](const auto &each) { return issue(request, each, *parties.issuer, random, FixedClock(noon)); }, claims);
    if (!token)
        return {};
    const auto credential = parseCredential(*token);
    if (!credential)
        return {};
    PresentationRequest presentation;
    presentation.groups = groups.isEmpty() ? credential->groups : groups;
    if (credential->claims.type == CredentialType::PrintedCopy) {
        presentation.audience = QStringLiteral("vn:print");
    } else {
        presentation.audience = asking;
        presentation.challengeNonce = QByteArray(16, 'n');
    }
    const auto text = present(*credential, presentation, *parties.holder, random, FixedClock(noon));
    if (!text)
        return {0, 0, fullestPresentationSize(*credential)};
    const auto code = qr::makeQrCode(*text, qr::ErrorCorrection::Low);
    return {bindingBytes(*text).size(), code ? code->version() : 0, fullestPresentationSize(*credential)};
}

} // namespace

class TestBudgets : public QObject
{
    Q_OBJECT
private slots:
    void everyAnswerFitsItsCode()
    {
        qInfo("%-76s %5s %5s %3s", "answer to a challenge, P-256 holder, status of 26 B", "bytes", "limit", "QR");
        QStringList over;
        for (const Row &row : rows()) {
            const Shown shown = show(row.claims, row.groups);
            qInfo("%-76s %5lld %5lld v%d", row.what, static_cast<long long>(shown.bytes), static_cast<long long>(row.limit), shown.version);
            if (shown.bytes < 400 || shown.bytes > row.limit || shown.version < 10 || shown.version > row.version)
                over.append(QString::fromUtf8(row.what));
        }
        QVERIFY2(over.isEmpty(), qPrintable(over.join(QStringLiteral("; "))));
    }

    // What the names of the rows count on is the longest that fits: a byte more and the limit is broken.
    void theLimitsAreTight_data()
    {
        QTest::addColumn<Make>("make");
        QTest::addColumn<QList<Group>>("groups");
        QTest::addColumn<int>("fits");
        QTest::addColumn<int>("limit");
        const auto row = [](const char *what, const QList<Group> &groups, int fits, int limit, Make make) {
            QTest::newRow(what) << make << groups << fits << limit;
        };
        row("group of 10, names", everybody, 19, 830, [](qsizetype name) { return groupOf(10, name); });
        row("group of 6, names", everybody, 24, 766, [](qsizetype name) { return groupOf(6, name); });
        row("identity, address", {}, 33, 694, [](qsizetype address) { return identityOf(19, address); });
        row("identity, name", {Group::Person, Group::Number}, 49, 620, [](qsizetype name) { return identityOf(name, 33); });
        row("residence, current", {Group::Person, Group::Number, Group::CurrentResidence}, 59, 730, [](qsizetype address) { return residenceOf(19, address); });
        row("residence, addresses", {}, 39, 830, [](qsizetype address) { return residenceOf(19, address); });
    }
    void theLimitsAreTight()
    {
        QFETCH(Make, make);
        QFETCH(QList<Group>, groups);
        QFETCH(int, fits);
        QFETCH(int, limit);
        const qsizetype bytes = show(make(fits), groups).bytes;
        const qsizetype more = show(make(fits + 1), groups).bytes;
        QVERIFY2(bytes > 0 && bytes <= limit && more > limit, qPrintable(QStringLiteral("%1, then %2").arg(bytes).arg(more)));
    }

    void theFullestSizeIsTheSizeOfTheAnswer()
    {
        for (const AnyClaims &claims : QList<AnyClaims>{identityOf(19, 33), passOf(24), groupOf(6, 24), residenceOf(19, 39), receiptOf(19, 62, 3)}) {
            const Shown shown = show(claims, {});
            QVERIFY(shown.bytes > 0);
            QCOMPARE(shown.fullest, shown.bytes);
        }
    }

    void aGroupThatFitsStaysWhole()
    {
        const auto passes = splitGroup(groupOf(10, 19));
        QVERIFY(passes.has_value());
        QCOMPARE(passes->size(), 1);
        QVERIFY(passes->first().companions == groupOf(10, 19).companions);
        QVERIFY(!splitGroup(passOf(19))); // nobody to deal out
    }

    void aLargerGroupIsSplit_data()
    {
        QTest::addColumn<int>("people");
        QTest::addColumn<int>("name");
        QTest::addColumn<int>("passes");
        QTest::newRow("10 with names of 20 bytes") << 10 << 20 << 2;
        QTest::newRow("10 with names of 64 bytes") << 10 << 64 << 5;
        QTest::newRow("10 with names that are shortened") << 10 << 100 << 5;
        QTest::newRow("19 with short names") << 19 << 5 << 2; // nine companions a pass, whatever the room
        QTest::newRow("20 with short names") << 20 << 5 << 3;
    }
    void aLargerGroupIsSplit()
    {
        QFETCH(int, people);
        QFETCH(int, name);
        QFETCH(int, passes);
        const TravelPassClaims whole = groupOf(people, name);
        const auto split = splitGroup(whole);
        QVERIFY(split.has_value());
        QCOMPARE(split->size(), passes);
        QList<Companion> dealt;
        for (const TravelPassClaims &pass : *split) {
            const Shown shown = show(pass, everybody); // issued and presented for real
            QVERIFY2(shown.bytes > 0 && shown.bytes <= 830, QByteArray::number(shown.bytes).constData());
            QVERIFY(shown.version <= 20 && show(pass, {}).version <= 22);
            QVERIFY(!pass.companions.isEmpty() && pass.companions.size() <= 9);
            QVERIFY(pass.person == whole.person && pass.from == whole.from && pass.to == whole.to && pass.validTo == whole.validTo);
            dealt += pass.companions;
        }
        QVERIFY(dealt == whole.companions);
    }

    // Nobody splits a receipt: what is too much for one code is left out by its holder, who is told so.
    void whatFitsNoCodeIsNotShown()
    {
        const ReceiptClaims receipt = receiptOf(64, 64, 9);
        const Shown everything = show(receipt, {});
        QCOMPARE(everything.bytes, 0);
        QVERIFY(everything.fullest > 970);
        const Shown without = show(receipt, {Group::Person, Group::Number, Group::Address});
        QVERIFY(without.bytes > 0 && without.version <= 20);
    }

    void theAssumptionsCount()
    {
        const TravelPassClaims group = groupOf(10, 19);
        QCOMPARE(splitGroup(group, {.statusUri = 40}).value_or(QList<TravelPassClaims>()).size(), 2);
        QCOMPARE(splitGroup(group, {.audience = 32}).value_or(QList<TravelPassClaims>()).size(), 2);
        QCOMPARE(splitGroup(groupOf(10, 23), {.statusUri = 0}).value_or(QList<TravelPassClaims>()).size(), 1);
        QCOMPARE(splitGroup(group, {.number = true}).value_or(QList<TravelPassClaims>()).size(), 2);
        QVERIFY(!splitGroup(group, {.statusUri = 65}));
        const auto none = splitGroup(group, {.limit = 500});
        QVERIFY(!none && none.error().code == ErrorCode::QrTooLong);
        TravelPassClaims spoilt = group;
        spoilt.companions[3].birthDate = 0;
        const auto refused = splitGroup(spoilt);
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidInput);
    }
};

DD_TEST(TestBudgets)
#include "test_budgets.moc"
