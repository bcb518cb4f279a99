// Writing a backup and restoring one. The passphrase goes from the keys into a SecretBuffer and from there to the derivation,
// which is all that runs off the window's thread: the vault stays with its owner.
#pragma once

#include "app/citizen/file_controller.h"
#include "app/citizen/secret_buffer.h"

namespace dd::citizen {

class BackupController : public dd::citizen::FileController
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Backup)
    QML_SINGLETON
    Q_PROPERTY(Step step READ step NOTIFY stepChanged FINAL)
    Q_PROPERTY(bool busy READ isBusy NOTIFY stepChanged FINAL)
    Q_PROPERTY(dd::citizen::SecretBuffer *entry READ entry CONSTANT FINAL)
    Q_PROPERTY(QString madeAt READ madeAt NOTIFY stepChanged FINAL)
    Q_PROPERTY(int credentials READ credentials NOTIFY stepChanged FINAL)
    Q_PROPERTY(int declarations READ declarations NOTIFY stepChanged FINAL)
    Q_PROPERTY(int historyEntries READ historyEntries NOTIFY stepChanged FINAL)
    Q_PROPERTY(int withoutKey READ withoutKey NOTIFY stepChanged FINAL)
    Q_PROPERTY(bool hasCard READ hasCard NOTIFY stepChanged FINAL)
    // Said on the first page, before there is a wallet: after the PIN is set the restore page comes by itself.
    Q_PROPERTY(bool restoreWanted MEMBER m_restoreWanted NOTIFY restoreWantedChanged FINAL)
public:
    enum class Step { Passphrase, Repeat, Writing, Written, Opening, Preview, Restored };
    Q_ENUM(Step)

    BackupController(Session &session, Localization &localization, QObject *parent = nullptr);
    static BackupController *create(QQmlEngine *engine, QJSEngine *) { return provided<BackupController>(engine); }

    [[nodiscard]] Step step() const { return m_step; }
    [[nodiscard]] bool isBusy() const { return m_step == Step::Writing || m_step == Step::Opening; }
    [[nodiscard]] SecretBuffer *entry() { return &m_entry; }
    [[nodiscard]] QString madeAt() const;
    [[nodiscard]] int credentials() const { return rows("credentials"); }
    [[nodiscard]] int declarations() const { return rows("declarations"); }
    [[nodiscard]] int historyEntries() const { return rows("activity"); }
    [[nodiscard]] int withoutKey() const { return m_content.withoutKey; }
    [[nodiscard]] bool hasCard() const { return rows("card") > 0; }

    Q_INVOKABLE void beginWriting();
    Q_INVOKABLE void beginRestoring();
    Q_INVOKABLE void confirm(); // the entry is complete: go on according to the step
    Q_INVOKABLE void startOver();
    Q_INVOKABLE void restore(); // what the preview showed, in place of what is here
    Q_INVOKABLE void close();

signals:
    void stepChanged();
    void restoreWantedChanged();

protected:
    void retranslate() override { emit stepChanged(); }

private:
    void begin(const QString &suggestedFile, bool restoring);
    void setStep(Step step);
    void write(const Secret &passphrase);
    // Derives the key of the chosen file, and then does this with it unless the page was left meanwhile.
    void open(std::function<Result<wallet::BackupContent>(wallet::BackupReader)> use, Step then);
    [[nodiscard]] int rows(const char *table) const { return m_content.rows.value(QLatin1String(table)); }

    SecretBuffer m_entry;
    std::shared_ptr<const Secret> m_passphrase; // until repeated, or while a preview waits for its yes
    QString m_previewed; // the file that the preview is of
    wallet::BackupContent m_content;
    Step m_step = Step::Passphrase;
    bool m_restoring = false;
    bool m_restoreWanted = false;
};

} // namespace dd::citizen
