#include "core/crypto/signature.h"
#include "core/crypto/symmetric.h"
#include "tests/support/fixed_random.h"
#include "tests/support/registry.h"

#include <QTest>

namespace crypto = dd::crypto;
using crypto::Algorithm;
using crypto::PublicKey;
using dd::ErrorCode;
using dd::Secret;
using dd::cbor::Value;

class TestSignature : public QObject
{
    Q_OBJECT

    static QByteArray hex(const char *text) { return QByteArray::fromHex(text); }

    // RFC 6979 A.2.5 and A.2.6: keys, and signatures over "sample"
    static constexpr char p256Scalar[] = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    static constexpr char p256X[] = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
    static constexpr char p256Y[] = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    static constexpr char p256Signature[] = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    static constexpr char p256Order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    static constexpr char p384X[] = "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13";
    static constexpr char p384Y[] = "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720";
    static constexpr char p384Signature[] = "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                                            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8";

    static Value okp(const QByteArray &x)
    {
        return Value::map({{Value::integer(1), Value::integer(1)}, {Value::integer(-1), Value::integer(6)}, {Value::integer(-2), Value::bytes(x)}});
    }

    static Value ec2(qint64 curve, const QByteArray &x, const Value &y)
    {
        return Value::map({{Value::integer(1), Value::integer(2)},
                           {Value::integer(-1), Value::integer(curve)},
                           {Value::integer(-2), Value::bytes(x)},
                           {Value::integer(-3), y}});
    }

private slots:
    // RFC 8032 §7.1
    void ed25519Examples_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("TEST 1") << hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
                                << hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a") << QByteArray()
                                << hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
                                       "e24655141438e7a100b");
        QTest::newRow("TEST 2") << hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
                                << hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c") << hex("72")
                                << hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
                                       "aeeb00d291612bb0c00");
        QTest::newRow("TEST 3") << hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
                                << hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025") << hex("af82")
                                << hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
                                       "28dc027beceea1ec40a");
        QTest::newRow("TEST SHA(abc)")
            << hex("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42")
            << hex("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf")
            << hex("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
            << hex("dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a70"
                   "4");
    }
    void ed25519Examples()
    {
        QFETCH(QByteArray, seed);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, signature);
        const auto signer = crypto::makeEd25519Signer(Secret::copyOf(seed));
        QVERIFY(signer);
        QCOMPARE((*signer)->algorithm(), Algorithm::Ed25519);
        QCOMPARE((*signer)->privateKey().view().toByteArray(), seed);
        QCOMPARE((*signer)->publicKey().cose().toHex(), "a30101200621"
                                                        "5820" +
                                                            key.toHex());
        const auto made = (*signer)->sign(message);
        QVERIFY(made);
        QCOMPARE(made->toHex(), signature.toHex());
        const auto verifier = PublicKey::fromCose(okp(key));
        QVERIFY(verifier);
        QVERIFY(verifier->verify(Algorithm::Ed25519, message, signature));
        QVERIFY(verifier->verify(Algorithm::EdDsa, message, signature));
        QVERIFY(!verifier->verify(Algorithm::Ed25519, message + 'x', signature));
    }

    void ecdsaExamples()
    {
        for (const Value &y : {Value::bytes(hex(p256Y)), Value::boolean(true)}) {
            const auto key = PublicKey::fromCose(ec2(1, hex(p256X), y));
            QVERIFY(key);
            QCOMPARE(key->type(), PublicKey::Type::P256);
            QVERIFY(key->verify(Algorithm::Esp256, "sample", hex(p256Signature)));
            QVERIFY(key->verify(Algorithm::Es256, "sample", hex(p256Signature)));
            QVERIFY(!key->verify(Algorithm::Esp256, "test", hex(p256Signature)));
        }
        for (const Value &y : {Value::bytes(hex(p384Y)), Value::boolean(false)}) {
            const auto key = PublicKey::fromCose(ec2(2, hex(p384X), y));
            QVERIFY(key);
            QCOMPARE(key->type(), PublicKey::Type::P384);
            QVERIFY(key->verify(Algorithm::Es384, "sample", hex(p384Signature)));
            QVERIFY(!key->verify(Algorithm::Es384, "test", hex(p384Signature)));
        }
        for (const Value &y : {Value::bytes(hex(p256Y)), Value::boolean(true)})
            QCOMPARE(crypto::profileKey(ec2(1, hex(p256X), y)).has_value(), y.isBool());
        QCOMPARE(crypto::profileKey(ec2(2, hex(p384X), Value::boolean(false))).error().code, dd::ErrorCode::KeyMalformed);
        // The other sign bit is another key.
        const auto mirrored = PublicKey::fromCose(ec2(1, hex(p256X), Value::boolean(false)));
        QVERIFY(mirrored);
        const auto verdict = mirrored->verify(Algorithm::Esp256, "sample", hex(p256Signature));
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().code, ErrorCode::SignatureInvalid);
    }

    void p256SignerKnowsItsPublicKey()
    {
        const auto signer = crypto::makeP256Signer(Secret::copyOf(hex(p256Scalar)));
        QVERIFY(signer);
        QCOMPARE((*signer)->algorithm(), Algorithm::Esp256);
        QCOMPARE((*signer)->publicKey().cose().toHex(), QByteArray("a401022001215820") + p256X + "22f5");
        QCOMPARE((*signer)->privateKey().view().toByteArray(), hex(p256Scalar));
    }

    // r and s are often shorter than the field; each must be padded on its left (RFC 9053 §2.1).
    void ecdsaSignaturesHaveOneLength()
    {
        const auto signer = crypto::makeP256Signer(Secret::copyOf(hex(p256Scalar)));
        QVERIFY(signer);
        int padded = 0;
        for (int i = 0; i < 1500; ++i) {
            const QByteArray message = QByteArray::number(i);
            const auto signature = (*signer)->sign(message);
            QVERIFY(signature);
            QCOMPARE(signature->size(), 64);
            if (signature->at(0) == 0 || signature->at(32) == 0) {
                ++padded;
                QVERIFY((*signer)->publicKey().verify(Algorithm::Esp256, message, *signature));
            }
        }
        QVERIFY(padded > 0); // about twelve; none at all once in 100,000 runs
    }

    void emptyMessagesAreSignedToo()
    {
        dd::SystemRandom random;
        for (const Algorithm algorithm : {Algorithm::Ed25519, Algorithm::Esp256}) {
            const auto signer = crypto::generateSigner(algorithm, random);
            QVERIFY(signer);
            const auto signature = (*signer)->sign({});
            QVERIFY(signature);
            QVERIFY((*signer)->publicKey().verify(algorithm, {}, *signature));
            QVERIFY(!(*signer)->publicKey().verify(algorithm, "x", *signature));
        }
    }

    void everyBitOfASignatureCounts()
    {
        dd::SystemRandom random;
        for (const Algorithm algorithm : {Algorithm::Ed25519, Algorithm::Esp256}) {
            const auto signer = crypto::generateSigner(algorithm, random);
            QVERIFY(signer);
            const PublicKey &key = (*signer)->publicKey();
            const auto signature = (*signer)->sign("message");
            QVERIFY(signature);
            QVERIFY(key.verify(algorithm, "message", *signature));
            for (qsizetype bit = 0; bit < signature->size() * 8; ++bit) {
                QByteArray changed = *signature;
                changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
                const auto verdict = key.verify(algorithm, "message", changed);
                QVERIFY(!verdict && verdict.error().code == ErrorCode::SignatureInvalid);
            }
            for (qsizetype size = 0; size < signature->size(); ++size)
                QVERIFY(!key.verify(algorithm, "message", QByteArrayView(*signature).first(size)));
            QVERIFY(!key.verify(algorithm, "message", *signature + '\0'));
        }
    }

    void ecdsaRefusesNumbersOutOfRange()
    {
        const auto key = PublicKey::fromCose(ec2(1, hex(p256X), Value::boolean(true)));
        QVERIFY(key);
        const QByteArray r = hex(p256Signature).first(32);
        const QByteArray s = hex(p256Signature).last(32);
        const QByteArray zero(32, '\0');
        for (const QByteArray &signature : {zero + s, r + zero, zero + zero, hex(p256Order) + s, r + hex(p256Order), QByteArray(64, '\xFF')})
            QVERIFY(!key->verify(Algorithm::Esp256, "sample", signature));
    }

    void ed25519RefusesWhatLibsodiumRefuses()
    {
        // TEST 2 of RFC 8032 with the group order added to S: the same equation, another signature.
        const auto key = PublicKey::fromCose(okp(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")));
        QVERIFY(key);
        QByteArray signature =
            hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        QVERIFY(key->verify(Algorithm::Ed25519, "r", signature));
        const QByteArray order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        for (qsizetype i = 0; i < 32; ++i) {
            const int sum = static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]) + carry;
            signature[32 + i] = static_cast<char>(sum & 0xFF);
            carry = sum >> 8;
        }
        QCOMPARE(carry, 0);
        QVERIFY(!key->verify(Algorithm::Ed25519, "r", signature));
    }

    void malformedKeys_data()
    {
        QTest::addColumn<Value>("key");
        const auto row = [](const char *name, const Value &key) { QTest::newRow(name) << key; };
        const auto with = [](const Value &key, const Value &label, const Value &value) {
            QList<Value::Pair> pairs = key.toMap();
            pairs.append({label, value});
            return Value::map(pairs);
        };
        const auto without = [](const Value &key, qint64 label) {
            QList<Value::Pair> pairs;
            for (const Value::Pair &pair : key.toMap()) {
                if (!(pair.first == Value::integer(label)))
                    pairs.append(pair);
            }
            return Value::map(pairs);
        };
        const Value ed = okp(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        const Value p256 = ec2(1, hex(p256X), Value::bytes(hex(p256Y)));
        QVERIFY(PublicKey::fromCose(ed) && PublicKey::fromCose(p256));
        row("not a map", Value::array({}));
        row("an empty map", Value::map({}));
        row("Ed25519 with a private key", with(ed, Value::integer(-4), Value::bytes(QByteArray(32, 'd'))));
        row("Ed25519 with a kid", with(ed, Value::integer(2), Value::bytes("11")));
        row("Ed25519 with an alg", with(ed, Value::integer(3), Value::integer(-8)));
        row("Ed25519 with a text label", with(ed, Value::text(QStringLiteral("x")), Value::integer(1)));
        row("Ed25519 with y", with(ed, Value::integer(-3), Value::boolean(true)));
        row("Ed25519 without x", without(ed, -2));
        row("Ed25519 without a curve", without(ed, -1));
        row("Ed25519 without a type", without(ed, 1));
        row("x of 31 bytes", okp(QByteArray(31, '\x09')));
        row("x of 33 bytes", okp(QByteArray(33, '\x09')));
        row("Ed25519 not on the curve", okp(hex("0200000000000000000000000000000000000000000000000000000000000000")));
        row("Ed25519 identity", okp(hex("0100000000000000000000000000000000000000000000000000000000000000")));
        row("Ed25519 order 2", okp(hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));
        row("Ed25519 order 4", okp(QByteArray(32, '\0')));
        row("Ed25519 order 8", okp(hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")));
        row("Ed25519 order 8, the other", okp(hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));
        row("Ed25519 identity, not canonical", okp(hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));
        row("Ed25519 x above the prime", okp(QByteArray(32, '\xFF')));
        row("P-256 off the curve", ec2(1, hex(p256X), Value::bytes(hex(p256X))));
        row("P-256 x without a point", ec2(1, hex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffe"), Value::boolean(false)));
        row("P-256 x equal to the prime", ec2(1, hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"), Value::boolean(true)));
        row("P-256 zero point", ec2(1, QByteArray(32, '\0'), Value::bytes(QByteArray(32, '\0'))));
        row("P-256 short x", ec2(1, hex(p256X).sliced(1), Value::bytes(hex(p256Y))));
        row("P-256 short y", ec2(1, hex(p256X), Value::bytes(hex(p256Y).sliced(1))));
        row("P-256 long x", ec2(1, '\0' + hex(p256X), Value::bytes(hex(p256Y))));
        row("P-256 y an integer", ec2(1, hex(p256X), Value::integer(1)));
        row("P-256 y null", ec2(1, hex(p256X), Value()));
        row("P-256 without y", without(p256, -3));
        row("P-256 with a private key", with(p256, Value::integer(-4), Value::bytes(hex(p256Scalar))));
        row("P-256 said to be Ed25519", ec2(6, hex(p256X), Value::bytes(hex(p256Y))));
        row("P-256 said to be P-384", ec2(2, hex(p256X), Value::bytes(hex(p256Y))));
        row("P-384 said to be P-256", ec2(1, hex(p384X), Value::bytes(hex(p384Y))));
        row("P-384 off the curve", ec2(2, hex(p384X), Value::bytes(hex(p384X))));
        row("P-521", ec2(3, QByteArray(66, '\1'), Value::boolean(true)));
        row("symmetric", Value::map({{Value::integer(1), Value::integer(4)}, {Value::integer(-1), Value::bytes(QByteArray(32, 'k'))}}));
        row("type as text", Value::map({{Value::integer(1), Value::text(QStringLiteral("OKP"))},
                                        {Value::integer(-1), Value::text(QStringLiteral("Ed25519"))},
                                        {Value::integer(-2), Value::bytes(QByteArray(32, '\x09'))}}));
    }
    void malformedKeys()
    {
        QFETCH(Value, key);
        const auto parsed = PublicKey::fromCose(key);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::KeyMalformed);
        QVERIFY(!PublicKey::fromCose(dd::cbor::encode(key)));
        // A point that is only looked at where it is used is found out there.
        const auto later = PublicKey::fromCose(key, crypto::KeyCheck::AtUse);
        const auto used = later ? later->verify(Algorithm::Ed25519, "m", QByteArray(64, '\x01')) : dd::fail(later.error());
        QVERIFY(!used);
        QCOMPARE(used.error().code, ErrorCode::KeyMalformed);
    }

    void aGoodKeyCheckedAtUse()
    {
        auto signer = crypto::makeEd25519Signer(Secret::copyOf(hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")));
        QVERIFY(signer);
        const auto value = dd::cbor::decode((*signer)->publicKey().cose());
        QVERIFY(value);
        const auto key = PublicKey::fromCose(*value, crypto::KeyCheck::AtUse);
        QVERIFY(key);
        QCOMPARE(key->thumbprint(), (*signer)->publicKey().thumbprint());
        QVERIFY(key->verify(Algorithm::Ed25519, "m", *(*signer)->sign("m")));
        QCOMPARE(key->verify(Algorithm::Ed25519, "n", *(*signer)->sign("m")).error().code, ErrorCode::SignatureInvalid);
    }

    void everyPrefixOfAKeyIsRefused()
    {
        const QByteArray encoded = dd::cbor::encode(ec2(1, hex(p256X), Value::boolean(true)));
        for (qsizetype size = 0; size < encoded.size(); ++size) {
            const auto parsed = PublicKey::fromCose(QByteArrayView(encoded).first(size));
            QVERIFY(!parsed);
            QCOMPARE(parsed.error().code, ErrorCode::KeyMalformed);
        }
        QVERIFY(PublicKey::fromCose(QByteArrayView(encoded)));
        QVERIFY(!PublicKey::fromCose(QByteArrayView(encoded + '\0')));
    }

    void thumbprintCoversTheExactBytes()
    {
        const auto bit = PublicKey::fromCose(ec2(1, hex(p256X), Value::boolean(true)));
        const auto full = PublicKey::fromCose(ec2(1, hex(p256X), Value::bytes(hex(p256Y))));
        QVERIFY(bit && full);
        QVERIFY(bit->thumbprint() != full->thumbprint());
        QCOMPARE(bit->thumbprint(), crypto::sha256(QByteArray::fromHex(QByteArray("a401022001215820") + p256X + "22f5")));
        QCOMPARE(full->cose().size() - bit->cose().size(), 33);
        QCOMPARE(bit->keyId(), bit->thumbprint().first(8));
    }

    void algorithmMustBelongToTheKey_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::addColumn<int>("keys"); // bits: Ed25519, P-256, P-384
        QTest::newRow("Ed25519") << int(Algorithm::Ed25519) << 1;
        QTest::newRow("EdDSA") << int(Algorithm::EdDsa) << 1;
        QTest::newRow("ESP256") << int(Algorithm::Esp256) << 2;
        QTest::newRow("ES256") << int(Algorithm::Es256) << 2;
        QTest::newRow("ES384") << int(Algorithm::Es384) << 4;
    }
    void algorithmMustBelongToTheKey()
    {
        QFETCH(int, algorithm);
        QFETCH(int, keys);
        const Value known[] = {okp(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")), ec2(1, hex(p256X), Value::boolean(true)),
                               ec2(2, hex(p384X), Value::boolean(false))};
        for (int i = 0; i < 3; ++i) {
            const auto key = PublicKey::fromCose(known[i]);
            QVERIFY(key);
            const auto verdict = key->verify(static_cast<Algorithm>(algorithm), "m", QByteArray(i == 2 ? 96 : 64, '\x01'));
            QVERIFY(!verdict);
            QCOMPARE(verdict.error().code, (keys >> i & 1) != 0 ? ErrorCode::SignatureInvalid : ErrorCode::AlgorithmMismatch);
        }
        QVERIFY(!PublicKey().verify(static_cast<Algorithm>(algorithm), "m", QByteArray(64, '\0')));
    }

    void privateKeysOutOfRangeAreRefused()
    {
        QVERIFY(!crypto::makeP256Signer(Secret(32)));
        QVERIFY(!crypto::makeP256Signer(Secret::copyOf(hex(p256Order))));
        QVERIFY(!crypto::makeP256Signer(Secret::copyOf(QByteArray(32, '\xFF'))));
        QVERIFY(!crypto::makeP256Signer(Secret::copyOf(QByteArray(31, '\x01'))));
        QVERIFY(!crypto::makeP256Signer(Secret()));
        QByteArray largest = hex(p256Order);
        largest[31] = static_cast<char>(largest[31] - 1);
        QVERIFY(crypto::makeP256Signer(Secret::copyOf(largest)));
        QVERIFY(!crypto::makeEd25519Signer(Secret(31)));
        QVERIFY(!crypto::makeEd25519Signer(Secret(64)));
        QVERIFY(!crypto::makeEd25519Signer(Secret()));
    }

    void generatedKeysComeFromTheGivenSource()
    {
        dd::test::FixedRandom outOfRangeFirst(QByteArray(32, '\xFF') + hex(p256Scalar));
        const auto p256 = crypto::generateSigner(Algorithm::Esp256, outOfRangeFirst);
        QVERIFY(p256);
        QCOMPARE((*p256)->privateKey().view().toByteArray(), hex(p256Scalar));
        dd::test::FixedRandom broken(QByteArray(32, '\xFF'));
        QVERIFY(!crypto::generateSigner(Algorithm::Esp256, broken));
        dd::SystemRandom random;
        const auto one = crypto::generateSigner(Algorithm::Ed25519, random);
        const auto two = crypto::generateSigner(Algorithm::Ed25519, random);
        QVERIFY(one && two);
        QVERIFY((*one)->publicKey().cose() != (*two)->publicKey().cose());
        for (const Algorithm readOnly : {Algorithm::EdDsa, Algorithm::Es256, Algorithm::Es384})
            QVERIFY(!crypto::generateSigner(readOnly, random));
    }
};

DD_TEST(TestSignature)
#include "test_signature.moc"
