// A verdict for programs: one JSON object per code (docs/counter.md lists the members). The counter's command line and the
// C interface give this same object.
#pragma once

#include "core/trust/verifier.h"

#include <algorithm>
#include <optional>
#include <QJsonObject>

namespace dd::trust {

// The one of `values` that the object calls `text`: for programs that take the same words.
template <typename Value>
[[nodiscard]] std::optional<Value> named(const QString &text, const QList<Value> &values)
{
    const auto found = std::ranges::find_if(values, [&text](Value each) { return name(each) == text; });
    return found != values.end() ? std::optional(*found) : std::nullopt;
}
inline const QList<credential::Purpose> purposes{credential::Purpose::Checkpoint, credential::Purpose::Lodging,  credential::Purpose::Desk,
                                                 credential::Purpose::Boarding,   credential::Purpose::AgeCheck, credential::Purpose::Other};

[[nodiscard]] QJsonObject toJson(const Verdict &verdict, qint64 checkedAt);
// Where there is no code to judge: a picture without one, a file that cannot be read.
[[nodiscard]] QJsonObject toJson(const Error &error, qint64 checkedAt);

} // namespace dd::trust
