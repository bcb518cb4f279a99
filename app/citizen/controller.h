// What every controller shares: an error in words that follow the language, and the way QML finds its singletons.
#pragma once

#include "app/citizen/localization.h"
#include "core/base/error.h"

#include <QJSEngine>
#include <QObject>
#include <QQmlEngine>
#include <optional>

namespace dd::citizen {

// An error as a person sees it: what happened, what to do, and the code to search for.
class UserMessage
{
    Q_GADGET
    QML_VALUE_TYPE(userMessage)
    Q_PROPERTY(bool shown MEMBER shown FINAL)
    Q_PROPERTY(QString text MEMBER text FINAL)
    Q_PROPERTY(QString advice MEMBER advice FINAL)
    Q_PROPERTY(QString code MEMBER code FINAL)
    Q_PROPERTY(QString reason MEMBER reason FINAL) // the authority's own words, where it refused
    Q_PROPERTY(QString stage MEMBER stage FINAL)   // the step or file that failed, in the field's own words: "PACE step 2", "DG2"
    Q_PROPERTY(int triesLeft MEMBER triesLeft FINAL) // as a chip told it; -1 where it told nothing
public:
    bool shown = false;
    QString text;
    QString advice;
    QString code;
    QString reason;
    QString stage;
    int triesLeft = -1;
};

[[nodiscard]] UserMessage describe(const std::optional<Error> &error, Language language);

// Subclasses name it with its namespace: Qt 6.4's type registrar takes the base's name as written.
class Controller : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Controller)
    QML_UNCREATABLE("One per task, made by the composition")
    Q_PROPERTY(dd::citizen::UserMessage message READ message NOTIFY messageChanged FINAL)
public:
    explicit Controller(Localization &localization, QObject *parent = nullptr);

    [[nodiscard]] UserMessage message() const { return describe(m_error, m_localization.language()); }
    Q_INVOKABLE void dismissMessage() { setError({}); }

signals:
    void messageChanged();

protected:
    void setError(std::optional<Error> error);
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] Localization &localization() const { return m_localization; }
    // Texts built in C++ must follow a change of language; called after it.
    virtual void retranslate() {}

private:
    Localization &m_localization;
    std::optional<Error> m_error;
};

// The composition hands its controllers to one engine under their class name; a QML singleton looks itself up there.
// No global state: two engines in one process (tests) have two sets.
template <typename T>
void provide(QQmlEngine &engine, T &controller)
{
    engine.setProperty(T::staticMetaObject.className(), QVariant::fromValue<QObject *>(&controller));
}

template <typename T>
[[nodiscard]] T *provided(QQmlEngine *engine)
{
    auto *controller = qobject_cast<T *>(engine->property(T::staticMetaObject.className()).template value<QObject *>());
    Q_ASSERT(controller);
    QJSEngine::setObjectOwnership(controller, QJSEngine::CppOwnership);
    return controller;
}

} // namespace dd::citizen
