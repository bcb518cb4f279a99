#include "app/citizen/composition.h"

#include "app/citizen/key_store_choice.h"
#include "core/base/log.h"
#include "nfc/simulator/soft_card.h"
#include "platform/key_stores.h"
#include "platform/pcsc/pcsc_card_source.h"
#include "platform/qtnfc/qtnfc_card_source.h"

#include <QDir>
#include <QFile>

namespace dd::citizen {
namespace {

constexpr qint64 largestRootFile = 4096;

std::unique_ptr<KeyStore> makeKeyStore(const QString &kind, const QString &profile)
{
    if (kind == QLatin1String("none"))
        return platform::makeNullKeyStore();
    if (kind.startsWith(QLatin1String("fake:")))
        return platform::makeFakeHardwareKeyStore(kind.mid(5));
    if (kind.startsWith(QLatin1String("file:")))
        return platform::makeFileKeyStore(kind.mid(5));
    std::unique_ptr<KeyStore> service;
    const auto answers = [&service] {
        service = platform::makeSecretServiceKeyStore();
        return service->isAvailable();
    };
    if (kind.isEmpty() && chooseKeyStore(profile, answers) == KeyStoreChoice::File)
        return platform::makeFileKeyStore(keyFolderOf(profile));
    return service ? std::move(service) : platform::makeSecretServiceKeyStore();
}

Result<crypto::PublicKey> loadRoot(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::AuthorityUnverified, QStringLiteral("--root"), file.errorString());
    return crypto::PublicKey::fromCose(file.read(largestRootFile));
}

// What this machine has not is there all the same, and says so.
Services completed(Services services)
{
    if (!services.biometrics)
        services.biometrics = platform::makeNullBiometricStore();
    if (!services.deviceKeys)
        services.deviceKeys = platform::makeNullDeviceKeys();
    return services;
}

// In the order they are offered, the first one chosen: the chip in this process where one was asked for, the back of the
// phone, readers.
QList<CardSourceChoice> findCardSources(const QString &simulatedCard, const QString &reader, const platform::NfcOptions &phone, Random &random)
{
    QList<CardSourceChoice> choices;
    if (!simulatedCard.isEmpty()) {
        choices.append({{}, true, [simulatedCard, &random]() -> Result<std::unique_ptr<nfc::CardSource>> {
                            auto image = nfc::loadCardImage(simulatedCard);
                            if (!image)
                                return fail(image.error());
                            return nfc::makeSimulatedSource(std::move(*image), random);
                        }});
    }
    if (const auto nfc = platform::makeQtNfcCardSource(phone); nfc->isAvailable()) {
        choices.append({nfc->name(), false, [phone]() -> Result<std::unique_ptr<nfc::CardSource>> { return platform::makeQtNfcCardSource(phone); }});
    }
    const auto readers = platform::pcscReaders();
    if (!readers && choices.isEmpty())
        qCInfo(logApp) << "no smart-card service:" << errorId(readers.error().code);
    QStringList names = readers.value_or(QStringList());
    if (!reader.isEmpty() && names.removeOne(reader))
        names.prepend(reader);
    for (const QString &name : std::as_const(names)) {
        choices.append({name, false, [name]() -> Result<std::unique_ptr<nfc::CardSource>> { return platform::makePcscCardSource(name); }});
    }
    return choices;
}

} // namespace

Services makeServices(const Options &options)
{
    Services services;
    services.clock = std::make_unique<SystemClock>();
    services.random = std::make_unique<SystemRandom>();
    services.keyStore = makeKeyStore(options.keyStore, options.profile);
    if (options.biometrics.startsWith(QLatin1String("fake:")))
        services.biometrics = platform::makeFakeBiometricStore(options.biometrics.mid(5));
    if (options.deviceKeys.startsWith(QLatin1String("fake:")))
        services.deviceKeys = platform::makeFakeDeviceKeys(options.deviceKeys.mid(5), *services.random);
    services.network = platform::makeNetwork();
    services.lifecycle = platform::makeLifecycle();
    services.profile = options.profile;
    services.authority = options.authority;
    services.bundle = options.bundle;
    services.demo = options.demo;
    if (!QDir().mkpath(options.profile)
        || !QFile::setPermissions(options.profile, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        services.startUpProblem = Error{ErrorCode::VaultStorageFailed, QStringLiteral("--profile"), {}, {}};
    if (!options.rootFile.isEmpty()) {
        auto root = loadRoot(options.rootFile);
        if (root)
            services.root = std::move(*root);
        else
            services.startUpProblem = root.error();
    }
    if (!options.cscaFolder.isEmpty()) {
        const QString by = options.demo ? installedByDemo : installedByOperator;
        const Result<nfc::TrustFolderReport> added = services.csca.addFolder(options.cscaFolder, by, options.demo, services.clock->now());
        const QStringList refusals = added ? added->refusals() : QStringList();
        for (const QString &refusal : refusals)
            qCWarning(logApp) << "--csca: not taken:" << refusal;
        if (!added)
            services.startUpProblem = added.error();
        else if (!refusals.isEmpty()) // the good ones work; that there are others must be seen
            services.startUpProblem = Error{ErrorCode::InvalidInput, QStringLiteral("trust folder"), refusals.first(), {}};
    }
    platform::NfcOptions phone;
    phone.prompt = errorAdvice(ErrorCode::NoCard, options.language == QLatin1String("en") ? Language::English : Language::Vietnamese);
    services.cardSources = [simulated = options.simulatedCard, reader = options.reader, phone, random = services.random.get()] {
        return findCardSources(simulated, reader, phone, *random);
    };
    services.otherSources = [phone](QStringList known, const std::stop_token &stop) {
        known.removeOne(platform::makeQtNfcCardSource(phone)->name());
        return platform::waitForOtherPcscReaders(known, stop);
    };
    if (services.startUpProblem)
        qCWarning(logApp) << "start:" << errorId(services.startUpProblem->code) << services.startUpProblem->stage;
    return services;
}

namespace {

platform::Lifecycle &lifecycleOf(Services &services)
{
    if (!services.lifecycle)
        services.lifecycle = platform::makeNullLifecycle();
    return *services.lifecycle;
}

} // namespace

Composition::Composition(Services services, const QString &languageFromCommandLine)
    : m_services(completed(std::move(services)))
    , m_session(m_services)
    , m_portraits(std::make_shared<PortraitStore>())
    , m_authority(m_services)
    , m_app(m_services, m_localization, languageFromCommandLine)
    , m_wallet(m_session, m_localization)
    , m_card(m_session, m_authority, m_portraits, m_localization)
    , m_home(m_session, m_portraits, m_localization)
    , m_pass(m_session, m_authority, m_localization)
    , m_stay(m_session, m_authority, m_localization)
    , m_present(m_session, m_localization)
    , m_challenge(m_session, m_authority, m_localization)
    , m_print(m_session, m_authority, m_localization)
    , m_history(m_session, m_localization)
    , m_backup(m_session, m_localization)
    , m_export(m_session, m_localization)
    , m_refresh(m_session, m_authority)
    , m_copies(m_session, m_authority)
    , m_autoLock(m_session, lifecycleOf(m_services), {})
    , m_engine(std::make_unique<QQmlApplicationEngine>())
{
    provide(*m_engine, m_app);
    provide(*m_engine, m_wallet);
    provide(*m_engine, m_card);
    provide(*m_engine, m_home);
    provide(*m_engine, m_pass);
    provide(*m_engine, m_stay);
    provide(*m_engine, m_present);
    provide(*m_engine, m_challenge);
    provide(*m_engine, m_print);
    provide(*m_engine, m_history);
    provide(*m_engine, m_backup);
    provide(*m_engine, m_export);
    m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine->addImageProvider(QStringLiteral("portrait"), new PortraitProvider(m_portraits)); // the engine owns it

    QObject::connect(&m_localization, &Localization::changed, m_engine.get(), &QQmlEngine::retranslate);
    QObject::connect(&m_autoLock, &AutoLock::expired, &m_wallet, &VaultController::lock);
    m_autoLock.setIdleSeconds(m_app.idleSeconds());
    QObject::connect(&m_app, &AppController::idleSecondsChanged, &m_autoLock, [this] { m_autoLock.setIdleSeconds(m_app.idleSeconds()); });
    for (ShowController *each : {static_cast<ShowController *>(&m_present), static_cast<ShowController *>(&m_challenge)})
        QObject::connect(each, &ShowController::codeChanged, &m_autoLock, [this, each] { m_autoLock.setPresenting(each->isShowing()); });
    QObject::connect(&m_wallet, &VaultController::erased, &m_app, &AppController::forgetLanguageChoice);
    m_wallet.start();
}

Composition::~Composition()
{
    m_engine.reset();
    m_wallet.waitUntilIdle();
    m_backup.waitUntilIdle();
    m_export.waitUntilIdle();
    m_print.waitUntilIdle();
    m_session.lock();
    m_services.network.reset(); // what is under way ends now, while those who asked are still there to hear it
}

bool Composition::show()
{
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/DinhDanh/Citizen/Main.qml")));
    return !m_engine->rootObjects().isEmpty();
}

} // namespace dd::citizen
