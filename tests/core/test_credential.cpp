#include "core/credential/credential.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::credential;
using namespace dd::test;

namespace {

StayStatement sampleStatement()
{
    return {DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), noon, noon + aDay, QStringLiteral("công tác")};
}

} // namespace

class TestCredential : public QObject
{
    Q_OBJECT
private slots:
    void groupKeysAreOfTheirType()
    {
        QCOMPARE(groupKey(CredentialType::Identity, Group::Number), 2);
        QCOMPARE(groupKey(CredentialType::Identity, Group::AgeFlags), 12);
        QCOMPARE(groupKey(CredentialType::TravelPass, Group::Companions), 11);
        QCOMPARE(groupKey(CredentialType::ResidenceReceipt, Group::Members), 12);
        QCOMPARE(groupKey(CredentialType::TravelPass, Group::Address), -1);
        QCOMPARE(groupFromKey(CredentialType::TravelPass, 11), Group::Companions);
        QCOMPARE(groupFromKey(CredentialType::Identity, 11), Group::Address);
        QCOMPARE(groupKey(CredentialType::ResidenceStatus, Group::PermanentAddress), 11);
        QCOMPARE(groupKey(CredentialType::ResidenceStatus, Group::CurrentResidence), 12);
        QCOMPARE(groupKey(CredentialType::ResidenceStatus, Group::Household), 13);
        QCOMPARE(groupKey(CredentialType::ResidenceStatus, Group::Address), -1);
        QCOMPARE(groupFromKey(CredentialType::ResidenceReceipt, 11), Group::Address);
        QVERIFY(!groupFromKey(CredentialType::TravelPass, 12));
        QVERIFY(!groupFromKey(CredentialType::ResidenceReceipt, 13));
        QVERIFY(!groupFromKey(CredentialType::PrintedCopy, 11));
        for (const CredentialType type : {CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus,
                                          CredentialType::ResidenceReceipt, CredentialType::PrintedCopy}) {
            for (const Group group : groupsOf(type))
                QCOMPARE(groupFromKey(type, groupKey(type, group)), group);
        }
    }

    void anIdentityIsReadAsItWasIssued()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        const IdentityClaims claims = sampleIdentity();
        const auto token = issue(sampleRequest(parties), claims, *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto read = parseCredential(*token);
        QVERIFY(read.has_value());
        QCOMPARE(read->token, *token);
        QCOMPARE(read->issuerKeyId, parties.issuer->publicKey().keyId());
        QCOMPARE(read->holderThumbprint, parties.holder->publicKey().thumbprint());
        QCOMPARE(read->groups, (QList<Group>{Group::Number, Group::Person, Group::Address, Group::AgeFlags}));
        QCOMPARE(read->claims.type, CredentialType::Identity);
        QCOMPARE(read->claims.issuer, QStringLiteral("VN"));
        QCOMPARE(read->claims.level, 2);
        QCOMPARE(read->claims.evidence, claims.evidence);
        QCOMPARE(read->claims.personalNumber, sampleNumber());
        QVERIFY(read->claims.person == claims.person);
        QVERIFY(read->claims.address == claims.address);
        QCOMPARE(read->claims.ageFlags, claims.ageFlags);
        QCOMPARE(read->claims.validFrom(), midnight);
        QCOMPARE(read->claims.validTo(), midnight + 30 * aDay);
        QVERIFY(!read->claims.pass && !read->claims.receipt);
    }

    void aPassIsReadAsItWasIssued()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        TravelPassClaims claims = samplePass();
        claims.vehiclePlate = QStringLiteral("29A-000.01");
        claims.evidence = EvidenceDemo;
        const auto token = issue(sampleRequest(parties), claims, *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto read = parseCredential(*token);
        QVERIFY(read.has_value());
        QVERIFY(read->claims.pass.has_value());
        QCOMPARE(read->claims.pass->kind, PassKind::Work);
        QVERIFY(read->claims.pass->from == claims.from && read->claims.pass->to == claims.to);
        QCOMPARE(read->claims.pass->trips, Trips::Return);
        QCOMPARE(read->claims.pass->vehiclePlate, claims.vehiclePlate);
        QCOMPARE(read->claims.validFrom(), claims.validFrom);
        QCOMPARE(read->claims.validTo(), claims.validTo);
        QCOMPARE(read->claims.evidence, int(EvidenceDemo));
        QCOMPARE(read->groups, (QList<Group>{Group::Number, Group::Person}));
    }

    void aReceiptIsReadAsItWasIssued()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        const ReceiptClaims claims = sampleReceipt();
        const auto token = issue(sampleRequest(parties), claims, *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto read = parseCredential(*token);
        QVERIFY(read.has_value() && read->claims.receipt);
        QCOMPARE(read->claims.receipt->dossierCode, claims.dossierCode);
        QCOMPARE(read->claims.receipt->state, DeclarationState::Accepted);
        QCOMPARE(read->claims.receipt->decidedAt, noon);
        QCOMPARE(read->claims.receipt->validUntil, claims.validUntil);
        QVERIFY(claims.validUntil < read->claims.expires);
        QCOMPARE(read->claims.validTo(), *claims.validUntil); // as the screens and the verdict have it
        QVERIFY(read->claims.address == claims.address);
        QCOMPARE(read->claims.evidence, int(EvidenceDemo));
    }

    void issuingTimeIsThePastMidnight_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("noon") << noon << midnight;
        QTest::newRow("one in the morning") << midnight + 3600 << midnight;
        QTest::newRow("a second before one") << midnight + 3599 << midnight - aDay;
        QTest::newRow("midnight") << midnight << midnight - aDay;
        QTest::newRow("the last second") << midnight + aDay - 1 << midnight;
    }
    void issuingTimeIsThePastMidnight()
    {
        QFETCH(qint64, now);
        QFETCH(qint64, expected);
        Parties parties;
        CountingRandom random;
        const auto token = issue(sampleRequest(parties), sampleIdentity(), *parties.issuer, random, FixedClock(now));
        QVERIFY(token.has_value());
        const auto read = parseCredential(*token);
        QVERIFY(read.has_value());
        QCOMPARE(read->claims.issuedAt, expected);
        QCOMPARE(read->claims.notBefore, expected);
    }

    void whatAVerifierWouldRefuseIsNotIssued_data()
    {
        QTest::addColumn<std::function<void(IssueRequest &, TravelPassClaims &)>>("spoil");
        using Spoil = std::function<void(IssueRequest &, TravelPassClaims &)>;
        QTest::newRow("eleven digits") << Spoil([](IssueRequest &r, TravelPassClaims &) { r.personalNumber.chop(1); });
        QTest::newRow("a letter") << Spoil([](IssueRequest &r, TravelPassClaims &) { r.personalNumber[3] = QLatin1Char('A'); });
        QTest::newRow("expired before it starts") << Spoil([](IssueRequest &r, TravelPassClaims &) { r.expires = midnight; });
        QTest::newRow("exp before the pass ends") << Spoil([](IssueRequest &r, TravelPassClaims &p) { r.expires = p.validTo - 1; });
        QTest::newRow("no holder key") << Spoil([](IssueRequest &r, TravelPassClaims &) { r.holderKey = {}; });
        QTest::newRow("no name") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.person.fullName.clear(); });
        QTest::newRow("a name with a line break") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.person.fullName = QStringLiteral("A\nB"); });
        QTest::newRow("a name that reads backwards")
            << Spoil([](IssueRequest &, TravelPassClaims &p) { p.person.fullName = QStringLiteral("A") + QChar(0x202e) + QStringLiteral("B"); });
        QTest::newRow("31 February") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.person.birthDate = 19900231; });
        QTest::newRow("nationality") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.person.nationality = QStringLiteral("vnm"); });
        QTest::newRow("province") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.from.province = QStringLiteral("1"); });
        QTest::newRow("ward") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.to.ward = QStringLiteral("0004"); });
        QTest::newRow("table version") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.to.tableVersion = 0; });
        QTest::newRow("ends before it starts") << Spoil([](IssueRequest &, TravelPassClaims &p) { std::swap(p.validFrom, p.validTo); });
        QTest::newRow("kind") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.kind = PassKind(7); });
        QTest::newRow("trips") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.trips = Trips(0); });
        QTest::newRow("plate") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.vehiclePlate = QString(17, QLatin1Char('1')); });
        QTest::newRow("evidence") << Spoil([](IssueRequest &, TravelPassClaims &p) { p.evidence = 16; });
    }
    void whatAVerifierWouldRefuseIsNotIssued()
    {
        using Spoil = std::function<void(IssueRequest &, TravelPassClaims &)>;
        QFETCH(Spoil, spoil);
        Parties parties;
        CountingRandom random;
        IssueRequest request = sampleRequest(parties);
        TravelPassClaims pass = samplePass();
        QVERIFY(issue(request, pass, *parties.issuer, random, FixedClock(noon)).has_value());
        spoil(request, pass);
        const auto token = issue(request, pass, *parties.issuer, random, FixedClock(noon));
        QVERIFY(!token.has_value());
        QVERIFY(token.error().code == ErrorCode::InvalidInput || token.error().code == ErrorCode::KeyMalformed);
    }

    void longNamesAreShortenedBetweenCharacters()
    {
        Parties parties;
        CountingRandom random;
        IdentityClaims claims = sampleIdentity();
        claims.person.fullName = QStringLiteral("NGUYỄN VĂN MẪU ").repeated(5).trimmed();
        const auto token = issue(sampleRequest(parties), claims, *parties.issuer, random, FixedClock(noon));
        QVERIFY(token.has_value());
        const auto read = parseCredential(*token);
        QVERIFY(read.has_value());
        const QString shown = read->claims.person->fullName;
        QVERIFY(shown.toUtf8().size() <= 64 && shown.toUtf8().size() > 55);
        QVERIFY(shown.endsWith(QStringLiteral("…")));
        QVERIFY(claims.person.fullName.startsWith(shown.chopped(1)));
    }

    void everyPrefixOfATokenIsRefused()
    {
        Parties parties;
        CountingRandom random;
        const auto token = issue(sampleRequest(parties), sampleIdentity(), *parties.issuer, random, FixedClock(noon));
        QVERIFY(token.has_value());
        for (qsizetype size = 0; size < token->size(); ++size)
            QVERIFY2(!parseCredential(QByteArrayView(*token).first(size)), QByteArray::number(size).constData());
        QVERIFY(!parseCredential(*token + '\0'));
        QVERIFY(parseCredential(*token).has_value());
    }

    void onlyTheChosenGroupsLeaveTheWallet()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        const auto token = issue(sampleRequest(parties), sampleIdentity(), *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto held = parseCredential(*token);
        QVERIFY(held.has_value());
        const QByteArray name = samplePerson().fullName.toUtf8();
        const QByteArray number = sampleNumber().toUtf8();
        const QByteArray street = sampleIdentity().address->text.toUtf8();
        QVERIFY(token->contains(name) && token->contains(number) && token->contains(street));

        const auto nothing = present(*held, {}, *parties.holder, random, clock);
        QVERIFY(nothing.has_value());
        QVERIFY(nothing->startsWith(QStringLiteral("VN1:")));
        const QByteArray none = bindingBytes(*nothing);
        QVERIFY(!none.isEmpty() && !none.contains(name) && !none.contains(number) && !none.contains(street));

        PresentationRequest request;
        request.groups = {Group::Person};
        const auto one = present(*held, request, *parties.holder, random, clock);
        QVERIFY(one.has_value());
        const QByteArray some = bindingBytes(*one);
        QVERIFY(some.contains(name) && !some.contains(number) && !some.contains(street));
    }

    void presentingRefuses()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        const auto token = issue(sampleRequest(parties), samplePass(), *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto held = parseCredential(*token);
        QVERIFY(held.has_value());

        const auto stranger = makeSigner(crypto::Algorithm::Esp256, 99);
        const auto byStranger = present(*held, {}, *stranger, random, clock);
        QVERIFY(!byStranger && byStranger.error().code == ErrorCode::HolderKeyMismatch);

        PresentationRequest request;
        request.groups = {Group::Address};
        QVERIFY(!present(*held, request, *parties.holder, random, clock));
        request.groups.clear();
        request.audience = QStringLiteral("quay-mau");
        request.challengeNonce = QByteArray(8, 'n');
        QVERIFY(!present(*held, request, *parties.holder, random, clock));
        request.challengeNonce = QByteArray(16, 'n');
        // In open mode nobody asked, and a paper answers nobody; only a printed copy is for paper.
        for (const QString &audience : {QStringLiteral("vn:counter"), QStringLiteral("vn:print")}) {
            PresentationRequest other = request;
            other.audience = audience;
            QVERIFY(!present(*held, other, *parties.holder, random, clock));
        }
        PresentationRequest onPaper;
        onPaper.audience = QStringLiteral("vn:print");
        QVERIFY(!present(*held, onPaper, *parties.holder, random, clock));
        QVERIFY(present(*held, request, *parties.holder, random, clock).has_value());
        request.statement = sampleStatement();
        QVERIFY(present(*held, request, *parties.holder, random, clock).has_value());
        request.statement->to = request.statement->from;
        QVERIFY(!present(*held, request, *parties.holder, random, clock));
    }

    // Hard stop: version 22 at level L holds 1460 alphanumeric characters (ISO/IEC 18004 table 7).
    void theFullestPresentationFitsVersion22()
    {
        Parties parties;
        CountingRandom random;
        const FixedClock clock(noon);
        IdentityClaims claims = sampleIdentity();
        claims.person.fullName = QString(100, QLatin1Char('A'));
        claims.address->text = QString(100, QLatin1Char('B'));
        const auto token = issue(sampleRequest(parties), claims, *parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto held = parseCredential(*token);
        QVERIFY(held.has_value());
        PresentationRequest request;
        request.groups = held->groups;
        request.challengeNonce = QByteArray(16, 'n');
        request.audience = QString(64, QLatin1Char('E'));
        request.statement = sampleStatement();
        request.statement->facility = QString(64, QLatin1Char('C'));
        request.statement->reason = QString(64, QLatin1Char('D'));
        const auto text = present(*held, request, *parties.holder, random, clock);
        QVERIFY(text.has_value());
        QVERIFY2(text->size() > 1200 && text->size() <= 1460, QByteArray::number(text->size()).constData());
    }

    void aStatementHasOneForm()
    {
        const QByteArray byHand = raw::map({{raw::integer(1), raw::integer(1)},
                                            {raw::integer(2), raw::text("Nhà nghỉ Mẫu")},
                                            {raw::integer(3), raw::integer(noon)},
                                            {raw::integer(4), raw::integer(noon + aDay)},
                                            {raw::integer(5), raw::text("công tác")}});
        QCOMPARE(cbor::encode(encode(sampleStatement())), byHand);
        const auto value = cbor::decode(byHand);
        QVERIFY(value.has_value());
        const auto read = decodeStayStatement(*value);
        QVERIFY(read.has_value());
        QVERIFY(*read == sampleStatement());
    }

    void aStatementOfAnotherFormIsRefused_data()
    {
        QTest::addColumn<qint64>("label");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("kind") << qint64(1) << raw::integer(2);
        QTest::newRow("empty facility") << qint64(2) << raw::text("");
        QTest::newRow("facility of 65 bytes") << qint64(2) << raw::text(QByteArray(65, 'x'));
        QTest::newRow("facility not NFC") << qint64(2) << raw::text("e\xcc\x81");
        QTest::newRow("control character") << qint64(5) << raw::text("a\x1b[2J");
        QTest::newRow("zero width") << qint64(5) << raw::text("a\xe2\x80\x8b");
        QTest::newRow("ends at its start") << qint64(4) << raw::integer(noon);
        QTest::newRow("negative time") << qint64(3) << raw::integer(-1);
        QTest::newRow("time as text") << qint64(3) << raw::text("1");
        QTest::newRow("time after year 9999") << qint64(4) << raw::integer(253402300800);
        QTest::newRow("another label") << qint64(6) << raw::integer(1);
    }
    void aStatementOfAnotherFormIsRefused()
    {
        QFETCH(qint64, label);
        QFETCH(QByteArray, value);
        raw::Pairs pairs{{raw::integer(1), raw::integer(1)}, {raw::integer(2), raw::text("A")}, {raw::integer(3), raw::integer(noon)},
                         {raw::integer(4), raw::integer(noon + 1)}, {raw::integer(5), raw::text("B")}};
        QVERIFY(decodeStayStatement(cbor::decode(raw::map(pairs)).value_or(cbor::Value())).has_value());
        raw::set(pairs, label, value);
        const auto spoilt = cbor::decode(raw::map(pairs));
        QVERIFY(spoilt.has_value());
        QVERIFY(!decodeStayStatement(*spoilt));
    }

    void unknownPartsOfABirthDateAreLeftOut()
    {
        QCOMPARE(birthDateText(19900105), QStringLiteral("05/01/1990"));
        QCOMPARE(birthDateText(19901100), QStringLiteral("11/1990"));
        QCOMPARE(birthDateText(19900000), QStringLiteral("1990"));
    }
};

DD_TEST(TestCredential)
#include "test_credential.moc"
