#include "app/counter/read_card_options.h"

#include <QCommandLineParser>

namespace dd::counter {
namespace {

constexpr int longestTimeout = 3600;

QString readCardUsage()
{
    return QStringLiteral(
        "dinhdanh-counter read-card --can N | --mrz MRZ [--bac] [--reader NAME] [--csca DIR] [--json]\n"
        "                           [--face FILE] [--timeout SECONDS] [--lang vi|en] [--demo]\n"
        "                           [--record FILE]\n"
        "dinhdanh-counter read-card --replay FILE [--json] [--lang vi|en]\n"
        "dinhdanh-counter read-card --list [--json]\n\n"
        "Reads a card on a PC/SC reader, checks it and prints a report: the verdict first, then every check, then who.\n"
        "  --can N        the six digits printed on the card\n"
        "  --mrz MRZ      'L1/L2/L3' (cards), 'L1/L2' (passports), or document number/birth/expiry with dates as yyMMdd\n"
        "                 with - instead of either, it is read from standard input and shows in no list of processes\n"
        "  --bac          opens the chip by basic access control, the older way, even where it offers PACE; needs --mrz\n"
        "  --reader NAME  a reader's name, or how it begins; without it the first reader with a card\n"
        "  --list         the readers there are, and which have a card\n"
        "  --csca DIR     country signing certificates (.cer .der .crt .pem), master lists (.ml), revocation lists (.crl), deviation\n"
        "                 and defect lists (.dl .bin); without any the issuer stays unknown. What is not taken is named on standard error\n"
        "  --face FILE    writes the portrait there, exactly as stored on the chip; decoded where the name ends in .png\n"
        "  --record FILE  writes down how the reading went, for whoever looks for a fault: headers, lengths, status words, times.\n"
        "                 Nothing of the person, no byte of a file, no key, no CAN or MRZ is in it\n"
        "  --replay FILE  plays such a recording again: a simulated chip, an invented person, DEMO\n"
        "  --timeout      how long to wait for a card; 60 seconds by itself\n"
        "  --demo         accepts demo certificates; everything that rests on one is marked DEMO\n\n"
        "Exit code: 0 genuine, or authentic data on a chip that cannot prove to be the original; 1 a check failed; 2 the issuer is\n"
        "not known here; 3 the card refused the CAN or MRZ; 4 no card in time, card taken away, stopped; 5 no reader or no smart-card\n"
        "service; 6 the card could not be read; 7 the portrait could not be written; 64 wrong usage.\n");
}

std::unexpected<UsageError> wrongReadCard(const QString &message)
{
    return std::unexpected(UsageError{message, readCardUsage()});
}

} // namespace

std::expected<ReadCardOptions, UsageError> parseReadCardOptions(const QStringList &arguments)
{
    const auto value = [](const QStringList &names) { return QCommandLineOption(names, {}, QStringLiteral("value")); };
    const auto flag = [](const char *name) { return QCommandLineOption(QLatin1String(name)); };
    const auto named = [](const char *name) { return QStringList{QLatin1String(name)}; };
    QCommandLineParser parser;
    parser.addOptions({value(named("reader")), value(named("can")), value(named("mrz")), value(named("csca")), value(named("face")),
                       value(named("record")), value(named("replay")), value(named("timeout")),
                       value({QStringLiteral("lang"), QStringLiteral("language")}), flag("bac"), flag("json"), flag("demo"), flag("list"), flag("help")});
    QStringList rest = arguments;
    rest.removeAt(1);
    if (!parser.parse(rest))
        return wrongReadCard(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        return wrongReadCard({});
    if (!parser.positionalArguments().isEmpty())
        return wrongReadCard(QStringLiteral("unknown argument: %1").arg(parser.positionalArguments().constFirst()));

    ReadCardOptions options;
    options.reader = parser.value(QStringLiteral("reader"));
    options.cscaFolder = parser.value(QStringLiteral("csca"));
    options.faceFile = parser.value(QStringLiteral("face"));
    options.recordFile = parser.value(QStringLiteral("record"));
    options.replayFile = parser.value(QStringLiteral("replay"));
    options.json = parser.isSet(QStringLiteral("json"));
    options.demo = parser.isSet(QStringLiteral("demo"));
    options.basicAccess = parser.isSet(QStringLiteral("bac"));
    options.list = parser.isSet(QStringLiteral("list"));
    if (parser.isSet(QStringLiteral("can")))
        options.can = parser.value(QStringLiteral("can"));
    if (parser.isSet(QStringLiteral("mrz")))
        options.mrz = parser.value(QStringLiteral("mrz"));
    if (parser.isSet(QStringLiteral("timeout"))) {
        bool isNumber = false;
        options.timeoutSeconds = parser.value(QStringLiteral("timeout")).toInt(&isNumber);
        if (!isNumber || options.timeoutSeconds < 1 || options.timeoutSeconds > longestTimeout)
            return wrongReadCard(QStringLiteral("--timeout is a number of seconds from 1 to %1").arg(longestTimeout));
    }
    if (parser.isSet(QStringLiteral("lang"))) {
        const QString language = parser.value(QStringLiteral("lang"));
        if (language != QLatin1String("vi") && language != QLatin1String("en"))
            return wrongReadCard(QStringLiteral("--lang is vi or en"));
        options.language = language == QLatin1String("vi") ? Language::Vietnamese : Language::English;
    }
    if (options.list) {
        if (options.can || options.mrz || !options.faceFile.isEmpty() || !options.recordFile.isEmpty() || !options.replayFile.isEmpty())
            return wrongReadCard(QStringLiteral("--list reads no card"));
        return options;
    }
    if (!options.replayFile.isEmpty()) {
        if (options.can || options.mrz || options.basicAccess || !options.reader.isEmpty() || !options.cscaFolder.isEmpty())
            return wrongReadCard(QStringLiteral("--replay brings its own card: no --reader, --can, --mrz, --bac or --csca beside it"));
        return options;
    }
    if (options.can.has_value() == options.mrz.has_value())
        return wrongReadCard(QStringLiteral("give exactly one of --can and --mrz: the card opens to nobody who has not seen it"));
    if (options.basicAccess && !options.mrz)
        return wrongReadCard(QStringLiteral("--bac needs --mrz: basic access control knows no CAN"));
    return options;
}

} // namespace dd::counter
