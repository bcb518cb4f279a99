// The identity credential anew, for the same key and without the card: when the wallet opens and the one held is no longer of
// today. What the authority learned since then, such as a meeting that raised the level, comes with it.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/session.h"

namespace dd::citizen {

class IdentityRefresh : public QObject
{
    Q_OBJECT
public:
    // A credential says only the day it was issued, so that copies cannot be told apart by it: two days later it is surely
    // older than a day. Asking more often would tell the authority when the wallet is used.
    static constexpr qint64 refreshAfter = 2 * 86'400;

    IdentityRefresh(Session &session, AuthorityClient &authority, QObject *parent = nullptr);

private:
    void refresh();
    // In silence: what is held stays valid until it expires, and the next opening asks again.
    void take(qint64 held, const Result<QList<AcceptedToken>> &tokens);

    Session &m_session;
    AuthorityClient &m_authority;
    int m_opening = 0; // answers to an earlier opening of the wallet find it closed
};

} // namespace dd::citizen
