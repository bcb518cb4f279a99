// What a phone has and this machine has not, played by files: keys that never leave the device, and a finger.
#include "platform/folder_key_store.h"
#include "platform/key_stores.h"

#include "core/base/durable_file.h"

#include <algorithm>
#include <QDir>

namespace dd::platform {
namespace {

class NullDeviceKeys final : public crypto::DeviceKeys
{
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] bool isFake() const override { return false; }
    [[nodiscard]] Result<crypto::PublicKey> generate(const QString &) override { return none(); }
    [[nodiscard]] Result<std::unique_ptr<crypto::Signer>> signer(const QString &) override { return none(); }
    [[nodiscard]] Result<void> remove(const QString &) override { return none(); }
    [[nodiscard]] Result<QStringList> names(const QString &) override { return QStringList(); }

private:
    static std::unexpected<Error> none() { return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("device keys")); }
};

class FakeDeviceKeys final : public crypto::DeviceKeys
{
public:
    FakeDeviceKeys(const QString &folder, Random &random) : m_scalars(folder, KeyStoreClass::Hardware, {}, true), m_random(random) {}
    [[nodiscard]] bool isAvailable() const override { return m_scalars.isAvailable(); }
    [[nodiscard]] bool isFake() const override { return true; }

    [[nodiscard]] Result<crypto::PublicKey> generate(const QString &name) override
    {
        if (m_scalars.read(name))
            return fail(ErrorCode::InvalidInput, QStringLiteral("device key"), QStringLiteral("the name is taken"));
        const auto signer = crypto::generateSigner(crypto::Algorithm::Esp256, m_random);
        if (!signer)
            return std::unexpected(signer.error());
        if (auto written = m_scalars.write(name, (*signer)->privateKey()); !written)
            return std::unexpected(written.error());
        return (*signer)->publicKey();
    }

    [[nodiscard]] Result<std::unique_ptr<crypto::Signer>> signer(const QString &name) override
    {
        const auto scalar = m_scalars.read(name);
        if (!scalar)
            return std::unexpected(scalar.error());
        return crypto::makeP256Signer(*scalar);
    }

    [[nodiscard]] Result<void> remove(const QString &name) override { return m_scalars.remove(name); }
    [[nodiscard]] Result<QStringList> names(const QString &prefix) override { return m_scalars.names(prefix); }

private:
    FolderKeyStore m_scalars;
    Random &m_random;
};

class NullBiometricStore final : public BiometricStore
{
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] bool isFake() const override { return false; }
    [[nodiscard]] Result<void> write(const QString &, const Secret &) override { return none(); }
    [[nodiscard]] Result<Secret> read(const QString &) override { return none(); }
    [[nodiscard]] Result<void> remove(const QString &) override { return {}; }

private:
    static std::unexpected<Error> none() { return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("biometrics")); }
};

// An entry is the enrolment it was made under, a zero byte, and the value.
class FakeBiometricStore final : public BiometricStore
{
public:
    explicit FakeBiometricStore(const QString &folder) : m_entries(folder, KeyStoreClass::Hardware, {}, true), m_folder(folder) {}
    [[nodiscard]] bool isAvailable() const override { return !enrolled().isEmpty(); }
    [[nodiscard]] bool isFake() const override { return true; }

    [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override
    {
        if (!isAvailable())
            return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("biometrics"), QStringLiteral("nobody is enrolled"));
        const QByteArray mark = enrolled() + '\0';
        Secret entry(static_cast<std::size_t>(mark.size()) + value.size());
        if (entry.isEmpty())
            return fail(ErrorCode::Internal, QStringLiteral("memory"));
        std::copy(mark.cbegin(), mark.cend(), entry.data());
        std::copy_n(value.data(), value.size(), entry.data() + mark.size());
        return m_entries.write(name, entry);
    }

    [[nodiscard]] Result<Secret> read(const QString &name) override
    {
        const auto entry = m_entries.read(name);
        if (!entry)
            return std::unexpected(entry.error());
        const QByteArrayView bytes = entry->view();
        const qsizetype end = bytes.indexOf('\0');
        if (end < 0 || bytes.first(end) != enrolled())
            return fail(ErrorCode::BiometricChanged, QStringLiteral("biometrics"));
        const QByteArray answer = contentOf("answer");
        if (answer == "cancel")
            return fail(ErrorCode::Cancelled, QStringLiteral("biometrics"));
        if (answer == "no")
            return fail(ErrorCode::BiometricRefused, QStringLiteral("biometrics"));
        return Secret::copyOf(bytes.sliced(end + 1));
    }

    [[nodiscard]] Result<void> remove(const QString &name) override { return m_entries.remove(name); }

private:
    [[nodiscard]] QByteArray contentOf(const char *file) const
    {
        const auto bytes = readBounded(QDir(m_folder).filePath(QLatin1String(file)), 64, {ErrorCode::KeyStoreUnavailable});
        return bytes && *bytes ? (*bytes)->trimmed() : QByteArray();
    }
    [[nodiscard]] QByteArray enrolled() const { return contentOf("enrolled"); }

    FolderKeyStore m_entries;
    QString m_folder;
};

} // namespace

std::unique_ptr<crypto::DeviceKeys> makeNullDeviceKeys()
{
    return std::make_unique<NullDeviceKeys>();
}

std::unique_ptr<crypto::DeviceKeys> makeFakeDeviceKeys(const QString &folder, Random &random)
{
    return std::make_unique<FakeDeviceKeys>(folder, random);
}

std::unique_ptr<BiometricStore> makeNullBiometricStore()
{
    return std::make_unique<NullBiometricStore>();
}

std::unique_ptr<BiometricStore> makeFakeBiometricStore(const QString &folder)
{
    return std::make_unique<FakeBiometricStore>(folder);
}

} // namespace dd::platform
