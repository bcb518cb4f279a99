#include "app/authority/list_keeper.h"
#include "app/authority/record_store.h"
#include "app/authority/state.h"
#include "core/crypto/symmetric.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QDirIterator>
#include <QTemporaryDir>

using namespace dd::authority;
using dd::test::readFile;

namespace {

constexpr qint64 stateTime = 1'795'258'800;

void overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size())
        qFatal("a test file could not be written");
}

} // namespace

class TestState : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        path = folder->path() + QStringLiteral("/state");
    }

    void initialisesOnce()
    {
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        QMap<QString, QByteArray> before;
        for (QDirIterator it(path, QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories); it.hasNext();) {
            const QFileInfo info(it.next());
            const auto readable = QFile::ReadOwner | QFile::ReadUser | QFile::WriteOwner | QFile::WriteUser;
            const auto searchable = readable | QFile::ExeOwner | QFile::ExeUser;
            QCOMPARE(info.permissions(), info.isDir() ? searchable : readable);
            before.insert(info.filePath(), info.isDir() ? QByteArray() : readFile(info.filePath()));
        }
        QCOMPARE(before.size(), 6);
        QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther), QFile::Permissions());
        const auto again = initState(path, demoOptions(), random, clock);
        QVERIFY(!again);
        QCOMPARE(again.error().code, dd::ErrorCode::AuthorityStateExists);
        for (auto file = before.cbegin(); file != before.cend(); ++file)
            QCOMPARE(QFileInfo(file.key()).isDir() ? QByteArray() : readFile(file.key()), file.value());
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".partial")));
    }

    void aFolderWithAnythingInItIsLeftAlone()
    {
        QVERIFY(QDir().mkpath(path));
        overwrite(path + QStringLiteral("/.hidden"), "mine");
        QCOMPARE(initState(path, demoOptions(), random, clock).error().code, dd::ErrorCode::AuthorityStateExists);
        QCOMPARE(QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList{QStringLiteral(".hidden")});
        const QString file = folder->path() + QStringLiteral("/file");
        overwrite(file, "mine");
        QCOMPARE(initState(file, demoOptions(), random, clock).error().code, dd::ErrorCode::AuthorityStateExists);
    }

    void anEmptyFolderAndAnUnfinishedOneAreFilled()
    {
        QVERIFY(QDir().mkpath(path));
        QVERIFY(QDir().mkpath(path + QStringLiteral(".partial/records")));
        overwrite(path + QStringLiteral(".partial/root.key"), "cut short by a crash");
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        QVERIFY(openState(path, clock).has_value());
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".partial")));
    }

    void opensWhatItMade()
    {
        InitOptions options = demoOptions();
        options.name = QStringLiteral("Công an xã Mẫu");
        options.cscaCertificates = {QByteArray("certificate")};
        QVERIFY(initState(path, options, random, clock).has_value());
        const auto state = openState(path, clock);
        QVERIFY(state.has_value());
        QVERIFY(state->isDemo());
        QCOMPARE(state->list.issuers.size(), 1);
        QCOMPARE(state->list.issuers.first().name, options.name);
        QCOMPARE(state->list.issuers.first().issuer, QStringLiteral("VN"));
        QVERIFY(state->list.issuers.first().notBefore <= stateTime - 25 * 3600);
        QCOMPARE(state->list.cscaSha256, QList<QByteArray>{dd::crypto::sha256("certificate")});
        QCOMPARE(state->list.nextUpdate, stateTime + 30 * 86'400);
        const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(readFile(path + QStringLiteral("/root.cose"))));
        QVERIFY(root.has_value());
        QVERIFY(dd::trust::openTrustList(state->trustList, *root).has_value());
    }

    void oneProcessAtATime()
    {
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        {
            const auto state = openState(path, clock);
            QVERIFY(state.has_value());
            const auto second = openState(path, clock);
            QVERIFY(!second);
            QCOMPARE(second.error().code, dd::ErrorCode::AuthorityStateInvalid);
            QVERIFY(!renewTrustList(path, clock));
        }
        QVERIFY(openState(path, clock).has_value());
    }

    void renewsTheTrustList()
    {
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        const QByteArray held = readFile(path + QStringLiteral("/trust-list.cwt"));
        clock.advance(86'400);
        QVERIFY(renewTrustList(path, clock).has_value());
        const auto state = openState(path, clock);
        QVERIFY(state.has_value());
        QCOMPARE(state->list.sequence, 2);
        QCOMPARE(state->list.nextUpdate, clock.now() + 30 * 86'400);
        QVERIFY(state->list.demo);
        const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(readFile(path + QStringLiteral("/root.cose"))));
        QVERIFY(dd::trust::updateTrustList(held, state->trustList, *root).has_value());
        QVERIFY(!dd::trust::updateTrustList(state->trustList, held, *root));
    }

    void damageIsAnError_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("remove");
        for (const char *file : {"issuer.key", "record.key", "trust-list.cwt", "root.cose"}) {
            QTest::addRow("%s removed", file) << QString::fromLatin1(file) << true;
            QTest::addRow("%s cut", file) << QString::fromLatin1(file) << false;
        }
    }
    void damageIsAnError()
    {
        QFETCH(QString, file);
        QFETCH(bool, remove);
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        const QString name = path + u'/' + file;
        if (remove)
            QVERIFY(QFile::remove(name));
        else
            overwrite(name, readFile(name).chopped(1));
        QVERIFY(!openState(path, clock));
    }

    void anotherIssuerKeyIsNoticed()
    {
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        overwrite(path + QStringLiteral("/issuer.key"), QByteArray(32, 'x'));
        QCOMPARE(openState(path, clock).error().code, dd::ErrorCode::AuthorityStateInvalid);
    }

    void anExpiredIssuerKeyIsNotUsed()
    {
        QVERIFY(initState(path, demoOptions(), random, clock).has_value());
        clock.advance(367LL * 86'400);
        QCOMPARE(openState(path, clock).error().code, dd::ErrorCode::AuthorityStateInvalid);
    }

    void recordsAreSealed()
    {
        QVERIFY(dd::makePrivateFolder(path, stateErrors).has_value());
        const dd::Secret key = dd::Secret::copyOf(QByteArray(32, 'k'));
        RecordStore store(path, key, random);
        const auto content = [](const char *text) { return dd::cbor::Value::text(QString::fromLatin1(text)); };
        const QString first = store.nameOf(QStringLiteral("person"), "first");
        const QString second = store.nameOf(QStringLiteral("person"), "second");
        QVERIFY(first != second);
        QVERIFY(first != store.nameOf(QStringLiteral("pass"), "first"));
        QVERIFY(store.put(first, content("canary-one")).has_value());
        QVERIFY(store.put(second, content("canary-two")).has_value());
        QVERIFY(store.put(second, content("canary-three")).has_value());
        overwrite(path + u'/' + first + dd::unfinishedSuffix, "a write cut short");
        const auto all = store.all(QStringLiteral("person"));
        QVERIFY(all.has_value());
        QCOMPARE(all->size(), 2);
        QVERIFY(all->contains({first, content("canary-one")}));
        QVERIFY(all->contains({second, content("canary-three")}));
        QVERIFY(store.all(QStringLiteral("pass"))->isEmpty());
        QVERIFY(!readFile(path + u'/' + first).contains("canary"));
        QVERIFY(!RecordStore(path, dd::Secret::copyOf(QByteArray(32, 'l')), random).all(QStringLiteral("person")));

        const QByteArray firstBytes = readFile(path + u'/' + first);
        overwrite(path + u'/' + first, readFile(path + u'/' + second)); // one person's record under another's name
        QCOMPARE(store.all(QStringLiteral("person")).error().code, dd::ErrorCode::AuthorityStateInvalid);
        for (qsizetype i = 0; i < firstBytes.size(); ++i) {
            QByteArray flipped = firstBytes;
            flipped[i] = static_cast<char>(flipped.at(i) ^ 1);
            overwrite(path + u'/' + first, flipped);
            QVERIFY2(!store.all(QStringLiteral("person")), qPrintable(QString::number(i)));
        }
        overwrite(path + u'/' + first, firstBytes);
        QVERIFY(store.remove(second).has_value());
        QCOMPARE(store.all(QStringLiteral("person"))->size(), 1);
    }

private:
    static InitOptions demoOptions()
    {
        InitOptions options;
        options.demo = true;
        return options;
    }
    dd::SystemRandom random;
    dd::FixedClock clock{stateTime};
    std::unique_ptr<QTemporaryDir> folder;
    QString path;
};

DD_TEST(TestState)
#include "test_state.moc"
