// init, root new, root roll, issuer new, issuer retire.
#include "app/authority/commands/command.h"
#include "app/authority/list_keeper.h"

#include <algorithm>

namespace dd::authority {

namespace {

constexpr qint64 mostIssuerDays = 3660;
constexpr qsizetype keyIdSize = 8;

int makeState(const QCommandLineParser &options, const Environment &environment, bool issuer)
{
    InitOptions init;
    init.demo = options.isSet(QStringLiteral("demo"));
    init.name = option(options, "name");
    init.issuer = issuer;
    init.statusPrefix = option(options, "status-prefix").toUtf8();
    const Result<nfc::CscaStore> anchors = loadAnchors(option(options, "csca"), init.demo, environment);
    if (!anchors)
        return report(anchors.error(), environment);
    for (const nfc::CscaAnchor &anchor : anchors->anchors())
        init.cscaCertificates.append(anchor.der);
    if (const Result<void> made = initState(option(options, "state"), init, environment.random, environment.clock); !made)
        return report(made.error(), environment);
    environment.out << "initialised\n";
    if (issuer && init.statusPrefix.isEmpty())
        environment.err << "no status lists: what is issued cannot be revoked until list sign --status-prefix says where they stand\n";
    return exitDone;
}

int initWhole(const QCommandLineParser &options, const Environment &environment)
{
    return makeState(options, environment, true);
}

int newRoot(const QCommandLineParser &options, const Environment &environment)
{
    return makeState(options, environment, false);
}

int rollToNextRoot(const QCommandLineParser &options, const Environment &environment)
{
    qint64 notBefore = environment.clock.now();
    if (options.isSet(QStringLiteral("not-before"))) {
        const QDateTime time = QDateTime::fromString(option(options, "not-before"), QStringLiteral("yyyy-MM-ddTHH:mm:ssZ"));
        if (!time.isValid())
            return usage(QStringLiteral("--not-before is a time in UTC like 2026-12-01T00:00:00Z"), environment);
        notBefore = QDateTime(time.date(), time.time(), Qt::UTC).toSecsSinceEpoch();
    }
    const Result<int> number = rollRoot(option(options, "state"), notBefore, environment.random, environment.clock);
    if (!number)
        return report(number.error(), environment);
    environment.out << "root " << *number << " is in force from "
                    << QDateTime::fromSecsSinceEpoch(notBefore, Qt::UTC).toString(Qt::ISODate) << '\n';
    if (notBefore > environment.clock.now())
        environment.out << "run list sign then, and publish before and after\n";
    return exitDone;
}

int newIssuer(const QCommandLineParser &options, const Environment &environment)
{
    NewIssuer issuer;
    issuer.name = option(options, "name");
    const std::optional<qint64> days = numberOption(options, "days", issuerDays, mostIssuerDays);
    if (!days)
        return usage(QStringLiteral("--days is a whole number from 1 to %1").arg(mostIssuerDays), environment);
    issuer.days = *days;
    for (const QString &type : option(options, "vct").split(u',', Qt::SkipEmptyParts)) {
        const int number = type.toInt();
        if (number < static_cast<int>(credential::CredentialType::Identity) || number > static_cast<int>(credential::CredentialType::PrintedCopy) ||
            issuer.types.contains(number))
            return usage(QStringLiteral("--vct is a list of different types from 65001 to 65005, like 65001,65002"), environment);
        issuer.types.append(number);
    }
    std::ranges::sort(issuer.types);
    const QString folder = option(options, "state");
    QByteArray keyId;
    const auto add = [&](trust::TrustList &list) -> Result<void> {
        const Result<QByteArray> made = addIssuerKey(folder, list, issuer, environment.random, environment.clock.now());
        if (!made)
            return fail(made.error());
        keyId = *made;
        const QByteArray prefix = option(options, "status-prefix").toUtf8();
        return prefix.isEmpty() ? Result<void>() : setStatusPrefix(folder, list, prefix, environment.random);
    };
    if (const Result<void> edited = editTrustList(folder, environment.clock, add); !edited)
        return report(edited.error(), environment);
    environment.out << "issuer " << keyId.toHex() << " for " << *days << " days\n";
    return exitDone;
}

int retireOne(const QCommandLineParser &options, const Environment &environment)
{
    const std::optional<QByteArray> keyId = hexBytes(option(options, "kid"), keyIdSize);
    if (!keyId)
        return usage(QStringLiteral("issuer retire needs --kid, 16 hexadecimal digits"), environment);
    const bool stolen = options.isSet(QStringLiteral("stolen"));
    if (const Result<void> retired = retireIssuer(option(options, "state"), *keyId, stolen, environment.clock); !retired)
        return report(retired.error(), environment);
    environment.out << "issuer " << keyId->toHex() << (stolen ? " is off the list: nothing it signed is believed\n" : " signs nothing more\n");
    return exitDone;
}

} // namespace

QList<Command> keyCommands()
{
    const auto names = [](const char *list) { return QString::fromLatin1(list).split(u' '); };
    return {{QStringLiteral("init"), names("demo name csca status-prefix"), &initWhole},
            {QStringLiteral("root new"), names("demo csca"), &newRoot},
            {QStringLiteral("root roll"), names("not-before"), &rollToNextRoot},
            {QStringLiteral("issuer new"), names("name vct days status-prefix"), &newIssuer},
            {QStringLiteral("issuer retire"), names("kid stolen"), &retireOne}};
}

} // namespace dd::authority
