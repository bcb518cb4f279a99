// The language of the screen. Source texts are Vietnamese; English comes from a Qt Linguist file.
#pragma once

#include "core/base/error.h"

#include <QObject>
#include <QTranslator>
#include <memory>
#include <vector>

namespace dd::citizen {

class Localization : public QObject
{
    Q_OBJECT
public:
    explicit Localization(QObject *parent = nullptr);
    ~Localization() override;

    [[nodiscard]] Language language() const { return m_language; }
    [[nodiscard]] QString code() const { return m_language == Language::English ? QStringLiteral("en") : QStringLiteral("vi"); }
    void setCode(const QString &code); // anything but "en" is Vietnamese

signals:
    void changed();

private:
    void removeTranslators();

    Language m_language = Language::Vietnamese;
    std::vector<std::unique_ptr<QTranslator>> m_translators;
};

} // namespace dd::citizen
