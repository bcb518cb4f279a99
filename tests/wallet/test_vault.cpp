#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/database.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

class TestVault : public QObject
{
    Q_OBJECT
private slots:
    void createThenUnlockInANewObject()
    {
        Profile profile;
        QVERIFY(!Vault::exists(profile.folder()));
        DD_ERROR_IS(profile.open(), ErrorCode::VaultMissing);
        {
            auto vault = profile.create();
            DD_OK(vault);
            QVERIFY((*vault)->isUnlocked());
            QCOMPARE((*vault)->secretKind(), SecretKind::Pin);
            DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("vi")));
        }
        QVERIFY(Vault::exists(profile.folder()));
        auto vault = profile.open();
        DD_OK(vault);
        QVERIFY(!(*vault)->isUnlocked());
        QVERIFY(!(*vault)->database());
        QVERIFY((*vault)->subKey(9, "DDtestin").isEmpty());
        DD_ERROR_IS(Settings(**vault).value(QStringLiteral("language")), ErrorCode::VaultLocked);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        QVERIFY((*vault)->isUnlocked());
        QCOMPARE((*vault)->subKey(9, "DDtestin").size(), std::size_t(32));
        QCOMPARE(*Settings(**vault).value(QStringLiteral("language")), QStringLiteral("vi"));
        (*vault)->lock();
        QVERIFY(!(*vault)->isUnlocked());
        QVERIFY((*vault)->subKey(9, "DDtestin").isEmpty());
        DD_ERROR_IS(Settings(**vault).value(QStringLiteral("language")), ErrorCode::VaultLocked);
    }

    void aSecondVaultIsNotMadeOverTheFirst()
    {
        Profile profile;
        DD_OK(profile.create());
        const QByteArray header = test::contentOf(profile.file("header-a"));
        DD_ERROR_IS(profile.create(test::otherPin), ErrorCode::InvalidInput);
        QCOMPARE(test::contentOf(profile.file("header-a")), header);
        DD_OK(profile.openUnlocked());
    }

    void aPassphraseWhereTheStoreIsSoftware()
    {
        Profile profile;
        profile.keyStore = platform::makeFileKeyStore(profile.keyFolder());
        DD_ERROR_IS(profile.create(), ErrorCode::VaultSecretTooWeak); // a PIN
        QVERIFY(!QFile::exists(profile.folder()));
        auto vault = profile.create("một hai ba bốn năm");
        DD_OK(vault);
        QCOMPARE((*vault)->secretKind(), SecretKind::Passphrase);
        vault->reset();
        DD_OK(profile.openUnlocked("một hai ba bốn năm"));
        profile.keyStore = platform::makeNullKeyStore();
        DD_ERROR_IS(profile.open(), ErrorCode::KeyStoreUnavailable);
        DD_ERROR_IS(Vault::create(profile.dir.filePath(QStringLiteral("other")), secretOf("một hai ba bốn năm"), profile.environment()),
                    ErrorCode::KeyStoreUnavailable);
    }

    void aStoreOfTheOtherClassIsNamed_data()
    {
        QTest::addColumn<bool>("madeInHardware");
        QTest::newRow("made in hardware") << true;
        QTest::newRow("made in software") << false;
    }
    // Not taken for tampering (a wait of a day), nor for a profile of another device; and nothing is changed by looking.
    void aStoreOfTheOtherClassIsNamed()
    {
        QFETCH(bool, madeInHardware);
        const char *secret = madeInHardware ? test::goodPin : "một hai ba bốn năm";
        Profile profile;
        auto hardware = std::move(profile.keyStore);
        auto software = platform::makeFileKeyStore(profile.dir.filePath(QStringLiteral("files")));
        profile.keyStore = std::move(madeInHardware ? hardware : software);
        DD_OK(profile.create(secret));
        const QByteArray mirror = test::contentOf(profile.file("attempts"));
        std::swap(profile.keyStore, madeInHardware ? software : hardware);
        const QStringList before = test::filesBelow(profile.dir.path());
        DD_ERROR_IS(profile.open(), ErrorCode::VaultOtherKeyStore);
        QCOMPARE(test::filesBelow(profile.dir.path()), before);
        QCOMPARE(test::contentOf(profile.file("attempts")), mirror);
        std::swap(profile.keyStore, madeInHardware ? software : hardware);
        auto vault = profile.open();
        DD_OK(vault);
        QCOMPARE((*vault)->attempts().waitMs, qint64(0));
        DD_OK((*vault)->unlock(secretOf(secret)));
    }

    // What programs give: nothing. The parameters of the design come from the type itself.
    void theDefaultDerivationIsTheDesigns()
    {
        Profile profile;
        auto environment = profile.environment();
        environment.kdf = Vault::Environment{*profile.keyStore, profile.random, profile.clock}.kdf;
        DD_OK(Vault::create(profile.folder(), secretOf(test::goodPin), environment));
        const auto header = parseVaultHeader(test::contentOf(profile.file("header-a")));
        DD_OK(header);
        QCOMPARE(header->kdf.memoryKiB, quint32(64 * 1024));
        QCOMPARE(header->kdf.iterations, quint32(3));
    }

    void wrongPinOpensNothing()
    {
        Profile profile;
        DD_OK(profile.create());
        auto vault = profile.open();
        DD_OK(vault);
        const auto refused = (*vault)->unlock(secretOf(test::otherPin));
        DD_ERROR_IS(refused, ErrorCode::VaultWrongSecret);
        QCOMPARE(refused.error().triesLeft, std::optional<int>(4));
        QVERIFY(!(*vault)->isUnlocked());
        QVERIFY(!(*vault)->database());
        DD_ERROR_IS(CredentialStore(**vault).list(), ErrorCode::VaultLocked);
        DD_ERROR_IS(KeyRing(**vault).generate(), ErrorCode::VaultLocked);
        DD_ERROR_IS((*vault)->unlock(Secret()), ErrorCode::InvalidInput);
        QCOMPARE((*vault)->attempts().failed, 1);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        QCOMPARE((*vault)->attempts().failed, 0);
    }

    void theProfileAloneOpensNothing()
    {
        Profile profile;
        DD_OK(profile.create());
        Profile elsewhere;
        QVERIFY(QDir().mkpath(elsewhere.folder()));
        for (const QString &file : test::filesBelow(profile.folder()))
            QVERIFY(QFile::copy(file, QDir(elsewhere.folder()).filePath(QFileInfo(file).fileName())));
        auto vault = elsewhere.open();
        DD_OK(vault);
        QVERIFY((*vault)->attempts().waitMs > 0); // no record there: locked, not fresh
        elsewhere.clock.advance(24 * 3600);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::KeyStoreEntryMissing);
        QVERIFY(!(*vault)->isUnlocked());
    }

    void changedPinReplacesTheOldOne()
    {
        Profile profile;
        DD_OK(profile.create());
        const QByteArray oldHeader = test::contentOf(profile.file("header-a"));
        const QByteArray oldMirror = test::contentOf(profile.file("attempts"));
        {
            auto vault = profile.openUnlocked();
            DD_OK(vault);
            DD_OK(Settings(**vault).setValue(QStringLiteral("theme"), QStringLiteral("dark")));
            DD_ERROR_IS((*vault)->changeSecret(secretOf(test::goodPin), secretOf("123456")), ErrorCode::VaultSecretTooWeak);
            DD_ERROR_IS((*vault)->changeSecret(secretOf(test::otherPin), secretOf(test::otherPin)), ErrorCode::VaultWrongSecret);
            DD_OK((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)));
            QVERIFY((*vault)->isUnlocked());
            DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("en")));
        }
        QVERIFY(!QFile::exists(profile.file("header-a")));
        QVERIFY(QFile::exists(profile.file("header-b")));
        {
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWrongSecret);
            DD_OK((*vault)->unlock(secretOf(test::otherPin)));
            QCOMPARE(*Settings(**vault).value(QStringLiteral("theme")), QStringLiteral("dark"));
            QCOMPARE(*Settings(**vault).value(QStringLiteral("language")), QStringLiteral("en"));
        }
        // the old header beside the new one, then instead of it, then with the old mirror and no record at all
        const QByteArray newHeader = test::contentOf(profile.file("header-b"));
        test::replaceContent(profile.file("header-a"), oldHeader);
        {
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWrongSecret);
        }
        QVERIFY(QFile::remove(profile.file("header-b")));
        DD_ERROR_IS(profile.open(), ErrorCode::VaultDamaged);
        test::replaceContent(profile.file("attempts"), oldMirror);
        DD_OK(profile.keyStore->remove(keyName(oldHeader, ".attempts")));
        {
            auto vault = profile.open();
            DD_OK(vault);
            profile.clock.advance(24 * 3600);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::KeyStoreEntryMissing);
            QVERIFY(!(*vault)->isUnlocked());
        }
        test::replaceContent(profile.file("header-b"), newHeader);
        QVERIFY(QFile::remove(profile.file("header-a")));
        auto vault = profile.open();
        DD_OK(vault);
        profile.clock.advance(24 * 3600);
        DD_OK((*vault)->unlock(secretOf(test::otherPin))); // for the owner nothing is lost
    }

    void aChangeThatWasCutShortIsFinishedOrForgotten_data()
    {
        QTest::addColumn<bool>("committed");
        QTest::newRow("before the record") << false;
        QTest::newRow("after the record") << true;
    }
    void aChangeThatWasCutShortIsFinishedOrForgotten()
    {
        QFETCH(bool, committed);
        Profile profile;
        DD_OK(profile.create());
        const QByteArray headerA = test::contentOf(profile.file("header-a"));
        const QByteArray mirrorA = test::contentOf(profile.file("attempts"));
        const auto secretA = profile.keyStore->read(keyName(headerA, ".secret-a"));
        const auto recordA = profile.keyStore->read(keyName(headerA, ".attempts"));
        DD_OK(secretA);
        DD_OK(recordA);
        {
            auto vault = profile.open();
            DD_OK(vault);
            DD_OK((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)));
            QVERIFY(!(*vault)->isUnlocked());
        }
        // put back what a crash would have left
        test::replaceContent(profile.file("header-a"), headerA);
        DD_OK(profile.keyStore->write(keyName(headerA, ".secret-a"), *secretA));
        if (!committed) {
            test::replaceContent(profile.file("attempts"), mirrorA);
            DD_OK(profile.keyStore->write(keyName(headerA, ".attempts"), *recordA));
        }
        auto vault = profile.open();
        DD_OK(vault);
        DD_ERROR_IS((*vault)->unlock(secretOf(committed ? test::goodPin : test::otherPin)), ErrorCode::VaultWrongSecret);
        DD_OK((*vault)->unlock(secretOf(committed ? test::otherPin : test::goodPin)));
        QCOMPARE(QFile::exists(profile.file("header-a")), !committed);
        QCOMPARE(QFile::exists(profile.file("header-b")), committed);
        DD_ERROR_IS(profile.keyStore->read(keyName(headerA, committed ? ".secret-a" : ".secret-b")), ErrorCode::KeyStoreEntryMissing);
    }

    void weakKdfParametersAreRaisedAtUnlock()
    {
        Profile profile;
        DD_OK(profile.create());
        auto environment = profile.environment();
        environment.kdf = {16 * 1024, 2};
        {
            auto vault = Vault::open(profile.folder(), environment);
            DD_OK(vault);
            DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        }
        const auto header = parseVaultHeader(test::contentOf(profile.file("header-b")));
        DD_OK(header);
        QCOMPARE(header->kdf, environment.kdf);
        DD_OK(profile.openUnlocked()); // and lower wishes do not lower them
        QCOMPARE(parseVaultHeader(test::contentOf(profile.file("header-b")))->kdf, environment.kdf);
    }

    void oneProcessAtATime()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        DD_ERROR_IS(profile.open(), ErrorCode::VaultInUse);
        DD_ERROR_IS(profile.create(), ErrorCode::VaultInUse);
        DD_ERROR_IS(Vault::destroy(profile.folder(), *profile.keyStore), ErrorCode::VaultInUse);
        QVERIFY((*vault)->isUnlocked());
        const pid_t child = fork();
        if (child == 0) {
            const auto other = profile.open();
            _exit(!other && other.error().code == ErrorCode::VaultInUse ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        vault->reset();
        DD_OK(profile.open());
    }

    void damageIsNamedAndNothingIsDeleted_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("header") << QByteArray("header-a");
        QTest::newRow("database") << QByteArray("vault.db");
    }
    void damageIsNamedAndNothingIsDeleted()
    {
        QFETCH(QByteArray, name);
        Profile profile;
        DD_OK(profile.create());
        const QString path = profile.file(name.constData());
        const QByteArray whole = test::contentOf(path);
        for (const qsizetype at : {qsizetype(3), whole.size() / 2, whole.size() - 1}) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed.at(at) ^ 1);
            test::replaceContent(path, changed);
            const QStringList before = test::filesBelow(profile.dir.path());
            DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultDamaged);
            QCOMPARE(test::contentOf(path), changed);
            QCOMPARE(test::filesBelow(profile.dir.path()), before);
        }
        QVERIFY(QFile::remove(path));
        QVERIFY(Vault::exists(profile.folder()));
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultDamaged);
        DD_ERROR_IS(profile.create(), ErrorCode::InvalidInput);
        test::replaceContent(path, whole);
        DD_OK(profile.openUnlocked());
    }

    void aNewerVaultIsNotDamage()
    {
        Profile profile;
        {
            auto vault = profile.create();
            DD_OK(vault);
            DD_OK((*vault)->database()->execute("PRAGMA user_version = 999"));
        }
        DD_ERROR_IS(profile.openUnlocked(), ErrorCode::VaultNewer);
        QByteArray header = test::contentOf(profile.file("header-a"));
        header.chop(32);
        header[9] = 2;
        test::replaceContent(profile.file("header-a"), header + crypto::sha256(header));
        DD_ERROR_IS(profile.open(), ErrorCode::VaultNewer);
    }

    void filesArePrivateAndUnreadable()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        StoredCard card;
        card.summary = QByteArray(test::inventedName) + test::inventedNumber;
        card.faceImage = QByteArray("FACEIMAGE").repeated(2000);
        DD_OK(CardStore(**vault).save(card));
        DD_OK(Settings(**vault).setValue(QString::fromUtf8(test::inventedName), QLatin1String(test::inventedNumber)));
        const auto nothingReadable = [&] {
            const QString name = QString::fromUtf8(test::inventedName);
            const QByteArray utf16(reinterpret_cast<const char *>(name.utf16()), name.size() * 2);
            const QList<QByteArray> needles{test::inventedName, utf16, test::inventedNumber, test::goodPin, "FACEIMAGE", "CREATE TABLE"};
            const QStringList files = test::filesBelow(profile.dir.path());
            QVERIFY(files.size() >= 7);
            for (const QString &file : files) {
                const QByteArray content = test::contentOf(file);
                for (const QByteArray &needle : needles)
                    QVERIFY2(!content.contains(needle), qPrintable(file));
                QVERIFY2(!content.startsWith("SQLite format 3"), qPrintable(file));
                for (const QByteArray &needle : needles)
                    QVERIFY2(!QFile::encodeName(file).contains(needle), qPrintable(file));
                const auto mode = QFile::permissions(file);
                QVERIFY2(!(mode & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)), qPrintable(file));
            }
        };
        const QByteArray values = QByteArray(test::inventedName) + test::inventedNumber; // in the journal too, before it is taken in
        DD_OK((*vault)->database()->execute(("UPDATE settings SET value = '" + values + '\'').constData()));
        QVERIFY(QFileInfo(profile.file("vault.db-wal")).size() > 0);
        nothingReadable();
        (*vault)->lock();
        QCOMPARE(QFileInfo(profile.file("vault.db-wal")).size(), 0);
        nothingReadable();
        const auto folderMode = QFile::permissions(profile.folder());
        QVERIFY(!(folderMode & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther)));
    }

    void destroyLeavesNothingAndMayBeRepeated_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("whole") << QByteArray();
        QTest::newRow("damaged header") << QByteArray("header-a");
        QTest::newRow("damaged database") << QByteArray("vault.db");
    }
    void destroyLeavesNothingAndMayBeRepeated()
    {
        QFETCH(QByteArray, damage);
        Profile profile;
        DD_OK(profile.create());
        if (!damage.isEmpty()) {
            QByteArray content = test::contentOf(profile.file(damage.constData()));
            content[content.size() - 1] = static_cast<char>(content.back() ^ 1);
            test::replaceContent(profile.file(damage.constData()), content);
        }
        QVERIFY(!test::filesBelow(profile.keyFolder()).isEmpty());
        DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
        QVERIFY(!QFile::exists(profile.folder()));
        QCOMPARE(test::filesBelow(profile.dir.path()), QStringList());
        QVERIFY(!Vault::exists(profile.folder()));
        DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
        DD_OK(profile.create(test::otherPin));
        DD_OK(profile.openUnlocked(test::otherPin));
    }

    void destroyKeepsWhatIsNotOurs()
    {
        Profile profile;
        DD_OK(profile.create());
        test::replaceContent(profile.file("notes.txt"), "mine");
        DD_OK(Vault::destroy(profile.folder(), *profile.keyStore));
        QCOMPARE(test::filesBelow(profile.dir.path()), QStringList{profile.file("notes.txt")});
    }

    void destroyStopsWhenTheKeyStoreDoes()
    {
        Profile profile;
        DD_OK(profile.create());
        DD_ERROR_IS(Vault::destroy(profile.folder(), *platform::makeNullKeyStore()), ErrorCode::KeyStoreUnavailable);
        DD_OK(profile.openUnlocked());
    }

    void aFailedCreationLeavesNothing_data()
    {
        QTest::addColumn<int>("failingWrite");
        QTest::newRow("hardware secret") << 1;
        QTest::newRow("seal key") << 2;
        QTest::newRow("attempt record") << 3;
    }
    void aFailedCreationLeavesNothing()
    {
        QFETCH(int, failingWrite);
        Profile profile;
        profile.keyStore = std::make_unique<FailingStore>(std::move(profile.keyStore), failingWrite);
        DD_ERROR_IS(profile.create(), ErrorCode::KeyStoreUnavailable);
        QVERIFY(!QFile::exists(profile.folder()));
        QCOMPARE(test::filesBelow(profile.dir.path()), QStringList());
        DD_OK(profile.create()); // it fails only once
    }

    // Whatever write of the key store fails during a change of PIN, exactly one of the two PINs opens the vault.
    void aFailedChangeLeavesOnePin_data()
    {
        QTest::addColumn<int>("failingWrite");
        QTest::newRow("attempt count") << 1;
        QTest::newRow("attempt reset") << 2;
        QTest::newRow("new hardware secret") << 3;
        QTest::newRow("committing record") << 4;
    }
    void aFailedChangeLeavesOnePin()
    {
        QFETCH(int, failingWrite);
        Profile profile;
        DD_OK(profile.create());
        auto honest = std::move(profile.keyStore);
        profile.keyStore = std::make_unique<FailingStore>(std::move(honest), failingWrite);
        bool changed = false;
        {
            auto vault = profile.open();
            DD_OK(vault);
            changed = (*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)).has_value();
        }
        QCOMPARE(changed, failingWrite == 2); // a count that stays too high is no reason to fail
        auto vault = profile.open();
        DD_OK(vault);
        DD_ERROR_IS((*vault)->unlock(secretOf(changed ? test::goodPin : test::otherPin)), ErrorCode::VaultWrongSecret);
        DD_OK((*vault)->unlock(secretOf(changed ? test::otherPin : test::goodPin)));
    }

private:
    static QString keyName(const QByteArray &header, const char *entry)
    {
        return QStringLiteral("vault.") + QString::fromLatin1(vaultIdOf(header).toHex()) + QLatin1String(entry);
    }

    // Refuses the n-th write, once.
    class FailingStore final : public KeyStore
    {
    public:
        FailingStore(std::unique_ptr<KeyStore> inner, int failingWrite) : m_inner(std::move(inner)), m_left(failingWrite) {}
        [[nodiscard]] bool isAvailable() const override { return true; }
        [[nodiscard]] KeyStoreClass storeClass() const override { return m_inner->storeClass(); }
        [[nodiscard]] QString name() const override { return m_inner->name(); }
        [[nodiscard]] bool isFake() const override { return true; }
        [[nodiscard]] Result<Secret> read(const QString &name) override { return m_inner->read(name); }
        [[nodiscard]] Result<void> remove(const QString &name) override { return m_inner->remove(name); }
        [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override
        {
            return --m_left == 0 ? Result<void>(fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("test"))) : m_inner->write(name, value);
        }

    private:
        std::unique_ptr<KeyStore> m_inner;
        int m_left;
    };
};

DD_TEST(TestVault)
#include "test_vault.moc"
