// The elementary files of the demo card (ICAO 9303-10 §4.6, §4.7), written independently of the parsers that read them.
#pragma once

#include "nfc/simulator/openssl_handles.h"
#include "nfc/simulator/soft_card.h"

namespace dd::nfc::simulator {

// EF.CardAccess as Vietnamese cards carry it: TA v1, CA v1 ECDH AES-128, PACE v2 ECDH-GM AES-128 on brainpoolP256r1.
[[nodiscard]] QByteArray cardAccessFile();
[[nodiscard]] QByteArray comFile();
[[nodiscard]] QByteArray dg1File(const QString &mrz); // three TD1 lines joined by '\n'
[[nodiscard]] Result<QByteArray> dg2File(const QByteArray &faceJpeg); // ISO/IEC 19794-5:2005 in a CBEFF template
[[nodiscard]] QByteArray dg14File(bool ecdsaActiveAuthentication);
[[nodiscard]] QByteArray dg15File(EVP_PKEY *activeAuthenticationKey);
// LDS security object over every data group in `files` (and a DG3 that terminal authentication guards), CMS-signed.
[[nodiscard]] Result<QByteArray> sodFile(const QMap<FileId, QByteArray> &files, const DemoIssuer &issuer, qint64 signingTime);

} // namespace dd::nfc::simulator
