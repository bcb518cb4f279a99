#include "platform/key_stores.h"

#include "platform/desktop/key_store_file.h"

namespace dd::platform {
namespace {

class NullKeyStore final : public KeyStore
{
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] KeyStoreClass storeClass() const override { return KeyStoreClass::None; }
    [[nodiscard]] QString name() const override { return {}; }
    [[nodiscard]] bool isFake() const override { return false; }
    [[nodiscard]] Result<Secret> read(const QString &) override { return none(); }
    [[nodiscard]] Result<void> write(const QString &, const Secret &) override { return none(); }
    [[nodiscard]] Result<void> remove(const QString &) override { return none(); }

private:
    static std::unexpected<Error> none() { return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("no key store")); }
};

class FolderKeyStore final : public KeyStore
{
public:
    FolderKeyStore(QString folder, KeyStoreClass storeClass, QString name, bool fake)
        : m_folder(std::move(folder)), m_class(storeClass), m_name(std::move(name)), m_fake(fake),
          m_available(makeKeyStoreFolder(m_folder).has_value())
    {
    }
    [[nodiscard]] bool isAvailable() const override { return m_available; }
    [[nodiscard]] KeyStoreClass storeClass() const override { return m_class; }
    [[nodiscard]] QString name() const override { return m_name; }
    [[nodiscard]] bool isFake() const override { return m_fake; }
    [[nodiscard]] Result<Secret> read(const QString &name) override { return readKeyStoreFile(m_folder, name); }
    [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override { return writeKeyStoreFile(m_folder, name, value); }
    [[nodiscard]] Result<void> remove(const QString &name) override { return removeKeyStoreFile(m_folder, name); }

private:
    QString m_folder;
    KeyStoreClass m_class;
    QString m_name;
    bool m_fake;
    bool m_available;
};

} // namespace

std::unique_ptr<KeyStore> makeNullKeyStore()
{
    return std::make_unique<NullKeyStore>();
}

std::unique_ptr<KeyStore> makeFakeHardwareKeyStore(const QString &folder)
{
    return std::make_unique<FolderKeyStore>(folder, KeyStoreClass::Hardware, QStringLiteral("Giả lập (demo)"), true);
}

std::unique_ptr<KeyStore> makeFileKeyStore(const QString &folder)
{
    return std::make_unique<FolderKeyStore>(folder, KeyStoreClass::Software, QStringLiteral("Tệp trong hồ sơ"), false);
}

} // namespace dd::platform
