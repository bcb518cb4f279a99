// Answering a counter's request: its code is scanned, the person sees who asks, for what and what for, and gives what they choose.
// One answer for each kind of credential asked for, while the request lives; what may not be asked for is never presented.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/code_reader.h"
#include "app/citizen/show_controller.h"
#include "core/trust/challenge_book.h"
#include "core/trust/challenge_judge.h"

namespace dd::citizen {

class ChallengeController : public dd::citizen::ShowController
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Challenge)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY askerChanged FINAL)
    Q_PROPERTY(dd::citizen::CodeReader *reader READ reader CONSTANT FINAL)
    // who asks
    Q_PROPERTY(bool registered READ isRegistered NOTIFY askerChanged FINAL)
    Q_PROPERTY(QString askerName READ askerName NOTIFY askerChanged FINAL) // not registered: what it calls itself, perhaps nothing
    Q_PROPERTY(QString askerId READ askerId NOTIFY askerChanged FINAL)
    Q_PROPERTY(bool askerDemo READ isAskerDemo NOTIFY askerChanged FINAL)
    Q_PROPERTY(QString purpose READ purpose NOTIFY askerChanged FINAL)
    Q_PROPERTY(QString listNotice READ listNotice NOTIFY askerChanged FINAL) // why nobody is known to be registered
    Q_PROPERTY(bool canUpdateList READ canUpdateList CONSTANT FINAL)
    Q_PROPERTY(bool updatingList READ isUpdatingList NOTIFY updatingChanged FINAL)
    // what it asks for
    Q_PROPERTY(QStringList refused READ refused NOTIFY askerChanged FINAL) // and may not have
    Q_PROPERTY(QString refusedWhy READ refusedWhy NOTIFY askerChanged FINAL)
    Q_PROPERTY(QString lacking READ lacking NOTIFY selectionChanged FINAL) // and is not in this wallet
    Q_PROPERTY(bool understood READ isUnderstood WRITE setUnderstood NOTIFY askerChanged FINAL) // the warning about an unknown counter
    Q_PROPERTY(bool answered READ isAnswered NOTIFY askerChanged FINAL)
    Q_PROPERTY(double secondsToAnswer READ secondsLeft NOTIFY secondsLeftChanged FINAL)
public:
    // Waiting for a code; asking the person; over: answered, and its time is up.
    enum class Phase { Waiting, Asking, Over };
    Q_ENUM(Phase)

    ChallengeController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent = nullptr);
    static ChallengeController *create(QQmlEngine *engine, QJSEngine *) { return provided<ChallengeController>(engine); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] CodeReader *reader() { return &m_reader; }
    [[nodiscard]] bool isRegistered() const { return m_judged && m_judged->registered; }
    [[nodiscard]] QString askerName() const;
    [[nodiscard]] QString askerId() const { return m_judged ? m_judged->relyingParty : QString(); }
    [[nodiscard]] bool isAskerDemo() const { return m_judged && m_judged->demo; }
    [[nodiscard]] QString purpose() const;
    [[nodiscard]] QString listNotice() const;
    [[nodiscard]] bool canUpdateList() const;
    [[nodiscard]] bool isUpdatingList() const { return m_updating; }
    [[nodiscard]] QStringList refused() const;
    [[nodiscard]] QString refusedWhy() const;
    [[nodiscard]] QString lacking() const;
    [[nodiscard]] bool isUnderstood() const { return m_understood; }
    void setUnderstood(bool understood);
    [[nodiscard]] bool isAnswered() const { return m_answered; }
    [[nodiscard]] int codeSeconds() const override { return trust::ChallengeBook::lifetimeSeconds; }
    [[nodiscard]] double secondsLeft() const override; // to answer, since the code was scanned

    Q_INVOKABLE void begin(); // the page opens, or another code is to be scanned
    Q_INVOKABLE void take(const QString &text);
    Q_INVOKABLE void updateList(); // asks the authority for a newer trust list, then judges again; only when the person wants it
    Q_INVOKABLE void share(const QString &key, bool shared);
    Q_INVOKABLE void show();

signals:
    void askerChanged();
    void updatingChanged();

protected:
    [[nodiscard]] Asker asker() const override;
    [[nodiscard]] Result<credential::PresentationRequest> request() const override;
    [[nodiscard]] std::optional<QList<credential::Group>> offered() const override;
    void codeIsOver() override;
    void forget() override;
    void retranslate() override;

private:
    void takeCodes(const QStringList &texts); // of a picture
    void judge();
    void drop(); // the request, and what was chosen for it
    void setPhase(Phase phase);
    [[nodiscard]] Session::CredentialPages askedFor();

    AuthorityClient &m_authority;
    CodeReader m_reader;
    Phase m_phase = Phase::Waiting;
    std::optional<credential::ReceivedChallenge> m_received;
    std::optional<trust::JudgedChallenge> m_judged;
    std::optional<qint64> m_listUntil; // the trust list's next update; nothing: there is no list
    qint64 m_scannedAtMs = 0;
    bool m_understood = false;
    bool m_answered = false;
    bool m_updating = false;
    QTimer m_clock; // while a request waits for its answer
};

} // namespace dd::citizen
