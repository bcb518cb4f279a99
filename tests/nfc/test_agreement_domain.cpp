// Every group of 9303-11 §9.5.1: both sides agree, and nothing that is no key is taken for one.
#include "nfc/secure_messaging/agreement_domain.h"

#include "nfc/secure_messaging/pace_protocol.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/scripted_random.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

constexpr int allParameterIds[] = {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};

void addEveryGroup()
{
    QTest::addColumn<int>("parameterId");
    for (const int id : allParameterIds)
        QTest::newRow(qPrintable(AgreementDomain::standardized(id)->name() + QStringLiteral(" (%1)").arg(id))) << id;
}

QByteArray flipped(QByteArray bytes, qsizetype at)
{
    bytes[at] = static_cast<char>(bytes.at(at) ^ 1);
    return bytes;
}

// The group of RFC 5114 §2.1, standardized domain parameters 0.
const QByteArray modulus1024 = hex("B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C0"
                                   "13ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0"
                                   "A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371");
const QByteArray generator1024 = hex("A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31266FEA1E5C41564B777E690F5504F213"
                                     "160217B4B01B886A5E91547F9E2749F4D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169B6A28A"
                                     "D662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5");
const QByteArray order1024 = hex("F518AA8781A8DF278ABA4E7D64B7CB9D49462353");

} // namespace

class TestAgreementDomain : public QObject
{
    Q_OBJECT

private slots:
    void bothSidesAgree_data() { addEveryGroup(); }
    void bothSidesAgree()
    {
        QFETCH(int, parameterId);
        const AgreementDomain domain = *AgreementDomain::standardized(parameterId);
        SystemRandom random;
        const KeyPair terminal = std::move(*domain.generate(random));
        const KeyPair chip = std::move(*domain.generate(random));
        QVERIFY(terminal.publicKey != chip.publicKey);
        QVERIFY(domain.checkPublicKey(terminal.publicKey));
        QCOMPARE(*domain.publicKeyOf(terminal.privateKey.view()), terminal.publicKey);
        const Result<Secret> here = domain.sharedSecret(terminal.privateKey.view(), chip.publicKey);
        const Result<Secret> there = domain.sharedSecret(chip.privateKey.view(), terminal.publicKey);
        QVERIFY(here && there);
        QCOMPARE(here->view(), there->view());
        QCOMPARE(here->size(), static_cast<std::size_t>((domain.modulusBits() + 7) / 8));
    }

    void genericMapping_data() { addEveryGroup(); }
    void genericMapping()
    {
        QFETCH(int, parameterId);
        const AgreementDomain domain = *AgreementDomain::standardized(parameterId);
        SystemRandom random;
        const KeyPair terminal = std::move(*domain.generate(random));
        const KeyPair chip = std::move(*domain.generate(random));
        const QByteArray nonce = random.bytes(16);
        const Result<AgreementDomain> here = domain.mapGeneric(nonce, terminal.privateKey.view(), chip.publicKey);
        const Result<AgreementDomain> there = domain.mapGeneric(nonce, chip.privateKey.view(), terminal.publicKey);
        QVERIFY(here && there);
        QCOMPARE(here->generator(), there->generator());
        QVERIFY(here->generator() != domain.generator());
        const KeyPair mapped = std::move(*here->generate(random));
        const KeyPair mappedChip = std::move(*there->generate(random));
        QVERIFY(*domain.publicKeyOf(mapped.privateKey.view()) != mapped.publicKey); // on the other generator
        QCOMPARE(here->sharedSecret(mapped.privateKey.view(), mappedChip.publicKey)->view(),
                 there->sharedSecret(mappedChip.privateKey.view(), mapped.publicKey)->view());
        const Result<AgreementDomain> otherNonce = domain.mapGeneric(flipped(nonce, 15), terminal.privateKey.view(), chip.publicKey);
        QVERIFY(otherNonce->generator() != here->generator());
    }

    void integratedMapping_data() { addEveryGroup(); }
    void integratedMapping()
    {
        QFETCH(int, parameterId);
        const AgreementDomain domain = *AgreementDomain::standardized(parameterId);
        SystemRandom random;
        for (const CipherSuite suite : {CipherSuite::TripleDes, CipherSuite::Aes128, CipherSuite::Aes192, CipherSuite::Aes256}) {
            const QByteArray s = random.bytes(integratedNonceSize(suite));
            const QByteArray t = random.bytes(keySize(suite));
            const Result<QByteArray> string = pacePseudoRandom(suite, s, t, domain.modulusBits());
            QVERIFY(string);
            QVERIFY(8 * string->size() >= domain.modulusBits() + 64);
            const Result<AgreementDomain> mapped = domain.mapIntegrated(*string);
            if (parameterId == 10) { // P-224: the table's footnote
                QCOMPARE(mapped.error().code, ErrorCode::UnsupportedProtocol);
                continue;
            }
            QVERIFY(mapped);
            QVERIFY(domain.checkPublicKey(mapped->generator())); // a point of the curve, or an element of the subgroup
            QVERIFY(mapped->generator() != domain.generator());
            QCOMPARE(domain.mapIntegrated(*string)->generator(), mapped->generator());
            const KeyPair terminal = std::move(*mapped->generate(random));
            const KeyPair chip = std::move(*mapped->generate(random));
            QCOMPARE(mapped->sharedSecret(terminal.privateKey.view(), chip.publicKey)->view(),
                     mapped->sharedSecret(chip.privateKey.view(), terminal.publicKey)->view());
            QVERIFY(domain.mapIntegrated(*pacePseudoRandom(suite, flipped(s, 0), t, domain.modulusBits()))->generator() != mapped->generator());
        }
    }

    void pseudoRandomStringsNeedTheirNonces()
    {
        for (const CipherSuite suite : {CipherSuite::TripleDes, CipherSuite::Aes128, CipherSuite::Aes192, CipherSuite::Aes256}) {
            const QByteArray s(integratedNonceSize(suite), 's');
            const QByteArray t(keySize(suite), 't');
            QVERIFY(pacePseudoRandom(suite, s, t, 256));
            QCOMPARE(pacePseudoRandom(suite, s.chopped(1), t, 256).error().code, ErrorCode::InvalidInput);
            QCOMPARE(pacePseudoRandom(suite, s, t + 't', 256).error().code, ErrorCode::InvalidInput);
            QCOMPARE(pacePseudoRandom(suite, {}, t, 256).error().code, ErrorCode::InvalidInput);
        }
    }

    // Field elements to which the encoding of appendix B gives no point.
    void integratedMappingOfTrivialStrings()
    {
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        for (const QByteArray &string : {QByteArray(), hex("00"), hex("01"), hex("A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5376")})
            QVERIFY(!curve.mapIntegrated(string));
        const AgreementDomain field = *AgreementDomain::standardized(0);
        for (const QByteArray &string : {QByteArray(), hex("00"), hex("01"), flipped(modulus1024, 127)}) // 0, 0, 1, p − 1: no generators
            QVERIFY(!field.mapIntegrated(string));
    }

    void pointsThatAreNoKeys_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<QByteArray>("key");
        for (const int id : allParameterIds) {
            if (id < 8)
                continue;
            const AgreementDomain curve = *AgreementDomain::standardized(id);
            const QByteArray point = curve.generator();
            const qsizetype size = (point.size() - 1) / 2;
            const auto row = [&](const char *what, const QByteArray &key) {
                QTest::newRow(qPrintable(curve.name() + QLatin1String(": ") + QLatin1String(what))) << id << key;
            };
            row("empty", {});
            row("infinity", QByteArray(1, '\0'));
            row("infinity as long as a point", QByteArray(point.size(), '\0'));
            row("off the curve", flipped(point, point.size() - 1));
            row("x of another point", flipped(point, 1));
            row("compressed", '\x02' + point.mid(1, size));
            row("hybrid", '\x06' + point.mid(1));
            row("without its form", point.mid(1));
            row("one byte less", point.chopped(1));
            row("one byte more", point + '\0');
            row("zero coordinates", '\x04' + QByteArray(2 * size, '\0'));
            row("coordinates beyond the field", '\x04' + QByteArray(2 * size, '\xFF'));
            row("a point of another curve", AgreementDomain::standardized(id == 13 ? 12 : 13)->generator());
        }
    }
    void pointsThatAreNoKeys()
    {
        QFETCH(int, parameterId);
        QFETCH(QByteArray, key);
        const AgreementDomain curve = *AgreementDomain::standardized(parameterId);
        const QByteArray privateKey(16, '\x11');
        QCOMPARE(curve.checkPublicKey(key).error().code, ErrorCode::KeyMalformed);
        QCOMPARE(curve.sharedSecret(privateKey, key).error().code, ErrorCode::KeyMalformed);
        QCOMPARE(curve.mapGeneric(QByteArray(16, 'n'), privateKey, key).error().code, ErrorCode::KeyMalformed);
    }

    void numbersThatAreNoKeys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("0") << QByteArray(1, '\0');
        QTest::newRow("0, as long as the modulus") << QByteArray(128, '\0');
        QTest::newRow("1") << hex("01");
        QTest::newRow("p - 1") << flipped(modulus1024, 127);
        QTest::newRow("p") << modulus1024;
        QTest::newRow("above p") << QByteArray(128, '\xFF');
        QTest::newRow("outside the subgroup") << hex("02");
        QTest::newRow("longer than the modulus") << QByteArray(1, '\0') + generator1024;
        QTest::newRow("a key and 1") << flipped(generator1024, 127);
    }
    void numbersThatAreNoKeys()
    {
        QFETCH(QByteArray, key);
        const AgreementDomain field = *AgreementDomain::standardized(0);
        QVERIFY(field.checkPublicKey(generator1024));
        QCOMPARE(field.checkPublicKey(key).error().code, ErrorCode::KeyMalformed);
        QCOMPARE(field.sharedSecret(hex("11"), key).error().code, ErrorCode::KeyMalformed);
        QCOMPARE(field.mapGeneric(QByteArray(16, 'n'), hex("11"), key).error().code, ErrorCode::KeyMalformed);
    }

    // §9.4.1: sent without leading zeros, understood with them.
    void shortNumbers()
    {
        const AgreementDomain field = *AgreementDomain::standardized(0);
        int shortKeys = 0;
        int paddedSecrets = 0;
        for (int exponent = 2; exponent < 4000 && (shortKeys < 2 || paddedSecrets < 2); ++exponent) {
            const QByteArray privateKey = QByteArray::fromHex(QByteArray::number(exponent, 16).rightJustified(4, '0'));
            const QByteArray publicKey = *field.publicKeyOf(privateKey);
            QVERIFY(!publicKey.startsWith('\0'));
            const Result<Secret> secret = field.sharedSecret(hex("0A0B0C0D"), publicKey);
            QVERIFY(secret);
            QCOMPARE(secret->size(), std::size_t(128)); // PKCS #3: as long as the modulus
            paddedSecrets += secret->data()[0] == 0 ? 1 : 0;
            if (publicKey.size() == 128)
                continue;
            ++shortKeys;
            QVERIFY(field.checkPublicKey(publicKey));
            QCOMPARE(field.sharedSecret(hex("0A0B0C0D"), publicKey.rightJustified(128, '\0'))->view(), secret->view());
        }
        QVERIFY(shortKeys >= 2 && paddedSecrets >= 2);
    }

    // The same for coordinates: x and y keep the field's length whatever they are.
    void shortCoordinates_data()
    {
        QTest::addColumn<int>("parameterId");
        for (const int id : {8, 12, 13, 18})
            QTest::newRow(qPrintable(AgreementDomain::standardized(id)->name())) << id;
    }
    void shortCoordinates()
    {
        QFETCH(int, parameterId);
        const AgreementDomain curve = *AgreementDomain::standardized(parameterId);
        const qsizetype size = (curve.generator().size() - 1) / 2;
        bool shortX = false;
        bool shortY = false;
        for (int factor = 2; factor < 6000 && !(shortX && shortY); ++factor) {
            const QByteArray privateKey = QByteArray::fromHex(QByteArray::number(factor, 16).rightJustified(4, '0'));
            const QByteArray point = *curve.publicKeyOf(privateKey);
            QCOMPARE(point.size(), 1 + 2 * size);
            shortY = shortY || point.at(1 + size) == '\0';
            if (point.at(1) != '\0')
                continue;
            shortX = true;
            QVERIFY(curve.checkPublicKey(point));
            QCOMPARE(curve.sharedSecret(privateKey, curve.generator())->view(), point.mid(1, size));
        }
        QVERIFY(shortX && shortY);
    }

    void privateKeysOutOfRange()
    {
        const AgreementDomain field = *AgreementDomain::standardized(0);
        QCOMPARE(field.publicKeyOf({}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(field.publicKeyOf(QByteArray(20, '\0')).error().code, ErrorCode::InvalidInput);
        QCOMPARE(field.publicKeyOf(modulus1024).error().code, ErrorCode::InvalidInput);
        // Draws beyond the order are drawn again.
        test::ScriptedRandom random({QByteArray(20, '\xFF'), order1024, QByteArray(20, '\0'), QByteArray(19, '\0') + '\x01', QByteArray(20, '\x22')});
        QCOMPARE(field.generate(random)->privateKey.view(), QByteArray(20, '\x22'));
    }

    void unknownIdentifiersAreUnsupported()
    {
        for (const int id : {-1, 3, 4, 5, 6, 7, 19, 31, 32, 255})
            QCOMPARE(AgreementDomain::standardized(id).error().code, ErrorCode::UnsupportedProtocol);
    }

    void fieldsThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("modulus");
        QTest::addColumn<QByteArray>("generator");
        QTest::addColumn<QByteArray>("order");
        QByteArray beyond(513, '\xFF');
        QTest::newRow("no modulus") << QByteArray() << hex("02") << QByteArray();
        QTest::newRow("a modulus of 1016 bits") << modulus1024.sliced(1) << hex("02") << QByteArray();
        QTest::newRow("a modulus of 4104 bits") << beyond << hex("02") << QByteArray();
        QTest::newRow("an even modulus") << flipped(modulus1024, 127) << hex("02") << QByteArray();
        QTest::newRow("no generator") << modulus1024 << QByteArray() << QByteArray();
        QTest::newRow("generator 0") << modulus1024 << hex("00") << QByteArray();
        QTest::newRow("generator 1") << modulus1024 << hex("01") << QByteArray();
        QTest::newRow("generator p - 1") << modulus1024 << flipped(modulus1024, 127) << QByteArray();
        QTest::newRow("generator of another order") << modulus1024 << hex("02") << order1024;
        QTest::newRow("an order of 152 bits") << modulus1024 << generator1024 << order1024.sliced(1);
        QTest::newRow("an order beyond the modulus") << modulus1024 << generator1024 << modulus1024 + '\x01';
    }
    void fieldsThatAreNone()
    {
        QFETCH(QByteArray, modulus);
        QFETCH(QByteArray, generator);
        QFETCH(QByteArray, order);
        QVERIFY(DhDomain::fromParameters(modulus1024, generator1024, order1024));
        QVERIFY(DhDomain::fromParameters(modulus1024, generator1024, {}));
        QCOMPARE(DhDomain::fromParameters(modulus, generator, order).error().code, ErrorCode::DamagedFile);
    }
};

DD_TEST(TestAgreementDomain)
#include "test_agreement_domain.moc"
