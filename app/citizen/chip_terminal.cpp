#include "app/citizen/chip_terminal.h"

#include <QThread>

#include <condition_variable>
#include <mutex>

namespace dd::citizen {

namespace {

// Between the two threads; whichever is later finds it still there.
struct Rendezvous
{
    std::mutex mutex;
    std::condition_variable_any arrived;
    std::optional<Result<credential::EnrolChipChallenge>> answer;
};

} // namespace

Result<nfc::RemoteChipMessage> askChipTerminal(AuthorityClient &authority, const credential::EnrolChip &question, std::stop_token stop,
                                               std::chrono::milliseconds patience)
{
    Q_ASSERT(QThread::currentThread() != authority.thread());
    const auto meeting = std::make_shared<Rendezvous>();
    QMetaObject::invokeMethod(
        &authority,
        [&authority, question, meeting] {
            authority.enrolChip(question).then(&authority, [meeting](const Result<credential::EnrolChipChallenge> &answer) {
                const std::scoped_lock lock(meeting->mutex);
                meeting->answer = answer;
                meeting->arrived.notify_all();
            });
        },
        Qt::QueuedConnection);

    std::unique_lock lock(meeting->mutex);
    if (!meeting->arrived.wait_for(lock, stop, patience, [&] { return meeting->answer.has_value(); })) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("chip authentication"));
        return fail(ErrorCode::NetworkUnavailable, QStringLiteral("/enrol/chip"), QStringLiteral("no answer while the card lay there"));
    }
    const Result<credential::EnrolChipChallenge> &answer = *meeting->answer;
    if (!answer)
        return fail(answer.error());
    return nfc::RemoteChipMessage{{answer->mse, answer->generalAuthenticate}, answer->firstCommand};
}

} // namespace dd::citizen
