#include "app/citizen/secret_buffer.h"

#include <QChar>
#include <array>
#include <cstring>

namespace dd::citizen {

SecretBuffer::SecretBuffer(QObject *parent)
    : QObject(parent)
    , m_bytes(capacity)
{
}

void SecretBuffer::appendBytes(const char *bytes, std::size_t size)
{
    if (m_bytes.isEmpty())
        m_bytes = Secret(capacity);
    if (m_size + size > m_bytes.size())
        return;
    std::memcpy(m_bytes.data() + m_size, bytes, size);
    m_size += size;
    ++m_count;
}

void SecretBuffer::pressDigit(int digit)
{
    if (digit < 0 || digit > 9 || m_count >= longestPin)
        return;
    const char character = static_cast<char>('0' + digit);
    appendBytes(&character, 1);
    emit countChanged();
}

void SecretBuffer::append(QStringView text)
{
    // UTF-8 written by hand: QString::toUtf8() would leave a copy on the heap that nobody wipes.
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t point = text.at(i).unicode();
        if (QChar::isHighSurrogate(point) && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            point = QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
            ++i;
        }
        if (point < 0x20 || point == 0x7f || QChar::isSurrogate(point))
            continue;
        std::array<char, 4> bytes{};
        std::size_t size = 1;
        const auto tail = [point](int shift) { return static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
        if (point < 0x80) {
            bytes[0] = static_cast<char>(point);
        } else if (point < 0x800) {
            bytes = {static_cast<char>(0xc0 | (point >> 6)), tail(0)};
            size = 2;
        } else if (point < 0x10000) {
            bytes = {static_cast<char>(0xe0 | (point >> 12)), tail(6), tail(0)};
            size = 3;
        } else {
            bytes = {static_cast<char>(0xf0 | (point >> 18)), tail(12), tail(6), tail(0)};
            size = 4;
        }
        appendBytes(bytes.data(), size);
        wipe(bytes.data(), bytes.size());
    }
    emit countChanged();
}

void SecretBuffer::erase()
{
    if (m_size == 0)
        return;
    do {
        --m_size;
    } while (m_size > 0 && (m_bytes.data()[m_size] & 0xc0) == 0x80);
    std::memset(m_bytes.data() + m_size, 0, m_bytes.size() - m_size);
    --m_count;
    emit countChanged();
}

void SecretBuffer::clear()
{
    if (!m_bytes.isEmpty())
        wipe(m_bytes.data(), m_bytes.size());
    m_size = 0;
    if (m_count == 0)
        return;
    m_count = 0;
    emit countChanged();
}

Secret SecretBuffer::take()
{
    Secret taken = Secret::copyOf(m_bytes.view().first(static_cast<qsizetype>(m_size)));
    clear();
    return taken;
}

} // namespace dd::citizen
