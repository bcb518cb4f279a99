// The worked examples of ICAO 9303-11 appendices G.2, H.1, H.2 and I.1 played by the chip: it draws what the example's chip
// drew, and every answer must be the published one. (G.1 is in simulator_pace.cpp.)
#include "nfc/secure_messaging/ec_domain.h"
#include "tests/nfc/scripted_random.h"
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

struct PaceExample
{
    const char *name;
    const char *cardAccess;      // the one PACEInfo
    const char *mrzInformation;
    const char *nonce;
    const char *encryptedNonce;  // empty where the example's password is not known (appendix H names the key only)
    const char *mappingPrivate;  // empty: integrated mapping
    const char *terminalMapping; // 81
    const char *chipMapping;     // 82
    const char *chipPrivate;
    const char *terminalPublic;  // 83
    const char *chipPublic;      // 84
    const char *terminalToken;   // 85
    const char *lastAnswer;      // 86 and what follows
    const char *encryptionKey;
    const char *macKey;
};

const PaceExample paceExamples[] = {
    {"G.2: DH, generic mapping", "31143012060A04007F00070202040102020102020100", "T22000129364081251010318", "FA5B7E3E49753A0DB9178B7B9BD898C8",
     "854D8DF5827FA6852D1A4FA701CDDDCA", "66DDAFEAC1609CB5B963BB0CB3FF8B3E047F336C",
     "23FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3EB71C343DB13D1DEBCE9A3666DBCFC920B49174A602CB47965CAA73DC702489A4"
     "4D41DB914DE9613DC5E98C94160551C0DF86274B9359BC0490D01B03AD54022DCB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C",
     "78879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E623EA5738B26381E4DA19E004706FACE7B235C2DBF2F38748312F3C98C2DD4882"
     "A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6783FE42C9F2449400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE6",
     "A5B780126B7C980E9FCEA1D4539DA1D27C342DFA",
     "907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD911551B9AE4D04369F29A02626C86FBC6747CC7BC352645B6161A2A42D44EDA80A08F"
     "A8D61B76D3A154AD8A5A51786B0BC07147057871A922212C5F67F43173172236B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D4",
     "075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152BD8B3A213F53820C42ADC79AB5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC"
     "71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A6D46DB974064386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA1",
     "B46DD9BD4D98381F", "8608917F37B5C0E6D8D1", "2F7F46ADCC9E7E521B45D192FAFA9126", "805A1D27D45A5116F73C54469462B7D8"},
    {"H.1: ECDH, integrated mapping", "31143012060A04007F0007020204040202010202010D", "T22000129364081251010318", "2923BE84E16CD6AE529049F1F1BBE9EB", "",
     "", "5DD4CBFC96F5453B130D890A1CDBAE32", "", "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A",
     "0489CBA23FFE96AA18D824627C3E934E54A9FD0B87A95D1471DC1C0ABFDCD640D46755DE9B7B778280B6BEBD57439ADFEB0E21FD4ED6DF42578C13418A59B34C37",
     "0467F78E5F7F7686082B293E8D087E056916D0F74BC01A5F8957D0DE45691E51E8932B69A962B52A0985AD2C0A271EE6A13A8ADDDCD1A3A994B9DED257F4D22753",
     "450F02B86F6A0909", "860875D4D96E8D5B0308", "0D3FEB33251A6370893D62AE8DAAF51B", "B01E89E3D9E8719E586B50B4A7506E0B"},
    // The example's private keys are longer than the group's order; modulo it the chip's is the one of G.2.
    {"H.2: DH, integrated mapping", "31143012060A04007F00070202040302020102020100", "T22000129364081251010318", "FA5B7E3E49753A0DB9178B7B9BD898C8", "", "",
     "B3A6DB3C870C3E99245E0D1C06B747DE", "", "A5B780126B7C980E9FCEA1D4539DA1D27C342DFA",
     "0F0CC62945A8029251FB7EF3C094E12EC68E4EF07F27CB9D9CD04C5C4250FAE0E4F8A951557E929AEB48E5C6DD47F2F5CD7C351A9BD2CD722C07EDE166770F08"
     "FFCB370262CF308DD7B07F2E0DA9CAAA1492344C852906919538C98A4BA4187E76CE9D87832386D319CE2E043C3343AEAE6EDBA1A9894DC5094D22F7FE1351D5",
     "928D9A0F9DBA450F13FC859C6F290D1D36E42431138A4378500BEB4E0401854CFF111F71CB6DC1D0335807A11388CC8EAA87B07907AAD9FBA6B169AF6D8C26AF"
     "8DDDC39ADC3AD2E3FF882B84D23E9768E95A80E4746FB07A9767679FE92133B4D379935C771BD7FBED6C7BB4B1708B275EA75679524CDC9C6A91370CC662A2F3",
     "55D61977CBF5307E", "8608C2F04230187E1525", "01AFC10CF87BE36D8179E87370171F07", "23F0FBD05FD6C7B8B88F4C8309669061"},
    // The example's second private key is larger than the order, too; this is what it is modulo that.
    {"I.1: chip authentication mapping", "31143012060A04007F0007020204060202010202010D", "C11T002JM496081222310314", "658B860BC94DF6F044FCE6D5C82CF8E5",
     "CB60E8E0D85B76A9BD304747C2AD42E2", "9E56A6B59C95D06ECE5CD10F983BB2F4F1943528E577F23881D89D8C3BBEE0AA",
     "047F1D410ADB7DDB3B84BF1030800981A9105D7457B4A3ADE002384F3086C67EDE1AB889104A27DB6D842B019020FBF3CEACB0DC627F7BDCAC29969E19D0E553C1",
     "04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B304F365713A356E65A451E165ECC9AC0AC46E3771342C8FE5AEDD092685338E23",
     "2367171820683879C023083A24FEEC7499C71436B5D85ECD3F681BB9436F47D1",
     "04446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F955483400BFF60BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC",
     "0402AD566F3C6EC7F9324509AD50A51FA52030782A4968FCFEDF737DAEA993333111C3B9B4C2287789BD137E7F8AA882E2A3C633CCD6ECC2C63C57AD401A09C2E1",
     "E86BD06018A1CD3B",
     "86088596CF055C67C1A38A301EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD10CBA372B42BE0B9B5F28AA8DE2F4F92",
     "0A9DA4DB03BDDE39FC5202BC44B2E89E", "4B1C06491ED5140CA2B537D344C6C0B1"},
};

// Appendix I.1 gives the static key's public half only. With CA_IC = SK_Map,IC / SK_IC the private one follows.
const QByteArray exampleChipData = hex("85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3");
const QByteArray exampleStaticKey = hex("041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138"
                                    "A6E7A4A08F68E16F");

QByteArray paceAnswer(quint32 tag, const char *value)
{
    return tlv::encode(0x7C, tlv::encode(tag, hex(value))) + hex("9000");
}

} // namespace

class TestSimulatorPaceExamples : public QObject
{
    Q_OBJECT

private slots:
    void everyAnswer_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 0; number < int(std::size(paceExamples)); ++number)
            QTest::newRow(paceExamples[number].name) << number;
    }
    void everyAnswer()
    {
        QFETCH(int, number);
        const PaceExample &example = paceExamples[number];
        QList<QByteArray> draws{hex(example.nonce)};
        if (*example.mappingPrivate != '\0')
            draws.append(hex(example.mappingPrivate));
        draws.append(hex(example.chipPrivate));
        test::ScriptedRandom random(draws);
        CardImage image;
        image.files.insert(FileId::CardAccess, hex(example.cardAccess));
        image.mrzInformation = example.mrzInformation;
        const EcDomain curve = *EcDomain::standardized(13);
        const Result<Secret> staticKey = curve.quotient(hex("9E56A6B59C95D06ECE5CD10F983BB2F4F1943528E577F23881D89D8C3BBEE0AA"), exampleChipData);
        QVERIFY(staticKey);
        QCOMPARE(*curve.publicKeyOf(staticKey->view()), exampleStaticKey);
        image.chipKeys.append({13, staticKey->view().toByteArray(), 13, {}});

        SoftCard card(image, random);
        card.powerOn();
        const auto general = [&card](quint8 cla, quint32 tag, const char *value) {
            const CommandApdu command{cla, 0x86, 0, 0, tlv::encode(0x7C, tlv::encode(tag, hex(value))), 256, false};
            return card.respond(*command.encoded());
        };
        const QByteArray protocol = hex(example.cardAccess).mid(6, 10);
        QCOMPARE(card.respond(hex("0022C1A40F800A") + protocol + hex("830101")), hex("9000"));
        const QByteArray nonce = card.respond(hex("10860000027C0000"));
        if (*example.encryptedNonce != '\0')
            QCOMPARE(nonce, paceAnswer(0x80, example.encryptedNonce));
        QCOMPARE(nonce.size(), 22);
        QCOMPARE(general(0x10, 0x81, example.terminalMapping), paceAnswer(0x82, example.chipMapping));
        QCOMPARE(general(0x10, 0x83, example.terminalPublic), paceAnswer(0x84, example.chipPublic));
        QCOMPARE(general(0x00, 0x85, example.terminalToken), tlv::encode(0x7C, hex(example.lastAnswer)) + hex("9000"));

        SecureSession session(Secret::copyOf(hex(example.encryptionKey)), Secret::copyOf(hex(example.macKey)), CipherSuite::Aes128);
        const QByteArray raw = card.respond(*session.protectCommand({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0})->encoded());
        const Result<SecureSession::Answer> opened = session.unprotectResponse(raw);
        QVERIFY(opened && opened->isProtected && opened->response.isSuccess());
    }
};

DD_TEST(TestSimulatorPaceExamples)
#include "simulator_pace_examples.moc"
