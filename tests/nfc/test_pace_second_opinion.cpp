// The terminal against OpenPACE as the chip: another implementation of the same standard, so that reader and simulator
// cannot agree on a mistake. Skips where that library was not found.
#include "nfc/secure_messaging/pace.h"

#include "core/base/random.h"
#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

#ifdef DINHDANH_HAVE_OPENPACE
#include <eac/eac.h>
#include <eac/objects.h>
#include <eac/pace.h>
#endif

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

#ifdef DINHDANH_HAVE_OPENPACE
namespace {

using Buffer = std::unique_ptr<BUF_MEM, ossl::Deleter<BUF_MEM_free>>;

Buffer bufferOf(const QByteArray &bytes)
{
    Buffer buffer(BUF_MEM_new());
    if (!buffer || BUF_MEM_grow(buffer.get(), static_cast<std::size_t>(bytes.size())) == 0)
        qFatal("no memory");
    std::copy(bytes.begin(), bytes.end(), buffer->data);
    return buffer;
}

QByteArray bytesOfBuffer(const Buffer &buffer)
{
    return buffer ? QByteArray(buffer->data, static_cast<qsizetype>(buffer->length)) : QByteArray();
}

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
    int maxCommandLength() const override { return 261; }

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

    std::unique_ptr<EAC_CTX, ossl::Deleter<EAC_CTX_clear_free>> m_context;
    std::unique_ptr<PACE_SEC, ossl::Deleter<PACE_SEC_clear_free>> m_secret;
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
        QTest::addColumn<int>("lastArc");
        QTest::addColumn<int>("curve");
        QTest::addColumn<bool>("mrz");
        QTest::newRow("CAN, AES-128, brainpoolP256r1") << 2 << 13 << false;
        QTest::newRow("MRZ, AES-128, brainpoolP256r1") << 2 << 13 << true;
        QTest::newRow("CAN, AES-192, NIST P-256") << 3 << 12 << false;
        QTest::newRow("CAN, AES-256, brainpoolP384r1") << 4 << 16 << false;
        QTest::newRow("CAN, AES-128, NIST P-521") << 2 << 18 << false;
    }
    void againstOpenPace()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        QFETCH(int, lastArc);
        QFETCH(int, curve);
        QFETCH(bool, mrz);
        EAC_init();
        const int protocol = lastArc == 2 ? NID_id_PACE_ECDH_GM_AES_CBC_CMAC_128
            : lastArc == 3                ? NID_id_PACE_ECDH_GM_AES_CBC_CMAC_192
                                          : NID_id_PACE_ECDH_GM_AES_CBC_CMAC_256;
        SecurityInfos infos;
        infos.pace.append({hex("04007F000702020402") + static_cast<char>(lastArc), 2, curve});
        const Result<QList<PaceProfile>> profiles = paceProfiles(infos);
        QVERIFY(profiles);
        const PaceProfile &profile = profiles->first();
        // OpenPACE takes the whole MRZ (the standard's own example document) and finds the MRZ information itself.
        const QByteArray password = mrz ? QByteArray("I<UTOT220001293<<<<<<<<<<<<<<<6408125F1010318UTO<<<<<<<<<<<0MUSTERMANN<<ERIKA<<<<<<<<<<<<<")
                                        : QByteArray("090017");
        const AccessKey access{mrz ? AccessKey::Kind::Mrz : AccessKey::Kind::Can, mrz ? QByteArray("T22000129364081251010318") : password};
        SystemRandom random;
        for (int run = 0; run < 8; ++run) {
            OpenPaceChip chip(password, mrz ? PACE_MRZ : PACE_CAN, protocol, curve);
            CardLink link(chip);
            const auto opened = runPace(link, profile, access, random);
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().stage + QLatin1Char(' ') + opened.error().detail));
            for (int exchange = 0; exchange < 3; ++exchange) {
                const QByteArray data = QByteArray::number(exchange) + QByteArray(20 * exchange, 'x');
                const Result<ResponseApdu> answer = link.transmit({0x00, 0xA4, 0x04, 0x0C, data, 0, false});
                QVERIFY(answer);
                QCOMPARE(chip.received, data);
                QCOMPARE(answer->data, QByteArray("an answer"));
            }
        }
        OpenPaceChip chip("123456", PACE_CAN, protocol, curve);
        CardLink link(chip);
        QCOMPARE(runPace(link, profile, {AccessKey::Kind::Can, "654321"}, random).error().code, ErrorCode::WrongAccessKey);
#else
        QSKIP("built without OpenPACE");
#endif
    }
};

DD_TEST(TestPaceSecondOpinion)
#include "test_pace_second_opinion.moc"
