#include "core/credential/sd_cwt.h"

#include "core/credential/map_reader.h"

namespace dd::credential {
namespace {

Result<void> checkAlgorithm(const crypto::CoseSign1 &sign1, const HeaderPolicy &policy, const QString &stage)
{
    const Result<crypto::Algorithm> algorithm = sign1.algorithm();
    if (!algorithm)
        return fail(algorithm.error());
    if (!policy.algorithms.contains(*algorithm))
        return fail(ErrorCode::AlgorithmUnknown, stage, QStringLiteral("an algorithm this profile does not have"));
    return {};
}

} // namespace

Result<SdCwt> splitSdCwt(const cbor::Value &value)
{
    Result<crypto::CoseSign1> sign1 = crypto::parseCoseSign1(value);
    if (!sign1)
        return fail(sign1.error());
    Result<cbor::Value> payload = cbor::decode(sign1->payload);
    if (!payload)
        return fail(payload.error());
    SdCwt token{value, std::move(*sign1), std::move(*payload), {}};
    if (const cbor::Value *list = token.sign1.unprotectedHeader.find(headerDisclosures)) {
        // An empty list says nothing and must be left out (formats.md §5).
        if (!list->isArray() || list->toArray().isEmpty())
            return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QStringLiteral("label 17 is not a filled array"));
        for (const cbor::Value &item : list->toArray()) {
            if (!item.isBytes())
                return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QStringLiteral("not a byte string"));
            Result<cbor::Value> content = cbor::decode(item.toBytes());
            if (!content)
                return fail(content.error());
            token.disclosures.append(item.toBytes());
            token.disclosed.append(std::move(*content));
        }
    }
    return token;
}

Result<KeyBindingToken> splitKeyBindingToken(QByteArrayView bytes)
{
    Result<crypto::CoseSign1> sign1 = crypto::parseCoseSign1(bytes);
    if (!sign1)
        return fail(sign1.error());
    const cbor::Value *kcwt = sign1->protectedHeader.find(headerKcwt);
    if (kcwt == nullptr)
        return fail(ErrorCode::CredentialMalformed, QStringLiteral("key binding token"), QStringLiteral("label 13 is missing"));
    Result<SdCwt> credential = splitSdCwt(*kcwt);
    if (!credential)
        return fail(credential.error());
    Result<cbor::Value> payload = cbor::decode(sign1->payload);
    if (!payload)
        return fail(payload.error());
    return KeyBindingToken{std::move(*sign1), std::move(*payload), std::move(*credential)};
}

Result<void> checkHeaders(const SdCwt &token, const HeaderPolicy &policy)
{
    const QString stage = QStringLiteral("issuer header");
    MapReader header(token.sign1.protectedHeader, stage);
    (void)header.value(headerAlgorithm);
    if (header.integer(headerType) != typeSdCwt)
        header.refuse(QStringLiteral("typ is not 293"));
    const cbor::Value &keyId = header.value(headerKeyId);
    if (!keyId.isBytes() || (policy.keyIdSize != 0 && keyId.toBytes().size() != policy.keyIdSize))
        header.refuse(QStringLiteral("kid"));
    if (policy.digestAlgorithmLabel && header.has(headerDigestAlgorithm)) {
        constexpr qint64 sha256 = -16; // RFC 9054 §2.1
        if (header.integer(headerDigestAlgorithm, sha256, sha256) != sha256)
            header.refuse(QStringLiteral("sd_alg"));
    }
    if (const Result<void> done = header.finish(); !done)
        return done;

    const cbor::Value &unprotected = token.sign1.unprotectedHeader;
    const qsizetype expected = token.disclosures.isEmpty() ? 0 : 1;
    if (!unprotected.isMap() || unprotected.pairCount() != expected)
        return fail(ErrorCode::CredentialMalformed, stage, QStringLiteral("an unprotected label that does not belong here"));
    return checkAlgorithm(token.sign1, policy, stage);
}

Result<void> checkHeaders(const KeyBindingToken &token, const HeaderPolicy &policy)
{
    const QString stage = QStringLiteral("key binding header");
    MapReader header(token.sign1.protectedHeader, stage);
    (void)header.value(headerAlgorithm);
    (void)header.value(headerKcwt);
    if (header.integer(headerType) != typeKeyBinding)
        header.refuse(QStringLiteral("typ is not 294"));
    if (const Result<void> done = header.finish(); !done)
        return done;
    if (!token.sign1.unprotectedHeader.isMap() || token.sign1.unprotectedHeader.pairCount() != 0)
        return fail(ErrorCode::CredentialMalformed, stage, QStringLiteral("the unprotected header is not empty"));
    if (const Result<void> algorithm = checkAlgorithm(token.sign1, policy, stage); !algorithm)
        return algorithm;
    return checkHeaders(token.credential, policy);
}

} // namespace dd::credential
