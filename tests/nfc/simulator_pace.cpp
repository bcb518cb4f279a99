#include "tests/nfc/pace_example.h"
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

class TestSimulatorPace : public QObject
{
    Q_OBJECT

private slots:
    // The chip draws what the worked example's chip drew; every answer must be the published one.
    void chipOfTheWorkedExample()
    {
        namespace example = dd::test::pace_example;
        test::ScriptedRandom random({example::nonce, example::chipMapPrivate, example::chipPrivate});
        CardImage image = test::demoCard();
        image.mrzInformation = example::mrzInformation;
        SoftCard card(image, random);
        card.powerOn();
        const auto respond = [&card](const QByteArray &command) { return card.respond(command).toHex().toUpper(); };
        const auto step = [](const char *head, const char *tag, const QByteArray &value) {
            const QByteArray inner = hex(tag) + char(value.size()) + value;
            const QByteArray outer = QByteArray(1, '\x7C') + char(inner.size()) + inner;
            return hex(head) + char(outer.size()) + outer + '\0';
        };
        const auto answer = [](const char *tag, const QByteArray &value) {
            const QByteArray inner = hex(tag) + char(value.size()) + value;
            return (QByteArray(1, '\x7C') + char(inner.size()) + inner + hex("9000")).toHex().toUpper();
        };
        QCOMPARE(respond(hex("0022C1A40F800A04007F00070202040202830101")), QByteArray("9000"));
        QCOMPARE(respond(hex("10860000027C0000")), answer("80", example::encryptedNonce));
        QCOMPARE(respond(step("10860000", "81", example::terminalMapPublic)), answer("82", example::chipMapPublic));
        QCOMPARE(respond(step("10860000", "83", example::terminalPublic)), answer("84", example::chipPublic));
        QCOMPARE(respond(step("00860000", "85", example::terminalToken)), answer("86", example::chipToken));
        SecureSession session(Secret::copyOf(example::encryptionKey), Secret::copyOf(example::macKey), CipherSuite::Aes128);
        const CommandApdu select{0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0};
        const QByteArray raw = card.respond(*session.protectCommand(select)->encoded());
        const Result<SecureSession::Answer> opened = session.unprotectResponse(raw);
        QVERIFY(opened && opened->isProtected);
        QCOMPARE(opened->response.status, sw::success);
    }

    void rightCanOpensAndWrongCanEndsAtTheToken()
    {
        SimulatorTerminal terminal(test::demoCard());
        QCOMPARE(terminal.pace("000018"), sw::authenticationFailed);
        QCOMPARE(terminal.status(hex("00A4040C07A0000002471001")), sw::success);
        QCOMPARE(terminal.status(hex("00A4020C02011E")), sw::securityStatusNotSatisfied);
        QCOMPARE(terminal.pace("000017"), sw::success);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("expected");
        QTest::newRow("another protocol (IM)") << hex("0022C1A40F800A04007F00070202040402830102") << 0x6A80;
        QTest::newRow("AES-256") << hex("0022C1A40F800A04007F00070202040204830102") << 0x6A80;
        QTest::newRow("protocol missing") << hex("0022C1A403830102") << 0x6A80;
        QTest::newRow("password missing") << hex("0022C1A40C800A04007F00070202040202") << 0x6A80;
        QTest::newRow("PIN") << hex("0022C1A40F800A04007F00070202040202830103") << 0x6A88;
        QTest::newRow("another curve") << hex("0022C1A412800A04007F0007020204020283010284010C") << 0x6A88;
        QTest::newRow("our curve named") << hex("0022C1A412800A04007F0007020204020283010284010D") << 0x9000;
        QTest::newRow("trailing bytes") << hex("0022C1A410800A04007F0007020204020283010200") << 0x6A80;
        QTest::newRow("another environment") << hex("002281A40F800A04007F00070202040202830102") << 0x6A86;
        QTest::newRow("the environment of chip authentication") << hex("002241A40C800A04007F00070202030202") << 0x6985;
        QTest::newRow("tags nobody specified") << hex("0022C1A415800A04007F000702020402028301029F01009F0200") << 0x9000;
        QTest::newRow("in another order") << hex("0022C1A40F830102800A04007F00070202040202") << 0x9000;
        QTest::newRow("protocol twice") << hex("0022C1A41B800A04007F00070202040202800A04007F00070202040202830102") << 0x6A80;
        QTest::newRow("two passwords") << hex("0022C1A412800A04007F00070202040202830102830101") << 0x6A80;
        QTest::newRow("domain parameters of two bytes") << hex("0022C1A413800A04007F000702020402028301028402000D") << 0x6A88;
        QTest::newRow("no environment set") << hex("10860000027C0000") << 0x6985;
    }
    void refuses()
    {
        QFETCH(QByteArray, command);
        SimulatorTerminal terminal(test::demoCard());
        QTEST(int(terminal.status(command)), "expected");
    }

    void refusesInTheProtocol_data()
    {
        QTest::addColumn<int>("steps"); // taken before the bad one
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("expected");
        const auto general = [](const char *cla, const QByteArray &content, bool le = true) {
            const QByteArray data = tlv::encode(0x7C, content);
            return hex(cla) + hex("860000") + char(data.size()) + data + (le ? QByteArray(1, '\0') : QByteArray());
        };
        const QByteArray pointOffCurve = '\x04' + QByteArray(64, '\x11');
        const QByteArray good = dd::test::pace_example::terminalMapPublic;
        QTest::newRow("nonce without chaining") << 0 << general("00", {}) << 0x6883;
        QTest::newRow("nonce without Le") << 0 << general("10", {}, false) << 0x6700;
        QTest::newRow("nonce with data") << 0 << general("10", hex("8000")) << 0x6A80;
        QTest::newRow("not a template") << 0 << hex("1086000002800000") << 0x6A80;
        QTest::newRow("wrong P2") << 0 << hex("10860001027C0000") << 0x6A86;
        QTest::newRow("mapping: point off the curve") << 1 << general("10", tlv::encode(0x81, pointOffCurve)) << 0x6300;
        QTest::newRow("mapping: infinity") << 1 << general("10", tlv::encode(0x81, hex("00"))) << 0x6300;
        QTest::newRow("mapping: compressed point") << 1 << general("10", tlv::encode(0x81, '\x02' + good.mid(1, 32))) << 0x6300;
        QTest::newRow("mapping: empty") << 1 << general("10", tlv::encode(0x81, QByteArray())) << 0x6300;
        QTest::newRow("mapping: wrong tag") << 1 << general("10", tlv::encode(0x83, good)) << 0x6A80;
        QTest::newRow("mapping: two objects") << 1 << general("10", tlv::encode(0x81, good) + hex("8100")) << 0x6A80;
        QTest::newRow("agreement: point off the curve") << 2 << general("10", tlv::encode(0x83, pointOffCurve)) << 0x6300;
        QTest::newRow("agreement: last bit of the chain") << 2 << general("00", tlv::encode(0x83, good)) << 0x6883;
        QTest::newRow("token: wrong") << 3 << general("00", tlv::encode(0x85, QByteArray(8, '\0'))) << 0x6300;
        QTest::newRow("token: empty") << 3 << general("00", tlv::encode(0x85, QByteArray())) << 0x6300;
        QTest::newRow("token: still chained") << 3 << general("10", tlv::encode(0x85, QByteArray(8, '\0'))) << 0x6883;
    }
    void refusesInTheProtocol()
    {
        QFETCH(int, steps);
        QFETCH(QByteArray, command);
        SimulatorTerminal terminal(test::demoCard());
        QCOMPARE(terminal.status(hex("0022C1A40F800A04007F00070202040202830102")), sw::success);
        const QByteArray point = dd::test::pace_example::terminalMapPublic;
        const QByteArray before[] = {{}, tlv::encode(0x81, point), tlv::encode(0x83, point)};
        for (int step = 0; step < steps; ++step)
            QVERIFY(terminal.general(0x10, before[step]).isSuccess());
        QTEST(int(terminal.status(command)), "expected");
        // Whatever went wrong, the protocol starts over: no step may be tried again.
        QCOMPARE(terminal.status(command), sw::conditionsNotSatisfied);
    }

    void refusesItsOwnKeySentBack()
    {
        SimulatorTerminal terminal(test::demoCard());
        SystemRandom random;
        const QByteArray mapPrivate(32, '\x05');
        const QByteArray ownPrivate(32, '\x07');
        test::ScriptedRandom script({QByteArray(16, '\x01'), mapPrivate, ownPrivate});
        SoftCard card(test::demoCard(), script);
        card.powerOn();
        const EcDomain domain = *EcDomain::standardized(13);
        const KeyPair terminalKey = std::move(*domain.generate(random));
        const auto send = [&card](quint32 tag, const QByteArray &value) {
            const CommandApdu command{0x10, 0x86, 0, 0, tlv::encode(0x7C, value.isEmpty() ? QByteArray() : tlv::encode(tag, value)), 256};
            return *ResponseApdu::parse(card.respond(*command.encoded()));
        };
        QCOMPARE(card.respond(hex("0022C1A40F800A04007F00070202040202830102")), hex("9000"));
        QVERIFY(send(0, {}).isSuccess());
        QVERIFY(send(0x81, terminalKey.publicKey).isSuccess());
        const EcDomain mapped = *domain.mapGeneric(QByteArray(16, '\x01'), mapPrivate, terminalKey.publicKey);
        QCOMPARE(send(0x83, *mapped.publicKeyOf(ownPrivate)).status, sw::authenticationFailed);
    }

    void anotherCommandBreaksTheChain()
    {
        SimulatorTerminal terminal(test::demoCard());
        terminal.status(hex("0022C1A40F800A04007F00070202040202830102"));
        QVERIFY(terminal.general(0x10, {}).isSuccess());
        QCOMPARE(terminal.status(hex("00A4000C")), sw::success);
        QCOMPARE(terminal.general(0x10, tlv::encode(0x81, dd::test::pace_example::terminalMapPublic)).status, sw::conditionsNotSatisfied);
    }

    void powerForgetsTheSession()
    {
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        terminal.card.powerOn();
        QCOMPARE(terminal.status(hex("00A4040C07A0000002471001")), sw::success);
        QCOMPARE(terminal.status(hex("00B09E0000")), sw::securityStatusNotSatisfied);
        QCOMPARE(terminal.status(hex("0CB09E000D97010A8E08000000000000000000")), quint16(0x6882));
    }
};

DD_TEST(TestSimulatorPace)
#include "simulator_pace.moc"
