#include "app/counter/verify_command.h"

#include "app/counter/code_source.h"
#include "app/counter/post.h"
#include "app/counter/shifted_clock.h"
#include "app/counter/verdict_json.h"
#include "app/counter/verdict_text.h"

#include <QJsonDocument>

namespace dd::counter {
namespace {

constexpr qint64 longestLine = 64 * 1024;

class Reporter
{
public:
    Reporter(const Options &options, const Clock &clock, QIODevice &output, QIODevice &errors)
        : m_json(options.json), m_clock(clock), m_output(output), m_errors(errors)
    {
    }

    void say(const trust::Verdict &verdict)
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

    void say(const Error &error)
    {
        m_cannotCheck = true;
        if (m_json)
            return line(toJson(error, m_clock.now()));
        put(m_errors, VerdictText::headline(trust::Overall::CannotCheck) + QLatin1Char('\n') + words(error, error.stage));
    }

    void warn(const Error &error) { put(m_errors, words(error, error.stage)); }

    [[nodiscard]] int exitCode() const
    {
        if (m_invalid)
            return ExitInvalid;
        return m_cannotCheck || !m_sawOne ? ExitCannotCheck : ExitValid;
    }

private:
    static QString words(const Error &error, const QString &step)
    {
        return QStringLiteral("  %1 %2 [%3]\n  %4\n")
            .arg(errorId(error.code), errorMessage(error.code, Language::Vietnamese), step, errorAdvice(error.code, Language::Vietnamese));
    }
    static void put(QIODevice &device, const QString &text) { device.write(text.toUtf8()); }
    void line(const QJsonObject &object) { m_output.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n'); }

    const bool m_json;
    const Clock &m_clock;
    QIODevice &m_output;
    QIODevice &m_errors;
    bool m_sawOne = false;
    bool m_invalid = false;
    bool m_cannotCheck = false;
};

void verifyStream(Post &post, QIODevice &input, Reporter &reporter)
{
    while (true) {
        const QByteArray bytes = input.readLine(longestLine);
        if (bytes.isEmpty())
            return;
        if (!bytes.endsWith('\n') && bytes.size() >= longestLine - 1) { // no code is this long: skip the rest of the line
            reporter.say(post.check(QString::fromUtf8(bytes)));
            for (QByteArray rest = input.readLine(longestLine); !rest.isEmpty() && !rest.endsWith('\n');)
                rest = input.readLine(longestLine);
            continue;
        }
        for (const QString &code : codesInText(QString::fromUtf8(bytes)))
            reporter.say(post.check(code));
    }
}

} // namespace

int runVerify(const Options &options, const Clock &system, QIODevice &input, QIODevice &output, QIODevice &errors)
{
    std::optional<ShiftedClock> shifted;
    if (options.at)
        shifted.emplace(system, *options.at);
    const Clock &clock = shifted ? *shifted : system;

    Reporter reporter(options, clock, output, errors);
    const Result<std::unique_ptr<Post>> post = Post::open(options, clock);
    if (!post) {
        reporter.say(post.error());
        return reporter.exitCode();
    }
    if ((*post)->trustProblem()) {
        // With no list in force every code would be "unknown issuer", which is not what is wrong.
        if ((*post)->trustList() == nullptr) {
            reporter.say(*(*post)->trustProblem());
            return reporter.exitCode();
        }
        reporter.warn(*(*post)->trustProblem());
    }
    if (options.textFile == QLatin1String("-")) {
        verifyStream(**post, input, reporter);
        return reporter.exitCode();
    }
    const Result<QStringList> codes = options.imageFile.isEmpty() ? codesInTextFile(options.textFile) : codesInPictureFile(options.imageFile);
    if (!codes) {
        reporter.say(codes.error());
        return reporter.exitCode();
    }
    if (codes->isEmpty())
        reporter.say(Error{ErrorCode::InvalidInput, QStringLiteral("text file"), QStringLiteral("no code in it"), {}});
    for (const QString &code : *codes)
        reporter.say((*post)->check(code));
    return reporter.exitCode();
}

} // namespace dd::counter
