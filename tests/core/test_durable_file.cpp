#include "core/base/durable_file.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace dd;

namespace {

constexpr FileErrors roomErrors{ErrorCode::VaultStorageFailed, ErrorCode::VaultDamaged, ErrorCode::VaultInUse};

unsigned int modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 0777U : 0;
}

} // namespace

class TestDurableFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

    QString at(const char *name) const { return m_dir.filePath(QLatin1String(name)); }

private slots:
    void init()
    {
        QVERIFY(QDir(m_dir.path()).removeRecursively());
        QVERIFY(QDir().mkpath(m_dir.path()));
    }

    void aFailedWriteKeepsWhatWasThere()
    {
        const QString file = at("file");
        QVERIFY(writeDurably(file, "old", roomErrors).has_value());
        QCOMPARE(modeOf(file), 0600U);
        QVERIFY(QDir().mkdir(file + unfinishedSuffix)); // the temporary file cannot be made
        QCOMPARE(writeDurably(file, "new", roomErrors).error().code, ErrorCode::VaultStorageFailed);
        QCOMPARE(test::readFile(file), QByteArray("old"));
        QVERIFY(QDir().rmdir(file + unfinishedSuffix));
        QVERIFY(writeDurably(file, "newer", roomErrors).has_value());
        QCOMPARE(test::readFile(file), QByteArray("newer"));
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files), QStringList{QStringLiteral("file")});
    }

    void readingIsBounded()
    {
        const QString file = at("file");
        QVERIFY(writeDurably(file, "four", roomErrors).has_value());
        QCOMPARE(readBounded(file, 4, roomErrors).value(), QByteArray("four"));
        QCOMPARE(readSecretFile(file, 4, roomErrors).value()->view().toByteArray(), QByteArray("four"));
        QCOMPARE(readBounded(file, 3, roomErrors).error().code, ErrorCode::VaultDamaged);
        QCOMPARE(readSecretFile(file, 3, roomErrors).error().code, ErrorCode::VaultDamaged);
        QVERIFY(!readBounded(at("absent"), 4, roomErrors).value().has_value());
        QVERIFY(!readSecretFile(at("absent"), 4, roomErrors).value().has_value());
        QVERIFY(writeDurably(file, {}, roomErrors).has_value());
        QCOMPARE(readBounded(file, 0, roomErrors).value(), QByteArray());
        QVERIFY(readSecretFile(file, 0, roomErrors).value()->isEmpty());
    }

    void onlyARegularFileIsRead()
    {
        QVERIFY(writeDurably(at("file"), "x", roomErrors).has_value());
        QVERIFY(QFile::link(at("file"), at("link")));
        QCOMPARE(::mkfifo(QFile::encodeName(at("pipe")).constData(), 0600), 0);
        QVERIFY(QDir().mkdir(at("folder")));
        for (const char *name : {"link", "pipe", "folder"})
            QCOMPARE(readBounded(at(name), 16, roomErrors).error().code, ErrorCode::VaultStorageFailed);
        for (const char *name : {"pipe", "folder", "absent"})
            QCOMPARE(openChosenFile(at(name), roomErrors).error().code, ErrorCode::VaultStorageFailed);
        for (const char *name : {"file", "link"}) { // of a person's own choice
            const auto chosen = openChosenFile(at(name), roomErrors);
            QVERIFY(chosen.has_value());
            char read = 0;
            QCOMPARE(::read(chosen->get(), &read, 1), 1);
            QCOMPARE(read, 'x');
        }
    }

    void erasingTakesAnUnfinishedWriteWithIt()
    {
        QVERIFY(writeDurably(at("file"), QByteArray(100'000, 'x'), roomErrors).has_value());
        QVERIFY(writeDurably(at("file") + unfinishedSuffix, "half", roomErrors).has_value());
        QVERIFY(QFile::link(at("file"), at("other"))); // the link goes, not what it names
        QVERIFY(eraseFile(at("other"), roomErrors).has_value());
        QCOMPARE(test::readFile(at("file")).count('x'), 100'000);
        QVERIFY(eraseFile(at("file"), roomErrors).has_value());
        QVERIFY(QDir(m_dir.path()).isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot));
        QVERIFY(eraseFile(at("file"), roomErrors).has_value());
        QVERIFY(eraseFile(at("absent/file"), roomErrors).has_value());
    }

    void foldersArePrivate()
    {
        QCOMPARE(makePrivateFolder(at("a/b"), roomErrors).value(), true);
        QCOMPARE(modeOf(at("a")), 0700U);
        QCOMPARE(modeOf(at("a/b")), 0700U);
        QCOMPARE(::chmod(QFile::encodeName(at("a/b")).constData(), 0755), 0);
        QCOMPARE(makePrivateFolder(at("a/b/"), roomErrors).value(), false);
        QCOMPARE(modeOf(at("a/b")), 0700U);
        QVERIFY(createPrivateFile(at("file"), roomErrors).has_value());
        QCOMPARE(modeOf(at("file")), 0600U);
        QVERIFY(!createPrivateFile(at("file"), roomErrors));
        QVERIFY(!makePrivateFolder(at("file"), roomErrors));
        QVERIFY(!makePrivateFolder(at("file/below"), roomErrors));
    }

    void aLockIsHeldOnce()
    {
        auto first = FolderLock::take(at("lock"), roomErrors);
        QVERIFY(first.has_value());
        QCOMPARE(FolderLock::take(at("lock"), roomErrors).error().code, ErrorCode::VaultInUse);
        FolderLock moved = std::move(*first);
        QVERIFY(!FolderLock::take(at("lock"), roomErrors));
        moved = FolderLock();
        QVERIFY(FolderLock::take(at("lock"), roomErrors).has_value());
        QCOMPARE(FolderLock::take(at("absent/lock"), roomErrors).error().code, ErrorCode::VaultStorageFailed);
    }
};

DD_TEST(TestDurableFile)
#include "test_durable_file.moc"
