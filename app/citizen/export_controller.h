// All one's data out of the wallet, unencrypted and on purpose: as JSON for machines, as a PDF for people.
#pragma once

#include "app/citizen/file_controller.h"

namespace dd::citizen {

class ExportController : public dd::citizen::FileController
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Export)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    Q_PROPERTY(Format format READ format WRITE setFormat NOTIFY formatChanged FINAL)
public:
    enum class Phase { Choosing, Asking, Writing, Written };
    Q_ENUM(Phase)
    enum class Format { Pdf, Json };
    Q_ENUM(Format)

    ExportController(Session &session, Localization &localization, QObject *parent = nullptr);
    static ExportController *create(QQmlEngine *engine, QJSEngine *) { return provided<ExportController>(engine); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] Format format() const { return m_format; }
    void setFormat(Format format); // the suggested file follows

    Q_INVOKABLE void begin();
    Q_INVOKABLE void ask();   // warns that the file will not be encrypted
    Q_INVOKABLE void write(); // after the warning
    Q_INVOKABLE void cancel();

signals:
    void phaseChanged();
    void formatChanged();

private:
    void setPhase(Phase phase);
    [[nodiscard]] QString suggestedFile() const;

    Phase m_phase = Phase::Choosing;
    Format m_format = Format::Pdf;
};

} // namespace dd::citizen
