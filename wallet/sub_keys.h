// Every sub-key of the vault's key in one place, so that no two uses share one (libsodium crypto_kdf: number and context).
#pragma once

#include <QtGlobal>

namespace dd::wallet {

inline constexpr quint64 databaseKeyId = 1;
inline constexpr char databaseKeyContext[9] = "DDdatabs";
inline constexpr quint64 holderKeyId = 2;
inline constexpr char holderKeyContext[9] = "DDholder";

} // namespace dd::wallet
