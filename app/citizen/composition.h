// Where the concrete things are made and the controllers meet the engine.
#pragma once

#include "app/citizen/app_controller.h"
#include "app/citizen/auto_lock.h"
#include "app/citizen/backup_controller.h"
#include "app/citizen/card_controller.h"
#include "app/citizen/challenge_controller.h"
#include "app/citizen/copy_refill.h"
#include "app/citizen/export_controller.h"
#include "app/citizen/history_controller.h"
#include "app/citizen/home_controller.h"
#include "app/citizen/identity_refresh.h"
#include "app/citizen/options.h"
#include "app/citizen/pass_controller.h"
#include "app/citizen/present_controller.h"
#include "app/citizen/print_controller.h"
#include "app/citizen/stay_controller.h"
#include "app/citizen/vault_controller.h"

#include <QQmlApplicationEngine>

namespace dd::citizen {

// Makes the profile folder (0700) and everything the command line names. Never fails: what could not be loaded is in
// startUpProblem, and the app says so.
[[nodiscard]] Services makeServices(const Options &options);

class Composition
{
public:
    Composition(Services services, const QString &languageFromCommandLine);
    ~Composition();
    Composition(const Composition &) = delete;
    Composition &operator=(const Composition &) = delete;

    [[nodiscard]] QQmlApplicationEngine &engine() { return *m_engine; }
    // Loads the window; false when QML could not be loaded.
    [[nodiscard]] bool show();

    [[nodiscard]] Services &services() { return m_services; }
    [[nodiscard]] Session &session() { return m_session; }
    [[nodiscard]] AppController &app() { return m_app; }
    [[nodiscard]] VaultController &wallet() { return m_wallet; }
    [[nodiscard]] CardController &card() { return m_card; }
    [[nodiscard]] HomeController &home() { return m_home; }
    [[nodiscard]] PassController &pass() { return m_pass; }
    [[nodiscard]] StayController &stay() { return m_stay; }
    [[nodiscard]] PresentController &present() { return m_present; }
    [[nodiscard]] ChallengeController &challenge() { return m_challenge; }
    [[nodiscard]] PrintController &print() { return m_print; }
    [[nodiscard]] HistoryController &history() { return m_history; }
    [[nodiscard]] BackupController &backup() { return m_backup; }
    [[nodiscard]] ExportController &exporting() { return m_export; }

private:
    Services m_services;
    Localization m_localization;
    Session m_session;
    std::shared_ptr<PortraitStore> m_portraits;
    AuthorityClient m_authority;
    AppController m_app;
    VaultController m_wallet;
    CardController m_card;
    HomeController m_home;
    PassController m_pass;
    StayController m_stay;
    PresentController m_present;
    ChallengeController m_challenge;
    PrintController m_print;
    HistoryController m_history;
    BackupController m_backup;
    ExportController m_export;
    IdentityRefresh m_refresh;
    CopyRefill m_copies;
    AutoLock m_autoLock;
    std::unique_ptr<QQmlApplicationEngine> m_engine; // gone before anything it shows
};

} // namespace dd::citizen
