// Showing a credential as a QR code: what is shared, a statement for a lodging, a new code every 20 seconds.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/credential_model.h"
#include "app/citizen/group_model.h"
#include "app/citizen/session.h"

#include <QTimer>

namespace dd::citizen {

class PresentController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Present)
    QML_SINGLETON
    Q_PROPERTY(int index READ index WRITE setIndex NOTIFY selectionChanged FINAL)
    Q_PROPERTY(bool hasCredential READ hasCredential NOTIFY selectionChanged FINAL)
    Q_PROPERTY(bool usable READ isUsable NOTIFY selectionChanged FINAL) // within its period now
    Q_PROPERTY(bool keyMissing READ isKeyMissing NOTIFY selectionChanged FINAL) // its key is not on this device
    Q_PROPERTY(bool demo READ isDemo NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString title READ title NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString alwaysShown READ alwaysShown NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString purpose READ purpose NOTIFY statementChanged FINAL)
    Q_PROPERTY(dd::citizen::CredentialModel *credentials READ credentials CONSTANT FINAL)
    Q_PROPERTY(dd::citizen::GroupModel *groups READ groups CONSTANT FINAL)
    Q_PROPERTY(QString asking READ asking NOTIFY askingChanged FINAL) // key of the group that waits for a second yes
    Q_PROPERTY(QString askingLabel READ askingLabel NOTIFY askingChanged FINAL)
    Q_PROPERTY(bool canState READ canState NOTIFY selectionChanged FINAL)
    Q_PROPERTY(bool statement MEMBER m_statement NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString facility MEMBER m_facility NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString reason MEMBER m_reason NOTIFY statementChanged FINAL)
    Q_PROPERTY(int nights MEMBER m_nights NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString facilityError READ facilityError NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString reasonError READ reasonError NOTIFY statementChanged FINAL)
    Q_PROPERTY(bool statementComplete READ isStatementComplete NOTIFY statementChanged FINAL)
    Q_PROPERTY(bool showing READ isShowing NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString code READ code NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString summary READ summary NOTIFY codeChanged FINAL)
    Q_PROPERTY(QString copyNotice READ copyNotice NOTIFY codeChanged FINAL) // empty but where a one-time copy is shown again
    Q_PROPERTY(double secondsLeft READ secondsLeft NOTIFY secondsLeftChanged FINAL)
public:
    static constexpr int rotationSeconds = 20;
    static constexpr int longestShowingSeconds = 300;

    PresentController(Session &session, Localization &localization, QObject *parent = nullptr);
    static PresentController *create(QQmlEngine *engine, QJSEngine *) { return provided<PresentController>(engine); }

    [[nodiscard]] int index() const { return m_index; }
    void setIndex(int index);
    [[nodiscard]] bool hasCredential() const { return m_selected.has_value(); }
    [[nodiscard]] bool isUsable() const;
    [[nodiscard]] bool isKeyMissing() const { return m_selected && m_credentials.isKeyMissing(m_credentials.rows().at(m_index)); }
    [[nodiscard]] bool isDemo() const { return m_selected && m_selected->demo; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString alwaysShown() const;
    [[nodiscard]] QString purpose() const;
    [[nodiscard]] CredentialModel *credentials() { return &m_credentials; }
    [[nodiscard]] GroupModel *groups() { return &m_groups; }
    [[nodiscard]] QString asking() const { return m_asking; }
    [[nodiscard]] QString askingLabel() const;
    [[nodiscard]] bool canState() const;
    [[nodiscard]] QString facilityError() const { return lengthError(m_facility); }
    [[nodiscard]] QString reasonError() const { return lengthError(m_reason); }
    [[nodiscard]] bool isStatementComplete() const;
    [[nodiscard]] bool isShowing() const { return !m_code.isEmpty(); }
    [[nodiscard]] QString code() const { return m_code; }
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString copyNotice() const;
    [[nodiscard]] double secondsLeft() const;

    Q_INVOKABLE void begin(); // the page opens: newest state, nothing shared
    Q_INVOKABLE void share(const QString &key, bool shared);
    Q_INVOKABLE void answer(bool yes); // to `asking`
    Q_INVOKABLE void show();
    Q_INVOKABLE void close();

signals:
    void selectionChanged();
    void askingChanged();
    void statementChanged();
    void codeChanged();
    void secondsLeftChanged();

protected:
    void retranslate() override;

private:
    [[nodiscard]] Result<QString> makeCode(const credential::Credential &copy);
    [[nodiscard]] wallet::ConsentRecord consent() const;
    void publish(const QString &code);
    void tick();
    void prefillStatement();
    [[nodiscard]] static QString lengthError(const QString &text);

    Session &m_session;
    CredentialModel m_credentials;
    GroupModel m_groups;
    int m_index = -1;
    std::optional<wallet::StoredCredential> m_selected;
    std::optional<wallet::TakenCopy> m_shown; // the copy behind the code, the same for as long as it is shown
    QString m_asking;
    bool m_statement = false;
    QString m_facility;
    QString m_reason;
    int m_nights = 1;
    qint64 m_stayFrom = 0;
    QString m_code;
    qint64 m_codeAtMs = 0;
    qint64 m_shownAtMs = 0;
    QTimer m_timer;
};

} // namespace dd::citizen
