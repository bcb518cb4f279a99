// Verifying a pass, beside the two signature checks in it, done with OpenSSL and libsodium alone; and from a camera's picture, beside
// ZXing alone. The floor of a check is everything from key bytes, message and signature to the answer. The issuer's key is in the trust
// list, so it is loaded beforehand on both sides; the holder's comes with the code, so that loading it (for P-256 decompressing its
// point) is part of checking. The replay cache is the one in memory: what a disk takes to sync is no figure of ours.
#include "core/crypto/cose_sign1.h"
#include "core/credential/profile.h"
#include "core/crypto/openssl_pointers.h"
#include "core/trust/verifier.h"
#include "tests/bench/best_of.h"
#include "tests/core/sample_claims.h"
#include "tests/support/qr_picture.h"
#include "tests/support/registry.h"

#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
using BenchReaderOptions = ZXing::ReaderOptions;
#else
#define ZX_USE_UTF8 1
#include <ZXing/DecodeHints.h>
using BenchReaderOptions = ZXing::DecodeHints;
#endif
#include <ZXing/ReadBarcode.h>
#include <sodium.h>

using namespace dd;
using namespace dd::credential;
using namespace dd::test;
using crypto::Algorithm;

namespace {

constexpr double mostOfSignatures = 1.25;
constexpr double mostOfSignaturesOfTen = 1.4; // nine names more to read, and the same two signatures
constexpr double mostOfZXing = 1.2;
constexpr int codes = figuresCount ? 16 : 2;

const unsigned char *octets(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

// What a key is on the wire: 32 bytes of Ed25519, or 33 of P-256, its point compressed.
QByteArray wireKey(const crypto::PublicKey &key)
{
    const auto map = cbor::decode(key.cose());
    const QByteArray x = map->find(-2)->toBytes();
    return key.type() == crypto::PublicKey::Type::Ed25519 ? x : QByteArray(1, map->find(-3)->toBool() ? '\x03' : '\x02') + x;
}

crypto::PkeyPointer loadP256(const QByteArray &point)
{
    char curve[] = "P-256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<char *>(point.constData()),
                                                             static_cast<std::size_t>(point.size())),
                           OSSL_PARAM_construct_end()};
    const crypto::PkeyContextPointer context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY *key = nullptr;
    EVP_PKEY_fromdata_init(context.get());
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params);
    return crypto::PkeyPointer(key);
}

bool rawP256(EVP_PKEY *key, const QByteArray &message, const QByteArray &signature)
{
    const crypto::EcdsaSignaturePointer pair(ECDSA_SIG_new());
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(octets(signature), 32, nullptr), BN_bin2bn(octets(signature) + 32, 32, nullptr));
    unsigned char der[80];
    unsigned char *end = der;
    const int size = i2d_ECDSA_SIG(pair.get(), &end);
    const crypto::DigestContextPointer context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) == 1 &&
           EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size), octets(message), static_cast<std::size_t>(message.size())) == 1;
}

bool rawEd25519(const QByteArray &key, const QByteArray &message, const QByteArray &signature)
{
    return crypto_sign_verify_detached(octets(signature), octets(message), static_cast<unsigned long long>(message.size()), octets(key)) == 0;
}

struct Signed
{
    QByteArray message;
    QByteArray signature;
};

Signed signedPart(const crypto::CoseSign1 &sign1)
{
    return {crypto::sigStructure(sign1.protectedBytes, {}, sign1.payload), sign1.signature};
}

// Codes as a phone shows them one after another, before a counter that holds the issuer's status list.
struct Scene
{
    Scene(Algorithm issuerAlgorithm, Algorithm holderAlgorithm, int companions = 0) : parties(issuerAlgorithm, holderAlgorithm)
    {
        const StatusReference reference = sampleStatus(1000);
        trust::TrustedIssuer &issuer = parties.trust.issuers.first();
        issuer.status = trust::StatusIssuer{{parties.issuer->publicKey()}, "https://tt.example.vn/s/"};
        const trust::StatusList list{reference.uri, noon - 600, noon + aDay, {}, 2, QByteArray(1 << 10, '\0')};
        IssueRequest request = sampleRequest(parties);
        request.status = reference;
        CountingRandom random;
        const FixedClock clock(noon);
        const auto cwt = trust::signStatusList(list, *parties.issuer);
        const auto token = issue(request, companions > 0 ? sampleGroupPass(companions) : samplePass(), *parties.issuer, random, clock);
        const auto held = token ? parseCredential(*token) : fail(token.error());
        if (!cwt || !held || !status.offer(*cwt, reference.uri, issuer))
            qFatal("no pass");
        for (int i = 0; i < codes; ++i) {
            PresentationRequest shown;
            shown.groups = {Group::Person};
            if (companions > 0)
                shown.groups.append(Group::Companions);
            const auto text = present(*held, shown, *parties.holder, random, clock);
            const auto split = text ? splitKeyBindingToken(bindingBytes(*text)) : fail(text.error());
            if (!split)
                qFatal("no code");
            texts.append(*text);
            byIssuer.append(signedPart(split->credential.sign1));
            byHolder.append(signedPart(split->sign1));
        }
        issuerKey = wireKey(parties.issuer->publicKey());
        holderKey = wireKey(parties.holder->publicKey());
        if (issuerKey.size() == 33)
            issuerLoaded = loadP256(issuerKey);
    }

    int rawSignatures() const
    {
        int held = 0;
        for (int i = 0; i < codes; ++i) {
            const Signed &first = byIssuer[i];
            const Signed &second = byHolder[i];
            const bool issued = issuerLoaded ? rawP256(issuerLoaded.get(), first.message, first.signature)
                                             : rawEd25519(issuerKey, first.message, first.signature);
            const bool presented = holderKey.size() == 33 ? rawP256(loadP256(holderKey).get(), second.message, second.signature)
                                                          : rawEd25519(holderKey, second.message, second.signature);
            held += issued && presented ? 1 : 0;
        }
        return held;
    }

    int verified(const QStringList &shown) const
    {
        const FixedClock clock(noon);
        trust::MemoryReplayCache replay(clock);
        trust::Verifier verifier(trust::Judges{.replay = replay, .trust = &parties.trust, .status = &status}, clock);
        int valid = 0;
        for (const QString &text : shown)
            valid += verifier.verify(text).overall == trust::Overall::Valid ? 1 : 0;
        return valid;
    }

    Parties parties;
    trust::StatusStore status;
    QStringList texts;
    QList<Signed> byIssuer;
    QList<Signed> byHolder;
    QByteArray issuerKey;
    QByteArray holderKey;
    crypto::PkeyPointer issuerLoaded;
};

} // namespace

class BenchVerify : public QObject
{
    Q_OBJECT

private slots:
    void fromText_data()
    {
        QTest::addColumn<int>("issuer");
        QTest::addColumn<int>("holder");
        QTest::addColumn<int>("companions");
        const auto row = [](const char *name, Algorithm issuer, Algorithm holder, int companions) {
            QTest::newRow(name) << static_cast<int>(issuer) << static_cast<int>(holder) << companions;
        };
        row("a pass, issuer Ed25519, holder P-256", Algorithm::Ed25519, Algorithm::Esp256, 0);
        row("a pass, issuer Ed25519, holder Ed25519", Algorithm::Ed25519, Algorithm::Ed25519, 0);
        row("a pass, issuer P-256, holder P-256", Algorithm::Esp256, Algorithm::Esp256, 0);
        // The largest code there is.
        row("a pass of ten people, issuer Ed25519, holder P-256", Algorithm::Ed25519, Algorithm::Esp256, 9);
    }
    void fromText()
    {
        QFETCH(int, issuer);
        QFETCH(int, holder);
        QFETCH(int, companions);
        const Scene scene(static_cast<Algorithm>(issuer), static_cast<Algorithm>(holder), companions);
        int valid = 0;
        int held = 0;
        const double limit = companions > 0 ? mostOfSignaturesOfTen : mostOfSignatures;
        const Best best = bestOf(
            limit, [&] { return millisecondsOf([&] { valid = scene.verified(scene.texts); }); },
            [&] { return millisecondsOf([&] { held = scene.rawSignatures(); }); }, {.least = 60});
        QCOMPARE(valid, codes);
        QCOMPARE(held, codes);
        qInfo("%s: %.1f us from text; its two raw signature checks, the holder's key loaded from the wire, %.1f us; ratio %.2f (limit %.2f); best of %d"
              " rounds of %d codes",
              QTest::currentDataTag(), best.ours * 1000 / codes, best.floor * 1000 / codes, best.ratio(), limit, best.rounds, codes);
        hold(best.ratio(), limit);
    }

    void fromPicture()
    {
        const Scene scene(Algorithm::Ed25519, Algorithm::Esp256);
        const auto code = qr::makeQrCode(scene.texts.first(), qr::ErrorCorrection::Low);
        QVERIFY(code);
        qr::GrayImage picture = blankPicture(1280, 720);
        drawQr(picture, *code, 470, 190, 4);
        int valid = 0;
        qsizetype found = 0;
        const Best best = bestOf(
            mostOfZXing, [&] { return millisecondsOf([&] { valid = scene.verified(qr::readQrCodes(picture).value_or(QStringList())); }); },
            [&] {
                return millisecondsOf([&] {
                    const ZXing::ImageView view(octets(picture.pixels), picture.width, picture.height, ZXing::ImageFormat::Lum);
                    BenchReaderOptions options; // as core/qr sets them
                    options.setFormats(ZXing::BarcodeFormat::QRCode);
                    options.setMaxNumberOfSymbols(32);
                    found = static_cast<qsizetype>(ZXing::ReadBarcodes(view, options).size());
                });
            },
            {.least = 40});
        QCOMPARE(valid, 1);
        QCOMPARE(found, 1);
        qInfo("a pass (version %d) from a picture of 1280x720: %.2f ms read and verified; ZXing's decode with the same options %.2f ms; ratio %.2f"
              " (limit %.2f); best of %d rounds",
              code->version(), best.ours, best.floor, best.ratio(), mostOfZXing, best.rounds);
        hold(best.ratio(), mostOfZXing);
    }
};

DD_TEST(BenchVerify)
#include "bench_verify.moc"
