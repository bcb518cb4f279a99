// Bad chips: what the hooks change, and nothing else. What a terminal makes of it is tested with the terminal.
#include "nfc/secure_messaging/pace.h"
#include "nfc/simulator/security_info_encoding.h"
#include "tests/nfc/simulator_channel.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorChannel;
using dd::test::SimulatorTerminal;

class TestSimulatorTampering : public QObject
{
    Q_OBJECT

private slots:
    void answerBeforeProtection()
    {
        QList<CommandApdu> seen;
        SimulatorTerminal terminal(test::demoCard(), {.answer = [&](const CommandApdu &plain, ResponseApdu &answer) {
                                       seen.append(plain);
                                       if (plain.ins == 0xB0)
                                           answer = {hex("FFFF"), 0x6282};
                                   }});
        QVERIFY(terminal.open());
        const ResponseApdu read = terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 4});
        QCOMPARE(read.data, hex("FFFF"));
        QCOMPARE(read.status, sw::endOfFile);
        QCOMPARE(seen.last().p1, quint8(0x9E)); // plain, not as it came
        QCOMPARE(seen.last().expected, 4);
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0}).status, sw::success);
    }

    void plainAnswers()
    {
        SimulatorTerminal terminal(test::demoCard(), {.answer = [](const CommandApdu &plain, ResponseApdu &answer) {
                                       if (plain.ins == 0x86 && answer.data.startsWith(hex("7C0A86")))
                                           answer.data[5] = char(answer.data.at(5) ^ 1); // the token
                                   }});
        QCOMPARE(terminal.pace(test::demoCard().can.toLatin1()), quint16(0)); // the terminal saw it
    }

    void rawBytesByNumber()
    {
        SimulatorTerminal terminal(test::demoCard(), {.raw = [](int command, QByteArray &response) {
                                       if (command == 2)
                                           response = hex("6F00");
                                   }});
        QCOMPARE(terminal.status(hex("00A4000C")), sw::success);
        terminal.card.powerOn(); // does not start the count again
        QCOMPARE(terminal.status(hex("00A4000C")), sw::success);
        QCOMPARE(terminal.status(hex("00A4000C")), quint16(0x6F00));
        QCOMPARE(terminal.status(hex("00A4000C")), sw::success);
    }

    // The checksum fits what is left of the objects: only they are wrong.
    void objectsUnderARightChecksum_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QString>("why");
        QTest::newRow("status word left out") << QByteArray("status") << QStringLiteral("DO'99' missing");
        QTest::newRow("another status word inside") << QByteArray("other") << QStringLiteral("status words disagree");
        QTest::newRow("cryptogram cut short") << QByteArray("short") << QStringLiteral("cryptogram length");
        QTest::newRow("no padding indicator") << QByteArray("indicator") << QStringLiteral("padding indicator");
    }
    void objectsUnderARightChecksum()
    {
        QFETCH(QByteArray, what);
        QFETCH(QString, why);
        bool armed = false;
        SimulatorTerminal terminal(test::demoCard(), {.objects = [&](QByteArray &objects) {
                                       if (!armed)
                                           return;
                                       if (what == "status")
                                           objects.chop(4);
                                       else if (what == "other")
                                           objects[objects.size() - 1] = '\1';
                                       else if (what == "short")
                                           objects = tlv::encode(0x87, objects.mid(2, 9)) + objects.right(4);
                                       else
                                           objects[2] = '\2';
                                   }});
        QVERIFY(terminal.open());
        armed = true;
        const QByteArray command = *terminal.session->protectCommand({0x00, 0xB0, 0x9E, 0x00, {}, 4})->encoded();
        const Result<SecureSession::Answer> answer = terminal.session->unprotectResponse(terminal.card.respond(command));
        QVERIFY(!answer);
        QCOMPARE(answer.error().detail, why);
        armed = false;
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 4}).data, hex("60185F01")); // and the counters still agree
    }

    void noncesOfBasicAccessControl()
    {
        int calls = 0;
        SimulatorTerminal terminal(test::demoCard(), {.value = [&](Tampering::Value which, QByteArray &value) {
                                       QVERIFY(which == Tampering::Value::BasicAccessNonces);
                                       QCOMPARE(value.size(), 32);
                                       value[9] = char(value.at(9) ^ 1); // of RND.IFD
                                       ++calls;
                                   }});
        QCOMPARE(terminal.basicAccess(test::demoCard().mrzInformation), quint16(0)); // sealed as it should be, and wrong
        QCOMPARE(calls, 1);
    }

    void dataOfChipAuthenticationMapping()
    {
        CardImage image = test::demoCard();
        const QByteArray protocol = hex("04007F00070202040602");
        image.files.insert(FileId::CardAccess, simulator::securityInfoSet({simulator::paceInfo(protocol, 13)}));
        const PaceProfile profile = paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)))->first();
        const EcDomain curve = *EcDomain::standardized(13);
        const AgreementKey key{curve, *curve.publicKeyOf(image.chipKeys.first().privateKey)};
        SystemRandom random;
        for (const bool honest : {true, false}) {
            SoftCard card(image, random, {.value = [=](Tampering::Value which, QByteArray &value) {
                              if (which == Tampering::Value::ChipAuthenticationData && !honest)
                                  value[value.size() - 1] = char(value.back() ^ 1);
                          }});
            SimulatorChannel channel(card);
            CardLink link(channel);
            const auto proof = runPace(link, profile, {AccessKey::Kind::Can, image.can.toLatin1()}, random);
            QVERIFY(proof && *proof);
            QCOMPARE(verifyChipMapping(**proof, key).has_value(), honest);
        }
    }
};

DD_TEST(TestSimulatorTampering)
#include "simulator_tampering.moc"
