// BSI TR-03105-5.1, units ISO7816_A (access to the application) and ISO7816_C (reading files): whole readings of good and bad
// chips. A row's name is the identifier of its case.
#include "core/base/clock.h"
#include "nfc/apdu/tlv.h"
#include "nfc/read_card.h"
#include "nfc/simulator/face_encoding.h"
#include "nfc/simulator/file_encoding.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/watched_source.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>
#include <QTest>

using namespace dd;
using namespace dd::nfc;

namespace {

using Verdict = ReadReport::Verdict;

struct ChipCase
{
    CardImage card = test::demoCard(ActiveAuthenticationKey::Ecdsa);
    Tampering tampering = {};
    bool byMrz = false;
    // What is expected.
    std::optional<ErrorCode> error = {};
    QString stage = {};
    Verdict verdict = Verdict::Genuine;
    QString access = QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP256r1");
    bool face = true;
};

// The same card with other data groups, signed anew.
void sign(CardImage &card)
{
    card.files.remove(FileId::Sod);
    const Result<QByteArray> sod = simulator::sodFile(card.files, test::demoIssuer(), test::personalisedAt);
    if (!sod)
        qFatal("no SOD");
    card.files.insert(FileId::Sod, *sod);
}

ChipCase basicAccessOnly(CardProfile profile = {})
{
    profile.pace.clear(); // neither EF.CardAccess nor DG14 speaks of PACE
    const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
    if (!card)
        qFatal("no card");
    ChipCase one;
    one.card = *card;
    one.card.files.remove(FileId::CardAccess);
    one.byMrz = true;
    one.access = QStringLiteral("BAC, 3DES");
    return one;
}

ChipCase withoutAccessControl()
{
    CardProfile profile;
    profile.chipKeys.clear(); // chip authentication replaces a channel, and there is none
    ChipCase one = basicAccessOnly(profile);
    one.card.behaviour.basicAccessControl = false;
    one.access.clear();
    return one;
}

// Every SELECT and READ BINARY of this file is refused.
ChipCase withoutFile(FileId file, quint16 status)
{
    ChipCase one;
    one.card.behaviour.refusedFiles.insert(identifierOf(file), status);
    return one;
}

ChipCase faceOfSize(int bytes)
{
    ChipCase one;
    QByteArray jpeg = demoPerson().faceJpeg;
    for (int missing = bytes - static_cast<int>(jpeg.size()); missing >= 4; missing = bytes - static_cast<int>(jpeg.size())) {
        const int piece = qMin(missing, 0xFFFF);
        QByteArray comment("\xFF\xFE", 2);
        comment.append(static_cast<char>((piece - 2) >> 8)).append(static_cast<char>((piece - 2) & 0xFF));
        jpeg.insert(2, comment + QByteArray(piece - 4, 'x'));
    }
    const Result<QByteArray> dg2 = simulator::dg2File(jpeg);
    if (!dg2)
        qFatal("no DG2");
    one.card.files[FileId::Dg2] = *dg2;
    sign(one.card);
    return one;
}

ChipCase atEndOfFile(ChipBehaviour::EndOfFile end)
{
    ChipCase one;
    one.card.behaviour.endOfFile = end;
    one.card.extendedLength = false;
    return one;
}

ChipCase namesTheRightLength()
{
    ChipCase one;
    one.card.extendedLength = false;
    one.card.behaviour.longestRead = 100;
    one.card.behaviour.longRead = ChipBehaviour::LongRead::ExactLength;
    return one;
}

// DG2 says more bytes than the chip has.
ChipCase shorterThanItsHeader()
{
    ChipCase one;
    one.card.files[FileId::Dg2].chop(500);
    one.error = ErrorCode::DamagedFile;
    one.stage = QStringLiteral("DG2");
    return one;
}

// The face record is there, its picture has no bytes; signed like that.
ChipCase emptyPicture()
{
    ChipCase one;
    QByteArray &dg2 = one.card.files[FileId::Dg2];
    const tlv::Element group = *tlv::readSingle(dg2, 0x75);
    const tlv::Element templates = *tlv::readSingle(group.value, 0x7F61);
    tlv::Reader outer(templates.value);
    const tlv::Element count = *outer.next(0x02);
    const tlv::Element instance = *outer.next(0x7F60);
    tlv::Reader inner(instance.value);
    const tlv::Element header = *inner.next(0xA1);
    QByteArray record = inner.next()->value.first(14 + 20 + 12).toByteArray(); // ISO/IEC 19794-5: headers, no feature points
    record.replace(8, 4, QByteArray::fromHex("0000002E"));
    record.replace(14, 4, QByteArray::fromHex("00000020"));
    const QByteArray face = tlv::encode(0x7F60, {header.encoded.toByteArray(), tlv::encode(0x5F2E, record)});
    dg2 = tlv::encode(0x75, tlv::encode(0x7F61, {count.encoded.toByteArray(), face}));
    sign(one.card);
    one.face = false;
    return one;
}

} // namespace

Q_DECLARE_METATYPE(ChipCase)

class Tr03105Iso7816AC : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    void cases_data()
    {
        QTest::addColumn<ChipCase>("one");
        QTest::newRow("ISO7816_A_01") << withoutAccessControl();
        QTest::newRow("ISO7816_A_02") << basicAccessOnly();
        ChipCase noApplication;
        noApplication.tampering.answer = [](const CommandApdu &command, ResponseApdu &answer) {
            if (command.ins == 0xA4 && command.p1 == 0x04)
                answer = {{}, sw::fileNotFound};
        };
        noApplication.error = ErrorCode::NotAnIdCard;
        noApplication.stage = QStringLiteral("SELECT application");
        QTest::newRow("ISO7816_A_03") << noApplication;

        ChipCase noDg1 = withoutFile(FileId::Dg1, sw::fileNotFound);
        noDg1.error = ErrorCode::DamagedFile;
        noDg1.stage = QStringLiteral("DG1");
        QTest::newRow("ISO7816_C_01") << noDg1;
        QTest::newRow("ISO7816_C_02") << faceOfSize(30'000);
        QTest::newRow("ISO7816_C_03") << shorterThanItsHeader();
        QTest::newRow("ISO7816_C_04") << atEndOfFile(ChipBehaviour::EndOfFile::Refused);
        QTest::newRow("ISO7816_C_05") << atEndOfFile(ChipBehaviour::EndOfFile::Warning);
        QTest::newRow("ISO7816_C_06") << namesTheRightLength();
        QTest::newRow("ISO7816_C_07") << faceOfSize(70'000);
        QTest::newRow("ISO7816_C_08") << emptyPicture();
    }
    void cases()
    {
        QFETCH(ChipCase, one);
        SystemRandom random;
        const FixedClock clock(test::personalisedAt + 86400);
        SimulatedOptions options;
        options.tampering = one.tampering;
        const std::unique_ptr<SimulatedSource> simulated = makeSimulatedCard(one.card, random, std::move(options));
        ReadRequest request;
        request.access = one.byMrz ? AccessKey{AccessKey::Kind::Mrz, one.card.mrzInformation} : AccessKey{AccessKey::Kind::Can, one.card.can.toLatin1()};
        const Result<ReadResult> result = readCard(*simulated, request, test::demoAnchors(), random, clock, {}, {});
        if (one.error) {
            QVERIFY(!result);
            QCOMPARE(result.error().code, *one.error);
            QCOMPARE(result.error().stage, one.stage);
            return;
        }
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + QLatin1Char(' ') + result.error().stage + result.error().detail));
        for (const auto &[name, check] : result->report.checks())
            QVERIFY2(check.outcome != CheckOutcome::Failed, check.reason ? qPrintable(check.reason->stage + QLatin1Char(' ') + check.reason->detail) : "");
        QCOMPARE(result->report.verdict(), one.verdict);
        QCOMPARE(result->report.access.detail, one.access);
        QCOMPARE(result->report.access.outcome, one.access.isEmpty() ? CheckOutcome::NotOffered : CheckOutcome::Passed);
        QCOMPARE(result->face.has_value(), one.face);
        QCOMPARE(result->files.value(FileId::Dg2), one.card.files.value(FileId::Dg2));
    }
};

DD_TEST(Tr03105Iso7816AC)
#include "tr03105_iso7816_a_c.moc"
