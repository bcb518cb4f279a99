// What comes of each thing that a verdict depends on (docs/formats.md §5, verdict).
#include "tests/core/negative_table.h"

namespace dd::test {

using credential::CredentialType;
using trust::HolderState;
using trust::Overall;
using trust::SignatureState;
using trust::StatusState;
using trust::Step;
using trust::ValidityState;

QList<OutcomeRow> outcomeRows()
{
    using namespace raw;
    using Cache = trust::ReplayCache::Answer;
    QList<OutcomeRow> rows;
    const auto row = [&rows](const QByteArray &name, const Outcome &expected, const Spoiling &change) { rows.append({name, expected, change}); };
    constexpr auto good = SignatureState::Valid;
    constexpr auto current = ValidityState::Current;
    constexpr auto unasked = HolderState::NotChecked;
    constexpr auto unknown = StatusState::Unknown;
    row("open", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &) {});
    row("open, with a status", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}},
        [](PostScene &s) { s.withStatus(StatusState::Good); });
    row("open, held", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}},
        [](PostScene &s) { s.cache.answer = Cache::Held; });
    row("an answer", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &s) { s.answer(); });
    row("an answer while the cache is unsure", {Overall::Valid, good, current, HolderState::Proven, StatusState::Good, Step::None, {}}, [](PostScene &s) {
        s.answer();
        s.cache.answer = Cache::Unsure;
    });

    row("grammar", {Overall::Invalid, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Type, ErrorCode::CredentialMalformed},
        [](PostScene &s) { set(s.forge.bindingPayload, 8, integer(1)); });
    row("an unknown type",
        {Overall::CannotCheck, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Type, ErrorCode::CredentialTypeUnsupported},
        [](PostScene &s) { set(s.forge.payload, 11, integer(65006)); });
    for (const int type : {1, 65000})
        row("an unknown type, " + QByteArray::number(type),
            {Overall::CannotCheck, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Type, ErrorCode::CredentialTypeUnsupported},
            [type](PostScene &s) { set(s.forge.payload, 11, integer(type)); });
    const auto untrusted = [&row](const QByteArray &name, const Spoiling &change) {
        row(name, {Overall::CannotCheck, SignatureState::UnknownIssuer, ValidityState::NotChecked, unasked, unknown, Step::Issuer, ErrorCode::IssuerUntrusted},
            change);
    };
    untrusted("no trust list", [](PostScene &s) { s.list = nullptr; });
    untrusted("nobody is trusted", [](PostScene &s) { s.parties.trust.issuers.clear(); });
    untrusted("another iss", [](PostScene &s) { s.parties.trust.issuers[0].issuer = QStringLiteral("XX"); });
    untrusted("another kid", [](PostScene &s) { s.parties.trust.issuers[0].keyId = QByteArray(8, 'k'); });
    untrusted("an issuer that is not trusted for this type", [](PostScene &s) { s.parties.trust.issuers[0].types = {65001, 65004}; });
    untrusted("an issuer whose key had expired at iat", [](PostScene &s) { s.parties.trust.issuers[0].expires = midnight; });
    untrusted("an issuer whose key was not yet good at iat", [](PostScene &s) { s.parties.trust.issuers[0].notBefore = midnight + 1; });
    row("an old trust list",
        {Overall::CannotCheck, SignatureState::NotChecked, ValidityState::NotChecked, unasked, unknown, Step::Issuer, ErrorCode::TrustListOutdated},
        [](PostScene &s) { s.parties.trust.nextUpdate = noon - trust::trustListGrace - 1; });
    row("the issuer's signature",
        {Overall::Invalid, SignatureState::Invalid, ValidityState::NotChecked, unasked, unknown, Step::IssuerSignature, ErrorCode::IssuerSignatureInvalid},
        [](PostScene &s) { s.parties.trust.issuers.first().key = makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey(); });
    row("the holder's signature",
        {Overall::Invalid, good, ValidityState::NotChecked, unasked, unknown, Step::HolderSignature, ErrorCode::HolderSignatureInvalid},
        [](PostScene &s) { s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77); });
    row("expired", {Overall::Invalid, good, ValidityState::Expired, unasked, unknown, Step::Times, ErrorCode::CredentialExpired},
        [](PostScene &s) { set(s.forge.shown, 7, integer(noon - 1000)); });
    row("not yet", {Overall::Invalid, good, ValidityState::NotYet, unasked, unknown, Step::Times, ErrorCode::CredentialNotYetValid},
        [](PostScene &s) { set(s.forge.shown, 6, integer(noon + 1000)); });
    row("issued tomorrow", {Overall::Invalid, good, ValidityState::NotYet, unasked, unknown, Step::Times, ErrorCode::CredentialNotYetValid},
        [](PostScene &s) {
            set(s.forge.payload, 5, integer(midnight + aDay));
            set(s.forge.payload, 6, integer(midnight + aDay));
        });
    row("a demonstration among genuine ones", {Overall::CannotCheck, good, current, unasked, unknown, Step::Times, ErrorCode::CredentialForShow},
        [](PostScene &s) { set(s.forge.shown, 8, integer(credential::EvidenceDemo)); });
    row("another audience", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience},
        [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("quay-mau-02")); });
    row("stale", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::PresentationStale},
        [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon - 91)); });
    row("of the future", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::PresentationFromFuture},
        [](PostScene &s) { set(s.forge.bindingPayload, 6, integer(noon + 61)); });
    row("stale, by our own clock", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::CounterClockWrong},
        [](PostScene &s) {
            set(s.forge.bindingPayload, 6, integer(noon + 500));
            s.parties.trust.issued = noon + 400; // signed by the root, and of the future
        });
    row("new only by our own clock, which is behind",
        {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::CounterClockWrong},
        [](PostScene &s) { s.parties.trust.issued = noon + 400; });
    row("stale, by the holder's clock", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::HolderClockWrong},
        [](PostScene &s) {
            s.clocks.note("another phone", noon);
            set(s.forge.bindingPayload, 6, integer(noon + 500));
        });
    row("stale, by either clock", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::ClocksApart},
        [](PostScene &s) {
            set(s.forge.bindingPayload, 6, integer(noon - 500));
            QCOMPARE(s.verdict().error->code, ErrorCode::PresentationStale); // of one code alone: it may be an old picture
            s.clock.advance(20);
            set(s.forge.bindingPayload, 6, integer(noon - 480));
        });
    row("an answer too late", {Overall::CannotCheck, good, current, HolderState::Stale, unknown, Step::Freshness, ErrorCode::ChallengeAnswerLate},
        [](PostScene &s) {
            s.answer();
            s.clock.advance(121);
        });
    row("an answer to nothing of ours", {Overall::Invalid, good, current, unasked, unknown, Step::Freshness, ErrorCode::WrongAudience}, [](PostScene &s) {
        s.answer();
        set(s.forge.bindingPayload, 39, raw::bytes(QByteArray(16, 'x')));
    });
    row("an answer to a challenge for another type", {Overall::Invalid, good, current, unasked, unknown, Step::Freshness, ErrorCode::WrongAudience},
        [](PostScene &s) {
            s.answer();
            set(s.forge.payload, 11, integer(65001));
            s.forge.shown = {{integer(1), integer(2)}, {integer(2), integer(1)}};
        });
    row("an answer with a cti", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience},
        [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("quay-mau-01")); });
    row("an open code with a nonce", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience}, [](PostScene &s) {
        s.answer();
        set(s.forge.bindingPayload, 3, raw::text("vn:counter"));
    });
    row("disclosures", {Overall::Invalid, good, current, unasked, unknown, Step::Disclosures, ErrorCode::CredentialMalformed},
        [](PostScene &s) { s.forge.presented.append(s.forge.sub); });
    row("revoked", {Overall::Invalid, good, current, unasked, StatusState::Revoked, Step::Status, ErrorCode::CredentialRevoked},
        [](PostScene &s) { s.withStatus(StatusState::Revoked); });
    row("suspended", {Overall::Invalid, good, current, unasked, StatusState::Suspended, Step::Status, ErrorCode::CredentialSuspended},
        [](PostScene &s) { s.withStatus(StatusState::Suspended); });
    row("a status nobody knows", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
        [](PostScene &s) { s.withStatus(StatusState::Unknown); });
    row("a status that means nothing here", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
        [](PostScene &s) { s.withList(3, "https://status.example/1"); });
    row("revoked by a list that is held", {Overall::Invalid, good, current, unasked, StatusState::Revoked, Step::Status, ErrorCode::CredentialRevoked},
        [](PostScene &s) { s.withList(1, "https://status.example/1"); });
    row("a status list past its end", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
        [](PostScene &s) { s.withList(0, "https://status.example/1", noon); });
    row("a status list that is not held", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
        [](PostScene &s) { s.withList(0, "https://status.example/2"); });
    row("a status list by a key that was dropped", {Overall::CannotCheck, good, current, unasked, unknown, Step::Status, ErrorCode::StatusNotChecked},
        [](PostScene &s) {
            s.withList(0, "https://status.example/1");
            s.parties.trust.issuers.first().status->keys = {makeSigner(crypto::Algorithm::Ed25519, 67)->publicKey()};
        });
    row("beyond the end of the status list", {Overall::Invalid, good, current, unasked, unknown, Step::Status, ErrorCode::CredentialMalformed},
        [](PostScene &s) { s.withList(4, "https://status.example/1"); });
    row("a status list under another's prefix", {Overall::Invalid, good, current, unasked, unknown, Step::Status, ErrorCode::CredentialMalformed},
        [](PostScene &s) { s.withList(0, "https://other.example/1"); });
    row("the post's rule", {Overall::Invalid, good, current, unasked, StatusState::Good, Step::Rule, ErrorCode::PostRuleNotMet},
        [](PostScene &s) { s.rule.types = {CredentialType::Identity}; });
    const auto ruled = [&row](const QByteArray &name, const Spoiling &change) {
        row(name, {Overall::Invalid, good, current, unasked, StatusState::Good, Step::Rule, ErrorCode::PostRuleNotMet}, change);
    };
    ruled("the post's rule: a plate", [](PostScene &s) { s.rule.needsPlate = true; });
    ruled("the post's rule: from or to here", [](PostScene &s) { s.rule.here = credential::Place{QStringLiteral("48"), {}, 20250701}; });
    ruled("the post's rule: level 2", [](PostScene &s) {
        set(s.forge.payload, 11, integer(65001));
        s.forge.shown = {{integer(1), integer(1)}, {integer(2), integer(1)}};
        s.rule.leastLevel = 2;
    });
    row("the post's rule under another table of places",
        {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Rule, ErrorCode::PostRuleNotChecked},
        [](PostScene &s) { s.rule.here = credential::Place{QStringLiteral("01"), {}, 20200101}; });
    row("replayed", {Overall::Invalid, good, current, HolderState::Replayed, StatusState::Good, Step::Replay, ErrorCode::PresentationReplayed},
        [](PostScene &s) { s.cache.answer = Cache::Replayed; });
    row("an unsure cache", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::ReplayNotChecked},
        [](PostScene &s) { s.cache.answer = Cache::Unsure; });
    row("an answer used", {Overall::Invalid, good, current, HolderState::Replayed, StatusState::Good, Step::Replay, ErrorCode::PresentationReplayed},
        [](PostScene &s) {
            s.answer();
            QCOMPARE(s.book.take(s.answerNonce, CredentialType::TravelPass, "another"), trust::ChallengeBook::Answer::Ours);
        });

    row("on paper", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
        [](PostScene &s) { s.print(); });
    row("on paper, of last month", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
        [](PostScene &s) {
            s.print();
            set(s.forge.bindingPayload, 6, integer(noon - 30 * aDay));
        });
    row("on paper, seen before", {Overall::CannotCheck, good, current, unasked, StatusState::Good, Step::Replay, ErrorCode::PrintedCopyHolderUnknown},
        [](PostScene &s) {
            s.print();
            s.cache.answer = Cache::Replayed;
        });
    row("on paper, revoked", {Overall::Invalid, good, current, unasked, StatusState::Revoked, Step::Status, ErrorCode::CredentialRevoked},
        [](PostScene &s) {
            s.print();
            s.withStatus(StatusState::Revoked);
        });
    row("on paper, expired", {Overall::Invalid, good, ValidityState::Expired, unasked, unknown, Step::Times, ErrorCode::CredentialExpired},
        [](PostScene &s) {
            s.print();
            set(s.forge.payload, 4, integer(noon - 1000));
        });
    row("on paper, changed",
        {Overall::Invalid, good, ValidityState::NotChecked, unasked, unknown, Step::HolderSignature, ErrorCode::HolderSignatureInvalid}, [](PostScene &s) {
            s.print();
            s.parties.holder = makeSigner(crypto::Algorithm::Esp256, 77);
        });
    row("paper on a screen", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience}, [](PostScene &s) {
        s.print();
        set(s.forge.bindingPayload, 3, raw::text("vn:counter"));
    });
    row("paper as an answer", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience}, [](PostScene &s) {
        s.print();
        s.answer();
    });
    row("a pass for print", {Overall::Invalid, good, current, unasked, unknown, Step::Audience, ErrorCode::WrongAudience},
        [](PostScene &s) { set(s.forge.bindingPayload, 3, raw::text("vn:print")); });
    return rows;
}

} // namespace dd::test
