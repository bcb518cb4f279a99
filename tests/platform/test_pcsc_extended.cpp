// A card that cannot be opened without extended length, over a reader that states none: run through tests/platform/with_pcscd.sh with
// a card of assets/demo/cards/pace-dh.json.
#include "core/base/random.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"
#include "platform/pcsc/pcsc_card_source.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::platform;

class TestPcscExtended : public QObject
{
    Q_OBJECT

private slots:
    void diffieHellmanInPrimeFields()
    {
        if (!qEnvironmentVariableIsSet("DINHDANH_SIMULATED_CARD"))
            QSKIP("needs a smart-card service with a card of pace-dh.json: tests/platform/with_pcscd.sh --card DIR -- test_platform TestPcscExtended");
        const Result<nfc::CardImage> card = nfc::loadCardImage(qEnvironmentVariable("DINHDANH_SIMULATED_CARD"));
        QVERIFY(card);
        if (!card->can.isEmpty())
            QSKIP("the card in this reader opens with a CAN; pace-dh.json has none");
        nfc::CscaStore anchors;
        QVERIFY(anchors.add(card->cscaCertificate, QStringLiteral("test"), true));
        nfc::ReadRequest request;
        request.access = {nfc::AccessKey::Kind::Mrz, card->mrzInformation};
        request.connectTimeoutMs = 10000;
        const auto source = makePcscCardSource();
        SystemRandom random;
        const Result<nfc::ReadResult> result = nfc::readCard(*source, request, anchors, random, SystemClock(), {}, {});
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail));
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
        QVERIFY2(result->report.access.detail.contains(QLatin1String("DH")) && !result->report.access.detail.contains(QLatin1String("ECDH")),
                 qPrintable(result->report.access.detail));
        for (auto file = card->files.begin(); file != card->files.end(); ++file) {
            if (result->files.contains(file.key()))
                QVERIFY2(result->files.value(file.key()) == *file, qPrintable(nfc::name(file.key())));
        }
        QVERIFY(result->files.contains(nfc::FileId::Dg2));
    }
};

DD_TEST(TestPcscExtended)
#include "test_pcsc_extended.moc"
