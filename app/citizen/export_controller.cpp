#include "app/citizen/export_controller.h"

#include "app/citizen/personal_data.h"

#include <QDir>
#include <QFileInfo>

namespace dd::citizen {

ExportController::ExportController(Session &session, Localization &localization, QObject *parent)
    : FileController(session, localization, parent)
{
    connect(&m_session, &Session::locked, this, &ExportController::begin);
}

void ExportController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

QString ExportController::suggestedFile() const
{
    return dated(m_format == Format::Pdf ? QStringLiteral("du-lieu-cua-toi-%1.pdf") : QStringLiteral("du-lieu-cua-toi-%1.json"));
}

void ExportController::begin()
{
    forgetRun();
    setError({});
    setFile(suggestedFile());
    emit fileChanged(); // the same name may stand for a file by now
    setPhase(Phase::Choosing);
}

void ExportController::setFormat(Format format)
{
    if (format == m_format)
        return;
    const bool untouched = file() == suggestedFile();
    m_format = format;
    if (untouched) {
        setFile(suggestedFile());
    } else if (!file().isEmpty()) { // theirs, with the ending that belongs to it
        const QFileInfo chosen(file());
        setFile(chosen.dir().filePath(chosen.completeBaseName() + (format == Format::Pdf ? QStringLiteral(".pdf") : QStringLiteral(".json"))));
    }
    emit formatChanged();
}

void ExportController::ask()
{
    if (m_phase == Phase::Writing || file().isEmpty())
        return;
    setError({});
    setPhase(Phase::Asking);
}

void ExportController::cancel()
{
    if (m_phase != Phase::Writing)
        setPhase(Phase::Choosing);
}

void ExportController::write()
{
    if (m_phase != Phase::Asking || !m_session.isOpen())
        return;
    const auto data = collectPersonalData(m_session);
    if (!data) {
        setError(data.error());
        setPhase(Phase::Choosing);
        return;
    }
    setPhase(Phase::Writing);
    std::function<QByteArray()> content;
    if (m_format == Format::Json)
        content = [bytes = personalDataJson(*data)] { return bytes; };
    else
        content = [html = personalDataHtml(*data), title = personalDataTitle(*data), page = personalDataPage()] { return personalDataPdf(html, title, page); };
    writeFile(std::move(content), [this](const Result<void> &written) {
        setError(written ? std::nullopt : std::optional(written.error()));
        setPhase(written ? Phase::Written : Phase::Choosing);
        emit fileChanged();
    });
}

} // namespace dd::citizen
