// interop_artefacts emit DIR NOW    writes one artefact of every format
// interop_artefacts verify DIR NOW  judges every *.status, *.vq1 and *.txt of DIR under DIR/root.cose, DIR/root-updates.cbor and
//                                   DIR/trust-list.cwt, one JSON object per line
// interop_artefacts ask DIR NOW     shows a challenge, signed when there is a DIR/counter.seed, and judges one answer a line
#include "tests/interop/artefacts.h"

#include <QStringList>
#include <cstdio>

int main(int argc, char *argv[])
{
    using namespace dd;
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (arguments.size() != 3)
        return 64;
    const QDir folder(arguments[1]);
    const qint64 now = arguments[2].toLongLong();
    const Result<void> done = arguments[0] == QLatin1String("emit")  ? interop::emitInto(folder, now)
                              : arguments[0] == QLatin1String("ask") ? interop::ask(folder, now)
                                                                     : interop::verifyAll(folder, now);
    if (!done)
        std::fprintf(stderr, "%s %s %s\n", qPrintable(errorId(done.error().code)), qPrintable(done.error().stage), qPrintable(done.error().detail));
    return done ? 0 : 1;
}
