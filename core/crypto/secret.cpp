// Lives beside libsodium, the only room that may include it; the shape is core/base/secret.h.
#include "core/base/secret.h"

#include <atomic>
#include <cstring>
#include <QByteArray>
#include <sodium.h>
#include <utility>

namespace dd {
namespace {

std::atomic<std::size_t> notLocked{0};

} // namespace

Secret::Secret(std::size_t size)
{
    if (size == 0 || sodium_init() < 0)
        return;
    m_data = static_cast<unsigned char *>(sodium_malloc(size));
    if (!m_data)
        return;
    m_size = size;
    // sodium_malloc() locks as well, and does not say when it could not.
    if (sodium_mlock(m_data, m_size) != 0)
        ++notLocked;
    sodium_memzero(m_data, m_size);
}

Secret::~Secret()
{
    clear();
}

Secret::Secret(Secret &&other) noexcept : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        clear();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret Secret::copyOf(QByteArrayView bytes)
{
    Secret secret(static_cast<std::size_t>(bytes.size()));
    if (!secret.isEmpty())
        std::memcpy(secret.m_data, bytes.data(), secret.m_size);
    return secret;
}

void Secret::clear() noexcept
{
    if (m_data)
        sodium_free(m_data); // zeroes before it frees
    m_data = nullptr;
    m_size = 0;
}

std::size_t unlockedSecrets() noexcept
{
    return notLocked;
}

bool constantTimeEqual(QByteArrayView a, QByteArrayView b) noexcept
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size())) == 0;
}

void wipe(void *data, std::size_t size) noexcept
{
    sodium_memzero(data, size);
}

void wipe(QByteArray &bytes) noexcept
{
    sodium_memzero(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

} // namespace dd
