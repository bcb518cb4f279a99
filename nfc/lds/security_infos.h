// SecurityInfos (ICAO 9303-11 §9.2): what protocols the chip speaks. EF.CardAccess says it unsigned, DG14 signed.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <optional>

namespace dd::nfc {

struct PaceInfo // §9.2.1
{
    QByteArray protocol;            // object identifier, content bytes
    int version = 0;
    std::optional<int> parameterId; // standardized domain parameters
    friend bool operator==(const PaceInfo &, const PaceInfo &) = default;
};

struct ActiveAuthenticationInfo // §9.2.4
{
    int version = 0;
    QByteArray signatureAlgorithm; // object identifier, content bytes
};

struct SecurityInfos
{
    QList<PaceInfo> pace;
    std::optional<ActiveAuthenticationInfo> activeAuthentication;
    QList<QByteArray> protocols; // every protocol named, known or not
};

// The SET itself; DamagedFile with `stage`. Unknown protocols are kept by name, their parameters are not looked into.
[[nodiscard]] Result<SecurityInfos> parseSecurityInfos(QByteArrayView set, const QString &stage);
[[nodiscard]] Result<SecurityInfos> parseCardAccess(QByteArrayView file);
[[nodiscard]] Result<SecurityInfos> parseDg14(QByteArrayView file); // tag 6E around the SET

// Vietnam's EF.CardAccess as seen in the field, for chips on which it cannot be reached before access control.
[[nodiscard]] const SecurityInfos &builtInCardAccess();

// ProtocolDowngrade when DG14 states PACE parameters and they are not those of EF.CardAccess.
[[nodiscard]] Result<void> checkCardAccessAgainstDg14(const SecurityInfos &cardAccess, const SecurityInfos &dg14);

} // namespace dd::nfc
