// A card image as a folder of small files. The keys in it are throw-away, and still nobody else's to read.
#include "core/base/durable_file.h"
#include "nfc/simulator/soft_card.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace dd::nfc {
namespace {

constexpr auto folderStage = "card image";
constexpr qint64 largestFile = 65536;

constexpr FileId storedFiles[] = {FileId::CardAccess, FileId::Com,  FileId::Sod,  FileId::Dg1,
                                  FileId::Dg2,        FileId::Dg13, FileId::Dg14, FileId::Dg15};

QString fileName(FileId file)
{
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
    QByteArray text = "DEMO card of nobody / Thẻ DEMO, không của ai\nCAN: " + card.can.toUtf8() + "\nMRZ:\n";
    const QByteArray mrz = card.files.value(FileId::Dg1).right(90);
    for (qsizetype at = 0; at < mrz.size(); at += 30)
        text += mrz.mid(at, 30) + '\n';
    return text;
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

Result<void> saveCardImage(const QString &path, const CardImage &card)
{
    const QDir folder(path);
    if (const Result<bool> made = makePrivateFolder(path, {ErrorCode::InvalidInput}); !made)
        return fail(made.error());

    QList<std::pair<QString, QByteArray>> files;
    for (const FileId file : storedFiles)
        files.append({fileName(file), card.files.value(file)});
    const QJsonObject description{{QStringLiteral("can"), card.can},
                                  {QStringLiteral("mrzInformation"), QString::fromLatin1(card.mrzInformation)},
                                  {QStringLiteral("extendedLength"), card.extendedLength}};
    files.append({QStringLiteral("card.json"), QJsonDocument(description).toJson()});
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
    if (!card.files.contains(FileId::CardAccess) || !card.files.contains(FileId::Com))
        return folderFailed(QStringLiteral("there is no card in this folder"));

    const Result<QByteArray> json = readBounded(folder, QStringLiteral("card.json"));
    if (!json)
        return fail(json.error());
    const QJsonObject description = QJsonDocument::fromJson(*json).object();
    card.can = description.value(QStringLiteral("can")).toString();
    card.mrzInformation = description.value(QStringLiteral("mrzInformation")).toString().toLatin1();
    card.extendedLength = description.value(QStringLiteral("extendedLength")).toBool(true);
    if (card.can.size() != 6 || !std::all_of(card.can.begin(), card.can.end(), [](QChar c) { return c >= u'0' && c <= u'9'; }))
        return folderFailed(QStringLiteral("card.json has no CAN"));

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
