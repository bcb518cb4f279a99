// The second way in, and holder keys that the device keeps.
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/biometric_wrap.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

struct Finger : Profile
{
    Finger() { become("thumb"); }
    void become(const char *enrolled) { write("enrolled", enrolled); }
    void answer(const char *answer) { write("answer", answer); }
    [[nodiscard]] QString sensorFolder() const { return dir.filePath(QStringLiteral("sensor")); }
    std::unique_ptr<BiometricStore> sensor = platform::makeFakeBiometricStore(sensorFolder());

private:
    void write(const char *name, const char *content) { test::replaceContent(QDir(sensorFolder()).filePath(QLatin1String(name)), content); }
};

// Takes the new secret, and does not live to say so.
class FailingSensor final : public BiometricStore
{
public:
    FailingSensor(BiometricStore &sensor, QString file) : m_sensor(sensor), m_file(std::move(file)) {}
    bool isAvailable() const override { return true; }
    bool isFake() const override { return true; }
    Result<void> write(const QString &name, const Secret &value) override
    {
        fileWasThere = QFile::exists(m_file);
        if (auto written = m_sensor.write(name, value); !written)
            return written;
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("test"));
    }
    Result<Secret> read(const QString &name) override { return m_sensor.read(name); }
    Result<void> remove(const QString &name) override { return removes ? m_sensor.remove(name) : fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("test")); }

    bool removes = true;
    bool fileWasThere = true;

private:
    BiometricStore &m_sensor;
    QString m_file;
};

} // namespace

class TestBiometrics : public QObject
{
    Q_OBJECT
private slots:
    void opensBesideThePin()
    {
        Finger phone;
        {
            auto vault = phone.create();
            DD_OK(vault);
            QVERIFY(!(*vault)->hasBiometrics());
            DD_ERROR_IS((*vault)->enableBiometrics(secretOf(test::otherPin), *phone.sensor), ErrorCode::VaultWrongSecret);
            QVERIFY(!(*vault)->hasBiometrics());
            DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
            DD_OK(Settings(**vault).setValue(QStringLiteral("theme"), QStringLiteral("dark")));
        }
        auto vault = phone.open();
        DD_OK(vault);
        QVERIFY((*vault)->hasBiometrics());
        phone.answer("no");
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::BiometricRefused);
        phone.answer("cancel");
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::Cancelled);
        QVERIFY(!(*vault)->isUnlocked());
        QCOMPARE((*vault)->attempts().failed, 0);
        phone.answer("yes");
        DD_OK((*vault)->unlockByBiometrics(*phone.sensor));
        QCOMPARE(*Settings(**vault).value(QStringLiteral("theme")), QStringLiteral("dark"));
        (*vault)->lock();
        DD_OK((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin))); // the wraps are independent
        DD_OK((*vault)->unlockByBiometrics(*phone.sensor));
        (*vault)->lock();
        DD_OK((*vault)->unlock(secretOf(test::otherPin)));
    }

    void successForgivesNothingAndAWaitHoldsItOffToo()
    {
        Finger phone;
        auto vault = phone.create();
        DD_OK(vault);
        DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
        (*vault)->lock();
        for (int i = 0; i < 3; ++i)
            DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)), ErrorCode::VaultWrongSecret);
        DD_OK((*vault)->unlockByBiometrics(*phone.sensor));
        QCOMPARE((*vault)->attempts().failed, 3);
        (*vault)->lock();
        for (int i = 0; i < 2; ++i)
            DD_ERROR_IS((*vault)->unlock(secretOf(test::otherPin)), ErrorCode::VaultWrongSecret);
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::VaultWait);
        phone.clock.advance(61);
        DD_OK((*vault)->unlockByBiometrics(*phone.sensor));
    }

    void anotherFingerEndsIt()
    {
        Finger phone;
        auto vault = phone.create();
        DD_OK(vault);
        DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
        (*vault)->lock();
        phone.become("thumb and another");
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::BiometricChanged);
        QVERIFY(!(*vault)->hasBiometrics());
        phone.become("thumb"); // too late
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::KeyStoreEntryMissing);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
    }

    void switchedOffAnOldCopyOfTheFileOpensNothing()
    {
        Finger phone;
        auto vault = phone.create();
        DD_OK(vault);
        DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
        const QByteArray file = test::contentOf(phone.file("biometric"));
        QCOMPARE(file.size(), 97);
        DD_OK((*vault)->disableBiometrics(*phone.sensor));
        (*vault)->lock();
        test::replaceContent(phone.file("biometric"), file);
        DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::KeyStoreEntryMissing);
    }

    // Switched on while it is on, and cut short: it is off, not damaged, and the PIN and another try are there.
    void switchingOnAnewIsNeverHalfDone()
    {
        for (const bool removes : {false, true}) { // the process is gone at that point; or it is not, and the sensor failed
            Finger phone;
            const QStringList bare = test::filesBelow(phone.sensorFolder());
            auto vault = phone.create();
            DD_OK(vault);
            DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
            FailingSensor failing(*phone.sensor, phone.file("biometric"));
            failing.removes = removes;
            DD_ERROR_IS((*vault)->enableBiometrics(secretOf(test::goodPin), failing), ErrorCode::KeyStoreUnavailable);
            QVERIFY(!failing.fileWasThere); // while the secret is being replaced
            QCOMPARE(test::filesBelow(phone.sensorFolder()) == bare, removes);
            vault->reset();
            vault = phone.open();
            DD_OK(vault);
            QVERIFY(!(*vault)->hasBiometrics());
            DD_ERROR_IS((*vault)->unlockByBiometrics(*phone.sensor), ErrorCode::KeyStoreEntryMissing);
            DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
            DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor)); // and once more
            (*vault)->lock();
            DD_OK((*vault)->unlockByBiometrics(*phone.sensor));
        }
    }

    void erasingTakesTheSensorsEntryAlongEvenFromADamagedVault()
    {
        for (const QStringList &damaged : {QStringList(), QStringList{QStringLiteral("vault.db")},
                                           // nothing but the finger's own file says whose entries they are
                                           QStringList{QStringLiteral("header-a"), QStringLiteral("header-b"), QStringLiteral("attempts")}}) {
            Finger phone;
            const QStringList bare = test::filesBelow(phone.sensorFolder());
            {
                auto vault = phone.create();
                DD_OK(vault);
                DD_OK((*vault)->enableBiometrics(secretOf(test::goodPin), *phone.sensor));
            }
            QCOMPARE(test::filesBelow(phone.sensorFolder()).size(), bare.size() + 1);
            for (const QString &name : damaged)
                test::replaceContent(phone.file(qPrintable(name)), "nothing");
            DD_OK(Vault::destroy(phone.folder(), *phone.keyStore, nullptr, phone.sensor.get()));
            QCOMPARE(test::filesBelow(phone.sensorFolder()), bare);
            QCOMPARE(test::filesBelow(phone.keyFolder()), QStringList());
            QVERIFY(!Vault::exists(phone.folder()));
        }
    }

    void anyFlippedBitOrCutIsDamage()
    {
        SystemRandom random;
        const QByteArray id(16, 'v');
        const Secret secret = random.secret(32);
        const auto file = wrapForBiometrics(random.secret(32), secret, id, random);
        DD_OK(file);
        DD_OK(unwrapByBiometrics(*file, secret, id));
        QCOMPARE(vaultIdOfBiometricWrap(*file), id);
        QCOMPARE(vaultIdOfBiometricWrap(file->first(25)), id);
        QCOMPARE(vaultIdOfBiometricWrap(file->first(24)), QByteArray());
        QCOMPARE(vaultIdOfBiometricWrap('x' + *file), QByteArray());
        for (qsizetype bit = 0; bit < file->size() * 8; ++bit) {
            QByteArray flipped = *file;
            flipped[bit / 8] = static_cast<char>(flipped.at(bit / 8) ^ (1 << (bit % 8)));
            DD_ERROR_IS(unwrapByBiometrics(flipped, secret, id), ErrorCode::VaultDamaged);
        }
        for (qsizetype size = 0; size < file->size(); ++size)
            DD_ERROR_IS(unwrapByBiometrics(QByteArrayView(*file).first(size), secret, id), ErrorCode::VaultDamaged);
        DD_ERROR_IS(unwrapByBiometrics(*file, random.secret(32), id), ErrorCode::VaultDamaged);
        DD_ERROR_IS(unwrapByBiometrics(*file, secret, QByteArray(16, 'w')), ErrorCode::VaultDamaged);
    }

    void deviceKeysSignAndNeverEnterTheVault()
    {
        Profile profile;
        const auto device = platform::makeFakeDeviceKeys(profile.dir.filePath(QStringLiteral("secure")), profile.random);
        Vault::Environment environment = profile.environment();
        environment.deviceKeys = device.get();
        QByteArray thumbprint;
        {
            auto vault = Vault::create(profile.folder(), secretOf(test::goodPin), environment);
            DD_OK(vault);
            KeyRing ring(**vault);
            QVERIFY(ring.bestHome() == KeyHome::Device);
            const auto key = ring.generate(KeyHome::Device);
            DD_OK(key);
            QVERIFY(key->type() == crypto::PublicKey::Type::P256);
            thumbprint = key->thumbprint();
            DD_OK(ring.generate(KeyHome::Vault)); // the two live side by side
        }
        auto vault = Vault::open(profile.folder(), environment);
        DD_OK(vault);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        KeyRing ring(**vault);
        const auto signer = ring.signer(thumbprint);
        DD_OK(signer);
        QVERIFY((*signer)->algorithm() == crypto::Algorithm::Esp256);
        const auto signature = (*signer)->sign("message");
        DD_OK(signature);
        DD_OK((*signer)->publicKey().verify(crypto::Algorithm::Esp256, "message", *signature));
        QCOMPARE(device->names({})->size(), 1);
        QCOMPARE(ring.held()->size(), 2);
        QVERIFY(ring.held()->contains(thumbprint));
        // one that a crash left without a row goes; the others stay
        DD_OK(device->generate(device->names({})->first() + QStringLiteral("0")));
        QCOMPARE(device->names({})->size(), 2);
        DD_OK(ring.removeOrphans());
        QCOMPARE(device->names({})->size(), 1);
        DD_OK(ring.signer(thumbprint));
        DD_OK(device->remove(device->names({})->first())); // the phone was reset
        DD_ERROR_IS(ring.signer(thumbprint), ErrorCode::VaultKeyMissing);
        QCOMPARE(ring.held()->size(), 1);
        QVERIFY(!ring.held()->contains(thumbprint));
        DD_OK(ring.remove(thumbprint));
        DD_OK(ring.generate(KeyHome::Device));
        vault->reset();
        DD_OK(Vault::destroy(profile.folder(), *profile.keyStore, device.get()));
        QCOMPARE(device->names({})->size(), 0);
    }

    void withoutADeviceTheVaultKeepsThem()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        QVERIFY(KeyRing(**vault).bestHome() == KeyHome::Vault);
        DD_ERROR_IS(KeyRing(**vault).generate(KeyHome::Device), ErrorCode::KeyStoreUnavailable);
        DD_OK(KeyRing(**vault).removeOrphans());
    }
};

DD_TEST(TestBiometrics)
#include "test_biometrics.moc"
