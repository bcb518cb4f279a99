// The command line of `read-card`.
#pragma once

#include "app/counter/options.h"

namespace dd::counter {

struct ReadCardOptions
{
    QString reader;             // exact name, or how it begins; empty: the first reader with a card
    std::optional<QString> can; // "-": from standard input
    std::optional<QString> mrz; // so, too
    bool basicAccess = false;   // BAC instead of PACE
    QString cscaFolder;
    QString faceFile;
    QString recordFile; // the exchange, without personal values
    QString replayFile; // in the place of a reader
    bool json = false;
    bool demo = false;
    bool list = false;
    int timeoutSeconds = 60;
    Language language = Language::Vietnamese;
};

// Arguments as main() got them, `read-card` second.
[[nodiscard]] std::expected<ReadCardOptions, UsageError> parseReadCardOptions(const QStringList &arguments);

} // namespace dd::counter
