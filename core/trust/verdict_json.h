// A verdict for programs: one JSON object per code (docs/counter.md lists the members). The counter's command line and the
// C interface give this same object.
#pragma once

#include "core/trust/verifier.h"

#include <QJsonObject>

namespace dd::trust {

[[nodiscard]] QJsonObject toJson(const Verdict &verdict, qint64 checkedAt);
// Where there is no code to judge: a picture without one, a file that cannot be read.
[[nodiscard]] QJsonObject toJson(const Error &error, qint64 checkedAt);

} // namespace dd::trust
