// CMS SignedData (RFC 5652) as travel documents sign with it: SOD and CardSecurity (ICAO 9303-10 §4.6.2, 9303-11 §9.2.10),
// master list and deviation list (9303-12 §9, 9303-3). Read strictly, from the bytes as they stand; indefinite lengths, which
// some countries write, are made definite first.
#pragma once

#include "core/base/result.h"
#include "nfc/openssl_pointers.h"

#include <optional>
#include <QByteArray>
#include <QList>
#include <QString>

namespace dd::nfc {

struct SignedData
{
    QByteArray contentType;            // object identifier, content bytes
    QByteArray content;                // eContent octets, covered by the signature
    ossl::Certificate signer;          // whose key made the signature; whom it belongs to is asked elsewhere
    QByteArray signerDer;              // the same certificate's bytes as they stood
    bool signerEmbedded = false;       // it came with the message, not from SignedDataRules::signers
    QList<QByteArray> certificates;    // every X.509 certificate in the message, DER, the signer's among them
    std::optional<qint64> signingTime; // seconds UTC, where the signer stated one
    QString digest;                    // "SHA-256"
    QString signature;                 // "ECDSA-SHA256, brainpoolP256r1"
};

struct SignedDataRules
{
    QString stage;                // every error's stage begins with it: "SOD", "master list"
    QByteArray contentType;       // what must be inside: object identifier, content bytes
    QList<QByteArray> signers;    // certificates (DER) to look among when the message does not carry its signer's
    bool exactlyOneSigner = true; // 9303-10 table 37; otherwise every signer's signature must hold and the first is returned
};

// DamagedFile: not such a structure, the element in `stage`. PassiveAuthenticationFailed: a structure that signs nothing
// we may believe (another content type, a wrong signature, an algorithm that is broken). UnsupportedProtocol: an algorithm
// or key nobody here knows. UnknownIssuer: the message carries no certificate and none of `signers` is its signer's.
[[nodiscard]] Result<SignedData> verifySignedData(QByteArrayView cms, const SignedDataRules &rules);

// The certificate that a message names as its signer's, nothing verified: to look up what is known about messages that do not
// hold. Null where there is none.
[[nodiscard]] ossl::Certificate namedSigner(QByteArrayView cms, const QList<QByteArray> &signers);

} // namespace dd::nfc
