// Which key store a profile is kept with, where the command line does not say.
#pragma once

#include <functional>
#include <QString>

namespace dd::citizen {

enum class KeyStoreChoice { SecretService, File };

[[nodiscard]] QString keyFolderOf(const QString &profile);   // where the file store of a profile lies
[[nodiscard]] QString vaultFolderOf(const QString &profile);

// A wallet stays with the store it was made with: with another it would look as if it came from another device. So a profile that
// holds keys in files keeps them, and one that holds a wallet without them waits for the secret service, there now or not. Only
// a new wallet goes where it is better kept.
[[nodiscard]] KeyStoreChoice chooseKeyStore(const QString &profile, const std::function<bool()> &secretServiceAnswers);

} // namespace dd::citizen
