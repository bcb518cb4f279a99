#include "wallet/declaration_states.h"

#include <algorithm>
#include <span>

namespace dd::wallet {
namespace {

using State = StoredDeclaration::State;

std::span<const State> followers(State from)
{
    static constexpr State draft[] = {State::ConsentPending, State::Queued, State::Withdrawn, State::Expired};
    static constexpr State consentPending[] = {State::Draft, State::Queued, State::Withdrawn, State::Expired}; // Draft: not agreed to, changed
    // An answer to an earlier sending may come while it waits to be sent once more.
    static constexpr State queued[] = {State::Submitted, State::Received, State::Refused, State::Withdrawn, State::Expired};
    // Back to Queued when no answer came. It cannot be withdrawn before it is known whether it arrived.
    static constexpr State submitted[] = {State::Queued, State::Received, State::Refused};
    static constexpr State received[] = {State::SupplementRequired, State::Accepted, State::Refused, State::Withdrawn, State::Expired};
    static constexpr State supplementRequired[] = {State::Received, State::Accepted, State::Refused, State::Withdrawn, State::Expired};
    static constexpr State accepted[] = {State::Issued};
    switch (from) {
    case State::Draft:
        return draft;
    case State::ConsentPending:
        return consentPending;
    case State::Queued:
        return queued;
    case State::Submitted:
        return submitted;
    case State::Received:
        return received;
    case State::SupplementRequired:
        return supplementRequired;
    case State::Accepted:
        return accepted;
    case State::Refused:
    case State::Issued:
    case State::Withdrawn:
    case State::Expired:
        break;
    }
    return {};
}

} // namespace

bool canBecome(State from, State to)
{
    return from == to || std::ranges::find(followers(from), to) != followers(from).end();
}

bool needsReceipt(State state)
{
    return state == State::Received || state == State::SupplementRequired || state == State::Accepted || state == State::Issued;
}

bool receiptMayLead(State from, State to)
{
    if (from == State::Draft || from == State::ConsentPending)
        return false;
    QList<State> seen{from};
    for (qsizetype at = 0; at < seen.size(); ++at) {
        for (const State next : followers(seen.at(at))) {
            if (!seen.contains(next))
                seen.append(next);
        }
    }
    return seen.contains(to);
}

} // namespace dd::wallet
