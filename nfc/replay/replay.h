// Plays a recorded reading again, with a simulated chip and an invented person in the place of the real ones.
#pragma once

#include "core/base/random.h"
#include "nfc/card_channel.h"
#include "nfc/replay/recording.h"

namespace dd::nfc {

// A chip of the recorded kind: the demo issuer's certificates, invented people, files as long as the recorded ones wherever a
// valid file can be.
[[nodiscard]] Result<CardImage> replayCard(const ChipShape &shape, qint64 now);

class ReplaySource : public CardSource
{
public:
    // Exchanges answered so far, and those among them whose answer was not as long as the recorded one or said something else.
    [[nodiscard]] virtual int played() const = 0;
    [[nodiscard]] virtual int different() const = 0;
    // Where the reader asked for something else than the recorded one did: from there on the chip answers by itself. -1: nowhere.
    [[nodiscard]] virtual int partedAt() const = 0;
    [[nodiscard]] virtual int recorded() const = 0;
};

struct Replay
{
    std::unique_ptr<ReplaySource> source;
    AccessKey access;                 // the invented card's
    bool basicAccessChosen = false;
    QByteArray trusted;               // CSCA certificate to install as a demo anchor; empty where the recorded reading knew no issuer
};

// Status words, losses, failed connections and times are those of the recording; everything else the chip's own. `random` must outlive it.
[[nodiscard]] Result<Replay> openReplay(const Recording &recording, Random &random, qint64 now);

} // namespace dd::nfc
