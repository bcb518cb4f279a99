// COSE_Sign1 (RFC 9052 §4.2, §4.4): exact bytes are kept, so that a signature covers what was received.
#pragma once

#include "core/crypto/signature.h"

namespace dd::crypto {

struct CoseSign1
{
    QByteArray protectedBytes; // content of the protected bstr
    cbor::Value protectedHeader;
    cbor::Value unprotectedHeader;
    QByteArray payload;
    QByteArray signature;

    // header label 1; fails with AlgorithmUnknown when absent, unprotected or not in Algorithm
    [[nodiscard]] Result<Algorithm> algorithm() const;
    // protected header label 4; empty when there is none
    [[nodiscard]] QByteArray keyId() const;
    [[nodiscard]] Result<void> verify(const PublicKey &key, QByteArrayView externalAad = {}) const;
};

// Tag 18 is required, a detached payload (nil) and "crit" are refused, and one label stands in one header only. The
// whole input must be deterministic CBOR, the protected content included. Errors: those of cbor::decode, CoseMalformed.
[[nodiscard]] Result<CoseSign1> parseCoseSign1(QByteArrayView bytes, cbor::Limits limits = {});
[[nodiscard]] Result<CoseSign1> parseCoseSign1(const cbor::Value &value, cbor::Limits limits = {});
// Adds label 1 (alg) to the protected header and signs. Returns the tagged value, encoded.
[[nodiscard]] Result<QByteArray> signCoseSign1(QList<cbor::Value::Pair> protectedHeader, const cbor::Value &unprotectedHeader, QByteArrayView payload,
                                               Signer &signer, QByteArrayView externalAad = {});
// What every message of ours but the SD-CWTs is in: protected {1: alg, 16: typ (RFC 9596)}, with 4: kid where the key must be
// found by it, and nothing unprotected. An empty `keyId`, a `keyIdSize` of 0: there is none.
[[nodiscard]] Result<QByteArray> signEnvelope(const QString &typ, QByteArrayView keyId, QByteArrayView payload, Signer &signer);
// CoseMalformed for any other header; AlgorithmUnknown. Says nothing of the signature.
[[nodiscard]] Result<void> checkEnvelope(const CoseSign1 &message, const QString &typ, qsizetype keyIdSize,
                                         const QList<Algorithm> &algorithms = profileAlgorithms());
// ["Signature1", protected, aad, payload], encoded
[[nodiscard]] QByteArray sigStructure(QByteArrayView protectedBytes, QByteArrayView externalAad, QByteArrayView payload);

} // namespace dd::crypto
