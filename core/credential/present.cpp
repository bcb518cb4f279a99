#include "core/codec/base45.h"
#include "core/credential/map_reader.h"
#include "core/credential/profile.h"

namespace dd::credential {
namespace {

using cbor::Value;

// QR version 22 at level L in alphanumeric mode (ISO/IEC 18004 table 7): the largest code we put on a screen.
constexpr qsizetype largestCode = 1460;

// The disclosures of the chosen groups, in the order the issuer gave them.
Result<QList<Value>> chooseDisclosures(const SdCwt &token, const Credential &credential, const QList<Group> &groups)
{
    QList<qint64> wanted;
    for (const Group group : groups) {
        if (!credential.groups.contains(group))
            return fail(ErrorCode::InvalidInput, QStringLiteral("present"), QStringLiteral("a group this credential does not have"));
        wanted.append(groupKey(credential.claims.type, group));
    }
    QList<Value> chosen;
    for (const QByteArray &disclosure : token.disclosures) {
        const Result<Value> content = cbor::decode(disclosure);
        if (!content)
            return fail(content.error());
        if (wanted.contains(content->toArray().value(2).toInteger()))
            chosen.append(Value::bytes(disclosure));
    }
    return chosen;
}

Result<Value> bindingPayload(const PresentationRequest &request, Random &random, const Clock &clock)
{
    const QString stage = QStringLiteral("present");
    QList<Value::Pair> payload{{Value::integer(claimAudience), Value::text(request.audience)},
                               {Value::integer(claimIssuedAt), Value::integer(clock.now())}};
    if (!isShownText(request.audience))
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("audience"));
    if (request.challengeNonce) {
        if (request.audience == openAudience() || request.audience == printAudience())
            return fail(ErrorCode::InvalidInput, stage, QStringLiteral("an answer goes to whoever asked"));
        if (request.challengeNonce->size() != nonceSize)
            return fail(ErrorCode::InvalidInput, stage, QStringLiteral("a challenge nonce has 16 bytes"));
        payload.append({Value::integer(claimNonce), Value::bytes(*request.challengeNonce)});
    } else {
        payload.append({Value::integer(claimCti), Value::bytes(random.bytes(ctiSize))});
    }
    if (request.statement) {
        const Value statement = encode(*request.statement);
        if (const Result<StayStatement> readBack = decodeStayStatement(statement); !readBack)
            return fail(ErrorCode::InvalidInput, stage, readBack.error().detail);
        payload.append({Value::integer(claimStatement), statement});
    }
    return Value::map(std::move(payload));
}

} // namespace

Result<Value> presentedToken(const Credential &credential, const QList<Group> &groups)
{
    const Result<Value> value = cbor::decode(credential.token, {.size = tokenSizeLimit});
    if (!value)
        return fail(value.error());
    const Result<SdCwt> token = splitSdCwt(*value);
    if (!token)
        return fail(token.error());
    Result<QList<Value>> chosen = chooseDisclosures(*token, credential, groups);
    if (!chosen)
        return fail(chosen.error());
    QList<Value> layers = value->tagged().toArray();
    layers[1] = chosen->isEmpty() ? Value::map({}) : Value::map({{Value::integer(headerDisclosures), Value::array(std::move(*chosen))}});
    return Value::tagged(value->tag(), Value::array(std::move(layers)));
}

Result<QString> present(const Credential &credential, const PresentationRequest &request, crypto::Signer &holder, Random &random, const Clock &clock)
{
    const QString stage = QStringLiteral("present");
    if (holder.publicKey().thumbprint() != credential.holderThumbprint)
        return fail(ErrorCode::HolderKeyMismatch, stage);
    if ((credential.claims.type == CredentialType::PrintedCopy) != (request.audience == printAudience()))
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("a printed copy is for print, and nothing else is"));
    const Result<Value> presented = presentedToken(credential, request.groups);
    if (!presented)
        return fail(presented.error());
    const Result<Value> payload = bindingPayload(request, random, clock);
    if (!payload)
        return fail(payload.error());
    const QList<Value::Pair> header{{Value::integer(headerKcwt), *presented}, {Value::integer(headerType), Value::integer(typeKeyBinding)}};
    const Result<QByteArray> bindingToken = crypto::signCoseSign1(header, Value::map({}), cbor::encode(*payload), holder);
    if (!bindingToken)
        return fail(bindingToken.error());
    const QString text = presentationPrefix() + QString::fromLatin1(base45::encode(*bindingToken));
    if (text.size() > largestCode)
        return fail(ErrorCode::QrTooLong, stage);
    return text;
}

} // namespace dd::credential
