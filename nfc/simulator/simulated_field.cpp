#include "nfc/simulator/simulated_field.h"

#include <algorithm>
#include <cmath>

namespace dd::nfc {
namespace {

constexpr int shortCommandLength = 261;
constexpr int extendedCommandLength = 65544;

int commandLengthOf(const CardImage &image)
{
    const int form = image.extendedLength ? extendedCommandLength : shortCommandLength;
    return image.behaviour.longestCommand > 0 ? std::min(form, image.behaviour.longestCommand) : form;
}

} // namespace

SimulatedField::SimulatedField(CardImage image, Random &random, SimulatedOptions options)
    : m_commandLength(commandLengthOf(image)),
      m_chip(std::move(image), random, std::move(options.tampering)),
      m_faults(std::move(options.faults)),
      m_link(options.link)
{
}

void SimulatedField::layDown()
{
    if (m_dropped)
        m_faults.dropAfter = -1;
    m_dropped = false;
    ++m_connection;
    m_inConnection = 0;
    m_chip.powerOn();
}

bool SimulatedField::dropsAt(int number) const
{
    const bool afterLast = m_faults.dropAfter >= 0 && number >= m_faults.dropAfter;
    return afterLast || m_faults.dropAt.contains(number) || (m_faults.dropEvery > 0 && m_inConnection >= m_faults.dropEvery);
}

std::chrono::microseconds SimulatedField::account(int number, qsizetype sent, qsizetype received)
{
    const double onAir = m_link.milliseconds(sent + received, 1);
    m_usage.bytesToCard += sent;
    m_usage.bytesFromCard += received;
    m_usage.milliseconds += onAir;
    ++m_usage.apdus;
    const double pause = m_faults.delayMs + (number == m_faults.stallIn ? m_faults.stallMs : 0) + (m_link.wait ? onAir : 0);
    return std::chrono::microseconds(std::llround(pause * 1000));
}

std::optional<SimulatedField::Answer> SimulatedField::exchange(QByteArrayView command)
{
    const int number = m_commands++;
    m_dropped = m_dropped || dropsAt(number);
    if (m_dropped)
        return std::nullopt;
    ++m_inConnection;
    const auto status = m_faults.statusIn.constFind(number);
    QByteArray response = status != m_faults.statusIn.constEnd() ? ResponseApdu{{}, *status}.encoded() : m_chip.respond(command);
    if (number == m_faults.flipByteIn)
        response[response.size() / 2] = static_cast<char>(response.at(response.size() / 2) ^ 0x01);
    const std::chrono::microseconds pause = account(number, command.size(), response.size());
    return Answer{std::move(response), pause};
}

} // namespace dd::nfc
