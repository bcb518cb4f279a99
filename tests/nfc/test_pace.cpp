#include "nfc/secure_messaging/pace.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/pace_example.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/nfc/scripted_random.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
namespace example = dd::test::pace_example;
using Script = QList<test::ScriptedChannel::Exchange>;

namespace {

const QByteArray ok = hex("9000");

// The transcript of ICAO 9303-11 appendix G.1.
Script workedTranscript()
{
    return {
        {hex("0022C1A40F800A04007F00070202040202830101"), ok},
        {hex("10860000027C0000"), hex("7C128010") + example::encryptedNonce + ok},
        {hex("10860000457C438141") + example::terminalMapPublic + '\0', hex("7C438241") + example::chipMapPublic + ok},
        {hex("10860000457C438341") + example::terminalPublic + '\0', hex("7C438441") + example::chipPublic + ok},
        {hex("008600000C7C0A8508") + example::terminalToken + '\0', hex("7C0A8608") + example::chipToken + ok},
    };
}

PaceProfile exampleProfile()
{
    const Result<QList<PaceProfile>> profiles = paceProfiles(builtInCardAccess());
    if (!profiles)
        qFatal("the built-in profile is not supported");
    return profiles->first();
}

struct Run
{
    Result<void> result;
    bool finished;
    bool secure;
};

Run run(Script script)
{
    test::ScriptedChannel channel(std::move(script));
    test::ScriptedRandom random({example::terminalMapPrivate, example::terminalPrivate});
    CardLink link(channel);
    const auto opened = runPace(link, exampleProfile(), {AccessKey::Kind::Mrz, example::mrzInformation}, random);
    const Result<void> result = opened ? Result<void>() : fail(opened.error());
    return {result, channel.isFinished(), link.isSecure()};
}

Script cutAt(int step, const QByteArray &response)
{
    Script script = workedTranscript().first(step + 1);
    script.last().response = response;
    return script;
}

} // namespace

class TestPace : public QObject
{
    Q_OBJECT

private slots:
    void workedExample()
    {
        test::ScriptedRandom random({example::terminalMapPrivate, example::terminalPrivate});
        Script script = workedTranscript();
        // The session keys of the example must be in place afterwards: SELECT of the application under them.
        SecureSession chip(Secret::copyOf(example::encryptionKey), Secret::copyOf(example::macKey), CipherSuite::Aes128);
        SecureSession terminal(Secret::copyOf(example::encryptionKey), Secret::copyOf(example::macKey), CipherSuite::Aes128);
        const CommandApdu select{0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false};
        const Result<CommandApdu> secured = terminal.protectCommand(select);
        QVERIFY(secured);
        QVERIFY(chip.unprotectCommand(*secured));
        const Result<ResponseApdu> sealed = chip.protectResponse({{}, sw::success});
        QVERIFY(sealed);
        script.append({*secured->encoded(), sealed->encoded()});

        test::ScriptedChannel channel(script);
        CardLink link(channel);
        QVERIFY(runPace(link, exampleProfile(), {AccessKey::Kind::Mrz, example::mrzInformation}, random));
        QVERIFY(link.isSecure());
        const Result<ResponseApdu> answer = link.transmit(select);
        QVERIFY(answer);
        QVERIFY(answer->isSuccess());
        QVERIFY(channel.isFinished());
    }

    void profiles_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QString>("description"); // of all, strongest first
        QTest::newRow("Vietnam") << hex("3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D")
                                 << QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP256r1");
        QTest::newRow("AES-256, P-384") << hex("31143012060A04007F0007020204020402010202010F") << QStringLiteral("PACE-ECDH-GM-AES-256, NIST P-384");
        QTest::newRow("chip authentication mapping first") << hex("31283012060A04007F0007020204060202010202010D3012060A04007F0007020204020202010202010D")
                                                           << QStringLiteral("PACE-ECDH-CAM-AES-128, brainpoolP256r1; PACE-ECDH-GM-AES-128, brainpoolP256r1");
        QTest::newRow("strongest first") << hex("313C3012060A04007F0007020204020202010202010D3012060A04007F00070202040204020102020110"
                                                "3012060A04007F0007020204010202010202010F")
                                         << QStringLiteral("PACE-ECDH-GM-AES-256, brainpoolP384r1; PACE-ECDH-GM-AES-128, brainpoolP256r1");
        QTest::newRow("larger group first") << hex("31283012060A04007F0007020204020202010202010D3012060A04007F00070202040202020102020110")
                                            << QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP384r1; PACE-ECDH-GM-AES-128, brainpoolP256r1");
        QTest::newRow("DH") << hex("31143012060A04007F00070202040102020102020102") << QStringLiteral("PACE-DH-GM-AES-128, DH-2048");
        QTest::newRow("DH with integrated mapping") << hex("31143012060A04007F00070202040304020102020101") << QStringLiteral("PACE-DH-IM-AES-256, DH-2048");
        QTest::newRow("DH on a curve") << hex("31143012060A04007F0007020204010202010202010D") << QString();
        QTest::newRow("integrated mapping on P-224") << hex("31143012060A04007F0007020204040202010202010A") << QString();
        QTest::newRow("3DES only") << hex("31143012060A04007F0007020204020102010202010D") << QStringLiteral("PACE-ECDH-GM-3DES, brainpoolP256r1");
        QTest::newRow("chip authentication mapping with 3DES") << hex("31143012060A04007F0007020204060102010202010D") << QString();
        QTest::newRow("version 1") << hex("31143012060A04007F0007020204020202010102010D") << QString();
        QTest::newRow("proprietary parameters") << hex("31143012060A04007F00070202040202020102020120") << QString();
        QTest::newRow("no parameters") << hex("3111300F060A04007F00070202040202020102") << QString();
        QTest::newRow("no PACE") << hex("310F300D060804007F0007020202020101") << QString();
    }
    void profiles()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QString, description);
        const Result<SecurityInfos> infos = parseCardAccess(cardAccess);
        QVERIFY(infos);
        const Result<QList<PaceProfile>> profiles = paceProfiles(*infos);
        QCOMPARE(profiles.has_value(), !description.isEmpty());
        QStringList found;
        for (const PaceProfile &profile : profiles.value_or(QList<PaceProfile>()))
            found.append(profile.description());
        QCOMPARE(found.join(QStringLiteral("; ")), description);
        if (!profiles)
            QCOMPARE(profiles.error().code, ErrorCode::UnsupportedProtocol);
    }

    // 256 bytes of public key do not fit a short command, and the chain is the protocol's own.
    void longKeyOnAReaderWithoutExtendedLength()
    {
        const Result<SecurityInfos> infos = parseCardAccess(hex("31143012060A04007F00070202040102020102020102"));
        const PaceProfile profile = paceProfiles(*infos)->first();
        test::ScriptedChannel channel({{hex("0022C1A40F800A04007F00070202040102830101"), ok},
                                       {hex("10860000027C0000"), hex("7C128010") + example::encryptedNonce + ok}});
        SystemRandom random;
        CardLink link(channel);
        const auto opened = runPace(link, profile, {AccessKey::Kind::Mrz, example::mrzInformation}, random);
        QCOMPARE(opened.error().code, ErrorCode::UnsupportedProtocol);
        QVERIFY(channel.isFinished());
    }

    void thousandsOfOffersTakeNoTime()
    {
        const QByteArray info = hex("3012060A04007F00070202040102020102020102");
        Result<SecurityInfos> cardAccess = parseCardAccess(tlv::encode(0x31, info));
        QVERIFY(cardAccess);
        cardAccess->pace = QList<PaceInfo>(20000, cardAccess->pace.first());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(parseCardAccess(tlv::encode(0x31, info.repeated(20000))).error().code, ErrorCode::DamagedFile); // nor does a file of them
        QVERIFY(paceProfiles(*cardAccess)->size() <= 32);
        QVERIFY(timer.elapsed() < 5000);
    }

    void cardTakenAwayAtEveryStepIsCardLost()
    {
        for (int step = 0; step < 5; ++step) {
            const Run outcome = run(cutAt(step, {}));
            QCOMPARE(outcome.result.error().code, ErrorCode::CardLost);
            QVERIFY(outcome.finished);
            QVERIFY(!outcome.secure);
        }
    }

    void refusals_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("tries");
        QTest::newRow("token refused") << 4 << hex("6300") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("token refused, two left") << 4 << hex("63C2") << ErrorCode::WrongAccessKey << 2;
        QTest::newRow("token refused, none left") << 4 << hex("63C0") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("security status") << 4 << hex("6982") << ErrorCode::WrongAccessKey << -1;
        QTest::newRow("blocked") << 1 << hex("6983") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("blocked at MSE") << 0 << hex("63C0") << ErrorCode::WrongAccessKey << 0;
        QTest::newRow("class unknown") << 0 << hex("6E00") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("instruction unknown") << 1 << hex("6D00") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("key refused as data") << 2 << hex("6A80") << ErrorCode::UnsupportedProtocol << -1;
        QTest::newRow("chip in trouble") << 3 << hex("6F00") << ErrorCode::SecureMessagingBroken << -1;
    }
    void refusals()
    {
        QFETCH(int, step);
        QFETCH(QByteArray, status);
        QFETCH(ErrorCode, code);
        QFETCH(int, tries);
        const Run outcome = run(cutAt(step, status));
        QVERIFY(!outcome.result);
        QCOMPARE(outcome.result.error().code, code);
        QCOMPARE(outcome.result.error().triesLeft.value_or(-1), tries);
        QVERIFY(!outcome.secure);
    }

    void warningAboutTriesAtMseIsNoRefusal()
    {
        Script script = workedTranscript();
        script[0].response = hex("63C1");
        QVERIFY(run(script).result);
    }

    void chipThatInsistsOnDomainParameters()
    {
        for (const char *status : {"6A87", "6A80", "6A88"}) {
            Script script = workedTranscript();
            script[0].response = hex(status);
            script.insert(1, {hex("0022C1A412800A04007F0007020204020283010184010D"), ok});
            const Run outcome = run(script);
            QVERIFY(outcome.result);
            QVERIFY(outcome.finished);
        }
    }

    // What a chip (or something between us and it) must not say. Step 4 never follows, or never succeeds.
    void untrustworthyAnswers_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QByteArray>("response");
        QByteArray off = example::chipMapPublic;
        off[64] = static_cast<char>(off.at(64) ^ 1);
        QByteArray offEphemeral = example::chipPublic;
        offEphemeral[64] = static_cast<char>(offEphemeral.at(64) ^ 1);
        QByteArray token = example::chipToken;
        token[0] = static_cast<char>(token.at(0) ^ 1);
        QTest::newRow("nonce of 8 bytes") << 1 << hex("7C0A8008") + QByteArray(8, 'n') + ok;
        QTest::newRow("nonce of 17 bytes") << 1 << hex("7C138011") + QByteArray(17, 'n') + ok;
        QTest::newRow("nonce of 48 bytes") << 1 << hex("7C328030") + QByteArray(48, 'n') + ok;
        QTest::newRow("empty nonce") << 1 << hex("7C028000") + ok;
        QTest::newRow("nonce missing") << 1 << hex("7C00") + ok;
        QTest::newRow("answer empty") << 1 << ok;
        QTest::newRow("nonce under another tag") << 1 << hex("7C128110") + example::encryptedNonce + ok;
        QTest::newRow("something behind the nonce") << 1 << hex("7C148010") + example::encryptedNonce + hex("8000") + ok;
        QTest::newRow("mapping key off the curve") << 2 << hex("7C438241") + off + ok;
        QTest::newRow("mapping key is ours") << 2 << hex("7C438241") + example::terminalMapPublic + ok;
        QTest::newRow("mapping key at infinity") << 2 << hex("7C03820100") + ok;
        QTest::newRow("ephemeral key off the curve") << 3 << hex("7C438441") + offEphemeral + ok;
        QTest::newRow("ephemeral key is ours") << 3 << hex("7C438441") + example::terminalPublic + ok;
        QTest::newRow("wrong token") << 4 << hex("7C0A8608") + token + ok;
        QTest::newRow("our token sent back") << 4 << hex("7C0A8608") + example::terminalToken + ok;
        QTest::newRow("short token") << 4 << hex("7C098607") + example::chipToken.first(7) + ok;
        QTest::newRow("success without a token") << 4 << ok;
    }
    void untrustworthyAnswers()
    {
        QFETCH(int, step);
        QFETCH(QByteArray, response);
        const Run outcome = run(cutAt(step, response));
        QVERIFY(!outcome.result);
        QCOMPARE(outcome.result.error().code, ErrorCode::SecureMessagingBroken);
        QCOMPARE(outcome.result.error().stage, QStringLiteral("PACE step %1").arg(step));
        QVERIFY(outcome.finished);
        QVERIFY(!outcome.secure);
    }

    void certificateReferencesBehindTheTokenAreIgnored()
    {
        Script script = workedTranscript();
        script.last().response = hex("7C1B8608") + example::chipToken + hex("870F444554455354435643413030303033") + ok;
        QVERIFY(run(script).result);
    }
};

DD_TEST(TestPace)
#include "test_pace.moc"
