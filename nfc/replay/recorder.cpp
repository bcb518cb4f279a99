#include "nfc/replay/recorder.h"

#include <QElapsedTimer>

namespace dd::nfc {

struct RecordingSource::Log
{
    QList<RecordedExchange> exchanges;
    int commandLength = 261;

    void add(RecordedExchange exchange)
    {
        if (exchanges.size() < mostExchanges)
            exchanges.append(std::move(exchange));
    }
};

namespace {

constexpr qsizetype headerBytes = 4;

template <typename Log>
class RecordingChannel final : public CardChannel
{
public:
    RecordingChannel(std::unique_ptr<CardChannel> inner, std::shared_ptr<Log> log) : m_inner(std::move(inner)), m_log(std::move(log)) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        QElapsedTimer elapsed;
        elapsed.start();
        Result<QByteArray> answer = m_inner->transceive(command);
        RecordedExchange exchange{command.first(qMin(headerBytes, command.size())).toByteArray(), static_cast<int>(command.size()), 0, ErrorCode::CardLost,
                                  static_cast<int>(elapsed.elapsed())};
        if (!answer) {
            exchange.outcome = answer.error().code;
        } else if (answer->size() >= 2) {
            exchange.received = static_cast<int>(answer->size());
            exchange.outcome = static_cast<quint16>(static_cast<quint8>(answer->at(answer->size() - 2)) << 8 | static_cast<quint8>(answer->back()));
        }
        m_log->add(std::move(exchange));
        return answer;
    }
    int maxCommandLength() const override { return m_inner->maxCommandLength(); }
    void showMessage(const QString &text) override { m_inner->showMessage(text); }

private:
    std::unique_ptr<CardChannel> m_inner;
    std::shared_ptr<Log> m_log;
};

QString outcomeOf(const ReadResult &read, const std::optional<Error> &failure)
{
    if (failure)
        return QStringLiteral("%1 %2").arg(errorId(failure->code), failure->stage);
    switch (read.report.verdict()) {
    case ReadReport::Verdict::Genuine:
        return QStringLiteral("genuine");
    case ReadReport::Verdict::AuthenticButCopyable:
        return QStringLiteral("authentic");
    case ReadReport::Verdict::IssuerUnknown:
        return QStringLiteral("issuer-unknown");
    case ReadReport::Verdict::Unchecked:
        return QStringLiteral("unchecked");
    case ReadReport::Verdict::Failed:
        break;
    }
    return QStringLiteral("failed");
}

} // namespace

RecordingSource::RecordingSource(CardSource &inner) : m_inner(inner), m_log(std::make_shared<Log>()) {}
RecordingSource::~RecordingSource() = default;

Result<std::unique_ptr<CardChannel>> RecordingSource::connect(std::stop_token stop, int timeoutMs)
{
    QElapsedTimer elapsed;
    elapsed.start();
    Result<std::unique_ptr<CardChannel>> channel = m_inner.connect(std::move(stop), timeoutMs);
    RecordedExchange connection;
    connection.milliseconds = static_cast<int>(elapsed.elapsed());
    if (!channel)
        connection.outcome = channel.error().code;
    m_log->add(std::move(connection));
    if (!channel)
        return channel;
    m_log->commandLength = (*channel)->maxCommandLength();
    return std::make_unique<RecordingChannel<Log>>(std::move(*channel), m_log);
}

Recording RecordingSource::recording(const ReadRequest &request, const ReadResult &read, const std::optional<Error> &failure) const
{
    Recording made;
    made.key = request.access.kind;
    made.basicAccessChosen = request.basicAccessControl;
    made.commandLength = m_log->commandLength;
    made.exchanges = m_log->exchanges;
    made.chip = shapeOf(read, made.exchanges);
    made.outcome = outcomeOf(read, failure);
    return made;
}

} // namespace dd::nfc
