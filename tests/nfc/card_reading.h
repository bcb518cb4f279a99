// One reading of a simulated card from the first APDU to the report, with what a test wants to be otherwise.
#pragma once

#include "core/base/clock.h"
#include "nfc/read_card.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/watched_source.h"

namespace dd::test {

inline nfc::AccessKey canOf(const nfc::CardImage &card)
{
    return {nfc::AccessKey::Kind::Can, card.can.toLatin1()};
}

// Reads `card` (faults and all) with the demo anchors unless told otherwise.
struct Reading
{
    nfc::CardImage card;
    nfc::Faults faults = {};
    nfc::Tampering tampering = {};
    std::optional<nfc::AccessKey> access = {};
    nfc::CscaStore anchors = demoAnchors();
    qint64 at = personalisedAt + 86400; // seconds UTC
    std::stop_source stop = {};
    bool allowExtendedLength = true;
    bool basicAccess = false;
    std::function<Result<nfc::RemoteChipMessage>(QByteArrayView sod, QByteArrayView dg14)> remoteTerminal = {};
    bool challenged = true; // by an authority: then active authentication is the proof, else chip authentication
    AirTraffic air = {};
    QList<nfc::ReadProgress> progress = {};
    std::function<void(const nfc::ReadProgress &)> watch = {};

    Result<nfc::ReadResult> run()
    {
        SystemRandom random;
        const FixedClock clock(at);
        const std::unique_ptr<nfc::CardSource> simulated = nfc::makeSimulatedCard(card, random, {faults, {}, tampering});
        WatchedSource source(*simulated, air);
        nfc::ReadRequest request;
        request.access = access.value_or(canOf(card));
        request.allowExtendedLength = allowExtendedLength;
        request.basicAccessControl = basicAccess;
        request.remoteTerminal = remoteTerminal;
        if (challenged)
            request.aaChallenge = QByteArray::fromHex("0102030405060708");
        return nfc::readCard(source, request, anchors, random, clock, stop.get_token(), [this](const nfc::ReadProgress &step) {
            progress.append(step);
            if (watch)
                watch(step);
        });
    }
};

} // namespace dd::test
