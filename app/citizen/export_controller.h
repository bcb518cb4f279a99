// All one's data out of the wallet, unencrypted and on purpose: as JSON for machines, as a PDF for people.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/session.h"

namespace dd::citizen {

class ExportController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Export)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(Format format READ format WRITE setFormat NOTIFY fileChanged FINAL)
    Q_PROPERTY(QString file READ file WRITE setFile NOTIFY fileChanged FINAL) // a path as typed, or a file: URL as chosen
    Q_PROPERTY(QString fileName READ fileName NOTIFY fileChanged FINAL)
    Q_PROPERTY(bool fileExists READ fileExists NOTIFY fileChanged FINAL)
public:
    enum class Phase { Choosing, Asking, Writing, Written };
    Q_ENUM(Phase)
    enum class Format { Pdf, Json };
    Q_ENUM(Format)

    ExportController(Session &session, Localization &localization, QObject *parent = nullptr);
    ~ExportController() override;
    static ExportController *create(QQmlEngine *engine, QJSEngine *) { return provided<ExportController>(engine); }
    void waitUntilIdle() { m_worker.waitForDone(); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] Format format() const { return m_format; }
    void setFormat(Format format); // the suggested file follows
    [[nodiscard]] QString file() const { return m_file; }
    void setFile(const QString &pathOrUrl);
    [[nodiscard]] QString fileName() const;
    [[nodiscard]] bool fileExists() const;

    Q_INVOKABLE void begin();
    Q_INVOKABLE void ask();   // warns that the file will not be encrypted
    Q_INVOKABLE void write(); // after the warning
    Q_INVOKABLE void cancel();

signals:
    void phaseChanged();
    void fileChanged();

private:
    void setPhase(Phase phase);
    [[nodiscard]] QString suggestedFile() const;

    Session &m_session;
    Phase m_phase = Phase::Choosing;
    Format m_format = Format::Pdf;
    QString m_file;
    int m_run = 0;
    QThreadPool m_worker;
};

} // namespace dd::citizen
