#include "nfc/authentication/remote_chip_authentication.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/pace_run.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/scripted_channel.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray remoteChipKey = hex("107CF58696EF6155053340FD633392BA81909DF7");

// A card: its key, its DG14, its SOD (as far as this protocol looks).
struct Card
{
    explicit Card(int parameterId = 13, int cipher = 2, const QByteArray &privateKey = remoteChipKey, char filling = 's')
        : domain(*AgreementDomain::standardized(parameterId)), key(privateKey), sod(tlv::encode(0x77, QByteArray(900, filling)))
    {
        const QByteArray publicKey = *domain.publicKeyOf(key);
        const int agreement = domain.isElliptic() ? 2 : 1;
        dg14 = test::dg14Of(
            {test::chipInfo(agreement, cipher),
             test::chipKeyInfo(agreement, test::standardizedKeyOf(parameterId, domain.isElliptic() ? publicKey : test::integer(publicKey)))});
    }
    AgreementDomain domain;
    QByteArray key;
    QByteArray sod;
    QByteArray dg14;
};

test::CaTestChip chipOf(const Card &card)
{
    test::CaTestChip chip(card.domain, card.key);
    chip.sod = card.sod;
    return chip;
}

Result<QByteArray> carried(test::CaTestChip &chip, const RemoteChipMessage &message)
{
    CardLink link(chip);
    link.startSecureMessaging(chip.session());
    chip.begin();
    Result<QByteArray> answer = performRemoteChipAuthentication(link, message);
    if (answer && link.isSecure())
        qFatal("a session nobody has the keys of");
    return answer;
}

Result<QByteArray> carried(const Card &card, const RemoteChipMessage &message)
{
    test::CaTestChip chip = chipOf(card);
    return carried(chip, message);
}

RemoteChipStart startFor(const Card &card)
{
    SystemRandom random;
    Result<RemoteChipStart> start = startRemoteChipAuthentication(card.dg14, random);
    if (!start)
        qFatal("a good DG14 is refused");
    return std::move(*start);
}

} // namespace

class TestRemoteChipAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void everyGroupAndCipher_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("cipher");
        for (const int id : {0, 2, 12, 13, 15, 17, 18}) {
            for (int cipher = 1; cipher <= 4; ++cipher)
                QTest::newRow(qPrintable(QStringLiteral("group %1, cipher %2").arg(id).arg(cipher))) << id << cipher;
        }
    }
    void everyGroupAndCipher()
    {
        QFETCH(int, parameterId);
        QFETCH(int, cipher);
        const Card card(parameterId, cipher);
        const RemoteChipStart start = startFor(card);
        QCOMPARE(start.message.request.generalAuthenticate.isEmpty(), cipher == 1);
        const Result<QByteArray> answer = carried(card, start.message);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        QVERIFY(checkRemoteChipAuthentication(start.state.view(), *answer, card.dg14, card.sod));
    }

    // The database holds bytes; what comes out of it again is good for the check.
    void stateIsBytes()
    {
        const Card card;
        const RemoteChipStart start = startFor(card);
        const QByteArray stored = start.state.view().toByteArray();
        QVERIFY(stored.size() <= 98);
        const Result<QByteArray> answer = carried(card, start.message);
        QVERIFY(checkRemoteChipAuthentication(stored, *answer, card.dg14, card.sod));
        QVERIFY(test::refusesEveryPrefix(stored,
                                         [&](QByteArrayView state) { return checkRemoteChipAuthentication(state, *answer, card.dg14, card.sod); }));
        for (qsizetype size = 0; size < stored.size(); ++size)
            QCOMPARE(checkRemoteChipAuthentication(QByteArrayView(stored).first(size), *answer, card.dg14, card.sod).error().code,
                     ErrorCode::InvalidInput);
        for (const qsizetype at : {qsizetype(0), qsizetype(1)}) { // version and cipher
            QByteArray damaged = stored;
            damaged[at] = '\x7F';
            QCOMPARE(checkRemoteChipAuthentication(damaged, *answer, card.dg14, card.sod).error().code, ErrorCode::InvalidInput);
        }
    }

    // Nothing the app sees lets it make R1: two runs share nothing but the card.
    void everyRunHasItsOwnKey()
    {
        const Card card;
        const RemoteChipStart one = startFor(card);
        const RemoteChipStart two = startFor(card);
        QVERIFY(one.message.request.generalAuthenticate != two.message.request.generalAuthenticate);
        QVERIFY(one.message.firstCommand != two.message.firstCommand);
        QVERIFY(one.state.view() != two.state.view());
        const QByteArray sent = one.message.request.mse + one.message.request.generalAuthenticate + one.message.firstCommand;
        QVERIFY(!sent.contains(one.state.view().last(16).toByteArray()));
    }

    void answersThatProveNothing_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("answer of another run with the same card") << 0;
        QTest::newRow("state of another run with the same card") << 1;
        QTest::newRow("another DG14 than at the start") << 2;
        QTest::newRow("another SOD") << 3;
        QTest::newRow("another card's answer") << 4;
        QTest::newRow("one bit of the cryptogram") << 5;
        QTest::newRow("one bit of the checksum") << 6;
        QTest::newRow("status word only") << 7;
        QTest::newRow("empty") << 8;
        QTest::newRow("too long") << 9;
        QTest::newRow("C1 sent back") << 10;
        QTest::newRow("a SOD too short to compare") << 11;
        QTest::newRow("status word changed") << 12;
    }
    void answersThatProveNothing()
    {
        QFETCH(int, what);
        const Card card;
        const Card other(13, 2, hex("2222222222222222222222222222222222222222"), 't');
        const RemoteChipStart start = startFor(card);
        const RemoteChipStart again = startFor(card);
        QByteArray answer = *carried(card, start.message);
        QByteArray dg14 = card.dg14;
        QByteArray sod = card.sod;
        QByteArrayView state = start.state.view();
        QVERIFY(checkRemoteChipAuthentication(state, answer, dg14, sod));
        switch (what) {
        case 0: answer = *carried(card, again.message); break;
        case 1: state = again.state.view(); break;
        case 2: dg14 = other.dg14; break;
        case 3: sod = other.sod; break;
        case 4: answer = *carried(other, startFor(other).message); break;
        case 5: answer[20] = static_cast<char>(answer.at(20) ^ 1); break;
        case 6: answer[answer.size() - 3] = static_cast<char>(answer.at(answer.size() - 3) ^ 1); break;
        case 7: answer = hex("9000"); break;
        case 8: answer.clear(); break;
        case 9: answer.prepend(QByteArray(4096, 'x')); break;
        case 10: answer = start.message.firstCommand; break;
        case 11: sod = sod.first(40); break;
        default: answer[answer.size() - 1] = '\x01'; break;
        }
        QCOMPARE(checkRemoteChipAuthentication(state, answer, dg14, sod).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    void everyPrefixOfTheAnswer()
    {
        const Card card;
        const RemoteChipStart start = startFor(card);
        const QByteArray answer = *carried(card, start.message);
        QVERIFY(test::refusesEveryPrefix(answer, [&](QByteArrayView prefix) {
            const Result<void> checked = checkRemoteChipAuthentication(start.state.view(), prefix, card.dg14, card.sod);
            return checked || checked.error().code != ErrorCode::ChipAuthenticationFailed;
        }));
    }

    // What copying a chip yields: every file, and no key.
    void copiedImageWithoutTheKey()
    {
        const Card card;
        const RemoteChipStart start = startFor(card);
        test::CaTestChip copy = chipOf(card);
        copy.otherKeys = true;
        const Result<QByteArray> refused = carried(copy, start.message);
        QCOMPARE(refused.error().code, ErrorCode::ChipAuthenticationFailed); // 6988 to a command it cannot understand
        // A cleverer copy answers anyway, under keys of its own making.
        SecureSession made(Secret::copyOf(QByteArray(16, 'a')), Secret::copyOf(QByteArray(16, 'b')), CipherSuite::Aes128);
        QVERIFY(made.protectCommand({0x00, 0xB0, 0x9D, 0x00, {}, 160, false}));
        const QByteArray forged = made.protectResponse({card.sod.first(160), sw::success})->encoded();
        QCOMPARE(checkRemoteChipAuthentication(start.state.view(), forged, card.dg14, card.sod).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    // A chip that says it has no such file proves its key, but not that the SOD is its own.
    void protectedRefusalProvesNothing()
    {
        const Card card;
        const RemoteChipStart start = startFor(card);
        test::CaTestChip chip = chipOf(card);
        chip.sod.clear();
        chip.proofStatus = sw::fileNotFound;
        const Result<QByteArray> answer = carried(chip, start.message);
        QVERIFY(answer);
        QCOMPARE(checkRemoteChipAuthentication(start.state.view(), *answer, card.dg14, card.sod).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    void cardTakenAwayAtEveryCommandIsCardLost()
    {
        const Card card;
        for (int lost = 0; lost < 3; ++lost) {
            test::CaTestChip chip = chipOf(card);
            chip.lostAt = lost;
            QCOMPARE(carried(chip, startFor(card).message).error().code, ErrorCode::CardLost);
        }
    }

    void refusedByTheChip()
    {
        const Card card;
        test::CaTestChip chip = chipOf(card);
        chip.authenticateStatus = 0x6A80;
        QCOMPARE(carried(chip, startFor(card).message).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    // The server may have the chip prove itself. It may not use the app as an arm.
    void messagesThatAreSomethingElse_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("no MSE") << 0;
        QTest::newRow("another template") << 1;
        QTest::newRow("something behind the reference") << 2;
        QTest::newRow("MSE too long") << 3;
        QTest::newRow("another GENERAL AUTHENTICATE") << 4;
        QTest::newRow("GENERAL AUTHENTICATE of PACE") << 5;
        QTest::newRow("another first command") << 6;
        QTest::newRow("another file") << 7;
        QTest::newRow("a plain first command") << 8;
        QTest::newRow("no first command") << 9;
        QTest::newRow("first command of extended length") << 10;
        QTest::newRow("GENERAL AUTHENTICATE missing") << 11;
    }
    void messagesThatAreSomethingElse()
    {
        QFETCH(int, what);
        const Card card;
        RemoteChipMessage message = startFor(card).message;
        switch (what) {
        case 0: message.request.mse.clear(); break;
        case 1: message.request.mse[0] = '\x83'; break;
        case 2: message.request.mse.append(hex("840101830102")); break;
        case 3: message.request.mse = tlv::encode(0x80, QByteArray(2000, 'x')); break;
        case 4: message.request.generalAuthenticate[0] = '\x7D'; break;
        case 5: message.request.generalAuthenticate[2] = '\x81'; break;
        case 6: message.firstCommand[1] = '\xD6'; break; // UPDATE BINARY
        case 7: message.firstCommand[2] = '\x81'; break;
        case 8: message.firstCommand[0] = '\0'; break;
        case 9: message.firstCommand.clear(); break;
        case 10: message.firstCommand = hex("0CB09D00000200") + QByteArray(512, 'x') + hex("0000"); break;
        default: message.request.generalAuthenticate.clear(); break;
        }
        test::CaTestChip chip = chipOf(card);
        QCOMPARE(carried(chip, message).error().code, ErrorCode::InvalidInput);
        QVERIFY(chip.plain.isEmpty());
    }

    // The whole of it on the simulated chip: PACE, the proof, PACE again to read on. Its copy has every file and another key.
    void onTheSimulatedChip_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::addColumn<int>("cipher");
        for (const int id : {0, 2, 13, 15}) {
            for (int cipher = 1; cipher <= 4; ++cipher)
                QTest::newRow(qPrintable(QStringLiteral("group %1, cipher %2").arg(id).arg(cipher))) << id << cipher;
        }
    }
    void onTheSimulatedChip()
    {
        QFETCH(int, parameterId);
        QFETCH(int, cipher);
        const Card card(parameterId, cipher);
        for (const bool copied : {false, true}) {
            CardImage image = test::paceCard(2, 2, 13);
            image.files.insert(FileId::Dg14, card.dg14);
            image.files.insert(FileId::Sod, card.sod);
            const QByteArray key = copied ? hex("2222222222222222") : card.key;
            image.chipKeys.append({parameterId, key, std::nullopt, {test::chipProtocol(card.domain.isElliptic() ? 2 : 1, cipher)}});
            test::SoftCardChannel channel(image);
            CardLink link(channel);
            SystemRandom random;
            const PaceProfile access = paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)))->first();
            QVERIFY(runPace(link, access, {AccessKey::Kind::Can, test::accessCan}, random));
            QVERIFY(test::selectApplication(link));
            const RemoteChipStart start = startFor(card);
            const Result<QByteArray> answer = performRemoteChipAuthentication(link, start.message);
            QCOMPARE(answer.has_value(), !copied);
            if (copied)
                QCOMPARE(answer.error().code, ErrorCode::ChipAuthenticationFailed);
            else
                QVERIFY(checkRemoteChipAuthentication(start.state.view(), *answer, card.dg14, card.sod));
            QVERIFY(!link.isSecure());
            (void)link.transmit({0x00, 0xA4, 0x00, 0x0C, hex("3F00"), 0, false}); // in plain: the chip drops what it had
            QVERIFY(runPace(link, access, {AccessKey::Kind::Can, test::accessCan}, random));
            QVERIFY(test::selectApplication(link));
        }
    }

    void startNeedsAKeyInDg14()
    {
        SystemRandom random;
        QCOMPARE(startRemoteChipAuthentication(test::dg14Of({}), random).error().code, ErrorCode::UnsupportedProtocol);
        QCOMPARE(startRemoteChipAuthentication(test::dg14Of({test::chipInfo(2, 2)}), random).error().code, ErrorCode::DamagedFile);
        QCOMPARE(startRemoteChipAuthentication({}, random).error().code, ErrorCode::DamagedFile);
        const Card card;
        QVERIFY(test::refusesEveryPrefix(card.dg14, [&](QByteArrayView dg14) { return startRemoteChipAuthentication(dg14, random); }));
    }
};

DD_TEST(TestRemoteChipAuthentication)
#include "test_remote_chip_authentication.moc"
