// What the worked examples of docs/ are made with: keys, times and "random" bytes that anybody can have again.
#pragma once

#include "core/crypto/signature.h"
#include "tests/support/fixed_random.h"

#include <QString>

namespace dd::test {

inline constexpr qint64 exampleTime = 1'790'000'000; // 2026-09-21T14:13:20Z

inline std::unique_ptr<crypto::SoftwareSigner> signerFrom(char fill)
{
    auto signer = crypto::makeEd25519Signer(Secret::copyOf(QByteArray(32, fill)));
    return signer ? std::move(*signer) : nullptr;
}

// Salts 01…, cti: what a reader can see is not random.
inline FixedRandom countingUp()
{
    QByteArray counting(251, Qt::Uninitialized);
    for (int i = 0; i < 251; ++i)
        counting[i] = static_cast<char>(i + 1);
    return FixedRandom(counting);
}

inline QString inLines(const QString &text)
{
    QString lines;
    for (qsizetype at = 0; at < text.size(); at += 96)
        lines += text.mid(at, 96) + QLatin1Char('\n');
    return lines;
}

inline QString hexLines(const QByteArray &bytes)
{
    return inLines(QString::fromLatin1(bytes.toHex()));
}

} // namespace dd::test
