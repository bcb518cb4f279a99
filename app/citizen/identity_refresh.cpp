#include "app/citizen/identity_refresh.h"

#include "core/base/log.h"

#include <QFuture>

namespace dd::citizen {

IdentityRefresh::IdentityRefresh(Session &session, AuthorityClient &authority, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_authority(authority)
{
    connect(&m_session, &Session::opened, this, &IdentityRefresh::refresh);
    connect(&m_session, &Session::closing, this, [this] { ++m_opening; });
}

void IdentityRefresh::refresh()
{
    if (m_session.services().authority.isEmpty())
        return;
    const auto held = m_session.identity();
    const qint64 now = m_session.clock().now();
    if (!held || !*held || now < (*held)->credential.claims.issuedAt + refreshAfter)
        return;
    const QByteArray thumbprint = (*held)->credential.holderThumbprint;
    const auto signer = m_session.keys().signer(thumbprint);
    const credential::RefreshRequest request{m_session.services().random->bytes(16), now};
    const auto message = signer ? credential::signByHolder(credential::refreshTyp, credential::encode(request), **signer) : fail(signer.error());
    if (!signer && signer.error().code == ErrorCode::VaultKeyMissing)
        return; // restored from a backup: the home page says what to do
    if (!message) {
        qCWarning(logApp) << "identity refresh:" << errorId(message.error().code);
        return;
    }
    // Only what the answer needs is kept meanwhile: the wallet may be locked before it comes.
    m_authority.obtain(QStringLiteral("/enrol/refresh"), *message, credential::CredentialType::Identity, thumbprint)
        .then(this, [this, held = (*held)->id, opening = m_opening](const Result<QList<AcceptedToken>> &tokens) {
            if (opening == m_opening)
                take(held, tokens);
        });
}

void IdentityRefresh::take(qint64 held, const Result<QList<AcceptedToken>> &tokens)
{
    if (!tokens) {
        qCInfo(logApp) << "identity refresh:" << errorId(tokens.error().code);
        return;
    }
    // Read again meanwhile, with another key: then this answer is about a credential that is gone.
    if (!m_session.credentials().find(held))
        return;
    const AcceptedToken &fresh = tokens->constFirst();
    if (const auto id = m_session.credentials().insert(fresh.token, fresh.demo); !id) {
        qCWarning(logApp) << "identity refresh:" << errorId(id.error().code);
        return;
    }
    if (!m_session.credentials().remove(held))
        qCWarning(logApp) << "an earlier identity credential stays";
    emit m_session.changed();
}

} // namespace dd::citizen
