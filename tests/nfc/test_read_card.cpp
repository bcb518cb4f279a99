#include "nfc/read_card.h"

#include "core/base/clock.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using Verdict = ReadReport::Verdict;

namespace {

AccessKey canOf(const CardImage &card)
{
    return {AccessKey::Kind::Can, card.can.toLatin1()};
}

// Reads `card` (faults and all) with the demo anchors unless told otherwise.
struct Reading
{
    CardImage card;
    Faults faults = {};
    std::optional<AccessKey> access = {};
    CscaStore anchors = test::demoAnchors();
    std::stop_source stop = {};
    bool allowExtendedLength = true;
    QList<ReadProgress> progress = {};
    std::function<void(const ReadProgress &)> watch = {};

    Result<ReadResult> run()
    {
        SystemRandom random;
        const FixedClock clock(test::personalisedAt + 86400);
        const std::unique_ptr<CardSource> source = makeSimulatedSource(card, random, faults);
        ReadRequest request;
        request.access = access.value_or(canOf(card));
        request.allowExtendedLength = allowExtendedLength;
        return readCard(*source, request, anchors, random, clock, stop.get_token(), [this](const ReadProgress &step) {
            progress.append(step);
            if (watch)
                watch(step);
        });
    }
};

} // namespace

Q_DECLARE_METATYPE(dd::nfc::ActiveAuthenticationKey)

class TestReadCard : public QObject
{
    Q_OBJECT

private slots:
    void genuineDemoCard_data()
    {
        QTest::addColumn<ActiveAuthenticationKey>("key");
        QTest::addColumn<bool>("extended");
        QTest::addColumn<QString>("proof");
        QTest::newRow("RSA, extended") << ActiveAuthenticationKey::Rsa << true << QStringLiteral("RSA-1024 ISO 9796-2 SHA-1");
        QTest::newRow("RSA, short") << ActiveAuthenticationKey::Rsa << false << QStringLiteral("RSA-1024 ISO 9796-2 SHA-1");
        QTest::newRow("ECDSA, extended") << ActiveAuthenticationKey::Ecdsa << true << QStringLiteral("ECDSA brainpoolP256r1 SHA-256");
        QTest::newRow("ECDSA, short") << ActiveAuthenticationKey::Ecdsa << false << QStringLiteral("ECDSA brainpoolP256r1 SHA-256");
        QTest::newRow("RSA-2048, extended") << ActiveAuthenticationKey::Rsa2048 << true << QStringLiteral("RSA-2048 ISO 9796-2 SHA-256");
    }
    void genuineDemoCard()
    {
        QFETCH(ActiveAuthenticationKey, key);
        QFETCH(bool, extended);
        QFETCH(QString, proof);
        Reading reading{test::demoCard(key)};
        reading.card.extendedLength = extended;
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
        QCOMPARE(result->report.access.detail, QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP256r1"));
        QCOMPARE(result->report.activeAuthentication.detail, proof);
        QVERIFY(result->report.demo);
        QVERIFY(result->report.simulated);
        QVERIFY(result->report.anchorName.contains(QStringLiteral("DEMO")));
        for (const FileId file : {FileId::CardAccess, FileId::Com, FileId::Sod, FileId::Dg1, FileId::Dg2, FileId::Dg13, FileId::Dg14, FileId::Dg15})
            QCOMPARE(result->files.value(file), reading.card.files.value(file));
        QVERIFY(result->details);
        QCOMPARE(*result->details, demoPerson().details);
        QVERIFY(result->face);
        QCOMPARE(result->face->data, demoPerson().faceJpeg);
        QCOMPARE(result->mrz.lines.join(QLatin1Char('\n')), demoPerson().mrz);
        QCOMPARE(result->aaChallenge.size(), 8);
    }
};

DD_TEST(TestReadCard)
#include "test_read_card.moc"
