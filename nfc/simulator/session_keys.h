// What an access protocol leaves behind: the keys of the secure messaging session that starts with the next command.
#pragma once

#include "core/base/secret.h"
#include "nfc/secure_messaging/cipher_suite.h"

#include <QByteArray>

namespace dd::nfc::simulator {

struct SessionKeys
{
    Secret encryption;
    Secret mac;
    CipherSuite suite = CipherSuite::TripleDes;
    QByteArray counter; // empty: zero
};

} // namespace dd::nfc::simulator
