// What a reading makes of PACE with chip authentication mapping (ICAO 9303-11 §4.4.3.5): a proof of this document's chip, or of
// some chip.
#include "nfc/read_verification.h"

#include "tests/nfc/forged_country.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;
using Verdict = ReadReport::Verdict;

namespace {

const QByteArray mappingCaAes128 = QByteArray::fromHex("04007F00070202030202");
const QByteArray mappingCaAes192 = QByteArray::fromHex("04007F00070202030203");

// TD1 with PACE-CAM; `keys` are the chip's, by number of their curve.
CardProfile mappingProfile(const QList<int> &keys = {13}, const QByteArray &aaKey = {})
{
    CardProfile profile = cardProfileOf(CardProfile::Format::Td1);
    profile.can = QStringLiteral("123456");
    profile.pace = {{QByteArray::fromHex("04007F00070202040602"), 13}}; // ECDH-CAM-AES-128
    profile.cardSecurity = true;
    profile.accessNamesTerminalAuthentication = profile.accessNamesChipAuthentication = false;
    profile.chipKeys.clear();
    for (const int curve : keys) {
        const ChipKey key{curve, {}, curve, {curve == 13 ? mappingCaAes128 : mappingCaAes192}};
        profile.chipKeys.append({key, curve == 13 ? KeyForm::Standardized : KeyForm::Explicit});
    }
    profile.aaKey = aaKey;
    return profile;
}

const ForgedCountry &mappingUtopia()
{
    static const ForgedCountry country = forgedCountry();
    return country;
}

CardImage mappingCard(const QList<int> &keys = {13}, const QByteArray &aaKey = {})
{
    return forgedCard(mappingProfile(keys, aaKey), mappingUtopia());
}

// EF.CardSecurity with what it says already, signed by another.
void signCardSecurity(CardImage &card, const ForgedCountry &by)
{
    const Result<SecurityInfos> infos = parseDg14(card.files.value(FileId::Dg14));
    const Result<QByteArray> file = simulator::cardSecurityFile(infos->encoded, by.issuer, forgeNow - day);
    if (!file)
        qFatal("no EF.CardSecurity");
    card.files[FileId::CardSecurity] = *file;
}

// The issuer left the keys whose numbers are here out of DG14.
void leaveOutOfDg14(CardImage &card, const QList<int> &keys)
{
    const Result<SecurityInfos> infos = parseDg14(card.files.value(FileId::Dg14));
    QList<QByteArray> left = infos->encoded;
    for (const int key : keys) {
        const QByteArray number = QByteArray::fromHex("0201") + QByteArray(1, static_cast<char>(key));
        left.removeIf([&](const QByteArray &info) {
            const bool ofChipAuthentication = info.contains(QByteArray::fromHex("04007F0007020203")) || info.contains(QByteArray::fromHex("04007F0007020201"));
            return ofChipAuthentication && info.endsWith(number);
        });
    }
    card.files[FileId::Dg14] = simulator::dg14File(left);
    signAgain(card, mappingUtopia());
}

Check chipCheck(const CardImage &card, const CscaStore &anchors, Verdict verdict)
{
    const Result<ReadResult> result = readForged(card, anchors);
    if (!result) {
        QTest::qFail(qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail), __FILE__, __LINE__);
        return {};
    }
    if (result->report.verdict() != verdict)
        QTest::qFail(qPrintable(QStringLiteral("verdict %1").arg(int(result->report.verdict()))), __FILE__, __LINE__);
    return result->report.chipAuthentication;
}

QString reasonOf(const Check &check)
{
    return check.reason ? check.reason->stage + QStringLiteral(": ") + check.reason->detail : check.detail;
}

} // namespace

class TestChipMappingReport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    void genuineChip()
    {
        const Result<ReadResult> result = readForged(mappingCard(), anchorsOf({mappingUtopia()}));
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
        QCOMPARE(result->report.chipAuthentication.detail, QStringLiteral("PACE-CAM, brainpoolP256r1"));
        QVERIFY(!result->report.demo);
    }

    // Everything of one document, with the key and the EF.CardSecurity of another genuine one of the same country.
    void cloneWithTheKeyOfAnotherDocument_data()
    {
        QTest::addColumn<bool>("runsChipAuthentication");
        QTest::newRow("that tries chip authentication") << true;
        QTest::newRow("that refuses chip authentication") << false;
    }
    void cloneWithTheKeyOfAnotherDocument()
    {
        QFETCH(bool, runsChipAuthentication);
        CardImage clone = mappingCard();
        const CardImage opened = mappingCard();
        QVERIFY(clone.chipKeys != opened.chipKeys);
        clone.files[FileId::CardSecurity] = opened.files.value(FileId::CardSecurity);
        clone.chipKeys = opened.chipKeys;
        if (!runsChipAuthentication)
            clone.chipKeys.first().protocols.clear();
        const Check check = chipCheck(clone, anchorsOf({mappingUtopia()}), Verdict::Failed);
        QCOMPARE(check.outcome, CheckOutcome::Failed);
        QCOMPARE(check.reason->code, ErrorCode::ChipAuthenticationFailed);
    }

    // The mapping's key stands in EF.CardSecurity only: chip authentication with DG14's own decides.
    void keyOutsideDg14()
    {
        CardImage card = mappingCard({13, 14});
        leaveOutOfDg14(card, {13});
        QCOMPARE(parseDg14(card.files.value(FileId::Dg14))->chipAuthenticationKeys.size(), 1);
        Check check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::Genuine);
        QCOMPARE(check.detail, QStringLiteral("CA-ECDH-AES-192, brainpoolP320r1"));
        const CardImage other = mappingCard({13, 14});
        card.chipKeys[1] = other.chipKeys.at(1);
        check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::Failed);
        QCOMPARE(check.outcome, CheckOutcome::Failed);
    }

    // The judgement itself, where nothing was run besides: a key that DG14 does not name is no proof.
    void keyOutsideDg14AndNothingElseRun()
    {
        CardImage card = mappingCard({13, 14});
        leaveOutOfDg14(card, {13});
        const Result<AgreementDomain> domain = AgreementDomain::standardized(13);
        ReadResult result;
        result.files = card.files;
        result.files.removeIf([](const auto &file) { return file.key() == FileId::Dir || file.key() == FileId::AtrInfo; });
        reading::State state;
        state.chipMapped = true;
        // A mapping with the factor one: what the chip mapped is its key itself.
        const QByteArray publicKey = *domain->publicKeyOf(card.chipKeys.first().privateKey);
        const ChipMappingProof proof{*domain, publicKey, QByteArray(31, '\0') + '\1'};
        reading::judge(result, state, proof, anchorsOf({mappingUtopia()}), forgeNow);
        QCOMPARE(result.report.passive.outcome, CheckOutcome::Passed);
        QCOMPARE(result.report.chipAuthentication.outcome, CheckOutcome::Failed);
        QCOMPARE(reasonOf(result.report.chipAuthentication), QStringLiteral("CardSecurity: its key is not one of DG14's"));
        QCOMPARE(result.report.verdict(), Verdict::Failed);
    }

    void dg14WithoutKeys()
    {
        CardImage card = mappingCard();
        leaveOutOfDg14(card, {13});
        QVERIFY(parseDg14(card.files.value(FileId::Dg14))->chipAuthenticationKeys.isEmpty());
        const Check check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::AuthenticButCopyable);
        QCOMPARE(check.outcome, CheckOutcome::NotPossible);
        QVERIFY2(check.detail.contains(QStringLiteral("DG14 states no key")), qPrintable(check.detail));

        CardImage active = mappingCard({13}, "ecdsa-P-256");
        leaveOutOfDg14(active, {13});
        const Result<ReadResult> result = readForged(active, anchorsOf({mappingUtopia()}));
        QVERIFY(result);
        QCOMPARE(result->report.chipAuthentication.outcome, CheckOutcome::NotPossible);
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::Passed); // asked for, as the mapping is no proof
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
    }

    void cardSecurityOfAnotherCountry()
    {
        const ForgedCountry dystopia = forgedCountry("DY");
        CardImage card = mappingCard();
        signCardSecurity(card, dystopia);
        const Check check = chipCheck(card, anchorsOf({mappingUtopia(), dystopia}), Verdict::Failed);
        QCOMPARE(reasonOf(check), QStringLiteral("CardSecurity: signed by another country than the SOD"));
    }

    void cardSecurityOfNobodyHere()
    {
        CardImage card = mappingCard();
        signCardSecurity(card, forgedCountry("UT", "Another office"));
        const Check check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::AuthenticButCopyable);
        QCOMPARE(check.outcome, CheckOutcome::NotPossible);
        QCOMPARE(check.reason->code, ErrorCode::UnknownIssuer);
    }

    // What rests on a demo anchor anywhere says so.
    void cardSecurityOfADemo()
    {
        const ForgedCountry demo = forgedCountry("UT", "DEMO");
        CardImage card = mappingCard();
        signCardSecurity(card, demo);
        const Result<ReadResult> result = readForged(card, anchorsOf({mappingUtopia(), demo}));
        QVERIFY(result);
        QCOMPARE(result->report.chipAuthentication.outcome, CheckOutcome::Passed);
        QVERIFY(!result->report.anchorName.contains(QStringLiteral("DEMO")));
        QVERIFY(result->report.demo);
    }

    void cardSecurityOfARevokedSigner()
    {
        const ForgedCountry revoked = forgedCountry("UT", {}, 200);
        CardImage card = mappingCard();
        signCardSecurity(card, revoked);
        CscaStore anchors = anchorsOf({mappingUtopia()});
        QCOMPARE(chipCheck(card, anchors, Verdict::Genuine).outcome, CheckOutcome::Passed);
        CrlPlan crl;
        crl.issuer = mappingUtopia().name;
        crl.issuerKey = mappingUtopia().cscaKey;
        crl.revoked = {200};
        QVERIFY(anchors.addCrl(forgeCrl(crl)));
        const Check check = chipCheck(card, anchors, Verdict::Failed);
        QCOMPARE(check.outcome, CheckOutcome::Failed);
        QCOMPARE(check.reason->stage, QStringLiteral("document signer: revocation"));
    }

    void chipWithAnotherKey()
    {
        CardImage card = mappingCard();
        card.chipKeys = mappingCard().chipKeys;
        const Check check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::Failed);
        QCOMPARE(check.reason->code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(check.reason->stage, QStringLiteral("chip authentication mapping"));
    }

    void alteredDocument()
    {
        CardImage card = mappingCard();
        QByteArray &dg2 = card.files[FileId::Dg2];
        dg2[dg2.size() - 3] = static_cast<char>(dg2.at(dg2.size() - 3) ^ 1);
        const Check check = chipCheck(card, anchorsOf({mappingUtopia()}), Verdict::Failed);
        QCOMPARE(check.outcome, CheckOutcome::NotPossible); // a key that nobody signed for this document proves nothing
        QCOMPARE(check.reason->code, ErrorCode::PassiveAuthenticationFailed);
    }
};

DD_TEST(TestChipMappingReport)
#include "test_chip_mapping_report.moc"
