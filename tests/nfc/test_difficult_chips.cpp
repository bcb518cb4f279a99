// Chips at the edge of the standard, read from the first APDU to the report: what they cannot do is said as such, and what they
// will not do speaks against nobody but them.
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/card_profile.h"
#include "tests/nfc/card_reading.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>

using namespace dd;
using namespace dd::nfc;
using dd::test::Reading;
using Verdict = ReadReport::Verdict;

namespace {

// A card of the demo country.
CardImage cardFrom(const QByteArray &profile)
{
    static std::map<QByteArray, CardImage> cards;
    auto found = cards.find(profile);
    if (found == cards.end()) {
        const Result<CardProfile> parsed = parseCardProfile(profile);
        const Result<CardImage> card = parsed ? personalise(*parsed, test::demoIssuer(), test::personalisedAt) : fail(parsed.error());
        if (!card)
            qFatal("%s makes no card: %s", profile.constData(), qPrintable(card.error().detail));
        found = cards.emplace(profile, *card).first;
    }
    return found->second;
}

AccessKey mrzKeyOf(const CardImage &card)
{
    return {AccessKey::Kind::Mrz, card.mrzInformation};
}

// An open chip with the files of a signed document, the person and the face among them.
Reading openChipWith(test::pki::DocumentRecipe recipe)
{
    const CardImage &demo = test::demoCard(ActiveAuthenticationKey::Ecdsa);
    recipe.groups[1] = demo.files.value(FileId::Dg1);
    recipe.groups[2] = demo.files.value(FileId::Dg2);
    recipe.groups.remove(14);
    recipe.comGroups.removeAll(14);
    const test::pki::SignedDocument document = test::pki::makeDocument(recipe);
    Reading reading{demo};
    reading.card.files = document.files;
    reading.card.behaviour.basicAccessControl = false;
    reading.card.chipKeys.clear();
    reading.anchors = document.anchors;
    return reading;
}

QString failureOf(const Result<ReadResult> &result)
{
    return result ? QString() : QStringLiteral("%1 %2 %3").arg(errorId(result.error().code), result.error().stage, result.error().detail);
}

} // namespace

class TestDifficultChips : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    // No short identifiers at all, said by the status word that also means "no such file".
    void chipWithoutShortIdentifiers_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::addColumn<bool>("basic");
        for (const bool extended : {true, false}) {
            for (const bool basic : {true, false})
                QTest::addRow("%s, %s", extended ? "extended" : "short", basic ? "BAC" : "PACE") << extended << basic;
        }
    }
    void chipWithoutShortIdentifiers()
    {
        QFETCH(bool, extended);
        QFETCH(bool, basic);
        Reading reading{cardFrom(R"({"chip": {"shortIdentifiers": false}})")};
        reading.card.extendedLength = extended;
        reading.basicAccess = basic;
        reading.access = mrzKeyOf(reading.card);
        reading.challenged = false;
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
        QVERIFY(result->files.contains(FileId::CardAccess));
        if (extended) // found out by SELECT as well as by short identifier
            QVERIFY2(reading.air.commands < 50, qPrintable(QString::number(reading.air.commands)));
    }

    // The answer of an RSA-2048 key where only basic access control opens the chip.
    void wideAnswerAfterBasicAccess_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::newRow("extended") << true;
        QTest::newRow("short") << false;
    }
    void wideAnswerAfterBasicAccess()
    {
        QFETCH(bool, extended);
        Reading reading{cardFrom(R"({"document": {"format": "td3", "number": "C0000041"}, "pace": [], "chipAuthentication": [],
                                     "activeAuthentication": {"key": "rsa-2048"}})")};
        reading.card.extendedLength = extended;
        reading.access = mrzKeyOf(reading.card);
        reading.challenged = false;
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.access.detail, QStringLiteral("BAC, 3DES"));
        QCOMPARE(result->report.activeAuthentication.outcome, extended ? CheckOutcome::Passed : CheckOutcome::NotPossible);
        QCOMPARE(result->report.verdict(), extended ? Verdict::Genuine : Verdict::AuthenticButCopyable);
    }

    // What a chip answers instead of its signature: no room for it is another thing than no key for it.
    void answersInsteadOfASignature_data()
    {
        QTest::addColumn<bool>("wide");
        QTest::addColumn<quint16>("status");
        QTest::addColumn<CheckOutcome>("active");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("RSA-2048, 6700") << true << quint16(0x6700) << CheckOutcome::NotPossible << Verdict::Genuine;
        QTest::newRow("RSA-2048, 6C00") << true << quint16(0x6C00) << CheckOutcome::NotPossible << Verdict::Genuine;
        QTest::newRow("RSA-2048, 6A88") << true << quint16(0x6A88) << CheckOutcome::Failed << Verdict::Failed;
        QTest::newRow("ECDSA, 6700") << false << quint16(0x6700) << CheckOutcome::Failed << Verdict::Failed; // it has room
    }
    void answersInsteadOfASignature()
    {
        QFETCH(bool, wide);
        QFETCH(quint16, status);
        QFETCH(CheckOutcome, active);
        QFETCH(Verdict, verdict);
        Reading reading{test::demoCard(wide ? ActiveAuthenticationKey::Rsa2048 : ActiveAuthenticationKey::Ecdsa)};
        reading.tampering.answer = [status](const CommandApdu &plain, ResponseApdu &answer) {
            if (plain.ins == 0x88)
                answer = {{}, status};
        };
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.activeAuthentication.outcome, active);
        QCOMPARE(result->report.chipAuthentication.outcome, active == CheckOutcome::NotPossible ? CheckOutcome::Passed : CheckOutcome::NotPossible);
        QCOMPARE(result->report.verdict(), verdict);
    }

    // Nobody told that the chip has PACE, but it began: whatever it refuses then, basic access control is not tried instead.
    void guessedPaceThatBeginsNeverEndsInBasicAccess_data()
    {
        QTest::addColumn<int>("refusedAt");
        QTest::addColumn<ErrorCode>("code");
        for (int number = 1; number <= 4; ++number)
            QTest::addRow("step %d", number) << number << ErrorCode::UnsupportedProtocol;
        QTest::newRow("MSE:Set AT, a chip without PACE") << 0 << ErrorCode::ProtocolDowngrade; // BAC, and then DG14 names PACE
    }
    void guessedPaceThatBeginsNeverEndsInBasicAccess()
    {
        QFETCH(int, refusedAt);
        QFETCH(ErrorCode, code);
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.card.behaviour.cardAccess = ChipBehaviour::CardAccess::Hidden;
        reading.access = mrzKeyOf(reading.card);
        int steps = 0;
        bool basic = false;
        reading.tampering.answer = [&](const CommandApdu &plain, ResponseApdu &answer) {
            basic = basic || plain.ins == 0x84;
            if (refusedAt == 0 ? plain.ins == 0x22 : plain.ins == 0x86 && ++steps == refusedAt)
                answer = {{}, sw::incorrectData};
        };
        const Result<ReadResult> result = reading.run();
        QVERIFY(!result);
        QVERIFY2(result.error().code == code, qPrintable(failureOf(result)));
        QCOMPARE(basic, refusedAt == 0);
    }

    // The card goes away while the authority is the terminal: the reading is whole all the same.
    void cardLostInTheAuthoritysExchange_data()
    {
        QTest::addColumn<bool>("laidDown");
        QTest::newRow("laid down and lost, for ever") << true;
        QTest::newRow("gone") << false;
    }
    void cardLostInTheAuthoritysExchange()
    {
        QFETCH(bool, laidDown);
        Reading reading{cardFrom(R"({"activeAuthentication": {"key": "none"}})")};
        reading.challenged = false;
        bool asked = false;
        reading.remoteTerminal = [&asked](QByteArrayView, QByteArrayView dg14) -> Result<RemoteChipMessage> {
            asked = true;
            SystemRandom random;
            const Result<RemoteChipStart> start = startRemoteChipAuthentication(dg14, random);
            return start ? Result<RemoteChipMessage>(start->message) : fail(start.error());
        };
        reading.air.lost = [&asked](int) { return asked; };
        if (!laidDown)
            reading.air.absent = [&asked](int) { return asked; };
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QVERIFY(asked);
        QVERIFY(result->remoteAnswer.isEmpty());
        QCOMPARE(result->report.chipAuthentication.outcome, CheckOutcome::Passed);
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
    }

    // The issuer signed a DG15 that holds no key, or one of a kind nobody here knows: no proof, and no reason not to read on.
    void signedNonsenseForAKey_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no key") << QByteArray("no key");
        QTest::newRow("an algorithm nobody knows") << test::hex("300F300A06082A0304050607080903010000");
    }
    void signedNonsenseForAKey()
    {
        QFETCH(QByteArray, content);
        test::pki::DocumentRecipe recipe;
        recipe.groups[15] = tlv::encode(0x6F, content);
        recipe.comGroups.append(15);
        Reading reading = openChipWith(recipe);
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.passive.outcome, CheckOutcome::Passed);
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::NotPossible);
        QCOMPARE(result->report.activeAuthentication.reason->stage, QStringLiteral("DG15"));
        QCOMPARE(result->report.verdict(), Verdict::AuthenticButCopyable);
        QVERIFY(result->face);
    }

    // What cannot be checked is neither genuine nor forged.
    void documentsThatCannotBeChecked_data()
    {
        QTest::addColumn<bool>("embedSigner");
        QTest::addColumn<bool>("knownAlgorithm");
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<ErrorCode>("reason");
        QTest::newRow("no signer's certificate") << false << true << Verdict::IssuerUnknown << ErrorCode::UnknownIssuer;
        QTest::newRow("a signature algorithm nobody knows") << true << false << Verdict::Unchecked << ErrorCode::UnsupportedProtocol;
    }
    void documentsThatCannotBeChecked()
    {
        QFETCH(bool, embedSigner);
        QFETCH(bool, knownAlgorithm);
        QFETCH(Verdict, verdict);
        QFETCH(ErrorCode, reason);
        test::pki::DocumentRecipe recipe;
        recipe.embedSigner = embedSigner;
        if (!knownAlgorithm)
            recipe.signerInfo = [](test::pki::SignerParts &parts) { parts.signatureAlgorithm = test::hex("300A06082A03040506070809"); };
        Reading reading = openChipWith(recipe);
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.passive.outcome, CheckOutcome::NotPossible);
        QCOMPARE(result->report.passive.reason->code, reason);
        QCOMPARE(result->report.verdict(), verdict);
        // The same with a changed file, which is for the same want not seen: so nothing better may be said of either.
        QVERIFY(verdict != Verdict::Genuine && verdict != Verdict::AuthenticButCopyable);
    }

    // DEMO follows the anchor whatever is wrong with the document.
    void failedDemoDocumentsAreDemo_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<bool>("demo");
        QTest::newRow("changed SOD") << 0 << true;
        QTest::newRow("changed DG2") << 1 << true;
        QTest::newRow("read after the signer expired") << 2 << true;
        QTest::newRow("no anchor") << 3 << false;
    }
    void failedDemoDocumentsAreDemo()
    {
        QFETCH(int, fault);
        QFETCH(bool, demo);
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        QByteArray &changed = reading.card.files[fault == 0 ? FileId::Sod : FileId::Dg2];
        if (fault != 2)
            changed[changed.size() - 3] = static_cast<char>(changed.at(changed.size() - 3) ^ 0x01); // the signature's last bytes, or the face's
        else
            reading.at += 20 * 365 * 86400LL;
        if (fault == 3)
            reading.anchors = CscaStore();
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, qPrintable(failureOf(result)));
        QCOMPARE(result->report.verdict(), Verdict::Failed);
        QCOMPARE(result->report.demo, demo);
        QCOMPARE(result->report.anchorName.contains(QStringLiteral("DEMO")), demo);
    }
};

DD_TEST(TestDifficultChips)
#include "test_difficult_chips.moc"
