// A whole vault on a real secret service: run through tests/platform/with_secret_service.sh.
#include "tests/support/keyring.h"
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

constexpr char firstPassphrase[] = "một hai ba bốn năm";
constexpr char secondPassphrase[] = "sáu bảy tám chín mười";

} // namespace

class TestSecretServiceVault : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Keyring> m_keyring;

private slots:
    void init()
    {
        if (!test::Keyring::isPossible())
            QSKIP(test::Keyring::howTo);
        m_keyring = std::make_unique<test::Keyring>();
        QVERIFY(m_keyring->start());
    }
    void cleanup() { m_keyring.reset(); }

    void aWholeLife()
    {
        Profile profile;
        profile.keyStore = platform::makeSecretServiceKeyStore();
        DD_ERROR_IS(profile.create(), ErrorCode::VaultSecretTooWeak); // a PIN
        {
            auto vault = profile.create(firstPassphrase);
            DD_OK(vault);
            QCOMPARE((*vault)->secretKind(), SecretKind::Passphrase);
            DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("vi")));
        }
        const auto header = parseVaultHeader(test::contentOf(profile.file("header-a")));
        DD_OK(header);
        QVERIFY(header->storeClass == KeyStoreClass::Software);
        {
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS((*vault)->unlock(secretOf(secondPassphrase)), ErrorCode::VaultWrongSecret);
            DD_OK((*vault)->unlock(secretOf(firstPassphrase)));
            DD_OK((*vault)->changeSecret(secretOf(firstPassphrase), secretOf(secondPassphrase)));
        }
        m_keyring->stop();
        QVERIFY(m_keyring->start());
        {
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS((*vault)->unlock(secretOf(firstPassphrase)), ErrorCode::VaultWrongSecret);
            DD_OK((*vault)->unlock(secretOf(secondPassphrase)));
            QCOMPARE(*Settings(**vault).value(QStringLiteral("language")), QStringLiteral("vi"));
        }
        const QString name = QStringLiteral("vault.") + QString::fromLatin1(header->vaultId.toHex());
        QVERIFY(!entriesBelow(name).isEmpty());
        DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
        QVERIFY(!Vault::exists(profile.folder()));
        QCOMPARE(entriesBelow(name), QStringList());
    }

    // Locked at the wrong moment it must not look like a profile of another device: that would be a wait of a day.
    void aLockedServiceCostsNothing()
    {
        Profile profile;
        profile.keyStore = platform::makeSecretServiceKeyStore();
        DD_OK(profile.create(firstPassphrase));
        QVERIFY(test::Keyring::lock());
        DD_ERROR_IS(profile.open(), ErrorCode::KeyStoreUnavailable);
        DD_ERROR_IS(Vault::create(profile.dir.filePath(QStringLiteral("other")), secretOf(firstPassphrase), profile.environment()),
                    ErrorCode::KeyStoreUnavailable);
        m_keyring->stop();
        DD_ERROR_IS(profile.open(), ErrorCode::KeyStoreUnavailable);
        QVERIFY(m_keyring->start());
        auto vault = profile.open();
        DD_OK(vault);
        {
            QVERIFY(test::Keyring::lock());
            DD_ERROR_IS((*vault)->unlock(secretOf(firstPassphrase)), ErrorCode::KeyStoreUnavailable);
            m_keyring->stop();
            QVERIFY(m_keyring->start());
        }
        QCOMPARE((*vault)->attempts().failed, 0);
        DD_OK((*vault)->unlock(secretOf(firstPassphrase)));
    }

private:
    // What the service itself lists, by the labels of the entries.
    static QStringList entriesBelow(const QString &name)
    {
        const auto property = [](const QString &path, const char *interface, const char *which) {
            QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path,
                                                               QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
            call << QLatin1String(interface) << QLatin1String(which);
            const QDBusMessage answer = QDBusConnection::sessionBus().call(call);
            return answer.arguments().value(0).value<QDBusVariant>().variant();
        };
        QStringList found;
        const auto items = qdbus_cast<QList<QDBusObjectPath>>(
            property(QStringLiteral("/org/freedesktop/secrets/collection/login"), "org.freedesktop.Secret.Collection", "Items"));
        for (const QDBusObjectPath &item : items) {
            const QString label = property(item.path(), "org.freedesktop.Secret.Item", "Label").toString();
            if (label.contains(name))
                found.append(label);
        }
        return found;
    }
};

DD_TEST(TestSecretServiceVault)
#include "test_secret_service_vault.moc"
