// A source of cards that counts what goes over the air and takes the card away when told to.
#pragma once

#include "nfc/card_channel.h"

#include <functional>

namespace dd::test {

struct AirTraffic
{
    int commands = 0;
    qint64 bytesToCard = 0;
    qint64 bytesFromCard = 0;
    int connections = 0;
    // Number of the command, from 0 over all connections: true takes the card away instead of answering.
    std::function<bool(int)> lost = {};
    // Before the card is connected again: true means that nobody laid it down.
    std::function<bool(int)> absent = {};
    QList<QByteArray> sent = {};
};

class WatchedSource final : public nfc::CardSource
{
public:
    WatchedSource(nfc::CardSource &inner, AirTraffic &traffic) : m_inner(inner), m_traffic(traffic) {}
    bool isAvailable() const override { return m_inner.isAvailable(); }
    QString name() const override { return m_inner.name(); }
    bool isSimulated() const override { return m_inner.isSimulated(); }
    Result<std::unique_ptr<nfc::CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        if (m_traffic.absent && m_traffic.absent(m_traffic.connections))
            return fail(ErrorCode::NoCard, QStringLiteral("test"));
        ++m_traffic.connections;
        Result<std::unique_ptr<nfc::CardChannel>> channel = m_inner.connect(std::move(stop), timeoutMs);
        if (!channel)
            return channel;
        return std::make_unique<Channel>(std::move(*channel), m_traffic);
    }

private:
    class Channel final : public nfc::CardChannel
    {
    public:
        Channel(std::unique_ptr<nfc::CardChannel> inner, AirTraffic &traffic) : m_inner(std::move(inner)), m_traffic(traffic) {}
        Result<QByteArray> transceive(QByteArrayView command) override
        {
            const int number = m_traffic.commands++;
            m_gone = m_gone || (m_traffic.lost && m_traffic.lost(number));
            if (m_gone)
                return fail(ErrorCode::CardLost, QStringLiteral("test"));
            m_traffic.sent.append(command.toByteArray());
            Result<QByteArray> answer = m_inner->transceive(command);
            m_traffic.bytesToCard += command.size();
            m_traffic.bytesFromCard += answer ? answer->size() : 0;
            return answer;
        }
        int maxCommandLength() const override { return m_inner->maxCommandLength(); }
        void showMessage(const QString &text) override { m_inner->showMessage(text); }

    private:
        std::unique_ptr<nfc::CardChannel> m_inner;
        AirTraffic &m_traffic;
        bool m_gone = false;
    };

    nfc::CardSource &m_inner;
    AirTraffic &m_traffic;
};

} // namespace dd::test
