// Published bytes that no other test here reads: commands, secure messaging one message at a time and a password out of the tests of
// another reader, EF.CardAccess of real chips and test cards out of OpenPACE's, a certificate, and the schema of ISO/IEC 39794-5.
#include "nfc/apdu/command.h"
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/authentication/passive.h"
#include "nfc/lds/security_infos.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "nfc/secure_messaging/pace.h"
#include "nfc/secure_messaging/session.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/tlv_value.h"
#include "tests/nfc/vectors.h"
#include "tests/support/registry.h"

#include <QRegularExpression>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::valueOf;

namespace {

constexpr const char *iso7816 = "chip/vectors/gmrtd-iso7816.tsv";
constexpr const char *openPace = "chip/vectors/openpace-eactest.tsv";

// The rows of one function, cut where the encryption key begins the next case.
QList<QMap<QByteArray, QByteArray>> casesOf(const char *function)
{
    QList<QMap<QByteArray, QByteArray>> cases;
    for (const QByteArray &line : test::readFile(test::sharedDataPath(iso7816)).split('\n')) {
        const QByteArrayList columns = line.split('\t');
        if (columns.size() != 4 || columns.at(1) != function)
            continue;
        if (columns.at(2) == "ksEnc" || cases.isEmpty())
            cases.append(QMap<QByteArray, QByteArray>());
        cases.last().insert(columns.at(2), hex(columns.at(3).constData()));
    }
    return cases;
}

SecureSession sessionOf(const QMap<QByteArray, QByteArray> &one)
{
    const QByteArray key = one.value("ksEnc");
    const QByteArray counter = one.value("ssc");
    const CipherSuite suite = counter.size() == 8 ? CipherSuite::TripleDes : key.size() == 32 ? CipherSuite::Aes256 : CipherSuite::Aes128;
    return {Secret::copyOf(key), Secret::copyOf(one.value("ksMac")), suite, counter};
}

// The tag of a component by the schema: its number in the type's braces, constructed unless it is a plain value.
quint32 tagInSchema(const QString &schema, const QString &type, const QString &component, bool constructed = true)
{
    const QRegularExpression body(QStringLiteral("\\b%1\\s*::=[^{]*\\{([^}]*)\\}").arg(type));
    const QRegularExpression number(QStringLiteral("\\b%1\\s*\\[(\\d+)\\]").arg(component));
    const QString found = number.match(body.match(schema).captured(1)).captured(1);
    return found.isEmpty() ? 0 : (constructed ? 0xA0u : 0x80u) | found.toUInt();
}

} // namespace

class TestPublishedVectors : public QObject
{
    Q_OBJECT

private slots:
    void commands()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-iso7816.tsv");
        const QByteArrayList encoded = test::vectors(iso7816, "TestEncode", "exp_bytes");
        QCOMPARE(encoded.size(), 2);
        QCOMPARE(*CommandApdu({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false}).encoded(), encoded.at(0));
        const QByteArray data = test::vectors(iso7816, "TestEncode", "in_data").constFirst();
        QCOMPARE(*CommandApdu({0x0C, 0xB0, 0x00, 0x04, data, 65536, true}).encoded(), encoded.at(1));

        // GENERAL AUTHENTICATE of PACE: the key agreement in a chain, the tokens at its end.
        const QByteArrayList generalData = test::vectors(iso7816, "TestGeneralAuthenticateHappy", "data");
        const QByteArrayList general = test::vectors(iso7816, "TestGeneralAuthenticateHappy", "expCApdu");
        const QByteArrayList answers = test::vectors(iso7816, "TestGeneralAuthenticateHappy", "expRApdu");
        const QByteArrayList answerData = test::vectors(iso7816, "TestGeneralAuthenticateHappy", "expData");
        QCOMPARE(general.size(), 2);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(*CommandApdu({static_cast<quint8>(i == 0 ? 0x10 : 0x00), 0x86, 0x00, 0x00, generalData.at(i), 256, false}).encoded(), general.at(i));
            const Result<CommandApdu> parsed = CommandApdu::parse(general.at(i));
            QVERIFY(parsed);
            QCOMPARE(parsed->isChained(), i == 0);
            QCOMPARE(ResponseApdu::parse(answers.at(i))->data, answerData.at(i));
        }
        const QByteArray setAt = test::vectors(iso7816, "TestMseSetATHappy", "data").constFirst();
        QCOMPARE(*CommandApdu({0x00, 0x22, 0xC1, 0xA4, setAt, 0, false}).encoded(), test::vectors(iso7816, "TestMseSetATHappy", "expCApdu").constFirst());
    }

    // With AES the counter is a block, with 3DES eight bytes; after the last number comes zero.
    void counters()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-iso7816.tsv");
        const auto cases = casesOf("TestSSCIncrement");
        QCOMPARE(cases.size(), 8);
        for (const auto &one : cases) {
            SecureSession session = sessionOf(one);
            QVERIFY(session.protectCommand({0x00, 0xB0, 0x00, 0x00, {}, 4, false}));
            QCOMPARE(session.counter(), one.value("expSsc"));
        }
    }

    void sealedCommands()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-iso7816.tsv");
        const auto cases = casesOf("TestSecureMessageEncode");
        QCOMPARE(cases.size(), 2);
        const CommandApdu commands[] = {{0x00, 0xA4, 0x02, 0x0C, hex("011E"), 0, false}, {0x00, 0x22, 0x41, 0xA4, cases.at(1).value("cApdu"), 0, false}};
        for (int i = 0; i < 2; ++i) {
            SecureSession terminal = sessionOf(cases.at(i));
            QCOMPARE(*terminal.protectCommand(commands[i])->encoded(), cases.at(i).value("expEncCApdu"));
            QCOMPARE(terminal.counter(), cases.at(i).value("expSsc"));
            SecureSession chip = sessionOf(cases.at(i));
            const Result<CommandApdu> opened = chip.unprotectCommand(*CommandApdu::parse(cases.at(i).value("expEncCApdu")));
            QVERIFY(opened);
            QCOMPARE(opened->data, commands[i].data);
        }
    }

    void openedAnswers()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-iso7816.tsv");
        const auto cases = casesOf("TestSecureMessageDecode");
        QCOMPARE(cases.size(), 2);
        for (const auto &one : cases) {
            SecureSession terminal = sessionOf(one);
            const Result<SecureSession::Answer> answer = terminal.unprotectResponse(one.value("rApduBytes"));
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
            QVERIFY(answer->isProtected && answer->response.isSuccess());
            QCOMPARE(answer->response.data, one.value("expRApdu"));
            QCOMPARE(terminal.counter(), one.value("expSsc"));
        }
    }

    // A wrong checksum, status words that disagree, one that is cut short, a cryptogram in the wrong object.
    void refusedAnswers()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-iso7816.tsv");
        int refused = 0;
        for (const auto &one : casesOf("TestSecureMessageDecodeErrors")) {
            if (!one.contains("rApduBytes"))
                continue; // made in that test from something that is no table row
            SecureSession terminal = sessionOf(one);
            const Result<SecureSession::Answer> answer = terminal.unprotectResponse(one.value("rApduBytes"));
            QVERIFY2(!answer, one.value("rApduBytes").toHex().constData());
            QCOMPARE(answer.error().code, ErrorCode::SecureMessagingBroken);
            ++refused;
        }
        QCOMPARE(refused, 4);
    }

    // Document 123456789, born 1982-01-01, until 2029-12-25: f(π) of PACE.
    void seedOfAPassword()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-password.tsv");
        const QByteArrayList expected = test::vectors("chip/vectors/gmrtd-password.tsv", "TestTypeAndKey1", "byte");
        QCOMPARE(expected.size(), 1);
        const Result<Secret> seed = accessSeedFromMrz("123456789782010102912257");
        QVERIFY(seed);
        QCOMPARE(seed->view(), expected.constFirst());
    }

    // EF.CardAccess of test cards of several years and of a Slovenian document: every offer of PACE is understood, whatever else is in
    // the file.
    void cardAccessFiles_data()
    {
        QTest::addColumn<QByteArray>("array");
        QTest::addColumn<QStringList>("offers");
        const QString usual = QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP256r1");
        QTest::newRow("test card") << QByteArray("ef_cardaccess_new_testcard") << QStringList{usual};
        QTest::newRow("published identity card") << QByteArray("ef_cardaccess_dan") << QStringList{usual};
        QTest::newRow("two mappings") << QByteArray("ef_cardaccess_ca3")
                                      << QStringList{QStringLiteral("PACE-ECDH-CAM-AES-128, brainpoolP256r1"), usual};
        QTest::newRow("worked example, ECDH") << QByteArray("tc_ecdh_ef_cardaccess") << QStringList{usual};
        QTest::newRow("worked example, DH") << QByteArray("tc_dh_ef_cardaccess") << QStringList{QStringLiteral("PACE-DH-GM-AES-128, DH-1024")};
        QTest::newRow("a document without PACE") << QByteArray("ef_cardaccess_slowenia") << QStringList();
    }
    void cardAccessFiles()
    {
        DD_NEED_SHARED("chip/vectors/openpace-eactest.tsv");
        QFETCH(QByteArray, array);
        QFETCH(QStringList, offers);
        const QByteArrayList arrays = test::vectors(openPace, array.constData());
        QCOMPARE(arrays.size(), 1);
        const Result<tlv::Header> header = tlv::readHeader(arrays.constFirst());
        QVERIFY(header);
        const QByteArray file = arrays.constFirst().first(header->totalSize()); // behind it are traces of how it was recorded
        const Result<SecurityInfos> infos = parseCardAccess(file);
        QVERIFY2(infos, infos ? "" : qPrintable(infos.error().detail));
        const Result<QList<PaceProfile>> profiles = paceProfiles(*infos);
        QStringList found;
        for (const PaceProfile &profile : profiles.value_or(QList<PaceProfile>()))
            found.append(profile.description());
        QCOMPARE(found, offers);
    }

    // The CSCA that is taken to be that of Vietnamese identity cards: an anchor like any other, and no issuer of the demo card.
    void unconfirmedCsca()
    {
        DD_NEED_SHARED("chip/csca/vn-idcard-unconfirmed.pem");
        CscaStore store;
        QVERIFY(store.add(test::readFile(test::sharedDataPath("chip/csca/vn-idcard-unconfirmed.pem")), QStringLiteral("test"), false));
        QCOMPARE(store.anchors().size(), 1);
        QVERIFY(!store.anchors().first().demo);
        QVERIFY(store.anchors().first().subject.contains(QStringLiteral("CSCA Vietnam")));
        const Result<PassiveResult> result = passiveAuthentication(test::demoCard(ActiveAuthenticationKey::Ecdsa).files, store, test::personalisedAt);
        QVERIFY(result);
        QVERIFY(!result->issuerKnown);
    }

    // The way to the picture of the simulator's DG2 by the numbers in the published schema, not by anybody's code.
    void faceBySchema()
    {
        DD_NEED_SHARED("chip/specimen/dg2-gmrtd/ID-ICAO-ISO-IEC-39794-5-ed-1-v1.asn");
        const auto schemaOf = [](const char *part) {
            return QString::fromUtf8(test::readFile(test::sharedDataPath("chip/specimen/dg2-gmrtd/ID-ICAO-ISO-IEC-39794-") + QLatin1String(part)));
        };
        const QString face = schemaOf("5-ed-1-v1.asn");
        const QString common = schemaOf("1-ed-1-v1.asn");
        CardProfile profile = cardProfileOf(CardProfile::Format::Td3);
        profile.faceStandard = CardProfile::FaceStandard::Iso39794;
        profile.faceFormat = CardProfile::FaceFormat::Jpeg2000;
        const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        const QByteArray instance = valueOf(valueOf(valueOf(card->files.value(FileId::Dg2), 0x75), 0x7F61), 0x7F60);
        QVERIFY(face.contains(QStringLiteral("FaceImageDataBlock ::= [APPLICATION 5]")));
        const QByteArray block = valueOf(valueOf(valueOf(instance, 0x7F2E), 0xA1), 0x65);
        const auto in = [&](const QByteArray &siblings, const char *type, const char *component, bool constructed = true) {
            return valueOf(siblings, tagInSchema(face, QLatin1String(type), QLatin1String(component), constructed));
        };
        const QByteArray version = in(block, "FaceImageDataBlock", "versionBlock");
        QCOMPARE(valueOf(version, tagInSchema(common, QStringLiteral("VersionBlock"), QStringLiteral("generation"), false)), hex("03"));
        QCOMPARE(valueOf(version, tagInSchema(common, QStringLiteral("VersionBlock"), QStringLiteral("year"), false)), hex("07E3"));
        const QByteArray representation = valueOf(in(block, "FaceImageDataBlock", "representationBlocks"), 0x30);
        QCOMPARE(in(representation, "RepresentationBlock", "representationId", false), hex("00"));
        const QByteArray base = in(in(representation, "RepresentationBlock", "imageRepresentation"), "ImageRepresentation", "base");
        const QByteArray flat = in(base, "ImageRepresentationBase", "imageRepresentation2DBlock");
        QCOMPARE(in(flat, "ImageRepresentation2DBlock", "representationData2D", false), demoPerson().faceJpeg2000);
        const QByteArray information = in(flat, "ImageRepresentation2DBlock", "imageInformation2DBlock");
        QCOMPARE(in(in(information, "ImageInformation2DBlock", "imageDataFormat"), "ImageDataFormat", "code", false), hex("03"));
        QVERIFY(face.contains(QStringLiteral("jpeg2000Lossy (3)")));
        const QByteArray size = in(information, "ImageInformation2DBlock", "imageSizeBlock");
        QCOMPARE(in(size, "ImageSizeBlock", "width", false), hex("0168"));
        QCOMPARE(in(size, "ImageSizeBlock", "height", false), hex("01E0"));
    }
};

DD_TEST(TestPublishedVectors)
#include "test_published_vectors.moc"
