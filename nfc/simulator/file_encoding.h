// The elementary files of the demo card (ICAO 9303-10), written independently of the parsers that read them.
#pragma once

#include "nfc/simulator/openssl_handles.h"
#include "nfc/simulator/personalise.h"

namespace dd::nfc::simulator {

[[nodiscard]] QByteArray cardAccessFile(const CardProfile &profile);
[[nodiscard]] QByteArray dirFile();                          // §3.11.1: the LDS1 application
[[nodiscard]] QByteArray atrInfoFile(const CardImage &card); // §3.11.2: what lengths the chip can do
[[nodiscard]] QByteArray comFile(const QList<int> &groups);  // data groups by number
[[nodiscard]] QByteArray dg1File(const QString &mrz);        // the lines joined by '\n'
// DG11 and DG12: a tag list, then the texts.
[[nodiscard]] QByteArray textsFile(quint32 fileTag, const QMap<quint32, QString> &texts, bool bcdDates);
[[nodiscard]] QByteArray unreadableDg13File();
// SecurityInfos of DG14 and EF.CardSecurity: what EF.CardAccess says, chip authentication with its keys, active authentication.
[[nodiscard]] Result<QList<QByteArray>> signedSecurityInfos(const CardProfile &profile, const QList<ChipKey> &keys);
[[nodiscard]] QByteArray dg14File(const QList<QByteArray> &infos);
[[nodiscard]] QByteArray dg15File(EVP_PKEY *activeAuthenticationKey);
// LDS security object over every data group in `files` and, where the chip has one to withhold, DG3. CMS-signed.
[[nodiscard]] Result<QByteArray> sodFile(const QMap<FileId, QByteArray> &files, const DemoIssuer &issuer, qint64 signingTime, bool withDg3 = true);
[[nodiscard]] Result<QByteArray> cardSecurityFile(const QList<QByteArray> &infos, const DemoIssuer &issuer, qint64 signingTime);

// Number, birth and expiry with their check digits, as printed (9303-11 §9.7.2). MrzMalformed when the lines are none.
[[nodiscard]] Result<QByteArray> accessInformation(const QString &mrz);

} // namespace dd::nfc::simulator
