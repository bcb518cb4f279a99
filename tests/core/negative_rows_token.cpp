// Headers, keys and the labels of both payloads (docs/formats.md §4 and §5): one broken rule per row, everything else signed and right.
#include "tests/core/negative_table.h"

namespace dd::test {
namespace {

using crypto::Algorithm;
using trust::Step;

void addHeaders(NegativeRows &rows)
{
    using namespace raw;
    rows.malformed("issuer typ 294", Step::Type, [](Forge &f) { set(f.issuerHeader, 16, integer(294)); });
    rows.malformed("issuer typ as text", Step::Type, [](Forge &f) { set(f.issuerHeader, 16, raw::text("application/sd-cwt")); });
    rows.malformed("no issuer typ", Step::Type, [](Forge &f) { drop(f.issuerHeader, 16); });
    rows.malformed("holder typ 293", Step::Type, [](Forge &f) { set(f.bindingHeader, 16, integer(293)); });
    rows.malformed("no holder typ", Step::Type, [](Forge &f) { drop(f.bindingHeader, 16); });
    rows.malformed("no issuer kid", Step::Type, [](Forge &f) { drop(f.issuerHeader, 4); });
    rows.malformed("issuer kid of 7 bytes", Step::Type, [](Forge &f) { set(f.issuerHeader, 4, raw::bytes(QByteArray(7, 'k'))); });
    rows.malformed("issuer kid of 9 bytes", Step::Type, [](Forge &f) { set(f.issuerHeader, 4, raw::bytes(QByteArray(9, 'k'))); });
    rows.malformed("issuer kid unprotected", Step::Type, [](Forge &f) {
        drop(f.issuerHeader, 4);
        set(f.issuerUnprotected, 4, raw::bytes(QByteArray(8, 'k')));
    });
    rows.malformed("no issuer alg", Step::Type, [](Forge &f) { drop(f.issuerHeader, 1); });
    rows.malformed("no holder alg", Step::Type, [](Forge &f) { drop(f.bindingHeader, 1); });
    rows.invalid("ES384", Step::Type, ErrorCode::AlgorithmUnknown, [](Forge &f) { set(f.issuerHeader, 1, integer(-35)); });
    rows.invalid("an unknown alg", Step::Type, ErrorCode::AlgorithmUnknown, [](Forge &f) { set(f.bindingHeader, 1, integer(-257)); });
    rows.invalid("alg as text", Step::Type, ErrorCode::AlgorithmUnknown, [](Forge &f) { set(f.issuerHeader, 1, raw::text("Ed25519")); });
    rows.malformed("sd_alg", Step::Type, [](Forge &f) { set(f.issuerHeader, 170, integer(-16)); });
    rows.malformed("another issuer header", Step::Type, [](Forge &f) { set(f.issuerHeader, 33, raw::bytes("x")); });
    rows.malformed("another holder header", Step::Type, [](Forge &f) { set(f.bindingHeader, 4, raw::bytes("x")); });
    rows.malformed("another unprotected issuer header", Step::Type, [](Forge &f) { set(f.issuerUnprotected, 33, raw::bytes("x")); });
    rows.malformed("an unprotected map that is not empty", Step::Type, [](Forge &f) { set(f.bindingUnprotected, 33, raw::bytes("x")); });
    rows.invalid("a critical header", Step::Type, ErrorCode::CoseMalformed, [](Forge &f) { set(f.bindingHeader, 2, array({integer(16)})); });
    rows.invalid("a header in both maps", Step::Type, ErrorCode::CoseMalformed, [](Forge &f) { set(f.issuerUnprotected, 16, integer(293)); });
    rows.invalid("a header labelled by bytes", Step::Type, ErrorCode::CoseMalformed, [](Forge &f) { set(f.issuerHeader, raw::bytes("x"), integer(1)); });
    rows.invalid("nine header labels", Step::Type, ErrorCode::CoseMalformed, [](Forge &f) {
        for (qint64 label = 100; label < 106; ++label) // beside alg, kcwt and typ
            set(f.bindingHeader, label, integer(0));
    });
    rows.malformed("an empty list of disclosures", Step::Type, [](Forge &f) {
        f.presented.clear();
        set(f.issuerUnprotected, 17, array({}));
    });
    rows.malformed("disclosures that are no list", Step::Type, [](Forge &f) {
        f.presented.clear();
        set(f.issuerUnprotected, 17, raw::bytes(f.sub));
    });
    rows.malformed("a disclosure that is not in bytes", Step::Type, [](Forge &f) {
        f.presented.clear();
        set(f.issuerUnprotected, 17, array({f.sub}));
    });
    rows.malformed("disclosures protected", Step::Type, [](Forge &f) {
        set(f.issuerHeader, 17, array({raw::bytes(f.sub)}));
        f.presented.clear();
    });
}

// The token within the token, each signed by its own.
QByteArray heldToken(PostScene &scene, const QByteArray &credential, const QByteArray &payload)
{
    raw::Pairs header = scene.forge.bindingHeader;
    if (!credential.isEmpty())
        raw::set(header, 13, credential);
    return Forge::sign1(raw::map(header), raw::map({}), payload, *scene.parties.holder);
}

void addNesting(NegativeRows &rows)
{
    using namespace raw;
    const auto row = [&rows](const QByteArray &name, ErrorCode code, const std::function<QByteArray(PostScene &)> &make) {
        rows.judged(name, trust::Overall::Invalid, Step::Type, code, [make](PostScene &s) { s.text = Forge::textOf(make(s)); });
    };
    const auto within = [&row](const QByteArray &name, ErrorCode code, const std::function<QByteArray(PostScene &)> &credential) {
        row(name, code, [credential](PostScene &s) { return heldToken(s, credential(s), map(s.forge.bindingPayload)); });
    };
    within("no credential in the token", ErrorCode::CredentialMalformed, [](PostScene &) { return QByteArray(); });
    within("a credential in bytes", ErrorCode::CoseMalformed, [](PostScene &s) { return raw::bytes(s.forge.token()); });
    within("a credential without its tag", ErrorCode::CoseMalformed, [](PostScene &s) { return s.forge.token().mid(1); });
    within("a presentation as the credential", ErrorCode::CredentialMalformed, [](PostScene &s) { return s.forge.bindingToken(); });
    within("an issuer's payload that is no map", ErrorCode::CredentialMalformed,
           [](PostScene &s) { return Forge::sign1(map(s.forge.issuerHeader), map({}), array({}), *s.parties.issuer); });
    row("a holder's payload that is no map", ErrorCode::CredentialMalformed, [](PostScene &s) { return heldToken(s, s.forge.token(), array({})); });
    row("no protected header", ErrorCode::CredentialMalformed, [](PostScene &s) { return Forge::sign1({}, map({}), map({}), *s.parties.holder); });
    row("a protected header that is no map", ErrorCode::CoseMalformed,
        [](PostScene &s) { return Forge::sign1(array({}), map({}), map({}), *s.parties.holder); });
}

void addBinding(NegativeRows &rows)
{
    using namespace raw;
    rows.malformed("neither cti nor cnonce", Step::Type, [](Forge &f) { drop(f.bindingPayload, 7); });
    rows.malformed("cti and cnonce", Step::Type, [](Forge &f) { set(f.bindingPayload, 39, raw::bytes(QByteArray(16, 'n'))); });
    rows.malformed("cti of 7 bytes", Step::Type, [](Forge &f) { set(f.bindingPayload, 7, raw::bytes("1234567")); });
    rows.malformed("cti as text", Step::Type, [](Forge &f) { set(f.bindingPayload, 7, raw::text("12345678")); });
    rows.malformed("cnonce of 8 bytes", Step::Type, [](Forge &f) {
        drop(f.bindingPayload, 7);
        set(f.bindingPayload, 39, raw::bytes("12345678"));
    });
    rows.malformed("no aud", Step::Type, [](Forge &f) { drop(f.bindingPayload, 3); });
    rows.malformed("two audiences", Step::Type, [](Forge &f) { set(f.bindingPayload, 3, array({raw::text("vn:counter"), raw::text("vn:gate")})); });
    rows.malformed("no iat of the holder's", Step::Type, [](Forge &f) { drop(f.bindingPayload, 6); });
    rows.malformed("the holder's iat as text", Step::Type, [](Forge &f) { set(f.bindingPayload, 6, raw::text("1")); });
    rows.malformed("the holder's iat below 0", Step::Type, [](Forge &f) { set(f.bindingPayload, 6, integer(-1)); });
    rows.malformed("iss in the holder's payload", Step::Type, [](Forge &f) { set(f.bindingPayload, 1, raw::text("VN")); });
    rows.malformed("sub in the holder's payload", Step::Type, [](Forge &f) { set(f.bindingPayload, 2, raw::text("001200000017")); });
    rows.malformed("exp in the holder's payload", Step::Type, [](Forge &f) { set(f.bindingPayload, 4, integer(noon + 90)); });
    rows.malformed("another label in the holder's payload", Step::Type, [](Forge &f) { set(f.bindingPayload, 8, integer(1)); });
    rows.malformed("a statement of another form", Step::Disclosures, [](Forge &f) { set(f.bindingPayload, -65538, map({{integer(1), integer(1)}})); });
    const auto stay = [&rows](const QByteArray &name, qint64 from, qint64 to) {
        const QByteArray statement = map({{integer(1), integer(1)}, {integer(2), raw::text("F")}, {integer(3), integer(from)}, {integer(4), integer(to)},
                                          {integer(5), raw::text("R")}});
        rows.malformed(name, Step::Disclosures, [statement](Forge &f) { set(f.bindingPayload, -65538, statement); });
    };
    stay("a stay that ends when it begins", noon, noon);
    stay("a stay of 31 days", noon, noon + 31 * aDay);
    stay("a stay of all time", 0, 253402300799);
    rows.malformed("a statement that is text", Step::Disclosures, [](Forge &f) { set(f.bindingPayload, -65538, raw::text("x")); });
}

void addIssued(NegativeRows &rows)
{
    using namespace raw;
    const auto status = [](const QByteArray &index, const QByteArray &uri) {
        return raw::map({{raw::text("status_list"), raw::map({{raw::text("idx"), index}, {raw::text("uri"), raw::text(uri)}})}});
    };
    rows.malformed("another issuer label", Step::Type, [](Forge &f) { set(f.payload, 3, raw::text("vn:counter")); });
    rows.malformed("sub in the clear", Step::Type, [](Forge &f) { set(f.payload, 2, raw::text("001200000017")); });
    for (const qint64 label : {1, 4, 5, 6, 8, 11})
        rows.malformed("no issuer label " + QByteArray::number(label), Step::Type, [label](Forge &f) { drop(f.payload, label); });
    rows.malformed("exp as tag 1", Step::Type, [](Forge &f) { set(f.payload, 4, tag(1, integer(midnight + aDay))); });
    rows.malformed("exp after the year 9999", Step::Type, [](Forge &f) { set(f.payload, 4, integer(253402300800)); });
    rows.malformed("iss of no length", Step::Type, [](Forge &f) { set(f.payload, 1, raw::text("")); });
    rows.malformed("iss that reads backwards", Step::Type, [](Forge &f) { set(f.payload, 1, raw::text("V\xe2\x80\xaeN")); });
    rows.malformed("vct as text", Step::Type, [](Forge &f) { set(f.payload, 11, raw::text("65002")); });
    rows.malformed("no outer digest", Step::Type, [](Forge &f) { f.outer.clear(); });
    rows.malformed("two outer digests", Step::Type, [](Forge &f) { f.outer.append(QByteArray(32, 'd')); });
    rows.malformed("no inner digest", Step::Type, [](Forge &f) {
        f.inner.clear();
        f.presented = {f.sub};
    });
    rows.malformed("an empty inner list", Step::Type, [](Forge &f) {
        f.inner.clear();
        f.presented = {f.sub};
        f.shown.append({simple(59), array({})});
    });
    rows.malformed("a digest of 31 bytes", Step::Type, [](Forge &f) { f.inner.append(QByteArray(31, 'd')); });
    rows.malformed("a group in the clear", Step::Type, [](Forge &f) { set(f.shown, 11, integer(1)); });
    rows.malformed("claim 0", Step::Type, [](Forge &f) { set(f.shown, 0, integer(1)); });
    rows.malformed("a text key among the claims", Step::Type, [](Forge &f) { set(f.shown, raw::text("x"), integer(1)); });
    rows.malformed("an empty status reference", Step::Type, [](Forge &f) { set(f.payload, 65535, map({})); });
    rows.malformed("a status reference with a third label", Step::Type, [](Forge &f) {
        const QByteArray list = map({{raw::text("idx"), integer(7)}, {raw::text("uri"), raw::text("https://a")}, {raw::text("x"), integer(1)}});
        set(f.payload, 65535, map({{raw::text("status_list"), list}}));
    });
    rows.malformed("a status index below 0", Step::Type, [status](Forge &f) { set(f.payload, 65535, status(integer(-1), "https://status.example/1")); });
    rows.malformed("a status index of 32 bits", Step::Type,
                   [status](Forge &f) { set(f.payload, 65535, status(integer(qint64(1) << 31), "https://status.example/1")); });
    rows.malformed("a status index as text", Step::Type, [status](Forge &f) { set(f.payload, 65535, status(raw::text("7"), "https://status.example/1")); });
    rows.malformed("a status without TLS", Step::Type, [status](Forge &f) { set(f.payload, 65535, status(integer(7), "http://status.example/1")); });
    rows.malformed("a status with a space", Step::Type, [status](Forge &f) { set(f.payload, 65535, status(integer(7), "https://status.example/ 1")); });
    rows.malformed("a status not in ASCII", Step::Type, [status](Forge &f) { set(f.payload, 65535, status(integer(7), "https://stătus.example/1")); });
    rows.malformed("a status URI of 65 bytes", Step::Type,
                   [status](Forge &f) { set(f.payload, 65535, status(integer(7), "https://" + QByteArray(57, 'x'))); });
}

void addKeys(NegativeRows &rows)
{
    using namespace raw;
    const auto issuerAlg = [&rows](const QByteArray &name, int algorithm) {
        rows.invalid(name, Step::IssuerSignature, ErrorCode::IssuerSignatureInvalid, [algorithm](Forge &f) { set(f.issuerHeader, 1, integer(algorithm)); });
    };
    const auto holderAlg = [&rows](const QByteArray &name, int algorithm) {
        rows.invalid(name, Step::HolderSignature, ErrorCode::HolderSignatureInvalid, [algorithm](Forge &f) { set(f.bindingHeader, 1, integer(algorithm)); });
    };
    issuerAlg("ESP256 over an Ed25519 key", -9);
    issuerAlg("ES256 over an Ed25519 key", -7);
    holderAlg("Ed25519 over a P-256 key", -19);
    holderAlg("EdDSA over a P-256 key", -8);
    rows.invalid("cnf of another key", Step::HolderSignature, ErrorCode::HolderSignatureInvalid,
                 [](Forge &f) { set(f.payload, 8, map({{integer(1), makeSigner(Algorithm::Esp256, 77)->publicKey().cose()}})); });
    rows.invalid("cnf of a key of the other kind", Step::HolderSignature, ErrorCode::HolderSignatureInvalid,
                 [](Forge &f) { set(f.payload, 8, map({{integer(1), makeSigner(Algorithm::Ed25519, 77)->publicKey().cose()}})); });

    const auto key = [&rows](const QByteArray &name, const QByteArray &cnf) {
        rows.invalid(name, Step::HolderKey, ErrorCode::KeyMalformed, [cnf](Forge &f) { set(f.payload, 8, cnf); });
    };
    const QByteArray x = makeSigner(Algorithm::Ed25519, 22)->publicKey().cose().last(32);
    const Pairs okp{{integer(1), integer(1)}, {integer(-1), integer(6)}, {integer(-2), raw::bytes(x)}};
    const auto with = [](Pairs pairs, qint64 label, const QByteArray &value) {
        set(pairs, label, value);
        return map({{integer(1), map(pairs)}});
    };
    key("cnf with two labels", map({{integer(1), integer(1)}, {integer(3), raw::bytes("k")}}));
    key("cnf by thumbprint only", map({{integer(5), raw::bytes(QByteArray(32, 't'))}}));
    key("cnf that is no map", raw::bytes("k"));
    key("cnf with a key of no kind", map({{integer(1), map({})}}));
    key("a holder's key with its private half", with(okp, -4, raw::bytes(x)));
    key("a holder's key that says what it is for", with(okp, 3, integer(-19)));
    key("a holder's key of 31 bytes", with(okp, -2, raw::bytes(x.first(31))));
    key("a holder's symmetric key", map({{integer(1), map({{integer(1), integer(4)}, {integer(-1), raw::bytes(x)}})}}));
    key("a holder's key on Ed448", with(okp, -1, integer(7)));
    // The generator of P-256, SEC 2 §2.4.2.
    const QByteArray generatorX = raw::bytes(QByteArray::fromHex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"));
    const QByteArray generatorY = raw::bytes(QByteArray::fromHex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    const Pairs withoutY{{integer(1), integer(2)}, {integer(-1), integer(1)}, {integer(-2), generatorX}};
    const Pairs beyondField{{integer(1), integer(2)}, {integer(-1), integer(1)}, {integer(-2), raw::bytes(QByteArray(32, '\xff'))}};
    key("a holder's key without the sign of its y", map({{integer(1), map(withoutY)}}));
    key("a holder's key with its y in full", with(withoutY, -3, generatorY));
    key("a holder's key that is no point", with(beyondField, -3, simple(21)));
}

} // namespace

QList<NegativeRow> tokenRows()
{
    NegativeRows page{"5. Presentation QR"};
    addHeaders(page);
    addNesting(page);
    addBinding(page);
    addIssued(page);
    NegativeRows keys{"4. Keys and signatures"};
    addKeys(keys);
    return page.all + keys.all;
}

} // namespace dd::test
