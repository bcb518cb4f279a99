#include "nfc/replay/recording.h"

#include "nfc/simulator/json_fields.h"
#include "nfc/simulator/standard_domains.h"

#include <QJsonDocument>
#include <algorithm>

namespace dd::nfc {
namespace {

using simulator::JsonReader;
using simulator::JsonWriter;

constexpr auto recordingFormat = "dinhdanh-card-recording";
constexpr int recordingVersion = 1;
constexpr int mostItems = 32;          // keys, offers, groups: no chip has more
constexpr int longestApduBytes = 65546;
constexpr int longestFileBytes = 1 << 20;
constexpr int longestPause = 600'000;  // milliseconds
constexpr qsizetype longestOutcome = 200;
constexpr auto noKeyId = "-";

constexpr FileId recordedFiles[] = {FileId::Dir,  FileId::AtrInfo, FileId::CardAccess, FileId::CardSecurity, FileId::Com,  FileId::Sod, FileId::Dg1,
                                    FileId::Dg2,  FileId::Dg11,    FileId::Dg12,       FileId::Dg13,         FileId::Dg14, FileId::Dg15};

std::optional<FileId> fileCalled(const QString &text)
{
    for (const FileId file : recordedFiles) {
        if (name(file) == text)
            return file;
    }
    return std::nullopt;
}

std::optional<int> numberIn(const QString &text, int least, int most)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<QByteArray> hexIn(const QString &text, qsizetype shortest, qsizetype longest)
{
    const QByteArray digits = text.toLatin1().toUpper();
    const QByteArray bytes = QByteArray::fromHex(digits);
    const bool fits = bytes.toHex().toUpper() == digits && bytes.size() >= shortest && bytes.size() <= longest;
    return fits ? std::optional(bytes) : std::nullopt;
}

std::optional<quint16> statusIn(const QString &text)
{
    const std::optional<QByteArray> bytes = hexIn(text, 2, 2);
    return bytes ? std::optional(static_cast<quint16>(static_cast<quint8>(bytes->at(0)) << 8 | static_cast<quint8>(bytes->at(1)))) : std::nullopt;
}

QString hexText(quint16 status)
{
    return QStringLiteral("%1").arg(status, 4, 16, QLatin1Char('0')).toUpper();
}

std::optional<std::variant<quint16, ErrorCode>> outcomeIn(const QString &text)
{
    if (const std::optional<quint16> status = statusIn(text))
        return std::variant<quint16, ErrorCode>(*status);
    for (const ErrorCode code : allErrorCodes()) {
        if (errorId(code) == text)
            return std::variant<quint16, ErrorCode>(code);
    }
    return std::nullopt;
}

QString outcomeText(const std::variant<quint16, ErrorCode> &outcome)
{
    const auto *status = std::get_if<quint16>(&outcome);
    return status != nullptr ? hexText(*status) : errorId(std::get<ErrorCode>(outcome));
}

// "connect 9000 12", or "0CB08100 19 242 9000 31": header, bytes sent and received, outcome, milliseconds.
QString exchangeText(const RecordedExchange &exchange)
{
    const QString end = QStringLiteral("%1 %2").arg(outcomeText(exchange.outcome)).arg(exchange.milliseconds);
    if (exchange.isConnection())
        return QStringLiteral("connect ") + end;
    return QStringLiteral("%1 %2 %3 ").arg(QString::fromLatin1(exchange.header.toHex().toUpper())).arg(exchange.sent).arg(exchange.received) + end;
}

std::optional<RecordedExchange> exchangeIn(const QString &text)
{
    const QStringList words = text.split(QLatin1Char(' '));
    const bool connection = words.size() == 3 && words.first() == QLatin1String("connect");
    if (!connection && words.size() != 5)
        return std::nullopt;
    const auto outcome = outcomeIn(words.at(words.size() - 2));
    const std::optional<int> milliseconds = numberIn(words.last(), 0, longestPause);
    if (!outcome || !milliseconds)
        return std::nullopt;
    RecordedExchange exchange{{}, 0, 0, *outcome, *milliseconds};
    if (connection)
        return exchange;
    const std::optional<QByteArray> header = hexIn(words.at(0), 4, 4);
    const std::optional<int> sent = numberIn(words.at(1), 4, longestApduBytes);
    const std::optional<int> received = numberIn(words.at(2), 0, longestApduBytes);
    const bool answered = std::holds_alternative<quint16>(*outcome);
    if (!header || !sent || !received || (answered ? *received < 2 : *received != 0))
        return std::nullopt;
    exchange.header = *header;
    exchange.sent = *sent;
    exchange.received = *received;
    return exchange;
}

QString keyText(const ChipShape::Key &key)
{
    QStringList words{QString::number(key.domain), key.keyId ? QString::number(*key.keyId) : QLatin1String(noKeyId)};
    for (const QByteArray &protocol : key.protocols)
        words.append(QString::fromLatin1(protocol.toHex().toUpper()));
    return words.join(QLatin1Char(' '));
}

std::optional<ChipShape::Key> keyIn(const QString &text)
{
    const QStringList words = text.split(QLatin1Char(' '));
    if (words.size() < 2 || words.size() > mostItems)
        return std::nullopt;
    const std::optional<int> domain = numberIn(words.at(0), 0, 31);
    ChipShape::Key key;
    if (!domain || simulator::standardDomain(*domain) == nullptr)
        return std::nullopt;
    key.domain = *domain;
    if (words.at(1) != QLatin1String(noKeyId) && !(key.keyId = numberIn(words.at(1), 0, 255)))
        return std::nullopt;
    for (const QString &word : words.sliced(2)) {
        const std::optional<QByteArray> protocol = hexIn(word, 8, 12);
        if (!protocol)
            return std::nullopt;
        key.protocols.append(*protocol);
    }
    return key;
}

std::optional<CardProfile::PaceOffer> offerIn(const QString &text)
{
    const QStringList words = text.split(QLatin1Char(' '));
    const std::optional<QByteArray> protocol = words.size() == 2 ? hexIn(words.at(0), 8, 12) : std::nullopt;
    const std::optional<int> domain = protocol ? numberIn(words.at(1), 0, 31) : std::nullopt;
    if (!domain || simulator::standardDomain(*domain) == nullptr)
        return std::nullopt;
    return CardProfile::PaceOffer{*protocol, *domain};
}

// A list of texts, each of which has to say something.
template <typename Take>
void listOf(JsonReader &reader, const char *key, qsizetype most, const Take &take)
{
    QStringList texts;
    reader.texts(key, texts);
    if (texts.size() > most)
        return reader.reject(key, QStringLiteral("at most %1 entries").arg(most));
    for (qsizetype at = 0; at < texts.size(); ++at) {
        if (!take(texts.at(at)))
            return reader.reject(key, QStringLiteral("entry %1 cannot be read").arg(at));
    }
}

template <typename Value, typename List>
auto into(List &list, std::optional<Value> (*parse)(const QString &))
{
    return [&list, parse](const QString &text) {
        const std::optional<Value> value = parse(text);
        if (value)
            list.append(*value);
        return value.has_value();
    };
}

// The fields that reader and writer share.
template <typename Archive, typename Content>
void plainFields(Archive &archive, Content &recording)
{
    using Format = CardProfile::Format;
    using Layout = CardProfile::Dg13Layout;
    archive.choice("key", recording.key, simulator::Words<AccessKey::Kind>{{"can", AccessKey::Kind::Can}, {"mrz", AccessKey::Kind::Mrz}});
    archive.flag("basicAccessChosen", recording.basicAccessChosen);
    archive.number("commandLength", recording.commandLength, 5, longestApduBytes);
    archive.text("outcome", recording.outcome);
    auto &chip = recording.chip;
    archive.choice("document", chip.format,
                   simulator::Words<Format>{{"vietnam", Format::Vietnam}, {"td1", Format::Td1}, {"td2", Format::Td2}, {"td3", Format::Td3}});
    archive.choice("access", chip.access,
                   simulator::Words<ChipShape::Access>{{"open", ChipShape::Access::Open}, {"bac", ChipShape::Access::Basic},
                                                       {"pace", ChipShape::Access::Pace}});
    archive.flag("namesTerminalAuthentication", chip.namesTerminalAuthentication);
    archive.flag("namesChipAuthentication", chip.namesChipAuthentication);
    archive.choice("dg13", chip.dg13,
                   simulator::Words<Layout>{{"absent", Layout::Absent}, {"known", Layout::Known}, {"unreadable", Layout::Unreadable}});
    archive.flag("issuerKnown", chip.issuerKnown);
}

template <typename List, typename Text>
QJsonArray textArray(const List &list, const Text &text)
{
    QJsonArray array;
    for (const auto &item : list)
        array.append(text(item));
    return array;
}

std::unexpected<Error> noRecording(const QString &why)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("recording"), why);
}

} // namespace

QByteArray encodeRecording(const Recording &recording)
{
    JsonWriter writer;
    writer.put("format", QLatin1String(recordingFormat));
    writer.put("version", recordingVersion);
    plainFields(writer, recording);
    const ChipShape &chip = recording.chip;
    writer.text("activeAuthentication", QString::fromLatin1(chip.activeAuthentication));
    writer.put("pace", textArray(chip.pace, [](const CardProfile::PaceOffer &offer) {
                   return QStringLiteral("%1 %2").arg(QString::fromLatin1(offer.protocol.toHex().toUpper())).arg(offer.parameterId);
               }));
    writer.put("chipKeys", textArray(chip.chipKeys, keyText));
    QJsonArray files;
    for (auto file = chip.files.begin(); file != chip.files.end(); ++file)
        files.append(QStringLiteral("%1 %2").arg(name(file.key())).arg(file.value()));
    writer.put("files", files);
    QJsonArray refused;
    for (auto file = chip.refused.begin(); file != chip.refused.end(); ++file)
        refused.append(QStringLiteral("%1 %2").arg(name(file.key()), hexText(file.value())));
    writer.put("refused", refused);
    writer.put("signedGroups", textArray(chip.signedGroups, [](int group) { return QString::number(group); }));
    writer.put("exchanges", textArray(recording.exchanges, exchangeText));
    return QJsonDocument(writer.object()).toJson();
}

Result<Recording> parseRecording(QByteArrayView json)
{
    if (json.size() > longestRecording)
        return noRecording(QStringLiteral("longer than %1 bytes").arg(longestRecording));
    const QJsonDocument document = QJsonDocument::fromJson(json.toByteArray());
    const QJsonObject object = document.object();
    if (object.value(QLatin1String("format")).toString() != QLatin1String(recordingFormat))
        return noRecording(QStringLiteral("not a whole recording of a card reading"));
    if (object.value(QLatin1String("version")).toInt(-1) != recordingVersion)
        return noRecording(QStringLiteral("version: only %1 is known here").arg(recordingVersion));

    JsonReader reader(object, QStringLiteral("recording"));
    Recording recording;
    QString format;
    int version = 0;
    QString activeAuthentication;
    reader.text("format", format);
    reader.number("version", version, recordingVersion, recordingVersion);
    plainFields(reader, recording);
    ChipShape &chip = recording.chip;
    reader.text("activeAuthentication", activeAuthentication);
    listOf(reader, "pace", mostItems, into(chip.pace, &offerIn));
    listOf(reader, "chipKeys", mostItems, into(chip.chipKeys, &keyIn));
    listOf(reader, "files", mostItems, [&](const QString &text) {
        const std::optional<FileId> file = fileCalled(text.section(QLatin1Char(' '), 0, 0));
        const std::optional<int> size = numberIn(text.section(QLatin1Char(' '), 1), 1, longestFileBytes);
        if (file && size)
            chip.files.insert(*file, *size);
        return file && size;
    });
    listOf(reader, "refused", mostItems, [&](const QString &text) {
        const std::optional<FileId> file = fileCalled(text.section(QLatin1Char(' '), 0, 0));
        const std::optional<quint16> status = statusIn(text.section(QLatin1Char(' '), 1));
        if (file && status)
            chip.refused.insert(*file, *status);
        return file && status;
    });
    listOf(reader, "signedGroups", mostItems, [&](const QString &text) {
        const std::optional<int> group = numberIn(text, 1, 16);
        if (group)
            chip.signedGroups.append(*group);
        return group.has_value();
    });
    listOf(reader, "exchanges", mostExchanges, into(recording.exchanges, &exchangeIn));
    reader.finish();
    chip.activeAuthentication = activeAuthentication.toLatin1();
    if (!chip.activeAuthentication.isEmpty() && !isKeySpecification(chip.activeAuthentication))
        reader.reject("activeAuthentication", QStringLiteral("a kind of key"));
    const bool printable = std::all_of(recording.outcome.begin(), recording.outcome.end(), [](QChar one) { return one >= u' ' && one <= u'~'; });
    if (recording.outcome.size() > longestOutcome || !printable)
        reader.reject("outcome", QStringLiteral("at most %1 printable characters").arg(longestOutcome));
    if (reader.failure())
        return fail(*reader.failure());
    return recording;
}

} // namespace dd::nfc
