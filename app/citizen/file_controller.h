// What the controllers share that write a file of the person's choice: where it goes, and a thread beside the window's to make it.
#pragma once

#include "app/citizen/controller.h"
#include "app/citizen/session.h"

#include <functional>
#include <QThreadPool>

namespace dd::citizen {

class FileController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(FileController)
    QML_UNCREATABLE("Backup, Export and Print are the three there are")
    Q_PROPERTY(QString file READ file WRITE setFile NOTIFY fileChanged FINAL) // a path as typed, or a file: URL as chosen
    Q_PROPERTY(QString fileName READ fileName NOTIFY fileChanged FINAL)
    Q_PROPERTY(bool fileExists READ fileExists NOTIFY fileChanged FINAL)
public:
    ~FileController() override { m_worker.waitForDone(); }
    void waitUntilIdle() { m_worker.waitForDone(); }

    [[nodiscard]] QString file() const { return m_file; }
    void setFile(const QString &pathOrUrl);
    [[nodiscard]] QString fileName() const;
    [[nodiscard]] bool fileExists() const;

signals:
    void fileChanged();

protected:
    FileController(Session &session, Localization &localization, QObject *parent);

    // In the documents folder; %1 of the name is the day, for a file's name says nothing about the person.
    [[nodiscard]] QString dated(const QString &name) const;
    // `content` runs on the worker; empty is a failure of it. `then` is not called when run() went on meanwhile: the file is there all the same.
    void writeFile(std::function<QByteArray()> content, std::function<void(const Result<void> &)> then);
    [[nodiscard]] int run() const { return m_run; }
    void forgetRun() { ++m_run; } // what an earlier run still brings finds another number

    Session &m_session;
    QThreadPool m_worker;

private:
    QString m_file;
    int m_run = 0;
};

} // namespace dd::citizen
