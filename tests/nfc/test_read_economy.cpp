// A whole reading, seen from inside the chip: which byte of which file went out how often, and what was selected. Nothing is asked
// for twice, not even the header of a file.
#include "core/base/clock.h"
#include "nfc/apdu/tlv.h"
#include "nfc/read_card.h"
#include "tests/nfc/demo_card.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>
#include <QTest>
#include <algorithm>

using namespace dd;
using namespace dd::nfc;

namespace {

// Files of the master file and of the application may share an identifier (EF.CardSecurity and EF.SOD).
using Place = std::pair<bool, quint16>; // in the application, identifier

// Follows the plain commands that the chip carries out.
class Ledger
{
public:
    void note(const CommandApdu &command, const ResponseApdu &answer)
    {
        if (command.ins == 0xA4)
            noteSelect(command, answer);
        else if (command.ins == 0xB0)
            noteEven(command, answer);
        else if (command.ins == 0xB1)
            noteOdd(command, answer);
    }

    QMap<Place, QList<int>> timesSent;      // by offset
    QMap<QByteArray, int> selects;          // by P1 and the data

private:
    void noteSelect(const CommandApdu &command, const ResponseApdu &answer)
    {
        ++selects[static_cast<char>(command.p1) + command.data];
        if (!answer.isSuccess())
            return;
        if (command.p1 == 0x02)
            m_current = static_cast<quint16>(static_cast<quint8>(command.data.at(0)) << 8 | static_cast<quint8>(command.data.at(1)));
        else
            m_inApplication = command.p1 == 0x04;
    }
    void noteEven(const CommandApdu &command, const ResponseApdu &answer)
    {
        const bool byShortIdentifier = (command.p1 & 0x80) != 0;
        if (byShortIdentifier && !answer.data.isEmpty())
            m_current = static_cast<quint16>(0x0100 | (command.p1 & 0x1F));
        sent(byShortIdentifier ? command.p2 : command.p1 << 8 | command.p2, answer.data.size());
    }
    void noteOdd(const CommandApdu &command, const ResponseApdu &answer)
    {
        const Result<tlv::Element> offset = tlv::readSingle(command.data, 0x54);
        const Result<tlv::Element> content = tlv::readSingle(answer.data, 0x53);
        if (!offset || !content)
            return;
        qsizetype at = 0;
        for (const char byte : offset->value)
            at = at << 8 | static_cast<quint8>(byte);
        sent(at, content->value.size());
    }
    void sent(qsizetype offset, qsizetype size)
    {
        QList<int> &times = timesSent[{m_inApplication, m_current}];
        times.resize(std::max(times.size(), offset + size));
        for (qsizetype at = offset; at < offset + size; ++at)
            ++times[at];
    }

    bool m_inApplication = false;
    quint16 m_current = 0;
};

CardImage cardWith(bool extended)
{
    CardProfile profile = cardProfileOf(CardProfile::Format::Vietnam);
    profile.aaKey = "ecdsa-brainpoolP256r1";
    profile.faceSize = 40000; // beyond the reach of an even READ BINARY
    profile.extendedLength = extended;
    const Result<CardImage> card = personalise(profile, test::demoIssuer(), test::personalisedAt);
    if (!card)
        qFatal("no card");
    return *card;
}

} // namespace

class TestReadEconomy : public QObject
{
    Q_OBJECT

private:
    static Result<ReadResult> read(const CardImage &card, bool basic, Ledger &ledger, const Faults &faults = {})
    {
        SystemRandom random;
        const FixedClock clock(test::personalisedAt + 86400);
        SimulatedOptions options{faults, {}, {}};
        options.tampering.answer = [&ledger](const CommandApdu &plain, const ResponseApdu &answer) { ledger.note(plain, answer); };
        const std::unique_ptr<SimulatedSource> source = makeSimulatedCard(card, random, std::move(options));
        ReadRequest request;
        request.access = basic ? AccessKey{AccessKey::Kind::Mrz, card.mrzInformation} : AccessKey{AccessKey::Kind::Can, card.can.toLatin1()};
        request.basicAccessControl = basic;
        request.aaChallenge = QByteArray(8, '\x5A');
        return readCard(*source, request, test::demoAnchors(), random, clock, {}, {});
    }

    static Place placeOf(FileId file) { return {!isInMasterFile(file), identifierOf(file)}; }

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    void nothingIsAskedForTwice_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::addColumn<bool>("basic");
        QTest::newRow("PACE, extended length") << true << false;
        QTest::newRow("PACE, short length") << false << false;
        QTest::newRow("BAC, extended length") << true << true;
        QTest::newRow("BAC, short length") << false << true;
    }
    void nothingIsAskedForTwice()
    {
        QFETCH(bool, extended);
        QFETCH(bool, basic);
        const CardImage card = cardWith(extended);
        Ledger ledger;
        const Result<ReadResult> result = read(card, basic, ledger);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), ReadReport::Verdict::Genuine);
        for (auto file = result->files.begin(); file != result->files.end(); ++file)
            QVERIFY2(ledger.timesSent.value(placeOf(file.key())) == QList<int>(file->size(), 1), qPrintable(name(file.key())));
        for (auto times = ledger.timesSent.begin(); times != ledger.timesSent.end(); ++times) // also of what is not in the result
            QVERIFY2(times->isEmpty() || *std::max_element(times->begin(), times->end()) == 1, qPrintable(QString::number(times.key().second, 16)));
        QCOMPARE(ledger.selects.value(QByteArray::fromHex("04A0000002471001")), 1);
        for (auto selects = ledger.selects.begin(); selects != ledger.selects.end(); ++selects)
            QVERIFY2(*selects == 1, selects.key().toHex().constData());
    }

    // A card that comes back shows EF.SOD again, by which it is known, and of every other file only the rest.
    void aCardThatComesBackGoesOnBehindWhatItGave()
    {
        const CardImage card = cardWith(false);
        Ledger ledger;
        const Result<ReadResult> result = read(card, false, ledger, {.dropAt = {100, 150}});
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), ReadReport::Verdict::Genuine);
        for (auto file = result->files.begin(); file != result->files.end(); ++file) {
            const int times = file.key() == FileId::Sod ? 3 : 1;
            QVERIFY2(ledger.timesSent.value(placeOf(file.key())) == QList<int>(file->size(), times), qPrintable(name(file.key())));
        }
    }
};

DD_TEST(TestReadEconomy)
#include "test_read_economy.moc"
