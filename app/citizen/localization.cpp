#include "app/citizen/localization.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

namespace dd::citizen {

Localization::Localization(QObject *parent)
    : QObject(parent)
{
    QLocale::setDefault(QLocale(QLocale::Vietnamese, QLocale::Vietnam));
}

Localization::~Localization()
{
    removeTranslators();
}

void Localization::removeTranslators()
{
    for (const auto &translator : m_translators)
        QCoreApplication::removeTranslator(translator.get());
    m_translators.clear();
}

void Localization::setCode(const QString &code)
{
    const Language wanted = code == QLatin1String("en") ? Language::English : Language::Vietnamese;
    if (wanted == m_language)
        return;
    m_language = wanted;
    removeTranslators();
    if (wanted == Language::English) {
        const QStringList files = QDir(QStringLiteral(":/i18n")).entryList({QStringLiteral("*_en.qm")});
        for (const QString &file : files) {
            auto translator = std::make_unique<QTranslator>();
            if (translator->load(QStringLiteral(":/i18n/") + file) && QCoreApplication::installTranslator(translator.get()))
                m_translators.push_back(std::move(translator));
        }
        QLocale::setDefault(QLocale(QLocale::English, QLocale::Vietnam));
    } else {
        QLocale::setDefault(QLocale(QLocale::Vietnamese, QLocale::Vietnam));
    }
    emit changed();
}

} // namespace dd::citizen
