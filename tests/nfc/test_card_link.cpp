// What a link says about itself must be what it does.
#include "nfc/secure_messaging/card_link.h"

#include "tests/nfc/hex.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

SecureSession sessionOf(CipherSuite suite)
{
    return SecureSession(Secret::copyOf(QByteArray(keySize(suite), 'e')), Secret::copyOf(QByteArray(keySize(suite), 'm')), suite);
}

} // namespace

class TestCardLink : public QObject
{
    Q_OBJECT

private slots:
    void fits_data()
    {
        QTest::addColumn<int>("suite"); // -1: no session
        QTest::addColumn<int>("instruction");
        for (int suite = -1; suite < 4; ++suite) {
            for (const int instruction : {0xB0, 0xB1})
                QTest::addRow("%s, %02X", suite < 0 ? "plain" : qPrintable(cipherName(static_cast<CipherSuite>(suite))), instruction)
                    << suite << instruction;
        }
    }
    void fits()
    {
        QFETCH(int, suite);
        QFETCH(int, instruction);
        for (const int expected : {0, 8, 256, 300, 65536}) {
            for (const int length :
                 {0, 1, 7, 8, 15, 16, 111, 112, 127, 128, 200, 223, 224, 231, 232, 239, 240, 247, 248, 255, 256, 300, 1000, 60000}) {
                const CommandApdu command{0x00, static_cast<quint8>(instruction), 0x00, 0x00, QByteArray(length, 'x'), expected, false};
                qsizetype size = command.encoded()->size();
                if (suite >= 0) {
                    SecureSession session = sessionOf(static_cast<CipherSuite>(suite));
                    const CommandApdu secured = *session.protectCommand(command);
                    QCOMPARE(SecureSession::protectedSize(command, static_cast<CipherSuite>(suite)), secured.data.size());
                    size = secured.encoded()->size();
                }
                for (const int limit : {static_cast<int>(size) - 1, static_cast<int>(size), static_cast<int>(size) + 1}) {
                    test::ScriptedChannel channel({}, limit);
                    CardLink link(channel);
                    if (suite >= 0)
                        link.startSecureMessaging(sessionOf(static_cast<CipherSuite>(suite)));
                    QVERIFY2(link.fits(command) == (size <= limit),
                             qPrintable(QStringLiteral("data %1, Le %2, limit %3").arg(length).arg(expected).arg(limit)));
                }
            }
        }
    }

    void nakedStatusWordsAreNoClaimOfTheChip()
    {
        const CommandApdu command{0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0, false};
        for (const char *status : {"6987", "6988", "6882", "6A82"}) {
            SecureSession session = sessionOf(CipherSuite::Aes128);
            const QByteArray sent = *session.protectCommand(command)->encoded();
            test::ScriptedChannel first({{sent, hex(status)}});
            CardLink link(first);
            link.startSecureMessaging(sessionOf(CipherSuite::Aes128));
            const Result<SecureSession::Answer> answer = link.exchange(command);
            QVERIFY(answer && !answer->isProtected);
            test::ScriptedChannel second({{sent, hex(status)}});
            CardLink other(second);
            other.startSecureMessaging(sessionOf(CipherSuite::Aes128));
            const Result<ResponseApdu> transmitted = other.transmit(command);
            QCOMPARE(transmitted.has_value(), QByteArray(status) == "6A82"); // the others say that the session is gone
        }
        // In plain the same words are an answer like any other.
        test::ScriptedChannel channel({{*command.encoded(), hex("6988")}});
        CardLink link(channel);
        QCOMPARE(link.transmit(command)->status, 0x6988);
    }

    void forwardedBytesPassTheSession()
    {
        test::ScriptedChannel channel({{hex("00840000"), hex("01029000")}, {hex("00840000"), {}}});
        CardLink link(channel);
        link.startSecureMessaging(sessionOf(CipherSuite::Aes128));
        QCOMPARE(*link.forward(hex("00840000")), hex("01029000"));
        QCOMPARE(link.forward(hex("00840000")).error().code, ErrorCode::CardLost);
        QVERIFY(link.isSecure());
        link.endSecureMessaging();
        QVERIFY(!link.isSecure());
    }
};

DD_TEST(TestCardLink)
#include "test_card_link.moc"
