#include "app/counter/verdict_reporter.h"

#include "app/counter/code_source.h"
#include "app/counter/verdict_json.h"
#include "app/counter/verdict_text.h"

#include <QJsonDocument>

namespace dd::counter {
namespace {

constexpr qint64 longestLine = 64 * 1024;

QString words(const Error &error, const QString &step)
{
    return QStringLiteral("  %1 %2 [%3]\n  %4\n")
        .arg(errorId(error.code), errorMessage(error.code, Language::Vietnamese), step, errorAdvice(error.code, Language::Vietnamese));
}

// The detail says which file, or which member of one.
QString words(const Error &error)
{
    return words(error, error.detail.isEmpty() ? error.stage : QStringLiteral("%1: %2").arg(error.stage, error.detail));
}

void put(QIODevice &device, const QString &text)
{
    device.write(text.toUtf8());
}

} // namespace

std::unique_ptr<Post> VerdictReporter::openPost(const Options &options, Random &random)
{
    Result<std::unique_ptr<Post>> post = Post::open(options, m_clock, random);
    if (!post) {
        say(post.error());
        return nullptr;
    }
    if (const std::optional<Error> &problem = (*post)->trustProblem()) {
        // With no list in force every code would be "unknown issuer", which is not what is wrong.
        if ((*post)->trustList() == nullptr) {
            say(*problem);
            return nullptr;
        }
        warn(*problem);
    }
    return std::move(*post);
}

void VerdictReporter::say(const trust::Verdict &verdict)
{
    m_sawOne = true;
    m_invalid |= verdict.overall == trust::Overall::Invalid;
    m_cannotCheck |= verdict.overall == trust::Overall::CannotCheck;
    if (m_json)
        return line(toJson(verdict, m_clock.now()));
    QString text = VerdictText::headline(verdict.overall);
    if (verdict.demo)
        text += QStringLiteral(" (DEMO)");
    text += QLatin1Char('\n');
    if (verdict.error)
        text += words(*verdict.error, trust::name(verdict.failedStep));
    if (verdict.claims)
        text += QStringLiteral("  %1\n  %2\n").arg(VerdictText::who(verdict), VerdictText::what(verdict));
    for (const Row &row : VerdictText::rows(verdict))
        text += QStringLiteral("  %1: %2\n").arg(row.label, row.value);
    put(m_output, text);
}

void VerdictReporter::say(const Error &error)
{
    m_cannotCheck = true;
    if (m_json)
        return line(toJson(error, m_clock.now()));
    put(m_errors, VerdictText::headline(trust::Overall::CannotCheck) + QLatin1Char('\n') + words(error));
}

void VerdictReporter::say(const QJsonObject &object, const QString &text)
{
    if (m_json)
        return line(object);
    put(m_output, text);
}

void VerdictReporter::warn(const Error &error)
{
    put(m_errors, words(error));
}

void VerdictReporter::judgeLines(Post &post, QIODevice &input)
{
    while (true) {
        const QByteArray bytes = input.readLine(longestLine);
        if (bytes.isEmpty())
            return;
        if (!bytes.endsWith('\n') && bytes.size() >= longestLine - 1) { // no code is this long: skip the rest of the line
            say(post.check(QString::fromUtf8(bytes)));
            for (QByteArray rest = input.readLine(longestLine); !rest.isEmpty() && !rest.endsWith('\n');)
                rest = input.readLine(longestLine);
            continue;
        }
        for (const QString &code : codesInText(QString::fromUtf8(bytes)))
            say(post.check(code));
    }
}

int VerdictReporter::exitCode() const
{
    if (m_invalid)
        return ExitInvalid;
    return m_cannotCheck || !m_sawOne ? ExitCannotCheck : ExitValid;
}

void VerdictReporter::line(const QJsonObject &object)
{
    m_output.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace dd::counter
