// Looks and language: what may be known before the wallet is unlocked. Nothing personal is kept here.
#pragma once

#include "app/citizen/controller.h"

#include <QSettings>

namespace dd::citizen {

struct Services;

class AppController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(App)
    QML_SINGLETON
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged FINAL)
    Q_PROPERTY(Look look READ look WRITE setLook NOTIFY lookChanged FINAL)
    Q_PROPERTY(double textScale READ textScale WRITE setTextScale NOTIFY textScaleChanged FINAL)
    Q_PROPERTY(int idleSeconds READ idleSeconds WRITE setIdleSeconds NOTIFY idleSecondsChanged FINAL) // until the wallet locks itself
    Q_PROPERTY(bool demo READ isDemo CONSTANT FINAL)
    Q_PROPERTY(bool hasAuthority READ hasAuthority CONSTANT FINAL)
    Q_PROPERTY(QString version READ version CONSTANT FINAL)
    Q_PROPERTY(bool languageChosen READ isLanguageChosen NOTIFY languageChosenChanged FINAL)
public:
    enum class Look { Light, Dark, Contrast };
    Q_ENUM(Look)

    AppController(Services &services, Localization &localization, const QString &languageFromCommandLine, QObject *parent = nullptr);
    static AppController *create(QQmlEngine *engine, QJSEngine *) { return provided<AppController>(engine); }

    [[nodiscard]] QString language() const { return localization().code(); }
    void setLanguage(const QString &code);
    [[nodiscard]] Look look() const { return m_look; }
    void setLook(Look look);
    [[nodiscard]] double textScale() const { return m_textScale; }
    void setTextScale(double scale);
    [[nodiscard]] int idleSeconds() const { return m_idleSeconds; }
    void setIdleSeconds(int seconds);
    [[nodiscard]] bool isDemo() const;
    [[nodiscard]] bool hasAuthority() const;
    [[nodiscard]] QString version() const;
    [[nodiscard]] bool isLanguageChosen() const { return m_languageChosen; }
    Q_INVOKABLE void confirmLanguage();
    Q_INVOKABLE void forgetLanguageChoice(); // after everything was erased, the first page comes back

signals:
    void languageChanged();
    void lookChanged();
    void textScaleChanged();
    void idleSecondsChanged();
    void languageChosenChanged();

private:
    Services &m_services;
    QSettings m_settings;
    Look m_look = Look::Light;
    double m_textScale = 1.0;
    int m_idleSeconds = 0;
    bool m_languageChosen = false;
};

} // namespace dd::citizen
