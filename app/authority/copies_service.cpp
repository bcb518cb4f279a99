// One-time copies and printed copies of what an enrolled holder has.
#include "app/authority/authority.h"
#include "core/credential/copies.h"

namespace dd::authority {

namespace {


std::unexpected<Error> refuseCopies(const char *why)
{
    return fail(ErrorCode::CopyNotAllowed, QLatin1String(why));
}

} // namespace

// A copy says what its original says and ends with it. Whoever revokes the original, or the key it is bound to, reaches the copies: the
// book knows who asked for them.
Result<credential::Tokens> Authority::issueCopies(QByteArrayView body)
{
    const Result<credential::SignedByHolder> opened = openRequest(body, credential::copiesRequestTyp);
    if (!opened)
        return fail(opened.error());
    const Result<credential::CopiesRequest> request = credential::decodeCopiesRequest(opened->payload);
    if (!request)
        return fail(request.error());
    const qint64 now = m_clock.now();
    if (const Result<void> admitted = m_copiesLog->admit(request->id, request->requestedAt, now); !admitted)
        return fail(admitted.error());
    if (const Result<void> proven = credential::checkKeyProofs(*request, opened->thumbprint); !proven)
        return fail(proven.error());
    // A key that has something already would link what it has with the copy.
    for (const crypto::PublicKey &key : request->keys) {
        if (m_book->isBound(key.thumbprint()) || m_registry->key(key.thumbprint()))
            return fail(ErrorCode::EnrolmentKeyUsed, QStringLiteral("keys"));
    }
    const IssuedCredential *original = m_book->find(request->copied);
    if (!original || original->thumbprint != opened->thumbprint || original->token.isEmpty())
        return refuseCopies("not a credential of this key");
    if (original->value != StatusValue::Good || now >= original->expires)
        return refuseCopies("not in force");
    const Result<credential::Credential> read = credential::parseCredential(original->token);
    if (!read)
        return fail(read.error());
    const credential::AnyClaims claims =
        request->printed ? credential::AnyClaims(credential::printedCopyOf(read->claims)) : credential::copyOf(read->claims);
    const Result<QList<QByteArray>> tokens = desk().issue({original->number, request->keys, original->expires, opened->thumbprint}, claims);
    if (!tokens)
        return fail(tokens.error());
    if (const Result<void> recorded = m_copiesLog->noteAnswered(request->id, *opened, now); !recorded)
        return fail(recorded.error());
    return credential::Tokens{*tokens};
}

} // namespace dd::authority
