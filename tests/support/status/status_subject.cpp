// Opens a folder of status lists and says by how much it grew:
//
//     status_subject FOLDER
//
// prints "shards bitmaps resident", the last two in bytes; resident is what it has of its own, without the libraries' files.
#include "tests/support/status/status_lists.h"

#include <cstdio>
#include <malloc.h>
#include <unistd.h>

using namespace dd;

namespace {

qint64 residentBytes()
{
    malloc_trim(0);
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return -1;
    const QList<QByteArray> pages = statm.readAll().split(' ');
    return (pages.value(1).toLongLong() - pages.value(2).toLongLong()) * ::sysconf(_SC_PAGESIZE);
}

} // namespace

int main(int argc, char *argv[])
{
    const test::StatusParties parties;
    trust::StatusStore store;
    const qint64 before = residentBytes();
    if (argc != 2 || !store.openFolder(QFile::decodeName(argv[1]), parties.trust))
        return 2;
    const qint64 after = residentBytes();
    std::printf("%lld %lld %lld\n", static_cast<long long>(store.held().size()), static_cast<long long>(store.residentBytes()),
                static_cast<long long>(after - before));
    return 0;
}
