#include "app/citizen/key_store_choice.h"

#include "wallet/vault.h"

#include <QDir>

namespace dd::citizen {

QString keyFolderOf(const QString &profile)
{
    return profile + QStringLiteral("/keys");
}

QString vaultFolderOf(const QString &profile)
{
    return profile + QStringLiteral("/vault");
}

KeyStoreChoice chooseKeyStore(const QString &profile, const std::function<bool()> &secretServiceAnswers)
{
    const bool hasKeyFiles = !QDir(keyFolderOf(profile)).entryList({QStringLiteral("*.key")}, QDir::Files).isEmpty();
    if (hasKeyFiles)
        return KeyStoreChoice::File;
    return wallet::Vault::exists(vaultFolderOf(profile)) || secretServiceAnswers() ? KeyStoreChoice::SecretService : KeyStoreChoice::File;
}

} // namespace dd::citizen
