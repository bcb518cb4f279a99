// A presentation put together by hand, layer by layer, so that a test can spoil one thing and sign all of it again
// with the right keys: what is refused then is refused for that one thing.
#pragma once

#include "core/credential/credential.h"
#include "core/crypto/symmetric.h"
#include "core/trust/trust_list.h"
#include "tests/support/raw_cbor.h"

#include <QTest>

namespace dd::test {

// The same numbers in every run.
class CountingRandom final : public Random
{
public:
    explicit CountingRandom(quint64 seed = 1) : m_state(seed * 0x9e3779b97f4a7c15U + 1) {}
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i) {
            m_state = m_state * 6364136223846793005U + 1442695040888963407U;
            data[i] = static_cast<unsigned char>(m_state >> 56);
        }
    }

private:
    quint64 m_state;
};

inline constexpr qint64 noon = 1795262400;              // 2026-11-21 12:00 UTC
inline constexpr qint64 midnight = noon - 12 * 3600;    // the iat of a credential issued then
inline constexpr qint64 aDay = 86400;

inline std::unique_ptr<crypto::SoftwareSigner> makeSigner(crypto::Algorithm algorithm, quint64 seed)
{
    CountingRandom random(seed);
    auto signer = crypto::generateSigner(algorithm, random);
    return signer ? std::move(*signer) : nullptr;
}

// Two keys that COSE knows and this profile has not: the base point of P-256 with the whole of its y, and the SD-CWT draft's of P-384.
inline QByteArray uncompressedKey()
{
    using namespace raw;
    return map({{integer(1), integer(2)}, {integer(-1), integer(1)},
                {integer(-2), bytes(QByteArray::fromHex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"))},
                {integer(-3), bytes(QByteArray::fromHex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))}});
}
inline QByteArray p384Key()
{
    using namespace raw;
    const auto x = "c31798b0c7885fa3528fbf877e5b4c3a6dc67a5a5dc6b307b728c3725926f2abe5fb4964cd91e3948a5493f6ebb6cbbf";
    return map({{integer(1), integer(2)}, {integer(-1), integer(2)}, {integer(-2), bytes(QByteArray::fromHex(x))}, {integer(-3), simple(20)}});
}
// Signs for the first of them: its scalar is 1.
inline std::unique_ptr<crypto::SoftwareSigner> basePointSigner()
{
    auto signer = crypto::makeP256Signer(Secret::copyOf(QByteArray(31, '\0') + '\1'));
    return signer ? std::move(*signer) : nullptr;
}

inline credential::Person samplePerson()
{
    return {QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
}

inline QString sampleNumber()
{
    return QStringLiteral("001200000017");
}

inline credential::TravelPassClaims samplePass()
{
    credential::TravelPassClaims pass;
    pass.kind = credential::PassKind::Work;
    pass.from = {QStringLiteral("01"), QStringLiteral("00004"), 20250701};
    pass.to = {QStringLiteral("15"), {}, 20250701};
    pass.validFrom = noon - 3600;
    pass.validTo = noon + aDay;
    pass.trips = credential::Trips::Return;
    pass.person = samplePerson();
    return pass;
}

// One issuer, one holder, and the list of the counter that trusts the issuer.
struct Parties
{
    explicit Parties(crypto::Algorithm issuerAlgorithm = crypto::Algorithm::Ed25519, crypto::Algorithm holderAlgorithm = crypto::Algorithm::Esp256)
        : issuer(makeSigner(issuerAlgorithm, 11)), holder(makeSigner(holderAlgorithm, 22))
    {
        trust.sequence = 1;
        trust.issued = midnight;
        trust.nextUpdate = midnight + 30 * aDay;
        trust.issuers = {{QStringLiteral("VN"), issuer->publicKey().keyId(), issuer->publicKey(), {65001, 65002, 65003, 65004, 65005},
                          midnight - 365 * aDay, midnight + 365 * aDay, QStringLiteral("Cơ quan cấp mẫu")}};
    }

    std::unique_ptr<crypto::SoftwareSigner> issuer;
    std::unique_ptr<crypto::SoftwareSigner> holder;
    trust::TrustList trust;
};

class Forge
{
public:
    explicit Forge(Parties &parties) : m_parties(parties)
    {
        using namespace raw;
        issuerHeader = {{integer(1), integer(static_cast<int>(parties.issuer->algorithm()))},
                        {integer(4), bytes(parties.issuer->publicKey().keyId())},
                        {integer(16), integer(293)}};
        shown = {{integer(1), integer(2)}, {integer(2), place("01")}, {integer(3), place("15")}, {integer(4), integer(1)},
                 {integer(6), integer(noon - 3600)}, {integer(7), integer(noon + aDay)}};
        payload = {{integer(1), text("VN")}, {integer(4), integer(midnight + 30 * aDay)}, {integer(5), integer(midnight)},
                   {integer(6), integer(midnight)}, {integer(8), map({{integer(1), parties.holder->publicKey().cose()}})},
                   {integer(11), integer(65002)}};
        sub = disclosure('s', text("001200000017"), integer(2));
        person = disclosure('p', map({{integer(1), text("NGUYỄN VĂN MẪU")}, {integer(2), integer(19900101)}, {integer(3), integer(1)}, {integer(4), text("VNM")}}),
                            integer(10));
        outer = {digest(sub)};
        inner = {digest(person)};
        presented = {sub, person};
        bindingHeader = {{integer(1), integer(static_cast<int>(parties.holder->algorithm()))}, {integer(16), integer(294)}};
        bindingPayload = {{integer(3), text("vn:counter")}, {integer(6), integer(noon)}, {integer(7), bytes("cti-0001")}};
    }

    static QByteArray place(const QByteArray &province)
    {
        using namespace raw;
        return map({{integer(1), text(province)}, {integer(3), integer(20250701)}});
    }
    static QByteArray disclosure(char salt, const QByteArray &value, const QByteArray &key)
    {
        return raw::array({raw::bytes(QByteArray(16, salt)), value, key});
    }
    static QByteArray digest(const QByteArray &disclosure) { return crypto::sha256(raw::bytes(disclosure)); }

    // A group of the issuer's that takes the place of the person: its digest and its disclosure.
    void putGroup(const QByteArray &content)
    {
        inner = {digest(content)};
        presented = {sub, content};
    }

    QByteArray issuerPayload() const
    {
        using namespace raw;
        Pairs shownMap = shown;
        if (!inner.isEmpty())
            shownMap.append({simple(59), digests(inner)});
        Pairs all = payload;
        set(all, -65537, map(shownMap));
        if (!outer.isEmpty())
            all.append({simple(59), digests(outer)});
        return map(all);
    }

    QByteArray token() const
    {
        using namespace raw;
        Pairs unprotected = issuerUnprotected;
        if (!presented.isEmpty()) {
            QList<QByteArray> list;
            for (const QByteArray &each : presented)
                list.append(bytes(each));
            unprotected.append({integer(17), array(list)});
        }
        return sign1(map(issuerHeader), map(unprotected), issuerPayload(), *m_parties.issuer);
    }

    QByteArray bindingToken() const
    {
        raw::Pairs header = bindingHeader;
        header.append({raw::integer(13), token()});
        return sign1(raw::map(header), raw::map(bindingUnprotected), raw::map(bindingPayload), *m_parties.holder);
    }

    static QString textOf(const QByteArray &bindingToken) { return QStringLiteral("VN1:") + QString::fromLatin1(raw::base45(bindingToken)); }
    QString presentation() const { return textOf(bindingToken()); }

    static QByteArray sign1(const QByteArray &header, const QByteArray &unprotected, const QByteArray &content, crypto::Signer &signer)
    {
        using namespace raw;
        const QByteArray toBeSigned = array({raw::text("Signature1"), bytes(header), bytes({}), bytes(content)});
        const auto signature = signer.sign(toBeSigned);
        return tag(18, array({bytes(header), unprotected, bytes(content), bytes(signature ? *signature : QByteArray())}));
    }

    raw::Pairs issuerHeader, issuerUnprotected, payload, shown, bindingHeader, bindingUnprotected, bindingPayload;
    QByteArray sub, person; // disclosures
    QList<QByteArray> outer, inner, presented;
    bool sortDigests = true;

private:
    QByteArray digests(QList<QByteArray> list) const
    {
        if (sortDigests)
            std::ranges::sort(list);
        QList<QByteArray> encoded;
        for (const QByteArray &each : list)
            encoded.append(raw::bytes(each));
        return raw::array(encoded);
    }

    Parties &m_parties;
};

} // namespace dd::test
