// Basic access control as the chip plays it, against ICAO 9303-11 appendix D byte for byte and against our terminal's wrongs.
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

namespace {

const QByteArray exampleMutualAuthentication = hex("008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728");

CardImage basicAccessExampleCard()
{
    CardImage image;
    image.files.insert(FileId::Com, hex("60145F0104303130365F36063034303030305C026175"));
    image.mrzInformation = "L898902C<369080619406236";
    return image;
}

} // namespace

class TestSimulatorBasicAccess : public QObject
{
    Q_OBJECT

private slots:
    // Appendix D.3 and D.4.
    void workedExample()
    {
        test::ScriptedRandom random({hex("4608F91988702212"), hex("0B4F80323EB3191CB04970CB4052790B")});
        SoftCard card(basicAccessExampleCard(), random);
        card.powerOn();
        QCOMPARE(card.respond(hex("00A4040C07A0000002471001")), hex("9000"));
        QCOMPARE(card.respond(hex("0084000008")), hex("4608F919887022129000"));
        QCOMPARE(card.respond(exampleMutualAuthentication), hex("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000"));
        QCOMPARE(card.respond(hex("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800")), hex("990290008E08FA855A5D4C50A8ED9000"));
        QCOMPARE(card.respond(hex("0CB000000D9701048E08ED6705417E96BA5500")), hex("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"));
        QCOMPARE(card.respond(hex("0CB000040D9701128E082EA28A70F3C7B53500")),
                 hex("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"));
    }

    void refuses_data()
    {
        QTest::addColumn<bool>("selected");
        QTest::addColumn<bool>("challenged");
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("status");
        const auto changed = [](qsizetype at) {
            QByteArray command = exampleMutualAuthentication;
            command[at] = char(command.at(at) ^ 1);
            return command;
        };
        QTest::newRow("challenge outside the application") << false << false << hex("0084000008") << 0x6985;
        QTest::newRow("challenge without Le") << true << false << hex("00840000") << 0x6700;
        QTest::newRow("challenge of seven bytes") << true << false << hex("0084000007") << 0x6700;
        QTest::newRow("challenge with P2") << true << false << hex("0084000108") << 0x6A86;
        QTest::newRow("challenge, as many bytes as there are") << true << false << hex("0084000000") << 0x9000;
        QTest::newRow("answer without a challenge") << true << false << exampleMutualAuthentication << 0x6985;
        QTest::newRow("right answer") << true << true << exampleMutualAuthentication << 0x9000;
        QTest::newRow("cryptogram changed") << true << true << changed(5) << 0x6300;
        QTest::newRow("checksum changed") << true << true << changed(44) << 0x6300;
        QTest::newRow("a byte short") << true << true << hex("0082000027") + exampleMutualAuthentication.mid(5, 39) + '\x28' << 0x6700;
        QTest::newRow("without Le") << true << true << exampleMutualAuthentication.chopped(1) << 0x6700;
        QTest::newRow("with P1") << true << true << hex("00820100") + exampleMutualAuthentication.mid(4) << 0x6A86;
    }
    void refuses()
    {
        QFETCH(bool, selected);
        QFETCH(bool, challenged);
        QFETCH(QByteArray, command);
        test::ScriptedRandom random({hex("4608F91988702212"), hex("0B4F80323EB3191CB04970CB4052790B")});
        SoftCard card(basicAccessExampleCard(), random);
        card.powerOn();
        if (selected)
            QCOMPARE(card.respond(hex("00A4040C07A0000002471001")), hex("9000"));
        if (challenged)
            QVERIFY(card.respond(hex("0084000008")).endsWith(hex("9000")));
        const QByteArray answer = card.respond(command);
        QTEST(answer.right(2).toHex().toInt(nullptr, 16), "status");
        if (challenged && !answer.endsWith(hex("9000"))) // one attempt for each challenge
            QCOMPARE(card.respond(exampleMutualAuthentication), hex("6985"));
    }

    void anotherCommandForgetsTheChallenge()
    {
        test::ScriptedRandom random({hex("4608F91988702212")});
        SoftCard card(basicAccessExampleCard(), random);
        card.powerOn();
        QCOMPARE(card.respond(hex("00A4040C07A0000002471001")), hex("9000"));
        QVERIFY(card.respond(hex("0084000008")).endsWith(hex("9000")));
        QCOMPARE(card.respond(hex("00A4040C07A0000002471001")), hex("9000"));
        QCOMPARE(card.respond(exampleMutualAuthentication), hex("6985"));
    }

    void opensTheDemoCardAndNoOther()
    {
        SimulatorTerminal terminal(test::demoCard());
        QCOMPARE(terminal.basicAccess("L898902C<369080619406236"), sw::authenticationFailed);
        QCOMPARE(terminal.status(hex("00A4020C02011E")), sw::securityStatusNotSatisfied);
        QCOMPARE(terminal.basicAccess(test::demoCard().mrzInformation), sw::success);
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 26}).data, test::demoCard().files.value(FileId::Com));
        // Neither protocol begins anew inside the session.
        QCOMPARE(terminal.secured({0x00, 0x84, 0x00, 0x00, {}, 8}).status, sw::conditionsNotSatisfied);
        QCOMPARE(terminal.secured({0x00, 0x22, 0xC1, 0xA4, hex("800A04007F00070202040202830102"), 0}).status, sw::conditionsNotSatisfied);
    }

    void cardWithoutIt()
    {
        CardImage image = test::demoCard();
        image.behaviour.basicAccessControl = false;
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.basicAccess(image.mrzInformation), sw::instructionNotSupported);
        QVERIFY(terminal.open());
    }

    // PACE opens EF.CardSecurity, BAC does not (9303-10 §3.11.3).
    void cardSecurityWantsPace()
    {
        CardImage image = test::demoCard();
        image.files.insert(FileId::CardSecurity, hex("3003020101"));
        SimulatorTerminal before(image);
        QCOMPARE(before.status(hex("00A4020C02011D")), sw::securityStatusNotSatisfied);
        SimulatorTerminal basic(image);
        QCOMPARE(basic.basicAccess(image.mrzInformation), sw::success);
        QCOMPARE(basic.secured({0x00, 0xA4, 0x00, 0x0C, hex("3F00"), 0}).status, sw::success);
        QCOMPARE(basic.secured({0x00, 0xA4, 0x02, 0x0C, hex("011D"), 0}).status, sw::securityStatusNotSatisfied);
        SimulatorTerminal pace(image);
        QCOMPARE(pace.pace(image.can.toLatin1()), sw::success);
        QCOMPARE(pace.secured({0x00, 0xB0, 0x9D, 0x00, {}, 5}).data, hex("3003020101"));
        QCOMPARE(pace.secured({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0}).status, sw::success);
        QCOMPARE(pace.secured({0x00, 0xB0, 0x9D, 0x00, {}, 4}).data, image.files.value(FileId::Sod).left(4)); // the same short identifier
    }

    // §4.1 note 1: a chip without any access control hands its files out as they are.
    void cardThatGuardsNothing()
    {
        CardImage image = test::demoCard();
        image.files.remove(FileId::CardAccess);
        image.behaviour.basicAccessControl = false;
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.status(hex("00A4040C07A0000002471001")), sw::success);
        QCOMPARE(terminal.raw(hex("00B09E001A")), (image.files.value(FileId::Com) + hex("9000")).toHex().toUpper());
        QCOMPARE(terminal.status(hex("00A4020C020103")), sw::securityStatusNotSatisfied);
        QCOMPARE(terminal.status(hex("0088000008000102030405060700")), sw::success);
    }
};

DD_TEST(TestSimulatorBasicAccess)
#include "simulator_basic_access.moc"
