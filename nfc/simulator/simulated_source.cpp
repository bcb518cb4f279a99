#include "nfc/simulator/simulated_field.h"

#include <QThread>

namespace dd::nfc {
namespace {

// The field is shared by the source and the channels it gave out: there is one chip, and the newest connection owns it.
class SimulatedChannel final : public CardChannel
{
public:
    explicit SimulatedChannel(std::shared_ptr<SimulatedField> field) : m_field(std::move(field)), m_connection(m_field->connection()) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        std::optional<SimulatedField::Answer> answer;
        if (m_field->connection() == m_connection)
            answer = m_field->exchange(command);
        if (!answer)
            return fail(ErrorCode::CardLost, QStringLiteral("simulated card"));
        if (answer->pause.count() > 0)
            QThread::usleep(static_cast<unsigned long>(answer->pause.count()));
        return answer->response;
    }

    int maxCommandLength() const override { return m_field->maxCommandLength(); }

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
    LinkUsage usage() const override { return m_field->usage(); }
    void resetUsage() override { m_field->resetUsage(); }

    Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        Q_UNUSED(timeoutMs)
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("waiting for a card"));
        m_field->layDown();
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

std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random)
{
    SimulatedOptions options{image.faults, image.link, {}};
    return makeSimulatedCard(std::move(image), random, std::move(options));
}

} // namespace dd::nfc
