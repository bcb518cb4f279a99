// SecurityInfos as the demo card's files carry them (ICAO 9303-11 §9.2), written independently of the parser that reads them.
#pragma once

#include "nfc/simulator/card_profile.h"

namespace dd::nfc::simulator {

[[nodiscard]] QByteArray terminalAuthenticationInfo();
[[nodiscard]] QByteArray paceInfo(QByteArrayView protocol, int parameterId);
[[nodiscard]] QByteArray chipAuthenticationInfo(QByteArrayView protocol, std::optional<int> keyId);
[[nodiscard]] Result<QByteArray> chipAuthenticationPublicKeyInfo(const ChipKey &key, KeyForm form);
[[nodiscard]] QByteArray activeAuthenticationInfo(ActiveAuthenticationScheme::Hash hash); // ecdsa-plain-…
[[nodiscard]] QByteArray efDirInfo(QByteArrayView dirFile);
[[nodiscard]] QByteArray securityInfoSet(QList<QByteArray> infos); // SET OF in DER's order

// A fresh key in a group.
[[nodiscard]] Result<ChipKey> makeChipKey(int parameterId);

} // namespace dd::nfc::simulator
