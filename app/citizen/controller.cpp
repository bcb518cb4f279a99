#include "app/citizen/controller.h"

namespace dd::citizen {

UserMessage describe(const std::optional<Error> &error, Language language)
{
    UserMessage message;
    if (!error)
        return message;
    message.shown = true;
    message.text = errorMessage(error->code, language);
    message.advice = errorAdvice(error->code, language);
    message.code = errorId(error->code);
    message.stage = error->stage;
    message.triesLeft = error->triesLeft.value_or(-1);
    if (error->code == ErrorCode::AuthorityRefused)
        message.reason = error->detail;
    return message;
}

Controller::Controller(Localization &localization, QObject *parent)
    : QObject(parent)
    , m_localization(localization)
{
    connect(&localization, &Localization::changed, this, [this] {
        retranslate();
        emit messageChanged();
    });
}

void Controller::setError(std::optional<Error> error)
{
    if (!m_error && !error)
        return;
    m_error = std::move(error);
    emit messageChanged();
}

} // namespace dd::citizen
