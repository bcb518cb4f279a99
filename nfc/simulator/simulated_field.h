// The simulated chip in the field of a reader: the faults on the way to it and what the way costs. Whoever serves the chip
// sends every command through here and waits as long as the answer says.
#pragma once

#include "nfc/simulator/simulated_source.h"
#include "nfc/simulator/soft_card.h"

#include <chrono>
#include <optional>

namespace dd::nfc {

class SimulatedField
{
public:
    struct Answer
    {
        QByteArray response;
        std::chrono::microseconds pause{0}; // before the reader may have it
    };

    SimulatedField(CardImage image, Random &random, SimulatedOptions options);

    // The card comes into the field: a new connection, no session. It ends what took the card away before.
    void layDown();
    // Off, on or reset without the card leaving.
    void powerOn() { m_chip.powerOn(); }
    // Nothing: the card is out of the field, and stays out until it is laid down again.
    [[nodiscard]] std::optional<Answer> exchange(QByteArrayView command);

    [[nodiscard]] int maxCommandLength() const { return m_commandLength; }
    [[nodiscard]] int connection() const { return m_connection; }
    [[nodiscard]] int commands() const { return m_commands; } // so far, with those that the faults swallowed
    [[nodiscard]] const LinkUsage &usage() const { return m_usage; }
    void resetUsage() { m_usage = {}; }

private:
    [[nodiscard]] bool dropsAt(int number) const;
    [[nodiscard]] std::chrono::microseconds account(int number, qsizetype sent, qsizetype received);

    const int m_commandLength;
    SoftCard m_chip;
    Faults m_faults;
    const LinkModel m_link;
    LinkUsage m_usage;
    int m_commands = 0;
    int m_connection = 0;
    int m_inConnection = 0; // commands of the newest one
    bool m_dropped = false;
};

} // namespace dd::nfc
