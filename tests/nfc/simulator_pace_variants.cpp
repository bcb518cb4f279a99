// Every PACE there is, chip against terminal: each protocol of ICAO 9303-11 tables 2 and 3 with each group it goes with.
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

namespace {

QByteArray paceIdentifier(int mapping, int cipher)
{
    return hex("04007F0007020204") + char(mapping) + char(cipher);
}

// A card that offers these, with a static key on every curve they name.
CardImage cardOffering(const QList<PaceInfo> &offers)
{
    CardImage image = test::demoCard();
    QList<QByteArray> infos;
    image.chipKeys.clear();
    for (const PaceInfo &offer : offers) {
        infos.append(simulator::paceInfo(offer.protocol, offer.parameterId.value_or(0)));
        if (offer.parameterId.value_or(0) > 2)
            image.chipKeys.append(*simulator::makeChipKey(*offer.parameterId));
    }
    image.files.insert(FileId::CardAccess, simulator::securityInfoSet(infos));
    return image;
}

PaceProfile profileOf(const CardImage &image, qsizetype which = 0)
{
    return paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)))->at(which);
}

} // namespace

class TestSimulatorPaceVariants : public QObject
{
    Q_OBJECT

private slots:
    void everyProtocolAndGroup_data()
    {
        QTest::addColumn<QByteArray>("protocol");
        QTest::addColumn<int>("parameterId");
        for (const int mapping : {1, 2, 3, 4, 6}) {
            for (int cipher = mapping == 6 ? 2 : 1; cipher <= 4; ++cipher) {
                for (const int parameterId : {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
                    const bool elliptic = mapping % 2 == 0;
                    if (elliptic != (parameterId > 2) || (mapping == 4 && parameterId == 10)) // P-224 has no integrated mapping
                        continue;
                    const QByteArray protocol = paceIdentifier(mapping, cipher);
                    QTest::addRow("%s, %d", qPrintable(paceProtocolFrom(protocol)->name()), parameterId) << protocol << parameterId;
                }
            }
        }
    }
    void everyProtocolAndGroup()
    {
        QFETCH(QByteArray, protocol);
        QFETCH(int, parameterId);
        const CardImage image = cardOffering({{protocol, 2, parameterId}});
        SystemRandom random;
        for (const AccessKey &access : {AccessKey{AccessKey::Kind::Can, image.can.toLatin1()}, AccessKey{AccessKey::Kind::Mrz, image.mrzInformation}}) {
            SoftCard card(image, random);
            SimulatorChannel channel(card);
            CardLink link(channel);
            const auto proof = runPace(link, profileOf(image), access, random);
            QVERIFY2(proof, proof ? "" : qPrintable(proof.error().stage + QLatin1Char(' ') + proof.error().detail));
            QCOMPARE(proof->has_value(), protocol.at(8) == '\6');
            if (*proof) {
                const EcDomain curve = *EcDomain::standardized(parameterId);
                QVERIFY(verifyChipMapping(**proof, {curve, *curve.publicKeyOf(image.chipKeys.first().privateKey)}));
                QVERIFY(!verifyChipMapping(**proof, {curve, curve.generator()}));
            }
            QCOMPARE(link.transmit({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false})->status, sw::success);
            QCOMPARE(link.transmit({0x00, 0xB0, 0x9E, 0x00, {}, 4, false})->data, hex("60185F01"));
        }
        SoftCard card(image, random);
        SimulatorChannel channel(card);
        CardLink link(channel);
        QCOMPARE(runPace(link, profileOf(image), {AccessKey::Kind::Can, "999999"}, random).error().code, ErrorCode::WrongAccessKey);
    }

    // One run in 256 has a prime field element with a leading zero byte, which must not travel (§9.4.1).
    void shortFieldElements()
    {
        const CardImage image = cardOffering({{paceIdentifier(1, 2), 2, 0}});
        SystemRandom random;
        int shorter = 0;
        for (int run = 0; run < 4000 && shorter < 3; ++run) {
            SoftCard card(image, random);
            SimulatorChannel channel(card);
            CardLink link(channel);
            QVERIFY(runPace(link, profileOf(image), {AccessKey::Kind::Can, image.can.toLatin1()}, random));
            for (const QByteArray &answer : channel.answers) {
                const bool keyObject = answer.size() > 100 && answer.startsWith('\x7C');
                shorter += keyObject && answer.size() < 136 ? 1 : 0;
                QVERIFY(!keyObject || answer.size() >= 136 || answer.at(answer.size() == 135 ? 6 : 5) != '\0');
            }
        }
        QVERIFY(shorter >= 3);
    }

    void severalOffers()
    {
        const CardImage image = cardOffering({{paceIdentifier(2, 2), 2, 13}, {paceIdentifier(2, 2), 2, 12}, {paceIdentifier(2, 4), 2, 13}});
        const auto mse = [](const QByteArray &protocol, const QByteArray &more) {
            return CommandApdu{0x00, 0x22, 0xC1, 0xA4, tlv::encode(0x80, protocol) + hex("830102") + more, 0, false};
        };
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 2), {})).status, sw::referencedDataNotFound);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 4), {})).status, sw::referencedDataNotFound);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 2), hex("84010C"))).status, sw::success);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 2), hex("84010D"))).status, sw::success);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 4), hex("84010D"))).status, sw::success);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 4), hex("84010C"))).status, sw::referencedDataNotFound);
        QCOMPARE(terminal.plain(mse(paceIdentifier(2, 3), hex("84010D"))).status, sw::incorrectData);
        SystemRandom random;
        for (qsizetype which = 0; which < 3; ++which) {
            SoftCard card(image, random);
            SimulatorChannel channel(card);
            CardLink link(channel);
            QVERIFY(runPace(link, profileOf(image, which), {AccessKey::Kind::Can, image.can.toLatin1()}, random));
        }
    }

    void offersThatAreNotInTheFile()
    {
        CardImage image = test::demoCard();
        image.pace = QList<PaceInfo>{{paceIdentifier(4, 3), 2, 14}};
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.pace(image.can.toLatin1()), sw::incorrectData); // what EF.CardAccess says is not what it runs
        const CardImage other = cardOffering({{paceIdentifier(4, 3), 2, 14}});
        SystemRandom random;
        SoftCard card(image, random);
        SimulatorChannel channel(card);
        CardLink link(channel);
        QVERIFY(runPace(link, profileOf(other), {AccessKey::Kind::Can, image.can.toLatin1()}, random));
    }

    void mappingWithoutAKeyOnTheCurve()
    {
        CardImage image = cardOffering({{paceIdentifier(6, 2), 2, 13}});
        image.chipKeys.clear();
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.status(hex("0022C1A40F800A04007F00070202040602830102")), sw::incorrectData);
    }

    void chipThatInsistsOnDomainParameters()
    {
        CardImage image = test::demoCard();
        image.behaviour.needsDomainReference = true;
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.status(hex("0022C1A40F800A04007F00070202040202830102")), sw::inconsistentLength);
        QCOMPARE(terminal.status(hex("0022C1A412800A04007F0007020204020283010284010D")), sw::success);
    }

    void passwordsThatTheCardDoesNotHave()
    {
        CardImage image = test::demoCard();
        image.can.clear();
        SimulatorTerminal noCan(image);
        QCOMPARE(noCan.status(hex("0022C1A40F800A04007F00070202040202830102")), sw::referencedDataNotFound);
        QCOMPARE(noCan.status(hex("0022C1A40F800A04007F00070202040202830101")), sw::success);
        image = test::demoCard();
        image.mrzInformation.clear();
        SimulatorTerminal noMrz(image);
        QCOMPARE(noMrz.status(hex("0022C1A40F800A04007F00070202040202830101")), sw::referencedDataNotFound);
    }

    void triesAreCountedDownAndSurviveThePower()
    {
        CardImage image = test::demoCard();
        image.behaviour.passwordTries = 3;
        const QByteArray mse = hex("0022C1A40F800A04007F00070202040202830102");
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.pace("999999"), quint16(0x63C2));
        terminal.card.powerOn();
        QCOMPARE(terminal.status(mse), quint16(0x63C2)); // a warning: the protocol may go on
        QCOMPARE(terminal.pace(image.can.toLatin1()), quint16(0x63C2)); // which this simple terminal takes for a refusal
        SystemRandom random;
        const auto run = [&](const QByteArray &can) {
            terminal.card.powerOn();
            SimulatorChannel channel(terminal.card);
            CardLink link(channel);
            return runPace(link, profileOf(image), {AccessKey::Kind::Can, can}, random).has_value();
        };
        QVERIFY(run(image.can.toLatin1()));
        terminal.card.powerOn();
        QCOMPARE(terminal.status(mse), sw::success); // the right password sets it back
        for (int wrong = 0; wrong < 3; ++wrong)
            QVERIFY(!run("999999"));
        QCOMPARE(terminal.status(mse), quint16(0x63C0));
        QVERIFY(!run(image.can.toLatin1()));
        QCOMPARE(terminal.general(0x10, {}).status, sw::conditionsNotSatisfied);
    }
};

DD_TEST(TestSimulatorPaceVariants)
#include "simulator_pace_variants.moc"
