// The command line of `dinhdanh`.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>
#include <QUrl>

namespace dd::citizen {

struct Options
{
    QString profile;       // folder of the vault and the preferences
    QString keyStore;      // "secret-service", "file:DIR", "fake:DIR", "none"; empty: chosen by what the profile holds
    QString biometrics;    // "fake:DIR" or empty
    QString deviceKeys;    // "fake:DIR" or empty
    QUrl authority;        // empty: everything that needs one says so
    QString bundle;        // folder that came with the program: serves until something newer was taken in
    QString rootFile;      // COSE_Key bytes of the pinned root of the trust list
    QString cscaFolder;
    QString simulatedCard; // folder of a card image
    QString reader;        // preferred PC/SC reader
    bool demo = false;     // demo anchors are accepted, and marked
    QString language;      // "vi", "en"; empty: what was chosen before, else Vietnamese
};

// InvalidInput with the offending option in `detail`. `--help` and `--version` end the process as Qt does it.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);

} // namespace dd::citizen
