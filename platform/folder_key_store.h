// A key store made of files, for the file store and for everything that is played by one. Platform-internal.
#pragma once

#include "core/base/key_store.h"

#include <QStringList>

namespace dd::platform {

// One small file per entry: private, replaced atomically, durable.
class FolderKeyStore final : public KeyStore
{
public:
    FolderKeyStore(QString folder, KeyStoreClass storeClass, QString name, bool fake);
    [[nodiscard]] bool isAvailable() const override { return m_available; }
    [[nodiscard]] KeyStoreClass storeClass() const override { return m_class; }
    [[nodiscard]] QString name() const override { return m_name; }
    [[nodiscard]] bool isFake() const override { return m_fake; }
    [[nodiscard]] Result<Secret> read(const QString &name) override;
    [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override;
    [[nodiscard]] Result<void> remove(const QString &name) override;
    [[nodiscard]] Result<std::unique_ptr<KeyStoreHold>> hold() override; // flock on the folder itself
    [[nodiscard]] QStringList names(const QString &prefix) const;

private:
    [[nodiscard]] QString pathOf(const QString &name) const;

    QString m_folder;
    KeyStoreClass m_class;
    QString m_name;
    bool m_fake;
    bool m_available;
};

} // namespace dd::platform
