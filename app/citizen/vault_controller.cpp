#include "app/citizen/vault_controller.h"

#include "core/base/log.h"
#include "platform/key_stores.h"
#include "wallet/lock_policy.h"

#include <QFuture>
#include <QtConcurrentRun>

namespace dd::citizen {
namespace {

using VaultResult = Result<std::unique_ptr<wallet::Vault>>;

} // namespace

VaultController::VaultController(Session &session, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
{
    m_worker.setMaxThreadCount(1);
    m_waitTimer.setInterval(1000);
    connect(&m_waitTimer, &QTimer::timeout, this, &VaultController::refreshAttempts);
    connect(&m_session, &Session::locked, this, [this] {
        m_entry.clear();
        m_first.clear();
        m_current.clear();
        setStage(Stage::Enter);
        refreshAttempts();
        setPhase(Phase::Locked);
    });
}

VaultController::~VaultController()
{
    m_worker.waitForDone();
}

void VaultController::start()
{
    setError({});
    if (!wallet::Vault::exists(m_session.folder())) {
        m_session.setVault(nullptr);
        setStage(Stage::Choose);
        setPhase(Phase::NoVault);
        return;
    }
    m_session.setVault(nullptr); // one from before holds the lock
    VaultResult opened = wallet::Vault::open(m_session.folder(), m_session.environment());
    if (!opened) {
        setError(opened.error());
        setPhase(Phase::Broken);
        return;
    }
    m_session.setVault(std::move(*opened));
    setStage(Stage::Enter);
    refreshAttempts();
    setPhase(Phase::Locked);
}

bool VaultController::usesPin() const
{
    if (m_session.vault())
        return m_session.vault()->secretKind() == wallet::SecretKind::Pin;
    return wallet::secretKindFor(*m_session.services().keyStore) == wallet::SecretKind::Pin;
}

QString VaultController::keyStoreLabel() const
{
    const KeyStore &store = *m_session.services().keyStore;
    if (store.isFake())
        return tr("Kho khóa giả lập (demo)");
    switch (store.storeClass()) {
    case KeyStoreClass::Hardware:
        return tr("Kho khóa phần cứng của thiết bị");
    case KeyStoreClass::Software:
        return store.name() == platform::secretServiceName ? tr("Kho bí mật của phiên đăng nhập (Secret Service)") : tr("Kho khóa trong tệp (yếu)");
    case KeyStoreClass::None:
        break;
    }
    return tr("Thiết bị không có kho khóa");
}

bool VaultController::isKeyStoreFake() const
{
    return m_session.services().keyStore->isFake();
}

int VaultController::waitSeconds() const
{
    return static_cast<int>((m_attempts.waitMs + 999) / 1000);
}

void VaultController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

void VaultController::setStage(Stage stage)
{
    m_stage = stage;
    emit stageChanged();
}

void VaultController::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    emit busyChanged();
}

void VaultController::refreshAttempts()
{
    if (m_busy) // the worker has the vault
        return;
    m_biometricsOn = m_session.vault() && m_session.vault()->hasBiometrics();
    emit biometricsChanged();
    m_wipes = m_session.vault() && m_session.vault()->wipesAfterManyTries();
    m_attempts = m_session.vault() ? m_session.vault()->attempts() : wallet::AttemptState();
    if (m_attempts.waitMs > 0)
        m_waitTimer.start();
    else
        m_waitTimer.stop();
    if (m_attempts.waitMs == 0 && error() && error()->code == ErrorCode::VaultWait)
        setError({});
    emit attemptsChanged();
}

bool VaultController::accept(const Secret &secret)
{
    const wallet::SecretKind kind = usesPin() ? wallet::SecretKind::Pin : wallet::SecretKind::Passphrase;
    const Result<void> strong = wallet::checkSecret(secret, kind);
    setError(strong ? std::nullopt : std::optional(strong.error()));
    return strong.has_value();
}

void VaultController::confirm()
{
    if (m_busy || m_entry.count() == 0)
        return;
    Secret secret = m_entry.take();
    switch (m_stage) {
    case Stage::Choose:
    case Stage::Replacement:
        if (accept(secret)) {
            m_first = std::move(secret);
            setStage(m_stage == Stage::Choose ? Stage::Repeat : Stage::ReplacementRepeat);
        }
        return;
    case Stage::Repeat:
    case Stage::ReplacementRepeat: {
        const bool creating = m_stage == Stage::Repeat;
        if (!constantTimeEqual(m_first.view(), secret.view())) {
            startOver();
            setError(Error{ErrorCode::SecretsDiffer, QStringLiteral("repeat"), {}, {}});
            return;
        }
        m_first.clear();
        if (creating)
            create(std::move(secret));
        else
            change(std::move(secret));
        return;
    }
    case Stage::Enter:
        unlock(std::move(secret));
        return;
    case Stage::ForBiometrics:
        switchBiometricsOn(std::move(secret));
        return;
    case Stage::Current:
        setError({});
        m_current = std::move(secret);
        setStage(Stage::Replacement);
        return;
    }
}

void VaultController::startOver()
{
    m_entry.clear();
    m_first.clear();
    setError({});
    if (m_stage == Stage::Repeat)
        setStage(Stage::Choose);
    else if (m_stage == Stage::ReplacementRepeat)
        setStage(Stage::Replacement);
}

void VaultController::create(Secret secret)
{
    setBusy(true);
    setError({});
    const auto held = std::make_shared<Secret>(std::move(secret)); // QtConcurrent copies what it runs
    const auto done = std::make_shared<VaultResult>();
    QtConcurrent::run(&m_worker, [held, done, folder = m_session.folder(), environment = m_session.environment()] {
        *done = wallet::Vault::create(folder, *held, environment);
    }).then(this, [this, done] {
        setBusy(false);
        if (!*done) {
            m_lockAsked = false; // there is nothing to lock
            setStage(Stage::Choose);
            setError(done->error());
            return;
        }
        m_session.setVault(std::move(**done));
        m_session.announceOpened();
        setStage(Stage::Enter);
        setPhase(Phase::Unlocked);
        lockIfAsked();
    });
}

void VaultController::unlock(Secret secret)
{
    setBusy(true);
    const auto held = std::make_shared<Secret>(std::move(secret));
    const auto done = std::make_shared<Result<void>>();
    QtConcurrent::run(&m_worker, [held, done, vault = m_session.vault()] { *done = vault->unlock(*held); }).then(this, [this, done] {
        setBusy(false);
        takeUnlocked(*done);
        lockIfAsked();
    });
}

void VaultController::takeUnlocked(const Result<void> &done)
{
    if (leaveErased(done))
        return;
    m_wrong = !done && done.error().code == ErrorCode::VaultWrongSecret;
    setError(done ? std::nullopt : std::optional(done.error()));
    refreshAttempts();
    if (done) {
        m_session.announceOpened();
        setPhase(Phase::Unlocked);
    } else if (done.error().code == ErrorCode::VaultRolledBack) {
        setPhase(Phase::RolledBack);
    }
}

bool VaultController::leaveErased(const Result<void> &done)
{
    if (done || done.error().code != ErrorCode::VaultErased)
        return false;
    start(); // where a new wallet is made
    m_lockAsked = false;
    setError(done.error());
    return true;
}

void VaultController::beginChange()
{
    m_entry.clear();
    setError({});
    setStage(Stage::Current);
}

void VaultController::cancelChange()
{
    m_entry.clear();
    m_first.clear();
    m_current.clear();
    setError({});
    setStage(Stage::Enter);
}

void VaultController::change(Secret replacement)
{
    setBusy(true);
    const auto current = std::make_shared<Secret>(std::move(m_current));
    const auto next = std::make_shared<Secret>(std::move(replacement));
    const auto done = std::make_shared<Result<void>>();
    QtConcurrent::run(&m_worker, [current, next, done, vault = m_session.vault()] { *done = vault->changeSecret(*current, *next); })
        .then(this, [this, done] {
            setBusy(false);
            if (leaveErased(*done))
                return;
            refreshAttempts();
            setError(*done ? std::nullopt : std::optional(done->error()));
            setStage(*done ? Stage::Enter : Stage::Current);
            if (*done)
                emit secretChanged();
            lockIfAsked();
        });
}

void VaultController::lock()
{
    m_lockAsked = true;
    lockIfAsked();
}

void VaultController::lockIfAsked()
{
    if (!m_busy && std::exchange(m_lockAsked, false))
        m_session.lock();
}

int VaultController::triesBeforeErasure() const
{
    return m_wipes && m_attempts.failed > 0 ? qMax(0, wallet::failuresForWipe - m_attempts.failed) : -1;
}

void VaultController::wipeAfterManyTries(bool wipe)
{
    if (m_busy || !m_session.isOpen())
        return;
    const Result<void> kept = m_session.vault()->setWipesAfterManyTries(wipe);
    setError(kept ? std::nullopt : std::optional(kept.error()));
    refreshAttempts();
}

void VaultController::erase()
{
    if (m_busy)
        return;
    m_session.setVault(nullptr);
    Services &services = m_session.services();
    const Result<void> destroyed = wallet::Vault::destroy(m_session.folder(), *services.keyStore, services.deviceKeys.get(), services.biometrics.get());
    if (!destroyed) {
        qCWarning(logApp) << "erasing:" << errorId(destroyed.error().code);
        setError(destroyed.error());
        setPhase(Phase::Broken);
        return;
    }
    emit erased();
    start();
}

} // namespace dd::citizen
