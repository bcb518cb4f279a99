// The whims a card may have: each changes what it says and nothing else.
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::SimulatorTerminal;

namespace {

const QByteArray selectByName = hex("00A4040C07A0000002471001");

CardImage cardBehaving(const std::function<void(ChipBehaviour &)> &change)
{
    CardImage image = test::demoCard();
    change(image.behaviour);
    return image;
}

CommandApdu readBinary(int offset, int expected)
{
    return {0x00, 0xB0, quint8(offset >> 8), quint8(offset & 0xFF), {}, expected};
}

} // namespace

class TestSimulatorBehaviour : public QObject
{
    Q_OBJECT

private slots:
    void waysToCardAccess_data()
    {
        using Way = ChipBehaviour::CardAccess;
        QTest::addColumn<int>("masterFile");
        QTest::addColumn<int>("way");
        QTest::addColumn<bool>("applicationFirst"); // as iOS does before an app is asked
        QTest::addColumn<QList<int>>("statuses");   // SELECT of the master file, of EF.CardAccess, READ BINARY by short identifier
        QTest::newRow("by the standard") << 0x9000 << int(Way::InMasterFile) << false << QList<int>{0x9000, 0x9000, 0x9000};
        QTest::newRow("application first") << 0x9000 << int(Way::InMasterFile) << true << QList<int>{0x9000, 0x9000, 0x9000};
        QTest::newRow("no master file") << 0x6D00 << int(Way::InMasterFile) << false << QList<int>{0x6D00, 0x9000, 0x9000};
        QTest::newRow("no master file, application first") << 0x6A86 << int(Way::InMasterFile) << true << QList<int>{0x6A86, 0x6982, 0x6982};
        QTest::newRow("direct") << 0x6985 << int(Way::DirectOnly) << false << QList<int>{0x6985, 0x9000, 0x6A82};
        QTest::newRow("direct, application first") << 0x6A86 << int(Way::DirectOnly) << true << QList<int>{0x6A86, 0x9000, 0x6982};
        QTest::newRow("hidden") << 0x9000 << int(Way::Hidden) << false << QList<int>{0x9000, 0x6A82, 0x6A82};
        QTest::newRow("hidden, application first") << 0x6A86 << int(Way::Hidden) << true << QList<int>{0x6A86, 0x6982, 0x6982};
    }
    void waysToCardAccess()
    {
        QFETCH(int, masterFile);
        QFETCH(int, way);
        QFETCH(bool, applicationFirst);
        QFETCH(QList<int>, statuses);
        SimulatorTerminal terminal(cardBehaving([&](ChipBehaviour &behaviour) {
            behaviour.selectMasterFile = quint16(masterFile);
            behaviour.cardAccess = ChipBehaviour::CardAccess(way);
        }));
        if (applicationFirst)
            QCOMPARE(terminal.status(selectByName), sw::success);
        QList<int> found{terminal.status(hex("00A4000C023F00")), terminal.status(hex("00A4020C02011C"))};
        if (found.last() == 0x9000)
            QCOMPARE(terminal.raw(hex("00B0000004")), QByteArray("3134300D9000"));
        found.append(terminal.status(hex("00B09C0004")));
        QCOMPARE(found, statuses);
        QVERIFY(terminal.open()); // PACE is there whatever can be read
    }

    void masterFileRefusedUnderSecureMessaging()
    {
        SimulatorTerminal terminal(cardBehaving([](ChipBehaviour &behaviour) { behaviour.selectMasterFile = 0x6A86; }));
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x00, 0x0C, hex("3F00"), 0}).status, sw::incorrectParameters);
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 4}).status, sw::success); // still in the application
    }

    void openFilesOfTheMasterFile()
    {
        CardImage image = test::demoCard();
        image.files.insert(FileId::Dir, hex("61094F07A0000002471001"));
        image.files.insert(FileId::AtrInfo, hex("47039401E0"));
        SimulatorTerminal terminal(image);
        QCOMPARE(terminal.raw(hex("00B09E000B")), QByteArray("61094F07A00000024710019000"));
        QCOMPARE(terminal.raw(hex("00B0810005")), QByteArray("47039401E09000"));
        QCOMPARE(terminal.status(hex("00A4020C022F00")), sw::success);
        QCOMPARE(terminal.status(hex("00A4020C022F01")), sw::success);
        QCOMPARE(terminal.status(selectByName), sw::success);
        QCOMPARE(terminal.status(hex("00A4020C022F00")), sw::securityStatusNotSatisfied);
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("2F00"), 0}).status, sw::fileNotFound); // not in the application
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x81, 0x00, {}, 2}).data, hex("615D"));                  // there the identifier is DG1's
    }

    void refusedFiles()
    {
        CardImage image = cardBehaving([](ChipBehaviour &behaviour) { behaviour.refusedFiles = {{0x0102, 0x6985}, {0x010B, 0x6982}}; });
        SimulatorTerminal terminal(image);
        QVERIFY(terminal.open());
        const auto select = [&](const char *identifier) { return terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex(identifier), 0}).status; };
        QCOMPARE(select("0102"), sw::conditionsNotSatisfied);
        QCOMPARE(select("010B"), sw::securityStatusNotSatisfied);
        QCOMPARE(select("0103"), sw::fileNotFound);
        QCOMPARE(select("0101"), sw::success);
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x82, 0x00, {}, 4}).status, sw::conditionsNotSatisfied);
    }

    void withoutShortIdentifiers()
    {
        SimulatorTerminal terminal(cardBehaving([](ChipBehaviour &behaviour) { behaviour.shortIdentifiers = false; }));
        QCOMPARE(terminal.status(hex("00B09C0004")), sw::fileNotFound);
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 4}).status, sw::fileNotFound);
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0}).status, sw::success);
        QCOMPARE(terminal.secured(readBinary(0, 4)).data, hex("60185F01"));
    }

    void longReads_data()
    {
        using LongRead = ChipBehaviour::LongRead;
        QTest::addColumn<int>("answer");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("size");
        QTest::newRow("shortened") << int(LongRead::Shortened) << 0x9000 << 100;
        QTest::newRow("6700") << int(LongRead::WrongLength) << 0x6700 << 0;
        QTest::newRow("6C64") << int(LongRead::ExactLength) << 0x6C64 << 0;
    }
    void longReads()
    {
        QFETCH(int, answer);
        QFETCH(int, status);
        QFETCH(int, size);
        for (const bool naked : {false, true}) {
            const CardImage image = cardBehaving([&](ChipBehaviour &behaviour) {
                behaviour.longestRead = 100;
                behaviour.longRead = ChipBehaviour::LongRead(answer);
                behaviour.nakedWrongLength = naked;
            });
            SimulatorTerminal terminal(image);
            QVERIFY(terminal.open());
            QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("0102"), 0}).status, sw::success);
            const QByteArray raw = terminal.card.respond(*terminal.session->protectCommand(readBinary(0, 200))->encoded());
            const Result<SecureSession::Answer> opened = terminal.session->unprotectResponse(raw);
            QVERIFY(opened);
            QCOMPARE(opened->isProtected, !naked || size > 0);
            QCOMPARE(int(opened->response.status), status);
            QCOMPARE(opened->response.data, image.files.value(FileId::Dg2).left(size));
            // The session goes on: a naked refusal moved no counter but the command's.
            QCOMPARE(terminal.secured(readBinary(50, 100)).data, image.files.value(FileId::Dg2).mid(50, 100));
            QCOMPARE(terminal.secured({0x00, 0xB0, 0x9E, 0x00, {}, 200}).data, image.files.value(FileId::Com)); // the file is shorter anyway
        }
    }

    void endsOfFiles_data()
    {
        using End = ChipBehaviour::EndOfFile;
        QTest::addColumn<int>("end");
        QTest::addColumn<QByteArray>("across");
        QTest::newRow("6282") << int(End::Warning) << QByteArray("010D6282");
        QTest::newRow("9000") << int(End::Silent) << QByteArray("010D9000");
        QTest::newRow("6B00") << int(End::Refused) << QByteArray("6B00");
    }
    void endsOfFiles()
    {
        QFETCH(int, end);
        SimulatorTerminal terminal(cardBehaving([&](ChipBehaviour &behaviour) { behaviour.endOfFile = ChipBehaviour::EndOfFile(end); }));
        QCOMPARE(terminal.status(hex("00A4020C02011C")), sw::success);
        QTEST(terminal.raw(hex("00B0003410")), "across");
        QCOMPARE(terminal.raw(hex("00B0003402")), QByteArray("010D9000"));
        QCOMPARE(terminal.raw(hex("00B0003400")), QByteArray("010D9000")); // as much as there is
        QCOMPARE(terminal.raw(hex("00B0003600")), QByteArray("6B00"));
    }

    void lengthsOfTheApdus()
    {
        SimulatorTerminal terminal(cardBehaving([](ChipBehaviour &behaviour) {
            behaviour.longestCommand = 300;
            behaviour.longestResponse = 150;
        }));
        QVERIFY(terminal.open());
        QCOMPARE(terminal.secured({0x00, 0xA4, 0x02, 0x0C, hex("0102"), 0}).status, sw::success);
        const int most = SecureSession::maxPlainData(150, CipherSuite::Aes128);
        QCOMPARE(terminal.secured(readBinary(0, most)).data.size(), most);
        QCOMPARE(terminal.secured(readBinary(0, most + 1)).status, sw::wrongLength);
        // Too long a command is refused before any key is used: neither counter moves.
        CommandApdu large{0x00, 0x22, 0x41, 0xA4, QByteArray(290, '\0'), 0};
        SecureSession copy(Secret::copyOf(QByteArray(16, '\1')), Secret::copyOf(QByteArray(16, '\1')), CipherSuite::Aes128);
        QCOMPARE(terminal.status(*copy.protectCommand(large)->encoded()), sw::wrongLength);
        QCOMPARE(terminal.secured(readBinary(0, 4)).data.size(), 4);
    }

    void plainAnswerThatDoesNotFit()
    {
        SimulatorTerminal terminal(cardBehaving([](ChipBehaviour &behaviour) { behaviour.longestResponse = 40; }));
        QCOMPARE(terminal.status(hex("00B09C0026")), sw::success);
        QCOMPARE(terminal.status(hex("00B09C0027")), sw::wrongLength);
        QCOMPARE(terminal.status(hex("0022C1A40F800A04007F00070202040202830102")), sw::success);
        QCOMPARE(terminal.general(0x10, {}).status, sw::success);
        QCOMPARE(terminal.general(0x10, tlv::encode(0x81, EcDomain::standardized(13)->generator())).status, sw::wrongLength); // 69 bytes
        QCOMPARE(terminal.general(0x10, {}).status, sw::conditionsNotSatisfied);
    }
};

DD_TEST(TestSimulatorBehaviour)
#include "simulator_behaviour.moc"
