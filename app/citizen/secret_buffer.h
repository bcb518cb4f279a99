// Where a typed PIN or passphrase gathers, key by key. QML sees how many characters there are, never which.
#pragma once

#include "core/base/secret.h"

#include <QObject>
#include <QQmlEngine>

namespace dd::citizen {

class SecretBuffer : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(SecretBuffer)
    QML_UNCREATABLE("Its controller has it")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
public:
    static constexpr std::size_t capacity = 256; // bytes of UTF-8
    static constexpr int longestPin = 12;

    explicit SecretBuffer(QObject *parent = nullptr);

    [[nodiscard]] int count() const { return m_count; }
    Q_INVOKABLE void pressDigit(int digit);
    Q_INVOKABLE void erase(); // the last character
    Q_INVOKABLE void clear();
    // For SecretField; the caller's text came from a key event and is gone with it.
    void append(QStringView text);
    // Hands the bytes over and forgets them.
    [[nodiscard]] Secret take();

signals:
    void countChanged();

private:
    void appendBytes(const char *bytes, std::size_t size);

    Secret m_bytes;
    std::size_t m_size = 0;
    int m_count = 0;
};

} // namespace dd::citizen
