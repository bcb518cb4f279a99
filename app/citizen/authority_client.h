// The wallet's side of the authority's HTTP interface (core/credential/enrolment.h), and the rule that nothing enters
// the wallet whose issuer is not in a trust list signed by the pinned root.
#pragma once

#include "app/citizen/held_lists.h"
#include "core/credential/copies.h"
#include "core/credential/enrolment.h"

#include <functional>
#include <QFuture>
#include <QObject>

namespace dd::citizen {

struct AcceptedToken
{
    QByteArray token;
    bool demo = false;
    credential::Credential credential;
};

// Structure, type, holder key, issuer in the list and allowed for the type, the issuer's signature.
[[nodiscard]] Result<AcceptedToken> acceptToken(QByteArrayView token, const trust::TrustList &list, credential::CredentialType type,
                                                QByteArrayView holderThumbprint, bool demoAllowed, qint64 now);

class AuthorityClient : public QObject
{
    Q_OBJECT
public:
    explicit AuthorityClient(Services &services, QObject *parent = nullptr);

    [[nodiscard]] QFuture<Result<credential::EnrolChallenge>> enrolKeys(const credential::EnrolKeys &keys);
    // The list taken last, without asking anybody; nothing when there is none. An error when it is not the root's.
    [[nodiscard]] Result<std::optional<trust::TrustList>> heldTrustList() const;
    // A newer one where the authority answers, else the one held.
    [[nodiscard]] QFuture<Result<trust::TrustList>> trustList();
    // What the authority, as the terminal of chip authentication, wants carried to the chip.
    [[nodiscard]] QFuture<Result<credential::EnrolChipChallenge>> enrolChip(const credential::EnrolChip &question);
    // Posts, then accepts every token in the answer; at least one, all bound to `holderThumbprint`.
    [[nodiscard]] QFuture<Result<QList<AcceptedToken>>> obtain(const QString &path, const QByteArray &body, credential::CredentialType type,
                                                               const QByteArray &holderThumbprint);
    // `message` is the request signed. A copy for each key, in their order, bound to it and saying what the original says.
    [[nodiscard]] QFuture<Result<QList<AcceptedToken>>> obtainCopies(const QByteArray &message, const credential::CopiesRequest &request,
                                                                     const credential::Credential &original);

private:
    using Tokens = QList<QByteArray>;
    using Accept = std::function<Result<QList<AcceptedToken>>(const Tokens &, const trust::TrustList &)>;
    [[nodiscard]] QFuture<Result<QList<AcceptedToken>>> postForTokens(const QString &path, const QByteArray &body, const Accept &accept);
    template <typename Answer>
    [[nodiscard]] QFuture<Result<Answer>> ask(const QString &path, const QByteArray &body, Result<Answer> (*decode)(QByteArrayView));
    [[nodiscard]] QFuture<Result<QByteArray>> post(const QString &path, const QByteArray &body);
    [[nodiscard]] Result<trust::TrustList> takeTrustList(const Result<platform::HttpResponse> &answer) const;
    [[nodiscard]] QUrl address(const QString &path) const;

    Services &m_services;
    const HeldLists m_lists;
};

} // namespace dd::citizen
