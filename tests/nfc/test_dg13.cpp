#include "nfc/apdu/tlv.h"
#include "nfc/lds/lds_files.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

Dg13 dg13Sample()
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

class TestDg13 : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        const Result<Dg13> parsed = parseDg13(encodeDg13(dg13Sample()));
        QVERIFY(parsed);
        QCOMPARE(*parsed, dg13Sample());
        const Result<Dg13> empty = parseDg13(encodeDg13(Dg13{}));
        QVERIFY(empty);
        QCOMPARE(*empty, Dg13{});
        Dg13 longField = dg13Sample();
        longField.residence = QString(300, QChar(u'Ơ')); // longer than 127 bytes, where byte-pattern parsers break
        QCOMPARE(parseDg13(encodeDg13(longField))->residence, longField.residence);
        QVERIFY(test::refusesEveryPrefix(encodeDg13(dg13Sample()), [](QByteArrayView view) { return parseDg13(view).has_value(); }));
    }

    // Lengths of two and of three bytes, at every level: where readers that search for byte patterns break.
    void longFields()
    {
        for (const int size : {127, 128, 255, 256, 5000}) {
            const auto text = [size](char16_t letter) { return QString(size, QChar(letter)); };
            Dg13 fields;
            QString *const all[] = {&fields.personalNumber, &fields.fullName, &fields.birthDate, &fields.sex, &fields.nationality, &fields.ethnicity,
                                    &fields.religion, &fields.placeOfOrigin, &fields.residence, &fields.identifyingMarks, &fields.issueDate,
                                    &fields.expiryDate, &fields.father, &fields.mother, &fields.spouse, &fields.oldNumber, &fields.chipCode};
            char16_t letter = u'A';
            for (QString *field : all)
                *field = text(letter++);
            const Result<Dg13> parsed = parseDg13(encodeDg13(fields));
            QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().detail));
            QCOMPARE(*parsed, fields);
            const QByteArray father = tlv::encode(0x0C, text(u'Đ').toUtf8());
            const QByteArray mother = tlv::encode(0x0C, text(u'Ơ').toUtf8());
            for (const QByteArray &parents : {tlv::encode(0x30, father) + tlv::encode(0x30, mother), tlv::encode(0x30, father + mother)}) {
                const Result<Dg13> both = parseDg13(dg13(tlv::encode(0x30, hex("02010D") + parents).toHex().constData()));
                QVERIFY2(both, both ? "" : qPrintable(both.error().detail));
                QCOMPARE(both->father, text(u'Đ'));
                QCOMPARE(both->mother, text(u'Ơ'));
            }
        }
    }

    void absentAndEmptyFieldsAreEmpty()
    {
        for (int number = 1; number <= 16; ++number) {
            const QByteArray index = hex("0201") + static_cast<char>(number);
            for (const QByteArray &value : {QByteArray(), hex("0C00"), hex("1300")}) {
                const Result<Dg13> parsed = parseDg13(dg13(tlv::encode(0x30, index + value).toHex().constData()));
                QVERIFY2(parsed, qPrintable(QString::number(number)));
                QCOMPARE(*parsed, Dg13{});
            }
        }
    }

    void layouts_data()
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
        QTest::newRow("father unknown, one sequence") << QByteArray("300A 02010D 30050C00 0C0142") << QString() << b << QString();
        QTest::newRow("both unknown, empty sequences") << QByteArray("3007 02010D 3000 3000") << QString() << QString() << QString();
        QTest::newRow("father only, one sequence with an empty text") << QByteArray("300A 02010D 3005 0C0141 0C00") << a << QString() << QString();
        QTest::newRow("spouse as a bare string") << QByteArray("3006 02010E 0C0141") << QString() << QString() << a;
        QTest::newRow("spouse as PrintableString") << QByteArray("3008 02010E 3003130141") << QString() << QString() << a;
        QTest::newRow("spouse empty text") << QByteArray("3007 02010E 30020C00") << QString() << QString() << QString();
        QTest::newRow("spouse empty sequence") << QByteArray("3005 02010E 3000") << QString() << QString() << QString();
        QTest::newRow("everybody, spouse first") << QByteArray("3008 02010E 30030C0143 300D 02010D 30030C0141 30030C0142") << a << b << QStringLiteral("C");
        QTest::newRow("no entries") << QByteArray() << QString() << QString() << QString();
        QTest::newRow("a field of the future") << QByteArray("3006 020111 0C0141") << QString() << QString() << QString();
    }
    void layouts()
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

    void textIsNormalised()
    {
        // "Ê" as E and a combining circumflex becomes the one letter the rest of the app compares with.
        QCOMPARE(parseDg13(dg13("3008 020102 0C0345CC82"))->fullName, QStringLiteral(u"\u00CA"));
    }

    void refusals_data()
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
        QTest::newRow("two spouses") << dg13("300D 02010E 30030C0141 30030C0142") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("a sealed field") << dg13("300B 020109 0406A1B2C3D4E5F6") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("a field behind a tag of its own") << dg13("3008 020109 A0030C0141") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("nothing in it") << hex("6D00") << ErrorCode::UnsupportedProtocol;
        QTest::newRow("an OCTET STRING") << tlv::encode(0x6D, hex("0408A1B2C3D4E5F60718")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("CMS") << tlv::encode(0x6D, hex("300B06092A864886F70D010703")) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("no number on a field") << dg13("3003 0C0141") << ErrorCode::DamagedFile;
        QTest::newRow("a negative number on a field") << dg13("3006 0201FF 0C0141") << ErrorCode::DamagedFile;
        QTest::newRow("a field is no sequence") << dg13("0C0141") << ErrorCode::DamagedFile;
        QTest::newRow("no set of fields") << tlv::encode(0x6D, tlv::encode(0x30, hex("020101060628D3160100083000"))) << ErrorCode::DamagedFile;
        QTest::newRow("sealed bytes") << tlv::encode(0x6D, QByteArray(200, '\x5A')) << ErrorCode::UnsupportedProtocol;
        QTest::newRow("something behind the set") << tlv::encode(0x6D, tlv::encode(0x30, hex("020101060628D31601000831000500"))) << ErrorCode::DamagedFile;
        QTest::newRow("another group") << tlv::encode(0x6B, hex("3000")) << ErrorCode::DamagedFile;
    }
    void refusals()
    {
        QFETCH(QByteArray, file);
        QFETCH(ErrorCode, code);
        const Result<Dg13> parsed = parseDg13(file);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, code);
        QCOMPARE(parsed.error().stage, QStringLiteral("DG13"));
    }
};

DD_TEST(TestDg13)
#include "test_dg13.moc"
