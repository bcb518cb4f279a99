#include "core/base/random.h"

#include <sodium.h>

namespace dd {

QByteArray Random::bytes(qsizetype size)
{
    QByteArray out(size, Qt::Uninitialized);
    fill(reinterpret_cast<unsigned char *>(out.data()), static_cast<std::size_t>(size));
    return out;
}

Secret Random::secret(std::size_t size)
{
    Secret out(size);
    if (!out.isEmpty())
        fill(out.data(), out.size());
    return out;
}

void SystemRandom::fill(unsigned char *data, std::size_t size)
{
    if (sodium_init() < 0)
        qFatal("libsodium could not be initialised");
    randombytes_buf(data, size);
}

} // namespace dd
