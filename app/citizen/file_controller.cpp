#include "app/citizen/file_controller.h"

#include "app/citizen/display.h"
#include "app/citizen/picture_reader.h"
#include "core/base/durable_file.h"

#include <QDir>
#include <QFileInfo>
#include <QFuture>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace dd::citizen {

FileController::FileController(Session &session, Localization &localization, QObject *parent) : Controller(localization, parent), m_session(session)
{
    m_worker.setMaxThreadCount(1);
}

void FileController::setFile(const QString &pathOrUrl)
{
    const QString path = localPath(pathOrUrl.trimmed());
    if (path == m_file)
        return;
    m_file = path;
    emit fileChanged();
}

QString FileController::fileName() const
{
    return QFileInfo(m_file).fileName();
}

bool FileController::fileExists() const
{
    return QFileInfo::exists(m_file);
}

QString FileController::dated(const QString &name) const
{
    const QString day = Display::local(m_session.clock().now()).toString(QStringLiteral("yyyy-MM-dd"));
    return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(name.arg(day));
}

void FileController::writeFile(std::function<QByteArray()> content, std::function<void(const Result<void> &)> then)
{
    const auto done = std::make_shared<Result<void>>();
    QtConcurrent::run(&m_worker, [content = std::move(content), done, path = m_file] {
        const QByteArray bytes = content();
        *done = bytes.isEmpty() ? fail(ErrorCode::VaultStorageFailed, QStringLiteral("content")) : writeDurably(path, bytes, {ErrorCode::VaultStorageFailed});
    }).then(this, [this, done, run = m_run, then = std::move(then)] {
        if (run == m_run)
            then(*done);
    });
}

} // namespace dd::citizen
