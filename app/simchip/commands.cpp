#include "app/simchip/commands.h"

#include "app/simchip/qr_picture.h"
#include "core/base/durable_file.h"

#include <QDir>
#include <QFile>

namespace dd::simchip {
namespace {

constexpr qsizetype largestProfile = 65536;
constexpr ErrorCode folderTrouble = ErrorCode::InvalidInput;

Result<void> drawQr(const QString &path, const QString &text)
{
    if (text.isEmpty())
        return eraseFile(path, {folderTrouble});
    const Result<QImage> picture = qrPicture(text);
    if (!picture)
        return fail(picture.error());
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate, ownerOnly) || !picture->save(&file, "PNG"))
        return fail(folderTrouble, QStringLiteral("card image"), QStringLiteral("printed-qr.png cannot be written"));
    return {};
}

Result<nfc::CardImage> stored(const QString &folder, Result<nfc::CardImage> card)
{
    if (!card)
        return card;
    if (const Result<void> saved = nfc::saveCardImage(folder, *card); !saved)
        return fail(saved.error());
    if (const Result<void> drawn = drawQr(QDir(folder).filePath(QStringLiteral("printed-qr.png")), card->printedQr); !drawn)
        return fail(drawn.error());
    return card;
}

} // namespace

Result<nfc::CardImage> personaliseCard(const QString &folder, const nfc::CardProfile &profile, const Clock &clock)
{
    const Result<nfc::DemoIssuer> issuer = nfc::makeDemoIssuer(clock.now(), profile.issuer);
    return issuer ? stored(folder, nfc::personalise(profile, *issuer, clock.now())) : fail(issuer.error());
}

Result<nfc::CardImage> personaliseCard(const QString &folder, nfc::ActiveAuthenticationKey key, const Clock &clock)
{
    const Result<nfc::DemoIssuer> issuer = nfc::makeDemoIssuer(clock.now());
    return issuer ? stored(folder, nfc::personalise(nfc::demoPerson(), *issuer, key, clock.now())) : fail(issuer.error());
}

Result<nfc::CardProfile> loadProfile(const QString &path)
{
    const QString stage = QStringLiteral("card profile");
    const Result<std::optional<QByteArray>> json = readBounded(path, largestProfile, {ErrorCode::InvalidInput});
    if (!json)
        return fail(json.error());
    if (!*json)
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("there is no such file"));
    return nfc::parseCardProfile(**json);
}

QString howToRead(const nfc::CardImage &card, const QString &folder)
{
    const QStringList mrz = nfc::mrzLinesOf(card);
    const QString key = card.can.isEmpty() ? QStringLiteral("--mrz '%1'").arg(mrz.join(u'/')) : QStringLiteral("--can ") + card.can;
    QString text = QStringLiteral("A DEMO card of nobody / Thẻ DEMO, không của ai\n");
    if (!card.can.isEmpty())
        text += QStringLiteral("CAN: %1\n").arg(card.can);
    text += QStringLiteral("MRZ:\n");
    for (const QString &line : mrz)
        text += QStringLiteral("  %1\n").arg(line);
    const QString command = QStringLiteral("dinhdanh-counter read-card --reader 'Virtual PCD 00 00' %1 --csca '%2' --demo");
    return text + QStringLiteral("Read it: %1\n").arg(command.arg(key, QDir(folder).absolutePath()));
}

} // namespace dd::simchip
