// A post, a code before it, and everything that its verdict depends on: good until a row spoils it.
#pragma once

#include "tests/core/judge.h"

namespace dd::test {

// Everything that a verdict says but whom it is about.
struct Outcome
{
    trust::Overall overall;
    trust::SignatureState signature;
    trust::ValidityState validity;
    trust::HolderState holder;
    trust::StatusState status;
    trust::Step step;
    std::optional<ErrorCode> code;
};

struct PostScene
{
    PostScene()
    {
        const auto code = book.ask({{credential::CredentialType::TravelPass, {credential::Group::Person}}}, credential::Purpose::Checkpoint, {}, nullptr);
        answerNonce = code ? code->answerNonce : QByteArray();
    }
    void withStatus(trust::StatusState state)
    {
        raw::set(forge.payload, 65535, statusAt(7, "https://status.example/1"));
        scripted = trust::StatusAnswer{state, 60};
    }
    // A list of four entries that the issuer signed and this post holds, and the pass's place in it.
    void withList(qint64 index, const QByteArray &uri, qint64 expires = noon + aDay)
    {
        const QByteArray held("https://status.example/1");
        const auto key = makeSigner(crypto::Algorithm::Ed25519, 66);
        parties.trust.issuers.first().status = trust::StatusIssuer{{key->publicKey()}, "https://status.example/"};
        const auto list = trust::signStatusList({held, noon - 300, expires, 900, 2, QByteArray(1, '\xe4')}, *key); // 0, 1, 2, 3
        QVERIFY(list && store.offer(*list, held, parties.trust.issuers.first()));
        raw::set(forge.payload, 65535, statusAt(index, uri));
        lists = &store;
    }
    void print()
    {
        using namespace raw;
        set(forge.payload, 11, integer(65005));
        forge.shown = {{integer(1), integer(65001)}, {integer(2), integer(1)}};
        set(forge.bindingPayload, 3, raw::text("vn:print"));
    }
    void answer()
    {
        raw::set(forge.bindingPayload, 3, raw::text("quay-mau-01"));
        raw::drop(forge.bindingPayload, 7);
        raw::set(forge.bindingPayload, 39, raw::bytes(answerNonce));
    }
    trust::Verdict verdict()
    {
        QString shown = text.isNull() ? Forge::textOf(forge.bindingToken() + more) : text;
        if (tooLong)
            shown += QStringLiteral("000").repeated(2049);
        if (notBase45)
            shown += QLatin1Char('a');
        if (anotherPrefix)
            shown[2] = QLatin1Char('2');
        const ScriptedStatus script(scripted);
        const trust::StatusSource *status = lists != nullptr ? lists : static_cast<const trust::StatusSource *>(&script);
        return trust::Verifier({cache, list, status, &book, &clocks, &rule}, clock).verify(shown);
    }

    FixedClock clock{noon};
    CountingRandom random{4};
    trust::ChallengeBook book{QStringLiteral("quay-mau-01"), random, clock};
    trust::SkewLog clocks{clock};
    QByteArray answerNonce;
    Parties parties;
    const trust::TrustList *list = &parties.trust;
    Forge forge{parties};
    SpyReplayCache cache;
    trust::PostRule rule;
    trust::StatusAnswer scripted;
    trust::StatusStore store;
    const trust::StatusSource *lists = nullptr; // none: what is scripted
    QString text;                               // instead of the forge's
    QByteArray more;
    bool tooLong = false;
    bool notBase45 = false;
    bool anotherPrefix = false;
};

using Spoiling = std::function<void(PostScene &)>;

} // namespace dd::test
