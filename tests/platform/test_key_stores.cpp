#include "platform/key_stores.h"
#include "tests/platform/key_store_contract.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <thread>

using namespace dd;

namespace {

Secret valueOf(const QByteArray &bytes)
{
    return Secret::copyOf(bytes);
}

const QString entryName = QStringLiteral("vault.00ff.secret-a");

} // namespace

class TestKeyStores : public QObject
{
    Q_OBJECT
private slots:
    void nullStoreIsNotThere()
    {
        const auto store = platform::makeNullKeyStore();
        QVERIFY(!store->isAvailable());
        QVERIFY(!store->isFake());
        QVERIFY(store->storeClass() == KeyStoreClass::None);
        QVERIFY(store->read(entryName).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(store->write(entryName, valueOf("x")).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(store->remove(entryName).error().code == ErrorCode::KeyStoreUnavailable);
    }

    void theFakeSaysSo()
    {
        QTemporaryDir dir;
        const auto fake = platform::makeFakeHardwareKeyStore(dir.filePath(QStringLiteral("a/b/device")));
        QVERIFY(fake->isAvailable());
        QVERIFY(fake->isFake());
        QVERIFY(fake->storeClass() == KeyStoreClass::Hardware);
        QCOMPARE(fake->name(), QString::fromUtf8("Giả lập (demo)"));
        const auto file = platform::makeFileKeyStore(dir.filePath(QStringLiteral("keys")));
        QVERIFY(file->isAvailable());
        QVERIFY(!file->isFake());
        QVERIFY(file->storeClass() == KeyStoreClass::Software);
        QVERIFY(!file->name().isEmpty());
    }

    // Two processes, here two objects: what one holds the other waits for; a holder that is gone lets go.
    void oneHolderAtATime()
    {
        QTemporaryDir dir;
        const auto one = platform::makeFakeHardwareKeyStore(dir.path());
        const auto other = platform::makeFakeHardwareKeyStore(dir.path());
        auto held = one->hold();
        QVERIFY(held.has_value() && *held != nullptr);
        std::atomic<bool> released = false;
        std::jthread later([&] {
            QTest::qSleep(50);
            released = true;
            held->reset();
        });
        const auto waited = other->hold();
        QVERIFY(waited.has_value());
        QVERIFY(released);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden), QStringList()); // it leaves nothing
    }

    void entriesOutliveTheObject_data()
    {
        QTest::addColumn<bool>("fake");
        QTest::newRow("fake hardware") << true;
        QTest::newRow("file") << false;
    }
    void entriesOutliveTheObject()
    {
        QFETCH(bool, fake);
        QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("keys"));
        const auto make = [&] { return fake ? platform::makeFakeHardwareKeyStore(folder) : platform::makeFileKeyStore(folder); };
        test::checkKeyStoreContract(make);
        QCOMPARE(QDir(folder).entryList(QDir::Files | QDir::Hidden).size(), 1); // no temporary file is left
    }

    void filesArePrivate()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("keys"));
        QVERIFY(QDir().mkpath(folder));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
        const auto store = platform::makeFileKeyStore(folder);
        QVERIFY(store->write(entryName, valueOf("x")).has_value());
        QCOMPARE(QFile::permissions(folder) & others, QFile::Permissions());
        QCOMPARE(QFile::permissions(QDir(folder).filePath(entryName + QStringLiteral(".key"))) & others, QFile::Permissions());
    }

    void namesAreChecked_data() { test::keyStoreNameRows(); }
    void namesAreChecked()
    {
        QFETCH(bool, good);
        QTemporaryDir dir;
        const auto store = platform::makeFileKeyStore(dir.filePath(QStringLiteral("keys")));
        test::checkKeyStoreName(*store);
        QCOMPARE(QDir(dir.filePath(QStringLiteral("keys"))).entryList(QDir::Files | QDir::Hidden).size(), good ? 1 : 0);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), 0);
    }

    // Trouble must never read as "no such entry": a vault would take it for another device.
    void troubleIsNotMissing()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("keys"));
        const auto store = platform::makeFileKeyStore(folder);
        QVERIFY(store->write(entryName, valueOf("x")).has_value());
        const QString path = QDir(folder).filePath(entryName + QStringLiteral(".key"));
        QVERIFY(QFile::resize(path, 0));
        QVERIFY(store->read(entryName).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(QFile::resize(path, 1 << 20));
        QVERIFY(store->read(entryName).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(QFile::remove(path));
        QVERIFY(QFile::link(QStringLiteral("/dev/zero"), path));
        QVERIFY(store->read(entryName).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(store->remove(entryName).has_value());
        QVERIFY(QFile::exists(QStringLiteral("/dev/zero")));
        QVERIFY(QDir(folder).removeRecursively());
        QVERIFY(store->read(entryName).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(store->write(entryName, valueOf("x")).error().code == ErrorCode::KeyStoreUnavailable);
        QVERIFY(!store->write(QStringLiteral("empty"), Secret()).has_value());
    }

    void aFolderThatCannotBeMadeIsNoStore()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!platform::makeFakeHardwareKeyStore(file.fileName() + QStringLiteral("/below"))->isAvailable());
        QVERIFY(!platform::makeFileKeyStore(file.fileName())->isAvailable());
    }

    void removalTakesAnUnfinishedWriteWithIt()
    {
        QTemporaryDir dir;
        const auto store = platform::makeFileKeyStore(dir.path());
        QFile file(QDir(dir.path()).filePath(entryName + QStringLiteral(".key.new")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("half a secret");
        file.close();
        QVERIFY(store->remove(entryName).has_value());
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 0);
    }
};

DD_TEST(TestKeyStores)
#include "test_key_stores.moc"
