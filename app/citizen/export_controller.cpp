#include "app/citizen/export_controller.h"

#include "app/citizen/display.h"
#include "app/citizen/personal_data.h"
#include "app/citizen/picture_reader.h"
#include "core/base/durable_file.h"

#include <QDir>
#include <QFileInfo>
#include <QFuture>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace dd::citizen {

ExportController::ExportController(Session &session, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
{
    m_worker.setMaxThreadCount(1);
    connect(&m_session, &Session::locked, this, &ExportController::begin);
}

ExportController::~ExportController()
{
    m_worker.waitForDone();
}

void ExportController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

QString ExportController::suggestedFile() const
{
    // The day and nothing about the person.
    const QString day = Display::local(m_session.clock().now()).toString(QStringLiteral("yyyy-MM-dd"));
    const QString suffix = m_format == Format::Pdf ? QStringLiteral("pdf") : QStringLiteral("json");
    return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(QStringLiteral("du-lieu-cua-toi-%1.%2").arg(day, suffix));
}

void ExportController::begin()
{
    ++m_run;
    setError({});
    m_file = suggestedFile();
    emit fileChanged();
    setPhase(Phase::Choosing);
}

void ExportController::setFormat(Format format)
{
    if (format == m_format)
        return;
    const bool untouched = m_file == suggestedFile();
    m_format = format;
    if (untouched) {
        m_file = suggestedFile();
    } else if (!m_file.isEmpty()) { // theirs, with the ending that belongs to it
        const QFileInfo chosen(m_file);
        m_file = chosen.dir().filePath(chosen.completeBaseName() + (format == Format::Pdf ? QStringLiteral(".pdf") : QStringLiteral(".json")));
    }
    emit fileChanged();
}

void ExportController::setFile(const QString &pathOrUrl)
{
    const QString path = localPath(pathOrUrl);
    if (path == m_file)
        return;
    m_file = path;
    emit fileChanged();
}

QString ExportController::fileName() const
{
    return QFileInfo(m_file).fileName();
}

bool ExportController::fileExists() const
{
    return QFileInfo::exists(m_file);
}

void ExportController::ask()
{
    if (m_phase == Phase::Writing || m_file.isEmpty())
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
    const auto done = std::make_shared<Result<void>>();
    QtConcurrent::run(&m_worker, [content, done, path = m_file] {
        const QByteArray bytes = content();
        *done = bytes.isEmpty() ? fail(ErrorCode::VaultStorageFailed, QStringLiteral("export")) : writeDurably(path, bytes, {ErrorCode::VaultStorageFailed});
    }).then(this, [this, done, run = m_run] {
        if (run != m_run) // locked meanwhile; the file is there all the same
            return;
        setError(*done ? std::nullopt : std::optional(done->error()));
        setPhase(*done ? Phase::Written : Phase::Choosing);
        emit fileChanged();
    });
}

} // namespace dd::citizen
