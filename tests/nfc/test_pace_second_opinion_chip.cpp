// The other way round: OpenPACE as the terminal opens the simulated chip, with every curve, group and cipher of the generic mapping,
// and speaks with it afterwards.
#include "tests/nfc/access_card.h"
#include "tests/nfc/openpace.h"
#include "tests/nfc/pace_run.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestPaceSecondOpinionChip : public QObject
{
    Q_OBJECT

private slots:
    void openedByOpenPace_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("cipher");
        test::forEveryGenericMapping([](const QString &name, int id, int cipher) { QTest::newRow(qPrintable(name)) << id << cipher; });
    }
    void openedByOpenPace()
    {
#ifdef DINHDANH_HAVE_OPENPACE
        QFETCH(int, parameterId);
        QFETCH(int, cipher);
        const test::Opponent opponent = test::opponentFor(parameterId, cipher);
        const CardImage image = test::paceCard(parameterId <= 2 ? 1 : 2, cipher, parameterId);
        bool shortSecret = true;
        for (int attempt = 0; shortSecret && attempt < 8; ++attempt) {
            test::PaceContext context(EAC_CTX_new());
            const test::PaceSecret secret(PACE_SEC_new(test::accessCan.constData(), static_cast<std::size_t>(test::accessCan.size()), PACE_CAN));
            QVERIFY(context && secret && EAC_CTX_init_pace(context.get(), opponent.protocol, parameterId) == 1);
            context->tr_version = EAC_TR_VERSION_2_02;
            test::SoftCardChannel chip(image);
            const auto send = [&](const CommandApdu &command) { return *ResponseApdu::parse(*chip.transceive(*command.encoded())); };
            const auto general = [&](quint8 cla, const QByteArray &content) {
                CommandApdu command{cla, 0x86, 0x00, 0x00, tlv::encode(0x7C, content), 256, false};
                command.expected = command.data.size() > CommandApdu::maxShortData ? 65536 : 256;
                return test::bufferOf(test::paceValueOf(send(command).data));
            };
            const QByteArray request = tlv::encode(0x80, test::genericMapping(parameterId, cipher)) + hex("830102");
            QCOMPARE(send({0x00, 0x22, 0xC1, 0xA4, request, 0, false}).status, sw::success);
            QCOMPARE(PACE_STEP2_dec_nonce(context.get(), secret.get(), general(0x10, {}).get()), 1);
            const test::Buffer mapping(PACE_STEP3A_generate_mapping_data(context.get()));
            QCOMPARE(PACE_STEP3A_map_generator(context.get(), general(0x10, tlv::encode(0x81, test::bytesOfBuffer(mapping))).get()), 1);
            const test::Buffer own(PACE_STEP3B_generate_ephemeral_key(context.get()));
            const test::Buffer chipKey = general(0x10, tlv::encode(0x83, test::bytesOfBuffer(own)));
            QCOMPARE(PACE_STEP3B_compute_shared_secret(context.get(), chipKey.get()), 1);
            QCOMPARE(PACE_STEP3C_derive_keys(context.get()), 1);
            shortSecret = test::hasShortSecret(context);
            const test::Buffer token(PACE_STEP3D_compute_authentication_token(context.get(), chipKey.get()));
            const test::Buffer chipToken = general(0x00, tlv::encode(0x85, test::bytesOfBuffer(token)));
            if (shortSecret)
                continue;
            QCOMPARE(PACE_STEP3D_verify_authentication_token(context.get(), chipToken.get()), 1);
            QCOMPARE(EAC_CTX_set_encryption_ctx(context.get(), EAC_ID_PACE), 1);
            speak(context, chip);
        }
        QVERIFY(!shortSecret);
#else
        QSKIP("built without OpenPACE");
#endif
    }

private:
#ifdef DINHDANH_HAVE_OPENPACE
    // SELECT of the application, sealed by OpenPACE; it checks the chip's answer.
    static void speak(test::PaceContext &context, test::SoftCardChannel &chip)
    {
        const auto padded = [&](const QByteArray &bytes) { return test::Buffer(EAC_add_iso_pad(context.get(), test::bufferOf(bytes).get())); };
        EAC_increment_ssc(context.get());
        const test::Buffer sealed(EAC_encrypt(context.get(), padded(hex("A0000002471001")).get()));
        const QByteArray object = tlv::encode(0x87, {QByteArray(1, '\x01'), test::bytesOfBuffer(sealed)});
        const QByteArray header = test::bytesOfBuffer(padded(hex("0CA4040C")));
        const test::Buffer checksum(EAC_authenticate(context.get(), padded(header + object).get()));
        const CommandApdu command{0x0C, 0xA4, 0x04, 0x0C, object + tlv::encode(0x8E, test::bytesOfBuffer(checksum)), 256, false};
        const ResponseApdu answer = *ResponseApdu::parse(*chip.transceive(*command.encoded()));
        QVERIFY(answer.isSuccess());
        EAC_increment_ssc(context.get());
        QCOMPARE(answer.data.first(4), hex("99029000"));
        const Result<tlv::Element> mac = tlv::readSingle(QByteArrayView(answer.data).sliced(4), 0x8E);
        QVERIFY(mac);
        QCOMPARE(EAC_verify_authentication(context.get(), padded(answer.data.first(4)).get(), test::bufferOf(mac->value.toByteArray()).get()), 1);
    }
#endif
};

DD_TEST(TestPaceSecondOpinionChip)
#include "test_pace_second_opinion_chip.moc"
