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
        // TD1 and TD2 of another state: the examples of 9303-5 and 9303-6.
        const QByteArray td1("I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
        const QByteArray td2("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6");
        for (const QByteArray &card : {td1, td2}) {
            const Result<identity::Mrz> generic = parseDg1(tlv::encode(0x61, tlv::encode(0x5F1F, card)));
            QVERIFY(generic);
            QCOMPARE(generic->documentNumber, QStringLiteral("D23145890"));
            QCOMPARE(generic->personalNumber, QString());
        }
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
};

DD_TEST(TestLdsFiles)
#include "test_lds_files.moc"
