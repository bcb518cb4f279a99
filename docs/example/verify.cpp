// verify ROOT TRUST-LIST CODE: what the code in a text file says, without a network (docs/integrating.md).
#include <core/crypto/self_test.h>
#include <core/identity/code_lists.h>
#include <core/trust/verifier.h>
#include <cstdio>
#include <QFile>

static QByteArray load(const char *path)
{
    QFile file(QString::fromLocal8Bit(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int main(int argc, char *argv[])
{
    if (argc != 4 || !dd::crypto::selfTest())
        return 64;
    const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(load(argv[1])));
    const auto list = root ? dd::trust::openTrustList(load(argv[2]), *root) : std::unexpected(root.error());
    const dd::SystemClock clock;
    dd::trust::MemoryReplayCache seen(clock); // the gates of one post share openFileReplayCache instead
    dd::trust::Verifier verifier(list ? &*list : nullptr, seen, clock);
    const dd::trust::Verdict verdict = verifier.verify(QString::fromUtf8(load(argv[3])).trimmed());
    std::printf("%s%s\n", qPrintable(name(verdict.overall)), verdict.demo ? " (DEMO)" : "");
    if (const auto &error = list ? verdict.error : list.error())
        std::printf("%s\n", qPrintable(dd::errorMessage(error->code, dd::Language::English)));
    if (verdict.claims && verdict.claims->pass)
        std::printf("to %s\n", qPrintable(dd::identity::ProvinceTable::builtIn().fullName(verdict.claims->pass->to.province, QDate::currentDate())));
    return static_cast<int>(verdict.overall); // valid 0, invalid 1, cannot be checked 2
}
