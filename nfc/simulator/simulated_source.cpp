#include "nfc/simulator/simulated_source.h"

#include "nfc/simulator/soft_card.h"

#include <QThread>
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

// Shared by the source and the channels it gave out: there is one chip, and the newest connection owns it.
struct SimulatedField
{
    SimulatedField(CardImage image, Random &random, SimulatedOptions &&wanted)
        : commandLength(commandLengthOf(image)),
          chip(std::move(image), random, std::move(wanted.tampering)),
          faults(std::move(wanted.faults)),
          link(wanted.link)
    {
    }

    const int commandLength;
    SoftCard chip;
    Faults faults;
    const LinkModel link;
    LinkUsage usage;
    int commands = 0;
    int connection = 0;
    int inConnection = 0; // commands of the newest one
    bool dropped = false;

    [[nodiscard]] bool dropsAt(int number) const
    {
        const bool afterLast = faults.dropAfter >= 0 && number >= faults.dropAfter;
        return afterLast || faults.dropAt.contains(number) || (faults.dropEvery > 0 && inConnection >= faults.dropEvery);
    }
    void account(qsizetype sent, qsizetype received);
    void pause(int number) const;
};

void SimulatedField::account(qsizetype sent, qsizetype received)
{
    const double milliseconds = link.perApduMs + 8000.0 * static_cast<double>(sent + received) / link.bitsPerSecond;
    usage.bytesToCard += sent;
    usage.bytesFromCard += received;
    usage.milliseconds += milliseconds;
    ++usage.apdus;
    if (link.wait)
        QThread::usleep(static_cast<unsigned long>(std::lround(milliseconds * 1000)));
}

void SimulatedField::pause(int number) const
{
    const int milliseconds = faults.delayMs + (number == faults.stallIn ? faults.stallMs : 0);
    if (milliseconds > 0)
        QThread::msleep(static_cast<unsigned long>(milliseconds));
}

class SimulatedChannel final : public CardChannel
{
public:
    explicit SimulatedChannel(std::shared_ptr<SimulatedField> field) : m_field(std::move(field)), m_connection(m_field->connection) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        SimulatedField &field = *m_field;
        const int number = field.commands++;
        field.dropped = field.dropped || field.dropsAt(number);
        if (field.dropped || field.connection != m_connection)
            return fail(ErrorCode::CardLost, QStringLiteral("simulated card"));
        ++field.inConnection;
        field.pause(number);
        const auto status = field.faults.statusIn.constFind(number);
        QByteArray response = status != field.faults.statusIn.constEnd() ? ResponseApdu{{}, *status}.encoded() : field.chip.respond(command);
        if (number == field.faults.flipByteIn)
            response[response.size() / 2] = static_cast<char>(response.at(response.size() / 2) ^ 0x01);
        field.account(command.size(), response.size());
        return response;
    }

    int maxCommandLength() const override { return m_field->commandLength; }

private:
    std::shared_ptr<SimulatedField> m_field;
    int m_connection;
};

class InProcessSource final : public SimulatedSource
{
public:
    InProcessSource(CardImage image, Random &random, SimulatedOptions options)
        : m_field(std::make_shared<SimulatedField>(std::move(image), random, std::move(options)))
    {
    }

    bool isAvailable() const override { return true; }
    QString name() const override { return QStringLiteral("Simulated card (DEMO)"); }
    bool isSimulated() const override { return true; }
    LinkUsage usage() const override { return m_field->usage; }
    void resetUsage() override { m_field->usage = {}; }

    Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        Q_UNUSED(timeoutMs)
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("waiting for a card"));
        if (m_field->dropped)
            m_field->faults.dropAfter = -1; // the card was laid down again
        m_field->dropped = false;
        ++m_field->connection;
        m_field->inConnection = 0;
        m_field->chip.powerOn();
        return std::make_unique<SimulatedChannel>(m_field);
    }

private:
    std::shared_ptr<SimulatedField> m_field;
};

} // namespace

std::unique_ptr<SimulatedSource> makeSimulatedCard(CardImage image, Random &random, SimulatedOptions options)
{
    return std::make_unique<InProcessSource>(std::move(image), random, std::move(options));
}

std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults)
{
    return makeSimulatedCard(std::move(image), random, {std::move(faults), {}, {}});
}

} // namespace dd::nfc
