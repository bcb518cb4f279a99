#include "app/citizen/copy_refill.h"

#include "core/base/log.h"

#include <QFuture>

namespace dd::citizen {

CopyRefill::CopyRefill(Session &session, AuthorityClient &authority, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_authority(authority)
{
    connect(&m_session, &Session::opened, this, &CopyRefill::look);
    connect(&m_session, &Session::changed, this, &CopyRefill::look);
    connect(&m_session, &Session::closing, this, [this] {
        ++m_opening;
        m_busy = false;
        m_failed.clear();
        dropKeys();
    });
}

void CopyRefill::look()
{
    if (m_busy || !m_session.isOpen() || m_session.services().authority.isEmpty())
        return;
    const auto low = m_session.credentials().runningLow();
    const auto held = m_session.keys().held();
    if (!low || !held)
        return;
    for (const qint64 id : *low) {
        if (m_failed.contains(id))
            continue;
        const auto original = m_session.credentials().find(id);
        // One that ends, or was restored without its key, is copied no more.
        if (!original || !held->contains(original->credential.holderThumbprint) || m_session.clock().now() >= original->credential.claims.validTo())
            continue;
        ask(*original);
        return;
    }
}

Result<credential::CopiesRequest> CopyRefill::prepare(const wallet::StoredCredential &original)
{
    wallet::KeyRing keys = m_session.keys();
    credential::CopiesRequest request{m_session.services().random->bytes(16), credential::copiedHash(original.credential.token), {}, {},
                                      m_session.clock().now(), false};
    const auto made = keys.generateSeveral(static_cast<int>(credential::mostCopies), keys.bestHome());
    if (!made)
        return fail(made.error());
    request.keys = *made;
    for (const crypto::PublicKey &key : *made)
        m_keys.append(key.thumbprint());
    for (const QByteArray &thumbprint : std::as_const(m_keys)) {
        const auto signer = keys.signer(thumbprint);
        auto proof = signer ? credential::makeKeyProof(request, original.credential.holderThumbprint, **signer) : fail(signer.error());
        if (!proof)
            return fail(proof.error());
        request.proofs.append(std::move(*proof));
    }
    return request;
}

void CopyRefill::ask(const wallet::StoredCredential &original)
{
    const auto request = prepare(original);
    const auto asker = m_session.keys().signer(original.credential.holderThumbprint);
    const auto message = !request ? Result<QByteArray>(fail(request.error()))
                         : !asker ? Result<QByteArray>(fail(asker.error()))
                                  : credential::signByHolder(credential::copiesRequestTyp, credential::encode(*request), **asker);
    m_busy = true;
    if (!message)
        return take(original.id, fail(message.error()));
    m_authority.obtainCopies(*message, *request, original.credential)
        .then(this, [this, id = original.id, opening = m_opening](const Result<QList<AcceptedToken>> &copies) {
            if (opening == m_opening)
                take(id, copies);
        });
}

void CopyRefill::take(qint64 original, const Result<QList<AcceptedToken>> &copies)
{
    m_busy = false;
    QList<QByteArray> tokens;
    for (const AcceptedToken &copy : copies.value_or(QList<AcceptedToken>()))
        tokens.append(copy.token);
    const Result<void> added = copies ? m_session.credentials().addCopies(original, tokens) : fail(copies.error());
    if (added) {
        m_keys.clear(); // something is bound to them
        look();
        return;
    }
    qCInfo(logApp) << "one-time copies:" << errorId(added.error().code);
    dropKeys();
    const bool later = added.error().code == ErrorCode::NetworkUnavailable || added.error().code == ErrorCode::AuthorityBusy;
    if (later) // for the others too; the next showing asks again
        return;
    m_failed.insert(original);
    look();
}

void CopyRefill::dropKeys()
{
    if (m_keys.isEmpty())
        return;
    if (!m_session.keys().remove(std::exchange(m_keys, {})))
        qCWarning(logApp) << "keys that nothing is bound to stay";
}

} // namespace dd::citizen
