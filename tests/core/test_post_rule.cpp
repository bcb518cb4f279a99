// What a post wants beyond a genuine credential, and where that stands among the steps.
#include "core/trust/post_rule.h"
#include "tests/core/judge.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::Claims;
using credential::CredentialType;
using credential::Place;
using trust::PostRule;
using Kind = trust::RuleAnswer::Kind;

namespace {

Claims passClaims(const credential::TravelPassClaims &pass)
{
    Claims claims;
    claims.type = CredentialType::TravelPass;
    claims.pass = pass;
    claims.person = samplePerson();
    return claims;
}

Claims identityClaims(int level)
{
    Claims claims;
    claims.type = CredentialType::Identity;
    claims.level = level;
    claims.person = samplePerson();
    return claims;
}

Claims onPaper(const Claims &original)
{
    Claims claims;
    claims.type = CredentialType::PrintedCopy;
    claims.printed = credential::printedCopyOf(original);
    return claims;
}

Place place(const char *province, const char *ward = "", int table = 20250701)
{
    return {QLatin1String(province), QLatin1String(ward), table};
}

} // namespace

class TestPostRule : public QObject
{
    Q_OBJECT
private slots:
    void theRule_data()
    {
        QTest::addColumn<PostRule>("rule");
        QTest::addColumn<Claims>("claims");
        QTest::addColumn<Kind>("kind");
        const auto row = [](const char *name, const PostRule &rule, const Claims &claims, Kind kind) {
            QTest::newRow(name) << rule << claims << kind;
            QTest::addRow("%s, on paper", name) << rule << onPaper(claims) << kind;
        };
        const Claims pass = passClaims(samplePass()); // from ward 00004 of 01 to 15
        credential::TravelPassClaims driven = samplePass();
        driven.vehiclePlate = QStringLiteral("29A-000.00");
        row("no rule", {}, pass, Kind::Met);
        row("a type it takes", {{CredentialType::TravelPass}}, pass, Kind::Met);
        row("a type it does not take", {{CredentialType::Identity}}, pass, Kind::NotMet);
        row("the level", {{}, 2}, identityClaims(2), Kind::Met);
        row("below the level", {{}, 2}, identityClaims(1), Kind::NotMet);
        row("a pass has no level", {{}, 2}, pass, Kind::Met);
        row("from this province", {{}, 0, place("01")}, pass, Kind::Met);
        row("from this ward", {{}, 0, place("01", "00004")}, pass, Kind::Met);
        row("from another ward", {{}, 0, place("01", "00008")}, pass, Kind::NotMet);
        row("to this province, whatever ward", {{}, 0, place("15", "04375")}, pass, Kind::Met);
        row("another province", {{}, 0, place("48")}, pass, Kind::NotMet);
        row("another table", {{}, 0, place("01", "", 20240101)}, pass, Kind::CannotTell);
        row("an identity goes nowhere", {{}, 0, place("48")}, identityClaims(1), Kind::Met);
        row("no plate", {{}, 0, {}, true}, pass, Kind::NotMet);
        row("a plate", {{}, 0, {}, true}, passClaims(driven), Kind::Met);
        row("a flight is no plate", {{}, 0, {}, true}, passClaims(sampleFlightPass()), Kind::NotMet);
    }
    void theRule()
    {
        QFETCH(PostRule, rule);
        QFETCH(Claims, claims);
        QFETCH(Kind, kind);
        const trust::RuleAnswer answer = trust::judgeRule(rule, claims);
        QCOMPARE(answer.kind, kind);
        QCOMPARE(answer.detail.isEmpty(), kind == Kind::Met);
    }

    void inAVerdict_data()
    {
        QTest::addColumn<PostRule>("rule");
        QTest::addColumn<trust::Overall>("overall");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("met") << PostRule{{CredentialType::TravelPass}} << trust::Overall::Valid << ErrorCode::SelfTestFailed;
        QTest::newRow("not met") << PostRule{{CredentialType::Identity}} << trust::Overall::Invalid << ErrorCode::PostRuleNotMet;
        QTest::newRow("cannot tell") << PostRule{{}, 0, place("01", "", 20240101)} << trust::Overall::CannotCheck << ErrorCode::PostRuleNotChecked;
    }
    void inAVerdict()
    {
        QFETCH(PostRule, rule);
        QFETCH(trust::Overall, overall);
        QFETCH(ErrorCode, code);
        Parties parties;
        const FixedClock clock(noon);
        SpyReplayCache cache;
        const trust::Verdict verdict = trust::Verifier({.replay = cache, .trust = &parties.trust, .rule = &rule}, clock).verify(Forge(parties).presentation());
        const bool valid = overall == trust::Overall::Valid;
        QCOMPARE(verdict.overall, overall);
        QCOMPARE(verdict.failedStep, valid ? trust::Step::None : trust::Step::Rule);
        QVERIFY(verdict.error ? verdict.error->code == code : valid);
        // Who is turned away by a rule has not used the code up: the next post may take it.
        QCOMPARE(cache.asked, valid ? 1 : 0);
        QVERIFY(verdict.claims.has_value());
    }
};

DD_TEST(TestPostRule)
#include "test_post_rule.moc"
