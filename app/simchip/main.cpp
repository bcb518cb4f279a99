// dinhdanh-simchip: makes a demo card and plays it to any PC/SC reader through the virtual reader's socket.
#include "app/simchip/commands.h"
#include "app/simchip/stop_signal.h"
#include "app/simchip/vpcd_link.h"
#include "core/base/random.h"
#include "nfc/self_test.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

namespace {

constexpr int exitUsage = 64; // sysexits.h
constexpr int exitFailed = 1;
constexpr quint16 vpcdPort = 35963;

int report(const dd::Error &error)
{
    const QString line = QStringLiteral("%1 %2 (%3: %4)")
                             .arg(dd::errorId(error.code), dd::errorMessage(error.code, dd::Language::English), error.stage, error.detail);
    std::fprintf(stderr, "dinhdanh-simchip: %s\n", qUtf8Printable(line));
    return exitFailed;
}

int usage(const char *why)
{
    std::fprintf(stderr,
                 "dinhdanh-simchip: %s\n"
                 "  dinhdanh-simchip personalise --out DIR [--profile FILE | --aa rsa|rsa2048|ecdsa]\n"
                 "  dinhdanh-simchip serve --card DIR [--host 127.0.0.1] [--port %d]\n",
                 why, vpcdPort);
    return exitUsage;
}

dd::Result<dd::nfc::CardImage> personalised(const QCommandLineParser &options, const QString &folder, dd::nfc::ActiveAuthenticationKey key)
{
    const dd::SystemClock clock;
    if (!options.isSet(QStringLiteral("profile")))
        return dd::simchip::personaliseCard(folder, key, clock);
    const dd::Result<dd::nfc::CardProfile> profile = dd::simchip::loadProfile(options.value(QStringLiteral("profile")));
    if (!profile)
        return dd::fail(profile.error());
    std::printf("%s\n", qUtf8Printable(profile->title));
    return dd::simchip::personaliseCard(folder, *profile, clock);
}

int personalise(const QCommandLineParser &options)
{
    const QString folder = options.value(QStringLiteral("out"));
    const QString key = options.value(QStringLiteral("aa"));
    if (folder.isEmpty())
        return usage("--out is missing");
    if (options.isSet(QStringLiteral("profile")) && options.isSet(QStringLiteral("aa")))
        return usage("--aa says nothing beside --profile");
    dd::nfc::ActiveAuthenticationKey kind = dd::nfc::ActiveAuthenticationKey::Rsa;
    if (key == QLatin1String("ecdsa"))
        kind = dd::nfc::ActiveAuthenticationKey::Ecdsa;
    else if (key == QLatin1String("rsa2048"))
        kind = dd::nfc::ActiveAuthenticationKey::Rsa2048;
    else if (key != QLatin1String("rsa"))
        return usage("--aa is rsa, rsa2048 or ecdsa");
    const dd::Result<dd::nfc::CardImage> card = personalised(options, folder, kind);
    if (!card)
        return report(card.error());
    std::printf("demo card written to %s\n%s", qUtf8Printable(folder), qUtf8Printable(dd::simchip::howToRead(*card, folder)));
    return 0;
}

int serve(const QCommandLineParser &options)
{
    const QString folder = options.value(QStringLiteral("card"));
    bool isNumber = false;
    const uint port = options.value(QStringLiteral("port")).toUInt(&isNumber);
    if (folder.isEmpty())
        return usage("--card is missing");
    if (!isNumber || port == 0 || port > 65535)
        return usage("--port is a number from 1 to 65535");
    dd::Result<dd::nfc::CardImage> image = dd::nfc::loadCardImage(folder);
    if (!image)
        return report(image.error());
    const dd::Result<int> stop = dd::simchip::stopSignalDescriptor();
    if (!stop)
        return report(stop.error());
    dd::SystemRandom random;
    dd::nfc::SimulatedOptions way{image->faults, image->link, {}};
    dd::nfc::SimulatedField card(std::move(*image), random, std::move(way));
    const QString host = options.value(QStringLiteral("host"));
    const dd::Result<void> served = dd::simchip::serveCard(host, static_cast<quint16>(port), card, *stop, [&](dd::simchip::LinkNews news) {
        if (news == dd::simchip::LinkNews::Connected)
            std::printf("connected to %s:%u\n", qUtf8Printable(host), port);
        else
            std::printf("APDU %d: the card is taken out of the reader\n", card.commands() - 1);
        std::fflush(stdout);
    });
    return served ? 0 : report(served.error());
}

} // namespace

int main(int argc, char *argv[])
{
    if (const dd::Result<void> sound = dd::nfc::selfTest(); !sound) {
        std::fputs(qUtf8Printable(dd::crypto::selfTestRefusal(sound.error())), stderr);
        return dd::crypto::exitSelfTest;
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("dinhdanh-simchip"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DINHDANH_VERSION));

    QCommandLineParser options;
    options.setApplicationDescription(QStringLiteral("A simulated identity card. Everything it shows is DEMO."));
    options.addHelpOption();
    options.addVersionOption();
    options.addPositionalArgument(QStringLiteral("command"), QStringLiteral("personalise or serve"));
    options.addOptions({{QStringLiteral("out"), QStringLiteral("Folder the new card is written to."), QStringLiteral("DIR")},
                        {QStringLiteral("profile"), QStringLiteral("JSON file: what card to make (docs/simchip.md)."), QStringLiteral("FILE")},
                        {QStringLiteral("aa"), QStringLiteral("Active authentication key: rsa, rsa2048 or ecdsa."), QStringLiteral("KIND"),
                         QStringLiteral("rsa")},
                        {QStringLiteral("card"), QStringLiteral("Folder of the card to serve."), QStringLiteral("DIR")},
                        {QStringLiteral("host"), QStringLiteral("Where vpcd listens."), QStringLiteral("HOST"), QStringLiteral("127.0.0.1")},
                        {QStringLiteral("port"), QStringLiteral("Port vpcd listens on."), QStringLiteral("PORT"), QString::number(vpcdPort)}});
    if (!options.parse(QCoreApplication::arguments()))
        return usage(qUtf8Printable(options.errorText()));
    if (options.isSet(QStringLiteral("version")))
        options.showVersion();
    if (options.isSet(QStringLiteral("help")))
        options.showHelp();
    const QStringList commands = options.positionalArguments();
    if (commands == QStringList{QStringLiteral("personalise")})
        return personalise(options);
    if (commands == QStringList{QStringLiteral("serve")})
        return serve(options);
    return usage("the command is personalise or serve");
}
