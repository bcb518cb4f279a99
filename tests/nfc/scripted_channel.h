// A channel that expects commands and gives answers written down beforehand.
#pragma once

#include "nfc/card_channel.h"

#include <QList>

namespace dd::test {

class ScriptedChannel final : public nfc::CardChannel
{
public:
    struct Exchange
    {
        QByteArray command;
        QByteArray response; // empty: the card goes away here
    };
    explicit ScriptedChannel(QList<Exchange> script, int maxCommandLength = 261) : m_script(std::move(script)), m_maxCommandLength(maxCommandLength) {}

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        sent.append(command.toByteArray());
        if (m_script.isEmpty())
            return fail(ErrorCode::Internal, QStringLiteral("script"), QStringLiteral("more commands than expected"));
        const Exchange exchange = m_script.takeFirst();
        if (command != exchange.command) {
            qWarning("sent %s\nexpected %s", command.toByteArray().toHex().constData(), exchange.command.toHex().constData());
            return fail(ErrorCode::Internal, QStringLiteral("script"), QStringLiteral("another command"));
        }
        if (exchange.response.isEmpty())
            return fail(ErrorCode::CardLost, QStringLiteral("script"));
        return exchange.response;
    }
    int maxCommandLength() const override { return m_maxCommandLength; }
    [[nodiscard]] bool isFinished() const { return m_script.isEmpty(); }

    QList<QByteArray> sent;

private:
    QList<Exchange> m_script;
    int m_maxCommandLength;
};

} // namespace dd::test
