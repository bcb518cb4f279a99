#include "core/crypto/symmetric.h"
#include "tests/support/fixed_random.h"
#include "tests/support/registry.h"

#include <QTest>

namespace crypto = dd::crypto;
using dd::ErrorCode;
using dd::Secret;

class TestSymmetric : public QObject
{
    Q_OBJECT
private slots:
    // FIPS 180-4 example messages
    void sha256_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("empty") << QByteArray() << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray("abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("a million") << QByteArray(1'000'000, 'a') << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void sha256()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, digest);
        QCOMPARE(crypto::sha256(message).toHex(), digest);
        const QByteArrayView view(message);
        QCOMPARE(crypto::sha256({view.first(view.size() / 3), QByteArrayView(), view.sliced(view.size() / 3)}).toHex(), digest);
    }

    // libsodium offers one lane without a key, so RFC 9106's four-lane example cannot be asked of it; these answers
    // come from the Argon2 authors' own command line program (argon2 SALT -id -t T -k K -p 1 -l L -r).
    void argon2id_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<quint32>("memory");
        QTest::addColumn<quint32>("iterations");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("defaults") << QByteArray("password") << QByteArray("somesaltsomesalt") << 65536U << 3U
                                  << QByteArray("7664ad4ba1a3c999fcdd0991ffc2270f78302d2383233db5e7befc85d1bb1819");
        QTest::newRow("least memory") << QByteArray("password") << QByteArray("somesaltsomesalt") << 8U << 1U
                                      << QByteArray("05b6ca8f8038b683887ad4916533858b49cb52040126c134f4c6e9d8711b8c09");
        QTest::newRow("64 bytes") << QByteArray("correct horse") << QByteArray("0123456789abcdef") << 1024U << 2U
                                  << QByteArray("46e79c28e8898df826b3bb262f3d9192f096a52935591a9463b67de46368c867"
                                                "b8f3f2a7021ca4a9a377d133294c0b59c2f19083535b0b5c64fc67db71df44df");
    }
    void argon2id()
    {
        QFETCH(QByteArray, password);
        QFETCH(QByteArray, salt);
        QFETCH(quint32, memory);
        QFETCH(quint32, iterations);
        QFETCH(QByteArray, key);
        const auto derived = crypto::argon2id(Secret::copyOf(password), salt, {memory, iterations}, static_cast<std::size_t>(key.size() / 2));
        QVERIFY(derived);
        QCOMPARE(derived->view().toByteArray().toHex(), key);
    }
    void argon2idRefusesParametersOutOfRange()
    {
        const Secret password = Secret::copyOf(QByteArray("password"));
        const QByteArray salt(16, 's');
        const auto refusal = [](const dd::Result<Secret> &result) { return !result && result.error().code == ErrorCode::InvalidInput; };
        QVERIFY(refusal(crypto::argon2id(Secret(), salt, {64, 1})));
        QVERIFY(refusal(crypto::argon2id(password, salt.first(15), {64, 1})));
        QVERIFY(refusal(crypto::argon2id(password, salt + 's', {64, 1})));
        QVERIFY(refusal(crypto::argon2id(password, salt, {7, 1})));
        QVERIFY(refusal(crypto::argon2id(password, salt, {64, 0})));
        QVERIFY(refusal(crypto::argon2id(password, salt, {64, 1}, 15)));
    }

    // RFC 7693, keyed, 32 bytes of digest; answers from the reference implementation (Python's hashlib carries it).
    void blake2b_data()
    {
        QTest::addColumn<int>("keySize");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("digest");
        QByteArray counting;
        for (int i = 0; i < 255; ++i)
            counting.append(static_cast<char>(i));
        QTest::newRow("empty") << 32 << QByteArray() << QByteArray("4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d");
        QTest::newRow("abc") << 32 << QByteArray("abc") << QByteArray("d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f");
        QTest::newRow("0 to 254") << 64 << counting << QByteArray("fe7b76a61787c089141f9e10fca1e5092488d89c62ea793fb2c5b1f849b4f2cb");
        QTest::newRow("a block and a byte") << 16 << QByteArray(129, 'x')
                                            << QByteArray("350bc206b53b36a7b5515f5bee469fa8dbf7bcd6b2b341c910937066c070120f");
    }
    void blake2b()
    {
        QFETCH(int, keySize);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, digest);
        const Secret key = countingKey(static_cast<std::size_t>(keySize));
        QCOMPARE(crypto::blake2b(key, {message}).view().toByteArray().toHex(), digest);
        const QByteArrayView view(message);
        QCOMPARE(crypto::blake2b(key, {view.first(view.size() / 2), view.sliced(view.size() / 2)}).view().toByteArray().toHex(), digest);
    }
    void blake2bNeedsAKey()
    {
        QVERIFY(crypto::blake2b(Secret(), {"abc"}).isEmpty());
        QVERIFY(crypto::blake2b(countingKey(15), {"abc"}).isEmpty());
        QVERIFY(crypto::blake2b(countingKey(65), {"abc"}).isEmpty());
    }

    // BLAKE2b of nothing with the id as salt and the context as personalisation; answers as above.
    void subKeys()
    {
        const Secret master = countingKey(32);
        QCOMPARE(crypto::subKey(master, 0, "DinhDanh").view().toByteArray().toHex(),
                 QByteArray("3fe5734056999ba85d9965670b6eb2cc88c26dace46d94f00eb4c1e829d79e35"));
        QCOMPARE(crypto::subKey(master, 1, "DinhDanh").view().toByteArray().toHex(),
                 QByteArray("fc20d2b04db9a4ca09a6a4f861b2f971f688a0c59d96867cd58b11abc94d8095"));
        QCOMPARE(crypto::subKey(master, ~quint64(0), "vault-v1", 64).view().toByteArray().toHex(),
                 QByteArray("f66e0a3a87f90cbd0baaf7b021334209b7ae9f893bffd623331cfacb447d6cb1"
                            "c4897690647a59e19bc72d497ca794a3fc6c0fa900b5797ad5ef79cda4fe4474"));
        QVERIFY(crypto::subKey(countingKey(31), 0, "DinhDanh").isEmpty());
        QVERIFY(crypto::subKey(master, 0, "DinhDanh", 15).isEmpty());
        QVERIFY(crypto::subKey(master, 0, "DinhDanh", 65).isEmpty());
    }

    // draft-irtf-cfrg-xchacha-03 Appendix A.3.1
    void sealedExample()
    {
        const QByteArray plaintext(
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
        const QByteArray associated = QByteArray::fromHex("50515253c0c1c2c3c4c5c6c7");
        const Secret key = Secret::copyOf(QByteArray::fromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
        const QByteArray nonce = QByteArray::fromHex("404142434445464748494a4b4c4d4e4f5051525354555657");
        const QByteArray expected =
            QByteArray::fromHex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
                                "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                                "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
        dd::test::FixedRandom random(nonce);
        const QByteArray sealed = crypto::seal(key, plaintext, associated, random);
        QCOMPARE(sealed.toHex(), (nonce + expected).toHex());
        const auto opened = crypto::open(key, sealed, associated);
        QVERIFY(opened);
        QCOMPARE(opened->view().toByteArray(), plaintext);
    }

    void anyChangeIsNoticed()
    {
        dd::SystemRandom random;
        const Secret key = random.secret(crypto::aeadKeySize);
        const QByteArray sealed = crypto::seal(key, "a short secret", "context", random);
        QCOMPARE(sealed.size(), 14 + crypto::aeadOverhead);
        QVERIFY(crypto::open(key, sealed, "context"));
        for (qsizetype bit = 0; bit < sealed.size() * 8; ++bit) {
            QByteArray changed = sealed;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            const auto opened = crypto::open(key, changed, "context");
            QVERIFY(!opened && opened.error().code == ErrorCode::CryptoOpenFailed);
        }
        for (qsizetype size = 0; size < sealed.size(); ++size)
            QVERIFY(!crypto::open(key, QByteArrayView(sealed).first(size), "context"));
        QVERIFY(!crypto::open(key, sealed + '\0', "context"));
        QVERIFY(!crypto::open(key, sealed, "Context"));
        QVERIFY(!crypto::open(key, sealed, {}));
        QVERIFY(!crypto::open(random.secret(crypto::aeadKeySize), sealed, "context"));
    }

    void sealingTwiceGivesDifferentBytes()
    {
        dd::SystemRandom random;
        const Secret key = random.secret(crypto::aeadKeySize);
        QVERIFY(crypto::seal(key, "x", {}, random) != crypto::seal(key, "x", {}, random));
    }

    void nothingCanBeSealedToo()
    {
        dd::SystemRandom random;
        const Secret key = random.secret(crypto::aeadKeySize);
        const auto opened = crypto::open(key, crypto::seal(key, {}, {}, random), {});
        QVERIFY(opened);
        QVERIFY(opened->isEmpty());
    }

    void keysOfTheWrongSizeAreRefused()
    {
        dd::SystemRandom random;
        QVERIFY(crypto::seal(random.secret(31), "x", {}, random).isEmpty());
        QVERIFY(crypto::seal(Secret(), "x", {}, random).isEmpty());
        const auto opened = crypto::open(random.secret(33), QByteArray(64, 'x'), {});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::CryptoFailed);
    }

private:
    static Secret countingKey(std::size_t size)
    {
        Secret key(size);
        for (std::size_t i = 0; i < size; ++i)
            key.data()[i] = static_cast<unsigned char>(i);
        return key;
    }
};

DD_TEST(TestSymmetric)
#include "test_symmetric.moc"
