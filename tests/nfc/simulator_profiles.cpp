// Profiles of cards: what is said in JSON is on the card, what is said wrong is named, and every profile that comes with the
// program makes a card that the reader's own parsers and PACE take for what it is.
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/passive.h"
#include "nfc/secure_messaging/pace.h"
#include "nfc/simulator/mrz_lines.h"
#include "nfc/simulator/security_info_encoding.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/simulator_channel.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QDir>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

QString shippedCards()
{
    return QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards");
}

CardProfile::Document paperOf(CardProfile::Format format, const QString &code, const QString &state, const QString &number, const QString &surname,
                              const QString &givenNames, const QDate &birth, const QString &sex, const QDate &expiry, const QString &optional)
{
    return {format, code, state, state, number, surname, givenNames, birth, expiry, sex, optional};
}

} // namespace

class TestSimulatorProfiles : public QObject
{
    Q_OBJECT

private slots:
    // The documents of ICAO 9303-11 D.2 (whose short numbers carry composite digits that are not right) and 9303-4, and the
    // Vietnamese layout.
    void linesOfTheMrz_data()
    {
        using Format = CardProfile::Format;
        QTest::addColumn<CardProfile::Document>("document");
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QByteArray>("information");
        const QString uto = QStringLiteral("UTO");
        const QString eriksson = QStringLiteral("Eriksson");
        const QString anna = QStringLiteral("Anna Maria");
        const QString stevenson = QStringLiteral("STEVENSON");
        const QString peter = QStringLiteral("PETER JOHN");
        QTest::newRow("TD1") << paperOf(Format::Td1, QStringLiteral("I"), uto, QStringLiteral("L898902C"), eriksson, anna, {1969, 8, 6}, QStringLiteral("F"),
                                        {1994, 6, 23}, {})
                             << QStringList{QStringLiteral("I<UTOL898902C<3<<<<<<<<<<<<<<<"), QStringLiteral("6908061F9406236UTO<<<<<<<<<<<2"),
                                            QStringLiteral("ERIKSSON<<ANNA<MARIA<<<<<<<<<<")}
                             << QByteArray("L898902C<369080619406236");
        QTest::newRow("TD1, long number")
            << paperOf(Format::Td1, QStringLiteral("I"), uto, QStringLiteral("D23145890734"), stevenson, peter, {1934, 7, 12}, QStringLiteral("M"),
                       {1995, 7, 12}, {})
            << QStringList{QStringLiteral("I<UTOD23145890<7349<<<<<<<<<<<"), QStringLiteral("3407127M9507122UTO<<<<<<<<<<<2"),
                           QStringLiteral("STEVENSON<<PETER<JOHN<<<<<<<<<")}
            << QByteArray("D23145890734934071279507122");
        QTest::newRow("TD2") << paperOf(Format::Td2, QStringLiteral("I"), uto, QStringLiteral("L898902C"), eriksson, anna, {1969, 8, 6}, QStringLiteral("F"),
                                        {1994, 6, 23}, {})
                             << QStringList{QStringLiteral("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"), QStringLiteral("L898902C<3UTO6908061F9406236<<<<<<<2")}
                             << QByteArray("L898902C<369080619406236");
        QTest::newRow("TD2, long number")
            << paperOf(Format::Td2, QStringLiteral("I"), uto, QStringLiteral("D23145890734"), stevenson, peter, {1934, 7, 12}, QStringLiteral("M"),
                       {1995, 7, 12}, {})
            << QStringList{QStringLiteral("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<"), QStringLiteral("D23145890<UTO3407127M95071227349<<<8")}
            << QByteArray("D23145890734934071279507122");
        QTest::newRow("TD3") << paperOf(Format::Td3, QStringLiteral("P"), uto, QStringLiteral("L898902C3"), eriksson, anna, {1974, 8, 12}, QStringLiteral("F"),
                                        {2012, 4, 15}, QStringLiteral("ZE184226B"))
                             << QStringList{QStringLiteral("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
                                            QStringLiteral("L898902C36UTO7408122F1204159ZE184226B<<<<<10")}
                             << QByteArray("L898902C3674081221204159");
        QTest::newRow("Vietnam") << cardProfileOf(Format::Vietnam).document << demoPerson().mrz.split(u'\n')
                                 << QByteArray("090000017790010113001019");
    }
    void linesOfTheMrz()
    {
        QFETCH(CardProfile::Document, document);
        QFETCH(QStringList, lines);
        const Result<QString> mrz = simulator::mrzLines(document);
        QVERIFY2(mrz, mrz ? "" : qPrintable(mrz.error().detail));
        QCOMPARE(mrz->split(u'\n'), lines);
        const Result<identity::Mrz> parsed = identity::parseMrz(*mrz);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().detail));
        QTEST(identity::mrzInformation(*parsed), "information");
        CardProfile profile = cardProfileOf(document.format);
        profile.document = document;
        profile.aaKey.clear();
        profile.chipKeys.clear();
        const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY2(card, card ? "" : qPrintable(card.error().detail));
        QTEST(card->mrzInformation, "information");
        QCOMPARE(mrzLinesOf(*card), lines);
    }

    void namesInCapitals_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("letters"); // null: refused
        QTest::newRow("Vietnamese") << QStringLiteral("Đỗ Thị Ngọc-Ánh") << QStringLiteral("DO<THI<NGOC<ANH");
        QTest::newRow("decomposed") << QStringLiteral("Nguye\u0302\u0303n") << QStringLiteral("NGUYEN");
        QTest::newRow("apostrophe") << QStringLiteral("O'Connor") << QStringLiteral("OCONNOR");
        QTest::newRow("digit") << QStringLiteral("X2") << QString();
        QTest::newRow("another script") << QStringLiteral("Иванов") << QString();
    }
    void namesInCapitals()
    {
        QFETCH(QString, name);
        QFETCH(QString, letters);
        QCOMPARE(simulator::mrzLetters(name).value_or(QString()), letters);
    }

    void emptyProfileIsTheVietnameseCard()
    {
        const Result<CardProfile> profile = parseCardProfile("{}");
        QVERIFY(profile);
        QVERIFY(*profile == cardProfileOf(CardProfile::Format::Vietnam));
        const Result<CardImage> card = personalise(*profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        const CardImage &demo = test::demoCard(ActiveAuthenticationKey::Rsa);
        for (const FileId file : {FileId::CardAccess, FileId::Com, FileId::Dg1, FileId::Dg2, FileId::Dg13})
            QCOMPARE(card->files.value(file), demo.files.value(file));
        QCOMPARE(card->can, demo.can);
        QCOMPARE(card->mrzInformation, demo.mrzInformation);
        QCOMPARE(card->printedQr, demo.printedQr);
        QCOMPARE(card->files.keys(), demo.files.keys());
    }

    void wrongsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char *json, const char *detail) { QTest::newRow(json) << QByteArray(json) << QString::fromUtf8(detail); };
        row("", "illegal value at byte 0");
        row("[]", "not an object");
        row("{\"title\": \"x\"", "unterminated string at byte 13");
        row(R"({"cna": "1"})", "cna: unknown key");
        row(R"({"document": {"numbr": "1"}})", "document.numbr: unknown key");
        row(R"({"document": "td3"})", "document: an object");
        row(R"({"document": {"format": "td4"}})", "document.format: one of vietnam, td1, td2, td3");
        row(R"({"document": {"sex": "male"}})", "document.sex: one of M, F, X");
        row(R"({"document": {"birth": "01/01/1990"}})", "document.birth: a date, year-month-day");
        row(R"({"document": {"birth": "1990-02-30"}})", "document.birth: a date, year-month-day");
        row(R"({"document": {"number": "12345678901"}})", "document.number: twelve digits");
        row(R"({"document": {"number": 1}})", "document.number: a text");
        row(R"({"document": {"format": "td3", "number": "C123456789"}})", "document.number: too long, or not letters and digits");
        row(R"({"document": {"format": "td3", "number": "c1234"}})", "document.number: too long, or not letters and digits");
        row(R"({"document": {"surname": ""}})", "document.surname: not letters");
        row(R"({"document": {"givenNames": "1"}})", "document.givenNames: not letters");
        row(R"({"document": {"state": "VIET"}})", "document.state: up to three letters");
        row(R"({"document": {"code": ""}})", "document.code: one or two letters");
        row(R"({"document": {"format": "td2", "optionalData": "12345678"}})", "document.optionalData: too long");
        row(R"({"can": "12345"})", "can: six digits, or null");
        row(R"({"can": "12345A"})", "can: six digits, or null");
        row(R"({"pace": {}})", "pace: a list");
        row(R"({"pace": ["ECDH-GM-AES-128"]})", "pace[0]: an object");
        row(R"({"pace": [{"protocol": "ECDH-GM-AES-127"}]})", "pace[0].protocol: a protocol like ECDH-GM-AES-128, DH-IM-3DES, ECDH-CAM-AES-256");
        row(R"({"pace": [{"domain": "secp256k1"}]})", "pace[0].domain: domain parameters like brainpoolP256r1, P-256, DH-2048/256");
        row(R"({"pace": [{"protocol": "DH-GM-3DES", "domain": "P-256"}]})", "pace[0].domain: does not fit the protocol");
        row(R"({"pace": [{"protocol": "ECDH-IM-3DES", "domain": "P-224"}]})", "pace[0].domain: P-224 has no integrated mapping");
        row(R"({"pace": [{"protocol": "DH-GM-3DES", "domain": "DH-2048/224"}], "chip": {"extendedLength": false}})",
            "pace[0].domain: keys of 256 bytes need extended length");
        row(R"({"pace": [{"protocol": "ECDH-CAM-AES-128", "domain": "P-256"}]})",
            "pace: chip authentication mapping needs a key in chipAuthentication on the same curve");
        row(R"({"chipAuthentication": [{"ciphers": ["AES"]}]})", "chipAuthentication[0].ciphers: of 3DES, AES-128, AES-192, AES-256");
        row(R"({"chipAuthentication": [{"ciphers": "3DES"}]})", "chipAuthentication[0].ciphers: a list of texts");
        row(R"({"chipAuthentication": [{"form": "pkcs3"}]})", "chipAuthentication[0].form: does not fit the domain parameters");
        row(R"({"chipAuthentication": [{"domain": "DH-1024/160", "form": "named"}]})", "chipAuthentication[0].form: does not fit the domain parameters");
        row(R"({"chipAuthentication": [{}, {}]})", "chipAuthentication: several keys need a keyId each");
        row(R"({"chipAuthentication": [{"keyId": 256}]})", "chipAuthentication[0].keyId: a number from 0 to 255");
        row(R"({"activeAuthentication": {"key": "rsa-1000"}})", "activeAuthentication.key: a key like rsa-2048, ecdsa-brainpoolP256r1, ecdsa-P-384");
        row(R"({"activeAuthentication": {"hash": "MD5"}})", "activeAuthentication.hash: one of usual, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512");
        row(R"({"activeAuthentication": {"trailer": "BCD"}})", "activeAuthentication.trailer: hexadecimal digits");
        row(R"({"issuer": {"key": "none"}})", "issuer.key: a key like rsa-2048, ecdsa-brainpoolP256r1, ecdsa-P-384");
        row(R"({"issuer": {"country": "vn"}})", "issuer.country: two capital letters");
        row(R"({"files": {"dg13": "2024"}})", "files.dg13: one of absent, known, unreadable");
        row(R"({"files": {"dg13Parents": "both"}})", "files.dg13Parents: one of siblings, sequence");
        row(R"({"files": {"faceFormat": "png"}})", "files.faceFormat: one of jpeg, jpeg2000");
        row(R"({"files": {"faceStandard": "19794"}})", "files.faceStandard: one of 19794-5, 39794-5");
        row(R"({"files": {"faceSize": 60001}})", "files.faceSize: a number from 0 to 60000");
        row(R"({"files": {"faceSize": 1.5}})", "files.faceSize: a number from 0 to 60000");
        row(R"({"files": {"dg11": {"name": "x"}}})", "files.dg11.name: unknown key");
        row(R"({"chip": {"extendedLength": 1}})", "chip.extendedLength: true or false");
        row(R"({"chip": {"selectMasterFile": "6A8"}})", "chip.selectMasterFile: a status word of four hexadecimal digits");
        row(R"({"chip": {"refusedFiles": {"DG3": "6982"}}})", "chip.refusedFiles: file identifiers with status words, four hexadecimal digits each");
        row(R"({"chip": {"passwordTries": -1}})", "chip.passwordTries: a number from 0 to 15");
        row(R"({"faults": []})", "faults: an object");
        row(R"({"faults": {"drop": 1}})", "faults.drop: unknown key");
        row(R"({"faults": {"dropAfter": -2}})", "faults.dropAfter: a number from -1 to 1000000");
        row(R"({"faults": {"dropAt": 60}})", "faults.dropAt: a list of numbers from 0 to 1000000");
        row(R"({"faults": {"dropAt": [60, -1]}})", "faults.dropAt: a list of numbers from 0 to 1000000");
        row(R"({"faults": {"dropAt": [0.5]}})", "faults.dropAt: a list of numbers from 0 to 1000000");
        row(R"({"faults": {"statusIn": {"one": "6F00"}}})", "faults.statusIn: numbers from 0 to 1000000 with status words of four hexadecimal digits");
        row(R"({"faults": {"statusIn": {"01": "6F00"}}})", "faults.statusIn: numbers from 0 to 1000000 with status words of four hexadecimal digits");
        row(R"({"faults": {"statusIn": {"1": "6F0"}}})", "faults.statusIn: numbers from 0 to 1000000 with status words of four hexadecimal digits");
        row(R"({"faults": {"stallMs": 600001}})", "faults.stallMs: a number from 0 to 600000");
        row(R"({"link": {"bitsPerSecond": 0}})", "link.bitsPerSecond: a number from 1000 to 1000000000");
        row(R"({"link": {"perApduMs": "5"}})", "link.perApduMs: a number from 0 to 600000");
        row(R"({"link": {"bitRate": 106000}})", "link.bitRate: unknown key");
        row(R"({"cardAccess": {"terminal": true}})", "cardAccess.terminal: unknown key");
        row(R"({"details": {"fullName": "x"}})", "details.fullName: unknown key");
    }
    void wrongsAreNamed()
    {
        QFETCH(QByteArray, json);
        const Result<CardProfile> profile = parseCardProfile(json);
        QVERIFY(!profile);
        QCOMPARE(profile.error().code, ErrorCode::InvalidInput);
        QCOMPARE(profile.error().stage, QStringLiteral("card profile"));
        QTEST(profile.error().detail, "detail");
    }

    void faultsAndLink()
    {
        const Result<CardProfile> profile = parseCardProfile(R"({
            "faults": {"dropAfter": 9, "dropAt": [5, 60], "dropEvery": 200, "flipByteIn": 3, "statusIn": {"7": "6F00", "12": "6282"},
                       "stallIn": 8, "stallMs": 250, "delayMs": 2},
            "link": {"bitsPerSecond": 106000, "perApduMs": 2.5}})");
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().detail));
        const Faults faults{.dropAfter = 9, .flipByteIn = 3, .dropAt = {5, 60}, .dropEvery = 200, .statusIn = {{7, 0x6F00}, {12, 0x6282}},
                            .stallIn = 8, .stallMs = 250, .delayMs = 2};
        QVERIFY(profile->faults == faults);
        const LinkModel link{.bitsPerSecond = 106'000, .perApduMs = 2.5, .wait = true};
        QVERIFY(profile->link == link);
        const Result<CardImage> card = personalise(*profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        QVERIFY(card->faults == faults && card->link == link);
        QVERIFY(!parseCardProfile(R"({"link": {"wait": false}})")->link.wait);
    }

    void everyPrefixIsAnError()
    {
        const QByteArray json = test::readFile(shippedCards() + QStringLiteral("/pace-cam.json")).trimmed();
        QVERIFY(json.size() > 500);
        for (qsizetype size = 0; size < json.size(); ++size) {
            const QByteArray prefix(json.constData(), size);
            QVERIFY(!parseCardProfile(prefix));
        }
        QVERIFY(parseCardProfile(json));
        QVERIFY(!parseCardProfile(QByteArray(70000, ' ')));
    }

    void shippedProfiles_data()
    {
        QTest::addColumn<QString>("file");
        const QStringList names = QDir(shippedCards()).entryList({QStringLiteral("*.json")}, QDir::Files);
        QCOMPARE(names.size(), 9);
        for (const QString &name : names)
            QTest::newRow(qPrintable(name)) << shippedCards() + u'/' + name;
    }
    void shippedProfiles()
    {
        QFETCH(QString, file);
        const Result<CardProfile> profile = parseCardProfile(test::readFile(file));
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().detail));
        const Result<DemoIssuer> issuer = makeDemoIssuer(test::personalisedAt, profile->issuer);
        QVERIFY2(issuer, issuer ? "" : qPrintable(issuer.error().detail));
        const Result<CardImage> card = personalise(*profile, *issuer, test::personalisedAt);
        QVERIFY2(card, card ? "" : qPrintable(card.error().detail));

        const Result<identity::Mrz> mrz = parseDg1(card->files.value(FileId::Dg1));
        QVERIFY(mrz);
        QCOMPARE(identity::mrzInformation(*mrz), card->mrzInformation);
        const Result<FaceImage> face = parseDg2(card->files.value(FileId::Dg2));
        QVERIFY(face);
        const bool jpeg = profile->faceFormat == CardProfile::FaceFormat::Jpeg;
        QCOMPARE(face->format, jpeg ? FaceImage::Format::Jpeg : FaceImage::Format::Jpeg2000);
        QCOMPARE(face->data.size(), std::max(profile->faceSize, (jpeg ? demoPerson().faceJpeg : demoPerson().faceJpeg2000).size()));
        QVERIFY2(face->remarks.isEmpty(), qPrintable(face->remarks.join(u' ')));
        if (profile->dg13 == CardProfile::Dg13Layout::Known)
            QCOMPARE(parseDg13(card->files.value(FileId::Dg13))->personalNumber, profile->document.number);
        else if (profile->dg13 == CardProfile::Dg13Layout::Unreadable)
            QCOMPARE(parseDg13(card->files.value(FileId::Dg13)).error().code, ErrorCode::UnsupportedProtocol);
        // What EF.COM lists is there, or is DG3.
        const Result<Com> com = parseCom(card->files.value(FileId::Com));
        QVERIFY(com);
        for (const quint8 tag : com->tags) {
            const bool known = std::any_of(card->files.begin(), card->files.end(), [&](const QByteArray &content) { return quint8(content.at(0)) == tag; });
            QVERIFY2(known || (tag == 0x63 && profile->dg3), QByteArray::number(tag, 16).constData());
        }
        SystemRandom random;
        if (card->files.contains(FileId::CardAccess)) {
            const Result<QList<PaceProfile>> offers = paceProfiles(*parseCardAccess(card->files.value(FileId::CardAccess)));
            QVERIFY(offers);
            QCOMPARE(offers->size(), profile->pace.size());
            for (PaceProfile offer : *offers) {
                offer.domainAmbiguous = true; // tag 84 in any case: some of these chips insist on it
                SoftCard chip(*card, random);
                test::SimulatorChannel channel(chip, card->extendedLength ? 65544 : 261);
                CardLink link(channel);
                QVERIFY(runPace(link, offer, {AccessKey::Kind::Mrz, card->mrzInformation}, random));
                QCOMPARE(link.transmit({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false})->status, sw::success);
            }
        }
    }

    void facesAreFilledUp()
    {
        CardProfile profile = cardProfileOf(CardProfile::Format::Vietnam);
        profile.aaKey.clear();
        for (const qsizetype size : {0, 10, 14000, 15000, 60000}) {
            profile.faceSize = size;
            const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
            QVERIFY(card);
            const QByteArray jpeg = parseDg2(card->files.value(FileId::Dg2))->data;
            const QByteArray original = demoPerson().faceJpeg;
            QCOMPARE(jpeg.size(), std::max(size, original.size()));
            QVERIFY(jpeg.startsWith(hex("FFD8FF")) && jpeg.endsWith(original.sliced(2)));
        }
    }

    void textsInDg11AndDg12()
    {
        const Result<CardProfile> profile = parseCardProfile(R"({"files": {"dg11": {"profession": "Kỹ sư", "address": ""}, "dg12": {}, "bcdDates": true}})");
        QVERIFY(profile);
        const Result<CardImage> card = personalise(*profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        const QByteArray dg11 = card->files.value(FileId::Dg11);
        QVERIFY(dg11.startsWith('\x6B'));
        QVERIFY(dg11.contains(hex("5C0A5F0E5F105F115F135F2B")));
        QVERIFY(dg11.contains(hex("5F2B0419900101")));
        QVERIFY(dg11.contains(tlv::encode(0x5F13, QByteArrayView("Kỹ sư"))));
        const QByteArray dg12 = card->files.value(FileId::Dg12);
        QVERIFY(dg12.startsWith('\x6C') && dg12.contains(hex("5F260420210515")));
        QVERIFY(card->files.value(FileId::Com).contains(hex("6B6C")));
    }

    void filesOfTheMasterFile()
    {
        CardProfile profile = cardProfileOf(CardProfile::Format::Td3);
        profile.aaKey.clear();
        profile.dir = profile.atrInfo = profile.cardSecurity = true;
        profile.behaviour.longestCommand = 1000;
        profile.behaviour.longestResponse = 2000;
        const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
        QVERIFY(card);
        QCOMPARE(card->files.value(FileId::Dir), hex("61094F07A0000002471001"));
        QCOMPARE(card->files.value(FileId::AtrInfo), hex("47039401E0" "7F6608020203E8020207D0"));
        // EF.CardAccess here names PACE only; EF.CardSecurity and DG14 name the rest too, EF.CardSecurity EF.DIR besides.
        QCOMPARE(card->files.value(FileId::CardAccess), hex("31143012060A04007F0007020204020202010202010D"));
        const QByteArray dg14 = card->files.value(FileId::Dg14);
        QVERIFY(dg14.contains(hex("300F060A04007F00070202030202020101")));
        const QByteArray cardSecurity = card->files.value(FileId::CardSecurity);
        QVERIFY(cardSecurity.startsWith('\x30'));
        QVERIFY(cardSecurity.contains(hex("060804007F0007030201"))); // id-SecurityObject
        QVERIFY(cardSecurity.contains(hex("060667810801010D040B") + card->files.value(FileId::Dir)));
        QVERIFY(cardSecurity.contains(hex("300F060A04007F00070202030202020101")));
    }

    // Whatever the form, the reader's parser finds the same key.
    void formsOfTheChipKey_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("form");
        QTest::addColumn<QByteArray>("identifier");
        QTest::newRow("explicit") << 13 << int(KeyForm::Explicit) << hex("06072A8648CE3D02013081E0");
        QTest::newRow("named") << 15 << int(KeyForm::Named) << hex("06072A8648CE3D020106052B81040022");
        QTest::newRow("standardized") << 18 << int(KeyForm::Standardized) << hex("060704007F00070102020112");
        QTest::newRow("explicit DH") << 2 << int(KeyForm::Explicit) << hex("06072A8648CE3E0201");
        QTest::newRow("standardized DH") << 1 << int(KeyForm::Standardized) << hex("060704007F00070102020101");
        QTest::newRow("PKCS #3") << 0 << int(KeyForm::Pkcs3) << hex("06092A864886F70D010301");
    }
    void formsOfTheChipKey()
    {
        QFETCH(int, parameterId);
        QFETCH(int, form);
        QFETCH(QByteArray, identifier);
        Result<ChipKey> key = simulator::makeChipKey(parameterId);
        QVERIFY(key);
        key->keyId = 200;
        const Result<QByteArray> info = simulator::chipAuthenticationPublicKeyInfo(*key, KeyForm(form));
        QVERIFY(info);
        QVERIFY(info->contains(identifier));
        QVERIFY(info->endsWith(hex("020200C8")));
        const Result<tlv::Element> outer = tlv::readSingle(*info, 0x30);
        tlv::Reader reader(outer->value);
        QCOMPARE(reader.next(0x06)->value, hex(parameterId > 2 ? "04007F00070202010 2" : "04007F000702020101"));
        const Result<AgreementKey> read = agreementKeyFrom(reader.next(0x30)->encoded, QStringLiteral("test"));
        QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
        QCOMPARE(read->publicKey, *AgreementDomain::standardized(parameterId)->publicKeyOf(key->privateKey));
    }

    void issuersOfEveryKind_data()
    {
        QTest::addColumn<IssuerOptions>("options");
        using Hash = ActiveAuthenticationScheme::Hash;
        QTest::newRow("brainpool, named") << IssuerOptions{.explicitParameters = false};
        QTest::newRow("P-384, SHA-384") << IssuerOptions{.key = "ecdsa-P-384", .hash = Hash::Sha384};
        QTest::newRow("P-521, SHA-512") << IssuerOptions{.key = "ecdsa-P-521", .hash = Hash::Sha512};
        QTest::newRow("P-224, SHA-224") << IssuerOptions{.key = "ecdsa-P-224", .hash = Hash::Sha224};
        QTest::newRow("RSA, SHA-1") << IssuerOptions{.key = "rsa-2048", .hash = Hash::Sha1};
        QTest::newRow("RSA-PSS, SHA-512") << IssuerOptions{.key = "rsa-2048", .hash = Hash::Sha512, .pss = true};
        QTest::newRow("another country") << IssuerOptions{.country = QStringLiteral("XX")};
    }
    void issuersOfEveryKind()
    {
        QFETCH(IssuerOptions, options);
        const Result<DemoIssuer> issuer = makeDemoIssuer(test::personalisedAt, options);
        QVERIFY(issuer);
        CardProfile profile = cardProfileOf(CardProfile::Format::Td3);
        profile.aaKey.clear();
        const Result<CardImage> card = personalise(profile, *issuer, test::personalisedAt);
        QVERIFY(card);
        CscaStore store;
        QVERIFY(store.add(issuer->cscaCertificate, QStringLiteral("test"), true));
        QVERIFY(store.anchors().first().demo);
        const Result<PassiveResult> outcome = passiveAuthentication(card->files, store, test::personalisedAt);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().stage + u' ' + outcome.error().detail));
        QVERIFY(outcome->issuerKnown && outcome->demo);
        QCOMPARE(outcome->listedGroups, (QList<int>{1, 2, 14}));
    }
};

DD_TEST(TestSimulatorProfiles)
#include "simulator_profiles.moc"
