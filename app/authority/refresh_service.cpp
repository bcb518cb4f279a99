// An identity credential issued anew to a key that is enrolled, without its card.
#include "app/authority/authority.h"
#include "app/authority/chip_person.h"

namespace dd::authority {

namespace {

constexpr qint64 refreshPeriod = 366 * 86'400; // since the chip was there

} // namespace

// The same key, the same person, at the level the authority has for them by now. The chip is not asked again, so this ends a year
// after it was, or with the card.
Result<credential::Tokens> Authority::refreshIdentity(QByteArrayView body)
{
    const Result<credential::SignedByHolder> opened = openRequest(body, credential::refreshTyp);
    if (!opened)
        return fail(opened.error());
    const Result<credential::RefreshRequest> request = credential::decodeRefreshRequest(opened->payload);
    if (!request)
        return fail(request.error());
    const qint64 now = m_clock.now();
    // The answer says who the holder is: whoever overheard the request does not get it.
    if (const Result<void> admitted = m_refreshLog->admit(request->id, request->requestedAt, now); !admitted)
        return fail(admitted.error());
    const EnrolledPerson *holder = m_registry->findByKey(opened->thumbprint);
    const crypto::PublicKey *key = m_registry->key(opened->thumbprint);
    if (!holder || !key || now >= holder->enrolledAt + refreshPeriod)
        return fail(ErrorCode::HolderNotEnrolled, QStringLiteral("refresh"));
    if (hasCardExpired(holder->cardExpires, now))
        return fail(ErrorCode::CardExpired, QStringLiteral("refresh"));
    EnrolledPerson today = *holder;
    today.ageFlags = ageFlagsOn(holder->person.birthDate, now);
    const Result<QList<QByteArray>> tokens = issueIdentity(today, {*key});
    if (!tokens)
        return fail(tokens.error());
    if (const Result<void> recorded = m_refreshLog->noteAnswered(request->id, *opened, now); !recorded)
        return fail(recorded.error());
    return credential::Tokens{*tokens};
}

} // namespace dd::authority
