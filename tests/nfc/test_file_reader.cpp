#include "nfc/lds/file_reader.h"

#include "core/base/log.h"
#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

// One file, DG2, on a chip without access control whose whims can be set.
struct PlainChip final : CardChannel
{
    QByteArray file;
    int limit = 65536;             // longest answer it gives; more is refused with `refusal`
    quint16 refusal = sw::wrongLength;
    bool shortIdentifier = true;
    quint16 noShortIdentifier = sw::incorrectParameters;
    bool extended = true;          // the chip; the channel always offers it
    bool endOfFileStatus = false;  // 6282 instead of 9000 at the end
    bool emptyInsteadOfRefusal = false;
    int crumb = 0;                 // gives that little in each answer behind the first
    quint16 accessStatus = sw::success;
    int readerLimit = 65544;

    int lostAt = -1; // the card is gone from this command on

    QList<int> asked; // Le of each READ BINARY
    int selects = 0;
    int commands = 0;
    qsizetype delivered = 0; // bytes of the file given out

    Result<QByteArray> transceive(QByteArrayView bytes) override
    {
        if (lostAt >= 0 && commands++ >= lostAt)
            return fail(ErrorCode::CardLost, QStringLiteral("test"));
        const Result<CommandApdu> command = CommandApdu::parse(bytes);
        if (!command)
            return fail(command.error());
        return respond(*command).encoded();
    }
    int maxCommandLength() const override { return readerLimit; }

    ResponseApdu respond(const CommandApdu &command)
    {
        if (command.extended && !extended)
            return {{}, sw::wrongLength};
        if (command.ins == 0xA4) {
            ++selects;
            return {{}, command.data == hex("0102") ? accessStatus : sw::fileNotFound};
        }
        asked.append(command.expected);
        const bool bySfi = command.ins == 0xB0 && (command.p1 & 0x80) != 0;
        if (bySfi && !shortIdentifier)
            return {{}, noShortIdentifier};
        if (bySfi && (command.p1 & 0x1F) != 0x02)
            return {{}, sw::fileNotFound};
        if (accessStatus != sw::success)
            return {{}, accessStatus};
        const bool odd = command.ins == 0xB1;
        if (command.expected > limit)
            return emptyInsteadOfRefusal ? ResponseApdu{{}, sw::success} : ResponseApdu{{}, refusal};
        qsizetype offset = bySfi ? command.p2 : command.p1 << 8 | command.p2;
        if (odd) {
            const Result<tlv::Element> object = tlv::readSingle(command.data, 0x54);
            if (!object)
                return {{}, sw::incorrectData};
            offset = 0;
            for (const char byte : object->value)
                offset = offset << 8 | static_cast<quint8>(byte);
        }
        if (offset >= file.size())
            return {{}, sw::offsetOutsideFile};
        const int most = command.expected - (odd ? 4 : 0);
        const QByteArray part = file.mid(offset, crumb > 0 && offset > 0 ? qMin(crumb, most) : most);
        delivered += part.size();
        const quint16 status = endOfFileStatus && offset + command.expected > file.size() ? sw::endOfFile : sw::success;
        return {odd ? tlv::encode(0x53, part) : part, status};
    }
};

QByteArray fileOfSize(int value)
{
    QByteArray content(value, '\0');
    for (int i = 0; i < value; ++i)
        content[i] = static_cast<char>(i * 7 + i / 251);
    return tlv::encode(0x75, content);
}

ReadLimits withExtended(bool works = true)
{
    ReadLimits limits;
    limits.extended = works ? ReadLimits::Extended::Works : ReadLimits::Extended::Refused;
    return limits;
}

// One file read by a reader that knows nothing about the chip but this.
Result<FileOutcome> readOnce(CardLink &link, bool extended = false, FileId file = FileId::Dg2, const FileReader::Progress &progress = {})
{
    ReadLimits limits = withExtended(extended);
    return FileReader(link, limits).read(file, progress);
}

QStringList *capturedLog = nullptr;
void captureLog(QtMsgType, const QMessageLogContext &context, const QString &message)
{
    if (capturedLog != nullptr && QByteArrayView(context.category) == QByteArrayView("dinhdanh.nfc"))
        capturedLog->append(message);
}

} // namespace

class TestFileReader : public QObject
{
    Q_OBJECT

private slots:
    void wholeFile_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("extended");
        for (const bool extended : {false, true}) {
            for (const int size : {0, 1, 127, 128, 252, 253, 254, 255, 256, 300, 5000, 32764, 32765, 32768, 40000, 70000, 300000})
                QTest::addRow("%d, %s", size, extended ? "extended" : "short") << size << extended;
        }
    }
    void wholeFile()
    {
        QFETCH(int, size);
        QFETCH(bool, extended);
        for (const bool atTheEnd : {false, true}) {
            PlainChip chip;
            chip.file = fileOfSize(size);
            chip.endOfFileStatus = atTheEnd;
            CardLink link(chip);
            qint64 lastDone = -1;
            const qint64 expectedTotal = chip.file.size();
            const Result<FileOutcome> outcome = readOnce(link, extended, FileId::Dg2, [&lastDone, expectedTotal](qint64 done, qint64 total) {
                QVERIFY(done > lastDone || done == total);
                QCOMPARE(total, expectedTotal);
                lastDone = done;
            });
            QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().detail));
            QCOMPARE(std::get<QByteArray>(*outcome), chip.file);
            QCOMPARE(lastDone, qint64(chip.file.size()));
            QCOMPARE(chip.selects, 0);
        }
    }

    void padsBehindTheFileAreLeftOut()
    {
        PlainChip chip;
        const QByteArray file = fileOfSize(300);
        chip.file = file + QByteArray(500, '\0');
        CardLink link(chip);
        QCOMPARE(std::get<QByteArray>(*readOnce(link)), file);
    }

    // A chip with a shorter buffer than it should have: halved until it fits, and remembered for the next file.
    void readSizeAdapts_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<quint16>("refusal");
        QTest::addColumn<bool>("empty");
        QTest::newRow("6700") << 100 << quint16(0x6700) << false;
        QTest::newRow("6Cxx names it") << 100 << quint16(0x6C64) << false;
        QTest::newRow("6C00 names nothing") << 100 << quint16(0x6C00) << false;
        QTest::newRow("an empty success") << 100 << quint16(0x9000) << true;
        QTest::newRow("very short") << 16 << quint16(0x6700) << false;
    }
    void readSizeAdapts()
    {
        QFETCH(int, limit);
        QFETCH(quint16, refusal);
        QFETCH(bool, empty);
        PlainChip chip;
        chip.file = fileOfSize(1000);
        chip.limit = limit;
        chip.refusal = refusal;
        chip.emptyInsteadOfRefusal = empty;
        CardLink link(chip);
        ReadLimits limits = withExtended(false);
        FileReader reader(link, limits);
        QCOMPARE(std::get<QByteArray>(*reader.read(FileId::Dg2)), chip.file);
        chip.asked.clear();
        QCOMPARE(std::get<QByteArray>(*reader.read(FileId::Dg2)), chip.file);
        QVERIFY(std::all_of(chip.asked.begin(), chip.asked.end(), [&](int le) { return le <= limit; }));
        if (refusal == 0x6C64)
            QCOMPARE(chip.asked.first(), 100);
    }

    void chipThatNeverDeliversEnds()
    {
        for (const bool empty : {false, true}) {
            PlainChip chip;
            chip.file = fileOfSize(1000);
            chip.limit = 3;
            chip.emptyInsteadOfRefusal = empty;
            CardLink link(chip);
            const Result<FileOutcome> outcome = readOnce(link, true);
            QVERIFY(!outcome || std::holds_alternative<FileRefused>(*outcome));
            QVERIFY(chip.asked.size() < 20);
        }
    }

    // Bytes keep coming, and the file would take for ever.
    void chipThatCrumblesEnds_data()
    {
        QTest::addColumn<int>("crumb");
        QTest::addColumn<bool>("whole");
        QTest::newRow("one byte") << 1 << false;
        QTest::newRow("fifteen bytes") << 15 << false;
        QTest::newRow("sixteen bytes, slow but a chip") << 16 << true;
    }
    void chipThatCrumblesEnds()
    {
        QFETCH(int, crumb);
        QFETCH(bool, whole);
        for (const bool extended : {false, true}) {
            PlainChip chip;
            chip.file = fileOfSize(60000);
            chip.crumb = crumb;
            CardLink link(chip);
            const Result<FileOutcome> outcome = readOnce(link, extended);
            QCOMPARE(outcome.has_value(), whole);
            if (whole)
                continue;
            QCOMPARE(outcome.error().code, ErrorCode::DamagedFile);
            QCOMPARE(outcome.error().stage, QStringLiteral("DG2"));
            QVERIFY2(chip.asked.size() <= FileReader::mostCrumbs + 2, qPrintable(QString::number(chip.asked.size())));
        }
    }

    void fileThatHasNoRoomLeft()
    {
        PlainChip chip;
        chip.file = fileOfSize(5000);
        CardLink link(chip);
        ReadLimits limits = withExtended();
        limits.room = chip.file.size() - 1;
        const Result<FileOutcome> outcome = FileReader(link, limits).read(FileId::Dg2);
        QCOMPARE(outcome.error().code, ErrorCode::DamagedFile);
        QVERIFY(chip.asked.size() == 1);
        limits.room = chip.file.size();
        QCOMPARE(std::get<QByteArray>(*FileReader(link, limits).read(FileId::Dg2)), chip.file);
    }

    void fileShorterThanItsHeader()
    {
        PlainChip chip;
        chip.file = fileOfSize(1000).first(600);
        CardLink link(chip);
        QCOMPARE(readOnce(link).error().code, ErrorCode::DamagedFile);
    }

    void filesThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("no TLV") << hex("0000000000");
        QTest::newRow("longer than any file") << hex("75830F0000") + QByteArray(300, 'x');
        QTest::newRow("only a tag") << hex("75");
    }
    void filesThatCannotBe()
    {
        QFETCH(QByteArray, file);
        PlainChip chip;
        chip.file = file;
        CardLink link(chip);
        const Result<FileOutcome> outcome = readOnce(link);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::DamagedFile);
        QCOMPARE(outcome.error().stage, QStringLiteral("DG2"));
    }

    // What chips without short identifiers answer; 6A82 says the same as "no such file".
    void chipWithoutShortIdentifiersIsAskedOnce_data()
    {
        QTest::addColumn<quint16>("status");
        for (const quint16 status : {sw::incorrectParameters, sw::functionNotSupported, sw::fileNotFound})
            QTest::addRow("%s", qPrintable(statusText(status))) << status;
    }
    void chipWithoutShortIdentifiersIsAskedOnce()
    {
        QFETCH(quint16, status);
        PlainChip chip;
        chip.file = fileOfSize(1000);
        chip.shortIdentifier = false;
        chip.noShortIdentifier = status;
        CardLink link(chip);
        ReadLimits limits = withExtended(false);
        FileReader reader(link, limits);
        QCOMPARE(std::get<QByteArray>(*reader.read(FileId::Dg2)), chip.file);
        QCOMPARE(chip.selects, 1);
        const qsizetype reads = chip.asked.size();
        QCOMPARE(std::get<QByteArray>(*reader.read(FileId::Dg2)), chip.file);
        QCOMPARE(chip.asked.size(), 2 * reads - 1); // without the failed try
    }

    // Once a short identifier has led to a file, 6A82 is about the file; in another application it has to show again.
    void absentFileIsAskedForOnceMore()
    {
        PlainChip chip;
        chip.file = fileOfSize(100);
        CardLink link(chip);
        ReadLimits limits = withExtended(false);
        FileReader reader(link, limits);
        QCOMPARE(std::get<FileRefused>(*reader.read(FileId::Dg13)).status, sw::fileNotFound);
        QCOMPARE(chip.selects, 1);
        QVERIFY(limits.shortIdentifierWorks);
        QVERIFY(reader.read(FileId::Dg2));
        QCOMPARE(std::get<FileRefused>(*reader.read(FileId::Dg13)).status, sw::fileNotFound);
        QCOMPARE(chip.selects, 1);
        limits.newApplication();
        QCOMPARE(std::get<FileRefused>(*reader.read(FileId::Dg13)).status, sw::fileNotFound);
        QCOMPARE(chip.selects, 2);
    }

    void refusalsAreTheChipsAnswer_data()
    {
        QTest::addColumn<quint16>("status");
        QTest::newRow("not allowed") << quint16(0x6982);
        QTest::newRow("not there") << quint16(0x6A82);
    }
    void refusalsAreTheChipsAnswer()
    {
        QFETCH(quint16, status);
        PlainChip chip;
        chip.file = fileOfSize(10);
        chip.accessStatus = status;
        CardLink link(chip);
        const Result<FileOutcome> outcome = readOnce(link);
        QVERIFY(outcome);
        QCOMPARE(std::get<FileRefused>(*outcome).status, status);
        const Result<FileOutcome> absent = readOnce(link, false, FileId::Dg13);
        QCOMPARE(std::get<FileRefused>(*absent).status, sw::fileNotFound);
    }

    void extendedReadsAreGivenUpAtTheFirstRefusal()
    {
        PlainChip chip;
        chip.file = fileOfSize(5000);
        chip.extended = false;
        CardLink link(chip);
        QCOMPARE(std::get<QByteArray>(*readOnce(link, true)), chip.file);
        QCOMPARE(std::count_if(chip.asked.begin(), chip.asked.end(), [](int le) { return le > 256; }), 0); // none got through
    }

    // In plain an unknown chip is asked with extended length once; what it says is remembered.
    void extendedLengthIsFoundOutInPlain_data()
    {
        QTest::addColumn<bool>("works");
        QTest::addColumn<bool>("shortIdentifier");
        for (const bool shortIdentifier : {true, false}) {
            const char *how = shortIdentifier ? "by short identifier" : "by SELECT";
            QTest::addRow("works, %s", how) << true << shortIdentifier;
            QTest::addRow("refused, %s", how) << false << shortIdentifier;
        }
    }
    void extendedLengthIsFoundOutInPlain()
    {
        QFETCH(bool, works);
        QFETCH(bool, shortIdentifier);
        PlainChip chip;
        chip.file = fileOfSize(50);
        chip.extended = works;
        chip.shortIdentifier = shortIdentifier;
        chip.noShortIdentifier = sw::fileNotFound;
        CardLink link(chip);
        ReadLimits limits;
        QCOMPARE(std::get<QByteArray>(*FileReader(link, limits).read(FileId::Dg2)), chip.file);
        QCOMPARE(limits.extended, works ? ReadLimits::Extended::Works : ReadLimits::Extended::Refused);
        QCOMPARE(chip.asked.size(), shortIdentifier ? 1 : 2);
    }

    // A connection lost at every offset: what had come stays, and no byte is asked for again.
    void goesOnWhereItStopped_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("extended");
        QTest::newRow("short") << 2000 << false;
        QTest::newRow("extended") << 15000 << true;
        QTest::newRow("past the odd instruction") << 40000 << true;
    }
    void goesOnWhereItStopped()
    {
        QFETCH(int, size);
        QFETCH(bool, extended);
        for (int lost = 0;; ++lost) {
            PlainChip chip;
            chip.file = fileOfSize(size);
            chip.lostAt = lost;
            ReadLimits limits = withExtended(extended);
            PartialFile partial;
            CardLink first(chip);
            const Result<FileOutcome> cut = FileReader(first, limits).read(FileId::Dg2, partial);
            if (cut) {
                QVERIFY(lost > 3);
                return;
            }
            QCOMPARE(cut.error().code, ErrorCode::CardLost);
            QCOMPARE(partial.bytes, chip.file.first(partial.bytes.size()));
            chip.lostAt = -1;
            CardLink second(chip);
            QCOMPARE(std::get<QByteArray>(*FileReader(second, limits).read(FileId::Dg2, partial)), chip.file);
            QCOMPARE(chip.delivered, chip.file.size());
        }
    }

    void overheadIsSmall()
    {
        PlainChip chip;
        chip.file = fileOfSize(15000);
        CardLink link(chip);
        QVERIFY(readOnce(link, true));
        QVERIFY2(chip.asked.size() <= 5, qPrintable(QString::number(chip.asked.size())));
    }

    // The log says what was exchanged and never what was in it.
    void logNamesLengthsOnly()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.debug=true"));
        QStringList lines;
        capturedLog = &lines;
        const QtMessageHandler previous = qInstallMessageHandler(captureLog);
        PlainChip chip;
        chip.file = tlv::encode(0x75, QByteArray("MAU PERSONAL DATA"));
        CardLink link(chip);
        const bool read = readOnce(link).has_value();
        const bool sent = link.transmit({0x00, 0x88, 0x00, 0x00, QByteArray("SECRETS!"), 0, false}).has_value();
        qInstallMessageHandler(previous);
        capturedLog = nullptr;
        QLoggingCategory::setFilterRules(QString());
        QVERIFY(read && sent);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.first(), QStringLiteral("INS b0 Lc 0 Le 256 sent 5 received 21 SW 9000"));
        const QString all = lines.join(QLatin1Char('\n'));
        for (const QByteArray &secret : {QByteArray("PERSONAL"), QByteArray("SECRETS!")}) {
            QVERIFY(!all.contains(QString::fromLatin1(secret)));
            QVERIFY(!all.contains(QString::fromLatin1(secret.toHex()), Qt::CaseInsensitive));
        }
    }
};

DD_TEST(TestFileReader)
#include "test_file_reader.moc"
