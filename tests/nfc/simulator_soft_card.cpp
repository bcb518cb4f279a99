#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#include <random>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

namespace {

const char *const cardAccess = "3134300D060804007F0007020202020101300F060A04007F00070202030202020101"
                               "3012060A04007F0007020204020202010202010D";

CommandApdu readPart(quint8 p1, quint8 p2, int expected)
{
    return {0x00, 0xB0, p1, p2, {}, expected};
}

} // namespace

class TestSimulatorSoftCard : public QObject
{
    Q_OBJECT

private slots:
    void beforeAccessControl_data()
    {
        QTest::addColumn<QByteArrayList>("before");
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("response");
        const QByteArrayList inMaster{hex("00A4000C023F00")};
        const QByteArrayList inCardAccess{hex("00A4020C02011C")};
        const QByteArrayList inApplication{hex("00A4040C07A0000002471001")};
        const QByteArray whole = QByteArray(cardAccess) + "9000";

        QTest::newRow("master file") << QByteArrayList() << hex("00A4000C023F00") << QByteArray("9000");
        QTest::newRow("master file, no data") << QByteArrayList() << hex("00A4000C") << QByteArray("9000");
        QTest::newRow("CardAccess by identifier") << inMaster << hex("00A4020C02011C") << QByteArray("9000");
        QTest::newRow("CardAccess without selecting the master file") << QByteArrayList() << hex("00A4020C02011C") << QByteArray("9000");
        QTest::newRow("CardAccess whole") << inCardAccess << hex("00B0000000") << whole;
        QTest::newRow("CardAccess by short identifier") << QByteArrayList() << hex("00B09C0000") << whole;
        QTest::newRow("CardAccess, extended length") << inCardAccess << hex("00B00000000000") << whole;
        QTest::newRow("CardAccess, odd instruction") << QByteArrayList() << hex("00B1011C03540102 00") << "5334" + whole.mid(4);
        QTest::newRow("first four bytes") << inCardAccess << hex("00B0000004") << QByteArray("3134300D9000");
        QTest::newRow("last two bytes") << inCardAccess << hex("00B0003402") << QByteArray("010D9000");
        QTest::newRow("past the end") << inCardAccess << hex("00B0003410") << QByteArray("010D6282");
        QTest::newRow("offset at the end") << inCardAccess << hex("00B0003600") << QByteArray("6B00");
        QTest::newRow("no Le") << inCardAccess << hex("00B00000") << QByteArray("6700");
        QTest::newRow("no file selected") << QByteArrayList() << hex("00B0000000") << QByteArray("6986");
        QTest::newRow("short identifier 0") << QByteArrayList() << hex("00B0800000") << QByteArray("6A86");
        QTest::newRow("short identifier 31") << QByteArrayList() << hex("00B09F0000") << QByteArray("6A86");
        QTest::newRow("reserved bits of P1") << QByteArrayList() << hex("00B0BC0000") << QByteArray("6A86");
        QTest::newRow("file that is not there") << inMaster << hex("00A4020C02011D") << QByteArray("6A82");
        QTest::newRow("application") << QByteArrayList() << hex("00A4040C07A0000002471001") << QByteArray("9000");
        QTest::newRow("another application") << QByteArrayList() << hex("00A4040C07A0000002471002") << QByteArray("6A82");
        QTest::newRow("application cut short") << QByteArrayList() << hex("00A4040C06A00000024710") << QByteArray("6A82");
        QTest::newRow("selection by path") << QByteArrayList() << hex("00A4080C02011C") << QByteArray("6A86");
        QTest::newRow("wrong P2") << QByteArrayList() << hex("00A4020102011C") << QByteArray("6A86");
        QTest::newRow("CardAccess is not in the application") << inApplication << hex("00A4020C02011C") << QByteArray("6982");
        for (const char *file : {"011E", "011D", "0101", "0102", "0103", "010D", "010E", "010F", "010B"}) {
            QTest::addRow("select %s", file) << inApplication << hex("00A4020C02") + hex(file) << QByteArray("6982");
            QTest::addRow("odd read %s", file) << inApplication << hex("00B1") + hex(file) + hex("0354010000") << QByteArray("6982");
            QTest::addRow("short read %s", file)
                << inApplication << hex("00B0") + char(0x80 | hex(file).at(1)) + hex("0000") << QByteArray("6982");
        }
        QTest::newRow("active authentication") << inApplication << hex("0088000008000102030405060700") << QByteArray("6982");
        QTest::newRow("basic access control outside the application") << QByteArrayList() << hex("0084000008") << QByteArray("6985");
        QTest::newRow("answer without a challenge") << inApplication << hex("0082000028") + QByteArray(40, '\0') + '\x28' << QByteArray("6985");
        QTest::newRow("another class") << QByteArrayList() << hex("80CA9F7F00") << QByteArray("6E00");
        QTest::newRow("secure messaging without a session") << QByteArrayList() << hex("0CB09C000D9701008E080000000000000000 00") << QByteArray("6882");
        QTest::newRow("chained selection") << QByteArrayList() << hex("10A4000C023F00") << QByteArray("6884");
        QTest::newRow("too short") << QByteArrayList() << hex("00A400") << QByteArray("6700");
        QTest::newRow("Lc larger than the data") << QByteArrayList() << hex("00A4000C033F00") << QByteArray("6700");
    }
    void beforeAccessControl()
    {
        QFETCH(QByteArrayList, before);
        QFETCH(QByteArray, command);
        SimulatorTerminal terminal(test::demoCard());
        for (const QByteArray &earlier : before)
            QCOMPARE(terminal.status(earlier), sw::success);
        QTEST(terminal.raw(command), "response");
    }

    void filesComeOutAsTheyWentIn()
    {
        const CardImage &card = test::demoCard();
        SimulatorTerminal terminal(card);
        QVERIFY(terminal.open());
        for (auto file = card.files.begin(); file != card.files.end(); ++file) {
            if (file.key() == FileId::CardAccess)
                continue;
            const auto identifier = dd::nfc::identifierOf(file.key());
            const QByteArray name = QByteArray(1, char(identifier >> 8)) + char(identifier & 0xFF);
            QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, name, 0}).status, sw::success);
            QByteArray content;
            while (content.size() < file->size()) {
                const ResponseApdu part = terminal.secured(readPart(quint8(content.size() >> 8), quint8(content.size() & 0xFF), 0xDF));
                QVERIFY(part.status == sw::success || part.status == sw::endOfFile);
                content += part.data;
            }
            QCOMPARE(content, *file);
            QCOMPARE(terminal.secured(readPart(quint8(0x80 | (identifier & 0x1F)), 0, 4)).data, file->left(4));
            // In one piece with extended length, and from beyond 32767 nothing.
            QCOMPARE(terminal.secured(readPart(0, 0, 65536)).data, *file);
            const CommandApdu odd{0x00, 0xB1, 0x00, 0x00, hex("54020003"), 12};
            QCOMPARE(terminal.secured(odd).data, QByteArray(hex("530A") + file->mid(3, 10)));
            const CommandApdu far{0x00, 0xB1, 0x00, 0x00, hex("5403010000"), 12};
            QCOMPARE(terminal.secured(far).status, sw::offsetOutsideFile);
        }
    }

    void guardedAndAbsentFilesDoNotEndTheSession()
    {
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("0103"), 0}).status, sw::securityStatusNotSatisfied);
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("010B"), 0}).status, sw::fileNotFound);
        QCOMPARE(terminal.secured({0x00, 0xB4, 0x00, 0x00, {}, 0}).status, sw::instructionNotSupported);
        QCOMPARE(terminal.secured({0x00, 0x22, 0xC1, 0xA4, hex("800A04007F00070202040202830102"), 0}).status, sw::conditionsNotSatisfied);
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0}).status, sw::success);
    }

    // DO'87' and DO'99' and DO'8E' of 224 bytes of data do not fit into 256.
    void answerThatDoesNotFitIsAProtectedWrongLength()
    {
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("0102"), 0}).status, sw::success);
        QCOMPARE(terminal.secured(readPart(0, 0, 223)).data.size(), 223);
        const ResponseApdu tooLong = terminal.secured(readPart(0, 0, 240));
        QCOMPARE(tooLong.status, sw::wrongLength);
        QVERIFY(tooLong.data.isEmpty());
        QCOMPARE(terminal.secured(readPart(0, 0, 100)).data.size(), 100);
    }

    void brokenSecureMessagingEndsTheSession_data()
    {
        QTest::addColumn<QByteArray>("mutation");
        QTest::addColumn<int>("expected");
        QTest::newRow("plain command") << QByteArray("plain") << 0x6987;
        QTest::newRow("no checksum") << QByteArray("unchecked") << 0x6987;
        QTest::newRow("no objects") << QByteArray("empty") << 0x6987;
        QTest::newRow("wrong checksum") << QByteArray("flip") << 0x6988;
        QTest::newRow("checksum of four bytes") << QByteArray("short") << 0x6988;
        QTest::newRow("objects in another order") << QByteArray("order") << 0x6988;
        QTest::newRow("header changed") << QByteArray("header") << 0x6988;
        QTest::newRow("sent twice") << QByteArray("replay") << 0x6988;
        QTest::newRow("cryptogram of the other parity") << QByteArray("parity") << 0x6988;
    }
    void brokenSecureMessagingEndsTheSession()
    {
        QFETCH(QByteArray, mutation);
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        CommandApdu secured = *terminal.session->protectCommand(readPart(0x9E, 0, 4));
        if (mutation == "plain")
            secured = readPart(0x9E, 0, 4);
        else if (mutation == "unchecked")
            secured.data.truncate(3);
        else if (mutation == "empty")
            secured.data.clear();
        else if (mutation == "flip")
            secured.data[secured.data.size() - 1] = char(secured.data.back() ^ 1);
        else if (mutation == "short")
            secured.data = secured.data.left(3) + hex("8E04") + secured.data.mid(5, 4);
        else if (mutation == "order")
            secured.data = secured.data.mid(3) + secured.data.left(3);
        else if (mutation == "header")
            secured.p2 = 1;
        else if (mutation == "replay")
            QVERIFY(terminal.card.respond(*secured.encoded()).endsWith(hex("9000")));
        else if (mutation == "parity")
            secured.data = hex("8510") + QByteArray(16, '\x31') + secured.data;
        QTEST(int(terminal.status(*secured.encoded())), "expected");
        // The keys are gone and so is the access: the right next command is not understood any more.
        QCOMPARE(terminal.status(*terminal.session->protectCommand(readPart(0x9E, 0, 4))->encoded()), quint16(0x6882));
        QCOMPARE(terminal.status(hex("00A4040C07A0000002471001")), sw::success);
        QCOMPARE(terminal.status(hex("00A4020C02011E")), sw::securityStatusNotSatisfied);
    }

    void everyAnswerInASessionCarriesItsStatus()
    {
        SimulatorTerminal terminal(test::demoCard());
        QVERIFY(terminal.open());
        const QByteArray command = *terminal.session->protectCommand({0x00, 0xA4, 0x02, 0x0C, hex("010B"), 0})->encoded();
        const QByteArray raw = terminal.raw(command);
        QVERIFY2(raw.startsWith("99026A828E08") && raw.endsWith("6A82") && raw.size() == 2 * 16, raw.constData());
    }

    void withoutExtendedLength()
    {
        CardImage card = test::demoCard();
        card.extendedLength = false;
        SimulatorTerminal terminal(card);
        QCOMPARE(terminal.status(hex("00A4020C02011C")), sw::success);
        QCOMPARE(terminal.status(hex("00B00000000000")), sw::wrongLength);
        QCOMPARE(terminal.status(hex("00B0000000")), sw::success);
    }

    void everyPrefixOfACommandIsAnsweredWithAStatusWord()
    {
        const QByteArray command = hex("0022C1A412800A04007F0007020204020283010284010D");
        for (qsizetype size = 0; size < command.size(); ++size) {
            SimulatorTerminal terminal(test::demoCard());
            const QByteArray response = terminal.card.respond(command.left(size));
            QCOMPARE(response.size(), 2);
            QVERIFY2(response != hex("9000"), QByteArray::number(size).constData());
        }
    }

    // Noise never opens anything: data beyond EF.CardAccess would be longer or start otherwise.
    void noiseNeverReadsAGuardedFile()
    {
        SimulatorTerminal terminal(test::demoCard());
        std::mt19937 noise(20261121); // NOLINT: reproducible on purpose
        const QByteArray instructions = hex("A4B0B1228688");
        for (int round = 0; round < 20000; ++round) {
            QByteArray command(4 + int(noise() % 24), '\0');
            for (char &byte : command)
                byte = char(noise());
            command[0] = noise() % 4 != 0 ? '\0' : char(noise() & 0x1C);
            if (noise() % 4 != 0)
                command[1] = instructions.at(int(noise() % 6));
            const QByteArray response = terminal.card.respond(command);
            QVERIFY(response.size() >= 2);
            for (const char *start : {"\x60", "\x77", "\x61", "\x75", "\x6D", "\x6E", "\x6F"})
                QVERIFY2(response.size() <= 2 || !response.startsWith(start) || response.size() < 20, command.toHex().constData());
        }
    }
};

DD_TEST(TestSimulatorSoftCard)
#include "simulator_soft_card.moc"
