// The worked examples of 9303-11 beyond G.1, each as arithmetic and as a whole run of the terminal.
#include "nfc/secure_messaging/pace.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "tests/nfc/pace_example.h"
#include "tests/nfc/pace_examples.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/nfc/scripted_random.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
namespace g1 = dd::test::pace_example;
namespace g2 = dd::test::pace_g2;
namespace h1 = dd::test::pace_h1;
namespace h2 = dd::test::pace_h2;
namespace i1 = dd::test::pace_i1;
using ExampleScript = QList<test::ScriptedChannel::Exchange>;

namespace {

constexpr auto suite128 = CipherSuite::Aes128;
const QByteArray successWord = hex("9000");

PaceProfile exampleProfileOf(const QByteArray &cardAccess)
{
    const Result<SecurityInfos> infos = parseCardAccess(cardAccess);
    const Result<QList<PaceProfile>> profiles = infos ? paceProfiles(*infos) : fail(infos.error());
    if (!profiles)
        qFatal("a worked example's profile is not supported");
    return profiles->first();
}

ExampleScript::value_type generalExchange(bool last, const QByteArray &out, const QByteArray &in)
{
    const QByteArray data = tlv::encode(0x7C, out);
    return {hex(last ? "00860000" : "10860000") + static_cast<char>(data.size()) + data + '\0', tlv::encode(0x7C, in) + successWord};
}

ExampleScript::value_type setTemplate(const PaceProfile &profile, char password)
{
    const QByteArray data = tlv::encode(0x80, profile.info.protocol) + hex("8301") + password;
    return {hex("0022C1A4") + static_cast<char>(data.size()) + data, successWord};
}

// The session keys of an example are in place when the chip's side of them understands a SELECT and is understood.
ExampleScript::value_type selectUnder(const QByteArray &encryptionKey, const QByteArray &macKey)
{
    SecureSession chip(Secret::copyOf(encryptionKey), Secret::copyOf(macKey), suite128);
    SecureSession terminal(Secret::copyOf(encryptionKey), Secret::copyOf(macKey), suite128);
    const Result<CommandApdu> secured = terminal.protectCommand({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false});
    if (!secured || !chip.unprotectCommand(*secured))
        qFatal("the session refuses itself");
    return {*secured->encoded(), chip.protectResponse({{}, sw::success})->encoded()};
}

struct ExampleRun
{
    Result<std::optional<ChipMappingProof>> opened;
    bool selected;
    bool finished;
};

ExampleRun runExample(const PaceProfile &profile, const AccessKey &access, const ExampleScript &script, const QList<QByteArray> &draws)
{
    test::ScriptedChannel channel(script);
    test::ScriptedRandom random(draws);
    CardLink link(channel);
    auto opened = runPace(link, profile, access, random);
    const bool selected = opened && link.isSecure() && link.transmit({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false});
    return {std::move(opened), selected, channel.isFinished()};
}

AgreementKey chipKeyOfI1()
{
    const Result<SecurityInfos> infos = parseCardSecurityContent(tlv::encode(0x31, i1::chipKeyInfo));
    const Result<AgreementKey> key = agreementKeyFrom(infos->chipAuthenticationKeys.first().subjectPublicKeyInfo, QStringLiteral("example"));
    if (!key)
        qFatal("the example's key is refused");
    return *key;
}

ChipMappingProof proofOfI1()
{
    return {*AgreementDomain::standardized(13), i1::chipMapPublic, i1::chipData};
}

ExampleScript transcriptOfI1(const QByteArray &lastObjects)
{
    return {
        {hex("0022C1A40F800A04007F00070202040602830101"), successWord},
        generalExchange(false, {}, tlv::encode(0x80, i1::encryptedNonce)),
        generalExchange(false, tlv::encode(0x81, i1::terminalMapPublic), tlv::encode(0x82, i1::chipMapPublic)),
        generalExchange(false, tlv::encode(0x83, i1::terminalPublic), tlv::encode(0x84, i1::chipPublic)),
        generalExchange(true, tlv::encode(0x85, i1::terminalToken), lastObjects),
    };
}

} // namespace

class TestPaceExamples : public QObject
{
    Q_OBJECT

private slots:
    // Both sides of every example come to what it prints.
    void arithmeticOfG2()
    {
        const AgreementDomain group = *AgreementDomain::standardized(0);
        QCOMPARE(*group.publicKeyOf(g2::terminalMapPrivate), g2::terminalMapPublic);
        QCOMPARE(*group.publicKeyOf(g2::chipMapPrivate), g2::chipMapPublic);
        QCOMPARE(group.sharedSecret(g2::terminalMapPrivate, g2::chipMapPublic)->view(), g2::mappingSecret);
        QCOMPARE(group.sharedSecret(g2::chipMapPrivate, g2::terminalMapPublic)->view(), g2::mappingSecret);
        const AgreementDomain mapped = *group.mapGeneric(g2::nonce, g2::terminalMapPrivate, g2::chipMapPublic);
        QCOMPARE(mapped.generator(), g2::mappedGenerator);
        QCOMPARE(group.mapGeneric(g2::nonce, g2::chipMapPrivate, g2::terminalMapPublic)->generator(), g2::mappedGenerator);
        QCOMPARE(*mapped.publicKeyOf(g2::terminalPrivate), g2::terminalPublic);
        QCOMPARE(*mapped.publicKeyOf(g2::chipPrivate), g2::chipPublic);
        QCOMPARE(mapped.sharedSecret(g2::terminalPrivate, g2::chipPublic)->view(), g2::sharedSecret);
        QCOMPARE(mapped.sharedSecret(g2::chipPrivate, g2::terminalPublic)->view(), g2::sharedSecret);
        QCOMPARE(*cbcDecrypt(suite128, g1::passwordKey, QByteArray(16, '\0'), g2::encryptedNonce), g2::nonce);
    }

    void arithmeticOfH1()
    {
        const Result<Secret> key = pacePasswordKeyFromCan("123456", suite128);
        QCOMPARE(*cbcDecrypt(suite128, key->view(), QByteArray(16, '\0'), h1::encryptedNonce), h1::nonce);
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        QCOMPARE(*pacePseudoRandom(suite128, h1::nonce, h1::terminalNonce, curve.modulusBits()), h1::pseudoRandom);
        const AgreementDomain mapped = *curve.mapIntegrated(h1::pseudoRandom);
        QCOMPARE(mapped.generator(), h1::mappedGenerator);
        QCOMPARE(*mapped.publicKeyOf(h1::terminalPrivate), h1::terminalPublic);
        QCOMPARE(*mapped.publicKeyOf(h1::chipPrivate), h1::chipPublic);
        QCOMPARE(mapped.sharedSecret(h1::terminalPrivate, h1::chipPublic)->view(), h1::sharedSecret);
        QCOMPARE(mapped.sharedSecret(h1::chipPrivate, h1::terminalPublic)->view(), h1::sharedSecret);
    }

    void arithmeticOfH2()
    {
        const Result<Secret> key = pacePasswordKeyFromCan("123456", suite128);
        QCOMPARE(*cbcDecrypt(suite128, key->view(), QByteArray(16, '\0'), h2::encryptedNonce), h2::nonce);
        const AgreementDomain group = *AgreementDomain::standardized(0);
        QCOMPARE(*pacePseudoRandom(suite128, h2::nonce, h2::terminalNonce, group.modulusBits()), h2::pseudoRandom);
        const AgreementDomain mapped = *group.mapIntegrated(h2::pseudoRandom);
        QCOMPARE(mapped.generator(), h2::mappedGenerator);
        QCOMPARE(*mapped.publicKeyOf(h2::terminalPrivate), h2::terminalPublic);
        QCOMPARE(*mapped.publicKeyOf(h2::terminalPrivateReduced), h2::terminalPublic);
        QCOMPARE(*mapped.publicKeyOf(h2::chipPrivate), h2::chipPublic);
        QCOMPARE(mapped.sharedSecret(h2::terminalPrivate, h2::chipPublic)->view(), h2::sharedSecret);
        QCOMPARE(mapped.sharedSecret(h2::chipPrivate, h2::terminalPublic)->view(), h2::sharedSecret);
    }

    void arithmeticOfI1()
    {
        QCOMPARE(pacePasswordKeyFromMrz(i1::mrzInformation, suite128)->view(), i1::passwordKey);
        QCOMPARE(*cbcDecrypt(suite128, i1::passwordKey, QByteArray(16, '\0'), i1::encryptedNonce), i1::nonce);
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        const AgreementDomain mapped = *curve.mapGeneric(i1::nonce, i1::chipMapPrivate, i1::terminalMapPublic);
        QCOMPARE(mapped.generator(), i1::mappedGenerator);
        QCOMPARE(*curve.publicKeyOf(i1::chipMapPrivate), i1::chipMapPublic);
        QCOMPARE(mapped.sharedSecret(i1::chipPrivate, i1::terminalPublic)->view(), i1::sharedSecret);
        QCOMPARE(*encryptChipAuthenticationData(suite128, i1::encryptionKey, i1::chipData), i1::encryptedChipData);
        QCOMPARE(*decryptChipAuthenticationData(suite128, i1::encryptionKey, i1::encryptedChipData), i1::chipData);
    }

    void sessionKeysAndTokens_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QByteArrayList>("keys");   // shared secret, KSenc, KSmac
        QTest::addColumn<QByteArrayList>("tokens"); // chip's key, terminal's token over it, terminal's key, chip's token over it
        QTest::newRow("G.2") << g2::cardAccess << QByteArrayList{g2::sharedSecret, g2::encryptionKey, g2::macKey}
                             << QByteArrayList{g2::chipPublic, g2::terminalToken, g2::terminalPublic, g2::chipToken};
        QTest::newRow("H.1") << h1::cardAccess << QByteArrayList{h1::sharedSecret, h1::encryptionKey, h1::macKey}
                             << QByteArrayList{h1::chipPublic, h1::terminalToken, h1::terminalPublic, h1::chipToken};
        QTest::newRow("H.2") << h2::cardAccess << QByteArrayList{h2::sharedSecret, h2::encryptionKey, h2::macKey}
                             << QByteArrayList{h2::chipPublic, h2::terminalToken, h2::terminalPublic, h2::chipToken};
        QTest::newRow("I.1") << i1::cardAccess << QByteArrayList{i1::sharedSecret, i1::encryptionKey, i1::macKey}
                             << QByteArrayList{i1::chipPublic, i1::terminalToken, i1::terminalPublic, i1::chipToken};
    }
    void sessionKeysAndTokens()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QByteArrayList, keys);
        QFETCH(QByteArrayList, tokens);
        const PaceProfile profile = exampleProfileOf(cardAccess);
        QCOMPARE(deriveKey(keys[0], KeyPurpose::Encryption, suite128)->view(), keys[1]);
        QCOMPARE(deriveKey(keys[0], KeyPurpose::Mac, suite128)->view(), keys[2]);
        QCOMPARE(*paceToken(profile.protocol, keys[2], profile.domain, tokens[0]), tokens[1]);
        QCOMPARE(*paceToken(profile.protocol, keys[2], profile.domain, tokens[2]), tokens[3]);
    }

    // The transcript the appendix prints; its last answer carries a certificate reference too.
    void transcriptOfG2()
    {
        const PaceProfile profile = exampleProfileOf(g2::cardAccess);
        const QByteArray reference = tlv::encode(0x87, QByteArray("DETESTCVCA00003"));
        const ExampleScript script{
            {hex("0022C1A40F800A04007F00070202040102830101"), successWord},
            generalExchange(false, {}, tlv::encode(0x80, g2::encryptedNonce)),
            generalExchange(false, tlv::encode(0x81, g2::terminalMapPublic), tlv::encode(0x82, g2::chipMapPublic)),
            generalExchange(false, tlv::encode(0x83, g2::terminalPublic), tlv::encode(0x84, g2::chipPublic)),
            generalExchange(true, tlv::encode(0x85, g2::terminalToken), tlv::encode(0x86, g2::chipToken) + reference),
            selectUnder(g2::encryptionKey, g2::macKey),
        };
        const ExampleRun run = runExample(profile, {AccessKey::Kind::Mrz, g1::mrzInformation}, script, {g2::terminalMapPrivate, g2::terminalPrivate});
        QVERIFY(run.opened && !run.opened->has_value());
        QVERIFY(run.selected && run.finished);
    }

    void transcriptsOfTheIntegratedMapping_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QByteArrayList>("nonces");   // encrypted, terminal's
        QTest::addColumn<QByteArrayList>("terminal"); // private, public, token
        QTest::addColumn<QByteArrayList>("chip");     // public, token
        QTest::addColumn<QByteArrayList>("keys");
        QTest::newRow("H.1") << h1::cardAccess << QByteArrayList{h1::encryptedNonce, h1::terminalNonce}
                             << QByteArrayList{h1::terminalPrivate, h1::terminalPublic, h1::terminalToken}
                             << QByteArrayList{h1::chipPublic, h1::chipToken} << QByteArrayList{h1::encryptionKey, h1::macKey};
        QTest::newRow("H.2") << h2::cardAccess << QByteArrayList{h2::encryptedNonce, h2::terminalNonce}
                             << QByteArrayList{h2::terminalPrivateReduced, h2::terminalPublic, h2::terminalToken}
                             << QByteArrayList{h2::chipPublic, h2::chipToken} << QByteArrayList{h2::encryptionKey, h2::macKey};
    }
    void transcriptsOfTheIntegratedMapping()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QByteArrayList, nonces);
        QFETCH(QByteArrayList, terminal);
        QFETCH(QByteArrayList, chip);
        QFETCH(QByteArrayList, keys);
        const PaceProfile profile = exampleProfileOf(cardAccess);
        const ExampleScript script{
            setTemplate(profile, '\x02'),
            generalExchange(false, {}, tlv::encode(0x80, nonces[0])),
            generalExchange(false, tlv::encode(0x81, nonces[1]), hex("8200")),
            generalExchange(false, tlv::encode(0x83, terminal[1]), tlv::encode(0x84, chip[0])),
            generalExchange(true, tlv::encode(0x85, terminal[2]), tlv::encode(0x86, chip[1])),
            selectUnder(keys[0], keys[1]),
        };
        const ExampleRun run = runExample(profile, {AccessKey::Kind::Can, "123456"}, script, {nonces[1], terminal[0]});
        QVERIFY(run.opened && !run.opened->has_value());
        QVERIFY(run.selected && run.finished);
        // Mapping data where the integrated mapping has none.
        ExampleScript talkative = script.first(3);
        talkative[2] = generalExchange(false, tlv::encode(0x81, nonces[1]), hex("820100"));
        QCOMPARE(runExample(profile, {AccessKey::Kind::Can, "123456"}, talkative, {nonces[1]}).opened.error().code, ErrorCode::SecureMessagingBroken);
    }

    void transcriptOfI1()
    {
        ExampleScript script = ::transcriptOfI1(tlv::encode(0x86, i1::chipToken) + tlv::encode(0x8A, i1::encryptedChipData));
        script.append(selectUnder(i1::encryptionKey, i1::macKey));
        const ExampleRun run = runExample(exampleProfileOf(i1::cardAccess), {AccessKey::Kind::Mrz, i1::mrzInformation}, script,
                                          {i1::terminalMapPrivate, i1::terminalPrivate});
        QVERIFY(run.opened && run.selected && run.finished);
        const ChipMappingProof &proof = run.opened->value();
        QCOMPARE(proof.mappingKey, i1::chipMapPublic);
        QCOMPARE(proof.authenticationData, i1::chipData);
        QVERIFY(verifyChipMapping(proof, chipKeyOfI1()));
    }

    // The proof fits one key, one mapping key and one piece of data.
    void mappingProofsThatDoNotHold_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("another chip's key") << 0;
        QTest::newRow("another mapping key") << 1;
        QTest::newRow("other data") << 2;
        QTest::newRow("data zero") << 3;
        QTest::newRow("data empty") << 4;
        QTest::newRow("key on another curve") << 5;
        QTest::newRow("key of a prime field") << 6;
        QTest::newRow("data beyond the order") << 7;
    }
    void mappingProofsThatDoNotHold()
    {
        QFETCH(int, what);
        ChipMappingProof proof = proofOfI1();
        AgreementKey key = chipKeyOfI1();
        QVERIFY(verifyChipMapping(proof, key));
        switch (what) {
        case 0: key.publicKey = i1::chipPublic; break;
        case 1: proof.mappingKey = i1::terminalMapPublic; break;
        case 2: proof.authenticationData[31] = static_cast<char>(proof.authenticationData.at(31) ^ 1); break;
        case 3: proof.authenticationData.fill('\0'); break;
        case 4: proof.authenticationData.clear(); break;
        case 5: key = {*AgreementDomain::standardized(12), AgreementDomain::standardized(12)->generator()}; break;
        case 6: key = {*AgreementDomain::standardized(0), AgreementDomain::standardized(0)->generator()}; break;
        default: proof.authenticationData.fill('\xFF'); break;
        }
        QCOMPARE(verifyChipMapping(proof, key).error().code, ErrorCode::ChipAuthenticationFailed);
    }
};

DD_TEST(TestPaceExamples)
#include "test_pace_examples.moc"
