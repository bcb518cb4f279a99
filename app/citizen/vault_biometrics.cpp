// The finger or the face as the second way in: offered, switched on with the secret, never during a wait.
#include "app/citizen/vault_controller.h"

#include <QFuture>
#include <QtConcurrentRun>

namespace dd::citizen {

bool VaultController::areBiometricsThere() const
{
    return m_session.services().biometrics->isAvailable();
}

bool VaultController::areBiometricsFake() const
{
    return m_session.services().biometrics->isFake();
}

bool VaultController::areDeviceKeysThere() const
{
    return m_session.services().deviceKeys->isAvailable();
}

bool VaultController::areDeviceKeysFake() const
{
    return m_session.services().deviceKeys->isFake();
}

void VaultController::beginBiometrics()
{
    m_entry.clear();
    setError({});
    setStage(Stage::ForBiometrics);
}

void VaultController::switchBiometricsOn(Secret secret)
{
    setBusy(true);
    const auto held = std::make_shared<Secret>(std::move(secret));
    const auto done = std::make_shared<Result<void>>();
    QtConcurrent::run(&m_worker, [held, done, vault = m_session.vault(), store = m_session.services().biometrics.get()] {
        *done = vault->enableBiometrics(*held, *store);
    }).then(this, [this, done] {
        setBusy(false);
        if (leaveErased(*done))
            return;
        m_wrong = !*done && done->error().code == ErrorCode::VaultWrongSecret;
        setError(*done ? std::nullopt : std::optional(done->error()));
        refreshAttempts();
        if (*done) {
            setStage(Stage::Enter);
            emit secretChanged();
        }
        lockIfAsked();
    });
}

void VaultController::switchBiometricsOff()
{
    if (m_busy || !m_session.vault())
        return;
    const Result<void> done = m_session.vault()->disableBiometrics(*m_session.services().biometrics);
    setError(done ? std::nullopt : std::optional(done.error()));
    refreshAttempts();
}

void VaultController::unlockByBiometrics()
{
    if (m_busy || m_phase != Phase::Locked || !m_biometricsOn || m_attempts.waitMs > 0)
        return;
    setBusy(true);
    m_entry.clear();
    setError({});
    const auto done = std::make_shared<Result<void>>();
    // The system asks the person meanwhile, for as long as that takes.
    QtConcurrent::run(&m_worker, [done, vault = m_session.vault(), store = m_session.services().biometrics.get()] {
        *done = vault->unlockByBiometrics(*store);
    }).then(this, [this, done] {
        setBusy(false);
        if (!*done && done->error().code == ErrorCode::Cancelled) // an outcome, not an error
            refreshAttempts();
        else
            takeUnlocked(*done);
        lockIfAsked();
    });
}

} // namespace dd::citizen
