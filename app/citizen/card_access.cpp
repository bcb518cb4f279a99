// What opens the chip, and what a refusal leaves to choose from (access_policy.h); kept apart from the reading.
#include "app/citizen/card_controller.h"

#include "core/identity/card_expiry.h"

namespace dd::citizen {

bool CardController::isReady() const
{
    const auto key = m_access.key();
    return key && (!m_basicChosen || key->kind == nfc::AccessKey::Kind::Mrz) && (!isLastTry() || m_lastTryConfirmed);
}

bool CardController::areSuggestionsOffered() const
{
    return m_policy.mrzNeeded && !m_policy.paceFailed && !m_policy.suggestionsTried && m_policy.triesLeft.value_or(2) > 1 && m_printed
        && !identity::mrzInformationGuesses(*m_printed).isEmpty();
}

void CardController::chooseBasic(bool chosen)
{
    if (chosen == m_basicChosen || (chosen && !isBasicOffered()))
        return;
    m_basicChosen = chosen;
    if (chosen)
        m_access.askForMrz(); // it knows no CAN
    emit accessChanged();
}

void CardController::confirmLastTry(bool confirmed)
{
    m_lastTryConfirmed = confirmed;
    emit accessChanged();
}

void CardController::forgetRefusals()
{
    m_policy = {};
    m_basicChosen = false;
    m_lastTryConfirmed = false;
    emit accessChanged();
}

void CardController::startReading()
{
    if (isReady())
        begin({m_access.origin(), *m_access.key(), m_basicChosen, false, {}, 0});
}

void CardController::trySuggestions()
{
    if (!areSuggestionsOffered())
        return;
    const QList<QByteArray> all = identity::mrzInformationGuesses(*m_printed);
    begin({access::Key::SuggestedMrz, {nfc::AccessKey::Kind::Mrz, all.constFirst()}, false, false, all, 0});
}

// The chip was not opened, or the reading broke off. What comes next is the policy's; it happens within the same reading, with
// the card still in place.
void CardController::takeRefusal(const Error &error)
{
    const bool suggested = m_attempt.origin == access::Key::SuggestedMrz;
    const int left = suggested ? static_cast<int>(m_attempt.suggestions.size() - m_attempt.suggestion) - 1 : 0;
    access::Decision decision = access::decide(m_policy, {m_attempt.origin, m_attempt.basic, left}, error);
    m_policy = decision.state;
    m_lastTryConfirmed = false;
    emit accessChanged();
    switch (decision.next) {
    case access::Next::TryAgain:
        m_attempt.again = true;
        m_progress = {};
        emit progressChanged();
        return readChip();
    case access::Next::TryNext:
        m_attempt.key.value = m_attempt.suggestions.at(++m_attempt.suggestion);
        m_progress = {};
        emit progressChanged();
        return readChip();
    case access::Next::AskPrinted:
        m_access.dropDerivedCan();
        break;
    case access::Next::AskMrz:
        m_access.askForMrz();
        break;
    case access::Next::Report:
        break;
    }
    dispatch(flow::ReadFailed{decision.words ? Error{*decision.words, error.stage, {}, error.triesLeft} : error});
}

} // namespace dd::citizen
