// Randomness comes in through this door, so that worked examples can be replayed byte for byte.
#pragma once

#include "core/base/secret.h"

#include <QByteArray>

namespace dd {

class Random
{
public:
    virtual ~Random() = default;
    virtual void fill(unsigned char *data, std::size_t size) = 0;

    [[nodiscard]] QByteArray bytes(qsizetype size);
    [[nodiscard]] Secret secret(std::size_t size);
};

// The operating system's generator through libsodium.
class SystemRandom final : public Random
{
public:
    void fill(unsigned char *data, std::size_t size) override;
};

} // namespace dd
