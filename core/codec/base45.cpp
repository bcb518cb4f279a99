#include "core/codec/base45.h"

#include <array>

namespace dd::base45 {
namespace {

constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

constexpr auto reverseAlphabet = [] {
    std::array<signed char, 256> table{};
    table.fill(-1);
    for (signed char i = 0; i < 45; ++i)
        table[static_cast<unsigned char>(alphabet[i])] = i;
    return table;
}();

int digitOf(char character)
{
    return reverseAlphabet[static_cast<unsigned char>(character)];
}

std::unexpected<Error> refuse(const QString &detail)
{
    return fail(ErrorCode::Base45Malformed, QStringLiteral("base45"), detail);
}

} // namespace

QByteArray encode(QByteArrayView bytes)
{
    QByteArray out;
    out.reserve(bytes.size() / 2 * 3 + 2);
    qsizetype i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        const int group = static_cast<unsigned char>(bytes[i]) * 256 + static_cast<unsigned char>(bytes[i + 1]);
        out.append(alphabet[group % 45]).append(alphabet[group / 45 % 45]).append(alphabet[group / (45 * 45)]);
    }
    if (i < bytes.size()) {
        const int group = static_cast<unsigned char>(bytes[i]);
        out.append(alphabet[group % 45]).append(alphabet[group / 45]);
    }
    return out;
}

Result<QByteArray> decode(QByteArrayView text)
{
    if (text.size() % 3 == 1)
        return refuse(QStringLiteral("a single character is left over"));
    QByteArray out(text.size() / 3 * 2 + text.size() % 3 / 2, Qt::Uninitialized);
    char *to = out.data();
    for (qsizetype i = 0; i < text.size(); i += 3) {
        const bool whole = text.size() - i >= 3;
        const int c = digitOf(text[i]);
        const int d = digitOf(text[i + 1]);
        const int e = whole ? digitOf(text[i + 2]) : 0;
        if (c < 0 || d < 0 || e < 0)
            return refuse(QStringLiteral("a character outside the alphabet in the group at %1").arg(i));
        const int group = c + d * 45 + e * 45 * 45;
        if (group > (whole ? 0xFFFF : 0xFF))
            return refuse(QStringLiteral("the group at %1 is above its range").arg(i));
        if (whole)
            *to++ = static_cast<char>(group >> 8);
        *to++ = static_cast<char>(group & 0xFF);
    }
    return out;
}

} // namespace dd::base45
