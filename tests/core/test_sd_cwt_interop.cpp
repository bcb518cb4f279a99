// The SD-CWT draft's own example tokens (ES384 issuer, ES256 holder, tag 60, sd_alg) through our engine under a policy
// that admits them, and under ours, which must not. The public halves of the published test keys are typed in here.
#include "core/credential/profile.h"
#include "core/crypto/symmetric.h"
#include "core/trust/verifier.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

using namespace dd;
using namespace dd::credential;
using namespace dd::test;
using cbor::Value;

namespace {

crypto::PublicKey draftIssuerKey()
{
    const QByteArray x = QByteArray::fromHex("c31798b0c7885fa3528fbf877e5b4c3a6dc67a5a5dc6b307b728c3725926f2abe5fb4964cd91e3948a5493f6ebb6cbbf");
    const QByteArray y = QByteArray::fromHex("8f6c7ec761691cad374c4daa9387453f18058ece58eb0a8e84a055a31fb7f9214b27509522c159e764f8711e11609554");
    const auto key = crypto::PublicKey::fromCose(
        raw::map({{raw::integer(1), raw::integer(2)}, {raw::integer(-1), raw::integer(2)}, {raw::integer(-2), raw::bytes(x)}, {raw::integer(-3), raw::bytes(y)}}));
    return key.value_or(crypto::PublicKey());
}

HeaderPolicy draftHeaders()
{
    return {{crypto::Algorithm::Es384, crypto::Algorithm::Es256}, 0, true};
}

DisclosurePolicy draftDisclosures()
{
    DisclosurePolicy policy;
    policy.arrayElements = true;
    policy.decoys = true;
    policy.nested = true;
    policy.sortedDigests = false;
    policy.allows = [](const QList<Value> &, const Value &) { return true; };
    return policy;
}

QByteArray draftFile(const char *name)
{
    return readFile(sharedDataPath(name));
}

} // namespace

class TestSdCwtInterop : public QObject
{
    Q_OBJECT
private slots:
    // The draft's text hashes a disclosure's array; its token, and so everybody who reads that, the byte string that holds it.
    void theDigestCoversTheHeadOfTheDisclosure()
    {
        DD_NEED_SHARED("qr/sd-cwt/first-disclosure.cborseq");
        const QByteArray disclosure = draftFile("qr/sd-cwt/first-disclosure.cborseq");
        const QByteArray inTheText = QByteArray::fromHex(draftFile("qr/sd-cwt/first-blinded-hash.txt").trimmed());
        QCOMPARE(crypto::sha256(disclosure), inTheText);
        const auto token = splitKeyBindingToken(draftFile("qr/sd-cwt/kbt.cbor"));
        QVERIFY(token && token->credential.disclosures.contains(disclosure));
        const QByteArray payload = cbor::encode(token->credential.payload);
        QVERIFY(payload.contains(disclosureDigest(disclosure)));
        QVERIFY(!payload.contains(inTheText));
    }

    void theDraftsKeyBindingTokenHolds()
    {
        DD_NEED_SHARED("qr/sd-cwt/kbt.cbor");
        const auto token = splitKeyBindingToken(draftFile("qr/sd-cwt/kbt.cbor"));
        QVERIFY(token.has_value());
        QVERIFY(checkHeaders(*token, draftHeaders()).has_value());
        QVERIFY(token->credential.sign1.verify(draftIssuerKey()).has_value());
        const auto holder = crypto::PublicKey::fromCose(*token->credential.payload.find(8)->find(1));
        QVERIFY(holder.has_value());
        QVERIFY(token->sign1.verify(*holder).has_value());
        QVERIFY(!token->credential.sign1.verify(*holder).has_value());

        QCOMPARE(token->credential.disclosures.size(), 3);
        const auto claims = resolveDisclosures(token->credential.payload, token->credential.disclosures, draftDisclosures());
        QVERIFY(claims.has_value());
        QCOMPARE(claims->find(501)->toText(), QStringLiteral("ABCD-123456"));
        QVERIFY(claims->find(500)->toBool());
        QCOMPARE(claims->find(502)->toArray(), (QList<Value>{Value::integer(1549560720), Value::integer(1674004740)}));
        QCOMPARE(claims->find(503)->find(QStringLiteral("region"))->toText(), QStringLiteral("ca"));
        QCOMPARE(claims->find(503)->find(QStringLiteral("country"))->toText(), QStringLiteral("us"));
        QCOMPARE(claims->find(503)->toMap().size(), 2);
        QVERIFY(claims->findSimple(59) == nullptr);
        QCOMPARE(token->payload.find(3)->toText(), QStringLiteral("https://verifier.example/app"));
    }

    void theIssuersTokenDisclosesEverything()
    {
        DD_NEED_SHARED("qr/sd-cwt/issuer_cwt.cbor");
        const auto value = cbor::decode(draftFile("qr/sd-cwt/issuer_cwt.cbor"));
        QVERIFY(value.has_value());
        const auto token = splitSdCwt(*value);
        QVERIFY(token.has_value());
        QVERIFY(checkHeaders(*token, draftHeaders()).has_value());
        QVERIFY(token->sign1.verify(draftIssuerKey()).has_value());
        const auto claims = resolveDisclosures(token->payload, token->disclosures, draftDisclosures());
        QVERIFY(claims.has_value());
        QCOMPARE(claims->find(502)->toArray().size(), 3);
        QCOMPARE(claims->find(503)->find(QStringLiteral("postal_code"))->toText(), QStringLiteral("94188"));
    }

    // The draft pins the digest over the encoded byte string: without the head it would be another one.
    void theDigestCoversTheHead()
    {
        DD_NEED_SHARED("qr/sd-cwt/kbt.cbor");
        const auto token = splitKeyBindingToken(draftFile("qr/sd-cwt/kbt.cbor"));
        QVERIFY(token.has_value());
        const QByteArray pinned = QByteArray::fromHex("af375dc3fba1d082448642c00be7b2f7bb05c9d8fb61cfc230ddfdfb4616a693");
        QCOMPARE(disclosureDigest(token->credential.disclosures.first()), pinned);
        QVERIFY(crypto::sha256(token->credential.disclosures.first()) != pinned);
    }

    void aForeignOrMissingDisclosureIsNoticed()
    {
        DD_NEED_SHARED("qr/sd-cwt/kbt.cbor");
        const auto token = splitKeyBindingToken(draftFile("qr/sd-cwt/kbt.cbor"));
        QVERIFY(token.has_value());
        const Value &payload = token->credential.payload;
        QList<QByteArray> disclosures = token->credential.disclosures;
        const auto none = resolveDisclosures(payload, {}, draftDisclosures());
        QVERIFY(none.has_value() && none->find(501) == nullptr && none->find(502)->toArray().size() == 1);
        QVERIFY(!resolveDisclosures(payload, disclosures + QList{disclosures[0]}, draftDisclosures()));
        QVERIFY(!resolveDisclosures(payload, disclosures + QList{Forge::disclosure('x', raw::integer(1), raw::integer(501))}, draftDisclosures()));
        disclosures[0].back() = static_cast<char>(disclosures[0].back() ^ 1);
        QVERIFY(!resolveDisclosures(payload, disclosures, draftDisclosures()));
    }

    // Redactions inside a disclosed value, and decoys: the draft has them, the tight profile does not.
    void nestedRedactionsNeedThePolicy()
    {
        using namespace raw;
        const QByteArray inner = Forge::disclosure('i', raw::text("inside"), integer(7));
        const QByteArray decoy = raw::array({raw::bytes(QByteArray(16, 'd'))});
        const QByteArray outer =
            Forge::disclosure('o', map({{simple(59), array({raw::bytes(Forge::digest(inner)), raw::bytes(Forge::digest(decoy))})}}), integer(5));
        const auto payload = cbor::decode(map({{simple(59), array({raw::bytes(Forge::digest(outer))})}}));
        QVERIFY(payload.has_value());
        const QList<QByteArray> all{outer, inner, decoy};
        const auto claims = resolveDisclosures(*payload, all, draftDisclosures());
        QVERIFY(claims.has_value());
        QCOMPARE(claims->find(5)->find(7)->toText(), QStringLiteral("inside"));
        DisclosurePolicy policy = draftDisclosures();
        policy.nested = false;
        QVERIFY(!resolveDisclosures(*payload, all, policy));
        policy = draftDisclosures();
        policy.decoys = false;
        QVERIFY(!resolveDisclosures(*payload, all, policy));
        // A digest that stands in two places belongs to neither.
        const auto twice = cbor::decode(map({{integer(1), map({{simple(59), array({raw::bytes(Forge::digest(outer))})}})},
                                             {simple(59), array({raw::bytes(Forge::digest(outer))})}}));
        QVERIFY(twice.has_value());
        QVERIFY(!resolveDisclosures(*twice, all, draftDisclosures()));
    }

    void theTightProfileRefusesTheDraftsTokens()
    {
        DD_NEED_SHARED("qr/sd-cwt/kbt.cbor");
        const QByteArray bytes = draftFile("qr/sd-cwt/kbt.cbor");
        const auto token = splitKeyBindingToken(bytes);
        QVERIFY(token.has_value());
        QVERIFY(!checkHeaders(*token, tightHeaders()));
        QVERIFY(!checkHeaders(token->credential, tightHeaders()));
        HeaderPolicy withoutDigestLabel = draftHeaders();
        withoutDigestLabel.digestAlgorithmLabel = false;
        QVERIFY(!checkHeaders(*token, withoutDigestLabel));
        QVERIFY(!readIssuerPayload(token->credential.payload));
        QVERIFY(!resolveDisclosures(token->credential.payload, token->credential.disclosures, tightDisclosures(CredentialType::Identity)));
        QVERIFY(!parseCredential(draftFile("qr/sd-cwt/issuer_cwt.cbor")));

        trust::TrustList list;
        list.nextUpdate = noon;
        list.issuers = {{QStringLiteral("https://issuer.example"), QByteArray("https://issuer.example/cose-key3"), draftIssuerKey(), {65001}, 0, noon, {}}};
        const FixedClock clock(1725244237);
        trust::MemoryReplayCache cache(clock);
        const trust::Verdict verdict = trust::Verifier(&list, cache, clock).verify(Forge::textOf(bytes));
        QCOMPARE(verdict.overall, trust::Overall::Invalid);
        QCOMPARE(verdict.failedStep, trust::Step::Type);
        QVERIFY(!verdict.claims);
    }
};

DD_TEST(TestSdCwtInterop)
#include "test_sd_cwt_interop.moc"
