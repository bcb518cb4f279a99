// A software chip as a channel, without a source around it; keeps what went over it.
#pragma once

#include "nfc/card_channel.h"
#include "nfc/simulator/soft_card.h"

#include <QList>

namespace dd::test {

class SimulatorChannel final : public nfc::CardChannel
{
public:
    explicit SimulatorChannel(nfc::SoftCard &card, int maxCommandLength = 65544) : m_card(card), m_maxCommandLength(maxCommandLength) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        commands.append(command.toByteArray());
        answers.append(m_card.respond(command));
        return answers.last();
    }
    int maxCommandLength() const override { return m_maxCommandLength; }

    QList<QByteArray> commands;
    QList<QByteArray> answers;

private:
    nfc::SoftCard &m_card;
    int m_maxCommandLength;
};

} // namespace dd::test
