#include "nfc/replay/replay.h"

#include "nfc/simulator/soft_card.h"

#include <algorithm>
#include <QElapsedTimer>
#include <QThread>

namespace dd::nfc {
namespace {

constexpr quint8 readBinary = 0xB0;
constexpr quint16 standIn = sw::incorrectData; // a refusal that the chip protects like any other

// The recording as it is played, and the chip that does what the recording does not say. Shared by the source and its channels.
class ReplayStage
{
public:
    ReplayStage(const Recording &recording, CardImage image, Random &random)
        : m_exchanges(recording.exchanges),
          m_commandLength(recording.commandLength),
          m_chip(std::move(image), random,
                 {[this](const CommandApdu &plain, ResponseApdu &answer) { direct(plain, answer); },
                  [this](QByteArray &objects) { directObjects(objects); }, [this](int, QByteArray &response) { directBytes(response); }, {}})
    {
    }

    Result<void> connect()
    {
        m_chip.powerOn();
        if (m_parted >= 0 || m_next >= m_exchanges.size())
            return {};
        const RecordedExchange &expected = m_exchanges.at(m_next);
        if (!expected.isConnection()) {
            m_parted = played();
            return {};
        }
        ++m_next;
        if (const auto *code = std::get_if<ErrorCode>(&expected.outcome))
            return fail(*code, QStringLiteral("waiting for a card"), QStringLiteral("replayed"));
        return {};
    }

    Result<QByteArray> transceive(QByteArrayView command)
    {
        QElapsedTimer elapsed;
        elapsed.start();
        m_expected = take(command);
        ++m_played;
        if (m_expected && std::holds_alternative<ErrorCode>(m_expected->outcome)) {
            pause(*m_expected, elapsed);
            return fail(std::get<ErrorCode>(m_expected->outcome), QStringLiteral("exchange with the card"), QStringLiteral("replayed"));
        }
        const QByteArray answer = m_chip.respond(command);
        if (m_expected) {
            const quint16 status = statusOf(answer);
            m_different += answer.size() != m_expected->received || status != std::get<quint16>(m_expected->outcome) ? 1 : 0;
            pause(*m_expected, elapsed);
        }
        m_expected.reset();
        return answer;
    }

    [[nodiscard]] int commandLength() const { return m_commandLength; }
    [[nodiscard]] int played() const { return m_played; }
    [[nodiscard]] int different() const { return m_different; }
    [[nodiscard]] int parted() const { return m_parted; }
    [[nodiscard]] int recorded() const
    {
        return static_cast<int>(std::count_if(m_exchanges.begin(), m_exchanges.end(), [](const RecordedExchange &one) { return !one.isConnection(); }));
    }

private:
    static quint16 statusOf(QByteArrayView answer)
    {
        return static_cast<quint16>(static_cast<quint8>(answer[answer.size() - 2]) << 8 | static_cast<quint8>(answer.back()));
    }
    static void pause(const RecordedExchange &expected, const QElapsedTimer &elapsed)
    {
        if (const qint64 left = expected.milliseconds - elapsed.elapsed(); left > 0)
            QThread::msleep(static_cast<unsigned long>(left));
    }

    std::optional<RecordedExchange> take(QByteArrayView command)
    {
        if (m_parted >= 0)
            return std::nullopt;
        const bool same = m_next < m_exchanges.size() && !m_exchanges.at(m_next).isConnection() && command.startsWith(m_exchanges.at(m_next).header);
        if (!same) {
            m_parted = m_played;
            return std::nullopt;
        }
        RecordedExchange expected = m_exchanges.at(m_next++);
        m_different += expected.sent != command.size() ? 1 : 0;
        return expected;
    }

    static bool isRefusal(quint16 status) { return status != sw::success && status != sw::endOfFile; }
    [[nodiscard]] bool isNaked() const { return (m_expected->header.at(0) & 0x0C) != 0 && m_expected->received == 2; }

    // What the chip is about to say, before it is protected: what the recorded one said instead.
    void direct(const CommandApdu &plain, ResponseApdu &answer) const
    {
        if (!m_expected)
            return;
        const quint16 status = std::get<quint16>(m_expected->outcome);
        if (isRefusal(status)) {
            // A wrong length goes out naked by itself, any other status word protected; what it should have been comes in its place below.
            answer = {{}, isNaked() ? sw::wrongLength : standIn};
        } else if (plain.ins == readBinary && !answer.data.isEmpty()) {
            answer.status = status;
            if (const std::optional<int> size = deliveredBy(plain); size && *size < answer.data.size())
                answer.data.truncate(*size);
        }
    }

    // How much of the file the recorded chip gave, as the next command shows by going on behind it.
    [[nodiscard]] std::optional<int> deliveredBy(const CommandApdu &plain) const
    {
        if ((m_expected->header.at(0) & 0x0C) == 0)
            return m_expected->received - 2;
        if (m_next >= m_exchanges.size() || m_exchanges.at(m_next).isConnection())
            return std::nullopt;
        const QByteArray &following = m_exchanges.at(m_next).header;
        const auto byte = [&](int at) { return static_cast<int>(static_cast<quint8>(following.at(at))); };
        if (byte(1) != readBinary || (byte(2) & 0x80) != 0)
            return std::nullopt;
        const int from = (plain.p1 & 0x80) != 0 ? plain.p2 : plain.p1 << 8 | plain.p2;
        const int size = (byte(2) << 8 | byte(3)) - from;
        return size > 0 ? std::optional(size) : std::nullopt;
    }

    // DO'99' of a protected refusal; the checksum is made afterwards.
    void directObjects(QByteArray &objects) const
    {
        if (m_expected && isRefusal(std::get<quint16>(m_expected->outcome)))
            objects.replace(QByteArray::fromHex("9902") + ResponseApdu{{}, standIn}.encoded(), QByteArray::fromHex("9902") + expectedStatus());
    }

    // The status word at the end of a refusal, and whatever the recorded chip said without a word more.
    void directBytes(QByteArray &response) const
    {
        if (!m_expected || response.size() < 2)
            return;
        const bool bare = response.size() == 2 && m_expected->received == 2;
        if (bare || response.endsWith(ResponseApdu{{}, standIn}.encoded()))
            response.replace(response.size() - 2, 2, expectedStatus());
    }

    [[nodiscard]] QByteArray expectedStatus() const { return ResponseApdu{{}, std::get<quint16>(m_expected->outcome)}.encoded(); }

    const QList<RecordedExchange> m_exchanges;
    const int m_commandLength;
    qsizetype m_next = 0;
    std::optional<RecordedExchange> m_expected; // while a command is at work
    int m_played = 0;
    int m_different = 0;
    int m_parted = -1;
    SoftCard m_chip;
};

class ReplayChannel final : public CardChannel
{
public:
    explicit ReplayChannel(std::shared_ptr<ReplayStage> stage) : m_stage(std::move(stage)) {}
    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_lost)
            return fail(*m_lost);
        Result<QByteArray> answer = m_stage->transceive(command);
        if (!answer)
            m_lost = answer.error();
        return answer;
    }
    int maxCommandLength() const override { return m_stage->commandLength(); }

private:
    std::shared_ptr<ReplayStage> m_stage;
    std::optional<Error> m_lost;
};

class StagedSource final : public ReplaySource
{
public:
    explicit StagedSource(std::shared_ptr<ReplayStage> stage) : m_stage(std::move(stage)) {}
    bool isAvailable() const override { return true; }
    QString name() const override { return QStringLiteral("Replayed recording (DEMO)"); }
    bool isSimulated() const override { return true; }
    int played() const override { return m_stage->played(); }
    int different() const override { return m_stage->different(); }
    int partedAt() const override { return m_stage->parted(); }
    int recorded() const override { return m_stage->recorded(); }

    Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        Q_UNUSED(timeoutMs)
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("waiting for a card"));
        if (const Result<void> connected = m_stage->connect(); !connected)
            return fail(connected.error());
        return std::make_unique<ReplayChannel>(m_stage);
    }

private:
    std::shared_ptr<ReplayStage> m_stage;
};

} // namespace

Result<Replay> openReplay(const Recording &recording, Random &random, qint64 now)
{
    Result<CardImage> card = replayCard(recording.chip, now);
    if (!card)
        return fail(card.error());
    Replay replay;
    replay.access = recording.key == AccessKey::Kind::Mrz || card->can.isEmpty() ? AccessKey{AccessKey::Kind::Mrz, card->mrzInformation}
                                                                                 : AccessKey{AccessKey::Kind::Can, card->can.toLatin1()};
    replay.basicAccessChosen = recording.basicAccessChosen && replay.access.kind == AccessKey::Kind::Mrz;
    if (recording.chip.issuerKnown)
        replay.trusted = card->cscaCertificate;
    card->extendedLength = true; // where the recorded chip refused it, the recording says so
    card->behaviour.longestCommand = 0;
    card->behaviour.longestResponse = 0;
    replay.source = std::make_unique<StagedSource>(std::make_shared<ReplayStage>(recording, std::move(*card), random));
    return replay;
}

} // namespace dd::nfc
