// `dinhdanh-counter read-card`: a card on a reader in, a report out.
#pragma once

#include "app/counter/read_card_options.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "nfc/replay/replay.h"

#include <functional>
#include <QIODevice>
#include <stop_token>

namespace dd::counter {

// What main() makes and a test replaces.
struct ReadCardWorld
{
    std::function<Result<QStringList>()> readers;
    std::function<Result<QStringList>()> readersWithCard;
    std::function<std::unique_ptr<nfc::CardSource>(const QString &reader)> source;
    Random &random;
    const Clock &clock;
    QIODevice &input;
    QIODevice &output;    // the report, and nothing else
    QIODevice &errors;    // everything else, and never a word about the person
    bool watched = false; // somebody looks at `errors`: progress is worth showing
    std::function<Result<nfc::Replay>(const nfc::Recording &recording, Random &random, qint64 now)> replay = nfc::openReplay;
};

[[nodiscard]] int runReadCard(const ReadCardOptions &options, const ReadCardWorld &world, const std::stop_token &stop);

} // namespace dd::counter
