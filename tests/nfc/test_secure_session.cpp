#include "nfc/secure_messaging/session.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const char *const key256 = "74B94F408BBB2CD92571FD5B6370A94CCE7A2FA42AE3EB4DA47B97CE6EAA24C6";
const char *const mac256 = "9E28D5D9FF1D979BE752E8926BF0E1D35A440FC0AEFC4AA3BC5610055AC8B113";

SecureSession session128(const char *counter = "00000000000000000000000000000000")
{
    return {Secret::copyOf(hex("A8E85E938514EC67AE33CDA3D43D3C48")), Secret::copyOf(hex("27F1ADEB705A049A305B0C619B14B9B3")), CipherSuite::Aes128,
            hex(counter)};
}

CommandApdu readBinary(int offset, int expected)
{
    return {0x00, 0xB0, static_cast<quint8>(offset >> 8), static_cast<quint8>(offset & 0xFF), {}, expected, false};
}

} // namespace

class TestSecureSession : public QObject
{
    Q_OBJECT

    struct Step
    {
        CommandApdu plain;
        const char *command;
        const char *data;
        const char *response;
    };

    // Both ends meet the published bytes: what each writes, and what each reads.
    static void replay(SecureSession &terminal, SecureSession &chip, const QList<Step> &steps)
    {
        for (const Step &step : steps) {
            const Result<CommandApdu> secured = terminal.protectCommand(step.plain);
            QVERIFY(secured);
            QCOMPARE(secured->encoded()->toHex().toUpper(), QByteArray(step.command));
            const Result<CommandApdu> received = CommandApdu::parse(hex(step.command));
            QVERIFY(received);
            const Result<CommandApdu> opened = chip.unprotectCommand(*received);
            QVERIFY(opened);
            QCOMPARE(opened->ins, step.plain.ins);
            QCOMPARE(opened->data, step.plain.data);
            QCOMPARE(opened->expected, step.plain.expected);
            const Result<ResponseApdu> sealed = chip.protectResponse({hex(step.data), sw::success});
            QVERIFY(sealed);
            QCOMPARE(sealed->encoded().toHex().toUpper(), QByteArray(step.response));
            const auto answer = terminal.unprotectResponse(hex(step.response));
            QVERIFY(answer);
            QVERIFY(answer->isProtected);
            QCOMPARE(answer->response.data, hex(step.data));
            QVERIFY(answer->response.isSuccess());
        }
        QCOMPARE(chip.counter(), terminal.counter());
    }

private slots:
    // ICAO 9303-11 appendix D.4 (3DES): SELECT EF.COM, its first four bytes, the other eighteen.
    void icaoWorkedExample()
    {
        const auto session = [] {
            return SecureSession(Secret::copyOf(hex("979EC13B1CBFE9DCD01AB0FED307EAE5")), Secret::copyOf(hex("F1CB1F1FB5ADF208806B89DC579DC1F8")),
                                 CipherSuite::TripleDes, hex("887022120C06C226"));
        };
        SecureSession terminal = session();
        SecureSession chip = session();
        replay(terminal, chip,
               {{{0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0, false},
                 "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
                 "",
                 "990290008E08FA855A5D4C50A8ED9000"},
                {readBinary(0, 4), "0CB000000D9701048E08ED6705417E96BA5500", "60145F01", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"},
                {readBinary(4, 0x12), "0CB000040D9701128E082EA28A70F3C7B53500", "04303130365F36063034303030305C026175",
                 "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"}});
        QCOMPARE(terminal.counter(), hex("887022120C06C22C"));
    }

    // A transcript of a real session with AES-256 (published as a test of another reader): SELECT, READ, READ.
    void publishedAes256Transcript()
    {
        const auto session = [] {
            return SecureSession(Secret::copyOf(hex(key256)), Secret::copyOf(hex(mac256)), CipherSuite::Aes256, hex("00000000000000000000000000000020"));
        };
        SecureSession terminal = session();
        SecureSession chip = session();
        replay(terminal, chip,
               {{{0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0, false},
                 "0CA4020C1D8711011D35E7EB510E21A0DD12380D9AD2B92D8E0828CB68B81D3FAFC000",
                 "",
                 "990290008E08E083EAA61ADABFCE9000"},
                {readBinary(0, 4), "0CB000000D9701048E084AFC933E0CDBE5F000", "60185F01",
                 "871101D8059A9CF835105082CA2B1837E4AEC0990290008E08B36DB56761D706BB9000"},
                {readBinary(4, 0x16), "0CB000040D9701168E0811F7EFC907D1F27400", "04303130385F36063034303030305C06617563766D6E",
                 "87210142E919C115FAF69350B01813D77A9E8D91912A7F717AFD073F199070E61B79C6990290008E083382E3D983F441369000"}});
        QCOMPARE(terminal.counter(), hex("00000000000000000000000000000026"));
    }

    // Published AES-128 commands of a German test passport after PACE, counter 0: SELECT CardSecurity, then READ BINARY.
    void publishedAes128Transcript()
    {
        SecureSession terminal = session128();
        const auto exchange = [&terminal](const CommandApdu &plain, const char *command, const char *response) -> Result<QByteArray> {
            const Result<CommandApdu> secured = terminal.protectCommand(plain);
            if (!secured || *secured->encoded() != hex(command))
                return fail(ErrorCode::Internal, QStringLiteral("command differs"));
            const auto answer = terminal.unprotectResponse(hex(response));
            if (!answer)
                return fail(answer.error());
            return answer->response.data;
        };
        const auto selected = exchange({0x00, 0xA4, 0x02, 0x0C, hex("011D"), 0, false},
                                       "0CA4020C1D87110147EE2E3BD440FB596167F2BB6CD6395E8E08A105747484314BCF00", "990290008E085F570BADDD1002D29000");
        QVERIFY(selected);
        const auto head = exchange(readBinary(0, 4), "0CB000000D9701048E085D283EC183CBB99800",
                                   "871101D688D27A6D16F03619E76DCB59C1F1EC990290008E08B7DF9A5982BB17299000");
        QVERIFY(head);
        QCOMPARE(head->size(), 4);
        QCOMPARE(head->first(2), hex("3082"));
    }

    void everyFlippedBitOfAResponseIsRefused()
    {
        SecureSession chip = session128();
        QVERIFY(session128().protectCommand(readBinary(0, 4)));
        const Result<ResponseApdu> sealed = chip.protectResponse({hex("615D5F1F"), sw::success});
        QVERIFY(sealed);
        const QByteArray good = sealed->encoded();
        QVERIFY(session128().unprotectResponse(good));
        for (qsizetype bit = 0; bit < good.size() * 8; ++bit) {
            QByteArray bad = good;
            bad[bit / 8] = static_cast<char>(bad.at(bit / 8) ^ (1 << (bit % 8)));
            QCOMPARE(session128().unprotectResponse(bad).error().code, ErrorCode::SecureMessagingBroken);
        }
        for (qsizetype size = 3; size < good.size(); ++size)
            QCOMPARE(session128().unprotectResponse(QByteArrayView(good).first(size)).error().code, ErrorCode::SecureMessagingBroken);
    }

    void everyFlippedBitOfACommandIsRefused()
    {
        const Result<CommandApdu> sealed = session128().protectCommand({0x00, 0xA4, 0x02, 0x0C, hex("011D"), 0, false});
        QVERIFY(sealed);
        QVERIFY(session128().unprotectCommand(*sealed));
        for (qsizetype bit = 0; bit < sealed->data.size() * 8; ++bit) {
            CommandApdu bad = *sealed;
            bad.data[bit / 8] = static_cast<char>(bad.data.at(bit / 8) ^ (1 << (bit % 8)));
            QVERIFY(!session128().unprotectCommand(bad));
        }
        CommandApdu otherHeader = *sealed;
        otherHeader.p2 = 0x04;
        QCOMPARE(session128().unprotectCommand(otherHeader).error().detail, QStringLiteral("6988"));
        CommandApdu noChecksum = *sealed;
        noChecksum.data.chop(10);
        QCOMPARE(session128().unprotectCommand(noChecksum).error().detail, QStringLiteral("6987"));
    }

    void nakedStatusWords()
    {
        SecureSession terminal = session128();
        QVERIFY(terminal.protectCommand(readBinary(0, 256)));
        const QByteArray afterCommand = terminal.counter();
        const auto refused = terminal.unprotectResponse(hex("6700"));
        QVERIFY(refused);
        QVERIFY(!refused->isProtected);
        QCOMPARE(refused->response.status, sw::wrongLength);
        QCOMPARE(terminal.counter(), afterCommand); // a naked status word does not advance it a second time
        QCOMPARE(terminal.unprotectResponse(hex("9000")).error().code, ErrorCode::SecureMessagingBroken);
        QCOMPARE(terminal.unprotectResponse(hex("615D5F1F9000")).error().code, ErrorCode::SecureMessagingBroken);
        QCOMPARE(terminal.unprotectResponse(hex("")).error().code, ErrorCode::SecureMessagingBroken);
        QCOMPARE(terminal.unprotectResponse(hex("90")).error().code, ErrorCode::SecureMessagingBroken);
    }

    void bothEndsAgree_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<int>("expected");
        QTest::addColumn<bool>("extended");
        QTest::addColumn<quint8>("instruction");
        QTest::newRow("case 2") << QByteArray() << 256 << false << quint8(0xB0);
        QTest::newRow("case 2 extended") << QByteArray() << 65536 << true << quint8(0xB0);
        QTest::newRow("case 3") << hex("011E") << 0 << false << quint8(0xA4);
        QTest::newRow("case 4") << hex("0011223344556677") << 256 << false << quint8(0x88);
        QTest::newRow("case 4, odd instruction") << hex("54028000") << 200 << false << quint8(0xB1);
        QTest::newRow("one block") << QByteArray(16, 'x') << 0 << false << quint8(0xA4);
        QTest::newRow("longest in short form") << QByteArray(223, 'x') << 0 << false << quint8(0x22);
        QTest::newRow("grows into extended") << QByteArray(255, 'x') << 0 << false << quint8(0x22);
        QTest::newRow("extended") << QByteArray(4000, 'x') << 300 << true << quint8(0x22);
    }
    void bothEndsAgree()
    {
        QFETCH(QByteArray, data);
        QFETCH(int, expected);
        QFETCH(bool, extended);
        QFETCH(quint8, instruction);
        SecureSession terminal = session128("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"); // wraps on the way
        SecureSession chip = session128("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE");
        const CommandApdu plain{0x00, instruction, 0x12, 0x34, data, expected, extended};
        const Result<CommandApdu> secured = terminal.protectCommand(plain);
        QVERIFY(secured);
        const Result<CommandApdu> received = CommandApdu::parse(*secured->encoded());
        QVERIFY(received);
        QVERIFY(received->isSecure());
        const Result<CommandApdu> opened = chip.unprotectCommand(*received);
        QVERIFY(opened);
        QCOMPARE(opened->cla, plain.cla);
        QCOMPARE(opened->ins, plain.ins);
        QCOMPARE(opened->p1, plain.p1);
        QCOMPARE(opened->p2, plain.p2);
        QCOMPARE(opened->data, plain.data);
        QCOMPARE(opened->expected, plain.expected);
        const Result<ResponseApdu> sealed = chip.protectResponse({data, sw::endOfFile}, (instruction & 1) != 0);
        QVERIFY(sealed);
        const auto answer = terminal.unprotectResponse(sealed->encoded());
        QVERIFY(answer);
        QCOMPARE(answer->response.data, data);
        QCOMPARE(answer->response.status, sw::endOfFile);
        QCOMPARE(terminal.counter(), QByteArray(16, '\0'));
    }

    void replayedResponseIsRefused()
    {
        SecureSession terminal = session128();
        SecureSession chip = session128();
        const Result<ResponseApdu> sealed = chip.protectResponse({hex("00"), sw::success});
        QVERIFY(sealed);
        QVERIFY(terminal.unprotectResponse(sealed->encoded()));
        QCOMPARE(terminal.unprotectResponse(sealed->encoded()).error().code, ErrorCode::SecureMessagingBroken);
    }

    // The MAC is right, what it covers is not: only a chip (or a bad one) can produce these.
    void malformedUnderAValidMac_data()
    {
        QTest::addColumn<QByteArray>("objects");
        QTest::newRow("no status object") << hex("");
        QTest::newRow("status object of one byte") << hex("990190");
        QTest::newRow("status object twice") << hex("9902900099029000");
        QTest::newRow("cryptogram behind the status") << hex("99029000871101") + QByteArray(16, '\x11');
        QTest::newRow("padding indicator 02") << hex("871102") + QByteArray(16, '\x11') + hex("99029000");
        QTest::newRow("empty cryptogram") << hex("87010199029000");
        QTest::newRow("half a block") << hex("870901") + QByteArray(8, '\x11') + hex("99029000");
        QTest::newRow("no padding inside") << hex("871101") + QByteArray(16, '\x11') + hex("99029000");
        QTest::newRow("other status than outside") << hex("99026282");
    }
    void malformedUnderAValidMac()
    {
        QFETCH(QByteArray, objects);
        const QByteArray counter = hex("00000000000000000000000000000001");
        const Result<QByteArray> mac = aesCmac(hex("27F1ADEB705A049A305B0C619B14B9B3"), isoPad(counter + objects));
        QVERIFY(mac);
        const QByteArray response = objects + tlv::encode(0x8E, mac->first(8)) + hex("9000");
        QCOMPARE(session128().unprotectResponse(response).error().code, ErrorCode::SecureMessagingBroken);
    }

    void largestPlainResponse()
    {
        SecureSession chip = session128();
        for (const int room : {258, 261, 300, 1000, 65538}) {
            const int most = SecureSession::maxPlainData(room, CipherSuite::Aes128);
            QVERIFY(most > 0);
            const Result<ResponseApdu> fits = chip.protectResponse({QByteArray(most, 'x'), sw::success});
            QVERIFY(fits && fits->encoded().size() <= room);
            const Result<ResponseApdu> tooLong = chip.protectResponse({QByteArray(most + 1, 'x'), sw::success});
            QVERIFY(tooLong && tooLong->encoded().size() > room);
        }
        QCOMPARE(SecureSession::maxPlainData(258, CipherSuite::Aes128), 223);
        QCOMPARE(SecureSession::maxPlainData(10, CipherSuite::Aes128), 0);
    }
};

DD_TEST(TestSecureSession)
#include "test_secure_session.moc"
