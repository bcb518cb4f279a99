#include "app/counter/verify_command.h"

#include "app/counter/code_source.h"
#include "app/counter/shifted_clock.h"
#include "app/counter/verdict_reporter.h"

namespace dd::counter {

int runVerify(const Options &options, const Clock &system, Random &random, QIODevice &input, QIODevice &output, QIODevice &errors)
{
    const ShiftedClock clock(system, options.at.value_or(system.now()));

    VerdictReporter reporter(options.json, clock, output, errors);
    const std::unique_ptr<Post> post = reporter.openPost(options, random);
    if (!post)
        return reporter.exitCode();
    if (options.textFile == QLatin1String("-")) {
        reporter.judgeLines(*post, input);
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
        reporter.say(post->check(code));
    return reporter.exitCode();
}

} // namespace dd::counter
