#include "app/counter/options.h"

#include <QCommandLineParser>
#include <QDateTime>

namespace dd::counter {
namespace {

QString usage()
{
    return QStringLiteral("dinhdanh-counter [--state DIR] [--trust FILE] [--root FILE] [--gate NAME] [--demo] [--language vi|en]\n"
                          "dinhdanh-counter verify [--image FILE | --text FILE | -] [--json] [--trust FILE] [--root FILE]\n"
                          "                        [--state DIR] [--gate NAME] [--at TIME] [--demo]\n"
                          "dinhdanh-counter read-card --help\n\n"
                          "verify reads codes from a picture, from a text file or from standard input (one code per line) and prints\n"
                          "one verdict per code; with --json one JSON object per line. TIME is ISO 8601 with a zone, or seconds since 1970.\n"
                          "Exit code: 0 all valid, 1 one is invalid, 2 one cannot be checked, 64 wrong usage.\n");
}

std::unexpected<UsageError> wrong(const QString &message)
{
    return std::unexpected(UsageError{message, usage()});
}

} // namespace

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
    options.verify = rest.size() > 1 && rest.at(1) == QLatin1String("verify");
    if (options.verify)
        rest.removeAt(1);

    const auto value = [](const char *name) { return QCommandLineOption(QLatin1String(name), {}, QStringLiteral("value")); };
    const auto flag = [](const char *name) { return QCommandLineOption(QLatin1String(name)); };
    QCommandLineParser parser;
    QList<QCommandLineOption> known{value("state"), value("trust"), value("root"), value("gate"), flag("demo"), flag("help"), flag("version")};
    if (options.verify)
        known += {value("image"), value("text"), value("at"), flag("json")};
    else
        known += {value("language")};
    parser.addOptions(known);
    if (!parser.parse(rest))
        return wrong(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return wrong({});
    if (parser.isSet(QStringLiteral("version")))
        return std::unexpected(UsageError{{}, QStringLiteral("dinhdanh-counter " DINHDANH_VERSION "\n")});

    options.stateFolder = parser.value(QStringLiteral("state"));
    options.trustFile = parser.value(QStringLiteral("trust"));
    options.rootFile = parser.value(QStringLiteral("root"));
    options.demo = parser.isSet(QStringLiteral("demo"));
    if (parser.isSet(QStringLiteral("gate")))
        options.gate = parser.value(QStringLiteral("gate"));
    if (parser.isSet(QStringLiteral("gate")) && options.gate.isEmpty())
        return wrong(QStringLiteral("--gate needs a name"));

    const QStringList loose = parser.positionalArguments();
    if (!options.verify) {
        if (!loose.isEmpty())
            return wrong(QStringLiteral("unknown argument: %1").arg(loose.constFirst()));
        if (parser.isSet(QStringLiteral("language"))) {
            const QString language = parser.value(QStringLiteral("language"));
            if (language != QLatin1String("vi") && language != QLatin1String("en"))
                return wrong(QStringLiteral("--language is vi or en"));
            options.language = language == QLatin1String("vi") ? Language::Vietnamese : Language::English;
        }
        return options;
    }

    options.imageFile = parser.value(QStringLiteral("image"));
    options.textFile = parser.value(QStringLiteral("text"));
    options.json = parser.isSet(QStringLiteral("json"));
    const bool standardInput = loose == QStringList{QStringLiteral("-")};
    if (!loose.isEmpty() && !standardInput)
        return wrong(QStringLiteral("unknown argument: %1").arg(loose.constFirst()));
    if (int{!options.imageFile.isEmpty()} + int{!options.textFile.isEmpty()} + int{standardInput} != 1)
        return wrong(QStringLiteral("give exactly one of --image FILE, --text FILE, -"));
    if (standardInput)
        options.textFile = QStringLiteral("-");
    if (parser.isSet(QStringLiteral("at"))) {
        options.at = parseMoment(parser.value(QStringLiteral("at")));
        if (!options.at)
            return wrong(QStringLiteral("--at needs ISO 8601 with a zone, or seconds since 1970"));
    }
    return options;
}

} // namespace dd::counter
