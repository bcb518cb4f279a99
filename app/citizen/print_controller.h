// A copy of a credential on paper, for whoever has no phone at hand: the authority issues it for a key that is used once, here, and
// dropped. What is printed is a showing to whoever scans the sheet, so the history and the consents have it.
#pragma once

#include "app/citizen/authority_client.h"
#include "app/citizen/file_controller.h"
#include "app/citizen/group_model.h"

namespace dd::citizen {

class PrintController : public dd::citizen::FileController
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Print)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(QString title READ title NOTIFY phaseChanged FINAL) // of the credential
    Q_PROPERTY(bool demo READ isDemo NOTIFY phaseChanged FINAL)
    Q_PROPERTY(dd::citizen::GroupModel *groups READ groups CONSTANT FINAL)
public:
    enum class Phase { Choosing, Asking, Writing, Written };
    Q_ENUM(Phase)

    PrintController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent = nullptr);
    static PrintController *create(QQmlEngine *engine, QJSEngine *) { return provided<PrintController>(engine); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isDemo() const { return m_original && m_original->demo; }
    [[nodiscard]] GroupModel *groups() { return &m_groups; }

    Q_INVOKABLE void begin(qint64 credentialId);
    Q_INVOKABLE void share(const QString &key, bool shared);
    Q_INVOKABLE void print(); // asks the authority for the copy, then writes the file
    Q_INVOKABLE void close();

signals:
    void phaseChanged();

protected:
    void retranslate() override;

private:
    void setPhase(Phase phase);
    void stop(const Error &error); // back to choosing
    void write(const AcceptedToken &copy, crypto::Signer &key);
    [[nodiscard]] Result<void> record(const QList<credential::Group> &shown); // before anything leaves the wallet
    [[nodiscard]] Result<QByteArray> sign(credential::CopiesRequest &request, crypto::Signer &key);

    AuthorityClient &m_authority;
    GroupModel m_groups;
    Phase m_phase = Phase::Choosing;
    std::optional<wallet::StoredCredential> m_original;
};

} // namespace dd::citizen
