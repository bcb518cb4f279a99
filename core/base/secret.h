// Secret bytes: guarded, locked where the system allows, zeroed when dropped (sodium_malloc).
// Move-only, with no stream operator and no way to a QString, so that a leak has to be written on purpose.
#pragma once

#include <QByteArrayView>
#include <cstddef>
#include <span>

namespace dd {

class Secret
{
public:
    Secret() noexcept = default;
    explicit Secret(std::size_t size); // zero-filled; empty when memory could not be had (check size())
    ~Secret();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    // Copies the bytes in; the caller remains responsible for wiping its own copy.
    [[nodiscard]] static Secret copyOf(QByteArrayView bytes);
    [[nodiscard]] Secret clone() const { return copyOf(view()); }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }
    [[nodiscard]] unsigned char *data() noexcept { return m_data; }
    [[nodiscard]] const unsigned char *data() const noexcept { return m_data; }
    [[nodiscard]] QByteArrayView view() const noexcept { return {m_data, static_cast<qsizetype>(m_size)}; }

    void clear() noexcept; // zeroes and frees

private:
    unsigned char *m_data = nullptr;
    std::size_t m_size = 0;
};

// How many Secrets of this process the system would not lock into memory (RLIMIT_MEMLOCK). They are usable; their pages may be swapped.
[[nodiscard]] std::size_t unlockedSecrets() noexcept;

[[nodiscard]] bool constantTimeEqual(QByteArrayView a, QByteArrayView b) noexcept;
// Zeroes a buffer that is not a Secret (a short-lived QByteArray of key bytes, a char array). A QByteArray that shares
// its bytes with another leaves the other's untouched.
void wipe(void *data, std::size_t size) noexcept;
void wipe(QByteArray &bytes) noexcept;

} // namespace dd
