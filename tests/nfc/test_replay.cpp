// Readings recorded, looked through for anything personal, and played again.
#include "nfc/read_card.h"
#include "nfc/replay/recorder.h"
#include "nfc/replay/replay.h"
#include "nfc/simulator/soft_card.h"
#include "tests/nfc/demo_card.h"
#include "tests/support/registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace dd;
using namespace dd::nfc;

namespace {

struct RecordedReading
{
    Recording recording;
    Result<ReadResult> result;
};

// Plain, as a card stores and a keyboard types it, and in what a file could have made of it.
QList<QByteArray> formsOf(const QString &value)
{
    QList<QByteArray> forms;
    for (const QString &text : {value, value.normalized(QString::NormalizationForm_D)}) {
        const QByteArray utf8 = text.toUtf8();
        const QByteArray wide(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
        for (const QByteArray &bytes : {utf8, wide})
            forms += {bytes, bytes.toHex(), bytes.toHex().toUpper(), bytes.toBase64().left(bytes.size() / 3 * 4)};
    }
    return forms;
}

} // namespace

class TestReplay : public QObject
{
    Q_OBJECT

private:
    SystemRandom m_random;
    dd::FixedClock m_clock{test::personalisedAt};

    RecordedReading record(CardSource &source, AccessKey access, bool basicAccess, const CscaStore &anchors)
    {
        RecordingSource recorder(source);
        ReadRequest request;
        request.access = std::move(access);
        request.basicAccessControl = basicAccess;
        ReadResult salvaged;
        request.salvage = [&](const ReadResult &read) { salvaged = read; };
        auto result = readCard(recorder, request, anchors, m_random, m_clock, {}, {});
        const std::optional<Error> failure = result ? std::nullopt : std::optional(result.error());
        return {recorder.recording(request, result ? *result : salvaged, failure), std::move(result)};
    }

    struct Case
    {
        QString profile; // of assets/demo/cards
        Faults faults = {};
        QMap<quint16, quint16> refused = {};
        bool trusted = true;
        bool basicAccess = false;
        bool wrongKey = false;
    };

    // The card of a case, and a reading of it.
    std::pair<CardImage, RecordedReading> recordedCase(const Case &wanted)
    {
        QFile file(QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards/%1.json").arg(wanted.profile));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no such profile");
        Result<CardProfile> profile = parseCardProfile(file.readAll());
        const Result<DemoIssuer> issuer = profile ? makeDemoIssuer(m_clock.now(), profile->issuer) : fail(profile.error());
        if (!issuer)
            qFatal("no issuer");
        profile->behaviour.refusedFiles.insert(wanted.refused);
        Result<CardImage> card = personalise(*profile, *issuer, m_clock.now());
        if (!card)
            qFatal("no card");
        CscaStore anchors;
        if (wanted.trusted && !anchors.add(card->cscaCertificate, QStringLiteral("test"), true))
            qFatal("no anchor");
        AccessKey key{AccessKey::Kind::Mrz, card->mrzInformation};
        if (!card->can.isEmpty() && !wanted.basicAccess)
            key = {AccessKey::Kind::Can, wanted.wrongKey ? QByteArray("999999") : card->can.toLatin1()};
        const auto source = makeSimulatedSource(*card, m_random, wanted.faults);
        RecordedReading recorded = record(*source, key, wanted.basicAccess, anchors);
        return {std::move(*card), std::move(recorded)};
    }

    static QList<std::pair<QByteArray, Case>> cases()
    {
        const auto dropping = [](int at) {
            Faults faults;
            faults.dropAt = {at};
            return faults;
        };
        Faults away;
        away.dropEvery = 12;
        return {{"PACE GM by CAN", {QStringLiteral("vietnam")}},
                {"BAC only", {QStringLiteral("bac-only")}},
                {"BAC by choice", {QStringLiteral("vietnam"), {}, {}, true, true}},
                {"naked status words and every other whim", {QStringLiteral("short-length")}},
                {"lost once, and resumed", {QStringLiteral("vietnam"), dropping(19)}},
                {"lost early", {QStringLiteral("passport-td3"), dropping(3)}},
                {"lost again and again", {QStringLiteral("vietnam"), away}},
                {"a signed file refused", {QStringLiteral("vietnam"), {}, {{0x010D, 0x6982}}}},
                {"the holder's file refused", {QStringLiteral("passport-td3"), {}, {{0x010B, 0x6982}}}},
                {"the face refused", {QStringLiteral("vietnam"), {}, {{0x0102, 0x6982}}}},
                {"issuer unknown", {QStringLiteral("vietnam"), {}, {}, false}},
                {"wrong CAN", {QStringLiteral("vietnam"), {}, {}, true, false, true}},
                {"DG13 nobody can read", {QStringLiteral("vietnam-2024")}},
                {"passport, DG11 and DG12", {QStringLiteral("passport-td3")}},
                {"PACE IM, TD2", {QStringLiteral("pace-im")}},
                {"PACE CAM, TD1", {QStringLiteral("pace-cam")}},
                {"RSA active authentication", {QStringLiteral("rsa-aa")}},
                {"Diffie-Hellman in prime fields", {QStringLiteral("pace-dh")}}};
    }
    static void caseRows()
    {
        QTest::addColumn<int>("at");
        const auto all = cases();
        for (int at = 0; at < all.size(); ++at)
            QTest::newRow(all.at(at).first.constData()) << at;
    }

private slots:
    void nothingPersonalIsRecorded_data() { caseRows(); }
    void nothingPersonalIsRecorded()
    {
        QFETCH(int, at);
        const auto [card, recorded] = recordedCase(cases().at(at).second);
        QVERIFY(recorded.recording.exchanges.size() > 3);
        const QByteArray json = encodeRecording(recorded.recording);

        QStringList values{card.can, QString::fromLatin1(card.mrzInformation), QStringLiteral("999999")};
        QString mrz = mrzLinesOf(card).join(QString());
        values += mrzLinesOf(card);
        values += mrz.split(QLatin1Char('<'), Qt::SkipEmptyParts);
        if (const Result<Dg13> details = parseDg13(card.files.value(FileId::Dg13))) {
            values += {details->personalNumber, details->fullName,    details->birthDate,  details->ethnicity, details->religion,  details->placeOfOrigin,
                       details->residence,      details->issueDate,   details->expiryDate, details->father,    details->mother,    details->oldNumber,
                       details->chipCode,       details->nationality, details->identifyingMarks};
        }
        if (const Result<Dg11> holder = parseDg11(card.files.value(FileId::Dg11)))
            values += QStringList{holder->name.primary, holder->name.secondary, holder->personalNumber, holder->birthDate, holder->telephone,
                                  holder->profession} + holder->address + holder->placeOfBirth;
        if (const Result<identity::Mrz> parsed = parseDg1(card.files.value(FileId::Dg1)))
            values += {parsed->documentNumber, parsed->birthDate, parsed->expiryDate, parsed->primaryName, parsed->secondaryName, parsed->personalNumber};
        int looked = 0;
        for (const QString &value : values) {
            if (value.size() < 5) // "M", "VNM", "Kinh": too short to be told from a number of bytes
                continue;
            ++looked;
            for (const QByteArray &form : formsOf(value))
                QVERIFY2(form.size() < 5 || !json.contains(form), (value.toUtf8() + " as " + form).constData());
        }
        QVERIFY(looked > 5);
        // Stronger: there is no room for a key, a cryptogram or a piece of a file. Whatever is longer than a header is the
        // object identifier of a standard protocol.
        static const QRegularExpression longHex(QStringLiteral("[0-9A-Fa-f]{9,}"));
        for (auto found = longHex.globalMatch(QString::fromLatin1(json)); found.hasNext();) {
            const QString digits = found.next().captured();
            QVERIFY2(digits.startsWith(QLatin1String("04007F0007020204")) || digits.startsWith(QLatin1String("04007F0007020203")), qPrintable(digits));
            QVERIFY(digits.size() <= 24);
        }
        // And every text is of a known kind.
        static const QRegularExpression known(QStringLiteral(
            "^(?:connect (?:[0-9A-F]{4}|NFC-\\d{3}) \\d+|[0-9A-F]{8} \\d+ \\d+ (?:[0-9A-F]{4}|NFC-\\d{3}) \\d+|[A-Za-z/]+\\d* (?:\\d+|[0-9A-F]{4})|\\d+"
            "|\\d+ (?:-|\\d+)(?: 04007F[0-9A-F]{10,18})*|04007F[0-9A-F]{10,18} \\d+)$"));
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        for (const char *list : {"exchanges", "files", "refused", "signedGroups", "chipKeys", "pace"}) {
            for (const QJsonValue &text : object.value(QLatin1String(list)).toArray())
                QVERIFY2(known.match(text.toString()).hasMatch(), qPrintable(text.toString()));
        }
        QCOMPARE(object.size(), 19);
    }

    void playedAgainItEndsTheSameWay_data() { caseRows(); }
    void playedAgainItEndsTheSameWay()
    {
        QFETCH(int, at);
        const Case wanted = cases().at(at).second;
        const auto [card, first] = recordedCase(wanted);
        const Result<Recording> read = parseRecording(encodeRecording(first.recording));
        QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
        QVERIFY(*read == first.recording);

        Result<Replay> replay = openReplay(*read, m_random, m_clock.now());
        QVERIFY2(replay, replay ? "" : qPrintable(replay.error().stage + replay.error().detail));
        QVERIFY(replay->source->isSimulated());
        CscaStore anchors;
        if (!replay->trusted.isEmpty())
            QVERIFY(anchors.add(replay->trusted, QStringLiteral("replay"), true));
        const RecordedReading again = record(*replay->source, replay->access, replay->basicAccessChosen, anchors);

        const auto &was = first.recording.exchanges;
        const auto &is = again.recording.exchanges;
        // A public key in a prime field is an integer without leading zeros: one in 256 is a byte shorter, and its length field too.
        const bool integers = QByteArray(QTest::currentDataTag()) == "Diffie-Hellman in prime fields";
        const int play = integers ? 2 : 0;
        for (int command = 0; command < qMin(was.size(), is.size()); ++command) {
            const QByteArray where = "command " + QByteArray::number(command) + ' ' + was.at(command).header.toHex() + " sent " +
                QByteArray::number(was.at(command).sent) + '/' + QByteArray::number(is.at(command).sent) + " received " +
                QByteArray::number(was.at(command).received) + '/' + QByteArray::number(is.at(command).received);
            QVERIFY2(is.at(command).header == was.at(command).header, where.constData());
            QVERIFY2(is.at(command).outcome == was.at(command).outcome, where.constData());
            QVERIFY2(qAbs(is.at(command).sent - was.at(command).sent) <= play, where.constData());
            QVERIFY2(qAbs(is.at(command).received - was.at(command).received) <= play, where.constData());
        }
        QCOMPARE(is.size(), was.size());
        // The verdict or the code; the stage of a loss is the transport's own word.
        QCOMPARE(again.recording.outcome.section(QLatin1Char(' '), 0, 0), first.recording.outcome.section(QLatin1Char(' '), 0, 0));
        QCOMPARE(replay->source->partedAt(), -1);
        QVERIFY(replay->source->different() == 0 || integers);
        QCOMPARE(replay->source->played(), replay->source->recorded());
        QCOMPARE(again.result.has_value(), first.result.has_value());
        if (!again.result)
            return;
        QVERIFY(again.result->report.simulated);
        QCOMPARE(again.result->refused, first.result->refused);
        QCOMPARE(again.result->files.keys(), first.result->files.keys());
        const auto checks = again.result->report.checks();
        for (int check = 0; check < checks.size(); ++check)
            QVERIFY(checks.at(check).second.outcome == first.result->report.checks().at(check).second.outcome);
        // Nobody's data: the document is another one, and yet as long.
        for (auto file = first.result->files.begin(); file != first.result->files.end(); ++file)
            QCOMPARE(again.result->files.value(file.key()).size(), file->size());
    }

    // A reader that asks for other things is not held to the recording: the chip goes on by itself.
    void anotherReaderGoesItsOwnWay()
    {
        auto [card, first] = recordedCase({QStringLiteral("vietnam")});
        first.recording.exchanges.remove(4, 6);
        Result<Replay> replay = openReplay(first.recording, m_random, m_clock.now());
        QVERIFY(replay);
        CscaStore anchors;
        QVERIFY(anchors.add(replay->trusted, QStringLiteral("replay"), true));
        const RecordedReading again = record(*replay->source, replay->access, false, anchors);
        QVERIFY(again.result);
        QVERIFY(again.result->report.verdict() == ReadReport::Verdict::Genuine);
        QVERIFY(replay->source->partedAt() >= 0);
    }

    void recordingsThatAreRefused_data()
    {
        QTest::addColumn<QByteArray>("find");
        QTest::addColumn<QByteArray>("replacement");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char *name, const char *find, const char *replacement, const char *detail) {
            QTest::newRow(name) << QByteArray(find) << QByteArray(replacement) << QString::fromUtf8(detail);
        };
        row("version 2", "\"version\": 1", "\"version\": 2", "version");
        row("another kind of file", "dinhdanh-card-recording", "something else", "not a whole recording");
        row("unknown key", "\"version\": 1", "\"version\": 1, \"name\": \"x\"", "name: unknown key");
        row("document", "\"vietnam\"", "\"td9\"", "document: one of");
        row("a status word", "9000 ", "9G00 ", "exchanges: entry");
        row("a length of nothing", "\"DG1 ", "\"DG1 -", "files: entry");
        row("a file nobody knows", "\"DG1 ", "\"DG3 ", "files: entry");
        row("a protocol of somebody's own", "04007F0007020204", "04007F00070202FF0000000000000000", "pace: entry");
        row("a kind of key", "rsa-1024", "rsa-9", "activeAuthentication");
        row("terminal commands", "genuine", "\\u001b[2J", "outcome");
        row("a group no card has", "\"signedGroups\": [", "\"signedGroups\": [\"17\",", "signedGroups: entry");
    }
    void recordingsThatAreRefused()
    {
        QFETCH(QByteArray, find);
        QFETCH(QByteArray, replacement);
        QFETCH(QString, detail);
        static const QByteArray json = encodeRecording(recordedCase({QStringLiteral("vietnam")}).second.recording);
        QByteArray mangled = json;
        const qsizetype place = mangled.indexOf(find);
        QVERIFY2(place >= 0, json.constData());
        mangled.replace(place, find.size(), replacement);
        const Result<Recording> read = parseRecording(mangled);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        QCOMPARE(read.error().stage, QStringLiteral("recording"));
        QVERIFY2(read.error().detail.contains(detail), qPrintable(read.error().detail));
    }

    void everyPrefixIsRefused()
    {
        const QByteArray json = encodeRecording(recordedCase({QStringLiteral("bac-only")}).second.recording).trimmed();
        QVERIFY(parseRecording(json));
        for (qsizetype size = 0; size < json.size(); ++size) {
            const Result<Recording> read = parseRecording(QByteArrayView(json).first(size));
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        }
        QVERIFY(!parseRecording(QByteArray(longestRecording + 1, ' ')));
    }
};

DD_TEST(TestReplay)
#include "test_replay.moc"
