// SecurityInfos (ICAO 9303-11 §9.2): what protocols the chip speaks. EF.CardAccess says it unsigned, DG14 and
// EF.CardSecurity signed.
#pragma once

#include "core/base/result.h"

#include <optional>
#include <QByteArray>
#include <QList>

namespace dd::nfc {

struct PaceInfo // §9.2.1
{
    QByteArray protocol; // object identifier, content bytes
    int version = 0;
    std::optional<int> parameterId; // standardized domain parameters
    friend bool operator==(const PaceInfo &, const PaceInfo &) = default;
};

struct PaceDomainParameterInfo // §9.2.2: domain parameters of the card's own
{
    QByteArray protocol;        // names the mapping only
    QByteArray domainParameter; // AlgorithmIdentifier, DER
    std::optional<int> parameterId;
};

struct ActiveAuthenticationInfo // §9.2.4
{
    int version = 0;
    QByteArray signatureAlgorithm; // object identifier, content bytes
};

struct ChipAuthenticationInfo // §9.2.5
{
    QByteArray protocol;             // object identifier, content bytes: key agreement, cipher and length
    int version = 0;                 // as stated; this Doc knows 1
    std::optional<QByteArray> keyId; // INTEGER, content bytes, not negative; names one of the keys below
};

struct ChipAuthenticationKey // §9.2.6, ChipAuthenticationPublicKeyInfo
{
    QByteArray protocol;             // id-PK-DH or id-PK-ECDH
    QByteArray subjectPublicKeyInfo; // DER
    std::optional<QByteArray> keyId;
};

struct TerminalAuthenticationInfo // §9.2.7
{
    int version = 0;
    QByteArray efCvca; // what follows the version, DER; empty where nothing does
};

struct SecurityInfos
{
    QList<PaceInfo> pace;
    std::optional<ActiveAuthenticationInfo> activeAuthentication;
    QList<QByteArray> protocols; // every protocol named, known or not
    QList<QByteArray> encoded;   // every SecurityInfo as it stood, in the same order
    QList<PaceDomainParameterInfo> paceDomainParameters;
    QList<ChipAuthenticationInfo> chipAuthentication;
    QList<ChipAuthenticationKey> chipAuthenticationKeys;
    std::optional<TerminalAuthenticationInfo> terminalAuthentication;
};

// The SET itself; DamagedFile with `stage`. Unknown protocols are kept by name, their parameters are not looked into.
[[nodiscard]] Result<SecurityInfos> parseSecurityInfos(QByteArrayView set, const QString &stage);
[[nodiscard]] Result<SecurityInfos> parseCardAccess(QByteArrayView file);
[[nodiscard]] Result<SecurityInfos> parseDg14(QByteArrayView file); // tag 6E around the SET
// The SET inside EF.CardSecurity's CMS, whose signature is nfc/authentication's business.
[[nodiscard]] Result<SecurityInfos> parseCardSecurityContent(QByteArrayView eContent);

// Vietnam's EF.CardAccess as seen in the field, for chips on which it cannot be reached before access control.
[[nodiscard]] const SecurityInfos &builtInCardAccess();

// ProtocolDowngrade when DG14 states PACE parameters and they are not those of EF.CardAccess. PACE with chip authentication
// mapping may be signed in EF.CardSecurity alone, so DG14 need not repeat it.
[[nodiscard]] Result<void> checkCardAccessAgainstDg14(const SecurityInfos &cardAccess, const SecurityInfos &dg14);
// ProtocolDowngrade unless EF.CardSecurity repeats every SecurityInfo of EF.CardAccess (§9.2.11) and names no PACE that
// EF.CardAccess left out.
[[nodiscard]] Result<void> checkCardAccessAgainstCardSecurity(const SecurityInfos &cardAccess, const SecurityInfos &cardSecurity);

} // namespace dd::nfc
