// What the command line prints of verdicts, as text or as JSON, and what it ends with.
#pragma once

#include "app/counter/post.h"

#include <QIODevice>
#include <QJsonObject>

namespace dd::counter {

enum ExitCode : int { ExitValid = 0, ExitInvalid = 1, ExitCannotCheck = 2, ExitUsage = 64 };

class VerdictReporter
{
public:
    VerdictReporter(bool json, const Clock &clock, QIODevice &output, QIODevice &errors)
        : m_json(json), m_clock(clock), m_output(output), m_errors(errors)
    {
    }

    // Null when there is nothing to judge with; why has been said.
    [[nodiscard]] std::unique_ptr<Post> openPost(const Options &options, Random &random);
    void say(const trust::Verdict &verdict);
    void say(const Error &error);
    void say(const QJsonObject &object, const QString &text); // neither good nor bad
    void warn(const Error &error);
    // One code per line, one verdict per code, until the input ends.
    void judgeLines(Post &post, QIODevice &input);

    // An invalid code outweighs one that cannot be checked, and both outweigh a valid one.
    [[nodiscard]] int exitCode() const;

private:
    void line(const QJsonObject &object);

    const bool m_json;
    const Clock &m_clock;
    QIODevice &m_output;
    QIODevice &m_errors;
    bool m_sawOne = false;
    bool m_invalid = false;
    bool m_cannotCheck = false;
};

} // namespace dd::counter
