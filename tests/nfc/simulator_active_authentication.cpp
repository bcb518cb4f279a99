// The chip's signatures, checked here with OpenSSL and ISO/IEC 9796-2 spelled out, not with the reader's own check.
#include "nfc/simulator/chip_signature.h"
#include "nfc/simulator/openssl_handles.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#include <QCryptographicHash>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

namespace {

using KeyOwner = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

KeyOwner publicKeyIn(const QByteArray &dg15)
{
    const Result<tlv::Element> file = tlv::readSingle(dg15, 0x6F);
    if (!file)
        return {nullptr, &EVP_PKEY_free};
    const auto *cursor = reinterpret_cast<const unsigned char *>(file->value.data());
    return {d2i_PUBKEY(nullptr, &cursor, long(file->value.size())), &EVP_PKEY_free};
}

QByteArray recover(EVP_PKEY *key, const QByteArray &signature)
{
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new(key, nullptr), &EVP_PKEY_CTX_free);
    QByteArray message(signature.size(), '\0');
    size_t size = size_t(message.size());
    if (EVP_PKEY_verify_recover_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
        || EVP_PKEY_verify_recover(context.get(), reinterpret_cast<unsigned char *>(message.data()), &size,
                                   reinterpret_cast<const unsigned char *>(signature.constData()), size_t(signature.size()))
               != 1)
        return {};
    return message;
}

CommandApdu internalAuthenticate(const QByteArray &challenge, int expected)
{
    return {0x00, 0x88, 0x00, 0x00, challenge, expected};
}

} // namespace

class TestSimulatorActiveAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void rsa_data()
    {
        QTest::addColumn<ActiveAuthenticationKey>("kind");
        QTest::addColumn<int>("size");
        QTest::addColumn<QCryptographicHash::Algorithm>("algorithm");
        QTest::addColumn<QByteArray>("trailer");
        QTest::newRow("1024") << ActiveAuthenticationKey::Rsa << 128 << QCryptographicHash::Sha1 << hex("BC");
        QTest::newRow("2048") << ActiveAuthenticationKey::Rsa2048 << 256 << QCryptographicHash::Sha256 << hex("34CC");
    }
    void rsa()
    {
        QFETCH(ActiveAuthenticationKey, kind);
        QFETCH(int, size);
        QFETCH(QCryptographicHash::Algorithm, algorithm);
        QFETCH(QByteArray, trailer);
        SimulatorTerminal terminal(test::demoCard(kind));
        QVERIFY(terminal.open());
        const QByteArray challenge = hex("0011223344556677");
        // Extended where the answer is longer than a short protected response carries.
        CommandApdu command = internalAuthenticate(challenge, 256);
        command.extended = size > 200;
        const ResponseApdu response = terminal.secured(command);
        QCOMPARE(response.status, sw::success);
        QCOMPARE(response.data.size(), size);
        const KeyOwner key = publicKeyIn(test::demoCard(kind).files.value(FileId::Dg15));
        QVERIFY(key != nullptr);
        const QByteArray message = recover(key.get(), response.data);
        QCOMPARE(message.size(), size);
        QCOMPARE(message.at(0), '\x6A');
        QCOMPARE(message.right(trailer.size()), trailer);
        const qsizetype digestSize = QCryptographicHash::hashLength(algorithm);
        const QByteArray recoverable = message.mid(1, size - 1 - digestSize - trailer.size());
        const QByteArray digest = message.mid(1 + recoverable.size(), digestSize);
        QCOMPARE(digest, QCryptographicHash::hash(recoverable + challenge, algorithm));
        QVERIFY(digest != QCryptographicHash::hash(recoverable + hex("0011223344556678"), algorithm));
        QVERIFY(terminal.secured(command).data != response.data); // M1 is fresh each time
    }

    // Every hash, both forms of the trailer, both roots; whose trailer names another hash is none of the standard's.
    void recoverableSignatures_data()
    {
        using Hash = ActiveAuthenticationScheme::Hash;
        QTest::addColumn<ActiveAuthenticationScheme>("scheme");
        QTest::addColumn<QCryptographicHash::Algorithm>("algorithm");
        QTest::addColumn<QByteArray>("trailer");
        const auto row = [](const char *name, const ActiveAuthenticationScheme &scheme, QCryptographicHash::Algorithm algorithm, const char *trailer) {
            QTest::newRow(name) << scheme << algorithm << hex(trailer);
        };
        row("SHA-1", {.hash = Hash::Sha1}, QCryptographicHash::Sha1, "BC");
        row("SHA-1, 33CC", {.hash = Hash::Sha1, .longTrailer = true}, QCryptographicHash::Sha1, "33CC");
        row("SHA-224", {.hash = Hash::Sha224}, QCryptographicHash::Sha224, "38CC");
        row("SHA-256", {.hash = Hash::Sha256}, QCryptographicHash::Sha256, "34CC");
        row("SHA-384", {.hash = Hash::Sha384}, QCryptographicHash::Sha384, "36CC");
        row("SHA-512", {.hash = Hash::Sha512}, QCryptographicHash::Sha512, "35CC");
        row("SHA-256, smaller root", {.hash = Hash::Sha256, .smallerRoot = true}, QCryptographicHash::Sha256, "34CC");
        row("wrong trailer", {.hash = Hash::Sha256, .trailer = hex("ABCD")}, QCryptographicHash::Sha256, "ABCD");
    }
    void recoverableSignatures()
    {
        QFETCH(ActiveAuthenticationScheme, scheme);
        QFETCH(QCryptographicHash::Algorithm, algorithm);
        QFETCH(QByteArray, trailer);
        CardImage card = test::demoCard(ActiveAuthenticationKey::Rsa2048);
        card.activeAuthentication = scheme;
        SimulatorTerminal terminal(card);
        QVERIFY(terminal.open());
        const KeyOwner key = publicKeyIn(card.files.value(FileId::Dg15));
        int complements = 0;
        const int rounds = scheme.smallerRoot ? 48 : 4;
        for (int round = 0; round < rounds; ++round) {
            const QByteArray challenge = QByteArray(7, '\x5A') + char(round);
            CommandApdu command = internalAuthenticate(challenge, 256);
            command.extended = true;
            QByteArray message = recover(key.get(), terminal.secured(command).data);
            if (scheme.smallerRoot && (message.back() & 0x0F) != 0x0C) { // n − s was sent
                ++complements;
                BIGNUM *modulus = nullptr;
                EVP_PKEY_get_bn_param(key.get(), "n", &modulus);
                BIGNUM *number = BN_bin2bn(reinterpret_cast<const unsigned char *>(message.constData()), int(message.size()), nullptr);
                BN_sub(number, modulus, number);
                BN_bn2binpad(number, reinterpret_cast<unsigned char *>(message.data()), int(message.size()));
                BN_free(number);
                BN_free(modulus);
            }
            QCOMPARE(message.at(0), '\x6A');
            QVERIFY(message.endsWith(trailer));
            message.chop(trailer.size());
            const qsizetype digestSize = QCryptographicHash::hashLength(algorithm);
            QCOMPARE(message.right(digestSize), QCryptographicHash::hash(message.mid(1).chopped(digestSize) + challenge, algorithm));
        }
        QVERIFY(!scheme.smallerRoot || (complements > 0 && complements < rounds)); // each is as likely as the other
    }

    void pssAndEcdsa_data()
    {
        using Hash = ActiveAuthenticationScheme::Hash;
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("hash");
        QTest::addColumn<QByteArray>("digest");
        const std::pair<Hash, const char *> hashes[] = {
            {Hash::Sha1, "SHA1"}, {Hash::Sha224, "SHA224"}, {Hash::Sha256, "SHA256"}, {Hash::Sha384, "SHA384"}, {Hash::Sha512, "SHA512"}};
        for (const auto &[hash, name] : hashes) {
            for (const char *key : {"rsa-2048", "ecdsa-P-192", "ecdsa-brainpoolP256r1", "ecdsa-P-521"})
                QTest::addRow("%s %s", key, name) << QByteArray(key) << int(hash) << QByteArray(name);
        }
    }
    void pssAndEcdsa()
    {
        QFETCH(QByteArray, key);
        QFETCH(int, hash);
        QFETCH(QByteArray, digest);
        const Result<simulator::Key> made = simulator::generateKey(key, false);
        QVERIFY(made);
        const bool pss = key.startsWith("rsa");
        SystemRandom random;
        const QByteArray challenge = hex("0011223344556677");
        const Result<QByteArray> signature = simulator::signChallenge(*simulator::privateKeyInfo(made->get()), challenge, random,
                                                                      {.hash = ActiveAuthenticationScheme::Hash(hash), .pss = pss});
        QVERIFY(signature);
        QByteArray encoded = *signature;
        if (!pss) {
            const qsizetype half = (EVP_PKEY_get_bits(made->get()) + 7) / 8;
            QCOMPARE(signature->size(), 2 * half);
            const auto *bytes = reinterpret_cast<const unsigned char *>(signature->constData());
            const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(ECDSA_SIG_new(), &ECDSA_SIG_free);
            QVERIFY(ECDSA_SIG_set0(parts.get(), BN_bin2bn(bytes, int(half), nullptr), BN_bin2bn(bytes + half, int(half), nullptr)) == 1);
            encoded.resize(i2d_ECDSA_SIG(parts.get(), nullptr));
            auto *out = reinterpret_cast<unsigned char *>(encoded.data());
            i2d_ECDSA_SIG(parts.get(), &out);
        }
        const auto verifies = [&](const QByteArray &message) {
            const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
            EVP_PKEY_CTX *parameters = nullptr;
            return EVP_DigestVerifyInit_ex(context.get(), &parameters, digest.constData(), nullptr, nullptr, made->get(), nullptr) == 1
                && (!pss || (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                             && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1))
                && EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char *>(encoded.constData()), size_t(encoded.size()),
                                    reinterpret_cast<const unsigned char *>(message.constData()), size_t(message.size()))
                       == 1;
        };
        QVERIFY(verifies(challenge));
        QVERIFY(!verifies(hex("0011223344556678")));
    }

    void hashThatDoesNotFitTheKey()
    {
        const Result<simulator::Key> key = simulator::generateRsaKey(512);
        QVERIFY(key);
        SystemRandom random;
        QVERIFY(!simulator::signChallenge(*simulator::privateKeyInfo(key->get()), hex("0011223344556677"), random,
                                          {.hash = ActiveAuthenticationScheme::Hash::Sha512}));
    }

    void ecdsa()
    {
        SimulatorTerminal terminal(test::demoCard(ActiveAuthenticationKey::Ecdsa));
        QVERIFY(terminal.open());
        const QByteArray challenge = hex("0011223344556677");
        const KeyOwner key = publicKeyIn(test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg15));
        QVERIFY(key != nullptr);
        for (int round = 0; round < 300; ++round) { // often enough for an r or s with a leading zero byte
            const ResponseApdu response = terminal.secured(internalAuthenticate(challenge, 256));
            QCOMPARE(response.status, sw::success);
            QCOMPARE(response.data.size(), 64);
            const auto *bytes = reinterpret_cast<const unsigned char *>(response.data.constData());
            const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(), &ECDSA_SIG_free);
            QVERIFY(ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr)) == 1);
            QByteArray der(i2d_ECDSA_SIG(signature.get(), nullptr), '\0');
            auto *out = reinterpret_cast<unsigned char *>(der.data());
            i2d_ECDSA_SIG(signature.get(), &out);
            const auto verdict = [&](const QByteArray &message) {
                const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
                return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1
                       && EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char *>(der.constData()), size_t(der.size()),
                                           reinterpret_cast<const unsigned char *>(message.constData()), size_t(message.size()))
                              == 1;
            };
            QVERIFY(verdict(challenge));
            QVERIFY(!verdict(hex("0011223344556678")));
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<int>("p2");
        QTest::addColumn<int>("expected");
        QTest::addColumn<int>("status");
        QTest::newRow("seven bytes") << hex("00112233445566") << 0 << 256 << 0x6700;
        QTest::newRow("nine bytes") << hex("001122334455667788") << 0 << 256 << 0x6700;
        QTest::newRow("no bytes") << QByteArray() << 0 << 256 << 0x6700;
        QTest::newRow("no Le") << hex("0011223344556677") << 0 << 0 << 0x6700;
        QTest::newRow("Le too small") << hex("0011223344556677") << 0 << 127 << 0x6700;
        QTest::newRow("another key") << hex("0011223344556677") << 1 << 256 << 0x6A86;
    }
    void refuses()
    {
        QFETCH(QByteArray, challenge);
        QFETCH(int, p2);
        QFETCH(int, expected);
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        const ResponseApdu response = terminal.secured({0x00, 0x88, 0x00, quint8(p2), challenge, expected});
        QTEST(int(response.status), "status");
        QVERIFY(response.data.isEmpty());
    }

    void cardWithoutAKey()
    {
        CardImage card = test::demoCard();
        card.aaPrivateKey.clear();
        SimulatorTerminal terminal(card);
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured(internalAuthenticate(hex("0011223344556677"), 256)).status, sw::referencedDataNotFound);
    }
};

DD_TEST(TestSimulatorActiveAuthentication)
#include "simulator_active_authentication.moc"
