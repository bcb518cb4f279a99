// A software chip that behaves like a card on a reader: access control first, secure messaging, then files.
// What it yields chains to a demo CSCA and is DEMO everywhere.
#pragma once

#include "core/base/random.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/personalise.h"
#include "nfc/simulator/simulated_source.h"
#include "nfc/simulator/tampering.h"

#include <functional>
#include <memory>

namespace dd::nfc {

class SoftCard
{
public:
    SoftCard(CardImage image, Random &random, Tampering tampering = {});
    ~SoftCard();
    void powerOn(); // forgets every session
    [[nodiscard]] QByteArray respond(QByteArrayView command); // never fails: bad commands get status words
    [[nodiscard]] static QByteArray atr();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace dd::nfc
