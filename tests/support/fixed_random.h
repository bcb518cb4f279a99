// A "random" source that says what it was told, so that worked examples can be replayed.
#pragma once

#include "core/base/random.h"

#include <cstring>

namespace dd::test {

class FixedRandom final : public Random
{
public:
    explicit FixedRandom(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
            data[i] = static_cast<unsigned char>(m_bytes.at(m_position++ % m_bytes.size()));
    }

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

} // namespace dd::test
