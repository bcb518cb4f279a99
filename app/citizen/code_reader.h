// Where the texts of codes that are held up to the phone come from: a picture in a file today, the camera later. Whoever waits for
// a code listens here and picks the one it knows.
#pragma once

#include "core/base/error.h"

#include <QObject>
#include <QQmlEngine>
#include <QStringList>

namespace dd::citizen {

class CodeReader : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(CodeReader)
    QML_UNCREATABLE("Each task that reads codes has its own")
    Q_PROPERTY(bool reading READ isReading NOTIFY readingChanged FINAL)
public:
    using QObject::QObject;
    [[nodiscard]] bool isReading() const { return m_reading; }
    // A path as typed, or a file: URL as dropped or chosen. One picture at a time.
    Q_INVOKABLE void readPicture(const QString &pathOrUrl);

signals:
    void readingChanged();
    void found(const QStringList &texts); // one or more
    void failed(const dd::Error &error);  // PictureUnreadable, QrNotFound

private:
    bool m_reading = false;
};

} // namespace dd::citizen
