#include "app/counter/challenge_command.h"

#include "app/counter/shifted_clock.h"
#include "core/qr/qr_code.h"
#include "core/trust/verdict_json.h"

#include <QImage>
#include <QJsonArray>

namespace dd::counter {
namespace {

constexpr int quietZone = 4;    // modules (ISO/IEC 18004 §6.3.8)
constexpr int modulePixels = 8;

Result<void> writePng(const QString &path, const QString &text)
{
    const Result<qr::ModuleMatrix> matrix = qr::makeQrCode(text, qr::ErrorCorrection::Low);
    if (!matrix)
        return fail(matrix.error());
    const int side = matrix->size + 2 * quietZone;
    QImage symbol(side, side, QImage::Format_Grayscale8);
    symbol.fill(Qt::white);
    for (int y = 0; y < matrix->size; ++y) {
        for (int x = 0; x < matrix->size; ++x) {
            if (matrix->isDark(x, y))
                symbol.scanLine(y + quietZone)[x + quietZone] = 0;
        }
    }
    if (!symbol.scaled(side * modulePixels, side * modulePixels).save(path, "PNG"))
        return fail(ErrorCode::CounterPictureUnwritable, QStringLiteral("picture"));
    return {};
}

QJsonArray toJson(const QList<credential::Asked> &asked)
{
    QJsonArray array;
    for (const credential::Asked &each : asked) {
        QJsonArray groups;
        for (const credential::Group group : each.groups)
            groups.append(trust::name(group));
        array.append(QJsonObject{{QStringLiteral("type"), trust::name(each.type)}, {QStringLiteral("groups"), groups}});
    }
    return array;
}

QJsonObject toJson(const Post::Question &question)
{
    return {{QStringLiteral("challenge"), question.text},
            {QStringLiteral("registered"), question.judged.registered},
            {QStringLiteral("allowed"), toJson(question.judged.allowed)},
            {QStringLiteral("refused"), toJson(question.judged.refused)}};
}

} // namespace

int runChallenge(const Options &options, const Clock &system, Random &random, QIODevice &input, QIODevice &output, QIODevice &errors)
{
    const ShiftedClock clock(system, options.at.value_or(system.now()));
    VerdictReporter reporter(options.json, clock, output, errors);
    const std::unique_ptr<Post> post = reporter.openPost(options, random);
    if (!post)
        return reporter.exitCode();
    const Result<Post::Question> question = post->ask(options.asked, options.purpose);
    const Result<void> pictured = !question || options.pngFile.isEmpty() ? Result<void>() : writePng(options.pngFile, question->text);
    if (!question || !pictured) {
        reporter.say(question ? pictured.error() : question.error());
        return reporter.exitCode();
    }
    reporter.say(toJson(*question), question->text + QLatin1Char('\n'));
    if (!question->judged.registered)
        errors.write("Quầy chưa đăng ký: điện thoại sẽ cảnh báo và chỉ cho xem họ tên, ngày sinh, giới tính, quốc tịch.\n"
                     "This counter is not registered: phones will warn and show no more than name, birth date, sex and nationality.\n");
    reporter.judgeLines(*post, input);
    return reporter.exitCode();
}

int runKey(const Options &options, const Clock &clock, Random &random, QIODevice &output, QIODevice &errors)
{
    const Result<QString> publicFile = makeCounterKey(options.stateFolder, random);
    if (!publicFile) {
        VerdictReporter reporter(false, clock, output, errors);
        reporter.say(publicFile.error());
        return reporter.exitCode();
    }
    output.write(publicFile->toUtf8() + '\n');
    return ExitValid;
}

} // namespace dd::counter
