#include "app/counter/read_card_command.h"

#include "app/counter/access_input.h"
#include "app/counter/card_report.h"
#include "app/counter/trust_summary.h"
#include "app/counter/verify_command.h"
#include "app/faces/face_picture.h"
#include "core/base/durable_file.h"
#include "core/base/secret.h"
#include "nfc/replay/recorder.h"

#include <algorithm>
#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>

namespace dd::counter {
namespace {

class ReadCardRun
{
public:
    ReadCardRun(const ReadCardOptions &options, const ReadCardWorld &world) : m_options(options), m_world(world) {}

    int list()
    {
        const Result<QStringList> readers = m_world.readers();
        if (!readers)
            return tell(readers.error());
        const QStringList withCard = m_world.readersWithCard().value_or(QStringList());
        if (m_options.json) {
            QJsonArray array;
            for (const QString &reader : *readers)
                array.append(QJsonObject{{QStringLiteral("name"), reader}, {QStringLiteral("card"), withCard.contains(reader)}});
            json(QJsonObject{{QStringLiteral("readers"), array}});
            return ExitRead;
        }
        for (const QString &reader : *readers)
            print(m_world.output, withCard.contains(reader) ? reader + say({"  (có thẻ)", "  (with a card)"}) : reader);
        if (readers->isEmpty())
            print(m_world.errors, say({"Không có đầu đọc nào.", "There is no reader."}));
        return ExitRead;
    }

    int read(const std::stop_token &stop)
    {
        nfc::CscaStore anchors;
        if (!m_options.cscaFolder.isEmpty()) {
            const QString by = m_options.demo ? QStringLiteral("demo set-up") : QStringLiteral("operator folder");
            Result<nfc::TrustFolderReport> added = anchors.addFolder(m_options.cscaFolder, by, m_options.demo, m_world.clock.now());
            if (!added) {
                print(m_world.errors,
                      QStringLiteral("--csca: %1 (%2)").arg(errorMessage(added.error().code, m_options.language), added.error().detail));
                return ExitUsage;
            }
            for (const QString &line : trustLines(*added, m_world.clock.now(), m_options.language))
                print(m_world.errors, line);
            if (anchors.anchors().isEmpty() && added->anyRefused()) // nothing to judge by, where something was meant to be
                return ExitUsage;
            m_trust = std::move(*added);
        }
        std::expected<nfc::AccessKey, Words> key = accessKey();
        if (!key) {
            print(m_world.errors, (m_options.can ? QStringLiteral("--can: ") : QStringLiteral("--mrz: ")) + key.error().in(m_options.language));
            return ExitUsage;
        }
        noteMissingReader();
        const std::unique_ptr<nfc::CardSource> source = m_world.source(m_options.reader);
        return readFrom(*source, std::move(*key), m_options.basicAccess, anchors, stop);
    }

    // A recording in the place of a reader: its own card, its own code, its own certificates.
    int replay(const std::stop_token &stop)
    {
        const Result<std::optional<QByteArray>> file = readBounded(m_options.replayFile, nfc::longestRecording, {ErrorCode::InvalidInput});
        if (!file || !*file)
            return refuseReplay(file ? QStringLiteral("no such file") : file.error().detail);
        const Result<nfc::Recording> recording = nfc::parseRecording(**file);
        if (!recording)
            return refuseReplay(recording.error().detail);
        Result<nfc::Replay> played = m_world.replay(*recording, m_world.random, m_world.clock.now());
        if (!played)
            return refuseReplay(QStringLiteral("%1: %2").arg(played.error().stage, played.error().detail));
        nfc::CscaStore anchors;
        if (!played->trusted.isEmpty()) {
            if (const Result<void> added = anchors.add(played->trusted, QStringLiteral("replay"), true); !added)
                return refuseReplay(added.error().detail);
        }
        const int code = readFrom(*played->source, std::move(played->access), played->basicAccessChosen, anchors, stop);
        tellReplay(*recording, *played->source);
        return code;
    }

private:
    [[nodiscard]] QString say(const Words &words) const { return words.in(m_options.language); }
    static void print(QIODevice &device, const QString &line) { device.write(line.toUtf8() + '\n'); }
    void json(QJsonObject object)
    {
        if (m_trust)
            object.insert(QStringLiteral("trust"), trustJson(*m_trust, m_world.clock.now()));
        m_world.output.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    }

    int readFrom(nfc::CardSource &source, nfc::AccessKey key, bool basicAccess, const nfc::CscaStore &anchors, const std::stop_token &stop)
    {
        nfc::RecordingSource recorder(source);
        const bool recorded = !m_options.recordFile.isEmpty();
        nfc::ReadRequest request;
        request.access = std::move(key);
        request.basicAccessControl = basicAccess;
        request.connectTimeoutMs = m_options.timeoutSeconds * 1000;
        nfc::ReadResult salvaged;
        if (recorded)
            request.salvage = [&salvaged](const nfc::ReadResult &read) { salvaged = read; };
        nfc::CardSource &used = recorded ? static_cast<nfc::CardSource &>(recorder) : source;
        Result<nfc::ReadResult> result = nfc::readCard(used, request, anchors, m_world.random, m_world.clock, stop,
                                                       [this](const nfc::ReadProgress &progress) { show(progress); });
        wipe(request.access.value);
        clearProgress();
        const std::optional<Error> failure = result ? std::nullopt : std::optional(result.error());
        const bool kept = !recorded || saveRecording(recorder.recording(request, result ? *result : salvaged, failure));
        const int code = result ? report({source.name(), m_world.clock.now(), std::move(*result)}) : tell(result.error());
        return kept || code != ExitRead ? code : ExitFileNotWritten;
    }

    bool saveRecording(const nfc::Recording &recording)
    {
        const Result<void> written = writeDurably(m_options.recordFile, nfc::encodeRecording(recording), {ErrorCode::InvalidInput});
        if (!written)
            print(m_world.errors, say({"--record: không ghi được tệp (%1).", "--record: the file cannot be written (%1)."}).arg(written.error().detail));
        return written.has_value();
    }

    int refuseReplay(const QString &why)
    {
        print(m_world.errors, say({"--replay: không dùng được bản ghi (%1).", "--replay: the recording cannot be used (%1)."}).arg(why));
        return ExitUsage;
    }

    void tellReplay(const nfc::Recording &recording, const nfc::ReplaySource &source)
    {
        print(m_world.errors, say({"Phát lại: %1 / %2 lệnh, %3 khác bản ghi; lần ghi kết thúc bằng: %4.",
                                   "Replayed: %1 of %2 commands, %3 unlike the recording, which ended with: %4."})
                                  .arg(source.played())
                                  .arg(source.recorded())
                                  .arg(source.different())
                                  .arg(recording.outcome));
        if (source.partedAt() >= 0)
            print(m_world.errors, say({"Từ lệnh thứ %1, lần đọc này đi khác bản ghi; chip giả lập tự trả lời.",
                                       "From command %1 on this reading went another way than the recorded one; the simulated chip answered by itself."})
                                      .arg(source.partedAt()));
    }

    [[nodiscard]] std::expected<nfc::AccessKey, Words> accessKey()
    {
        const bool typed = (m_options.can ? *m_options.can : *m_options.mrz) == QLatin1String("-");
        if (m_options.can) {
            if (typed && m_world.watched)
                print(m_world.errors, say({"Số CAN (6 chữ số):", "CAN (six digits):"}));
            return accessKeyFromCan(typed ? readCanFrom(m_world.input) : *m_options.can);
        }
        if (typed && m_world.watched)
            print(m_world.errors, say({"Các dòng MRZ:", "The lines of the MRZ:"}));
        return accessKeyFromMrz(typed ? readMrzFrom(m_world.input) : *m_options.mrz);
    }

    // It may be plugged in yet; but a name that is misspelt should not cost a minute's wait.
    void noteMissingReader()
    {
        const Result<QStringList> readers = m_world.readers();
        if (!readers)
            return; // the reading says so itself
        const bool there = std::any_of(readers->begin(), readers->end(), [&](const QString &reader) { return reader.startsWith(m_options.reader); });
        if (there)
            return;
        QString note = m_options.reader.isEmpty() ? say({"Chưa có đầu đọc nào; hãy cắm đầu đọc.", "There is no reader yet; plug one in."})
                                                  : say({"Chưa có đầu đọc tên «%1».", "There is no reader called \"%1\" yet."}).arg(m_options.reader);
        if (!readers->isEmpty())
            note += QLatin1Char(' ') + say({"Đang có: ", "There are: "}) + readers->join(QStringLiteral(", "));
        print(m_world.errors, note);
    }

    void show(const nfc::ReadProgress &progress)
    {
        if (!m_world.watched)
            return;
        const QString text = progressText(progress, m_options.language);
        if (text == m_shown)
            return;
        m_shown = text;
        m_world.errors.write("\r\x1B[K" + text.toUtf8());
    }
    void clearProgress()
    {
        if (!m_shown.isEmpty())
            m_world.errors.write("\r\x1B[K");
    }

    int tell(const Error &error)
    {
        if (m_options.json)
            json(cardErrorJson(error, m_options.reader, m_world.clock.now()));
        else
            m_world.errors.write(cardErrorText(error, m_options.language).toUtf8());
        return exitCodeOf(error);
    }

    int report(const CardReading &reading)
    {
        if (m_options.json)
            json(cardJson(reading));
        else
            m_world.output.write(cardText(reading, m_options.language).toUtf8());
        const int code = exitCodeOf(reading.result.report.verdict());
        if (m_options.faceFile.isEmpty() || saveFace(reading.result.face))
            return code;
        return code == ExitRead ? ExitFileNotWritten : code; // what the checks say counts for more
    }

    bool saveFace(const std::optional<nfc::FaceImage> &face)
    {
        if (!face) {
            print(m_world.errors, say({"--face: thẻ không có ảnh đọc được.", "--face: the card has no picture that can be read."}));
            return false;
        }
        const QByteArray content = m_options.faceFile.endsWith(QLatin1String(".png"), Qt::CaseInsensitive) ? pngOf(*face) : face->data;
        if (content.isEmpty()) {
            print(m_world.errors, say({"--face: không giải mã được ảnh; tên tệp không phải .png thì ghi nguyên như trên chip.",
                                       "--face: the picture cannot be decoded; under a name without .png it is written as stored."}));
            return false;
        }
        const Result<void> written = writeDurably(m_options.faceFile, content, {ErrorCode::InvalidInput});
        if (!written)
            print(m_world.errors, say({"--face: không ghi được tệp (%1).", "--face: the file cannot be written (%1)."}).arg(written.error().detail));
        return written.has_value();
    }

    static QByteArray pngOf(const nfc::FaceImage &face)
    {
        QByteArray png;
        QBuffer buffer(&png);
        const QImage picture = faceFromChip(face.data);
        return !picture.isNull() && buffer.open(QIODevice::WriteOnly) && picture.save(&buffer, "PNG") ? png : QByteArray();
    }

    const ReadCardOptions &m_options;
    const ReadCardWorld &m_world;
    std::optional<nfc::TrustFolderReport> m_trust; // what came of --csca
    QString m_shown;
};

} // namespace

int runReadCard(const ReadCardOptions &options, const ReadCardWorld &world, const std::stop_token &stop)
{
    ReadCardRun run(options, world);
    if (options.list)
        return run.list();
    return options.replayFile.isEmpty() ? run.read(stop) : run.replay(stop);
}

} // namespace dd::counter
