#include "app/citizen/options.h"

#include <QCommandLineParser>
#include <QHostAddress>
#include <QStandardPaths>

namespace dd::citizen {

Result<Options> parseOptions(const QStringList &arguments)
{
    const QCommandLineOption profile(QStringLiteral("profile"), QStringLiteral("Folder of the wallet."), QStringLiteral("DIR"));
    const QCommandLineOption keyStore(QStringLiteral("key-store"), QStringLiteral("Key store: secret-service, file:DIR, fake:DIR or none."), QStringLiteral("KIND"));
    const QCommandLineOption biometrics(QStringLiteral("biometrics"), QStringLiteral("Finger or face: fake:DIR, for demonstrations."), QStringLiteral("KIND"));
    const QCommandLineOption deviceKeys(QStringLiteral("device-keys"), QStringLiteral("Signing keys in the device: fake:DIR, for demonstrations."),
                                        QStringLiteral("KIND"));
    const QCommandLineOption authority(QStringLiteral("authority"), QStringLiteral("Address of the authority."), QStringLiteral("URL"));
    const QCommandLineOption root(QStringLiteral("root"), QStringLiteral("Pinned root key of the trust list (COSE_Key)."), QStringLiteral("FILE"));
    const QCommandLineOption bundle(QStringLiteral("bundle"), QStringLiteral("Folder that came with the program: root.cose, root-updates.cbor, trust-list.cwt."),
                                    QStringLiteral("DIR"));
    const QCommandLineOption csca(QStringLiteral("csca"), QStringLiteral("Folder of country signing certificates."), QStringLiteral("DIR"));
    const QCommandLineOption simulated(QStringLiteral("simulated-card"), QStringLiteral("Card image for the chip in this process."), QStringLiteral("DIR"));
    const QCommandLineOption reader(QStringLiteral("reader"), QStringLiteral("Preferred PC/SC reader."), QStringLiteral("NAME"));
    const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("Accept demo anchors; everything from them is marked DEMO."));
    const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("vi or en."), QStringLiteral("CODE"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Định Danh: your identity card and passes on your own device."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({profile, keyStore, biometrics, deviceKeys, authority, root, bundle, csca, simulated, reader, demo, language});
    parser.process(arguments);

    Options options;
    options.profile = parser.value(profile);
    if (options.profile.isEmpty())
        options.profile = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    options.keyStore = parser.value(keyStore);
    const bool known = options.keyStore.isEmpty() || options.keyStore == QLatin1String("none") || options.keyStore == QLatin1String("secret-service")
        || options.keyStore.startsWith(QLatin1String("fake:"))
        || options.keyStore.startsWith(QLatin1String("file:"));
    if (!known)
        return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), QStringLiteral("--key-store"));
    options.biometrics = parser.value(biometrics);
    options.deviceKeys = parser.value(deviceKeys);
    for (const auto &[value, name] : {std::pair(options.biometrics, "--biometrics"), std::pair(options.deviceKeys, "--device-keys")}) {
        if (!value.isEmpty() && (!value.startsWith(QLatin1String("fake:")) || value.size() == 5))
            return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), QLatin1String(name));
    }
    options.authority = QUrl(parser.value(authority));
    if (!options.authority.isEmpty() && (!options.authority.isValid() || options.authority.host().isEmpty()))
        return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), QStringLiteral("--authority"));
    // Enrolment sends the chip's files: in the clear they may travel inside this machine only.
    const bool here = options.authority.host() == QLatin1String("localhost") || QHostAddress(options.authority.host()).isLoopback();
    if (!options.authority.isEmpty() && options.authority.scheme() != QLatin1String("https") && !(options.authority.scheme() == QLatin1String("http") && here))
        return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), QStringLiteral("--authority must be https, or http on this machine"));
    options.bundle = parser.value(bundle);
    options.rootFile = parser.value(root);
    if (options.rootFile.isEmpty() && !options.bundle.isEmpty())
        options.rootFile = options.bundle + QStringLiteral("/root.cose");
    options.cscaFolder = parser.value(csca);
    options.simulatedCard = parser.value(simulated);
    options.reader = parser.value(reader);
    options.demo = parser.isSet(demo);
    options.language = parser.value(language);
    if (!options.language.isEmpty() && options.language != QLatin1String("vi") && options.language != QLatin1String("en"))
        return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), QStringLiteral("--language"));
    if (!parser.positionalArguments().isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("command line"), parser.positionalArguments().constFirst());
    return options;
}

} // namespace dd::citizen
