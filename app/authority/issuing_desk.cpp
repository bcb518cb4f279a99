#include "app/authority/issuing_desk.h"

#include "core/crypto/symmetric.h"

namespace dd::authority {

namespace {

constexpr qint64 shortPass = 86'400;

struct Kind
{
    credential::CredentialType type;
    bool livesADay = false;
};

Kind kindOf(const credential::AnyClaims &claims)
{
    using namespace credential;
    if (std::holds_alternative<IdentityClaims>(claims))
        return {CredentialType::Identity};
    if (const auto *pass = std::get_if<TravelPassClaims>(&claims))
        return {CredentialType::TravelPass, pass->validTo - pass->validFrom <= shortPass};
    if (std::holds_alternative<ResidenceStatusClaims>(claims))
        return {CredentialType::ResidenceStatus};
    if (std::holds_alternative<ReceiptClaims>(claims))
        return {CredentialType::ResidenceReceipt};
    const PrintedCopyClaims &printed = std::get<PrintedCopyClaims>(claims);
    return {CredentialType::PrintedCopy, printed.validFrom && printed.validTo.value_or(0) - *printed.validFrom <= shortPass};
}

} // namespace

Result<QList<QByteArray>> IssuingDesk::issue(const Order &order, const credential::AnyClaims &claims)
{
    using credential::IssueRequest;
    const Kind kind = kindOf(claims);
    const Result<crypto::Signer *> issuer = m_state.issuerFor(kind.type, m_clock.now());
    if (!issuer)
        return fail(issuer.error());
    IssueRequest request;
    request.personalNumber = order.number;
    request.expires = order.expires;
    request.statusPolicy = m_book.hasLists() ? IssueRequest::StatusPolicy::Required : IssueRequest::StatusPolicy::Optional;
    QList<credential::CopyKey> keys;
    for (const crypto::PublicKey &key : order.keys)
        keys.append({key, m_book.hasLists() && !kind.livesADay ? std::optional(m_book.reserve()) : std::nullopt});
    Result<QList<QByteArray>> tokens = credential::issueBatch(request, keys, claims, **issuer, m_random, m_clock);
    if (!tokens)
        return tokens;
    for (qsizetype i = 0; i < tokens->size(); ++i) {
        IssuedCredential issued;
        issued.hash = crypto::sha256(tokens->at(i));
        issued.thumbprint = keys.at(i).holderKey.thumbprint();
        issued.asker = order.asker.isEmpty() ? issued.thumbprint : order.asker;
        issued.number = order.number;
        issued.expires = order.expires;
        issued.status = keys.at(i).status;
        if (order.asker.isEmpty())
            issued.token = tokens->at(i);
        if (const Result<void> recorded = m_book.insert(issued); !recorded)
            return fail(recorded.error());
    }
    return tokens;
}

} // namespace dd::authority
