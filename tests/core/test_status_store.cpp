#include "core/trust/status_store.h"
#include "core/base/durable_file.h"
#include "core/crypto/symmetric.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QDir>
#include <QTemporaryDir>

using namespace dd;
using namespace dd::test;
using trust::StatusAnswer;
using trust::StatusList;
using trust::StatusState;
using trust::StatusStore;
using Fault = StatusAnswer::Fault;

namespace {

const QByteArray prefix("https://status.example/");

// An issuer with one status key, and what it publishes.
struct Publisher
{
    explicit Publisher(quint64 seed = 55) : key(makeSigner(crypto::Algorithm::Ed25519, seed))
    {
        issuer = parties.trust.issuers.first();
        issuer.status = trust::StatusIssuer{{key->publicKey()}, prefix};
        list.issuers = {issuer};
    }

    // Entries 0, 1, 2, 3 in turn.
    [[nodiscard]] QByteArray publish(const QByteArray &name, qint64 issuedAt = noon, qsizetype bytes = 64) const
    {
        const auto cwt = trust::signStatusList({prefix + name, issuedAt, issuedAt + aDay, 900, 2, QByteArray(bytes, '\xe4')}, *key);
        return cwt.value_or(QByteArray());
    }

    Parties parties;
    std::unique_ptr<crypto::SoftwareSigner> key;
    trust::TrustedIssuer issuer;
    trust::TrustList list;
};

credential::StatusReference at(const QByteArray &name, qint64 index)
{
    return {index, prefix + name};
}

constexpr ErrorCode taken = ErrorCode::SelfTestFailed; // no list is ever refused as this

ErrorCode refusedAs(const Result<void> &result)
{
    return result ? taken : result.error().code;
}

QString fileName(const QTemporaryDir &folder, const QByteArray &name)
{
    return folder.filePath(QString::fromLatin1(crypto::sha256(QByteArray(prefix + name)).toHex()) + QStringLiteral(".cwt"));
}

bool overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

class TestStatusStore : public QObject
{
    Q_OBJECT
private slots:
    void saysWhatTheListSays()
    {
        const Publisher publisher;
        StatusStore store;
        QVERIFY(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer).has_value());
        const StatusState states[] = {StatusState::Good, StatusState::Revoked, StatusState::Suspended, StatusState::Unknown};
        for (qint64 index = 0; index < 256; ++index)
            QCOMPARE(store.look(at("1", index), publisher.issuer, noon + 100), (StatusAnswer{states[index % 4], 100, Fault::None}));
        for (const qint64 index : {qint64(-1), qint64(256), qint64(257), credential::mostStatusIndex, std::numeric_limits<qint64>::max()})
            QCOMPARE(store.look(at("1", index), publisher.issuer, noon).fault, Fault::OutOfRange);
    }

    void readsEveryWidth()
    {
        const Publisher publisher;
        QByteArray bitmap(64, '\0');
        CountingRandom(3).fill(reinterpret_cast<unsigned char *>(bitmap.data()), 64);
        const StatusState states[] = {StatusState::Good, StatusState::Revoked, StatusState::Suspended};
        for (const int bits : {1, 2, 4, 8}) {
            StatusStore store;
            const StatusList list{prefix + "w", noon, noon + aDay, {}, bits, bitmap};
            const auto cwt = trust::signStatusList(list, *publisher.key);
            QVERIFY(cwt && store.offer(*cwt, list.uri, publisher.issuer));
            for (qint64 index = 0; index < list.size(); ++index) {
                const int entry = *list.at(index);
                QCOMPARE(store.look(at("w", index), publisher.issuer, noon).state, entry < 3 ? states[entry] : StatusState::Unknown);
            }
            QCOMPARE(store.look(at("w", list.size()), publisher.issuer, noon).fault, Fault::OutOfRange);
        }
    }

    void whatIsNotHeldIsUnknown()
    {
        const Publisher publisher;
        StatusStore store;
        QCOMPARE(store.look(at("1", 0), publisher.issuer, noon), StatusAnswer());
        QVERIFY(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer).has_value());
        QCOMPARE(store.look(at("2", 0), publisher.issuer, noon), StatusAnswer());
        trust::TrustedIssuer silent = publisher.issuer; // names no status keys
        silent.status.reset();
        QCOMPARE(store.look(at("1", 0), silent, noon), StatusAnswer());
    }

    void aListPastItsEndSaysNothing()
    {
        const Publisher publisher;
        StatusStore store;
        QVERIFY(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer).has_value());
        QCOMPARE(store.look(at("1", 1), publisher.issuer, noon + aDay - 1), (StatusAnswer{StatusState::Revoked, aDay - 1, Fault::None}));
        QCOMPARE(store.look(at("1", 1), publisher.issuer, noon + aDay), (StatusAnswer{StatusState::Unknown, aDay, Fault::None}));
        QCOMPARE(store.look(at("1", 1), publisher.issuer, noon - 60), (StatusAnswer{StatusState::Revoked, 0, Fault::None})); // our clock is behind
    }

    void anotherPrefixIsNotTheIssuers()
    {
        const Publisher publisher;
        StatusStore store;
        QVERIFY(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer).has_value());
        for (const char *uri : {"https://status.example.evil/1", "https://evil/1", "https://status.example/", "https://status.exampl", ""}) {
            QCOMPARE(store.look({0, uri}, publisher.issuer, noon).fault, Fault::ForeignUri);
            QCOMPARE(refusedAs(store.offer(publisher.publish("1"), uri, publisher.issuer)), ErrorCode::StatusListInvalid);
        }
    }

    // Two issuers share a prefix: neither speaks for the other's credentials.
    void anotherIssuersListDoesNotCount()
    {
        const Publisher publisher;
        const Publisher other(77);
        StatusStore store;
        QVERIFY(store.offer(other.publish("1"), prefix + "1", other.issuer).has_value());
        QCOMPARE(store.look(at("1", 0), publisher.issuer, noon), StatusAnswer());
        QCOMPARE(store.look(at("1", 0), other.issuer, noon).state, StatusState::Good);
    }

    void refusesWhatDoesNotHold()
    {
        const Publisher publisher;
        const Publisher other(77);
        StatusStore store;
        const QByteArray cwt = publisher.publish("1");
        QCOMPARE(refusedAs(store.offer(cwt, prefix + "1", other.issuer)), ErrorCode::SignatureInvalid);
        QCOMPARE(refusedAs(store.offer(cwt, prefix + "2", publisher.issuer)), ErrorCode::StatusListInvalid);
        QCOMPARE(refusedAs(store.offer(cwt + 'x', prefix + "1", publisher.issuer)), ErrorCode::StatusListInvalid);
        QCOMPARE(refusedAs(store.offer({}, prefix + "1", publisher.issuer)), ErrorCode::StatusListInvalid);
        trust::TrustedIssuer silent = publisher.issuer;
        silent.status.reset();
        QCOMPARE(refusedAs(store.offer(cwt, prefix + "1", silent)), ErrorCode::StatusListInvalid);
        QVERIFY(store.held().isEmpty());
        QCOMPARE(store.residentBytes(), 0);
    }

    void goesForwardOnly_data()
    {
        QTest::addColumn<bool>("folder");
        QTest::addColumn<bool>("restart");
        QTest::newRow("in memory") << false << false;
        QTest::newRow("in a folder") << true << false;
        QTest::newRow("after a restart") << true << true;
    }
    void goesForwardOnly()
    {
        QFETCH(bool, folder);
        QFETCH(bool, restart);
        const Publisher publisher;
        const QTemporaryDir place;
        auto store = std::make_unique<StatusStore>();
        if (folder)
            QVERIFY(store->openFolder(place.path(), publisher.list).has_value());
        const auto offer = [&](const QByteArray &cwt) {
            if (restart) {
                store = std::make_unique<StatusStore>();
                if (!store->openFolder(place.path(), publisher.list))
                    return ErrorCode::StatusStoreFailed;
            }
            return refusedAs(store->offer(cwt, prefix + "1", publisher.issuer));
        };
        QCOMPARE(offer(publisher.publish("1", noon)), taken);
        QCOMPARE(offer(publisher.publish("1", noon)), taken); // the very same bytes
        QCOMPARE(offer(publisher.publish("1", noon - 1)), ErrorCode::StatusListRollback);
        QCOMPARE(offer(publisher.publish("1", noon, 65)), ErrorCode::StatusListRollback);
        QCOMPARE(offer(publisher.publish("1", noon + 1, 65)), taken);
        QCOMPARE(offer(publisher.publish("1", noon)), ErrorCode::StatusListRollback);
        QCOMPARE(store->held().size(), 1);
        QCOMPARE(store->held().first().issuedAt, noon + 1);
        QCOMPARE(store->held().first().ttl, std::optional<qint64>(900));
        QCOMPARE(store->residentBytes(), 65);
        QCOMPARE(store->look(at("1", 259), publisher.issuer, noon + 1).state, StatusState::Unknown);
        QCOMPARE(store->look(at("1", 257), publisher.issuer, noon + 1).state, StatusState::Revoked);
    }

    // Whoever stole a status key may have dated a list far ahead. Once the trust list has dropped the key, that list neither counts nor blocks.
    void aStolenKeyDoesNotBlockTheNext()
    {
        Publisher before;
        const Publisher after(77);
        const QTemporaryDir place;
        StatusStore store;
        QVERIFY(store.openFolder(place.path(), before.list).has_value());
        QVERIFY(store.offer(before.publish("1", noon + 1000 * aDay), prefix + "1", before.issuer).has_value());
        QCOMPARE(refusedAs(store.offer(before.publish("1"), prefix + "1", before.issuer)), ErrorCode::StatusListRollback);
        QCOMPARE(store.look(at("1", 1), after.issuer, noon), StatusAnswer());
        QVERIFY(store.offer(after.publish("1"), prefix + "1", after.issuer).has_value());
        QCOMPARE(store.look(at("1", 1), after.issuer, noon), (StatusAnswer{StatusState::Revoked, 0, Fault::None}));
        StatusStore restarted;
        QVERIFY(restarted.openFolder(place.path(), after.list).has_value());
        QCOMPARE(restarted.look(at("1", 1), after.issuer, noon).state, StatusState::Revoked);
    }

    void isThereAgainAfterARestart()
    {
        const Publisher publisher;
        const Publisher other(77);
        const QTemporaryDir place;
        {
            StatusStore store;
            QVERIFY(store.openFolder(place.path(), publisher.list).has_value());
            for (const char *name : {"1", "2", "3", "4", "5"})
                QVERIFY(store.offer(publisher.publish(name), prefix + name, publisher.issuer).has_value());
        }
        // 1 is another's name, 2 is damaged, 3 is empty, 4 is no list; what else lies there is nobody's business.
        QVERIFY(overwrite(fileName(place, "1"), publisher.publish("5")));
        QByteArray damaged = publisher.publish("2");
        damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
        QVERIFY(overwrite(fileName(place, "2"), damaged));
        QVERIFY(overwrite(fileName(place, "3"), {}));
        QVERIFY(overwrite(fileName(place, "4"), QByteArray(100, 'x')));
        QVERIFY(overwrite(place.filePath(QStringLiteral("lists.json")), "{}"));
        QVERIFY(overwrite(fileName(place, "6"), other.publish("6")));
        StatusStore store;
        QVERIFY(store.openFolder(place.path(), publisher.list).has_value());
        QCOMPARE(store.held().size(), 1);
        QCOMPARE(store.held().first().uri, prefix + "5");
        QCOMPARE(store.look(at("5", 2), publisher.issuer, noon + 5), (StatusAnswer{StatusState::Suspended, 5, Fault::None}));
        for (const char *name : {"1", "2", "3", "4", "6"}) {
            QCOMPARE(store.look(at(name, 0), publisher.issuer, noon), StatusAnswer());
            if (name[0] != '6')
                QVERIFY(store.offer(publisher.publish(name), prefix + name, publisher.issuer).has_value());
        }
        QCOMPARE(store.held().size(), 5);
    }

    // Another process of the same post wrote a newer list meanwhile.
    void doesNotWriteAnOlderOneOverAnothersNewer()
    {
        const Publisher publisher;
        const QTemporaryDir place;
        StatusStore one;
        StatusStore two;
        QVERIFY(one.openFolder(place.path(), publisher.list).has_value());
        QVERIFY(two.openFolder(place.path(), publisher.list).has_value());
        QVERIFY(one.offer(publisher.publish("1", noon), prefix + "1", publisher.issuer).has_value());
        QVERIFY(two.offer(publisher.publish("1", noon + 9), prefix + "1", publisher.issuer).has_value());
        QCOMPARE(refusedAs(one.offer(publisher.publish("1", noon + 5), prefix + "1", publisher.issuer)), ErrorCode::StatusListRollback);
        QCOMPARE(readFile(fileName(place, "1")), publisher.publish("1", noon + 9));
        QVERIFY(one.openFolder(place.path(), publisher.list).has_value()); // reads what there is
        QCOMPARE(one.held().first().issuedAt, noon + 9);
    }

    void waitsForAnothersWriteAndNotForEver()
    {
        const Publisher publisher;
        const QTemporaryDir place;
        StatusStore store;
        QVERIFY(store.openFolder(place.path(), publisher.list).has_value());
        auto lock = FolderLock::take(place.filePath(QStringLiteral("lock")), {ErrorCode::StatusStoreFailed});
        QVERIFY(lock.has_value());
        QCOMPARE(refusedAs(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer)), ErrorCode::StatusStoreFailed);
        lock = FolderLock();
        QCOMPARE(refusedAs(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer)), taken);
    }

    void whatCannotBeWrittenDoesNotCount()
    {
        const Publisher publisher;
        const QTemporaryDir place;
        StatusStore store;
        QVERIFY(store.openFolder(place.filePath(QStringLiteral("status")), publisher.list).has_value());
        QVERIFY(QDir(place.filePath(QStringLiteral("status"))).removeRecursively());
        QCOMPARE(refusedAs(store.offer(publisher.publish("1"), prefix + "1", publisher.issuer)), ErrorCode::StatusStoreFailed);
        QCOMPARE(store.look(at("1", 0), publisher.issuer, noon), StatusAnswer());
        QVERIFY(overwrite(place.filePath(QStringLiteral("a file")), "x"));
        QCOMPARE(refusedAs(store.openFolder(place.filePath(QStringLiteral("a file")), publisher.list)), ErrorCode::StatusStoreFailed);
    }

    void theMemoryCapHolds_data()
    {
        QTest::addColumn<bool>("folder");
        QTest::newRow("with a folder they are read again") << true;
        QTest::newRow("without one they are unknown") << false;
    }
    void theMemoryCapHolds()
    {
        QFETCH(bool, folder);
        const Publisher publisher;
        const QTemporaryDir place;
        StatusStore store(3 * 1000);
        if (folder)
            QVERIFY(store.openFolder(place.path(), publisher.list).has_value());
        for (int shard = 0; shard < 10; ++shard) {
            const QByteArray name = QByteArray::number(shard);
            QVERIFY(store.offer(publisher.publish(name, noon, 1000), prefix + name, publisher.issuer).has_value());
            QCOMPARE(store.residentBytes(), std::min(shard + 1, 3) * 1000);
        }
        QCOMPARE(store.held().size(), 10);
        // 7, 8, 9 are there; 8 was asked for last, so 7 and then 9 go first.
        QCOMPARE(store.look(at("8", 1), publisher.issuer, noon).state, StatusState::Revoked);
        const StatusState again = folder ? StatusState::Revoked : StatusState::Unknown;
        for (const char *name : {"0", "1", "8", "2", "3", "4", "5", "6", "7", "9"}) {
            const StatusAnswer answer = store.look(at(name, 1), publisher.issuer, noon + 7);
            const bool kept = !folder && (name[0] == '7' || name[0] == '8' || name[0] == '9');
            QCOMPARE(answer, (StatusAnswer{kept ? StatusState::Revoked : again, 7, Fault::None}));
            QVERIFY(store.residentBytes() <= 3 * 1000);
        }
        QVERIFY(overwrite(fileName(place, "0"), publisher.publish("0", noon - 5, 1000))); // somebody put an older one back
        QCOMPARE(store.look(at("0", 1), publisher.issuer, noon), (StatusAnswer{StatusState::Unknown, 0, Fault::None}));
    }

    // The one that was asked for longest ago goes: seen by what is left when its file is gone.
    void theOldestUsedIsDropped()
    {
        const Publisher publisher;
        StatusStore store(3 * 1000);
        for (const char *name : {"a", "b", "c"})
            QVERIFY(store.offer(publisher.publish(name, noon, 1000), prefix + name, publisher.issuer).has_value());
        QCOMPARE(store.look(at("a", 1), publisher.issuer, noon).state, StatusState::Revoked);
        QVERIFY(store.offer(publisher.publish("d", noon, 1000), prefix + "d", publisher.issuer).has_value());
        QCOMPARE(store.look(at("b", 1), publisher.issuer, noon).state, StatusState::Unknown);
        for (const char *name : {"a", "c", "d"})
            QCOMPARE(store.look(at(name, 1), publisher.issuer, noon).state, StatusState::Revoked);
    }

    void aListLargerThanTheCapIsNeverHeld()
    {
        const Publisher publisher;
        const QTemporaryDir place;
        StatusStore store(999);
        QVERIFY(store.openFolder(place.path(), publisher.list).has_value());
        QVERIFY(store.offer(publisher.publish("1", noon, 1000), prefix + "1", publisher.issuer).has_value());
        QCOMPARE(store.residentBytes(), 0);
        QCOMPARE(store.look(at("1", 1), publisher.issuer, noon), (StatusAnswer{StatusState::Unknown, 0, Fault::None}));
        QVERIFY(store.offer(publisher.publish("2", noon, 999), prefix + "2", publisher.issuer).has_value());
        QCOMPARE(store.residentBytes(), 999);
        QCOMPARE(store.look(at("2", 1), publisher.issuer, noon).state, StatusState::Revoked);
    }

    void findsEachOfMany()
    {
        const Publisher publisher;
        StatusStore store;
        for (int shard = 0; shard < 300; ++shard) {
            const QByteArray name = QByteArray::number(shard);
            const QByteArray entry(1, static_cast<char>(shard % 3));
            const auto cwt = trust::signStatusList({prefix + name, noon + shard, noon + aDay, {}, 8, entry}, *publisher.key);
            QVERIFY(cwt && store.offer(*cwt, prefix + name, publisher.issuer));
        }
        QCOMPARE(store.held().size(), 300);
        const StatusState states[] = {StatusState::Good, StatusState::Revoked, StatusState::Suspended};
        for (int shard = 0; shard < 300; ++shard)
            QCOMPARE(store.look(at(QByteArray::number(shard), 0), publisher.issuer, noon + 300), (StatusAnswer{states[shard % 3], 300 - shard, Fault::None}));
        QCOMPARE(store.look(at("300", 0), publisher.issuer, noon), StatusAnswer());
    }
};

DD_TEST(TestStatusStore)
#include "test_status_store.moc"
