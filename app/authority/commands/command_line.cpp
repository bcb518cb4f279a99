#include "app/authority/commands/command.h"

#include <QFile>
#include <QFileInfo>

namespace dd::authority {

namespace {

constexpr qsizetype largestCertificate = 64 * 1024;

QList<Command> allCommands()
{
    return keyCommands() + listCommands() + credentialCommands() + serveCommands();
}

QList<QCommandLineOption> allOptions()
{
    const auto value = [](const char *name, const char *what, const char *form) {
        return QCommandLineOption(QLatin1String(name), QString::fromUtf8(what), QLatin1String(form));
    };
    return {
        value("state", "State folder.", "DIR"),
        QCommandLineOption(QStringLiteral("demo"), QStringLiteral("init, root new: throw-away keys; everything that chains to them is marked DEMO.")),
        value("name", "init, issuer new: the issuer's name for people.", "TEXT"),
        value("csca", "init, root new, serve: country signing certificates, a file or a folder.", "FILE_OR_DIR"),
        value("status-prefix", "init, issuer new, list sign: where the status lists will stand, https://HOST/…/; chosen once.", "URL"),
        value("not-before", "root roll: when the new root is in force, 2026-12-01T00:00:00Z; absent: at once.", "TIME"),
        value("vct", "issuer new: types it may sign, 65001,65002,…; absent: all.", "LIST"),
        value("days", "issuer new, list sign, party add: how long it is good for.", "N"),
        value("kid", "issuer retire: the issuer's key id, 16 hexadecimal digits.", "HEX"),
        QCommandLineOption(QStringLiteral("stolen"), QStringLiteral("issuer retire: also what the key signed until now is no longer believed.")),
        value("id", "party: the counter's id.", "ID"),
        value("name-vi", "party add: its name in Vietnamese.", "TEXT"),
        value("name-en", "party add: its name in English.", "TEXT"),
        value("key", "party add: its public key, a COSE_Key file.", "FILE"),
        value("ask", "party add: what it may ask for, 65001:2,10 (type:groups); may stand several times.", "ASK"),
        value("purpose", "party add: what for: checkpoint, lodging, desk, boarding, age-check, other; several with commas.", "LIST"),
        value("in", "issue: what to issue, a JSON file.", "FILE"),
        value("out", "issue, publish: folder to write to.", "DIR"),
        value("number", "approve, revoke, suspend, reinstate: the 12 digits of the person.", "N"),
        value("thumbprint", "approve, revoke, suspend, reinstate: an enrolled key, 64 hexadecimal digits.", "HEX"),
        value("token", "revoke, suspend, reinstate: one credential, its file.", "FILE"),
        value("index", "revoke, suspend, reinstate: one credential, its place in a status list, URI#N.", "URI#N"),
        value("port", "serve: port; 0 or absent picks one.", "P"),
    };
}

} // namespace

int report(const Error &error, const Environment &environment)
{
    environment.err << errorId(error.code) << ' ' << errorMessage(error.code, Language::English) << ' ' << errorAdvice(error.code, Language::English) << ' '
                    << error.stage << ' ' << error.detail << '\n';
    return exitFailure;
}

int usage(const QString &what, const Environment &environment)
{
    environment.err << what << '\n';
    return exitUsage;
}

QString option(const QCommandLineParser &options, const char *name)
{
    return options.value(QLatin1String(name));
}

std::optional<qint64> numberOption(const QCommandLineParser &options, const char *name, qint64 otherwise, qint64 most)
{
    if (!options.isSet(QLatin1String(name)))
        return otherwise;
    bool isNumber = false;
    const qint64 number = option(options, name).toLongLong(&isNumber);
    return isNumber && number >= 1 && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<QByteArray> hexBytes(const QString &digits, qsizetype size)
{
    const QByteArray bytes = QByteArray::fromHex(digits.toLatin1());
    return bytes.size() == size && bytes.toHex() == digits.toLatin1().toLower() ? std::optional(bytes) : std::nullopt;
}

Result<QByteArray> readChosen(const QString &path, qsizetype limit)
{
    QFile file(path); // the operator's own, and so it may be a link
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidInput, path, file.errorString());
    QByteArray content = file.read(limit + 1);
    if (content.size() > limit)
        return fail(ErrorCode::InvalidInput, path, QStringLiteral("too large"));
    return content;
}

Result<nfc::CscaStore> loadAnchors(const QString &path, bool demo, const Environment &environment)
{
    nfc::CscaStore store;
    const QString by = QStringLiteral("operator folder");
    if (path.isEmpty())
        return store;
    if (QFileInfo(path).isDir()) {
        const Result<nfc::TrustFolderReport> added = store.addFolder(path, by, demo, environment.clock.now());
        if (!added)
            return fail(added.error());
        const QStringList refusals = added->refusals();
        for (const QString &refusal : refusals)
            environment.err << "--csca: NOT TAKEN: " << refusal << '\n';
        if (store.anchors().isEmpty() && !refusals.isEmpty())
            return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("CSCA folder"), refusals.first());
        return store;
    }
    const Result<QByteArray> content = readChosen(path, largestCertificate);
    if (!content)
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("CSCA file"), content.error().detail);
    if (const Result<void> added = store.add(*content, by, demo); !added)
        return fail(added.error());
    return store;
}

int runCommand(const QStringList &arguments, const Environment &environment)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Reference issuer and receiver of Định Danh; serves on the loopback address only."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    QStringList words;
    const QList<Command> commands = allCommands();
    for (const Command &command : commands)
        words.append(command.words);
    parser.addPositionalArgument(QStringLiteral("command"), words.join(QStringLiteral(", ")));
    parser.addOptions(allOptions());
    if (!parser.parse(arguments))
        return usage(parser.errorText(), environment);
    if (parser.isSet(version)) {
        environment.out << "dinhdanh-authority " << DINHDANH_VERSION << '\n';
        return exitDone;
    }
    if (parser.isSet(help)) {
        environment.out << parser.helpText();
        return exitDone;
    }
    const QString wanted = parser.positionalArguments().join(u' ');
    for (const Command &command : commands) {
        if (command.words != wanted)
            continue;
        for (const QString &name : parser.optionNames()) {
            if (name != QLatin1String("state") && !command.options.contains(name))
                return usage(QStringLiteral("%1 has no option --%2; it has: --state %3").arg(wanted, name, command.options.join(u' ')), environment);
        }
        if (option(parser, "state").isEmpty())
            return usage(QStringLiteral("%1 needs --state DIR").arg(wanted), environment);
        return command.run(parser, environment);
    }
    return usage((wanted.isEmpty() ? QStringLiteral("no command") : QStringLiteral("%1: no such command").arg(wanted)) +
                     QStringLiteral("; there are: ") + words.join(QStringLiteral(", ")),
                 environment);
}

} // namespace dd::authority
