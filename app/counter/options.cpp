#include "app/counter/options.h"

#include "app/counter/post_settings.h"

#include <QCommandLineParser>
#include <QDateTime>

namespace dd::counter {
namespace {

QString usage()
{
    return QStringLiteral(
        "dinhdanh-counter [--state DIR] [--trust FILE] [--root FILE] [--gate NAME] [--demo] [--language vi|en]\n"
        "                 [--status DIR] [--post FILE] [--bundle DIR] [--from URL]\n"
        "dinhdanh-counter verify [--image FILE | --text FILE | -] [--json] [--trust FILE] [--root FILE]\n"
        "                        [--state DIR] [--status DIR] [--post FILE] [--bundle DIR] [--gate NAME]\n"
        "                        [--at TIME] [--demo]\n"
        "dinhdanh-counter challenge --ask TYPE[:GROUP,…] [--ask …] --purpose PURPOSE [--png FILE] [--json]\n"
        "                        [--trust FILE] [--root FILE] [--state DIR] [--status DIR] [--post FILE] [--bundle DIR]\n"
        "                        [--gate NAME] [--at TIME] [--demo]\n"
        "dinhdanh-counter key --state DIR\n"
        "dinhdanh-counter update --state DIR --from URL [--root FILE] [--bundle DIR] [--demo] [--json]\n"
        "dinhdanh-counter read-card --help\n\n"
        "verify reads codes from a picture, from a text file or from standard input (one code per line) and prints\n"
        "one verdict per code; with --json one JSON object per line. TIME is ISO 8601 with a zone, or seconds since 1970.\n"
        "challenge prints what to show to a phone (VQ1:…), then judges the answers that come in on standard input.\n"
        "  TYPE identity, travel-pass, residence-status, residence-receipt; GROUP person, personalNumber, address, agesReached,\n"
        "  companions, members, permanentAddress, currentResidence, household; PURPOSE checkpoint, lodging, desk, boarding,\n"
        "  age-check, other.\n"
        "key makes this counter's own key, once, and writes counter.cose, which the register of counters wants.\n"
        "update fetches changes of the root, the trust list and the status lists; the window does it by itself with --from.\n"
        "Exit code: 0 all valid, 1 one is invalid, 2 one cannot be checked, 64 wrong usage.\n");
}

std::unexpected<UsageError> wrong(const QString &message)
{
    return std::unexpected(UsageError{message, usage()});
}

QList<QCommandLineOption> optionsOf(Command command)
{
    const auto value = [](const char *name) { return QCommandLineOption(QLatin1String(name), {}, QStringLiteral("value")); };
    const auto flag = [](const char *name) { return QCommandLineOption(QLatin1String(name)); };
    QList<QCommandLineOption> known{value("state"), flag("help"), flag("version")};
    if (command == Command::Key)
        return known;
    known += {value("root"), value("bundle"), value("status"), flag("demo")};
    if (command == Command::Update)
        return known + QList{value("from"), flag("json")};
    known += {value("trust"), value("gate"), value("post")};
    switch (command) {
    case Command::Verify:
        return known + QList{value("image"), value("text"), value("at"), flag("json")};
    case Command::Challenge:
        return known + QList{value("ask"), value("purpose"), value("png"), value("at"), flag("json")};
    default:
        return known + QList{value("language"), value("from")};
    }
}

// The message when it is wrong, nothing when all is well.
QString readMoment(const QCommandLineParser &parser, Options &options)
{
    if (!parser.isSet(QStringLiteral("at")))
        return {};
    options.at = parseMoment(parser.value(QStringLiteral("at")));
    return options.at ? QString() : QStringLiteral("--at needs ISO 8601 with a zone, or seconds since 1970");
}

QString readVerify(const QCommandLineParser &parser, const QStringList &loose, Options &options)
{
    options.imageFile = parser.value(QStringLiteral("image"));
    options.textFile = parser.value(QStringLiteral("text"));
    const bool standardInput = loose == QStringList{QStringLiteral("-")};
    if (!loose.isEmpty() && !standardInput)
        return QStringLiteral("unknown argument: %1").arg(loose.constFirst());
    if (int{!options.imageFile.isEmpty()} + int{!options.textFile.isEmpty()} + int{standardInput} != 1)
        return QStringLiteral("give exactly one of --image FILE, --text FILE, -");
    if (standardInput)
        options.textFile = QStringLiteral("-");
    return readMoment(parser, options);
}

QString readChallenge(const QCommandLineParser &parser, Options &options)
{
    options.pngFile = parser.value(QStringLiteral("png"));
    for (const QString &text : parser.values(QStringLiteral("ask"))) {
        const std::optional<credential::Asked> asked = parseAsked(text);
        if (!asked)
            return QStringLiteral("--ask %1: not a type with groups of its own, each once").arg(text);
        for (const credential::Asked &each : options.asked) {
            if (each.type == asked->type)
                return QStringLiteral("--ask %1: this type is asked for twice").arg(text);
        }
        options.asked.append(*asked);
    }
    if (options.asked.isEmpty())
        return QStringLiteral("say what to ask for with --ask TYPE:GROUP,…");
    const std::optional<credential::Purpose> purpose = parsePurpose(parser.value(QStringLiteral("purpose")));
    if (!purpose)
        return QStringLiteral("--purpose is checkpoint, lodging, desk, boarding, age-check or other");
    options.purpose = *purpose;
    return readMoment(parser, options);
}

QString readLanguage(const QCommandLineParser &parser, Options &options)
{
    if (!parser.isSet(QStringLiteral("language")))
        return {};
    const QString language = parser.value(QStringLiteral("language"));
    if (language != QLatin1String("vi") && language != QLatin1String("en"))
        return QStringLiteral("--language is vi or en");
    options.language = language == QLatin1String("vi") ? Language::Vietnamese : Language::English;
    return {};
}

// Clear text never leaves the machine; the network would refuse it, each time anew.
QString readFrom(const QCommandLineParser &parser, Options &options)
{
    if (!parser.isSet(QStringLiteral("from")))
        return options.command == Command::Update ? QStringLiteral("--from URL says where the lists are fetched") : QString();
    options.updateFrom = QUrl(parser.value(QStringLiteral("from")), QUrl::StrictMode);
    const QString host = options.updateFrom.host();
    const bool isHere = host == QLatin1String("127.0.0.1") || host == QLatin1String("localhost");
    const bool isAllowed =
        options.updateFrom.scheme() == QLatin1String("https") || (options.updateFrom.scheme() == QLatin1String("http") && isHere);
    if (!options.updateFrom.isValid() || host.isEmpty() || !isAllowed || options.updateFrom.hasQuery() || options.updateFrom.hasFragment())
        return QStringLiteral("--from is https://HOST/FOLDER/ (http only for 127.0.0.1 and localhost)");
    return {};
}

QString readOwn(const QCommandLineParser &parser, const QStringList &loose, Options &options)
{
    if (options.command == Command::Verify)
        return readVerify(parser, loose, options);
    if (!loose.isEmpty())
        return QStringLiteral("unknown argument: %1").arg(loose.constFirst());
    if (options.command == Command::Challenge)
        return readChallenge(parser, options);
    if (options.command == Command::Key)
        return options.stateFolder.isEmpty() ? QStringLiteral("--state DIR says where the key is kept") : QString();
    if (options.command == Command::Update && options.stateFolder.isEmpty())
        return QStringLiteral("--state DIR says where the lists are kept");
    if (const QString message = readFrom(parser, options); !message.isEmpty() || options.command == Command::Update)
        return message;
    return readLanguage(parser, options);
}

} // namespace

std::optional<Command> windowlessCommand(const QString &word)
{
    if (word == QLatin1String("verify"))
        return Command::Verify;
    if (word == QLatin1String("challenge"))
        return Command::Challenge;
    if (word == QLatin1String("key"))
        return Command::Key;
    if (word == QLatin1String("update"))
        return Command::Update;
    return std::nullopt;
}

std::optional<qint64> parseMoment(const QString &text)
{
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber)
        return seconds >= 0 ? std::optional(seconds) : std::nullopt;
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    // Local time would mean another moment on another machine.
    if (!moment.isValid() || moment.timeSpec() == Qt::LocalTime)
        return std::nullopt;
    return moment.toSecsSinceEpoch();
}

std::expected<Options, UsageError> parseOptions(const QStringList &arguments)
{
    Options options;
    QStringList rest = arguments;
    if (const std::optional<Command> command = windowlessCommand(rest.value(1))) {
        options.command = *command;
        rest.removeAt(1);
    }
    QCommandLineParser parser;
    parser.addOptions(optionsOf(options.command));
    if (!parser.parse(rest))
        return wrong(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return wrong({});
    if (parser.isSet(QStringLiteral("version")))
        return std::unexpected(UsageError{{}, QStringLiteral("dinhdanh-counter " DINHDANH_VERSION "\n")});

    // Asking the parser for what this command does not know would print a warning.
    const QStringList given = parser.optionNames();
    const auto value = [&](const char *name) { return given.contains(QLatin1String(name)) ? parser.value(QLatin1String(name)) : QString(); };
    options.stateFolder = value("state");
    options.trustFile = value("trust");
    options.rootFile = value("root");
    options.bundleFolder = value("bundle");
    options.postFile = value("post");
    options.statusFolder = value("status");
    options.gate = value("gate");
    options.demo = given.contains(QLatin1String("demo"));
    options.json = given.contains(QLatin1String("json"));
    if (given.contains(QLatin1String("gate")) && options.gate.isEmpty())
        return wrong(QStringLiteral("--gate needs a name"));
    if (const QString message = readOwn(parser, parser.positionalArguments(), options); !message.isEmpty())
        return wrong(message);
    return options;
}

} // namespace dd::counter
