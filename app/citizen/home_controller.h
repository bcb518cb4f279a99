// The first page of an open wallet: the card as it was read, what has been issued, what still waits to be sent.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/credential_model.h"
#include "app/citizen/field_model.h"
#include "app/citizen/portrait_provider.h"
#include "app/citizen/session.h"

namespace dd::citizen {

class HomeController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Home)
    QML_SINGLETON
    Q_PROPERTY(bool hasCard READ hasCard NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString personName READ personName NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString number READ number NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString maskedNumber READ maskedNumber NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString birthDate READ birthDate NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString portrait READ portrait NOTIFY contentChanged FINAL)
    Q_PROPERTY(bool portraitMissing READ isPortraitMissing NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString verdictText READ verdictText NOTIFY contentChanged FINAL)
    Q_PROPERTY(QString anchorText READ anchorText NOTIFY contentChanged FINAL)
    Q_PROPERTY(bool verdictGood READ isVerdictGood NOTIFY contentChanged FINAL)
    Q_PROPERTY(bool cardDemo READ isCardDemo NOTIFY contentChanged FINAL)
    Q_PROPERTY(bool enrolled READ isEnrolled NOTIFY contentChanged FINAL)
    Q_PROPERTY(int withoutKey READ withoutKey NOTIFY contentChanged FINAL) // credentials to be bound anew
    Q_PROPERTY(bool presentable READ isPresentable NOTIFY contentChanged FINAL) // something can be shown from this device
    Q_PROPERTY(int waitingDeclarations READ waitingDeclarations NOTIFY contentChanged FINAL)
    Q_PROPERTY(dd::citizen::CredentialModel *credentials READ credentials CONSTANT FINAL)
    Q_PROPERTY(dd::citizen::FieldModel *fields READ fields CONSTANT FINAL)
public:
    HomeController(Session &session, std::shared_ptr<PortraitStore> portraits, Localization &localization, QObject *parent = nullptr);
    static HomeController *create(QQmlEngine *engine, QJSEngine *) { return provided<HomeController>(engine); }

    [[nodiscard]] bool hasCard() const { return m_summary.has_value(); }
    [[nodiscard]] QString personName() const { return value(CardFieldKey::FullName); }
    [[nodiscard]] QString number() const { return value(CardFieldKey::PersonalNumber); }
    [[nodiscard]] QString maskedNumber() const;
    [[nodiscard]] QString birthDate() const { return value(CardFieldKey::BirthDate); }
    [[nodiscard]] QString portrait() const { return m_portrait; }
    [[nodiscard]] bool isPortraitMissing() const { return m_summary.has_value() && m_portrait.isEmpty(); }
    [[nodiscard]] QString verdictText() const;
    [[nodiscard]] QString anchorText() const;
    [[nodiscard]] bool isVerdictGood() const;
    [[nodiscard]] bool isCardDemo() const { return m_summary && (m_summary->demo || m_summary->simulated); }
    [[nodiscard]] bool isEnrolled() const { return m_enrolled; }
    [[nodiscard]] int withoutKey() const { return m_withoutKey; }
    [[nodiscard]] bool isPresentable() const { return m_presentable; }
    [[nodiscard]] int waitingDeclarations() const { return m_waiting; }
    [[nodiscard]] CredentialModel *credentials() { return &m_credentials; }
    [[nodiscard]] FieldModel *fields() { return &m_fields; }

    Q_INVOKABLE void refresh();
    Q_INVOKABLE void removeUnusable(qint64 id); // only one whose key is not on this device

signals:
    void contentChanged();

protected:
    void retranslate() override;

private:
    [[nodiscard]] QString value(CardFieldKey key) const { return m_summary ? m_summary->value(key) : QString(); }
    void clear();

    Session &m_session;
    std::shared_ptr<PortraitStore> m_portraits;
    std::optional<CardSummary> m_summary;
    QString m_portrait;
    int m_portraitRevision = 0;
    bool m_enrolled = false;
    int m_waiting = 0;
    int m_withoutKey = 0;
    bool m_presentable = false;
    CredentialModel m_credentials;
    FieldModel m_fields;
};

} // namespace dd::citizen
