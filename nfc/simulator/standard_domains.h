// The standardized domain parameters (ICAO 9303-11 §9.5.1 table 12) by the names that profiles and OpenSSL use.
#pragma once

#include <QByteArray>
#include <optional>

namespace dd::nfc::simulator {

struct StandardDomain
{
    int parameterId;
    const char *name;        // in a profile: "brainpoolP256r1", "DH-2048/256"
    const char *opensslName; // "brainpoolP256r1", "dh_2048_256"
    bool elliptic;
};

// Null where there is none.
[[nodiscard]] const StandardDomain *standardDomain(int parameterId);
[[nodiscard]] const StandardDomain *standardDomain(QByteArrayView name);

} // namespace dd::nfc::simulator
