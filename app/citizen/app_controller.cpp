#include "app/citizen/app_controller.h"

#include "app/citizen/auto_lock.h"
#include "app/citizen/services.h"

namespace dd::citizen {
namespace {

int boundedIdle(int seconds)
{
    return qBound(AutoLock::shortestIdleSeconds, seconds, AutoLock::longestIdleSeconds);
}

} // namespace

AppController::AppController(Services &services, Localization &localization, const QString &languageFromCommandLine, QObject *parent)
    : Controller(localization, parent)
    , m_services(services)
    , m_settings(services.profile + QStringLiteral("/preferences.ini"), QSettings::IniFormat)
{
    connect(&localization, &Localization::changed, this, &AppController::languageChanged);
    m_languageChosen = m_settings.contains(QStringLiteral("language"));
    localization.setCode(languageFromCommandLine.isEmpty() ? m_settings.value(QStringLiteral("language")).toString() : languageFromCommandLine);
    m_look = static_cast<Look>(qBound(0, m_settings.value(QStringLiteral("look"), 0).toInt(), 2));
    m_textScale = qBound(1.0, m_settings.value(QStringLiteral("textScale"), 1.0).toDouble(), 2.0);
    // Kept in the open like the language: whoever can edit it gains nothing beyond the bounds.
    m_idleSeconds = boundedIdle(m_settings.value(QStringLiteral("idleSeconds"), AutoLock::longestIdleSeconds).toInt());
    setError(services.startUpProblem);
}

void AppController::setLanguage(const QString &code)
{
    localization().setCode(code);
    if (m_languageChosen)
        m_settings.setValue(QStringLiteral("language"), language());
}

void AppController::confirmLanguage()
{
    m_settings.setValue(QStringLiteral("language"), language());
    m_languageChosen = true;
    emit languageChosenChanged();
}

void AppController::forgetLanguageChoice()
{
    m_settings.remove(QStringLiteral("language"));
    m_languageChosen = false;
    emit languageChosenChanged();
}

void AppController::setLook(Look look)
{
    if (look == m_look)
        return;
    m_look = look;
    m_settings.setValue(QStringLiteral("look"), static_cast<int>(look));
    emit lookChanged();
}

void AppController::setTextScale(double scale)
{
    scale = qBound(1.0, scale, 2.0);
    if (qFuzzyCompare(scale, m_textScale))
        return;
    m_textScale = scale;
    m_settings.setValue(QStringLiteral("textScale"), scale);
    emit textScaleChanged();
}

void AppController::setIdleSeconds(int seconds)
{
    seconds = boundedIdle(seconds);
    if (seconds == m_idleSeconds)
        return;
    m_idleSeconds = seconds;
    m_settings.setValue(QStringLiteral("idleSeconds"), seconds);
    emit idleSecondsChanged();
}

bool AppController::isDemo() const
{
    return m_services.demo;
}

bool AppController::hasAuthority() const
{
    return !m_services.authority.isEmpty();
}

QString AppController::version() const
{
    return QStringLiteral(DINHDANH_VERSION);
}

} // namespace dd::citizen
