#include "app/counter/counter_controller.h"

#include "app/counter/code_source.h"
#include "core/base/log.h"

#include <algorithm>
#include <QDir>
#include <QSettings>

namespace dd::counter {
namespace {

constexpr int ageEveryMs = 20 * 1000;
// A person's data does not stay on a screen that nobody uses.
constexpr int forgetAfterMs = 90 * 1000;

QString localPath(const QString &pathOrUrl)
{
    const QString text = pathOrUrl.trimmed();
    if (text.startsWith(QLatin1String("file:")))
        return QUrl(text).toLocalFile();
    return text;
}

// Of several codes in one picture the worst decides.
int badness(trust::Overall overall)
{
    return overall == trust::Overall::Invalid ? 2 : overall == trust::Overall::CannotCheck ? 1 : 0;
}

} // namespace

CounterController::CounterController(const Options &options, const Clock &clock, Random &random, QObject *parent)
    : QObject(parent), m_options(options), m_clock(clock), m_desk(clock, this)
{
    readLooks();
    if (options.language)
        m_language = *options.language;
    Result<std::unique_ptr<Post>> post = Post::open(options, clock, random);
    if (post) {
        m_post = std::move(*post);
        if (m_post->trustProblem())
            setNotice(QStringLiteral("warn"), m_post->trustProblem());
    } else {
        m_postError = post.error();
        setNotice(QStringLiteral("error"), m_postError);
    }
    m_desk.setPost(m_post.get());
    connect(&m_desk, &ChallengeDesk::refused, this, &CounterController::showTrouble);
    connect(&m_desk, &ChallengeDesk::questionChanged, this, [this] {
        if (!m_desk.code().isEmpty())
            clear(); // the question takes the verdict's place
    });
    connect(&m_ageTimer, &QTimer::timeout, this, [this] {
        if (m_post)
            m_post->takeInNowAndThen();
        emit trustChanged();
    });
    m_ageTimer.start(ageEveryMs);
    m_forgetTimer.setSingleShot(true);
    connect(&m_forgetTimer, &QTimer::timeout, this, &CounterController::clear);
}

CounterController::~CounterController() = default;

void CounterController::keepUpdated(platform::Network &network, Random &random)
{
    if (!m_post || m_options.updateFrom.isEmpty())
        return;
    m_updater = std::make_unique<ListUpdater>(*m_post, network, random, m_options.updateFrom);
    connect(m_updater.get(), &ListUpdater::finished, this, &CounterController::showUpdate);
    m_updater->runOnTimer();
}

// A counter without a network works on, and says why its lists grow old.
void CounterController::showUpdate(const UpdateReport &report)
{
    if (!report.troubles.isEmpty())
        setNotice(QStringLiteral("warn"), report.troubles.constFirst());
    else if (report.listChanged || report.rootChanged)
        setNotice(QStringLiteral("ok"), std::nullopt);
    else
        setNotice({}, std::nullopt);
    emit trustChanged();
}

void CounterController::submit(const QString &text)
{
    judge(codesInText(text));
}

void CounterController::openPicture(const QString &pathOrUrl)
{
    const Result<QStringList> codes = codesInPictureFile(localPath(pathOrUrl));
    if (!codes)
        return showTrouble(codes.error());
    judge(*codes);
}

void CounterController::judge(const QStringList &codes)
{
    if (codes.isEmpty())
        return;
    if (!m_post)
        return showTrouble(*m_postError);
    std::optional<trust::Verdict> worst;
    for (const QString &code : codes) {
        trust::Verdict verdict = m_post->check(code);
        if (!worst || badness(verdict.overall) > badness(worst->overall))
            worst = std::move(verdict);
    }
    show(std::move(*worst));
}

void CounterController::show(trust::Verdict verdict)
{
    m_verdict = std::move(verdict);
    if (m_verdict->mode == trust::Mode::Challenge)
        m_desk.close(); // answered, well or badly
    m_inputError.reset();
    m_checkedAt = m_clock.now();
    ++m_scans;
    m_rows.set(VerdictText::rows(*m_verdict));
    m_forgetTimer.start(forgetAfterMs);
    qCInfo(logApp, "verdict %s, step %s", qUtf8Printable(trust::name(m_verdict->overall)), qUtf8Printable(trust::name(m_verdict->failedStep)));
    emit verdictChanged();
    emit wordsChanged();
}

void CounterController::showTrouble(const Error &error)
{
    m_verdict.reset();
    m_inputError = error;
    m_checkedAt = m_clock.now();
    ++m_scans;
    m_rows.set({});
    m_forgetTimer.start(forgetAfterMs);
    emit verdictChanged();
    emit wordsChanged();
}

void CounterController::clear()
{
    m_verdict.reset();
    m_inputError.reset();
    m_checkedAt = 0;
    m_rows.set({});
    m_forgetTimer.stop();
    emit verdictChanged();
    emit wordsChanged();
}

void CounterController::updateTrust(const QString &pathOrUrl)
{
    if (!m_post)
        return;
    if (const Result<void> offered = m_post->offerTrustListFile(localPath(pathOrUrl)); !offered)
        setNotice(QStringLiteral("error"), offered.error());
    else
        setNotice(QStringLiteral("ok"), std::nullopt);
    emit trustChanged();
}

const std::optional<Error> &CounterController::trouble() const
{
    return m_verdict ? m_verdict->error : m_inputError;
}

CounterController::Phase CounterController::phase() const
{
    if (m_inputError)
        return Phase::CannotCheck;
    if (!m_verdict)
        return Phase::Ready;
    switch (m_verdict->overall) {
    case trust::Overall::Valid:
        return Phase::Valid;
    case trust::Overall::Invalid:
        return Phase::Invalid;
    case trust::Overall::CannotCheck:
        break;
    }
    return Phase::CannotCheck;
}

QString CounterController::headline() const
{
    if (m_inputError)
        return VerdictText::headline(trust::Overall::CannotCheck);
    return m_verdict ? VerdictText::headline(m_verdict->overall) : tr("SẴN SÀNG");
}

QString CounterController::reason() const
{
    return trouble() ? errorMessage(trouble()->code, m_language) : QString();
}

QString CounterController::advice() const
{
    return trouble() ? errorAdvice(trouble()->code, m_language) : QString();
}

QString CounterController::errorCode() const
{
    return trouble() ? errorId(trouble()->code) : QString();
}

QString CounterController::failedStep() const
{
    return m_verdict && m_verdict->failedStep != trust::Step::None ? trust::name(m_verdict->failedStep) : QString();
}

QString CounterController::who() const
{
    return m_verdict ? VerdictText::who(*m_verdict) : QString();
}

QString CounterController::what() const
{
    return m_verdict ? VerdictText::what(*m_verdict) : QString();
}

QString CounterController::until() const
{
    return m_verdict ? VerdictText::until(*m_verdict) : QString();
}

QString CounterController::checkedAt() const
{
    return m_checkedAt == 0 ? QString() : VerdictText::moment(m_checkedAt);
}

QString CounterController::trustText() const
{
    const trust::TrustList *list = m_post ? m_post->trustList() : nullptr;
    if (!list)
        return tr("Chưa có danh sách tin cậy");
    const qint64 now = m_clock.now();
    QString text = tr("Danh sách tin cậy số %1, %2").arg(list->sequence).arg(VerdictText::age(std::max<qint64>(0, now - list->issued)));
    if (now > list->nextUpdate)
        text += tr(" · quá hạn cập nhật");
    return text;
}

QString CounterController::trustKind() const
{
    const trust::TrustList *list = m_post ? m_post->trustList() : nullptr;
    if (!list)
        return QStringLiteral("error");
    if (m_clock.now() > list->nextUpdate)
        return QStringLiteral("warn");
    return list->demo ? QStringLiteral("demo") : QStringLiteral("ok");
}

void CounterController::setNotice(const QString &kind, const std::optional<Error> &error)
{
    m_noticeKind = kind;
    m_noticeError = error;
    emit noticeChanged();
}

QString CounterController::notice() const
{
    if (m_noticeError) {
        const QString id = errorId(m_noticeError->code);
        return QStringLiteral("%1 %2 (%3)")
            .arg(errorMessage(m_noticeError->code, m_language), errorAdvice(m_noticeError->code, m_language),
                 m_noticeError->detail.isEmpty() ? id : QStringLiteral("%1: %2").arg(id, m_noticeError->detail));
    }
    return m_noticeKind == QLatin1String("ok") ? tr("Đã cập nhật danh sách tin cậy.") : QString();
}

void CounterController::setLanguage(const QString &language)
{
    const Language wanted = language == QLatin1String("en") ? Language::English : Language::Vietnamese;
    if (wanted == m_language)
        return;
    m_language = wanted;
    writeLooks();
    emit languageChanged();
}

void CounterController::retranslate()
{
    if (m_verdict)
        m_rows.set(VerdictText::rows(*m_verdict));
    emit wordsChanged();
    emit trustChanged();
    emit noticeChanged();
    m_desk.retranslate(m_language);
}

void CounterController::setThemeMode(int mode)
{
    const int bounded = std::clamp(mode, 0, 2);
    if (bounded == m_themeMode)
        return;
    m_themeMode = bounded;
    writeLooks();
    emit looksChanged();
}

void CounterController::setTextScale(qreal scale)
{
    const qreal bounded = std::clamp(scale, 1.0, 2.0);
    if (qFuzzyCompare(bounded, m_textScale))
        return;
    m_textScale = bounded;
    writeLooks();
    emit looksChanged();
}

void CounterController::readLooks()
{
    if (m_options.stateFolder.isEmpty())
        return;
    const QSettings looks(QDir(m_options.stateFolder).filePath(QStringLiteral("looks.ini")), QSettings::IniFormat);
    m_language = looks.value(QStringLiteral("language")).toString() == QLatin1String("en") ? Language::English : Language::Vietnamese;
    m_themeMode = std::clamp(looks.value(QStringLiteral("theme"), 0).toInt(), 0, 2);
    m_textScale = std::clamp(looks.value(QStringLiteral("textScale"), 1.0).toDouble(), 1.0, 2.0);
}

void CounterController::writeLooks() const
{
    if (m_options.stateFolder.isEmpty())
        return;
    QSettings looks(QDir(m_options.stateFolder).filePath(QStringLiteral("looks.ini")), QSettings::IniFormat);
    looks.setValue(QStringLiteral("language"), language());
    looks.setValue(QStringLiteral("theme"), m_themeMode);
    looks.setValue(QStringLiteral("textScale"), m_textScale);
}

} // namespace dd::counter
