// Every ready-made profile read from the first APDU to the report, in every way it can be opened, with extended length and
// without: the verdict, how the chip was opened and how it proved itself.
#include "nfc/read_card.h"
#include "nfc/simulator/card_profile.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/pki_forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QDir>
#include <QLoggingCategory>
#include <openssl/x509.h>

using namespace dd;
using namespace dd::nfc;
using Verdict = ReadReport::Verdict;

namespace {

enum class Way { Can, Mrz, BasicAccess }; // the last: chosen by the user where the chip offers PACE as well

struct ProfileCard
{
    CardProfile profile;
    DemoIssuer issuer;
    CardImage image;
};

QString profileFolder()
{
    return QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards/");
}

const ProfileCard &profileCard(const QString &name)
{
    static std::map<QString, ProfileCard> cards;
    auto found = cards.find(name);
    if (found == cards.end()) {
        const Result<CardProfile> profile = parseCardProfile(test::readFile(profileFolder() + name + QStringLiteral(".json")));
        const Result<DemoIssuer> issuer = profile ? makeDemoIssuer(test::personalisedAt, profile->issuer) : fail(profile.error());
        const Result<CardImage> image = issuer ? personalise(*profile, *issuer, test::personalisedAt) : fail(issuer.error());
        if (!image)
            qFatal("%s makes no card: %s", qPrintable(name), qPrintable(image.error().detail));
        found = cards.emplace(name, ProfileCard{*profile, *issuer, *image}).first;
    }
    return found->second;
}

CscaStore anchorsOf(const ProfileCard &card)
{
    CscaStore store;
    if (!store.add(card.issuer.cscaCertificate, QStringLiteral("test"), true))
        qFatal("the demo CSCA is refused");
    return store;
}

Result<ReadResult> readWhole(const ProfileCard &card, Way way, bool extended, const CscaStore &anchors)
{
    SystemRandom random;
    const FixedClock clock(test::personalisedAt + 86400);
    const std::unique_ptr<CardSource> source = makeSimulatedSource(card.image, random);
    ReadRequest request;
    request.access = way == Way::Can ? AccessKey{AccessKey::Kind::Can, card.image.can.toLatin1()}
                                     : AccessKey{AccessKey::Kind::Mrz, card.image.mrzInformation};
    request.basicAccessControl = way == Way::BasicAccess;
    request.allowExtendedLength = extended;
    return readCard(*source, request, anchors, random, clock, {}, {});
}

// The list of the country's revoked certificates, signed by its CSCA.
QByteArray revocationListOf(const DemoIssuer &issuer, const QList<long> &serials)
{
    const ossl::Certificate csca = test::certificateOf(issuer.cscaCertificate);
    const unsigned char *at = ossl::bytesOf(issuer.cscaPrivateKey);
    const ossl::Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(issuer.cscaPrivateKey.size())));
    test::CrlPlan plan;
    plan.issuer = "C=VN,O=utf8:Định Danh,OU=DEMO,CN=Demo CSCA";
    plan.issuerKey = key.get();
    plan.thisUpdate = test::personalisedAt;
    plan.nextUpdate = test::personalisedAt + 30 * test::day;
    plan.revoked = serials;
    return test::forgeCrl(plan);
}

QString why(const Result<ReadResult> &result)
{
    return result ? QString() : QStringLiteral("%1 %2 %3").arg(errorId(result.error().code), result.error().stage, result.error().detail);
}

QString why(const Check &check)
{
    return check.reason ? QStringLiteral("%1 %2 %3").arg(errorId(check.reason->code), check.reason->stage, check.reason->detail) : check.detail;
}

} // namespace

class TestWholeReadings : public QObject
{
    Q_OBJECT

private:
    // What a profile's chip proves: with extended length, and without.
    struct Expected
    {
        const char *profile;
        const char *access; // by PACE
        const char *chip = nullptr;   // chip authentication; null: not passed
        const char *active = nullptr; // active authentication, the same
        const char *shortAccess = nullptr; // null: as with extended length
        std::optional<Verdict> shortVerdict = {};
        const char *shortActive = nullptr; // instead of `chip` and `active`
    };
    static const QList<Expected> &expectations()
    {
        static const QList<Expected> all{
            {"bac-only", nullptr},
            {"pace-cam", "PACE-ECDH-CAM-AES-128, brainpoolP256r1", "PACE-CAM, brainpoolP256r1"},
            // Keys of DH-2048 do not go into short commands: the other offer, and the proof that fits.
            {"pace-dh", "PACE-DH-GM-AES-256, DH-2048", "CA-DH-AES-128, DH-2048", nullptr, "PACE-DH-IM-AES-128, DH-1024", Verdict::Genuine,
             "RSA-1024 ISO 9796-2 SHA-1"},
            {"pace-im", "PACE-ECDH-IM-AES-192, NIST P-384", "CA-ECDH-AES-128, NIST P-256"},
            {"passport-td3", "PACE-ECDH-GM-AES-256, brainpoolP384r1", "CA-ECDH-AES-256, brainpoolP384r1"},
            // The answer of an RSA-2048 key does not go into a short response either, and there is no other proof.
            {"rsa-aa", "PACE-ECDH-GM-AES-128, brainpoolP256r1", nullptr, "RSA-2048 ISO 9796-2 SHA-256", nullptr, Verdict::AuthenticButCopyable, ""},
            {"short-length", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "CA-ECDH-AES-128, brainpoolP256r1"},
            {"vietnam", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "CA-ECDH-AES-128, brainpoolP256r1"},
            {"vietnam-2024", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "CA-ECDH-AES-128, brainpoolP256r1"},
        };
        return all;
    }

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    void everyProfileIsHere()
    {
        QStringList names;
        for (const Expected &expected : expectations())
            names.append(QLatin1String(expected.profile) + QStringLiteral(".json"));
        names.sort();
        QStringList ready = QDir(profileFolder()).entryList({QStringLiteral("*.json")}, QDir::Files);
        ready.sort();
        QCOMPARE(names, ready);
    }

    void everyProfile_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("way");
        QTest::addColumn<bool>("extended");
        for (int i = 0; i < expectations().size(); ++i) {
            const Expected &expected = expectations().at(i);
            const ProfileCard &card = profileCard(QLatin1String(expected.profile));
            for (const bool extended : {true, false}) {
                const char *length = extended ? "extended" : "short";
                if (!card.image.can.isEmpty())
                    QTest::addRow("%s, CAN, %s", expected.profile, length) << i << static_cast<int>(Way::Can) << extended;
                QTest::addRow("%s, MRZ, %s", expected.profile, length) << i << static_cast<int>(Way::Mrz) << extended;
                if (card.profile.behaviour.basicAccessControl && expected.access != nullptr)
                    QTest::addRow("%s, BAC, %s", expected.profile, length) << i << static_cast<int>(Way::BasicAccess) << extended;
            }
        }
    }
    void everyProfile()
    {
        QFETCH(int, index);
        QFETCH(int, way);
        QFETCH(bool, extended);
        const Expected &expected = expectations().at(index);
        const ProfileCard &card = profileCard(QLatin1String(expected.profile));
        const Result<ReadResult> result = readWhole(card, static_cast<Way>(way), extended, anchorsOf(card));
        QVERIFY2(result, qPrintable(why(result)));
        const ReadReport &report = result->report;

        const bool basic = expected.access == nullptr || static_cast<Way>(way) == Way::BasicAccess;
        const char *access = !extended && expected.shortAccess != nullptr ? expected.shortAccess : expected.access;
        QCOMPARE(report.access.outcome, CheckOutcome::Passed);
        QCOMPARE(report.access.detail, basic ? QStringLiteral("BAC, 3DES") : QString::fromLatin1(access));
        QVERIFY2(report.passive.outcome == CheckOutcome::Passed, qPrintable(why(report.passive)));
        QVERIFY2(report.issuer.outcome == CheckOutcome::Passed, qPrintable(why(report.issuer)));

        // Without PACE the mapping proves nothing and chip authentication does.
        QString chip = QString::fromLatin1(expected.chip);
        if (basic && chip.startsWith(QLatin1String("PACE-CAM")))
            chip = QStringLiteral("CA-ECDH-AES-192, brainpoolP320r1");
        QString active = QString::fromLatin1(expected.active);
        const bool shortened = !extended && expected.shortActive != nullptr;
        if (shortened) {
            chip.clear();
            active = QString::fromLatin1(expected.shortActive);
        }
        const auto proof = [](const Check &check) { return check.outcome == CheckOutcome::Passed ? check.detail : QString(); };
        QVERIFY2(proof(report.chipAuthentication) == chip, qPrintable(why(report.chipAuthentication)));
        QVERIFY2(proof(report.activeAuthentication) == active, qPrintable(why(report.activeAuthentication)));
        if (shortened && active.isEmpty()) { // what does not fit is not the chip's fault
            QCOMPARE(report.activeAuthentication.outcome, CheckOutcome::NotPossible);
            QCOMPARE(report.activeAuthentication.reason->code, ErrorCode::UnsupportedProtocol);
        }
        const bool proves = !chip.isEmpty() || !active.isEmpty();
        QCOMPARE(report.verdict(), !extended && expected.shortVerdict ? *expected.shortVerdict : proves ? Verdict::Genuine : Verdict::AuthenticButCopyable);
        QVERIFY(report.demo);

        for (auto file = result->files.begin(); file != result->files.end(); ++file)
            QCOMPARE(*file, card.image.files.value(file.key()));
        QCOMPARE(result->mrz.lines, mrzLinesOf(card.image));
        QVERIFY(result->face);
        QCOMPARE(result->holder.has_value(), card.profile.dg11.has_value());
        QCOMPARE(result->document.has_value(), card.profile.dg12.has_value());
        QCOMPARE(result->details.has_value(), card.profile.dg13 == CardProfile::Dg13Layout::Known);
        QCOMPARE(result->files.contains(FileId::Dg13), card.profile.dg13 != CardProfile::Dg13Layout::Absent);
    }

    void everyFormatIsAmongThem()
    {
        QList<qsizetype> lines;
        for (const Expected &expected : expectations())
            lines.append(mrzLinesOf(profileCard(QLatin1String(expected.profile)).image).first().size());
        for (const int length : {30, 36, 44}) // TD1, TD2, TD3
            QVERIFY2(lines.contains(length), qPrintable(QString::number(length)));
    }

    // A signer that its country no longer stands by, on a list of another's or its own.
    void signerOnARevocationList_data()
    {
        QTest::addColumn<bool>("revoked");
        QTest::newRow("another certificate is listed") << false;
        QTest::newRow("the signer is listed") << true;
    }
    void signerOnARevocationList()
    {
        QFETCH(bool, revoked);
        const ProfileCard &card = profileCard(QStringLiteral("vietnam"));
        CscaStore anchors = anchorsOf(card);
        const ossl::Certificate signer = test::certificateOf(card.issuer.signerCertificate);
        const long serial = ASN1_INTEGER_get(X509_get0_serialNumber(signer.get()));
        const Result<void> added = anchors.addCrl(revocationListOf(card.issuer, {revoked ? serial : serial + 1}));
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        const Result<ReadResult> result = readWhole(card, Way::Can, true, anchors);
        QVERIFY2(result, qPrintable(why(result)));
        QCOMPARE(result->report.verdict(), revoked ? Verdict::Failed : Verdict::Genuine);
        QCOMPARE(result->report.revocation.outcome, revoked ? CheckOutcome::Failed : CheckOutcome::Passed);
        QCOMPARE(result->report.issuer.outcome, revoked ? CheckOutcome::Failed : CheckOutcome::Passed);
        QCOMPARE(result->report.passive.outcome, CheckOutcome::Passed); // hashes and signature hold all the same
        QVERIFY(result->report.demo); // whatever the outcome, it rests on a demo anchor
        QVERIFY(result->report.anchorName.contains(QStringLiteral("DEMO")));
    }
};

DD_TEST(TestWholeReadings)
#include "test_whole_readings.moc"
