// Showing a credential as a QR code: which one, what of it, and the code while it is on the screen. To whoever scans
// (PresentController), or to the counter that asked (ChallengeController).
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/credential_model.h"
#include "app/citizen/group_model.h"
#include "app/citizen/session.h"

#include <QTimer>

namespace dd::citizen {

class ShowController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(ShowController)
    QML_UNCREATABLE("Present and Challenge are the two there are")
    Q_PROPERTY(int index READ index WRITE setIndex NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QVariant credentialId READ credentialId NOTIFY selectionChanged FINAL)
    Q_PROPERTY(bool hasCredential READ hasCredential NOTIFY selectionChanged FINAL)
    Q_PROPERTY(bool usable READ isUsable NOTIFY selectionChanged FINAL) // within its period now
    Q_PROPERTY(bool keyMissing READ isKeyMissing NOTIFY selectionChanged FINAL) // its key is not on this device
    Q_PROPERTY(bool demo READ isDemo NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString title READ title NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString alwaysShown READ alwaysShown NOTIFY selectionChanged FINAL)
    Q_PROPERTY(dd::citizen::CredentialModel *credentials READ credentials CONSTANT FINAL)
    Q_PROPERTY(dd::citizen::GroupModel *groups READ groups CONSTANT FINAL)
    Q_PROPERTY(bool showing READ isShowing NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString code READ code NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString summary READ summary NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString copyNotice READ copyNotice NOTIFY codeChanged FINAL) // empty but where a one-time copy is shown again
    Q_PROPERTY(int codeSeconds READ codeSeconds CONSTANT FINAL) // how long one code lives
    Q_PROPERTY(double secondsLeft READ secondsLeft NOTIFY secondsLeftChanged FINAL)
public:
    [[nodiscard]] int index() const { return m_index; }
    void setIndex(int index);
    [[nodiscard]] QVariant credentialId() const { return m_selected ? m_selected->id : 0; }
    [[nodiscard]] bool hasCredential() const { return m_selected.has_value(); }
    [[nodiscard]] bool isUsable() const;
    [[nodiscard]] bool isKeyMissing() const { return m_selected && m_credentials.isKeyMissing(m_credentials.rows().at(m_index)); }
    [[nodiscard]] bool isDemo() const { return m_selected && m_selected->demo; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString alwaysShown() const;
    [[nodiscard]] CredentialModel *credentials() { return &m_credentials; }
    [[nodiscard]] const CredentialModel *credentials() const { return &m_credentials; }
    [[nodiscard]] GroupModel *groups() { return &m_groups; }
    [[nodiscard]] const GroupModel *groups() const { return &m_groups; }
    [[nodiscard]] bool isShowing() const { return !m_code.isEmpty(); }
    [[nodiscard]] QString code() const { return m_code; }
    [[nodiscard]] virtual QString summary() const;
    [[nodiscard]] QString copyNotice() const;
    [[nodiscard]] virtual int codeSeconds() const = 0;
    [[nodiscard]] virtual double secondsLeft() const;

    Q_INVOKABLE void close();

signals:
    void selectionChanged();
    void codeChanged();
    void secondsLeftChanged();

protected:
    ShowController(Session &session, Localization &localization, QObject *parent);

    // Who is shown something, and what for: what the consent says.
    struct Asker
    {
        QString id;
        QString name;
        bool registered = false;
        QString purpose;
    };
    [[nodiscard]] virtual Asker asker() const = 0;
    [[nodiscard]] virtual Result<credential::PresentationRequest> request() const = 0;
    // Of the credential's groups those that may be shown; nothing: all of them.
    [[nodiscard]] virtual std::optional<QList<credential::Group>> offered() const { return std::nullopt; }
    virtual void selected() {}     // another credential was chosen
    virtual void codeIsOver() = 0; // its time is up
    virtual void forget();         // the wallet is being locked
    void retranslate() override;

    [[nodiscard]] Session &session() const { return m_session; }
    [[nodiscard]] const std::optional<wallet::StoredCredential> &chosen() const { return m_selected; }
    void load(Session::CredentialPages pages);
    // Written down before it can be seen: nothing leaves the phone that the history does not know of.
    void showCode();
    void renewCode(); // of the same copy
    [[nodiscard]] qint64 shownAtMs() const { return m_shownAtMs; }

private:
    [[nodiscard]] Result<QString> makeCode(const credential::Credential &copy) const;
    [[nodiscard]] wallet::ConsentRecord consent() const;
    void publish(const QString &code);
    void tick();

    Session &m_session;
    CredentialModel m_credentials;
    GroupModel m_groups;
    int m_index = -1;
    std::optional<wallet::StoredCredential> m_selected;
    std::optional<wallet::TakenCopy> m_shown; // the copy behind the code, the same for as long as it is shown
    QString m_code;
    qint64 m_codeAtMs = 0;
    qint64 m_shownAtMs = 0;
    QTimer m_timer;
};

} // namespace dd::citizen
