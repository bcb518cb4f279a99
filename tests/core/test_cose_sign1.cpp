#include "core/credential/enrolment.h"
#include "core/trust/status_list.h"
#include "core/trust/trust_list.h"
#include "tests/support/raw_cbor.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace cbor = dd::cbor;
namespace crypto = dd::crypto;
using cbor::Value;
using crypto::Algorithm;
using crypto::CoseSign1;
using crypto::PublicKey;
using dd::ErrorCode;

class TestCoseSign1 : public QObject
{
    Q_OBJECT
private slots:
    // The COSE working group's examples. Some are sound COSE that this profile refuses: each row says why.
    void workingGroupExamples_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("parseError"); // -1: parses
        QTest::addColumn<int>("verifyError");
        const auto row = [](const char *name, int parseError, int verifyError) {
            QTest::newRow(name) << QString::fromLatin1(name) << parseError << verifyError;
        };
        const auto code = [](ErrorCode error) { return static_cast<int>(error); };
        constexpr int none = -1;
        row("sign1-tests/sign-pass-01.json", none, code(ErrorCode::AlgorithmUnknown)); // sound, but its alg is not protected
        row("sign1-tests/sign-pass-02.json", none, none);                              // with external data
        row("sign1-tests/sign-pass-03.json", code(ErrorCode::CoseMalformed), none);    // sound, but not tagged
        row("sign1-tests/sign-fail-01.json", code(ErrorCode::CoseMalformed), none);    // tag 998
        row("sign1-tests/sign-fail-02.json", none, code(ErrorCode::SignatureInvalid)); // changed payload
        row("sign1-tests/sign-fail-03.json", none, code(ErrorCode::AlgorithmUnknown)); // alg -999
        row("sign1-tests/sign-fail-04.json", none, code(ErrorCode::AlgorithmUnknown)); // alg "unknown"
        row("sign1-tests/sign-fail-06.json", none, code(ErrorCode::SignatureInvalid)); // a header was added
        row("sign1-tests/sign-fail-07.json", none, code(ErrorCode::SignatureInvalid)); // a header was taken away
        row("eddsa-examples/eddsa-sig-01.json", none, none);
    }
    void workingGroupExamples()
    {
        DD_NEED_SHARED("qr/cose/sign1-tests/sign-pass-01.json");
        QFETCH(QString, file);
        QFETCH(int, parseError);
        QFETCH(int, verifyError);
        const QJsonObject example = load(file);
        const QJsonObject sign0 = example[QLatin1String("input")][QLatin1String("sign0")].toObject();
        const auto parsed = crypto::parseCoseSign1(fromHex(example[QLatin1String("output")][QLatin1String("cbor")]));
        QCOMPARE(parsed ? -1 : static_cast<int>(parsed.error().code), parseError);
        if (!parsed)
            return;
        const auto key = PublicKey::fromCose(keyOf(sign0[QLatin1String("key")].toObject()));
        QVERIFY(key);
        const QByteArray external = fromHex(sign0[QLatin1String("external")]);
        const auto verdict = parsed->verify(*key, external);
        QCOMPARE(verdict ? -1 : static_cast<int>(verdict.error().code), verifyError);
        if (verdict) {
            QCOMPARE(crypto::sigStructure(parsed->protectedBytes, external, parsed->payload),
                     fromHex(example[QLatin1String("intermediates")][QLatin1String("ToBeSign_hex")]));
            QCOMPARE(parsed->payload, QByteArray("This is the content."));
            QVERIFY(!parsed->verify(*key, external + 'x'));
        }
    }
    void sigStructureOfAnEmptyHeader()
    {
        DD_NEED_SHARED("qr/cose/sign1-tests/sign-pass-01.json");
        const QJsonObject example = load(QStringLiteral("sign1-tests/sign-pass-01.json"));
        QCOMPARE(crypto::sigStructure({}, {}, "This is the content."),
                 fromHex(example[QLatin1String("intermediates")][QLatin1String("ToBeSign_hex")]));
    }
    void ed448IsNoKeyOfOurs()
    {
        DD_NEED_SHARED("qr/cose/eddsa-examples/eddsa-sig-02.json");
        const QJsonObject example = load(QStringLiteral("eddsa-examples/eddsa-sig-02.json"));
        QVERIFY(crypto::parseCoseSign1(fromHex(example[QLatin1String("output")][QLatin1String("cbor")])));
        QVERIFY(!PublicKey::fromCose(keyOf(example[QLatin1String("input")][QLatin1String("sign0")][QLatin1String("key")].toObject())));
    }
    void coseSignIsNotCoseSign1()
    {
        DD_NEED_SHARED("qr/cose/eddsa-examples/eddsa-01.json");
        for (const char *name : {"eddsa-examples/eddsa-01.json", "eddsa-examples/eddsa-02.json"}) { // tag 98
            const QJsonObject example = load(QLatin1String(name));
            const auto parsed = crypto::parseCoseSign1(fromHex(example[QLatin1String("output")][QLatin1String("cbor")]));
            QVERIFY(!parsed);
            QCOMPARE(parsed.error().code, ErrorCode::CoseMalformed);
        }
    }

    // draft-ietf-spice-sd-cwt: an issuer's ES384 signature inside a holder's ES256 one. The draft's own files are
    // deterministic, so they pass the strict reader.
    void sdCwtDraftSignatures()
    {
        DD_NEED_SHARED("qr/sd-cwt/kbt.cbor");
        const auto kbt = crypto::parseCoseSign1(dd::test::readFile(dd::test::sharedDataPath("qr/sd-cwt/kbt.cbor")));
        QVERIFY(kbt);
        const Value *embedded = kbt->protectedHeader.find(13);
        QVERIFY(embedded);
        const auto credential = crypto::parseCoseSign1(*embedded);
        QVERIFY(credential);
        // The public half of the draft's issuer_privkey.pem
        const auto issuer = PublicKey::fromCose(Value::map(
            {{Value::integer(1), Value::integer(2)},
             {Value::integer(-1), Value::integer(2)},
             {Value::integer(-2),
              Value::bytes(QByteArray::fromHex("c31798b0c7885fa3528fbf877e5b4c3a6dc67a5a5dc6b307b728c3725926f2abe5fb4964cd91e3948a5493f6ebb6cbbf"))},
             {Value::integer(-3), Value::bytes(QByteArray::fromHex(
                                      "8f6c7ec761691cad374c4daa9387453f18058ece58eb0a8e84a055a31fb7f9214b27509522c159e764f8711e11609554"))}}));
        QVERIFY(issuer);
        QCOMPARE(*credential->algorithm(), Algorithm::Es384);
        QVERIFY(credential->verify(*issuer));
        const auto claims = cbor::decode(credential->payload);
        QVERIFY(claims);
        const auto holder = PublicKey::fromCose(*claims->find(8)->find(1));
        QVERIFY(holder);
        QVERIFY(kbt->verify(*holder));
        QCOMPARE(kbt->verify(*issuer).error().code, ErrorCode::AlgorithmMismatch);

        const auto alone = crypto::parseCoseSign1(dd::test::readFile(dd::test::sharedDataPath("qr/sd-cwt/issuer_cwt.cbor")));
        QVERIFY(alone);
        QVERIFY(alone->verify(*issuer));
    }

    void signsWhatItReads_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("Ed25519") << int(Algorithm::Ed25519);
        QTest::newRow("ESP256") << int(Algorithm::Esp256);
    }
    void signsWhatItReads()
    {
        QFETCH(int, algorithm);
        dd::SystemRandom random;
        const auto signer = crypto::generateSigner(static_cast<Algorithm>(algorithm), random);
        QVERIFY(signer);
        const PublicKey &key = (*signer)->publicKey();
        const Value unprotected = Value::map({{Value::integer(17), Value::array({Value::bytes("d")})}});
        const auto message = crypto::signCoseSign1({{Value::integer(16), Value::integer(294)}, {Value::integer(4), Value::bytes(key.keyId())}},
                                                   unprotected, "payload", **signer, "aad");
        QVERIFY(message);
        const auto parsed = crypto::parseCoseSign1(*message);
        QVERIFY(parsed);
        QCOMPARE(static_cast<int>(*parsed->algorithm()), algorithm);
        QCOMPARE(parsed->protectedHeader.find(16)->toInteger(), 294);
        QCOMPARE(parsed->unprotectedHeader, unprotected);
        QCOMPARE(parsed->payload, QByteArray("payload"));
        QVERIFY(parsed->verify(key, "aad"));
        QVERIFY(!parsed->verify(key));
        QVERIFY(!parsed->verify(key, "AAD"));

        for (qsizetype size = 0; size < message->size(); ++size)
            QVERIFY(!crypto::parseCoseSign1(QByteArrayView(*message).first(size)));
        QVERIFY(!crypto::parseCoseSign1(*message + '\0'));

        // Every bit counts, but for the unprotected header, which no signature covers.
        const qsizetype uncovered = message->indexOf(cbor::encode(unprotected));
        int open = 0;
        for (qsizetype bit = 0; bit < message->size() * 8; ++bit) {
            QByteArray changed = *message;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            const auto read = crypto::parseCoseSign1(changed);
            if (!read || !read->verify(key, "aad"))
                continue;
            ++open;
            QVERIFY(bit / 8 >= uncovered && bit / 8 < uncovered + cbor::encode(unprotected).size());
        }
        QVERIFY(open > 0);
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *hex, ErrorCode code = ErrorCode::CoseMalformed) {
            QTest::newRow(name) << QByteArray(hex) << static_cast<int>(code);
        };
        row("no tag", "8443a10132a04040");
        row("tag 17", "d18443a10132a04040");
        row("tag 18 twice", "d2d28443a10132a04040");
        row("not an array", "d2a0");
        row("three parts", "d28343a10132a040");
        row("five parts", "d28543a10132a0404040");
        row("protected header not wrapped", "d284a10132a04040");
        row("protected header is an array", "d2844180a04040");
        row("protected header is not CBOR", "d28441ffa04040", ErrorCode::CborMalformed);
        row("trailing byte in the protected header", "d28444a1013200a04040", ErrorCode::CborMalformed);
        row("protected header not sorted", "d28445a204000132a04040", ErrorCode::CborNotDeterministic);
        row("protected header repeats a label", "d28445a201320132a04040", ErrorCode::CborNotDeterministic);
        row("long integer in the protected header", "d28444a1011817a04040", ErrorCode::CborNotDeterministic);
        row("unprotected header is bytes", "d28443a10132404040");
        row("unprotected header not sorted", "d28443a10132a2040003004040", ErrorCode::CborNotDeterministic);
        row("payload not there", "d28443a10132a0f640");
        row("payload is text", "d28443a10132a06040");
        row("signature is text", "d28443a10132a04060");
        row("label in both headers", "d28443a10132a101324040");
        row("text label in both headers", "d28444a1616101a16161024040");
        row("critical header", "d28446a20132028104a04040");
        row("critical header, not protected", "d28443a10132a10281044040");
        row("label is bytes", "d28445a201324000a04040");
        row("unprotected label is bytes", "d28443a10132a140004040");
    }
    void malformed()
    {
        QFETCH(QByteArray, hex);
        QFETCH(int, code);
        const auto parsed = crypto::parseCoseSign1(QByteArray::fromHex(hex));
        QVERIFY(!parsed);
        QCOMPARE(static_cast<int>(parsed.error().code), code);
    }

    void lenientOrderReachesTheProtectedHeader()
    {
        const QByteArray unsorted = QByteArray::fromHex("d28445a204000132a04040");
        QVERIFY(!crypto::parseCoseSign1(unsorted));
        const auto parsed = crypto::parseCoseSign1(unsorted, {.requireSorted = false});
        QVERIFY(parsed);
        QCOMPARE(parsed->protectedBytes.toHex(), QByteArray("a204000132")); // as received, for the signature
        QCOMPARE(*parsed->algorithm(), Algorithm::Ed25519);
        QVERIFY(!crypto::parseCoseSign1(QByteArray::fromHex("d28445a201320132a04040"), {.requireSorted = false}));
    }

    void theEnvelopeIsExact_data()
    {
        QTest::addColumn<QByteArray>("protectedHeader"); // hex
        QTest::addColumn<QByteArray>("unprotected");
        QTest::addColumn<int>("keyIdSize");
        QTest::addColumn<bool>("taken");
        const auto row = [](const char *name, const char *header, int keyIdSize, bool taken, const char *unprotected = "a0") {
            QTest::newRow(name) << QByteArray(header) << QByteArray(unprotected) << keyIdSize << taken;
        };
        row("alg and typ", "a20132106174", 0, true);
        row("with a kid", "a3013204426b6b106174", 2, true);
        row("EdDSA", "a20127106174", 0, true);
        row("ES384", "a2013822106174", 0, false);
        row("no alg", "a1106174", 0, false);
        row("no typ", "a10132", 0, false);
        row("another typ", "a20132106175", 0, false);
        row("typ in bytes", "a20132104174", 0, false);
        row("a kid that does not belong here", "a3013204426b6b106174", 0, false);
        row("an empty kid", "a301320440106174", 0, false);
        row("no kid", "a20132106174", 2, false);
        row("a kid of another size", "a3013204416b106174", 2, false);
        row("a kid in text", "a3013204626b6b106174", 2, false);
        row("the kid unprotected", "a20132106174", 2, false, "a104426b6b");
        row("another label", "a4013204426b6b0500106174", 2, false);
        row("another label, not protected", "a3013204426b6b106174", 2, false, "a10500");
    }
    void theEnvelopeIsExact()
    {
        QFETCH(QByteArray, protectedHeader);
        QFETCH(QByteArray, unprotected);
        QFETCH(int, keyIdSize);
        QFETCH(bool, taken);
        const QByteArray header = QByteArray::fromHex(protectedHeader);
        const auto message = crypto::parseCoseSign1(dd::test::raw::tag(
            18, dd::test::raw::array({dd::test::raw::bytes(header), QByteArray::fromHex(unprotected), QByteArray("\x40"), QByteArray("\x40")})));
        QVERIFY(message);
        QCOMPARE(crypto::checkEnvelope(*message, QStringLiteral("t"), keyIdSize).has_value(), taken);
    }

    void aHeaderHasEightLabelsAtMost()
    {
        QVERIFY(crypto::parseCoseSign1(withLabels(8, 8)));
        QCOMPARE(crypto::parseCoseSign1(withLabels(9, 0)).error().code, ErrorCode::CoseMalformed);
        QCOMPARE(crypto::parseCoseSign1(withLabels(0, 9)).error().code, ErrorCode::CoseMalformed);
    }

    // Nobody has signed anything yet: who sends such a message must not keep us busy with it.
    void manyLabelsTakeNoTime_data()
    {
        QTest::addColumn<int>("labels");
        QTest::newRow("as many as items are allowed") << 32'000;
        QTest::newRow("as many as go into a MiB") << 90'000;
    }
    void manyLabelsTakeNoTime()
    {
        QFETCH(int, labels);
        const QByteArray message = withLabels(labels, labels);
        QVERIFY(message.size() < 1 << 20);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!crypto::parseCoseSign1(message));
        QVERIFY(!dd::trust::openTrustList(message, PublicKey()));
        QVERIFY(!dd::trust::openStatusList(message, "https://status.example/1", {PublicKey()}));
        QVERIFY(!dd::trust::claimedStatusUri(message));
        QVERIFY(!dd::credential::holderThumbprint(message));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void algorithmOnlyFromTheProtectedHeader()
    {
        const auto code = [](const char *hex) {
            const auto parsed = crypto::parseCoseSign1(QByteArray::fromHex(hex));
            return parsed ? parsed->algorithm() : dd::Result<Algorithm>(dd::fail(parsed.error()));
        };
        QCOMPARE(*code("d28443a10132a04040"), Algorithm::Ed25519);
        QCOMPARE(code("d28440a101324040").error().code, ErrorCode::AlgorithmUnknown);   // unprotected
        QCOMPARE(code("d28441a0a04040").error().code, ErrorCode::AlgorithmUnknown);     // absent
        QCOMPARE(code("d28443a10105a04040").error().code, ErrorCode::AlgorithmUnknown); // HMAC 256/256
        QCOMPARE(code("d28443a10100a04040").error().code, ErrorCode::AlgorithmUnknown);
        QCOMPARE(code("d28443a101f6a04040").error().code, ErrorCode::AlgorithmUnknown); // null
    }

    void willNotSignWhatItWouldNotRead()
    {
        dd::SystemRandom random;
        const auto signer = crypto::generateSigner(Algorithm::Ed25519, random);
        QVERIFY(signer);
        const Value one = Value::integer(1);
        QVERIFY(!crypto::signCoseSign1({{one, one}}, Value::map({}), "p", **signer)); // alg twice
        QVERIFY(!crypto::signCoseSign1({{Value::integer(4), one}}, Value::map({{Value::integer(4), one}}), "p", **signer));
        QVERIFY(!crypto::signCoseSign1({{Value::integer(2), Value::array({one})}}, Value::map({}), "p", **signer));
        QVERIFY(!crypto::signCoseSign1({}, Value::array({}), "p", **signer));
        QVERIFY(!crypto::signCoseSign1({}, Value::map({{one, Value::simple(24)}}), "p", **signer));
        QVERIFY(crypto::signCoseSign1({}, Value::map({}), {}, **signer));
    }

private:
    // Labels from 100 on in the protected header, and from there on in the other one.
    static QByteArray withLabels(int first, int second)
    {
        namespace raw = dd::test::raw;
        const auto header = [](int from, int count) {
            QByteArray map = raw::head(5, static_cast<quint64>(count));
            for (int i = 0; i < count; ++i)
                map += raw::integer(from + i) + raw::integer(0);
            return map;
        };
        return raw::tag(18, raw::array({raw::bytes(header(100, first)), header(100 + first, second), raw::bytes({}), raw::bytes({})}));
    }
    static QByteArray fromHex(const QJsonValue &value) { return QByteArray::fromHex(value.toString().toLatin1()); }
    static QJsonObject load(const QString &file)
    {
        return QJsonDocument::fromJson(dd::test::readFile(dd::test::sharedDataPath("qr/cose/") + file)).object();
    }
    static Value keyOf(const QJsonObject &key)
    {
        const auto coordinate = [&key](const char *name) {
            const QString wide = QLatin1String(name) + QLatin1String("_hex");
            return key.contains(wide) ? fromHex(key[wide])
                                      : QByteArray::fromBase64(key[QLatin1String(name)].toString().toLatin1(), QByteArray::Base64UrlEncoding);
        };
        if (key[QLatin1String("kty")].toString() == QLatin1String("OKP"))
            return Value::map({{Value::integer(1), Value::integer(1)},
                               {Value::integer(-1), Value::integer(key[QLatin1String("crv")].toString() == QLatin1String("Ed25519") ? 6 : 7)},
                               {Value::integer(-2), Value::bytes(coordinate("x"))}});
        return Value::map({{Value::integer(1), Value::integer(2)},
                           {Value::integer(-1), Value::integer(1)},
                           {Value::integer(-2), Value::bytes(coordinate("x"))},
                           {Value::integer(-3), Value::bytes(coordinate("y"))}});
    }
};

DD_TEST(TestCoseSign1)
#include "test_cose_sign1.moc"
