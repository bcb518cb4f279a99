// One gate of a post: `replay_gate CACHE GATE CODES [SIGNAL ACCEPTED]` is shown the codes 0 … CODES-1, one after the other, and prints
// a line "CODE ANSWER" for each. With SIGNAL it sends that signal to itself between writing what it accepts and syncing it, once it has
// accepted so many; the line "CODE W" comes first.
#include "core/base/file_faults.h"
#include "core/trust/replay_cache.h"

#include <QFile>
#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace dd;
using Answer = trust::ReplayCache::Answer;

namespace {

void print(int code, char what)
{
    char line[32];
    const int size = std::snprintf(line, sizeof(line), "%d %c\n", code, what);
    (void)!::write(STDOUT_FILENO, line, static_cast<std::size_t>(size)); // past every buffer: the next step may be the last
}

char letter(Answer answer)
{
    switch (answer) {
    case Answer::Fresh: return 'F';
    case Answer::Held: return 'H';
    case Answer::Replayed: return 'R';
    case Answer::Unsure: break;
    }
    return 'U';
}

class SignalBeforeSync final : public FileFaults
{
public:
    SignalBeforeSync(QByteArray file, int signal, int accepted) : m_file(std::move(file)), m_signal(signal), m_left(accepted) {}
    qsizetype before(FileStep step, const QByteArray &name, QByteArrayView, qsizetype) override
    {
        if (step == FileStep::Sync && name == m_file && m_left-- == 0) {
            print(code, 'W');
            ::raise(m_signal);
        }
        return goOn;
    }
    int code = 0;

private:
    QByteArray m_file;
    int m_signal;
    int m_left;
};

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 4 && argc != 6)
        return 64;
    const SystemClock clock;
    const auto cache = trust::openFileReplayCache(QFile::decodeName(argv[1]), QString::fromLocal8Bit(argv[2]), clock);
    if (!cache)
        return 1;
    SignalBeforeSync faults(argv[1], argc == 6 ? std::atoi(argv[4]) : 0, argc == 6 ? std::atoi(argv[5]) : -1);
    setFileFaults(&faults);
    const QByteArray holder(32, 'h');
    for (int code = 0; code < std::atoi(argv[3]); ++code) {
        faults.code = code;
        print(code, letter((*cache)->check(holder, QByteArray::number(code), clock.now())));
    }
    return 0;
}
