#include "nfc/lds/lds_files.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray com = hex("60185F0104303130385F36063034303030305C06617563766D6E");

QByteArray bigEndian32(qsizetype value)
{
    QByteArray out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.append(static_cast<char>((value >> shift) & 0xFF));
    return out;
}

// EF.DG2 written here by hand, apart from the simulator's writer: one face, `points` feature points, then the image.
QByteArray dg2(const QByteArray &image, int points = 0)
{
    QByteArray face = bigEndian32(20 + 8 * points + 12 + image.size()) + hex("00") + static_cast<char>(points) + QByteArray(14, '\0')
        + QByteArray(8 * points, 'p') + QByteArray(12, '\0') + image;
    const QByteArray record = QByteArray("FAC\000010\0", 8) + bigEndian32(14 + face.size()) + hex("0001") + face;
    const QByteArray header = tlv::encode(0xA1, hex("8701018802000F"));
    const QByteArray group = hex("020101") + tlv::encode(0x7F60, {header, tlv::encode(0x5F2E, record)});
    return tlv::encode(0x75, tlv::encode(0x7F61, group));
}

Dg13 sample()
{
    Dg13 fields = demoPerson().details;
    fields.spouse = QStringLiteral("LÊ THỊ THỬ");
    return fields;
}

// DG13 around entries given as hexadecimal.
QByteArray dg13(const char *entries)
{
    return tlv::encode(0x6D, tlv::encode(0x30, {hex("020101" "060628D316010008"), tlv::encode(0x31, hex(entries))}));
}

} // namespace

class TestLdsFiles : public QObject
{
    Q_OBJECT

private slots:
    void names()
    {
        QCOMPARE(name(FileId::Dg13), QStringLiteral("DG13"));
        QCOMPARE(name(FileId::CardAccess), QStringLiteral("CardAccess"));
        QCOMPARE(dataGroupNumber(FileId::Dg1), 1);
        QCOMPARE(dataGroupNumber(FileId::Dg15), 15);
        QCOMPARE(dataGroupNumber(FileId::Sod), 0);
        QCOMPARE(dataGroupNumber(FileId::CardAccess), 0);
    }

    void comListsTheGroups()
    {
        const Result<Com> parsed = parseCom(com);
        QVERIFY(parsed);
        QCOMPARE(parsed->ldsVersion, QStringLiteral("0108"));
        QCOMPARE(parsed->unicodeVersion, QStringLiteral("040000"));
        QCOMPARE(parsed->tags, (QList<quint8>{0x61, 0x75, 0x63, 0x76, 0x6D, 0x6E}));
        QVERIFY(test::refusesEveryPrefix(com, [](QByteArrayView view) { return parseCom(view).has_value(); }));
    }

    void dg1IsTheMrz()
    {
        const QByteArray file = test::reader::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg1);
        const Result<identity::Mrz> mrz = parseDg1(file);
        QVERIFY(mrz);
        QCOMPARE(mrz->personalNumber, QStringLiteral("001090000017"));
        QVERIFY(test::refusesEveryPrefix(file, [](QByteArrayView view) { return parseDg1(view).has_value(); }));
        // The German specimen of 9303-4: TD3, in a file of its own writing.
        const QByteArray td3("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<C11T002JM4D<<9608122F2310314<<<<<<<<<<<<<<<4");
        const Result<identity::Mrz> passport = parseDg1(tlv::encode(0x61, tlv::encode(0x5F1F, td3)));
        QVERIFY(passport);
        QCOMPARE(passport->primaryName, QStringLiteral("MUSTERMANN"));
        QByteArray wrong = td3;
        wrong[44 + 9] = '5'; // a check digit
        const Result<identity::Mrz> refused = parseDg1(tlv::encode(0x61, tlv::encode(0x5F1F, wrong)));
        QCOMPARE(refused.error().code, ErrorCode::DamagedFile);
        QCOMPARE(refused.error().stage, QStringLiteral("DG1"));
    }

    void dg2Images_data()
    {
        QTest::addColumn<QByteArray>("image");
        QTest::addColumn<int>("points");
        QTest::addColumn<int>("format");
        const QByteArray body(40, 'b');
        QTest::newRow("JPEG") << hex("FFD8FFE0") + body << 0 << int(FaceImage::Format::Jpeg);
        QTest::newRow("JPEG, feature points") << hex("FFD8FFE1") + body << 3 << int(FaceImage::Format::Jpeg);
        QTest::newRow("JP2") << hex("0000000C6A5020200D0A870A") + body << 0 << int(FaceImage::Format::Jpeg2000);
        QTest::newRow("JPEG 2000 codestream") << hex("FF4FFF51") + body << 1 << int(FaceImage::Format::Jpeg2000);
        QTest::newRow("something else") << QByteArray("GIF89a") + body << 0 << -1;
        QTest::newRow("no image") << QByteArray() << 0 << -1;
    }
    void dg2Images()
    {
        QFETCH(QByteArray, image);
        QFETCH(int, points);
        QFETCH(int, format);
        const Result<FaceImage> face = parseDg2(dg2(image, points));
        QCOMPARE(face.has_value(), format >= 0);
        if (face) {
            QCOMPARE(int(face->format), format);
            QCOMPARE(face->data, image);
            QVERIFY(test::refusesEveryPrefix(dg2(image, points), [](QByteArrayView view) { return parseDg2(view).has_value(); }));
        } else {
            QCOMPARE(face.error().code, ErrorCode::DamagedFile);
            QCOMPARE(face.error().stage, QStringLiteral("DG2"));
        }
    }

    // Lengths inside the record that point outside it.
    void dg2RecordLies_data()
    {
        QTest::addColumn<int>("offset"); // into the face record
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("record length one more") << 8 << bigEndian32(14 + 32 + 44 + 1);
        QTest::newRow("record length huge") << 8 << hex("FFFFFFFF");
        QTest::newRow("no face") << 12 << hex("0000");
        QTest::newRow("face block beyond the record") << 14 << bigEndian32(32 + 44 + 1);
        QTest::newRow("face block huge") << 14 << hex("FFFFFFFF");
        QTest::newRow("face block too short") << 14 << bigEndian32(32);
        QTest::newRow("feature points beyond the block") << 18 << hex("FFFF");
    }
    void dg2RecordLies()
    {
        QFETCH(int, offset);
        QFETCH(QByteArray, bytes);
        QByteArray file = dg2(hex("FFD8FFE0") + QByteArray(40, 'b'));
        const qsizetype record = file.indexOf("FAC");
        QVERIFY(record > 0);
        QVERIFY(parseDg2(file));
        file.replace(record + offset, bytes.size(), bytes);
        QCOMPARE(parseDg2(file).error().code, ErrorCode::DamagedFile);
    }

    void dg2OfPublishedFiles()
    {
        DD_NEED_SHARED("chip/specimen/loes2006/ef0102.bin");
        const Result<FaceImage> face = parseDg2(test::readFile(test::sharedDataPath("chip/specimen/loes2006/ef0102.bin")));
        QVERIFY(face);
        QCOMPARE(face->format, FaceImage::Format::Jpeg2000);
        QCOMPARE(face->data.size(), 13785 - 0x54);
        const QByteArray newer = test::readFile(test::sharedDataPath("chip/specimen/dg2-gmrtd/ICAO_39794_5_AP_DG2_MandFields.dat"));
        QCOMPARE(parseDg2(newer).error().code, ErrorCode::UnsupportedProtocol);
        const QByteArray record = test::readFile(test::sharedDataPath("chip/specimen/dg2-gmrtd/ISO19794_Test1_Data.bin"));
        const QByteArray portrait = test::readFile(test::sharedDataPath("chip/specimen/dg2-gmrtd/ISO19794_Test1_Face.jpg"));
        const QByteArray group = hex("020101") + tlv::encode(0x7F60, {hex("A100"), tlv::encode(0x5F2E, record)});
        const Result<FaceImage> jpeg = parseDg2(tlv::encode(0x75, tlv::encode(0x7F61, group)));
        QVERIFY(jpeg);
        QCOMPARE(jpeg->data, portrait);
    }

    void dg13RoundTrip()
    {
        const Result<Dg13> parsed = parseDg13(encodeDg13(sample()));
        QVERIFY(parsed);
        QCOMPARE(*parsed, sample());
        const Result<Dg13> empty = parseDg13(encodeDg13(Dg13{}));
        QVERIFY(empty);
        QCOMPARE(*empty, Dg13{});
        Dg13 longField = sample();
        longField.residence = QString(300, QChar(u'Ơ')); // longer than 127 bytes, where byte-pattern parsers break
        QCOMPARE(parseDg13(encodeDg13(longField))->residence, longField.residence);
        QVERIFY(test::refusesEveryPrefix(encodeDg13(sample()), [](QByteArrayView view) { return parseDg13(view).has_value(); }));
    }

    void dg13Layouts_data()
    {
        QTest::addColumn<QByteArray>("entries");
        QTest::addColumn<QString>("father");
        QTest::addColumn<QString>("mother");
        QTest::addColumn<QString>("spouse");
        const QString a = QStringLiteral("A");
        const QString b = QStringLiteral("B");
        QTest::newRow("parents as siblings") << QByteArray("300D 02010D 30030C0141 30030C0142") << a << b << QString();
        QTest::newRow("parents in one sequence") << QByteArray("300B 02010D 30060C0141 0C0142") << a << b << QString();
        QTest::newRow("father unknown, siblings") << QByteArray("300A 02010D 3000 30030C0142") << QString() << b << QString();
        QTest::newRow("father unknown, empty text") << QByteArray("300C 02010D 30020C00 30030C0142") << QString() << b << QString();
        QTest::newRow("father only") << QByteArray("3008 02010D 30030C0141") << a << QString() << QString();
        QTest::newRow("parents absent") << QByteArray("3003 02010D") << QString() << QString() << QString();
        QTest::newRow("bare strings") << QByteArray("3009 02010D 0C0141 0C0142") << a << b << QString();
        QTest::newRow("spouse") << QByteArray("3008 02010E 30030C0141") << QString() << QString() << a;
        QTest::newRow("spouse absent") << QByteArray("3003 02010E") << QString() << QString() << QString();
        QTest::newRow("no entries") << QByteArray() << QString() << QString() << QString();
        QTest::newRow("a field of the future") << QByteArray("3006 020111 0C0141") << QString() << QString() << QString();
    }
    void dg13Layouts()
    {
        QFETCH(QByteArray, entries);
        QFETCH(QString, father);
        QFETCH(QString, mother);
        QFETCH(QString, spouse);
        const Result<Dg13> parsed = parseDg13(dg13(entries.constData()));
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().detail));
        QCOMPARE(parsed->father, father);
        QCOMPARE(parsed->mother, mother);
        QCOMPARE(parsed->spouse, spouse);
    }

    void dg13TextIsNormalised()
    {
        // "Ê" as E and a combining circumflex becomes the one letter the rest of the app compares with.
        QCOMPARE(parseDg13(dg13("3008 020102 0C0345CC82"))->fullName, QStringLiteral(u"\u00CA"));
    }

    void dg13Refusals_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("field twice") << dg13("3006 020101 0C0141 3006 020101 0C0141") << ErrorCode::DamagedFile;
        QTest::newRow("not UTF-8") << dg13("3006 020102 0C01FF") << ErrorCode::DamagedFile;
        QTest::newRow("overlong UTF-8") << dg13("3007 020102 0C02C080") << ErrorCode::DamagedFile;
        QTest::newRow("NUL in text") << dg13("3006 020102 0C0100") << ErrorCode::DamagedFile;
        QTest::newRow("three parents") << dg13("300C 02010D 0C0141 0C0142 0C0143") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("two names") << dg13("3009 020102 0C0141 0C0142") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("number as a number") << dg13("3006 020101 020105") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("nested twice") << dg13("300A 02010D 3005 3003 0C0141") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("another version") << tlv::encode(0x6D, tlv::encode(0x30, hex("020102060628D3160100083100"))) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("another identifier") << tlv::encode(0x6D, tlv::encode(0x30, hex("020101060628D3160100093100"))) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("sealed bytes") << tlv::encode(0x6D, QByteArray(200, '\x5A')) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("something behind the set") << tlv::encode(0x6D, tlv::encode(0x30, hex("020101060628D31601000831000500"))) << ErrorCode::DamagedFile;
        QTest::newRow("another group") << tlv::encode(0x6B, hex("3000")) << ErrorCode::DamagedFile;
    }
    void dg13Refusals()
    {
        QFETCH(QByteArray, file);
        QFETCH(ErrorCode, code);
        const Result<Dg13> parsed = parseDg13(file);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, code);
        QCOMPARE(parsed.error().stage, QStringLiteral("DG13"));
    }
};

DD_TEST(TestLdsFiles)
#include "test_lds_files.moc"
