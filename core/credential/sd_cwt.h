// SD-CWT and its key binding token as the draft has them (draft-ietf-spice-sd-cwt-08), before any profile: exact
// layers, strict CBOR in every one of them, and the disclosure engine. What is allowed comes in as a policy, so that
// the draft's own examples run through the same code as ours, under another policy.
#pragma once

#include "core/crypto/cose_sign1.h"

#include <functional>

namespace dd::credential {

inline constexpr quint8 redactedKeys = 59;         // simple(59): digests of the claims left out of a map
inline constexpr quint64 redactedElementTag = 60;  // a digest in place of an array element
inline constexpr qint64 headerAlgorithm = 1;
inline constexpr qint64 headerKeyId = 4;
inline constexpr qint64 headerKcwt = 13;           // the presented SD-CWT, in the key binding token
inline constexpr qint64 headerType = 16;
inline constexpr qint64 headerDisclosures = 17;    // sd_claims
inline constexpr qint64 headerDigestAlgorithm = 170; // sd_alg
inline constexpr qint64 typeSdCwt = 293;
inline constexpr qint64 typeKeyBinding = 294;
inline constexpr qsizetype saltSize = 16;
inline constexpr qsizetype digestSize = 32;

struct SdCwt
{
    cbor::Value encoded; // the tagged COSE_Sign1, unprotected header included
    crypto::CoseSign1 sign1;
    cbor::Value payload;
    QList<QByteArray> disclosures; // contents of the byte strings under label 17
    QList<cbor::Value> disclosed = {}; // the same, decoded
};

struct KeyBindingToken
{
    crypto::CoseSign1 sign1;
    cbor::Value payload;
    SdCwt credential;
};

struct HeaderPolicy
{
    QList<crypto::Algorithm> algorithms;  // of the issuer and of the holder
    qsizetype keyIdSize = 8;              // 0: any byte string
    bool digestAlgorithmLabel = false;    // whether sd_alg (170) may stand in the protected header; it must say SHA-256
};

struct DisclosurePolicy
{
    bool arrayElements = false; // tag 60 in arrays, [salt, value] disclosures
    bool decoys = false;        // [salt] disclosures
    bool nested = false;        // redactions inside disclosed values
    bool sortedDigests = true;  // each simple(59) array strictly ascending
    // May this key be disclosed in the map at `path` (the keys from the payload down)? Array elements are not asked about.
    std::function<bool(const QList<cbor::Value> &path, const cbor::Value &key)> allows;
};

// The layers, each strictly decoded: both COSE_Sign1, both payloads, every disclosure. Errors are CborMalformed,
// CborNotDeterministic or CredentialMalformed; no header has been judged yet.
[[nodiscard]] Result<SdCwt> splitSdCwt(const cbor::Value &value);
[[nodiscard]] Result<KeyBindingToken> splitKeyBindingToken(QByteArrayView bytes);

// Exactly the labels of the format, with the types the policy admits.
[[nodiscard]] Result<void> checkHeaders(const SdCwt &token, const HeaderPolicy &policy);
[[nodiscard]] Result<void> checkHeaders(const KeyBindingToken &token, const HeaderPolicy &policy);

// SHA-256 over the encoded byte string, its head included (pinned by the draft's kbt.cbor).
[[nodiscard]] QByteArray disclosureDigest(QByteArrayView disclosure);
// The payload with every disclosed claim in its place and every simple(59) removed. Fails when a disclosure has no
// digest or two, stands where the policy does not allow it, repeats a key, or has a shape the policy does not know.
[[nodiscard]] Result<cbor::Value> resolveDisclosures(const SdCwt &token, const DisclosurePolicy &policy);
[[nodiscard]] Result<cbor::Value> resolveDisclosures(const cbor::Value &payload, const QList<QByteArray> &disclosures, const DisclosurePolicy &policy);

} // namespace dd::credential
