// The counter's read-card as a program of its own, at the readers of tests/platform/with_pcscd.sh.
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>
#include <memory>

namespace dd::test {

struct Finished
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
};

inline std::unique_ptr<QProcess> startReadCard(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("*.debug=true;qt.*=false"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("none-needed")); // read-card asks for no display
    process->setProcessEnvironment(environment);
    process->start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"),
                   QStringList{QStringLiteral("read-card")} + arguments);
    if (!process->waitForStarted())
        qFatal("dinhdanh-counter is not built beside this test");
    return process;
}

inline Finished finish(QProcess &process, int milliseconds = 60000)
{
    if (!process.waitForFinished(milliseconds))
        qFatal("dinhdanh-counter does not end");
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Finished readCardWith(const QStringList &arguments, const QByteArray &typed = {})
{
    const auto process = startReadCard(arguments);
    process->write(typed);
    process->closeWriteChannel();
    return finish(*process);
}

inline QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

inline bool tellReaders(const QByteArray &line)
{
    QFile pipe(qEnvironmentVariable("DINHDANH_READER_CONTROL"));
    return pipe.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && pipe.write(line + '\n') == line.size() + 1;
}

inline bool cardOn(int reader)
{
    const QJsonArray readers = readCardWith(words("--list --json")).json().value(QLatin1String("readers")).toArray();
    return readers.size() == 2 && readers.at(reader).toObject().value(QLatin1String("card")).toBool();
}

} // namespace dd::test

#define DD_NEED_READERS                                                                                                                              \
    do {                                                                                                                                             \
        if (!qEnvironmentVariableIsSet("DINHDANH_READER_CONTROL"))                                                                                   \
            QSKIP("needs readers of its own: tests/platform/with_pcscd.sh --card DIR -- test_app_counter CLASS");                       \
    } while (false)
