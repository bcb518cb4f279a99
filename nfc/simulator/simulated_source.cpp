#include "nfc/simulator/soft_card.h"

namespace dd::nfc {
namespace {

constexpr int shortCommandLength = 261;
constexpr int extendedCommandLength = 65544;

// Shared by the source and the channels it gave out: there is one chip, and the newest connection owns it.
struct SimulatedField
{
    SimulatedField(CardImage image, Random &random, Faults wanted) : extendedLength(image.extendedLength), chip(std::move(image), random), faults(wanted) {}

    bool extendedLength;
    SoftCard chip;
    Faults faults;
    int commands = 0;
    int connection = 0;
    bool dropped = false;
};

class SimulatedChannel final : public CardChannel
{
public:
    explicit SimulatedChannel(std::shared_ptr<SimulatedField> field) : m_field(std::move(field)), m_connection(m_field->connection) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        SimulatedField &field = *m_field;
        const int number = field.commands++;
        if (field.faults.dropAfter >= 0 && number >= field.faults.dropAfter)
            field.dropped = true;
        if (field.dropped || field.connection != m_connection)
            return fail(ErrorCode::CardLost, QStringLiteral("simulated card"));
        QByteArray response = field.chip.respond(command);
        if (number == field.faults.flipByteIn)
            response[response.size() / 2] = static_cast<char>(response.at(response.size() / 2) ^ 0x01);
        return response;
    }

    int maxCommandLength() const override { return m_field->extendedLength ? extendedCommandLength : shortCommandLength; }

private:
    std::shared_ptr<SimulatedField> m_field;
    int m_connection;
};

class SimulatedSource final : public CardSource
{
public:
    SimulatedSource(CardImage image, Random &random, Faults faults)
        : m_field(std::make_shared<SimulatedField>(std::move(image), random, faults))
    {
    }

    bool isAvailable() const override { return true; }
    QString name() const override { return QStringLiteral("Simulated card (DEMO)"); }
    bool isSimulated() const override { return true; }

    Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        Q_UNUSED(timeoutMs)
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("waiting for a card"));
        if (m_field->dropped)
            m_field->faults.dropAfter = -1; // the card was laid down again
        m_field->dropped = false;
        ++m_field->connection;
        m_field->chip.powerOn();
        return std::make_unique<SimulatedChannel>(m_field);
    }

private:
    std::shared_ptr<SimulatedField> m_field;
};

} // namespace

std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults)
{
    return std::make_unique<SimulatedSource>(std::move(image), random, faults);
}

} // namespace dd::nfc
