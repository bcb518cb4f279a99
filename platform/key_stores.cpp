#include "platform/key_stores.h"

#include "core/base/durable_file.h"

#include <QDir>
#include <algorithm>

namespace dd::platform {
namespace {

constexpr FileErrors entryErrors{ErrorCode::KeyStoreUnavailable};
constexpr qsizetype entryLimit = 64 * 1024;

// [a-z0-9.-]{1,80}
bool isEntryName(const QString &name)
{
    return name.size() >= 1 && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('.') ||
                      c == QLatin1Char('-');
           });
}

std::unexpected<Error> badEntry()
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("key store entry"));
}

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

// One small file per entry: private, replaced atomically, durable.
class FolderKeyStore final : public KeyStore
{
public:
    FolderKeyStore(QString folder, KeyStoreClass storeClass, QString name, bool fake)
        : m_folder(std::move(folder)), m_class(storeClass), m_name(std::move(name)), m_fake(fake),
          m_available(makePrivateFolder(m_folder, entryErrors).has_value())
    {
    }
    [[nodiscard]] bool isAvailable() const override { return m_available; }
    [[nodiscard]] KeyStoreClass storeClass() const override { return m_class; }
    [[nodiscard]] QString name() const override { return m_name; }
    [[nodiscard]] bool isFake() const override { return m_fake; }

    [[nodiscard]] Result<Secret> read(const QString &name) override
    {
        if (!isEntryName(name))
            return badEntry();
        auto value = readSecretFile(pathOf(name), entryLimit, entryErrors);
        if (!value)
            return std::unexpected(value.error());
        // A folder that is not there at all is trouble, not an answer.
        if (!*value && QDir(m_folder).exists())
            return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("read"));
        if (!*value || (*value)->isEmpty())
            return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("read"));
        return std::move(**value);
    }

    [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override
    {
        if (!isEntryName(name) || value.isEmpty() || value.view().size() > entryLimit)
            return badEntry();
        return writeDurably(pathOf(name), value.view(), entryErrors);
    }

    [[nodiscard]] Result<void> remove(const QString &name) override
    {
        return isEntryName(name) ? eraseFile(pathOf(name), entryErrors) : badEntry();
    }

private:
    // The suffix keeps the names "." and ".." harmless.
    [[nodiscard]] QString pathOf(const QString &name) const { return QDir(m_folder).filePath(name + QStringLiteral(".key")); }

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
