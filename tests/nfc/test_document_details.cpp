#include "nfc/lds/document_details.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

Dg11 everythingAboutThePerson()
{
    Dg11 fields;
    fields.name = {QStringLiteral("NGUYỄN"), QStringLiteral("VĂN MẪU")};
    fields.otherNames = {{QStringLiteral("NGUYỄN"), QStringLiteral("MẪU")}, {QStringLiteral("BÚT DANH"), {}}};
    fields.personalNumber = QStringLiteral("001090000017");
    fields.birthDate = QStringLiteral("19900101");
    fields.placeOfBirth = {QStringLiteral("HÀ NỘI"), QStringLiteral("VNM")};
    fields.address = {QStringLiteral("SỐ 1 PHỐ THỬ NGHIỆM"), QStringLiteral("HÀ NỘI")};
    fields.telephone = QStringLiteral("+84 24 0000 0000");
    fields.profession = QStringLiteral("KỸ SƯ");
    fields.title = QStringLiteral("ÔNG");
    fields.summary = QString(200, QChar(u'Ơ')); // longer than 127 bytes
    fields.proofOfCitizenship = hex("FFD8FFE0");
    fields.otherDocuments = {QStringLiteral("C0000001"), QStringLiteral("C0000002")};
    fields.custody = QStringLiteral("KHÔNG");
    fields.unknown = {{0x5F7F, hex("010203")}};
    return fields;
}

Dg12 everythingAboutTheDocument()
{
    Dg12 fields;
    fields.issuingAuthority = QStringLiteral("CỤC MẪU");
    fields.issueDate = QStringLiteral("20210515");
    fields.otherPersons = {{QStringLiteral("TRẦN"), QStringLiteral("THỊ NGHIỆM")}};
    fields.endorsements = QStringLiteral("DỮ LIỆU MẪU");
    fields.taxOrExit = QStringLiteral("KHÔNG");
    fields.frontImage = hex("FFD8FF01");
    fields.rearImage = hex("FFD8FF02");
    fields.personalisedAt = QStringLiteral("20210514235959");
    fields.personalisationSystem = QStringLiteral("P-17");
    fields.unknown = {{0x53, hex("AA")}};
    return fields;
}

QByteArray dg11(const char *content)
{
    return tlv::encode(0x6B, hex(content));
}

} // namespace

class TestDocumentDetails : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        const Result<Dg11> person = parseDg11(encodeDg11(everythingAboutThePerson()));
        QVERIFY2(person, person ? "" : qPrintable(person.error().detail));
        QCOMPARE(*person, everythingAboutThePerson());
        const Result<Dg12> document = parseDg12(encodeDg12(everythingAboutTheDocument()));
        QVERIFY2(document, document ? "" : qPrintable(document.error().detail));
        QCOMPARE(*document, everythingAboutTheDocument());
        QCOMPARE(parseDg11(encodeDg11({})).value(), Dg11{});
        QCOMPARE(parseDg12(encodeDg12({})).value(), Dg12{});
    }

    // Tags and lengths written by hand after the tables of 9303-10 §4.7.11 and §4.7.12, not by our encoder.
    void writtenByHand()
    {
        const Result<Dg11> person = parseDg11(dg11("5C0E 5F0E A0 5F2B 5F11 5F10 5F12 5F17 02"
                                                   "5F0E 08 4D41553C3C56414E" // MAU<<VAN
                                                   "A0 13 020102 5F0F 07 413C423C3C4344 5F0F 03 4D4155"
                                                   "5F2B 04 19900100"
                                                   "5F11 06 48414E4F493C"
                                                   "5F10 02 3137"
                                                   "5F12 01 31"
                                                   "5F17 04 413C3C42"
                                                   "02 01 05"));
        QVERIFY2(person, person ? "" : qPrintable(person.error().detail));
        QCOMPARE(person->name, (HolderName{QStringLiteral("MAU"), QStringLiteral("VAN")}));
        QCOMPARE(person->otherNames, (QList<HolderName>{{QStringLiteral("A B"), QStringLiteral("CD")}, {QStringLiteral("MAU"), {}}}));
        QCOMPARE(person->birthDate, QStringLiteral("19900100"));
        QCOMPARE(person->placeOfBirth, QStringList(QStringLiteral("HANOI")));
        QCOMPARE(person->personalNumber, QStringLiteral("17"));
        QCOMPARE(person->otherDocuments, (QStringList{QStringLiteral("A"), QStringLiteral("B")}));
        QCOMPARE(person->unknown, (QMap<quint32, QByteArray>{{0x02, hex("05")}}));
        const Result<Dg12> document = parseDg12(tlv::encode(0x6C, hex("5C06 5F19 5F26 5F55"
                                                                      "5F19 03 414243"
                                                                      "5F26 08 3230323130353135"
                                                                      "5F55 07 20210514235959")));
        QVERIFY2(document, document ? "" : qPrintable(document.error().detail));
        QCOMPARE(document->issuingAuthority, QStringLiteral("ABC"));
        QCOMPARE(document->issueDate, QStringLiteral("20210515"));
        QCOMPARE(document->personalisedAt, QStringLiteral("20210514235959"));
    }

    void charactersForDates_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("date"); // empty: refused
        QTest::newRow("BCD") << dg11("5C02 5F2B 5F2B 04 19900101") << QStringLiteral("19900101");
        QTest::newRow("characters") << dg11("5C02 5F2B 5F2B 08 3139393030313031") << QStringLiteral("19900101");
        QTest::newRow("not BCD") << dg11("5C02 5F2B 5F2B 04 1990010A") << QString();
        QTest::newRow("letters") << dg11("5C02 5F2B 5F2B 08 3139393030313041") << QString();
        QTest::newRow("six digits") << dg11("5C02 5F2B 5F2B 03 900101") << QString();
        QTest::newRow("seven characters") << dg11("5C02 5F2B 5F2B 07 31393930303130") << QString();
    }
    void charactersForDates()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, date);
        const Result<Dg11> person = parseDg11(file);
        QCOMPARE(person.has_value(), !date.isEmpty());
        if (person)
            QCOMPARE(person->birthDate, date);
        else
            QCOMPARE(person.error().code, ErrorCode::DamagedFile);
    }

    void textIsNormalised()
    {
        QCOMPARE(parseDg11(dg11("5C02 5F13 5F13 03 45CC82")).value().profession, QStringLiteral(u"\u00CA"));
    }

    void eitherTagAnnouncesTheGroup()
    {
        QCOMPARE(parseDg11(dg11("5C02 5F0F A007 020101 5F0F0141")).value().otherNames.size(), 1);
        QCOMPARE(parseDg11(dg11("5C01 A0 A007 020101 5F0F0141")).value().otherNames.size(), 1);
        QCOMPARE(parseDg12(tlv::encode(0x6C, hex("5C02 5F1A A007 020101 5F1A0141"))).value().otherPersons.size(), 1);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("another group") << tlv::encode(0x6A, hex("5C00"));
        QTest::newRow("no tag list") << dg11("");
        QTest::newRow("field before the list") << dg11("5F1001315C025F10");
        QTest::newRow("listed and absent") << dg11("5C045F105F12 5F100131");
        QTest::newRow("there and not listed") << dg11("5C025F10 5F100131 5F120131");
        QTest::newRow("unknown and not listed") << dg11("5C025F10 5F100131 530131");
        QTest::newRow("twice") << dg11("5C025F10 5F100131 5F100132");
        QTest::newRow("group twice") << dg11("5C01A0 A003020100 A003020100");
        QTest::newRow("half a tag in the list") << dg11("5C035F105F 5F100131");
        QTest::newRow("a tag of three bytes in the list") << dg11("5C035F8110 5F10 0131");
        QTest::newRow("not UTF-8") << dg11("5C025F13 5F1301FF");
        QTest::newRow("NUL in text") << dg11("5C025F13 5F130100");
        QTest::newRow("group without a count") << dg11("5C01A0 A004 5F0F0141");
        QTest::newRow("fewer names than stated") << dg11("5C01A0 A007 020102 5F0F0141");
        QTest::newRow("another field in the group") << dg11("5C01A0 A007 020101 5F0E0141");
        QTest::newRow("name in the group not UTF-8") << dg11("5C01A0 A007 020101 5F0F01FF");
    }
    void refusals()
    {
        QFETCH(QByteArray, file);
        const Result<Dg11> person = parseDg11(file);
        QVERIFY(!person);
        QCOMPARE(person.error().code, ErrorCode::DamagedFile);
        QCOMPARE(person.error().stage, QStringLiteral("DG11"));
    }

    void dg12Refusals()
    {
        for (const char *content : {"5C025F26 5F2604202105AA", "5C025F55 5F55042021051A", "5C025F19 5F1901FF", "5C025F19"}) {
            const Result<Dg12> document = parseDg12(tlv::encode(0x6C, hex(content)));
            QVERIFY(!document);
            QCOMPARE(document.error().code, ErrorCode::DamagedFile);
            QCOMPARE(document.error().stage, QStringLiteral("DG12"));
        }
    }

    void everyPrefix()
    {
        QVERIFY(test::refusesEveryPrefix(encodeDg11(everythingAboutThePerson()), [](QByteArrayView view) { return parseDg11(view).has_value(); }));
        QVERIFY(test::refusesEveryPrefix(encodeDg12(everythingAboutTheDocument()), [](QByteArrayView view) { return parseDg12(view).has_value(); }));
    }
};

DD_TEST(TestDocumentDetails)
#include "test_document_details.moc"
