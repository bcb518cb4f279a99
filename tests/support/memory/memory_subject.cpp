// Does everything a wallet does with its secrets, then locks; between the steps it stands still and can be looked into from outside
// (tests/wallet/test_memory.cpp). Nothing secret is in this file: secrets come through standard input, each as one byte of length and
// the bytes; tokens and documents come as files. A step is told by one byte on standard output and released by one on standard input.
//
//     memory_subject FOLDER        FOLDER/vault, FOLDER/device, FOLDER/sensor, FOLDER/in: what the test gives, FOLDER/out: public keys
#include "core/credential/credential.h"
#include "platform/key_stores.h"
#include "wallet/attempt_ledger.h"
#include "wallet/backup.h"
#include "wallet/biometric_wrap.h"
#include "wallet/database.h"
#include "wallet/key_ring.h"
#include "wallet/stores.h"
#include "wallet/sub_keys.h"
#include "wallet/vault_files.h"

#include <cstdio>
#include <future>
#include <QFile>
#include <thread>
#include <unistd.h>

using namespace dd;
using namespace dd::wallet;

namespace {

[[noreturn]] void giveUp(const char *step, const Error &error)
{
    std::fprintf(stderr, "%s: %s %s %s\n", step, qPrintable(errorId(error.code)), qPrintable(error.stage), qPrintable(error.detail));
    std::exit(1);
}

template <typename T>
auto must(const char *step, T &&result)
{
    if (!result)
        giveUp(step, result.error());
    if constexpr (!std::is_void_v<typename std::decay_t<T>::value_type>)
        return std::move(*result);
}

// Straight from the descriptor into the Secret: a stream would keep a copy in its buffer.
void readBytes(unsigned char *data, std::size_t size)
{
    while (size > 0) {
        const ssize_t count = ::read(STDIN_FILENO, data, size);
        if (count <= 0)
            std::exit(2);
        data += count;
        size -= static_cast<std::size_t>(count);
    }
}

Secret readSecret()
{
    unsigned char size = 0;
    readBytes(&size, 1);
    Secret secret(size);
    readBytes(secret.data(), secret.size());
    return secret;
}

void standStill(char step)
{
    unsigned char released = 0;
    if (::write(STDOUT_FILENO, &step, 1) != 1)
        std::exit(2);
    readBytes(&released, 1);
}

class Subject
{
public:
    explicit Subject(const QString &folder)
        : m_folder(folder), m_keyStore(platform::makeFakeHardwareKeyStore(folder + QStringLiteral("/device"))),
          m_deviceKeys(platform::makeFakeDeviceKeys(folder + QStringLiteral("/device"), m_random)),
          m_sensor(platform::makeFakeBiometricStore(folder + QStringLiteral("/sensor")))
    {
    }

    void play()
    {
        m_first = readSecret();
        m_second = readSecret();
        m_passphrase = readSecret();
        create();
        standStill('k'); // the test issues what is bound to the keys
        fill();
        m_vault->lock();
        standStill('b'); // locked after a first life
        // As in the app, another thread derives keys and opens, and is there afterwards with its stack as the work left it.
        std::promise<void> done;
        std::promise<void> over;
        std::thread worker([&] {
            liveOn();
            done.set_value();
            over.get_future().wait();
        });
        done.get_future().wait();
        openAsControl();
        m_vault->lock();
        m_first.clear();
        m_second.clear();
        m_passphrase.clear();
        standStill('l');
        over.set_value();
        worker.join();
    }

private:
    [[nodiscard]] QString path(const char *name) const { return m_folder + QLatin1Char('/') + QLatin1String(name); }
    [[nodiscard]] Vault::Environment environment() { return {*m_keyStore, m_random, m_clock, kdfFloor, {}, m_deviceKeys.get()}; }
    [[nodiscard]] QByteArray given(const char *name) const
    {
        QFile file(path("in/") + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void tell(const char *name, const QByteArray &content) const
    {
        QFile file(path("out/") + QLatin1String(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            std::exit(3);
    }

    [[gnu::noinline]] void create()
    {
        m_vault = must("create", Vault::create(path("vault"), m_first, environment()));
        tell("vault-key.cose", must("key", KeyRing(*m_vault).generate(KeyHome::Vault)).cose());
        tell("device-key.cose", must("key", KeyRing(*m_vault).generate(KeyHome::Device)).cose());
    }

    [[gnu::noinline]] void fill()
    {
        CredentialStore credentials(*m_vault);
        (void)must("identity", credentials.insert(given("identity.token"), true));
        (void)must("receipt", credentials.insert(given("receipt.token"), true));
        must("card", CardStore(*m_vault).save({m_clock.now(), true, given("summary"), QByteArray(20'000, 'f')}));
        must("declaration", DeclarationOutbox(*m_vault).save({QByteArray(16, 'd'), StoredDeclaration::State::Draft, m_clock.now(), {}, given("summary"), {}, {}}));
        must("setting", Settings(*m_vault).setValue(QStringLiteral("note"), QString::fromUtf8(given("summary"))));
        present();
        must("biometrics", m_vault->enableBiometrics(m_first, *m_sensor));
        (void)must("backup", writeBackup(*m_vault, path("backup"), m_passphrase, kdfFloor));
    }

    // As the app does it: a fresh list, a signer for this one code, both dropped.
    [[gnu::noinline]] void present()
    {
        const auto all = must("list", CredentialStore(*m_vault).list());
        for (const StoredCredential &stored : all) {
            const auto signer = must("signer", KeyRing(*m_vault).signer(stored.credential.holderThumbprint));
            credential::PresentationRequest request;
            request.groups = stored.credential.groups;
            (void)must("present", credential::present(stored.credential, request, *signer, m_random, m_clock));
            must("log", ActivityLog(*m_vault).append({m_clock.now(), QStringLiteral("vn:counter"), 1, {}}));
        }
    }

    [[gnu::noinline]] void liveOn()
    {
        must("finger", m_vault->unlockByBiometrics(*m_sensor));
        present();
        (void)must("preview", previewBackup(*m_vault, path("backup"), m_passphrase));
        (void)must("restore", restoreBackup(*m_vault, path("backup"), m_passphrase));
        must("change", m_vault->changeSecret(m_first, m_second));
        m_vault->lock();
        if (m_vault->unlock(m_first))
            std::exit(4);
        must("unlock", m_vault->unlock(m_second));
        present();
    }

    // Everything that may not be found later, held at once, so that the one who looks can show that he would find it.
    [[gnu::noinline]] void openAsControl()
    {
        const auto found = must("header", VaultFiles(path("vault")).readSlots());
        const int slot = found.headers[0] ? 0 : 1;
        const VaultHeader &header = *found.headers.at(static_cast<std::size_t>(slot));
        const KeyStoreNames names(header.vaultId);
        const Secret hardware = must("hardware secret", m_keyStore->read(names.secret[slot]));
        const Secret keyKey = must("KEK", keyEncryptionKey(hardware, header, m_second));
        const Secret key = must("DEK", unwrapKey(header, hardware, m_second));
        const Secret databaseKey = crypto::subKey(key, databaseKeyId, databaseKeyContext);
        const Secret holderKey = m_vault->subKey(holderKeyId, holderKeyContext);
        Secret hex(64);
        for (std::size_t i = 0; i < 32; ++i) {
            hex.data()[2 * i] = static_cast<unsigned char>("0123456789abcdef"[databaseKey.data()[i] >> 4]);
            hex.data()[2 * i + 1] = static_cast<unsigned char>("0123456789abcdef"[databaseKey.data()[i] & 15]);
        }
        const Secret finger = must("biometric secret", m_sensor->read(biometricEntryName(header.vaultId)));
        QFile backup(path("backup"));
        (void)backup.open(QIODevice::ReadOnly);
        const Secret stream = must("backup key", crypto::argon2id(m_passphrase, backup.read(33).last(16), kdfFloor, 32));
        const auto all = must("list", CredentialStore(*m_vault).list());
        const auto card = must("card", CardStore(*m_vault).load());
        const QByteArray utf8 = card->summary;
        const QString utf16 = QString::fromUtf8(utf8);
        std::vector<std::unique_ptr<crypto::Signer>> signers;
        std::vector<Secret> scalars;
        for (const StoredCredential &stored : all)
            signers.push_back(must("signer", KeyRing(*m_vault).signer(stored.credential.holderThumbprint)));
        const QStringList deviceKeys = must("device keys", m_deviceKeys->names(names.holderPrefix));
        for (const QString &name : deviceKeys)
            scalars.push_back(must("scalar", m_keyStore->read(name)));
        standStill('u');
    }

    QString m_folder;
    SystemRandom m_random;
    SystemClock m_clock;
    std::unique_ptr<KeyStore> m_keyStore;
    std::unique_ptr<crypto::DeviceKeys> m_deviceKeys;
    std::unique_ptr<BiometricStore> m_sensor;
    Secret m_first;
    Secret m_second;
    Secret m_passphrase;
    std::unique_ptr<Vault> m_vault;
};

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 2)
        return 64;
    Subject(QString::fromLocal8Bit(argv[1])).play();
    return 0;
}
