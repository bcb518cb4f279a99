// A second opinion: OpenPACE as the terminal. Nothing of ours stands between it and the chip but the framing of commands,
// so the two cannot agree on a mistake.
#include "nfc/simulator/security_info_encoding.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#ifdef DINHDANH_HAVE_OPENPACE
#include <eac/eac.h>
#include <eac/pace.h>
#endif

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

#ifdef DINHDANH_HAVE_OPENPACE
namespace {

using EacBuffer = std::unique_ptr<BUF_MEM, decltype(&BUF_MEM_free)>;

EacBuffer eacBuffer(const QByteArray &bytes)
{
    EacBuffer buffer(BUF_MEM_new(), &BUF_MEM_free);
    BUF_MEM_grow(buffer.get(), size_t(bytes.size()));
    memcpy(buffer->data, bytes.constData(), size_t(bytes.size()));
    return buffer;
}

QByteArray taken(BUF_MEM *buffer)
{
    const EacBuffer owner(buffer, &BUF_MEM_free);
    return owner ? QByteArray(owner->data, qsizetype(owner->length)) : QByteArray();
}

// One PACE run of OpenPACE against the chip; the context holds the session keys afterwards.
class OpenPaceTerminal
{
public:
    explicit OpenPaceTerminal(SoftCard &card) : m_card(card), m_context(EAC_CTX_new(), &EAC_CTX_clear_free) {}

    // `protocol` as EF.CardAccess offers it; the status word of the last step, or the number of the step OpenPACE refused.
    quint16 run(const QByteArray &password, s_type type, const QByteArray &protocol)
    {
        QByteArray access = m_card.respond(hex("00B09C0000"));
        access.chop(2);
        const std::unique_ptr<PACE_SEC, decltype(&PACE_SEC_clear_free)> secret(PACE_SEC_new(password.constData(), size_t(password.size()), type),
                                                                               &PACE_SEC_clear_free);
        if (EAC_CTX_init_ef_cardaccess(reinterpret_cast<const unsigned char *>(access.constData()), size_t(access.size()), m_context.get()) != 1 || !secret)
            return 0;
        m_last = m_card.respond(hex("0022C1A40F800A") + protocol + hex("8301") + char(type));
        if (PACE_STEP2_dec_nonce(m_context.get(), secret.get(), eacBuffer(general(0x10, {})).get()) != 1)
            return 1;
        const QByteArray mapping = taken(PACE_STEP3A_generate_mapping_data(m_context.get()));
        const QByteArray chipMapping = general(0x10, tlv::encode(0x81, mapping));
        if (ResponseApdu::parse(m_last)->status != sw::success || PACE_STEP3A_map_generator(m_context.get(), eacBuffer(chipMapping).get()) != 1)
            return 2;
        const QByteArray own = taken(PACE_STEP3B_generate_ephemeral_key(m_context.get()));
        const QByteArray chipKey = general(0x10, tlv::encode(0x83, own));
        if (PACE_STEP3B_compute_shared_secret(m_context.get(), eacBuffer(chipKey).get()) != 1 || PACE_STEP3C_derive_keys(m_context.get()) != 1)
            return 3;
        const QByteArray token = taken(PACE_STEP3D_compute_authentication_token(m_context.get(), eacBuffer(chipKey).get()));
        const QByteArray chipToken = general(0x00, tlv::encode(0x85, token));
        const quint16 status = ResponseApdu::parse(m_last)->status;
        if (status == sw::success && PACE_STEP3D_verify_authentication_token(m_context.get(), eacBuffer(chipToken).get()) != 1)
            return 4;
        if (status == sw::success && EAC_CTX_set_encryption_ctx(m_context.get(), EAC_ID_PACE) != 1)
            return 5;
        return status;
    }

    // One command protected and its answer checked by OpenPACE: the data, else the status word; empty when a checksum fails.
    QByteArray exchange(const QByteArray &command, const QByteArray &expected)
    {
        EAC_increment_ssc(m_context.get());
        QByteArray objects;
        const qsizetype lc = command.size() > 5 ? quint8(command.at(4)) : 0;
        if (lc > 0) {
            const EacBuffer padded(EAC_add_iso_pad(m_context.get(), eacBuffer(command.mid(5, lc)).get()), &BUF_MEM_free);
            objects += tlv::encode(0x87, {QByteArray(1, '\x01'), taken(EAC_encrypt(m_context.get(), padded.get()))});
        }
        if (!expected.isEmpty())
            objects += tlv::encode(0x97, expected);
        const EacBuffer header(EAC_add_iso_pad(m_context.get(), eacBuffer('\x0C' + command.mid(1, 3)).get()), &BUF_MEM_free);
        const QByteArray paddedHeader(header->data, qsizetype(header->length));
        const EacBuffer authenticated(EAC_add_iso_pad(m_context.get(), eacBuffer(paddedHeader + objects).get()), &BUF_MEM_free);
        const QByteArray body = objects + tlv::encode(0x8E, taken(EAC_authenticate(m_context.get(), authenticated.get())));
        const Result<ResponseApdu> response = ResponseApdu::parse(m_card.respond('\x0C' + command.mid(1, 3) + char(body.size()) + body + '\0'));
        EAC_increment_ssc(m_context.get());
        const qsizetype checksumAt = response->data.size() - 10;
        if (checksumAt < 0 || response->data.mid(checksumAt, 2) != hex("8E08"))
            return {};
        const EacBuffer answered(EAC_add_iso_pad(m_context.get(), eacBuffer(response->data.left(checksumAt)).get()), &BUF_MEM_free);
        if (EAC_verify_authentication(m_context.get(), answered.get(), eacBuffer(response->data.right(8)).get()) != 1)
            return {};
        if (!response->data.startsWith('\x87'))
            return response->data.mid(2, 2); // DO'99'
        const EacBuffer plain(EAC_decrypt(m_context.get(), eacBuffer(response->data.mid(3, quint8(response->data.at(1)) - 1)).get()), &BUF_MEM_free);
        return taken(EAC_remove_iso_pad(plain.get()));
    }

private:
    QByteArray general(char cla, const QByteArray &content)
    {
        CommandApdu command{quint8(cla), 0x86, 0x00, 0x00, tlv::encode(0x7C, content), 256, false};
        if (command.data.size() > CommandApdu::maxShortData) // keys of DH-2048
            command.expected = 65536;
        m_last = m_card.respond(*command.encoded());
        return test::SimulatorTerminal::valueOf(*ResponseApdu::parse(m_last));
    }

    SoftCard &m_card;
    std::unique_ptr<EAC_CTX, decltype(&EAC_CTX_clear_free)> m_context;
    QByteArray m_last;
};

} // namespace
#endif

class TestSimulatorOpenPace : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        EAC_init(); // registers the object identifiers of TR-03110
#endif
    }

    void opensTheChip_data()
    {
        QTest::addColumn<bool>("withCan");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<int>("expected");
        const QByteArray mrz = demoPerson().mrz.toLatin1().replace('\n', ""); // OpenPACE takes number and dates out itself
        QTest::newRow("CAN") << true << test::demoCard().can.toLatin1() << 0x9000;
        QTest::newRow("wrong CAN") << true << QByteArray("999999") << 0x6300;
        QTest::newRow("MRZ") << false << mrz << 0x9000;
        QTest::newRow("wrong MRZ") << false << QByteArray(mrz).replace("0900000177", "0900000184") << 0x6300;
    }
    void opensTheChip()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        QFETCH(bool, withCan);
        QFETCH(QByteArray, password);
        QFETCH(int, expected);
        SystemRandom random;
        SoftCard card(test::demoCard(), random);
        card.powerOn();
        OpenPaceTerminal terminal(card);
        QCOMPARE(int(terminal.run(password, withCan ? PACE_CAN : PACE_MRZ, hex("04007F00070202040202"))), expected);
        if (expected != 0x9000)
            return;
        // And OpenPACE's own secure messaging reads EF.COM through it.
        QCOMPARE(terminal.exchange(hex("00A4040C07A0000002471001"), {}), hex("9000"));
        QCOMPARE(terminal.exchange(hex("00A4020C02011E"), {}), hex("9000"));
        QCOMPARE(terminal.exchange(hex("00B00000"), hex("04")), hex("60185F01"));
        QCOMPARE(terminal.exchange(hex("00B00004"), hex("14")), test::demoCard().files.value(FileId::Com).mid(4, 20));
#else
        QSKIP("OpenPACE (libeac) is not installed here");
#endif
    }

    // What OpenPACE can do: the generic mapping, with both key agreements, every cipher and group. (As Debian builds it, it knows
    // no integrated mapping.)
    void everyProtocolAndGroup_data()
    {
        QTest::addColumn<QByteArray>("protocol");
        QTest::addColumn<int>("parameterId");
        for (const int mapping : {1, 2}) {
            for (int cipher = 1; cipher <= 4; ++cipher) {
                for (const int parameterId : {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
                    if ((mapping == 2) != (parameterId > 2))
                        continue;
                    const QByteArray protocol = hex("04007F0007020204") + char(mapping) + char(cipher);
                    QTest::addRow("%s, %d", qPrintable(paceProtocolFrom(protocol)->name()), parameterId) << protocol << parameterId;
                }
            }
        }
    }
    void everyProtocolAndGroup()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        QFETCH(QByteArray, protocol);
        QFETCH(int, parameterId);
        CardImage image = test::demoCard();
        image.files.insert(FileId::CardAccess, simulator::securityInfoSet({simulator::paceInfo(protocol, parameterId)}));
        SystemRandom random;
        SoftCard card(image, random);
        card.powerOn();
        QCOMPARE(int(OpenPaceTerminal(card).run("999999", PACE_CAN, protocol)), 0x6300);
        // Of a Diffie-Hellman secret OpenPACE drops the leading zero bytes, which PKCS #3 §8.3 keeps: one run in 256 differs.
        quint16 status = 0;
        for (int attempt = parameterId > 2 ? 3 : 0; attempt < 4 && status != sw::success; ++attempt) {
            card.powerOn();
            OpenPaceTerminal terminal(card);
            status = terminal.run(image.can.toLatin1(), PACE_CAN, protocol);
            if (status != sw::success)
                continue;
            QCOMPARE(terminal.exchange(hex("00A4040C07A0000002471001"), {}), hex("9000"));
            QCOMPARE(terminal.exchange(hex("00B09E00"), hex("04")), hex("60185F01"));
        }
        QCOMPARE(status, sw::success);
#else
        QSKIP("OpenPACE (libeac) is not installed here");
#endif
    }
};

DD_TEST(TestSimulatorOpenPace)
#include "simulator_openpace.moc"
