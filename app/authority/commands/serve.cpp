#include "app/authority/commands/command.h"
#include "app/authority/http_server.h"

#include <csignal>
#include <pthread.h>

namespace dd::authority {

namespace {

constexpr timespec sweepInterval{30, 0}; // between looks at what has expired

int serve(const QCommandLineParser &options, const Environment &environment)
{
    bool portFits = true;
    const int port = options.isSet(QStringLiteral("port")) ? option(options, "port").toInt(&portFits) : 0;
    if (!portFits || port < 0 || port > 65535 || !options.isSet(QStringLiteral("csca")))
        return usage(QStringLiteral("serve needs --csca and a port between 0 and 65535"), environment);
    // Blocked before any thread starts, so that the signals reach sigwait() below and nothing else.
    sigset_t stopSignals;
    sigemptyset(&stopSignals);
    sigaddset(&stopSignals, SIGTERM);
    sigaddset(&stopSignals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr);

    Result<State> state = openState(option(options, "state"), environment.clock);
    if (!state)
        return report(state.error(), environment);
    if (environment.clock.now() > state->list.nextUpdate)
        environment.err << "the trust list is past its update date: run list sign\n";
    if (state->isListBehind)
        environment.err << "the trust list is signed by an earlier root than the one in force: run list sign\n";
    environment.err.flush();
    Result<nfc::CscaStore> anchors = loadAnchors(option(options, "csca"), state->isDemo(), environment);
    if (!anchors)
        return report(anchors.error(), environment);
    const Result<std::unique_ptr<Authority>> authority =
        Authority::open(std::move(*state), std::move(*anchors), identity::ProvinceTable::builtIn(), environment.random, environment.clock);
    if (!authority)
        return report(authority.error(), environment);
    HttpServer server(**authority);
    const Result<int> bound = server.start(port);
    if (!bound)
        return report(bound.error(), environment);
    environment.out << "listening on http://127.0.0.1:" << *bound << '\n';
    environment.out.flush();
    while (sigtimedwait(&stopSignals, nullptr, &sweepInterval) < 0)
        (*authority)->forgetExpired();
    server.stop();
    return exitDone;
}

} // namespace

QList<Command> serveCommands()
{
    return {{QStringLiteral("serve"), {QStringLiteral("csca"), QStringLiteral("port")}, &serve}};
}

} // namespace dd::authority
