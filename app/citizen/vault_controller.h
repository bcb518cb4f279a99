// Choosing, entering and changing the PIN or passphrase; locking; erasing. Key derivation runs off the window's thread.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/secret_buffer.h"
#include "app/citizen/session.h"

#include <QTimer>

namespace dd::citizen {

class VaultController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Wallet)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(Stage stage READ stage NOTIFY stageChanged FINAL)
    Q_PROPERTY(bool usesPin READ usesPin NOTIFY phaseChanged FINAL)
    Q_PROPERTY(dd::citizen::SecretBuffer *entry READ entry CONSTANT FINAL)
    Q_PROPERTY(bool busy READ isBusy NOTIFY busyChanged FINAL)
    Q_PROPERTY(int triesLeft READ triesLeft NOTIFY attemptsChanged FINAL)
    Q_PROPERTY(int waitSeconds READ waitSeconds NOTIFY attemptsChanged FINAL)
    Q_PROPERTY(bool wrong READ wasWrong NOTIFY attemptsChanged FINAL)
    Q_PROPERTY(QString keyStoreLabel READ keyStoreLabel NOTIFY messageChanged FINAL)
    Q_PROPERTY(bool keyStoreFake READ isKeyStoreFake CONSTANT FINAL)
    Q_PROPERTY(bool biometricsThere READ areBiometricsThere NOTIFY biometricsChanged FINAL) // a sensor, and somebody enrolled
    Q_PROPERTY(bool biometricsFake READ areBiometricsFake CONSTANT FINAL)
    Q_PROPERTY(bool biometricsOn READ areBiometricsOn NOTIFY biometricsChanged FINAL)
    Q_PROPERTY(bool wipesAfterManyTries READ wipesAfterManyTries NOTIFY attemptsChanged FINAL)
    Q_PROPERTY(int triesBeforeErasure READ triesBeforeErasure NOTIFY attemptsChanged FINAL) // -1: never, or nothing wrong yet
    Q_PROPERTY(bool deviceKeysThere READ areDeviceKeysThere CONSTANT FINAL)
    Q_PROPERTY(bool deviceKeysFake READ areDeviceKeysFake CONSTANT FINAL)
public:
    // RolledBack: the secret was right, and the database is an older copy (VLT-013).
    enum class Phase { NoVault, Locked, Unlocked, Broken, RolledBack };
    Q_ENUM(Phase)
    // What the secret being typed is for.
    enum class Stage { Choose, Repeat, Enter, Current, Replacement, ReplacementRepeat, ForBiometrics };
    Q_ENUM(Stage)

    VaultController(Session &session, Localization &localization, QObject *parent = nullptr);
    ~VaultController() override;
    static VaultController *create(QQmlEngine *engine, QJSEngine *) { return provided<VaultController>(engine); }

    void waitUntilIdle() { m_worker.waitForDone(); } // before anything else may touch the vault

    // Looks at the profile: no vault, a locked one, or one that cannot be opened.
    void start();

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] bool usesPin() const;
    [[nodiscard]] SecretBuffer *entry() { return &m_entry; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] int triesLeft() const { return m_attempts.freeLeft; }
    [[nodiscard]] int waitSeconds() const;
    [[nodiscard]] bool wasWrong() const { return m_wrong; }
    [[nodiscard]] QString keyStoreLabel() const;
    [[nodiscard]] bool isKeyStoreFake() const;
    [[nodiscard]] bool areBiometricsThere() const;
    [[nodiscard]] bool areBiometricsFake() const;
    [[nodiscard]] bool areBiometricsOn() const { return m_biometricsOn; }
    [[nodiscard]] bool wipesAfterManyTries() const { return m_wipes; }
    [[nodiscard]] int triesBeforeErasure() const;
    [[nodiscard]] bool areDeviceKeysThere() const;
    [[nodiscard]] bool areDeviceKeysFake() const;

    Q_INVOKABLE void confirm();  // the entry is complete: go on according to the stage
    Q_INVOKABLE void startOver(); // back to the first entry of this stage's purpose
    Q_INVOKABLE void lock(); // while the worker has the vault: as soon as it is done
    Q_INVOKABLE void beginChange();
    Q_INVOKABLE void cancelChange();
    Q_INVOKABLE void beginBiometrics();   // asks for the secret; confirm() then switches them on
    Q_INVOKABLE void switchBiometricsOff();
    Q_INVOKABLE void unlockByBiometrics();
    Q_INVOKABLE void wipeAfterManyTries(bool wipe);
    Q_INVOKABLE void erase();
    Q_INVOKABLE void retry() { start(); }

signals:
    void phaseChanged();
    void stageChanged();
    void busyChanged();
    void attemptsChanged();
    void biometricsChanged();
    void secretChanged(); // what the secret was asked for was carried out
    void erased();

protected:
    void retranslate() override { emit stageChanged(); }

private:
    void setPhase(Phase phase);
    void setStage(Stage stage);
    void setBusy(bool busy);
    void create(Secret secret);
    void unlock(Secret secret);
    void change(Secret replacement);
    void switchBiometricsOn(Secret secret);
    void takeUnlocked(const Result<void> &done);
    bool leaveErased(const Result<void> &done); // true when there is no wallet any more
    void refreshAttempts();
    void lockIfAsked();
    // The same words for "too weak" on each first entry; true when it may be repeated.
    bool accept(const Secret &secret);

    Session &m_session;
    SecretBuffer m_entry;
    Secret m_first;   // first entry, until it is repeated
    Secret m_current; // while the PIN is being changed
    Phase m_phase = Phase::NoVault;
    Stage m_stage = Stage::Choose;
    bool m_busy = false;
    bool m_wrong = false;
    bool m_lockAsked = false;
    bool m_biometricsOn = false;
    bool m_wipes = false;
    wallet::AttemptState m_attempts;
    QTimer m_waitTimer;
    QThreadPool m_worker; // one thread: key derivation and the database's opening
};

} // namespace dd::citizen
