#include "platform/key_stores.h"

#include "platform/folder_key_store.h"

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
