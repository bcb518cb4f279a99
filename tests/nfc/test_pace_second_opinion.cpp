// The terminal against OpenPACE as the chip: another implementation of the same standard, so that reader and simulator
// cannot agree on a mistake. Skips where that library was not found. Its integrated mapping is that of an early draft (BSI TR-03110
// before 2.02, another point encoding and no R(s, t)), so that mapping has its second opinion in tests/interop.
#include "nfc/secure_messaging/pace.h"

#include "core/base/random.h"
#include "nfc/apdu/tlv.h"
#include "tests/nfc/openpace.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

#ifdef DINHDANH_HAVE_OPENPACE
namespace {

using test::Buffer;
using test::bufferOf;
using test::bytesOfBuffer;

class OpenPaceChip final : public CardChannel
{
public:
    OpenPaceChip(const QByteArray &password, s_type type, int protocol, int curve) : m_protocol(protocol), m_curve(curve)
    {
        EAC_init();
        m_context.reset(EAC_CTX_new());
        m_secret.reset(PACE_SEC_new(password.constData(), static_cast<std::size_t>(password.size()), type));
        if (!m_context || !m_secret || EAC_CTX_init_pace(m_context.get(), m_protocol, m_curve) != 1)
            qFatal("OpenPACE does not start");
        m_context->tr_version = EAC_TR_VERSION_2_02;
    }

    Result<QByteArray> transceive(QByteArrayView bytes) override
    {
        const Result<CommandApdu> command = CommandApdu::parse(bytes);
        if (!command)
            return fail(command.error());
        if (command->isSecure())
            return secured(*command);
        if (command->ins == 0x22)
            return hex("9000");
        const Result<tlv::Element> outer = tlv::readSingle(command->data, 0x7C);
        if (command->ins != 0x86 || !outer)
            return hex("6A80");
        tlv::Reader reader(outer->value);
        const QByteArray input = reader.atEnd() ? QByteArray() : reader.next()->value.toByteArray();
        EAC_CTX *context = m_context.get();
        switch (++m_step) {
        case 1:
            return answer(0x80, Buffer(PACE_STEP1_enc_nonce(context, m_secret.get())));
        case 2: {
            Buffer mapping(PACE_STEP3A_generate_mapping_data(context));
            if (!mapping || PACE_STEP3A_map_generator(context, bufferOf(input).get()) != 1)
                return hex("6300");
            return answer(0x82, mapping);
        }
        case 3: {
            m_terminalKey = bufferOf(input);
            Buffer ephemeral(PACE_STEP3B_generate_ephemeral_key(context));
            if (!ephemeral || PACE_STEP3B_compute_shared_secret(context, m_terminalKey.get()) != 1 || PACE_STEP3C_derive_keys(context) != 1)
                return hex("6300");
            return answer(0x84, ephemeral);
        }
        default: {
            Buffer token(PACE_STEP3D_compute_authentication_token(context, m_terminalKey.get()));
            if (!token || PACE_STEP3D_verify_authentication_token(context, bufferOf(input).get()) != 1)
                return hex("6300");
            if (EAC_CTX_set_encryption_ctx(context, EAC_ID_PACE) != 1)
                return hex("6F00");
            return answer(0x86, token);
        }
        }
    }
    int maxCommandLength() const override { return 65544; }

    bool hasShortSecret() const
    {
        return test::hasShortSecret(m_context);
    }

    QByteArray received; // plain data of the last protected command

private:
    static QByteArray answer(quint32 tag, const Buffer &value)
    {
        return value ? tlv::encode(0x7C, tlv::encode(tag, bytesOfBuffer(value))) + hex("9000") : hex("6F00");
    }

    // OpenPACE opens the command and seals the answer: its MAC and its cipher, not ours.
    QByteArray secured(const CommandApdu &command)
    {
        EAC_CTX *context = m_context.get();
        EAC_increment_ssc(context);
        tlv::Reader reader(command.data);
        const Result<tlv::Element> cryptogram = reader.next(0x87);
        const Result<tlv::Element> checksum = cryptogram ? reader.next(0x8E) : cryptogram;
        if (!checksum || !reader.atEnd())
            return hex("6988");
        QByteArray header;
        for (const quint8 byte : {command.cla, command.ins, command.p1, command.p2})
            header.append(static_cast<char>(byte));
        const Buffer padded(EAC_add_iso_pad(context, bufferOf(header).get()));
        const QByteArray authenticated = bytesOfBuffer(padded) + cryptogram->encoded.toByteArray();
        const Buffer message(EAC_add_iso_pad(context, bufferOf(authenticated).get()));
        if (EAC_verify_authentication(context, message.get(), bufferOf(checksum->value.toByteArray()).get()) != 1)
            return hex("6988");
        const Buffer plain(EAC_decrypt(context, bufferOf(cryptogram->value.sliced(1).toByteArray()).get()));
        received = bytesOfBuffer(Buffer(EAC_remove_iso_pad(plain.get())));

        EAC_increment_ssc(context);
        const Buffer reply(EAC_add_iso_pad(context, bufferOf("an answer").get()));
        const Buffer sealed(EAC_encrypt(context, reply.get()));
        const QByteArray objects = tlv::encode(0x87, {QByteArray(1, '\x01'), bytesOfBuffer(sealed)}) + hex("99029000");
        const Buffer toSign(EAC_add_iso_pad(context, bufferOf(objects).get()));
        const Buffer mac(EAC_authenticate(context, toSign.get()));
        return objects + tlv::encode(0x8E, bytesOfBuffer(mac)) + hex("9000");
    }

    test::PaceContext m_context;
    test::PaceSecret m_secret;
    Buffer m_terminalKey;
    int m_protocol;
    int m_curve;
    int m_step = 0;
};

} // namespace
#endif

class TestPaceSecondOpinion : public QObject
{
    Q_OBJECT

private slots:
    void againstOpenPace_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("cipher"); // last arc of the object identifier
        test::forEveryGenericMapping([](const QString &name, int id, int cipher) { QTest::newRow(qPrintable(name)) << id << cipher; });
    }
    void againstOpenPace()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        QFETCH(int, parameterId);
        QFETCH(int, cipher);
        const test::Opponent opponent = test::opponentFor(parameterId, cipher);
        SystemRandom random;
        const int runs = parameterId == 13 ? 8 : 2;
        for (int run = 0; run < runs;) {
            OpenPaceChip chip("123456", PACE_CAN, opponent.protocol, parameterId);
            CardLink link(chip);
            const auto opened = runPace(link, opponent.profile, {AccessKey::Kind::Can, "123456"}, random);
            if (!opened && chip.hasShortSecret())
                continue;
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().stage + QLatin1Char(' ') + opened.error().detail));
            for (int exchange = 0; exchange < 3; ++exchange) {
                const QByteArray data = QByteArray::number(exchange) + QByteArray(20 * exchange, 'x');
                const Result<ResponseApdu> answer = link.transmit({0x00, 0xA4, 0x04, 0x0C, data, 0, false});
                QVERIFY(answer);
                QCOMPARE(chip.received, data);
                QCOMPARE(answer->data, QByteArray("an answer"));
            }
            ++run;
        }
        OpenPaceChip chip("123456", PACE_CAN, opponent.protocol, parameterId);
        CardLink link(chip);
        QCOMPARE(runPace(link, opponent.profile, {AccessKey::Kind::Can, "654321"}, random).error().code, ErrorCode::WrongAccessKey);
        QVERIFY(!link.isSecure());
#else
        QSKIP("built without OpenPACE");
#endif
    }

    // OpenPACE takes the whole MRZ (the standard's own example document) and finds the MRZ information itself.
    void withTheMrz()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        const QByteArray mrz("I<UTOT220001293<<<<<<<<<<<<<<<6408125F1010318UTO<<<<<<<<<<<0MUSTERMANN<<ERIKA<<<<<<<<<<<<<");
        for (int cipher = 1; cipher <= 4; ++cipher) {
            const test::Opponent opponent = test::opponentFor(13, cipher);
            SystemRandom random;
            OpenPaceChip chip(mrz, PACE_MRZ, opponent.protocol, 13);
            CardLink link(chip);
            QVERIFY(runPace(link, opponent.profile, {AccessKey::Kind::Mrz, "T22000129364081251010318"}, random));
        }
#else
        QSKIP("built without OpenPACE");
#endif
    }
};

DD_TEST(TestPaceSecondOpinion)
#include "test_pace_second_opinion.moc"
