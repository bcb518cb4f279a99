// Chip authentication as the chip plays it. The terminal's half is spelled out here from the primitives, so that what is
// tested is the order of things: which keys protect which answer, what stays after a refusal.
#include "nfc/secure_messaging/agreement_domain.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

namespace {

struct AgreedKeys
{
    Secret encryption;
    Secret mac;
};

AgreedKeys agreedKeys(QByteArrayView sharedSecret, CipherSuite suite)
{
    return {std::move(*deriveKey(sharedSecret, KeyPurpose::Encryption, suite)), std::move(*deriveKey(sharedSecret, KeyPurpose::Mac, suite))};
}

QByteArray chipAuthenticationIdentifier(bool elliptic, CipherSuite suite)
{
    return hex("04007F0007020203") + (elliptic ? '\x02' : '\x01') + char(int(suite) + 1);
}

// The demo card with one more key, or another.
CardImage cardWithKeys(const QList<ChipKey> &keys)
{
    CardImage image = test::demoCard();
    image.chipKeys = keys;
    return image;
}

ChipKey freshKey(int parameterId, const QList<QByteArray> &protocols, std::optional<int> keyId = std::nullopt)
{
    SystemRandom random;
    return {parameterId, AgreementDomain::standardized(parameterId)->generate(random)->privateKey.view().toByteArray(), keyId, protocols};
}

class ChipAuthenticationTerminal : public SimulatorTerminal
{
public:
    using SimulatorTerminal::SimulatorTerminal;

    // The keys of the session that a right terminal would go on with.
    AgreedKeys agree(const ChipKey &key, CipherSuite suite, QByteArray &publicKey)
    {
        const AgreementDomain domain = *AgreementDomain::standardized(key.parameterId);
        const KeyPair own = std::move(*domain.generate(m_source));
        publicKey = own.publicKey;
        return agreedKeys(domain.sharedSecret(own.privateKey.view(), *domain.publicKeyOf(key.privateKey))->view(), suite);
    }
    void continueWith(AgreedKeys keys, CipherSuite suite) { session.emplace(std::move(keys.encryption), std::move(keys.mac), suite); }

    ResponseApdu setTemplate(const QByteArray &objects) { return secured(large({0x00, 0x22, 0x41, 0xA4, objects, 0})); }
    ResponseApdu sendKey(const QByteArray &publicKey) { return secured(large({0x00, 0x86, 0x00, 0x00, tlv::encode(0x7C, tlv::encode(0x80, publicKey)), 256})); }
    ResponseApdu setKeyAgreement(const QByteArray &objects) { return secured(large({0x00, 0x22, 0x41, 0xA6, objects, 0})); }
    bool readsCom() { return secured({0x00, 0xB0, 0x9E, 0x00, {}, 4}).data == hex("60185F01"); }

private:
    static CommandApdu large(CommandApdu command)
    {
        command.extended = command.data.size() > 200;
        return command;
    }
    SystemRandom m_source;
};

} // namespace

class TestSimulatorChipAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void everyGroupAndCipher_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("suite");
        QTest::addColumn<bool>("keyAgreementTemplate");
        for (const int parameterId : {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
            for (const CipherSuite suite : {CipherSuite::TripleDes, CipherSuite::Aes128, CipherSuite::Aes192, CipherSuite::Aes256})
                QTest::addRow("%d %s", parameterId, qPrintable(cipherName(suite))) << parameterId << int(suite) << false;
            QTest::addRow("%d MSE:Set KAT", parameterId) << parameterId << int(CipherSuite::TripleDes) << true;
        }
    }
    void everyGroupAndCipher()
    {
        QFETCH(int, parameterId);
        QFETCH(int, suite);
        QFETCH(bool, keyAgreementTemplate);
        const auto cipher = CipherSuite(suite);
        const QByteArray protocol = chipAuthenticationIdentifier(parameterId > 2, cipher);
        const ChipKey key = freshKey(parameterId, {protocol});
        ChipAuthenticationTerminal terminal(cardWithKeys({key}));
        QVERIFY(terminal.open());
        QByteArray publicKey;
        AgreedKeys keys = terminal.agree(key, cipher, publicKey);
        // All answers still come under the keys of PACE.
        if (keyAgreementTemplate) {
            QCOMPARE(terminal.setKeyAgreement(tlv::encode(0x91, publicKey)).status, sw::success);
        } else {
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, protocol)).status, sw::success);
            const ResponseApdu answer = terminal.sendKey(publicKey);
            QCOMPARE(answer.status, sw::success);
            QCOMPARE(answer.data, hex("7C00"));
        }
        terminal.continueWith(std::move(keys), cipher);
        QVERIFY(terminal.readsCom());
        QVERIFY(terminal.readsCom());
    }

    void oldKeysAreGoneAfterwards()
    {
        const CardImage &card = test::demoCard();
        ChipAuthenticationTerminal terminal(card);
        QVERIFY(terminal.open());
        QByteArray publicKey;
        const AgreedKeys keys = terminal.agree(card.chipKeys.first(), CipherSuite::Aes128, publicKey);
        QCOMPARE(terminal.setTemplate(tlv::encode(0x80, card.chipKeys.first().protocols.first())).status, sw::success);
        QCOMPARE(terminal.sendKey(publicKey).status, sw::success);
        QCOMPARE(terminal.status(*terminal.session->protectCommand({0x00, 0xB0, 0x9E, 0x00, {}, 4})->encoded()), sw::secureMessagingWrong);
        // And with the session the access is gone (§9.8.5).
        QCOMPARE(terminal.status(hex("00A4040C07A0000002471001")), sw::success);
        QCOMPARE(terminal.status(hex("00B09E0000")), sw::securityStatusNotSatisfied);
    }

    void afterBasicAccessControlToo()
    {
        const CardImage &card = test::demoCard();
        ChipAuthenticationTerminal terminal(card);
        QCOMPARE(terminal.basicAccess(card.mrzInformation), sw::success);
        QByteArray publicKey;
        AgreedKeys keys = terminal.agree(card.chipKeys.first(), CipherSuite::Aes128, publicKey);
        QCOMPARE(terminal.setTemplate(tlv::encode(0x80, card.chipKeys.first().protocols.first())).status, sw::success);
        QCOMPARE(terminal.sendKey(publicKey).status, sw::success);
        terminal.continueWith(std::move(keys), CipherSuite::Aes128); // from 3DES to AES
        QVERIFY(terminal.readsCom());
    }

    void keysAreToldApartByTheirReference()
    {
        const QByteArray aes128 = chipAuthenticationIdentifier(true, CipherSuite::Aes128);
        const QByteArray tripleDes = chipAuthenticationIdentifier(true, CipherSuite::TripleDes);
        const QList<ChipKey> keys{freshKey(13, {aes128, tripleDes}, 1), freshKey(12, {aes128}, 200), freshKey(16, {}, 3)};
        for (const ChipKey *key : {&keys[0], &keys[1]}) {
            ChipAuthenticationTerminal terminal(cardWithKeys(keys));
            QVERIFY(terminal.open());
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes128)).status, sw::referencedDataNotFound); // which one?
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes128) + hex("840102")).status, sw::referencedDataNotFound);
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes128) + hex("840103")).status, sw::referencedDataNotFound); // of the mapping only
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes128) + hex("8400")).status, sw::referencedDataNotFound);
            QByteArray publicKey;
            AgreedKeys agreed = terminal.agree(*key, CipherSuite::Aes128, publicKey);
            QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes128) + tlv::encode(0x84, QByteArray(1, char(*key->keyId)))).status, sw::success);
            QCOMPARE(terminal.sendKey(publicKey).status, sw::success);
            terminal.continueWith(std::move(agreed), CipherSuite::Aes128);
            QVERIFY(terminal.readsCom());
        }
        ChipAuthenticationTerminal terminal(cardWithKeys(keys));
        QVERIFY(terminal.open());
        QByteArray publicKey;
        AgreedKeys agreed = terminal.agree(keys[0], CipherSuite::TripleDes, publicKey);
        QCOMPARE(terminal.setKeyAgreement(tlv::encode(0x91, publicKey)).status, sw::referencedDataNotFound);
        QCOMPARE(terminal.setKeyAgreement(tlv::encode(0x91, publicKey) + hex("8401C8")).status, sw::referencedDataNotFound); // has no 3DES
        QCOMPARE(terminal.setKeyAgreement(tlv::encode(0x91, publicKey) + hex("840101")).status, sw::success);
        terminal.continueWith(std::move(agreed), CipherSuite::TripleDes);
        QVERIFY(terminal.readsCom());
    }

    void refusalsLeaveTheSession_data()
    {
        QTest::addColumn<int>("p1p2");
        QTest::addColumn<QByteArray>("objects");
        QTest::addColumn<int>("status");
        const QByteArray aes128 = tlv::encode(0x80, chipAuthenticationIdentifier(true, CipherSuite::Aes128));
        QTest::newRow("set") << 0x41A4 << aes128 << 0x9000;
        QTest::newRow("with tags nobody specified") << 0x41A4 << QByteArray(aes128 + hex("9F0100")) << 0x9000;
        QTest::newRow("no protocol") << 0x41A4 << hex("840101") << 0x6A80;
        QTest::newRow("another cipher") << 0x41A4 << tlv::encode(0x80, chipAuthenticationIdentifier(true, CipherSuite::Aes256)) << 0x6A80;
        QTest::newRow("DH") << 0x41A4 << tlv::encode(0x80, chipAuthenticationIdentifier(false, CipherSuite::Aes128)) << 0x6A80;
        QTest::newRow("no protocol at all") << 0x41A4 << hex("800100") << 0x6A80;
        QTest::newRow("no objects") << 0x41A4 << hex("FF") << 0x6A80;
        QTest::newRow("unknown key") << 0x41A4 << QByteArray(aes128 + hex("840109")) << 0x6A88;
        QTest::newRow("3DES on a card without") << 0x41A6 << tlv::encode(0x91, QByteArray(65, '\4')) << 0x6A86;
        QTest::newRow("another environment") << 0x41B6 << aes128 << 0x6A86;
    }
    void refusalsLeaveTheSession()
    {
        QFETCH(int, p1p2);
        QFETCH(QByteArray, objects);
        ChipAuthenticationTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        QTEST(int(terminal.secured({0x00, 0x22, quint8(p1p2 >> 8), quint8(p1p2 & 0xFF), objects, 0}).status), "status");
        QVERIFY(terminal.readsCom());
    }

    void badKeysLeaveTheSession_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::newRow("off the curve") << 13 << QByteArray('\x04' + QByteArray(64, '\x11'));
        QTest::newRow("on another curve") << 13 << AgreementDomain::standardized(12)->generator();
        QTest::newRow("infinity") << 13 << hex("00");
        QTest::newRow("nothing") << 13 << QByteArray();
        QTest::newRow("compressed") << 13 << '\x02' + AgreementDomain::standardized(13)->generator().mid(1, 32);
        QTest::newRow("one") << 0 << hex("01");
        QTest::newRow("zero") << 0 << hex("00");
        QTest::newRow("not in the subgroup") << 0 << hex("02");
        QTest::newRow("larger than the modulus") << 0 << QByteArray(128, '\xFF');
    }
    void badKeysLeaveTheSession()
    {
        QFETCH(int, parameterId);
        QFETCH(QByteArray, publicKey);
        const bool elliptic = parameterId > 2;
        const QByteArray aes = chipAuthenticationIdentifier(elliptic, CipherSuite::Aes128);
        const QByteArray tripleDes = chipAuthenticationIdentifier(elliptic, CipherSuite::TripleDes);
        ChipAuthenticationTerminal terminal(cardWithKeys({freshKey(parameterId, {aes, tripleDes})}));
        QVERIFY(terminal.open());
        QCOMPARE(terminal.setTemplate(tlv::encode(0x80, aes)).status, sw::success);
        QCOMPARE(terminal.sendKey(publicKey).status, sw::incorrectData);
        QCOMPARE(terminal.sendKey(publicKey).status, sw::conditionsNotSatisfied); // the protocol starts over
        QCOMPARE(terminal.setKeyAgreement(tlv::encode(0x91, publicKey)).status, sw::incorrectData);
        QVERIFY(terminal.readsCom());
    }

    void whereItIsOffered()
    {
        const QByteArray set = tlv::encode(0x80, chipAuthenticationIdentifier(true, CipherSuite::Aes128));
        ChipAuthenticationTerminal before(test::demoCard());
        QCOMPARE(before.plain({0x00, 0x22, 0x41, 0xA4, set, 0}).status, sw::conditionsNotSatisfied);
        // In the master file only with EF.CardSecurity there.
        ChipAuthenticationTerminal master(test::demoCard());
        QCOMPARE(master.pace(test::demoCard().can.toLatin1()), sw::success);
        QCOMPARE(master.setTemplate(set).status, sw::conditionsNotSatisfied);
        CardImage image = test::demoCard();
        image.files.insert(FileId::CardSecurity, hex("3003020101"));
        ChipAuthenticationTerminal withFile(image);
        QCOMPARE(withFile.pace(image.can.toLatin1()), sw::success);
        QCOMPARE(withFile.setTemplate(set).status, sw::success);
        // Another command in between, and the template is forgotten.
        QCOMPARE(withFile.secured({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0}).status, sw::success);
        QCOMPARE(withFile.sendKey(AgreementDomain::standardized(13)->generator()).status, sw::conditionsNotSatisfied);
    }

    // The static keys and shared secrets of BSI TR-03110's worked examples (as another implementation's tests have them).
    void publishedKeyAgreements_data()
    {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<int>("parameterId");
        QTest::newRow("ECDH") << QByteArray("tc_ecdh_ca_") << 13;
        QTest::newRow("DH") << QByteArray("tc_dh_ca_") << 0;
    }
    void publishedKeyAgreements()
    {
        DD_NEED_SHARED("chip/vectors/openpace-eactest.tsv");
        QFETCH(QByteArray, prefix);
        QFETCH(int, parameterId);
        QMap<QByteArray, QByteArray> values;
        for (const QByteArray &line : test::readFile(test::sharedDataPath("chip/vectors/openpace-eactest.tsv")).split('\n')) {
            const QByteArrayList fields = line.split('\t');
            if (fields.size() > 1 && fields[1].startsWith(prefix))
                values.insert(fields[1].mid(prefix.size()), QByteArray::fromHex(fields.last()));
        }
        const bool elliptic = parameterId > 2;
        const QByteArray protocol = chipAuthenticationIdentifier(elliptic, CipherSuite::Aes128);
        const ChipKey key{parameterId, values.value("picc_priv_key"), std::nullopt, {protocol}};
        const QByteArray published = values.value("picc_pub_key"); // of the DH key the collection has the first 80 bytes only
        QVERIFY(published.size() >= 65 && AgreementDomain::standardized(parameterId)->publicKeyOf(key.privateKey)->startsWith(published));
        ChipAuthenticationTerminal terminal(cardWithKeys({key}));
        QVERIFY(terminal.open());
        QCOMPARE(terminal.setTemplate(tlv::encode(0x80, protocol)).status, sw::success);
        QCOMPARE(terminal.sendKey(values.value("pcd_pub_key")).status, sw::success);
        terminal.continueWith(agreedKeys(values.value("shared_secret_k"), CipherSuite::Aes128), CipherSuite::Aes128);
        QVERIFY(terminal.readsCom());
    }
};

DD_TEST(TestSimulatorChipAuthentication)
#include "simulator_chip_authentication.moc"
