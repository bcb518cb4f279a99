// The commands of dinhdanh-authority (docs/authority.md). Each reads its options, does one thing to the state folder and says what it did.
#pragma once

#include "app/authority/state.h"
#include "nfc/authentication/csca_store.h"

#include <QCommandLineParser>
#include <QTextStream>

namespace dd::authority {

inline constexpr int exitDone = 0;
inline constexpr int exitFailure = 1;
inline constexpr int exitUsage = 64; // sysexits.h

struct Environment
{
    Random &random;
    const Clock &clock;
    QTextStream &out;
    QTextStream &err;
};

// `arguments` as of the process, its name first.
[[nodiscard]] int runCommand(const QStringList &arguments, const Environment &environment);

// One command: its words, its options beside --state, what it does.
struct Command
{
    QString words;
    QStringList options;
    int (*run)(const QCommandLineParser &options, const Environment &environment);
};
[[nodiscard]] QList<Command> keyCommands();        // init, root, issuer
[[nodiscard]] QList<Command> listCommands();       // party, list, publish
[[nodiscard]] QList<Command> credentialCommands(); // issue, revoke, suspend, reinstate, approve
[[nodiscard]] QList<Command> serveCommands();

// For the commands.
[[nodiscard]] int report(const Error &error, const Environment &environment);
[[nodiscard]] int usage(const QString &what, const Environment &environment);
[[nodiscard]] QString option(const QCommandLineParser &options, const char *name); // empty: absent
// The whole number of an option, or `otherwise` where it is absent; none: it is no number of 1..most.
[[nodiscard]] std::optional<qint64> numberOption(const QCommandLineParser &options, const char *name, qint64 otherwise, qint64 most);
// Lower or upper case hexadecimal digits of exactly so many bytes.
[[nodiscard]] std::optional<QByteArray> hexBytes(const QString &digits, qsizetype size);
[[nodiscard]] Result<QByteArray> readChosen(const QString &path, qsizetype limit); // a file that the operator names
// A folder's bad files are named and keep none of the good ones out; one with nothing but bad files is refused.
[[nodiscard]] Result<nfc::CscaStore> loadAnchors(const QString &path, bool demo, const Environment &environment);

} // namespace dd::authority
