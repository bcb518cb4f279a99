// The chip's signatures, checked here with OpenSSL and ISO/IEC 9796-2 spelled out, not with the reader's own check.
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
