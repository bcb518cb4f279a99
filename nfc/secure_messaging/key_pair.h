// An ephemeral Diffie-Hellman key.
#pragma once

#include "core/base/secret.h"

#include <QByteArray>

namespace dd::nfc {

struct KeyPair
{
    Secret privateKey;
    QByteArray publicKey;
};

} // namespace dd::nfc
