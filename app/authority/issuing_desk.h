// Where credentials are made: each with a place in a status list where there are such lists, each in the book before it is handed out.
#pragma once

#include "app/authority/state.h"
#include "app/authority/status_book.h"
#include "core/credential/credential.h"

namespace dd::authority {

class IssuingDesk
{
public:
    // Keeps all of them by reference.
    IssuingDesk(const State &state, StatusBook &book, Random &random, const Clock &clock)
        : m_state(state), m_book(book), m_random(random), m_clock(clock)
    {
    }

    struct Order
    {
        QString number;
        QList<crypto::PublicKey> keys; // 1..credential::mostCopies: a credential for each
        qint64 expires = 0;
        QByteArray asker = {}; // of copies: thumbprint of the key that asked for them
    };
    // All of them or none. A pass of a day has no place in a list: it is over before its revocation would have reached the counters.
    [[nodiscard]] Result<QList<QByteArray>> issue(const Order &order, const credential::AnyClaims &claims);

private:
    const State &m_state;
    StatusBook &m_book;
    Random &m_random;
    const Clock &m_clock;
};

} // namespace dd::authority
