// What callers of the C interface say in JSON (docs/integrating.md). A member that is not known is refused: a misspelt one would be
// silently without effect.
#pragma once

#include "core/base/result.h"
#include "core/credential/challenge_types.h"

#include <QByteArray>

namespace dd::capi {

struct Config
{
    QByteArray rootKey; // either this or rootFile
    QString rootFile;
    QString rootUpdatesFile; // empty: the root is the one above
    QString trustListFile;
    QString statusFolder;
    QString replayFile;
    QString gate; // empty: one of its own
    bool demo = false;
    QString relyingParty; // empty: asks nothing
    QString keyFile;      // empty: challenges are not signed
    QString name;         // of a counter that does not sign
};
[[nodiscard]] Result<Config> readConfig(const char *json);

struct ChallengeRequest
{
    QList<credential::Asked> asked;
    credential::Purpose purpose = credential::Purpose::Other;
};
[[nodiscard]] Result<ChallengeRequest> readChallengeRequest(const char *json);

} // namespace dd::capi
