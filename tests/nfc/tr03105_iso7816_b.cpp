// BSI TR-03105 part 5.1, unit ISO7816_B: basic access control and secure messaging that go wrong. Each row is one test case; the
// chip is the simulated one with one mistake in it.
#include "nfc/lds/file_reader.h"
#include "nfc/secure_messaging/bac.h"
#include "tests/nfc/access_card.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

struct BacOutcome
{
    Result<void> access;
    bool secure = false;
    std::optional<Result<FileOutcome>> com; // EF.COM, where access was given
};

BacOutcome readComAfterBac(Tampering tampering)
{
    test::SoftCardChannel channel(test::accessCard({}), std::move(tampering));
    CardLink link(channel);
    SystemRandom random;
    if (!test::selectApplication(link))
        qFatal("the simulated chip has no application");
    BacOutcome outcome{runBac(link, test::accessMrz, random), false, std::nullopt};
    outcome.secure = link.isSecure();
    ReadLimits limits;
    if (outcome.access)
        outcome.com = FileReader(link, limits).read(FileId::Com);
    return outcome;
}

QByteArray withFlippedByte(QByteArray bytes, qsizetype at)
{
    bytes[at] = static_cast<char>(bytes.at(at) ^ 1);
    return bytes;
}

bool isExternalAuthenticate(const CommandApdu &command)
{
    return command.ins == 0x82;
}

// Only the answer that carries the file is changed, not that to SELECT.
bool hasCryptogram(const QByteArray &objects)
{
    return objects.startsWith('\x87');
}

} // namespace

class Tr03105Iso7816B : public QObject
{
    Q_OBJECT

private slots:
    void mutualAuthentication_data()
    {
        QTest::addColumn<Tampering>("tampering");
        QTest::addColumn<ErrorCode>("code");
        Tampering wrongMac; // the last eight bytes of the answer to EXTERNAL AUTHENTICATE
        wrongMac.answer = [](const CommandApdu &command, ResponseApdu &answer) {
            if (isExternalAuthenticate(command))
                answer.data = withFlippedByte(answer.data, 39);
        };
        Tampering wrongContent; // a right checksum over the wrong nonces
        wrongContent.value = [](Tampering::Value which, QByteArray &value) {
            if (which == Tampering::Value::BasicAccessNonces)
                value = withFlippedByte(value, 0);
        };
        Tampering refuses;
        refuses.answer = [](const CommandApdu &command, ResponseApdu &answer) {
            if (isExternalAuthenticate(command))
                answer = {{}, sw::authenticationFailed};
        };
        QTest::newRow("ISO7816_B_01") << wrongMac << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_02") << wrongContent << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_03") << refuses << ErrorCode::WrongAccessKey;
    }
    void mutualAuthentication()
    {
        QFETCH(Tampering, tampering);
        QFETCH(ErrorCode, code);
        const BacOutcome honest = readComAfterBac({});
        QVERIFY(honest.access && honest.secure);
        QVERIFY(std::holds_alternative<QByteArray>(honest.com->value()));
        const BacOutcome outcome = readComAfterBac(tampering);
        QVERIFY(!outcome.access);
        QCOMPARE(outcome.access.error().code, code);
        QVERIFY(!outcome.secure);
    }

    void secureMessaging_data()
    {
        QTest::addColumn<Tampering>("tampering");
        QTest::addColumn<ErrorCode>("code");
        Tampering refuses; // the first answer after access was given
        refuses.raw = [](int command, QByteArray &response) {
            if (command >= 3)
                response = hex("6988");
        };
        Tampering withoutMac;
        withoutMac.raw = [](int command, QByteArray &response) {
            if (command >= 3)
                response = response.chopped(12) + response.last(2);
        };
        const auto onObjects = [](auto change) {
            Tampering tampering;
            tampering.objects = [change](QByteArray &objects) {
                if (hasCryptogram(objects))
                    change(objects);
            };
            return tampering;
        };
        // DO'87' is 87 L 01 and three blocks here; DO'99' are the last four bytes before the checksum.
        const Tampering withoutCryptogram = onObjects([](QByteArray &objects) { objects = objects.last(4); });
        const Tampering withoutStatus = onObjects([](QByteArray &objects) { objects.chop(4); });
        Tampering wrongMac;
        wrongMac.raw = [](int command, QByteArray &response) {
            if (command >= 3)
                response = withFlippedByte(response, response.size() - 3);
        };
        // The byte in the block before turns the padding's last byte into 01.
        const Tampering wrongCryptogram = onObjects([](QByteArray &objects) { objects = withFlippedByte(objects, objects.size() - 4 - 8 - 1); });
        QTest::newRow("ISO7816_B_04") << refuses << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_05") << withoutMac << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_06") << withoutCryptogram << ErrorCode::DamagedFile; // protected, and nothing in it
        QTest::newRow("ISO7816_B_07") << withoutStatus << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_08") << wrongMac << ErrorCode::SecureMessagingBroken;
        QTest::newRow("ISO7816_B_09") << wrongCryptogram << ErrorCode::SecureMessagingBroken;
    }
    void secureMessaging()
    {
        QFETCH(Tampering, tampering);
        QFETCH(ErrorCode, code);
        const BacOutcome outcome = readComAfterBac(tampering);
        QVERIFY(outcome.access && outcome.com);
        QVERIFY2(!*outcome.com, "the file was read all the same");
        QCOMPARE(outcome.com->error().code, code);
    }
};

DD_TEST(Tr03105Iso7816B)
#include "tr03105_iso7816_b.moc"
