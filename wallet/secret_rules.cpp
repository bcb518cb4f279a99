#include "wallet/vault.h"

#include <algorithm>
#include <QSet>

namespace dd::wallet {
namespace {

constexpr int leastDifferentBytes = 5; // "aaaaaaaaaaaa" and "121212121212" are no passphrases

// Every digit one step from the digit before it, in one direction, 9 and 0 being neighbours: 456789, 890123, 654321.
bool isRun(QByteArrayView digits, int step)
{
    for (qsizetype i = 1; i < digits.size(); ++i) {
        if ((digits.at(i) - digits.at(i - 1) + 10 - step) % 10 != 0)
            return false;
    }
    return true;
}

} // namespace

SecretKind secretKindFor(const KeyStore &keyStore)
{
    return keyStore.isAvailable() && keyStore.storeClass() == KeyStoreClass::Hardware ? SecretKind::Pin : SecretKind::Passphrase;
}

Result<void> checkSecret(const Secret &secret, SecretKind kind)
{
    const QByteArrayView bytes = secret.view();
    if (kind == SecretKind::Pin) {
        const bool onlyDigits = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!onlyDigits || bytes.size() < 6 || bytes.size() > 12)
            return fail(ErrorCode::VaultSecretTooWeak, QStringLiteral("PIN length"));
        if (isRun(bytes, 0) || isRun(bytes, 1) || isRun(bytes, -1))
            return fail(ErrorCode::VaultSecretTooWeak, QStringLiteral("PIN pattern"));
        return {};
    }
    // Characters, not bytes: the continuation bytes of UTF-8 do not count.
    const auto characters = std::count_if(bytes.begin(), bytes.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    if (characters < 12)
        return fail(ErrorCode::VaultSecretTooWeak, QStringLiteral("passphrase length"));
    if (QSet<char>(bytes.begin(), bytes.end()).size() < leastDifferentBytes)
        return fail(ErrorCode::VaultSecretTooWeak, QStringLiteral("passphrase pattern"));
    return {};
}

} // namespace dd::wallet
