// The files of a chip as an app sends them, made sure of: nothing an app says about them is believed.
#pragma once

#include "nfc/authentication/passive.h"

namespace dd::authority {

using ChipFiles = QMap<nfc::FileId, QByteArray>;

// Those a SOD covers, and the SOD. COM and CardAccess are not signed and nothing here is read from them, so they are left out;
// any other file is InvalidInput, because every file that was given must be authenticated. EnrolmentDataMismatch without SOD
// and DG1.
[[nodiscard]] Result<ChipFiles> coveredFiles(const QMap<int, QByteArray> &files);
// Passive authentication over every one of them, up to an installed CSCA (else UnknownIssuer).
[[nodiscard]] Result<nfc::PassiveResult> authenticateFiles(const ChipFiles &files, const nfc::CscaStore &anchors, qint64 now);
// EnrolmentDataMismatch unless every file that decides is there, as far as the SOD lists it.
[[nodiscard]] Result<void> requireListedFiles(const ChipFiles &files, const nfc::PassiveResult &passive);

} // namespace dd::authority
