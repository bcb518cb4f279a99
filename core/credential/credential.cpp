#include "core/credential/credential.h"

#include "core/credential/profile.h"

#include <algorithm>

namespace dd::credential {

qint64 Claims::validFrom() const
{
    if (printed && printed->validFrom)
        return *printed->validFrom;
    return pass ? pass->validFrom : notBefore;
}

qint64 Claims::validTo() const
{
    if (printed && printed->validTo)
        return *printed->validTo;
    if (receipt && receipt->validUntil)
        return std::min(expires, *receipt->validUntil);
    return pass ? pass->validTo : expires;
}

Result<Credential> parseCredential(QByteArrayView token)
{
    const Result<cbor::Value> value = cbor::decode(token, {.size = tokenSizeLimit});
    if (!value)
        return fail(value.error());
    const Result<SdCwt> parsed = splitSdCwt(*value);
    if (!parsed)
        return fail(parsed.error());
    if (const Result<void> headers = checkHeaders(*parsed, tightHeaders()); !headers)
        return fail(headers.error());
    const Result<IssuerPayload> payload = readIssuerPayload(parsed->payload);
    if (!payload)
        return fail(payload.error());
    const Result<crypto::PublicKey> holder = readHolderKey(payload->confirmation);
    if (!holder)
        return fail(holder.error());
    const Result<Claims> shown = readShownClaims(*payload);
    if (!shown)
        return fail(shown.error());
    Result<Claims> claims = readDisclosedClaims(*parsed, *shown);
    if (!claims)
        return fail(claims.error());

    Credential credential;
    credential.token = token.toByteArray();
    credential.issuerKeyId = parsed->sign1.protectedHeader.find(headerKeyId)->toBytes();
    credential.holderThumbprint = holder->thumbprint();
    credential.groups = claims->disclosed;
    credential.claims = std::move(*claims);
    return credential;
}

} // namespace dd::credential
