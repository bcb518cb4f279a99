#include "core/trust/challenge_judge.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd;
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    const Result<credential::ReceivedChallenge> received = credential::parseChallenge(QString::fromLatin1(input));
    if (!received)
        return 0;
    // Nobody is registered here, so nobody may be named or be given more than the person.
    const FixedClock clock(received->challenge.issuedAt);
    const trust::TrustList list;
    const Result<trust::JudgedChallenge> judged = trust::judgeChallenge(*received, &list, clock);
    if (!judged || judged->registered || !judged->nameVi.isEmpty())
        __builtin_trap();
    for (const credential::Asked &each : judged->allowed) {
        if (!each.groups.isEmpty() && each.groups != QList{credential::Group::Person})
            __builtin_trap();
    }
    // What was read says the same when it is written again.
    if (!received->signedBy) {
        const Result<credential::ChallengeCode> again = credential::makeChallenge(received->challenge, nullptr);
        if (!again || again->answerNonce != received->answerNonce)
            __builtin_trap();
    }
    return 0;
}
