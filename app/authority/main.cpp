// dinhdanh-authority: init | serve | renew | approve. A reference issuer and receiver for demos, tests and integrators.
#include "app/authority/http_server.h"
#include "nfc/self_test.h"
#include "platform/hardening.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <csignal>
#include <cstdio>
#include <pthread.h>
#include <sys/stat.h>

namespace {

constexpr int exitFailure = 1;
constexpr int exitUsage = 64; // sysexits.h
constexpr timespec sweepInterval{30, 0}; // between looks at what has expired
constexpr qsizetype largestCertificate = 64 * 1024;

int report(const dd::Error &error)
{
    const QString text = QStringLiteral("%1 %2 %3 %4 %5\n")
                             .arg(dd::errorId(error.code), dd::errorMessage(error.code, dd::Language::English),
                                  dd::errorAdvice(error.code, dd::Language::English), error.stage, error.detail);
    std::fputs(qPrintable(text), stderr);
    return exitFailure;
}

// A folder's bad files are named and keep none of the good ones out; one with nothing but bad files is refused.
dd::Result<dd::nfc::CscaStore> loadAnchors(const QString &path, bool demo, qint64 now)
{
    dd::nfc::CscaStore store;
    const QString by = QStringLiteral("operator folder");
    if (path.isEmpty())
        return store;
    if (QFileInfo(path).isDir()) {
        const dd::Result<dd::nfc::TrustFolderReport> added = store.addFolder(path, by, demo, now);
        if (!added)
            return dd::fail(added.error());
        const QStringList refusals = added->refusals();
        for (const QString &refusal : refusals)
            std::fprintf(stderr, "--csca: NOT TAKEN: %s\n", qPrintable(refusal));
        if (store.anchors().isEmpty() && !refusals.isEmpty())
            return dd::fail(dd::ErrorCode::AuthorityStateInvalid, QStringLiteral("CSCA folder"), refusals.first());
        return store;
    }
    QFile file(path); // the operator's own, and so it may be a link
    if (!file.open(QIODevice::ReadOnly))
        return dd::fail(dd::ErrorCode::AuthorityStateInvalid, QStringLiteral("CSCA file"), file.errorString());
    const QByteArray content = file.read(largestCertificate + 1);
    if (content.size() > largestCertificate)
        return dd::fail(dd::ErrorCode::AuthorityStateInvalid, QStringLiteral("CSCA file"), QStringLiteral("too large"));
    if (const dd::Result<void> added = store.add(content, by, demo); !added)
        return dd::fail(added.error());
    return store;
}

int init(const QCommandLineParser &options)
{
    dd::authority::InitOptions init;
    init.demo = options.isSet(QStringLiteral("demo"));
    init.name = options.value(QStringLiteral("name"));
    const dd::SystemClock clock;
    const dd::Result<dd::nfc::CscaStore> anchors = loadAnchors(options.value(QStringLiteral("csca")), init.demo, clock.now());
    if (!anchors)
        return report(anchors.error());
    for (const dd::nfc::CscaAnchor &anchor : anchors->anchors())
        init.cscaCertificates.append(anchor.der);
    dd::SystemRandom random;
    if (const dd::Result<void> made = dd::authority::initState(options.value(QStringLiteral("state")), init, random, clock); !made)
        return report(made.error());
    std::puts("initialised");
    return 0;
}

int renew(const QCommandLineParser &options)
{
    const dd::SystemClock clock;
    if (const dd::Result<void> renewed = dd::authority::renewTrustList(options.value(QStringLiteral("state")), clock); !renewed)
        return report(renewed.error());
    std::puts("renewed");
    return 0;
}

// Somebody saw the person, the card and the phone: the keys enrolled now get level 2, from their next refresh on.
int approve(const QCommandLineParser &options)
{
    const QString number = options.value(QStringLiteral("number"));
    const QByteArray digits = options.value(QStringLiteral("thumbprint")).toLatin1();
    const QByteArray thumbprint = QByteArray::fromHex(digits);
    if (number.isEmpty() == digits.isEmpty() || (!digits.isEmpty() && (thumbprint.size() != 32 || thumbprint.toHex() != digits.toLower()))) {
        std::fputs("approve needs either --number or --thumbprint (64 hexadecimal digits)\n", stderr);
        return exitUsage;
    }
    const dd::SystemClock clock;
    dd::SystemRandom random;
    const dd::Result<dd::authority::State> state = dd::authority::openState(options.value(QStringLiteral("state")), clock);
    if (!state)
        return report(state.error());
    dd::authority::RecordStore records(state->recordsFolder(), state->recordKey, random);
    dd::Result<dd::authority::Registry> registry = dd::authority::Registry::load(records);
    if (!registry)
        return report(registry.error());
    const dd::Result<dd::authority::EnrolledPerson> person = number.isEmpty() ? registry->approveKey(thumbprint) : registry->approveNumber(number);
    if (!person)
        return report(person.error());
    // Whom it was is on the card in the officer's hand; here are the keys, to be compared where that is possible.
    std::printf("level %d, enrolled %s, keys:\n", person->level,
                qPrintable(QDateTime::fromSecsSinceEpoch(person->enrolledAt, Qt::UTC).toString(Qt::ISODate)));
    for (const dd::crypto::PublicKey &key : person->keys)
        std::puts(key.thumbprint().toHex().constData());
    return 0;
}

int serve(const QCommandLineParser &options)
{
    bool portFits = true;
    const int port = options.isSet(QStringLiteral("port")) ? options.value(QStringLiteral("port")).toInt(&portFits) : 0;
    if (!portFits || port < 0 || port > 65535 || !options.isSet(QStringLiteral("csca"))) {
        std::fputs("serve needs --csca and a port between 0 and 65535\n", stderr);
        return exitUsage;
    }
    // Blocked before any thread starts, so that the signals reach sigwait() below and nothing else.
    sigset_t stopSignals;
    sigemptyset(&stopSignals);
    sigaddset(&stopSignals, SIGTERM);
    sigaddset(&stopSignals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr);

    const dd::SystemClock clock;
    dd::SystemRandom random;
    dd::Result<dd::authority::State> state = dd::authority::openState(options.value(QStringLiteral("state")), clock);
    if (!state)
        return report(state.error());
    if (clock.now() > state->list.nextUpdate)
        std::fputs("the trust list is past its update date: run renew\n", stderr);
    dd::Result<dd::nfc::CscaStore> anchors = loadAnchors(options.value(QStringLiteral("csca")), state->isDemo(), clock.now());
    if (!anchors)
        return report(anchors.error());
    const dd::Result<std::unique_ptr<dd::authority::Authority>> authority =
        dd::authority::Authority::open(std::move(*state), std::move(*anchors), dd::identity::ProvinceTable::builtIn(), random, clock);
    if (!authority)
        return report(authority.error());
    dd::authority::HttpServer server(**authority);
    const dd::Result<int> bound = server.start(port);
    if (!bound)
        return report(bound.error());
    std::printf("listening on http://127.0.0.1:%d\n", *bound);
    std::fflush(stdout);
    while (sigtimedwait(&stopSignals, nullptr, &sweepInterval) < 0)
        (*authority)->forgetExpired();
    server.stop();
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    dd::platform::hardenProcessOrWarn();
    if (const dd::Result<void> sound = dd::nfc::selfTest(); !sound) {
        std::fputs(qUtf8Printable(dd::crypto::selfTestRefusal(sound.error())), stderr);
        return dd::crypto::exitSelfTest;
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-authority"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));
    ::umask(S_IRWXG | S_IRWXO);

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Reference issuer and receiver of Định Danh, on the loopback address only."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("command"), QStringLiteral("init, serve, renew (sign the trust list again) or approve (a person was met)"));
    parser.addOptions({
        {QStringLiteral("state"), QStringLiteral("State folder."), QStringLiteral("DIR")},
        {QStringLiteral("demo"), QStringLiteral("init: throw-away keys; everything that chains to them is marked DEMO.")},
        {QStringLiteral("name"), QStringLiteral("init: the issuer's name for people."), QStringLiteral("TEXT")},
        {QStringLiteral("csca"), QStringLiteral("Country signing certificates, a file or a folder."), QStringLiteral("FILE_OR_DIR")},
        {QStringLiteral("number"), QStringLiteral("approve: the 12 digits of the person."), QStringLiteral("N")},
        {QStringLiteral("thumbprint"), QStringLiteral("approve: one of the person's enrolled keys."), QStringLiteral("HEX")},
        {QStringLiteral("port"), QStringLiteral("serve: port; 0 or absent picks one."), QStringLiteral("P")},
    });
    if (!parser.parse(QCoreApplication::arguments())) {
        std::fprintf(stderr, "%s\n", qPrintable(parser.errorText()));
        return exitUsage;
    }
    if (parser.isSet(version))
        parser.showVersion();
    if (parser.isSet(help))
        parser.showHelp();
    const QStringList commands = parser.positionalArguments();
    const QString command = commands.size() == 1 ? commands.first() : QString();
    if (!parser.isSet(QStringLiteral("state")))
        parser.showHelp(exitUsage);
    if (command == QLatin1String("init"))
        return init(parser);
    if (command == QLatin1String("serve"))
        return serve(parser);
    if (command == QLatin1String("renew"))
        return renew(parser);
    if (command == QLatin1String("approve"))
        return approve(parser);
    parser.showHelp(exitUsage);
}
