// Randomness that was written down beforehand, so that a worked example can be replayed byte for byte.
#pragma once

#include "core/base/random.h"

#include <QList>
#include <cstring>

namespace dd::test {

class ScriptedRandom final : public Random
{
public:
    explicit ScriptedRandom(QList<QByteArray> draws) : m_draws(std::move(draws)) {}
    void fill(unsigned char *data, std::size_t size) override
    {
        if (m_draws.isEmpty() || static_cast<std::size_t>(m_draws.first().size()) != size)
            qFatal("the script has no draw of %zu bytes", size);
        const QByteArray draw = m_draws.takeFirst();
        std::memcpy(data, draw.constData(), size);
    }

private:
    QList<QByteArray> m_draws;
};

} // namespace dd::test
