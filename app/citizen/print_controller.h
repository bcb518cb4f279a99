// A copy of a credential on paper, for whoever has no phone at hand: the authority issues it for a key that is used once, here, and
// dropped. What is printed is a showing to whoever scans the sheet, so the history and the consents have it.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/controller.h"
#include "app/citizen/group_model.h"
#include "app/citizen/session.h"

#include <QThreadPool>

namespace dd::citizen {

class PrintController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Print)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(QString title READ title NOTIFY phaseChanged FINAL) // of the credential
    Q_PROPERTY(bool demo READ isDemo NOTIFY phaseChanged FINAL)
    Q_PROPERTY(dd::citizen::GroupModel *groups READ groups CONSTANT FINAL)
    Q_PROPERTY(QString file READ file WRITE setFile NOTIFY fileChanged FINAL) // a path as typed, or a file: URL as chosen
    Q_PROPERTY(QString fileName READ fileName NOTIFY fileChanged FINAL)
    Q_PROPERTY(bool fileExists READ fileExists NOTIFY fileChanged FINAL)
public:
    enum class Phase { Choosing, Asking, Writing, Written };
    Q_ENUM(Phase)

    PrintController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent = nullptr);
    ~PrintController() override;
    static PrintController *create(QQmlEngine *engine, QJSEngine *) { return provided<PrintController>(engine); }
    void waitUntilIdle() { m_worker.waitForDone(); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isDemo() const { return m_original && m_original->demo; }
    [[nodiscard]] GroupModel *groups() { return &m_groups; }
    [[nodiscard]] QString file() const { return m_file; }
    void setFile(const QString &pathOrUrl);
    [[nodiscard]] QString fileName() const;
    [[nodiscard]] bool fileExists() const;

    Q_INVOKABLE void begin(qint64 credentialId);
    Q_INVOKABLE void share(const QString &key, bool shared);
    Q_INVOKABLE void print(); // asks the authority for the copy, then writes the file
    Q_INVOKABLE void close();

signals:
    void phaseChanged();
    void fileChanged();

protected:
    void retranslate() override;

private:
    void setPhase(Phase phase);
    void stop(const Error &error); // back to choosing
    void write(const AcceptedToken &copy, crypto::Signer &key);
    [[nodiscard]] Result<void> record(const QList<credential::Group> &shown); // before anything leaves the wallet
    [[nodiscard]] Result<QByteArray> sign(credential::CopiesRequest &request, crypto::Signer &key);

    Session &m_session;
    AuthorityClient &m_authority;
    GroupModel m_groups;
    Phase m_phase = Phase::Choosing;
    std::optional<wallet::StoredCredential> m_original;
    QString m_file;
    int m_run = 0; // answers to an earlier one find it over
    QThreadPool m_worker;
};

} // namespace dd::citizen
