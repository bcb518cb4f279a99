// Listens to a reading and keeps what may be kept of it.
#pragma once

#include "nfc/read_card.h"
#include "nfc/replay/recording.h"

namespace dd::nfc {

// A source around another one: writes down headers, lengths, status words and times of what goes through its channels.
class RecordingSource final : public CardSource
{
public:
    explicit RecordingSource(CardSource &inner); // which must outlive it
    ~RecordingSource() override;
    [[nodiscard]] bool isAvailable() const override { return m_inner.isAvailable(); }
    [[nodiscard]] QString name() const override { return m_inner.name(); }
    [[nodiscard]] bool isSimulated() const override { return m_inner.isSimulated(); }
    [[nodiscard]] Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override;

    // After the reading, when no channel is at work: what it was about and what became of it. `read`: all that was read, also where
    // the reading failed (ReadRequest::salvage).
    [[nodiscard]] Recording recording(const ReadRequest &request, const ReadResult &read, const std::optional<Error> &failure) const;

private:
    struct Log;
    CardSource &m_inner;
    std::shared_ptr<Log> m_log;
};

// What kind of chip gave these files: kinds and lengths only.
[[nodiscard]] ChipShape shapeOf(const ReadResult &read, const QList<RecordedExchange> &exchanges);

} // namespace dd::nfc
