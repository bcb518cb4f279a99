// One-time copies before they run out (docs/formats.md §6): when the wallet opens and after a showing, for every credential that has
// few left or none yet. Without the authority what is held is shown again, and the page says so.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/session.h"

#include <QSet>

namespace dd::citizen {

class CopyRefill : public QObject
{
    Q_OBJECT
public:
    CopyRefill(Session &session, AuthorityClient &authority, QObject *parent = nullptr);

private:
    void look(); // one credential after another
    void ask(const wallet::StoredCredential &original);
    // In silence, as with IdentityRefresh: the next opening asks again.
    void take(qint64 original, const Result<QList<AcceptedToken>> &copies);
    [[nodiscard]] Result<credential::CopiesRequest> prepare(const wallet::StoredCredential &original);
    void dropKeys();

    Session &m_session;
    AuthorityClient &m_authority;
    QList<QByteArray> m_keys; // made for the request that is under way, and bound to nothing yet
    bool m_busy = false;
    QSet<qint64> m_failed; // since the wallet was opened
    int m_opening = 0;     // answers to an earlier opening of the wallet find it closed
};

} // namespace dd::citizen
