#include "app/simchip/commands.h"

#include "app/simchip/qr_picture.h"

#include <QDir>
#include <QFile>

namespace dd::simchip {

Result<void> personaliseCard(const QString &folder, nfc::ActiveAuthenticationKey key, const Clock &clock)
{
    const Result<nfc::DemoIssuer> issuer = nfc::makeDemoIssuer(clock.now());
    if (!issuer)
        return fail(issuer.error());
    const Result<nfc::CardImage> card = nfc::personalise(nfc::demoPerson(), *issuer, key, clock.now());
    if (!card)
        return fail(card.error());
    if (const Result<void> saved = nfc::saveCardImage(folder, *card); !saved)
        return saved;
    const Result<QImage> picture = qrPicture(card->printedQr);
    if (!picture)
        return fail(picture.error());
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    QFile file(QDir(folder).filePath(QStringLiteral("printed-qr.png")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate, ownerOnly) || !picture->save(&file, "PNG"))
        return fail(ErrorCode::InvalidInput, QStringLiteral("card image"), QStringLiteral("printed-qr.png cannot be written"));
    return {};
}

} // namespace dd::simchip
