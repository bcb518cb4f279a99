// What the command line said. With a command it works without a window; everything else opens one.
#pragma once

#include "core/base/error.h"
#include "core/credential/challenge_types.h"

#include <expected>
#include <optional>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace dd::counter {

enum class Command { Window, Verify, Challenge, Key, Update };

struct Options
{
    Command command = Command::Window;
    QString stateFolder; // empty: root and trust list are not kept; codes seen are, in the user's data folder
    QString trustFile;
    QString rootFile;
    QString bundleFolder; // root, its changes and trust list that came with the program
    QString postFile;     // the post's settings; empty: post.json of the state folder, if there is one
    QString statusFolder; // empty: status of the state folder
    QString gate;         // empty: "command line", or a name of its own for each window
    bool demo = false;
    std::optional<Language> language;
    QUrl updateFrom; // where lists are fetched; empty: nowhere
    // verify
    QString imageFile;
    QString textFile; // "-" is standard input
    bool json = false;
    std::optional<qint64> at;
    // challenge
    QList<credential::Asked> asked;
    credential::Purpose purpose = credential::Purpose::Other;
    QString pngFile;
};

struct UsageError
{
    QString message; // empty when help or the version was asked for
    QString help;
};

// None: the word is no command of those that need no window (read-card has its own options).
[[nodiscard]] std::optional<Command> windowlessCommand(const QString &word);
[[nodiscard]] std::expected<Options, UsageError> parseOptions(const QStringList &arguments);
// "2026-11-21T22:05:00+07:00" (a zone is required) or seconds since 1970-01-01 UTC.
[[nodiscard]] std::optional<qint64> parseMoment(const QString &text);

} // namespace dd::counter
