// Thông báo lưu trú: the form, the law's deadline, signing, the outbox, sending and the receipt.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/controller.h"
#include "app/citizen/declaration_model.h"
#include "app/citizen/session.h"

#include <QTimer>

namespace dd::citizen {

class StayController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Stay)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(QString statusText READ statusText NOTIFY phaseChanged FINAL)
    Q_PROPERTY(QStringList facilityTypes READ facilityTypes NOTIFY textsChanged FINAL)
    Q_PROPERTY(QStringList provinces READ provinces CONSTANT FINAL)
    Q_PROPERTY(int facilityType MEMBER m_facilityType NOTIFY formChanged FINAL)
    Q_PROPERTY(bool needsName READ needsName NOTIFY formChanged FINAL)
    Q_PROPERTY(QString facilityName MEMBER m_facilityName NOTIFY formChanged FINAL)
    Q_PROPERTY(QString address MEMBER m_address NOTIFY formChanged FINAL)
    Q_PROPERTY(int province MEMBER m_province NOTIFY formChanged FINAL)
    Q_PROPERTY(QString reason MEMBER m_reason NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstDay MEMBER m_firstDay NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstTime MEMBER m_firstTime NOTIFY formChanged FINAL)
    Q_PROPERTY(QString lastDay MEMBER m_lastDay NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstDayError READ firstDayError NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstTimeError READ firstTimeError NOTIFY formChanged FINAL)
    Q_PROPERTY(QString lastDayError READ lastDayError NOTIFY formChanged FINAL)
    Q_PROPERTY(bool complete READ isComplete NOTIFY formChanged FINAL)
    Q_PROPERTY(QString deadlineText READ deadlineText NOTIFY deadlineChanged FINAL)
    Q_PROPERTY(QString deadlineKind READ deadlineKind NOTIFY deadlineChanged FINAL) // info, warn
    Q_PROPERTY(dd::citizen::DeclarationModel *declarations READ declarations CONSTANT FINAL)
public:
    enum class Phase { Editing, Sending, Waiting, Received, Refused };
    Q_ENUM(Phase)

    StayController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent = nullptr);
    static StayController *create(QQmlEngine *engine, QJSEngine *) { return provided<StayController>(engine); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString statusText() const;
    [[nodiscard]] QStringList facilityTypes() const;
    [[nodiscard]] QStringList provinces() const;
    [[nodiscard]] bool needsName() const;
    [[nodiscard]] QString firstDayError() const;
    [[nodiscard]] QString firstTimeError() const;
    [[nodiscard]] QString lastDayError() const;
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] QString deadlineText() const;
    [[nodiscard]] QString deadlineKind() const;
    [[nodiscard]] DeclarationModel *declarations() { return &m_declarations; }

    Q_INVOKABLE void begin(); // a fresh form
    Q_INVOKABLE void submit();
    Q_INVOKABLE void resend(const QString &declarationId); // hex, as the model gives it
    void resendAll();

signals:
    void phaseChanged();
    void textsChanged();
    void formChanged();
    void deadlineChanged();

protected:
    void retranslate() override;

private:
    void setPhase(Phase phase);
    void send(wallet::StoredDeclaration declaration, bool shown);
    void settle(wallet::StoredDeclaration declaration, const Result<QList<AcceptedToken>> &tokens, bool shown);
    [[nodiscard]] Result<wallet::StoredDeclaration> sign();
    [[nodiscard]] std::optional<qint64> arrival() const;
    [[nodiscard]] std::optional<qint64> departure() const;
    void refresh();

    Session &m_session;
    AuthorityClient &m_authority;
    Phase m_phase = Phase::Editing;
    int m_opening = 0; // counts openings of the wallet: an answer that comes after locking is dropped, and sent again later
    QByteArray m_shown; // id of the declaration the page is about
    int m_facilityType = 0;
    QString m_facilityName;
    QString m_address;
    int m_province = 0;
    QString m_reason;
    QString m_firstDay;
    QString m_firstTime;
    QString m_lastDay;
    QTimer m_minute;
    DeclarationModel m_declarations;
};

} // namespace dd::citizen
