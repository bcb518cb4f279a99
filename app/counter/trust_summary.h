// What came of the folder of certificates and lists (--csca), for people and for programs (docs/counter.md).
#pragma once

#include "app/counter/words.h"
#include "nfc/authentication/trust_report.h"

#include <QJsonObject>

namespace dd::counter {

// One line in all, one for each list, one for each file that was not taken.
[[nodiscard]] QStringList trustLines(const nfc::TrustFolderReport &report, qint64 now, Language language);
[[nodiscard]] QJsonObject trustJson(const nfc::TrustFolderReport &report, qint64 now);

} // namespace dd::counter
