#include "nfc/lds/lds_files.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray com = hex("60185F0104303130385F36063034303030305C06617563766D6E");

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
        QCOMPARE(parsed->remarks, QStringList());
        QVERIFY(test::refusesEveryPrefix(com, [](QByteArrayView view) { return parseCom(view).has_value(); }));
    }

    void dg1IsTheMrz()
    {
        const QByteArray file = test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg1);
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
