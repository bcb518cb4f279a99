// Asking the authority for a travel pass.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/controller.h"
#include "app/citizen/session.h"

namespace dd::citizen {

class PassController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Pass)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(QStringList provinces READ provinces CONSTANT FINAL)
    Q_PROPERTY(QStringList tripKinds READ tripKinds NOTIFY textsChanged FINAL)
    Q_PROPERTY(int fromProvince MEMBER m_from NOTIFY formChanged FINAL)
    Q_PROPERTY(int toProvince MEMBER m_to NOTIFY formChanged FINAL)
    Q_PROPERTY(int tripKind MEMBER m_trips NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstDay MEMBER m_firstDay NOTIFY formChanged FINAL)
    Q_PROPERTY(QString lastDay MEMBER m_lastDay NOTIFY formChanged FINAL)
    Q_PROPERTY(QString firstDayError READ firstDayError NOTIFY formChanged FINAL)
    Q_PROPERTY(QString lastDayError READ lastDayError NOTIFY formChanged FINAL)
    Q_PROPERTY(bool complete READ isComplete NOTIFY formChanged FINAL)
public:
    enum class Phase { Editing, Sending, Done };
    Q_ENUM(Phase)

    PassController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent = nullptr);
    static PassController *create(QQmlEngine *engine, QJSEngine *) { return provided<PassController>(engine); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QStringList provinces() const;
    [[nodiscard]] QStringList tripKinds() const;
    [[nodiscard]] QString firstDayError() const;
    [[nodiscard]] QString lastDayError() const;
    [[nodiscard]] bool isComplete() const;

    Q_INVOKABLE void begin(); // a fresh form
    Q_INVOKABLE void submit();

signals:
    void phaseChanged();
    void textsChanged();
    void formChanged();

protected:
    void retranslate() override;

private:
    void setPhase(Phase phase);

    Session &m_session;
    AuthorityClient &m_authority;
    Phase m_phase = Phase::Editing;
    int m_run = 0;
    int m_from = 0;
    int m_to = 0;
    int m_trips = 1; // Return
    QString m_firstDay;
    QString m_lastDay;
};

} // namespace dd::citizen
