// The verdict as a table (docs/formats.md §5): what comes of each way to fail, and that the first step that fails is the one named.
#include "tests/core/negative_table.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::CredentialType;
using trust::Overall;
using trust::StatusState;
using trust::Step;

namespace {

// One way to fail at each step; none of them stands in the way of another.
QList<std::pair<Step, Spoiling>> failures()
{
    using namespace raw;
    return {
        {Step::Prefix, [](PostScene &s) { s.anotherPrefix = true; }},
        {Step::Base45, [](PostScene &s) { s.notBase45 = true; }},
        {Step::Size, [](PostScene &s) { s.tooLong = true; }},
        {Step::Cbor, [](PostScene &s) { s.more = QByteArray(1, '\0'); }},
        {Step::Type, [](PostScene &s) { set(s.forge.bindingHeader, 16, integer(293)); }},
        {Step::Issuer, [](PostScene &s) { s.parties.trust.issuers.first().types.clear(); }},
        {Step::IssuerSignature, [](PostScene &s) { s.parties.trust.issuers.first().key = makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey(); }},
        {Step::HolderKey, [](PostScene &s) { set(s.forge.payload, 8, map({{integer(5), raw::bytes(QByteArray(32, 't'))}})); }},
        {Step::HolderSignature, [](PostScene &s) { s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77); }},
        {Step::Times, [](PostScene &s) { set(s.forge.shown, 7, integer(noon - 1000)); }},
        {Step::Audience, [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("vn:gate")); }},
        {Step::Freshness, [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon - 500)); }},
        {Step::Disclosures, [](PostScene &s) { s.forge.presented.append(s.forge.sub); }},
        {Step::Status, [](PostScene &s) { s.withStatus(StatusState::Revoked); }},
        {Step::Rule, [](PostScene &s) { s.rule.types = {CredentialType::Identity}; }},
        {Step::Replay, [](PostScene &s) { s.cache.answer = trust::ReplayCache::Answer::Replayed; }},
    };
}

} // namespace

class TestVerdictTable : public QObject
{
    Q_OBJECT
private slots:
    void everyOutcome_data()
    {
        QTest::addColumn<Spoiling>("change");
        QTest::addColumn<Outcome>("expected");
        for (const OutcomeRow &row : outcomeRows())
            QTest::newRow(row.name.constData()) << row.change << row.expected;
    }
    void everyOutcome()
    {
        QFETCH(Spoiling, change);
        QFETCH(Outcome, expected);
        PostScene scene;
        change(scene);
        const trust::Verdict verdict = scene.verdict();
        QCOMPARE(trust::name(verdict.failedStep), trust::name(expected.step));
        QCOMPARE(verdict.overall, expected.overall);
        QCOMPARE(verdict.signature, expected.signature);
        QCOMPARE(verdict.validity, expected.validity);
        QCOMPARE(verdict.holder, expected.holder);
        QCOMPARE(verdict.status, expected.status);
        QCOMPARE(verdict.error ? std::optional(verdict.error->code) : std::nullopt, expected.code);
    }

    // What paper says is shown, by whom it was signed too: only its bearer is unknown.
    void aPrintedCopyIsShownAndLeavesNoTrace()
    {
        PostScene scene;
        scene.print();
        const trust::Verdict verdict = scene.verdict();
        QCOMPARE(verdict.mode, trust::Mode::Print);
        QVERIFY(verdict.claims && verdict.claims->printed);
        QCOMPARE(verdict.claims->person->fullName, samplePerson().fullName);
        QCOMPARE(verdict.issuerName, QStringLiteral("Cơ quan cấp mẫu"));
        QCOMPARE(scene.cache.asked, 0);
    }

    void theFirstStepThatFailsIsNamed_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        const auto all = failures();
        for (int first = 0; first < all.size(); ++first) {
            for (int second = first; second < all.size(); ++second)
                QTest::addRow("%s, %s", qPrintable(trust::name(all[first].first)), qPrintable(trust::name(all[second].first))) << first << second;
        }
    }
    void theFirstStepThatFailsIsNamed()
    {
        QFETCH(int, first);
        QFETCH(int, second);
        const auto all = failures();
        PostScene scene;
        QCOMPARE(scene.verdict().overall, Overall::Valid);
        all[first].second(scene);
        if (second != first)
            all[second].second(scene);
        // One exception: a text that is too long for a code is not decoded to see whether it could have been one.
        const bool unread = all[first].first == Step::Base45 && all[second].first == Step::Size;
        QCOMPARE(trust::name(scene.verdict().failedStep), trust::name(unread ? Step::Size : all[first].first));
    }

    void everyStepHasAFailure()
    {
        QSet<Step> steps;
        for (const auto &[step, change] : failures())
            steps.insert(step);
        QCOMPARE(steps.size(), static_cast<int>(Step::Replay)); // all but None
    }
};

DD_TEST(TestVerdictTable)
#include "test_verdict_table.moc"
