#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"

using namespace dd;
using namespace dd::wallet;

namespace {

// Computed apart from this code: the reference libargon2, Python's hashlib.blake2b, and XChaCha20-Poly1305 put together
// from HChaCha20 (checked against draft-irtf-cfrg-xchacha-03 §2.2.1) and OpenSSL's ChaCha20-Poly1305.
// PIN 739182, salt 10..1f, vault id a0..af, hardware secret 40..5f, DEK c0..df, nonce 70..87, generation 7, 8 MiB, 1 pass.
constexpr char workedKek[] = "f4cf25feb2ecfcd14e9528a82da5ad7901b1c2a905cac6dac9ecd7e02518f9ec";
constexpr char workedKekDefault[] = "78f0396748ff1ab2dd368fb1aa11de98775a47d08cd970c3d436b01f769db7c5"; // 64 MiB, 3 passes
constexpr char workedHeader[] =
    "44445641554c540000010002a0a1a2a3a4a5a6a7a8a9aaabacadaeaf00000000000000070000200000000001101112131415161718191a1b1c1d1e1f"
    "707172737475767778797a7b7c7d7e7f8081828384858687d2130ac25e1a38303eb334b6c0a99e096b524775e216958c40e2a6b0b74023c471ad56e8ded5a8d2"
    "135636e84e0ea6a7e136b373c529a21b9b8dccd6a1e3008bdaaaf5d32208144efca8096af94fc96c";

QByteArray counting(int first, int size)
{
    QByteArray bytes;
    for (int i = 0; i < size; ++i)
        bytes.append(static_cast<char>(first + i));
    return bytes;
}

class CountingRandom final : public Random
{
public:
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
            data[i] = static_cast<unsigned char>(0x70 + i);
    }
};

VaultHeader workedExample()
{
    VaultHeader header;
    header.vaultId = counting(0xa0, 16);
    header.wrapGeneration = 7;
    header.kdf = {8192, 1};
    header.salt = counting(0x10, 16);
    return header;
}

QByteArray withFreshChecksum(QByteArray header)
{
    header.chop(32);
    return header + crypto::sha256(header);
}

} // namespace

class TestVaultHeader : public QObject
{
    Q_OBJECT
private slots:
    void keyEncryptionKeyMatchesTheWorkedExample()
    {
        const Secret hardware = Secret::copyOf(counting(0x40, 32));
        VaultHeader header = workedExample();
        auto key = keyEncryptionKey(hardware, header, test::secretOf("739182"));
        DD_OK(key);
        QCOMPARE(key->view().toByteArray().toHex(), QByteArray(workedKek));
        header.kdf = crypto::Argon2Parameters{};
        key = keyEncryptionKey(hardware, header, test::secretOf("739182"));
        DD_OK(key);
        QCOMPARE(key->view().toByteArray().toHex(), QByteArray(workedKekDefault));
    }

    void headerMatchesTheWorkedExample()
    {
        CountingRandom random;
        VaultHeader header = workedExample();
        const Secret hardware = Secret::copyOf(counting(0x40, 32));
        const Secret dek = Secret::copyOf(counting(0xc0, 32));
        DD_OK(wrapKey(header, dek, hardware, test::secretOf("739182"), random));
        QCOMPARE(encode(header).toHex(), QByteArray(workedHeader));

        const auto parsed = parseVaultHeader(QByteArray::fromHex(workedHeader));
        DD_OK(parsed);
        QCOMPARE(*parsed, header);
        const auto opened = unwrapKey(*parsed, hardware, test::secretOf("739182"));
        DD_OK(opened);
        QCOMPARE(opened->view().toByteArray(), counting(0xc0, 32));
        DD_ERROR_IS(unwrapKey(*parsed, hardware, test::secretOf("739183")), ErrorCode::CryptoOpenFailed);
        DD_ERROR_IS(unwrapKey(*parsed, Secret::copyOf(counting(0x41, 32)), test::secretOf("739182")), ErrorCode::CryptoOpenFailed);
    }

    void everyPrefixIsRefused()
    {
        const QByteArray whole = QByteArray::fromHex(workedHeader);
        for (qsizetype size = 0; size < whole.size(); ++size)
            DD_ERROR_IS(parseVaultHeader(whole.first(size)), ErrorCode::VaultDamaged);
        DD_ERROR_IS(parseVaultHeader(whole + '\0'), ErrorCode::VaultDamaged);
        DD_OK(parseVaultHeader(whole));
    }

    void everyFlippedBitIsDamage()
    {
        const QByteArray whole = QByteArray::fromHex(workedHeader);
        for (qsizetype bit = 0; bit < whole.size() * 8; ++bit) {
            QByteArray changed = whole;
            changed[bit / 8] = static_cast<char>(changed.at(bit / 8) ^ (1 << (bit % 8)));
            DD_ERROR_IS(parseVaultHeader(changed), ErrorCode::VaultDamaged);
        }
    }

    // Somebody who repairs the checksum still cannot change what the wrap authenticates.
    void everyAuthenticatedFieldIsBoundToTheWrap_data()
    {
        QTest::addColumn<int>("offset");
        QTest::newRow("secret kind") << 10;
        QTest::newRow("vault id") << 12;
        QTest::newRow("wrap generation") << 35;
        QTest::newRow("KDF memory") << 38;
        QTest::newRow("KDF iterations") << 43;
        QTest::newRow("salt") << 59;
        QTest::newRow("nonce") << 60;
        QTest::newRow("wrapped key") << 84;
        QTest::newRow("tag") << 131;
    }
    void everyAuthenticatedFieldIsBoundToTheWrap()
    {
        QFETCH(int, offset);
        QByteArray changed = QByteArray::fromHex(workedHeader);
        changed[offset] = static_cast<char>(changed.at(offset) ^ (offset == 43 ? 2 : 1));
        const auto parsed = parseVaultHeader(withFreshChecksum(changed));
        DD_OK(parsed);
        DD_ERROR_IS(unwrapKey(*parsed, Secret::copyOf(counting(0x40, 32)), test::secretOf("739182")), ErrorCode::CryptoOpenFailed);
    }

    void parametersHaveFloorsAndCeilings_data()
    {
        QTest::addColumn<quint32>("memory");
        QTest::addColumn<quint32>("iterations");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("floor") << quint32(8 * 1024) << quint32(1) << true;
        QTest::newRow("default") << quint32(64 * 1024) << quint32(3) << true;
        QTest::newRow("ceiling") << quint32(1024 * 1024) << quint32(16) << true;
        QTest::newRow("memory below") << quint32(8 * 1024 - 1) << quint32(1) << false;
        QTest::newRow("memory above") << quint32(1024 * 1024 + 1) << quint32(1) << false;
        QTest::newRow("no pass") << quint32(8 * 1024) << quint32(0) << false;
        QTest::newRow("too many passes") << quint32(8 * 1024) << quint32(17) << false;
        QTest::newRow("everything") << quint32(0xffffffff) << quint32(0xffffffff) << false;
    }
    void parametersHaveFloorsAndCeilings()
    {
        QFETCH(quint32, memory);
        QFETCH(quint32, iterations);
        QFETCH(bool, accepted);
        VaultHeader header = workedExample();
        header.wrappedKey = QByteArray(72, 'w');
        header.kdf = {memory, iterations};
        const auto parsed = parseVaultHeader(encode(header));
        QCOMPARE(parsed.has_value(), accepted);
        if (!accepted)
            QCOMPARE(errorId(parsed.error().code), errorId(ErrorCode::VaultDamaged));
    }

    void aLaterVersionIsNotDamage()
    {
        QByteArray later = QByteArray::fromHex(workedHeader);
        later.chop(32);
        later[9] = 2;
        later += "fields of the future";
        DD_ERROR_IS(parseVaultHeader(later + crypto::sha256(later)), ErrorCode::VaultNewer);
    }
};

DD_TEST(TestVaultHeader)
#include "test_vault_header.moc"
