// EF.CardSecurity (ICAO 9303-11 §9.2.11): SecurityInfos signed by the issuer, read after PACE with chip authentication mapping.
#pragma once

#include "core/base/result.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/lds/security_infos.h"

#include <QStringList>

namespace dd::nfc {

struct CardSecurity
{
    SecurityInfos infos;
    bool issuerKnown = false; // its signer chains to an anchor; without that the infos are the chip's own word
    bool demo = false;
    QString anchorName;
    QString signature;     // "ECDSA-SHA256, brainpoolP256r1"
    QString signerSubject; // one line
    QString signerCountry; // "VN"
    QByteArray signerDer;
    QStringList notes; // as in PassiveResult
};

// `cardAccess` is EF.CardAccess as read before PACE, which nobody signs, or empty where it could not be reached. Failures:
// DamagedFile, PassiveAuthenticationFailed, UnsupportedProtocol and UnknownIssuer as for a SOD, stages beginning with
// "CardSecurity" or "document signer: "; ProtocolDowngrade where EF.CardAccess says something else about PACE.
[[nodiscard]] Result<CardSecurity> verifyCardSecurity(QByteArrayView file, QByteArrayView cardAccess, const CscaStore &anchors, qint64 now);

// What the file says, nothing verified: for what must be decided while the card is there.
[[nodiscard]] Result<SecurityInfos> statedInCardSecurity(QByteArrayView file);

} // namespace dd::nfc
