// What the controllers need from outside, behind interfaces. composition.cpp fills it with real things, tests with others.
#pragma once

#include "core/base/biometric_store.h"
#include "core/base/clock.h"
#include "core/base/key_store.h"
#include "core/base/random.h"
#include "core/crypto/device_keys.h"
#include "core/crypto/signature.h"
#include "core/crypto/symmetric.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/card_channel.h"
#include "platform/lifecycle.h"
#include "platform/network.h"
#include "wallet/backup.h"

#include <QThreadPool>
#include <functional>
#include <stop_token>

namespace dd::citizen {

struct CardSourceChoice
{
    QString name; // for people; empty for the chip in this process
    bool simulated = false;
    std::function<Result<std::unique_ptr<nfc::CardSource>>()> open; // called on the card thread
};

struct Services
{
    std::unique_ptr<Clock> clock;
    std::unique_ptr<Random> random;
    std::unique_ptr<KeyStore> keyStore;
    std::unique_ptr<BiometricStore> biometrics;       // the composition puts null objects where these two are empty
    std::unique_ptr<crypto::DeviceKeys> deviceKeys;
    std::unique_ptr<platform::Network> network;
    std::unique_ptr<platform::Lifecycle> lifecycle; // may be empty: then only the idle time locks
    crypto::Argon2Parameters kdf;
    crypto::Argon2Parameters backupKdf = wallet::backupKdf;
    QString profile;
    QUrl authority;
    std::optional<crypto::PublicKey> root; // the pinned one: the first
    QString bundle;                        // folder of lists that came with the program; empty: none
    nfc::CscaStore csca;
    bool demo = false;
    // Card sources present now; blocking (asks the smart-card service), called on the card thread.
    std::function<QList<CardSourceChoice>()> cardSources;
    // Blocks until other readers are there than those named, or the token says stop (false). May be empty: then nobody tells.
    std::function<bool(const QStringList &known, const std::stop_token &stop)> otherSources;
    // Empty when all went well; else what could not be loaded at start, for the first page to say.
    std::optional<Error> startUpProblem;
};

} // namespace dd::citizen
