#include "app/citizen/code_reader.h"

#include "app/citizen/picture_reader.h"

#include <QFuture>
#include <QtConcurrentRun>

namespace dd::citizen {

void CodeReader::readPicture(const QString &pathOrUrl)
{
    if (m_reading || pathOrUrl.trimmed().isEmpty())
        return;
    m_reading = true;
    emit readingChanged();
    QtConcurrent::run([path = localPath(pathOrUrl)] { return readQrFromPicture(path); }).then(this, [this](const Result<QStringList> &texts) {
        m_reading = false;
        emit readingChanged();
        if (texts)
            emit found(*texts);
        else
            emit failed(texts.error());
    });
}

} // namespace dd::citizen
