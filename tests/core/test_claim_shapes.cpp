// Every type of credential: issued, read, shown by either kind of key, and refused where a shape is not the page's.
#include "core/credential/claims_codec.h"
#include "core/credential/map_reader.h"
#include "tests/core/judge.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::credential;
using namespace dd::test;
using crypto::Algorithm;

namespace {

struct Made
{
    Result<QByteArray> token = fail(ErrorCode::InvalidInput, QString());
    Result<Credential> credential = fail(ErrorCode::InvalidInput, QString());
};

Made make(const Parties &parties, const AnyClaims &claims, const std::optional<StatusReference> &status = {})
{
    CountingRandom random;
    IssueRequest request = sampleRequest(parties);
    request.status = status;
    Made made;
    made.token = std::visit([&](const auto &each) { return issue(request, each, *parties.issuer, random, FixedClock(noon)); }, claims);
    if (made.token)
        made.credential = parseCredential(*made.token);
    return made;
}

Claims claimsOf(const AnyClaims &claims)
{
    const Made made = make(Parties(), claims);
    return made.credential ? made.credential->claims : Claims();
}

struct Sample
{
    const char *name;
    CredentialType type;
    AnyClaims claims;
    QList<Group> groups;
};

QList<Sample> samples()
{
    const QList<Group> whom{Group::Number, Group::Person};
    return {{"identity", CredentialType::Identity, sampleIdentity(), whom + QList{Group::Address, Group::AgeFlags}},
            {"pass for a group", CredentialType::TravelPass, sampleGroupPass(), whom + QList{Group::Companions}},
            {"pass for a flight", CredentialType::TravelPass, sampleFlightPass(), whom},
            {"residence status", CredentialType::ResidenceStatus, sampleResidence(),
             whom + QList{Group::PermanentAddress, Group::CurrentResidence, Group::Household}},
            {"receipt", CredentialType::ResidenceReceipt, sampleReceipt(), whom + QList{Group::Address, Group::Members}},
            {"printed copy", CredentialType::PrintedCopy, printedCopyOf(claimsOf(samplePass())), whom}};
}

using Change = std::function<AnyClaims()>;

template <typename T>
Change with(const T &claims, const std::function<void(T &)> &spoil)
{
    return [claims, spoil] {
        T spoilt = claims;
        spoil(spoilt);
        return AnyClaims(spoilt);
    };
}

} // namespace

class TestClaimShapes : public QObject
{
    Q_OBJECT
private slots:
    void textsAreForPeopleToSee_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("shown");
        const auto row = [](const QByteArray &name, const QString &text, bool shown) { QTest::newRow(name.constData()) << text << shown; };
        row("a name", QStringLiteral("NGUYỄN VĂN MẪU"), true);
        row("ASCII", QStringLiteral("Sample hotel"), true);
        row("a space that does not break, inside", QStringLiteral("A\u00a0B"), true);
        row("three marks", QStringLiteral("A\u0316\u0316\u0316B\u0316"), true);
        row("a letter of another script", QStringLiteral("\u0915\u094d\u0937\u093e"), true);
        row("four marks", QStringLiteral("A\u0316\u0316\u0316\u0316"), false);
        row("nothing", QString(), false);
        for (const QString &space : {QStringLiteral(" "), QStringLiteral("\u00a0"), QStringLiteral("\u3000")}) {
            const QByteArray name = QByteArray::number(space.front().unicode(), 16);
            row("alone " + name, space, false);
            row("before " + name, space + QStringLiteral("Ă"), false);
            row("behind " + name, QStringLiteral("A") + space, false);
        }
        for (const char32_t hidden : {0x00ADU, 0x034FU, 0x115FU, 0x1160U, 0x17B4U, 0x17B5U, 0x180BU, 0x180EU, 0x180FU, 0x200BU, 0x2060U, 0x2800U, 0x3164U,
                                      0xFE00U, 0xFE0FU, 0xFEFFU, 0xFFA0U, 0xE0001U, 0xE0100U, 0xE01EFU}) {
            const char32_t text[] = {U'A', hidden, U'B'};
            row("hidden " + QByteArray::number(hidden, 16), QString::fromUcs4(text, 3), false);
        }
    }
    void textsAreForPeopleToSee()
    {
        QFETCH(QString, text);
        QFETCH(bool, shown);
        QCOMPARE(credential::isShownText(text), shown);
    }

    void everyTypeIsShownByEitherKey_data()
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<int>("holder");
        const QList<Sample> all = samples();
        for (int i = 0; i < all.size(); ++i) {
            QTest::addRow("%s, Ed25519", all[i].name) << i << int(Algorithm::Ed25519);
            QTest::addRow("%s, P-256", all[i].name) << i << int(Algorithm::Esp256);
        }
    }
    void everyTypeIsShownByEitherKey()
    {
        QFETCH(int, sample);
        QFETCH(int, holder);
        const Sample each = samples().at(sample);
        Parties parties{Algorithm::Ed25519, Algorithm(holder)};
        const Made made = make(parties, each.claims);
        QVERIFY(made.credential.has_value());
        QCOMPARE(made.credential->claims.type, each.type);
        QCOMPARE(made.credential->groups, each.groups);

        PresentationRequest request;
        request.groups = made.credential->groups;
        const bool print = each.type == CredentialType::PrintedCopy;
        if (print) {
            CountingRandom random;
            QVERIFY(!present(*made.credential, request, *parties.holder, random, FixedClock(noon))); // a copy is for print alone
            request.audience = QStringLiteral("vn:print");
        }
        CountingRandom random;
        const auto text = present(*made.credential, request, *parties.holder, random, FixedClock(noon));
        QVERIFY(text.has_value());
        parties.trust.demo = true; // as some of the samples are
        const trust::Verdict verdict = judge(parties, *text).verdict;
        // Nothing on paper proves who carries it: everything else about it holds.
        QCOMPARE(verdict.overall, print ? trust::Overall::CannotCheck : trust::Overall::Valid);
        QCOMPARE(verdict.failedStep, print ? trust::Step::Replay : trust::Step::None);
        QCOMPARE(verdict.holder, print ? trust::HolderState::NotChecked : trust::HolderState::Proven);
        QVERIFY(verdict.claims.has_value());
        QCOMPARE(verdict.claims->disclosed, each.groups);
        QCOMPARE(verdict.claims->personalNumber, sampleNumber());
        QVERIFY(verdict.claims->person == samplePerson());
    }

    void whatIsReadIsWhatWasIssued()
    {
        const Claims group = claimsOf(sampleGroupPass());
        QVERIFY(group.pass && group.companions == sampleGroupPass().companions);
        QVERIFY(group.pass->companions.isEmpty() && !group.pass->flight && group.pass->conditions.isEmpty());

        const Claims air = claimsOf(sampleFlightPass());
        QVERIFY(air.pass && air.pass->flight == sampleFlightPass().flight);
        QVERIFY(air.pass->conditions == sampleFlightPass().conditions);
        QVERIFY(air.pass->vehiclePlate.isEmpty() && air.companions.isEmpty());

        const Claims residence = claimsOf(sampleResidence());
        QVERIFY(residence.residence.has_value());
        QCOMPARE(residence.residence->asOf, 20261121);
        QCOMPARE(residence.evidence, int(EvidenceDemo));
        QVERIFY(residence.permanentAddress == sampleResidence().permanent);
        QVERIFY(residence.currentResidence == sampleResidence().current);
        QVERIFY(residence.household == sampleResidence().household);
        QVERIFY(!residence.address);
        QCOMPARE(residence.validTo(), midnight + 30 * aDay);

        const Claims receipt = claimsOf(sampleReceipt());
        QVERIFY(receipt.receipt && receipt.members == sampleReceipt().members);
        QVERIFY(receipt.address == sampleReceipt().address);
    }

    void aCopyOnPaperSaysLittle()
    {
        TravelPassClaims pass = samplePass();
        pass.vehiclePlate = QStringLiteral("29A-000.01");
        pass.evidence = EvidenceDemo;
        const Claims ofPass = claimsOf(printedCopyOf(claimsOf(pass)));
        QVERIFY(ofPass.printed.has_value());
        QCOMPARE(ofPass.printed->copyOf, CredentialType::TravelPass);
        QCOMPARE(ofPass.printed->code, int(PassKind::Work));
        QVERIFY(ofPass.printed->from == pass.from && ofPass.printed->to == pass.to);
        QCOMPARE(ofPass.printed->label, pass.vehiclePlate);
        QCOMPARE(ofPass.validFrom(), pass.validFrom); // its own period, not the token's
        QCOMPARE(ofPass.validTo(), pass.validTo);
        QCOMPARE(ofPass.evidence, int(EvidenceDemo));
        QVERIFY(ofPass.person == samplePerson());

        QCOMPARE(claimsOf(printedCopyOf(claimsOf(sampleFlightPass()))).printed->label, QStringLiteral("VN123 HAN-DAD"));
        const Claims ofIdentity = claimsOf(printedCopyOf(claimsOf(sampleIdentity())));
        QCOMPARE(ofIdentity.printed->copyOf, CredentialType::Identity);
        QCOMPARE(ofIdentity.printed->code, 2);
        QVERIFY(!ofIdentity.printed->from && !ofIdentity.printed->validFrom && ofIdentity.printed->label.isEmpty());
        QCOMPARE(ofIdentity.validFrom(), midnight);
        const Claims ofResidence = claimsOf(printedCopyOf(claimsOf(sampleResidence())));
        QCOMPARE(ofResidence.printed->code, 20261121);
        const Claims ofReceipt = claimsOf(printedCopyOf(claimsOf(sampleReceipt())));
        QCOMPARE(ofReceipt.printed->code, int(DeclarationState::Accepted));
        QCOMPARE(ofReceipt.printed->label, sampleReceipt().dossierCode);
        const Claims again = claimsOf(printedCopyOf(ofReceipt));
        QCOMPARE(again.printed->copyOf, CredentialType::ResidenceReceipt);
        QCOMPARE(again.printed->label, sampleReceipt().dossierCode);

        // What is held back cannot be copied: without the person there is no paper.
        Claims nobody = claimsOf(samplePass());
        nobody.person.reset();
        QVERIFY(!make(Parties(), printedCopyOf(nobody)).token);
    }

    void whatAVerifierWouldRefuseIsNotIssued_data()
    {
        QTest::addColumn<Change>("change");
        const auto group = [](const char *name, const std::function<void(TravelPassClaims &)> &spoil) {
            QTest::addRow("group: %s", name) << with(sampleGroupPass(), spoil);
        };
        group("nobody else", [](TravelPassClaims &p) { p.companions.clear(); });
        group("ten companions", [](TravelPassClaims &p) { p.companions = sampleGroupPass(10).companions; });
        group("a companion without a name", [](TravelPassClaims &p) { p.companions[1].fullName.clear(); });
        group("a companion born on no day", [](TravelPassClaims &p) { p.companions[0].birthDate = 20100230; });

        const auto air = [](const char *name, const std::function<void(TravelPassClaims &)> &spoil) {
            QTest::addRow("flight: %s", name) << with(sampleFlightPass(), spoil);
        };
        air("none", [](TravelPassClaims &p) { p.flight.reset(); });
        air("on a pass for work", [](TravelPassClaims &p) { p.kind = PassKind::Work; });
        air("and a plate", [](TravelPassClaims &p) { p.vehiclePlate = QStringLiteral("29A-000.01"); });
        air("only a plate", [](TravelPassClaims &p) {
            p.flight.reset();
            p.vehiclePlate = QStringLiteral("29A-000.01");
        });
        air("carrier of one letter", [](TravelPassClaims &p) { p.flight->carrier = QStringLiteral("V"); });
        air("carrier in small letters", [](TravelPassClaims &p) { p.flight->carrier = QStringLiteral("vn"); });
        air("number 0", [](TravelPassClaims &p) { p.flight->number = 0; });
        air("number of five digits", [](TravelPassClaims &p) { p.flight->number = 10000; });
        air("on 31/11", [](TravelPassClaims &p) { p.flight->date = 20261131; });
        air("in November", [](TravelPassClaims &p) { p.flight->date = 20261100; });
        air("from HA", [](TravelPassClaims &p) { p.flight->from = QStringLiteral("HA"); });
        air("to DA1", [](TravelPassClaims &p) { p.flight->to = QStringLiteral("DA1"); });
        air("five conditions", [](TravelPassClaims &p) { p.conditions = QList<Condition>(5, p.conditions.first()); });
        air("condition of type 0", [](TravelPassClaims &p) { p.conditions[0].type = Condition::Type(0); });
        air("condition of nothing", [](TravelPassClaims &p) { p.conditions[0].reference.clear(); });
        air("condition of 65 bytes", [](TravelPassClaims &p) { p.conditions[0].reference = QString(65, QLatin1Char('x')); });
        air("condition of more than a year", [](TravelPassClaims &p) { p.conditions[0].maxAge = 31536001; });
        air("condition of a negative age", [](TravelPassClaims &p) { p.conditions[0].maxAge = -1; });

        QTest::newRow("goods vehicle without a plate") << with<TravelPassClaims>(samplePass(), [](TravelPassClaims &p) { p.kind = PassKind::GoodsVehicle; });

        const auto residence = [](const char *name, const std::function<void(ResidenceStatusClaims &)> &spoil) {
            QTest::addRow("residence: %s", name) << with(sampleResidence(), spoil);
        };
        residence("as of no day", [](ResidenceStatusClaims &r) { r.asOf = 20261131; });
        residence("as of a month", [](ResidenceStatusClaims &r) { r.asOf = 20261100; });
        residence("as of the day after tomorrow", [](ResidenceStatusClaims &r) { r.asOf = 20261123; });
        residence("an address of nothing", [](ResidenceStatusClaims &r) { r.current->text.clear(); });
        residence("a ward of four digits", [](ResidenceStatusClaims &r) { r.permanent->place->ward = QStringLiteral("0004"); });
        residence("a household without a number", [](ResidenceStatusClaims &r) { r.household->number.clear(); });
        residence("a household number of 17 bytes", [](ResidenceStatusClaims &r) { r.household->number = QString(17, QLatin1Char('1')); });
        residence("relation 0", [](ResidenceStatusClaims &r) { r.household->relation = 0; });
        residence("relation 100", [](ResidenceStatusClaims &r) { r.household->relation = 100; });
        residence("a household of nobody", [](ResidenceStatusClaims &r) { r.household->count = 0; });
        residence("a household of 100", [](ResidenceStatusClaims &r) { r.household->count = 100; });
        residence("evidence", [](ResidenceStatusClaims &r) { r.evidence = 16; });

        const auto receipt = [](const char *name, const std::function<void(ReceiptClaims &)> &spoil) {
            QTest::addRow("receipt: %s", name) << with(sampleReceipt(), spoil);
        };
        receipt("ten members", [](ReceiptClaims &r) { r.members = QList<Member>(10, r.members.first()); });
        receipt("a member without a name", [](ReceiptClaims &r) { r.members[0].fullName.clear(); });
        receipt("a member of no relation", [](ReceiptClaims &r) { r.members[0].relation = 0; });
        receipt("a member of relation 100", [](ReceiptClaims &r) { r.members[1].relation = 100; });
        receipt("a member born in month 13", [](ReceiptClaims &r) { r.members[1].birthDate = 20151300; });

        const auto print = [](const char *name, const AnyClaims &original, const std::function<void(PrintedCopyClaims &)> &spoil) {
            QTest::addRow("print: %s", name) << with(printedCopyOf(claimsOf(original)), spoil);
        };
        print("of a copy", samplePass(), [](PrintedCopyClaims &p) { p.copyOf = CredentialType::PrintedCopy; });
        print("of a type to come", samplePass(), [](PrintedCopyClaims &p) { p.copyOf = CredentialType(65006); });
        print("kind 7", samplePass(), [](PrintedCopyClaims &p) { p.code = 7; });
        print("a pass without a place", samplePass(), [](PrintedCopyClaims &p) { p.to.reset(); });
        print("a pass without its end", samplePass(), [](PrintedCopyClaims &p) { p.validTo.reset(); });
        print("a pass that ends before it starts", samplePass(), [](PrintedCopyClaims &p) { std::swap(p.validFrom, p.validTo); });
        print("a pass after the token", samplePass(), [](PrintedCopyClaims &p) { p.validTo = midnight + 31 * aDay; });
        print("a label of 65 bytes", samplePass(), [](PrintedCopyClaims &p) { p.label = QString(65, QLatin1Char('1')); });
        print("an identity with a place", sampleIdentity(), [](PrintedCopyClaims &p) { p.from = samplePass().from; });
        print("an identity with a period", sampleIdentity(), [](PrintedCopyClaims &p) { p.validFrom = noon; });
        print("an identity with a label", sampleIdentity(), [](PrintedCopyClaims &p) { p.label = QStringLiteral("x"); });
        print("an identity of level 3", sampleIdentity(), [](PrintedCopyClaims &p) { p.code = 3; });
        print("a receipt without its code", sampleReceipt(), [](PrintedCopyClaims &p) { p.label.clear(); });
        print("a receipt of state 6", sampleReceipt(), [](PrintedCopyClaims &p) { p.code = 6; });
        print("a residence as of no day", sampleResidence(), [](PrintedCopyClaims &p) { p.code = 1; });
    }
    void whatAVerifierWouldRefuseIsNotIssued()
    {
        QFETCH(Change, change);
        const Made made = make(Parties(), change());
        QVERIFY(!made.token.has_value());
        QCOMPARE(made.token.error().code, ErrorCode::InvalidInput);
    }

    void theEdgesAreIssued_data()
    {
        QTest::addColumn<Change>("change");
        QTest::newRow("nine companions") << with<TravelPassClaims>(sampleGroupPass(9), [](TravelPassClaims &) {});
        QTest::newRow("companions of another kind of pass")
            << with<TravelPassClaims>(sampleGroupPass(), [](TravelPassClaims &p) { p.kind = PassKind::Patient; });
        QTest::newRow("four conditions of a year")
            << with<TravelPassClaims>(samplePass(), [](TravelPassClaims &p) {
                   p.conditions = QList<Condition>(4, {Condition::Type::Permit, QString(64, QLatin1Char('x')), 31536000});
               });
        QTest::newRow("a flight of three letters and four digits") << with<TravelPassClaims>(sampleFlightPass(), [](TravelPassClaims &p) {
            p.flight->carrier = QStringLiteral("HV9");
            p.flight->number = 9999;
        });
        QTest::newRow("a goods vehicle") << with<TravelPassClaims>(samplePass(), [](TravelPassClaims &p) {
            p.kind = PassKind::GoodsVehicle;
            p.vehiclePlate = QString(16, QLatin1Char('1'));
        });
        QTest::newRow("as of tomorrow") << with<ResidenceStatusClaims>(sampleResidence(), [](ResidenceStatusClaims &r) { r.asOf = 20261122; });
        QTest::newRow("a residence without addresses") << with<ResidenceStatusClaims>(sampleResidence(), [](ResidenceStatusClaims &r) {
            r.permanent.reset();
            r.current.reset();
            r.household.reset();
            r.evidence = 0;
        });
        QTest::newRow("nine members of relation 99")
            << with<ReceiptClaims>(sampleReceipt(), [](ReceiptClaims &r) { r.members = QList<Member>(9, {QStringLiteral("A"), 20150000, 99}); });
        QTest::newRow("a household of 99") << with<ResidenceStatusClaims>(sampleResidence(), [](ResidenceStatusClaims &r) {
            r.household = Household{QString(16, QLatin1Char('1')), 99, 99};
        });
    }
    void theEdgesAreIssued()
    {
        QFETCH(Change, change);
        const Made made = make(Parties(), change());
        QVERIFY(made.credential.has_value());
    }

    void longNamesBesideTheHoldersAreShortened()
    {
        TravelPassClaims pass = sampleGroupPass();
        pass.companions[0].fullName = QStringLiteral("TRẦN THỊ MẪU ").repeated(9).trimmed();
        const QString shown = claimsOf(pass).companions.value(0).fullName;
        QVERIFY(shown.endsWith(QStringLiteral("…")) && shown.toUtf8().size() <= 64 && shown.toUtf8().size() > 55);
        ReceiptClaims receipt = sampleReceipt();
        receipt.members[0].fullName = pass.companions[0].fullName;
        QCOMPARE(claimsOf(receipt).members.value(0).fullName, shown);
    }

    // As the page has them, byte for byte: arrays, because a map for each companion would not fit nine in one code.
    void listsAreArraysOfArrays()
    {
        using namespace raw;
        QCOMPARE(cbor::encode(encode(QList<Companion>{{QStringLiteral("A"), 20100000}})), array({array({raw::text("A"), integer(20100000)})}));
        QCOMPARE(cbor::encode(encode(QList<Member>{{QStringLiteral("A"), 20100000, 53}})), array({array({raw::text("A"), integer(20100000), integer(53)})}));
        QCOMPARE(cbor::encode(encode(Household{QStringLiteral("1"), 2, 3})),
                 map({{integer(1), raw::text("1")}, {integer(2), integer(2)}, {integer(3), integer(3)}}));
        const QList<cbor::Value::Pair> shown = encodeShown(sampleFlightPass());
        const cbor::Value all = cbor::Value::map(shown);
        QCOMPARE(cbor::encode(*all.find(5)), array({raw::text("VN"), integer(123), integer(20261121), raw::text("HAN"), raw::text("DAD")}));
        QCOMPARE(cbor::encode(*all.find(9)),
                 array({array({integer(1), raw::text("TC-0001"), integer(0)}), array({integer(2), raw::text("XN-0002"), integer(259200)})}));
    }

    void anArrayOfAnotherLengthIsRefused_data()
    {
        QTest::addColumn<QByteArray>("companions");
        QTest::addColumn<bool>("good");
        using namespace raw;
        const QByteArray one = array({raw::text("A"), integer(20100000)});
        QTest::newRow("one") << array({one}) << true;
        QTest::newRow("two") << array({one, one}) << true;
        QTest::newRow("none") << array({}) << false;
        QTest::newRow("a companion too short") << array({one, array({raw::text("A")})}) << false;
        QTest::newRow("a companion too long") << array({array({raw::text("A"), integer(20100000), integer(1)})}) << false;
        QTest::newRow("parts exchanged") << array({array({integer(20100000), raw::text("A")})}) << false;
        QTest::newRow("a map") << map({{integer(1), one}}) << false;
        QTest::newRow("a map for a companion") << array({map({{integer(1), raw::text("A")}, {integer(2), integer(20100000)}})}) << false;
        QTest::newRow("a text") << raw::text("A") << false;
        QTest::newRow("a tag") << tag(60, array({one})) << false;
    }
    void anArrayOfAnotherLengthIsRefused()
    {
        QFETCH(QByteArray, companions);
        QFETCH(bool, good);
        const auto value = cbor::decode(companions);
        QVERIFY(value.has_value());
        QCOMPARE(decodeCompanions(*value).has_value(), good);
    }

    void everyPrefixOfEveryTypeIsRefused()
    {
        for (const Sample &each : samples()) {
            const Made made = make(Parties(), each.claims, sampleStatus());
            QVERIFY(made.credential.has_value());
            for (qsizetype size = 0; size < made.token->size(); ++size)
                QVERIFY2(!parseCredential(QByteArrayView(*made.token).first(size)), each.name);
        }
    }

    void aStatusReferenceIsIssuedAndRead()
    {
        const Made made = make(Parties(), sampleResidence(), sampleStatus());
        QVERIFY(made.credential.has_value());
        QVERIFY(made.credential->claims.status == sampleStatus());
        QVERIFY(!claimsOf(sampleResidence()).status);
        QVERIFY(make(Parties(), samplePass(), StatusReference{0, "https://a"}).credential.has_value());
        QVERIFY(make(Parties(), samplePass(), StatusReference{0x7fffffff, "https://" + QByteArray(56, 'x')}).credential.has_value());
        for (const StatusReference &bad : {StatusReference{-1, "https://a"}, StatusReference{qint64(1) << 31, "https://a"}, StatusReference{1, {}},
                                           StatusReference{1, "https://"}, StatusReference{1, "http://a"}, StatusReference{1, "https://a b"},
                                           StatusReference{1, "https://\xc4\x83"}, StatusReference{1, "https://\xff"},
                                           StatusReference{1, "https://" + QByteArray(57, 'x')}})
            QVERIFY2(!make(Parties(), samplePass(), bad).token, bad.uri.constData());
    }

    void whatCouldNotBeRevokedIsNotIssuedWhereThatCounts_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<bool>("without");
        const auto lasting = [](qint64 seconds) {
            return with<TravelPassClaims>(samplePass(), [seconds](TravelPassClaims &p) { p.validTo = p.validFrom + seconds; });
        };
        QTest::newRow("a pass of a day") << lasting(aDay) << true;
        QTest::newRow("a pass of a day and a second") << lasting(aDay + 1) << false;
        QTest::newRow("a printed pass of a day") << Change([lasting] { return printedCopyOf(claimsOf(lasting(aDay)())); }) << true;
        QTest::newRow("a printed pass of more") << Change([lasting] { return printedCopyOf(claimsOf(lasting(aDay + 1)())); }) << false;
        QTest::newRow("an identity") << Change([] { return sampleIdentity(); }) << false;
        QTest::newRow("a residence status") << Change([] { return sampleResidence(); }) << false;
        QTest::newRow("a receipt") << Change([] { return sampleReceipt(); }) << false;
    }
    void whatCouldNotBeRevokedIsNotIssuedWhereThatCounts()
    {
        QFETCH(Change, change);
        QFETCH(bool, without);
        Parties parties;
        const auto issued = [&](IssueRequest::StatusPolicy policy, const std::optional<StatusReference> &status) {
            CountingRandom random;
            IssueRequest request = sampleRequest(parties);
            request.statusPolicy = policy;
            request.status = status;
            return std::visit([&](const auto &each) { return issue(request, each, *parties.issuer, random, FixedClock(noon)); }, change()).has_value();
        };
        QVERIFY(issued(IssueRequest::StatusPolicy::Optional, {}));
        QVERIFY(issued(IssueRequest::StatusPolicy::Required, sampleStatus()));
        QCOMPARE(issued(IssueRequest::StatusPolicy::Required, {}), without);
    }

    void textsThatMayBeShown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("may");
        const auto row = [](const char *name, const QString &text, bool may) { QTest::newRow(name) << text << may; };
        const QString outside = QString::fromUcs4(U"\U00020300"); // four bytes
        row("a name", QStringLiteral("NGUYỄN VĂN MẪU"), true);
        row("64 bytes of ASCII", QString(64, u'A'), true);
        row("65 bytes of ASCII", QString(65, u'A'), false);
        row("64 bytes, two a letter", QString(32, u'đ'), true);
        row("65 bytes, one more", QString(32, u'đ') + u'A', false);
        row("64 bytes, three a letter", QString(21, u'Ễ') + u'A', true);
        row("66 bytes, three a letter", QString(22, u'Ễ'), false);
        row("64 bytes beyond the BMP", outside.repeated(16), true);
        row("65 bytes beyond the BMP", outside.repeated(16) + u'A', false);
        row("nothing", QString(), false);
        row("not composed", QStringLiteral("NGUYE\u0302\u0303N"), false);
        row("a control", QStringLiteral("A\u0007"), false);
        row("the last of ASCII", QStringLiteral("A\u007F"), false);
        row("a line break", QStringLiteral("A\nB"), false);
        row("another direction", QStringLiteral("Đ\u202EB"), false);
        row("no width", QStringLiteral("A\u200BB"), false);
        row("a line separator", QStringLiteral("A\u2028B"), false);
        row("somebody's own", QStringLiteral("A\uE000"), false);
        row("nobody's", QStringLiteral("A\u0378"), false);
        row("beyond the BMP, a tag", QStringLiteral("A") + QString::fromUcs4(U"\U000E0041"), false);
        row("the first half of a letter", QStringLiteral("A") + QChar(0xD840), false);
        row("the second half", QChar(0xDF00) + QStringLiteral("A"), false);
    }
    void textsThatMayBeShown()
    {
        QFETCH(QString, text);
        QFETCH(bool, may);
        QCOMPARE(isShownText(text), may);
    }
};

DD_TEST(TestClaimShapes)
#include "test_claim_shapes.moc"
