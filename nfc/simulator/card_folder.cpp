// A card image as a folder of small files. The keys in it are throw-away, and still nobody else's to read.
#include "core/base/durable_file.h"
#include "nfc/apdu/tlv.h"
#include "nfc/simulator/behaviour_fields.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <algorithm>

namespace dd::nfc {
namespace {

constexpr auto folderStage = "card image";
constexpr qint64 largestFile = 65536;

constexpr FileId storedFiles[] = {FileId::Dir, FileId::AtrInfo, FileId::CardAccess, FileId::CardSecurity, FileId::Com,  FileId::Sod, FileId::Dg1,
                                  FileId::Dg2, FileId::Dg11,    FileId::Dg12,       FileId::Dg13,         FileId::Dg14, FileId::Dg15};

QString fileName(FileId file)
{
    if (file == FileId::CardSecurity) // the application's EF.SOD has the same identifier
        return QStringLiteral("3F00-011D.bin");
    return QString::number(static_cast<int>(file), 16).rightJustified(4, QLatin1Char('0')).toUpper() + QStringLiteral(".bin");
}

std::unexpected<Error> folderFailed(const QString &what)
{
    return fail(ErrorCode::InvalidInput, QLatin1String(folderStage), what);
}

Result<void> writePrivately(const QDir &folder, const QString &name, const QByteArray &content)
{
    if (content.isEmpty()) // what this card does not have, an older one in the same folder may have left
        return eraseFile(folder.filePath(name), {ErrorCode::InvalidInput});
    return writeDurably(folder.filePath(name), content, {ErrorCode::InvalidInput});
}

// An absent file is empty content; a present one has some.
Result<QByteArray> readBounded(const QDir &folder, const QString &name)
{
    QFile file(folder.filePath(name));
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return folderFailed(name + QStringLiteral(" cannot be read"));
    QByteArray content = file.read(largestFile + 1);
    if (content.isEmpty() || content.size() > largestFile)
        return folderFailed(name + QStringLiteral(" is empty or too large"));
    return content;
}

// What a person needs to use the card: the CAN and the lines of the MRZ.
QByteArray cardText(const CardImage &card)
{
    QByteArray text = "DEMO card of nobody / Thẻ DEMO, không của ai\n";
    if (!card.can.isEmpty())
        text += "CAN: " + card.can.toUtf8() + '\n';
    text += "MRZ:\n" + mrzLinesOf(card).join(u'\n').toUtf8() + '\n';
    return text;
}

// What card.json says beside the files.
template <typename Archive, typename Card>
void cardFields(Archive &archive, Card &card)
{
    archive.text("can", card.can);
    archive.flag("extendedLength", card.extendedLength);
}

QJsonObject cardDescription(const CardImage &card)
{
    simulator::JsonWriter description;
    cardFields(description, card);
    description.put("mrzInformation", QString::fromLatin1(card.mrzInformation));
    simulator::JsonWriter behaviour;
    simulator::behaviourFields(behaviour, card.behaviour);
    description.put("behaviour", behaviour.object());
    simulator::JsonWriter faults;
    simulator::faultFields(faults, card.faults);
    description.put("faults", faults.object());
    simulator::JsonWriter link;
    simulator::linkFields(link, card.link);
    description.put("link", link.object());
    simulator::JsonWriter scheme;
    simulator::signatureFields(scheme, card.activeAuthentication);
    description.put("activeAuthentication", scheme.object());
    QJsonArray keys;
    for (const ChipKey &key : card.chipKeys) {
        QJsonArray protocols;
        for (const QByteArray &protocol : key.protocols)
            protocols.append(QString::fromLatin1(protocol.toHex()));
        simulator::JsonWriter writer;
        writer.number("parameterId", key.parameterId, 0, 31);
        writer.optionalNumber("keyId", key.keyId, 0, 255);
        writer.bytes("privateKey", key.privateKey);
        writer.put("protocols", protocols);
        keys.append(writer.object());
    }
    description.put("chipKeys", keys);
    return description.object();
}

Result<void> readDescription(const QByteArray &json, CardImage &card)
{
    simulator::JsonReader reader(QJsonDocument::fromJson(json).object(), QLatin1String(folderStage));
    if (!reader.has("can"))
        return folderFailed(QStringLiteral("card.json has no CAN"));
    cardFields(reader, card);
    QString mrz;
    reader.text("mrzInformation", mrz);
    card.mrzInformation = mrz.toLatin1();
    reader.object("behaviour", [&](simulator::JsonReader &behaviour) { simulator::behaviourFields(behaviour, card.behaviour); });
    reader.object("faults", [&](simulator::JsonReader &faults) { simulator::faultFields(faults, card.faults); });
    reader.object("link", [&](simulator::JsonReader &link) { simulator::linkFields(link, card.link); });
    reader.object("activeAuthentication", [&](simulator::JsonReader &scheme) { simulator::signatureFields(scheme, card.activeAuthentication); });
    reader.objects("chipKeys", [&](simulator::JsonReader &nested) {
        ChipKey key;
        QStringList protocols;
        nested.number("parameterId", key.parameterId, 0, 31);
        nested.optionalNumber("keyId", key.keyId, 0, 255);
        nested.bytes("privateKey", key.privateKey);
        nested.texts("protocols", protocols);
        for (const QString &protocol : std::as_const(protocols))
            key.protocols.append(QByteArray::fromHex(protocol.toLatin1()));
        card.chipKeys.append(key);
    });
    reader.finish();
    if (reader.failure())
        return fail(*reader.failure());
    const bool digits = std::all_of(card.can.begin(), card.can.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!card.can.isEmpty() && (card.can.size() != 6 || !digits))
        return folderFailed(QStringLiteral("card.json has no CAN"));
    return {};
}

Result<void> writeAll(const QDir &folder, const QList<std::pair<QString, QByteArray>> &files)
{
    for (const auto &[name, content] : files) {
        if (Result<void> written = writePrivately(folder, name, content); !written)
            return written;
    }
    return {};
}

} // namespace

QStringList mrzLinesOf(const CardImage &card)
{
    const QByteArray dg1 = card.files.value(FileId::Dg1);
    const Result<tlv::Element> file = tlv::readSingle(dg1, 0x61);
    const Result<tlv::Element> mrz = file ? tlv::readSingle(file->value, 0x5F1F) : file;
    QStringList lines;
    const qsizetype size = mrz ? mrz->value.size() : 0;
    const qsizetype width = size == 90 ? 30 : size == 72 ? 36 : 44;
    for (qsizetype at = 0; at < size; at += width)
        lines.append(QString::fromLatin1(mrz->value.sliced(at, std::min(width, size - at))));
    return lines;
}

Result<void> saveCardImage(const QString &path, const CardImage &card)
{
    const QDir folder(path);
    if (const Result<bool> made = makePrivateFolder(path, {ErrorCode::InvalidInput}); !made)
        return fail(made.error());

    QList<std::pair<QString, QByteArray>> files;
    for (const FileId file : storedFiles)
        files.append({fileName(file), card.files.value(file)});
    files.append({QStringLiteral("card.json"), QJsonDocument(cardDescription(card)).toJson()});
    files.append({QStringLiteral("card.txt"), cardText(card)});
    files.append({QStringLiteral("aa.key"), card.aaPrivateKey});
    files.append({QStringLiteral("csca.cer"), card.cscaCertificate});
    files.append({QStringLiteral("printed-qr.txt"), card.printedQr.isEmpty() ? QByteArray() : card.printedQr.toUtf8() + '\n'});
    return writeAll(folder, files);
}

Result<CardImage> loadCardImage(const QString &path)
{
    const QDir folder(path);
    CardImage card;
    for (const FileId file : storedFiles) {
        Result<QByteArray> content = readBounded(folder, fileName(file));
        if (!content)
            return fail(content.error());
        if (!content->isEmpty())
            card.files.insert(file, std::move(*content));
    }
    if (!card.files.contains(FileId::Com))
        return folderFailed(QStringLiteral("there is no card in this folder"));

    const Result<QByteArray> json = readBounded(folder, QStringLiteral("card.json"));
    if (!json)
        return fail(json.error());
    if (const Result<void> described = readDescription(*json, card); !described)
        return fail(described.error());

    const Result<QByteArray> key = readBounded(folder, QStringLiteral("aa.key"));
    if (!key)
        return fail(key.error());
    card.aaPrivateKey = *key;
    const Result<QByteArray> csca = readBounded(folder, QStringLiteral("csca.cer"));
    if (!csca)
        return fail(csca.error());
    card.cscaCertificate = *csca;
    const Result<QByteArray> printedQr = readBounded(folder, QStringLiteral("printed-qr.txt"));
    if (!printedQr)
        return fail(printedQr.error());
    card.printedQr = QString::fromUtf8(*printedQr).trimmed();
    return card;
}

} // namespace dd::nfc
