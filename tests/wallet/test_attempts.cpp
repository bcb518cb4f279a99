#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/attempt_ledger.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

constexpr qint64 minute = 60 * 1000;

Result<void> guess(Vault &vault)
{
    return vault.unlock(secretOf(test::otherPin));
}

} // namespace

class TestAttempts : public QObject
{
    Q_OBJECT
private slots:
    void waitsFollowTheTable_data()
    {
        QTest::addColumn<int>("failed");
        QTest::addColumn<qint64>("minutes");
        for (int failed = 0; failed < 5; ++failed)
            QTest::addRow("%d", failed) << failed << qint64(0);
        QTest::newRow("5") << 5 << qint64(1);
        QTest::newRow("6") << 6 << qint64(5);
        QTest::newRow("7") << 7 << qint64(15);
        QTest::newRow("8") << 8 << qint64(60);
        QTest::newRow("9") << 9 << qint64(24 * 60);
        QTest::newRow("10") << 10 << qint64(24 * 60);
        QTest::newRow("a million") << 1'000'000 << qint64(24 * 60);
    }
    void waitsFollowTheTable()
    {
        QFETCH(int, failed);
        QFETCH(qint64, minutes);
        QCOMPARE(waitAfterFailures(failed), minutes * minute);
    }

    void recordParserRefusesEveryPrefix()
    {
        const AttemptRecord record{7, 3, 12, 123456789, QByteArray(16, 'x'), true};
        const QByteArray bytes = encode(record);
        const auto parsed = parseAttemptRecord(bytes);
        DD_OK(parsed);
        QCOMPARE(*parsed, record);
        for (qsizetype size = 0; size < bytes.size(); ++size)
            DD_ERROR_IS(parseAttemptRecord(bytes.first(size)), ErrorCode::VaultDamaged);
        DD_ERROR_IS(parseAttemptRecord(bytes + '\0'), ErrorCode::VaultDamaged);
        QByteArray later = bytes;
        later[0] = 3;
        DD_ERROR_IS(parseAttemptRecord(later), ErrorCode::VaultDamaged);
        QByteArray neither = bytes;
        neither.back() = 2;
        DD_ERROR_IS(parseAttemptRecord(neither), ErrorCode::VaultDamaged);
        QByteArray first = bytes.chopped(1); // what the version before wrote
        first[0] = 1;
        const auto older = parseAttemptRecord(first);
        DD_OK(older);
        QCOMPARE(*older, (AttemptRecord{7, 3, 12, 123456789, QByteArray(16, 'x'), false}));
    }

    // A copy of the folder has a lock of its own; the key store has one counter.
    void copiesShareOneCounter()
    {
        Profile profile;
        DD_OK(profile.create());
        const QString copied = profile.dir.filePath(QStringLiteral("copied"));
        QVERIFY(QDir().mkpath(copied));
        for (const QString &file : test::filesBelow(profile.folder()))
            QVERIFY(QFile::copy(file, QDir(copied).filePath(QFileInfo(file).fileName())));
        auto first = profile.open();
        DD_OK(first);
        auto second = Vault::open(copied, profile.environment());
        DD_OK(second);
        for (int left = 4; left >= 1; --left) {
            const auto refused = guess(left % 2 == 0 ? **first : **second);
            DD_ERROR_IS(refused, ErrorCode::VaultWrongSecret);
            QCOMPARE(refused.error().triesLeft, std::optional<int>(left));
        }
        DD_ERROR_IS(guess(**second), ErrorCode::VaultWrongSecret);
        DD_ERROR_IS(guess(**first), ErrorCode::VaultWait); // which it learns only now
        DD_ERROR_IS(guess(**second), ErrorCode::VaultWait);
        profile.clock.advance(61);
        DD_ERROR_IS(guess(**first), ErrorCode::VaultWrongSecret);
        DD_ERROR_IS(guess(**second), ErrorCode::VaultWait);
        QCOMPARE((*second)->attempts().failed, 6);
        profile.clock.advance(5 * 60 + 1);
        DD_OK((*second)->unlock(secretOf(test::goodPin)));
        QCOMPARE((*second)->attempts().failed, 0);
    }

    // …and one secret: whoever was open while it was changed elsewhere gets in no more.
    void aChangeInACopyShutsTheOther()
    {
        Profile profile;
        DD_OK(profile.create());
        const QString copied = profile.dir.filePath(QStringLiteral("copied"));
        QVERIFY(QDir().mkpath(copied));
        for (const QString &file : test::filesBelow(profile.folder()))
            QVERIFY(QFile::copy(file, QDir(copied).filePath(QFileInfo(file).fileName())));
        auto first = profile.open();
        DD_OK(first);
        {
            auto second = Vault::open(copied, profile.environment());
            DD_OK(second);
            DD_OK((*first)->unlock(secretOf(test::goodPin)));
            DD_OK((*second)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)));
        }
        const auto keys = test::filesBelow(profile.keyFolder());
        DD_ERROR_IS((*first)->setWipesAfterManyTries(true), ErrorCode::VaultInUse);
        DD_ERROR_IS((*first)->unlock(secretOf(test::goodPin)), ErrorCode::KeyStoreEntryMissing);
        DD_ERROR_IS((*first)->changeSecret(secretOf(test::goodPin), secretOf(test::thirdPin)), ErrorCode::KeyStoreEntryMissing);
        QCOMPARE(test::filesBelow(profile.keyFolder()), keys);
        auto second = Vault::open(copied, profile.environment());
        DD_OK(second);
        DD_OK((*second)->changeSecret(secretOf(test::otherPin), secretOf(test::thirdPin)));
    }

    // The entry goes, or an older one comes back, while a vault is open: locked, not fresh.
    void aCounterLostOnTheWay_data()
    {
        QTest::addColumn<bool>("older");
        QTest::newRow("deleted") << false;
        QTest::newRow("put back") << true;
    }
    void aCounterLostOnTheWay()
    {
        QFETCH(bool, older);
        Profile profile;
        DD_OK(profile.create());
        auto vault = profile.open();
        DD_OK(vault);
        const QString entry = test::filesBelow(profile.keyFolder()).filter(QStringLiteral(".attempts")).first();
        const QByteArray fresh = test::contentOf(entry);
        DD_ERROR_IS(guess(**vault), ErrorCode::VaultWrongSecret);
        if (older)
            test::replaceContent(entry, fresh);
        else
            QVERIFY(QFile::remove(entry));
        DD_ERROR_IS(guess(**vault), ErrorCode::VaultWait);
        QCOMPARE((*vault)->attempts().waitMs, 24 * 60 * minute);
    }

    void fiveFreeTriesThenLongerAndLongerWaits()
    {
        Profile profile;
        DD_OK(profile.create());
        auto vault = profile.open();
        DD_OK(vault);
        for (int left = 4; left >= 0; --left) {
            const auto refused = guess(**vault);
            DD_ERROR_IS(refused, ErrorCode::VaultWrongSecret);
            QCOMPARE(refused.error().triesLeft, std::optional<int>(left));
            QCOMPARE((*vault)->attempts().freeLeft, left);
        }
        int failed = 5;
        for (const qint64 minutes : {1, 5, 15, 60, 24 * 60, 24 * 60}) {
            QCOMPARE((*vault)->attempts().failed, failed);
            QCOMPARE((*vault)->attempts().waitMs, minutes * minute);
            // during a wait nothing is tried, not even the right one
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
            profile.clock.advance(minutes * 60 - 1);
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
            DD_ERROR_IS((*vault)->changeSecret(secretOf(test::goodPin), secretOf(test::otherPin)), ErrorCode::VaultWait);
            QCOMPARE((*vault)->attempts().failed, failed);
            profile.clock.advance(1);
            const auto refused = guess(**vault);
            DD_ERROR_IS(refused, ErrorCode::VaultWrongSecret);
            QCOMPARE(refused.error().triesLeft, std::optional<int>(0));
            ++failed;
        }
        profile.clock.advance(24 * 3600);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        QCOMPARE((*vault)->attempts().failed, 0);
        QCOMPARE((*vault)->attempts().freeLeft, 5);
    }

    void aNewProcessDoesNotForget()
    {
        Profile profile;
        DD_OK(profile.create());
        for (int i = 1; i <= 5; ++i) {
            auto vault = profile.open();
            DD_OK(vault);
            DD_ERROR_IS(guess(**vault), ErrorCode::VaultWrongSecret);
        }
        profile.clock.advance(20);
        auto vault = profile.open();
        DD_OK(vault);
        QCOMPARE((*vault)->attempts().waitMs, 40 * 1000); // same run of the machine: the wait goes on
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
        profile.clock.advance(40);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
    }

    void anotherBootRestartsTheWait_data()
    {
        QTest::addColumn<bool>("bootIdChanges");
        QTest::newRow("another boot id") << true;
        QTest::newRow("a steady clock that went back") << false;
    }
    void anotherBootRestartsTheWait()
    {
        QFETCH(bool, bootIdChanges);
        Profile profile;
        DD_OK(profile.create());
        profile.clock.advance(5000);
        {
            auto vault = profile.open();
            DD_OK(vault);
            for (int i = 0; i < 5; ++i)
                DD_ERROR_IS(guess(**vault), ErrorCode::VaultWrongSecret);
        }
        profile.clock.advance(50);
        if (bootIdChanges)
            profile.bootId = QByteArray(16, 'c');
        else
            profile.clock = FixedClock(profile.clock.now());
        {
            auto vault = profile.open();
            DD_OK(vault);
            QCOMPARE((*vault)->attempts().waitMs, minute);
        }
        profile.clock.advance(59); // the restart itself is remembered: it is not restarted for ever
        auto vault = profile.open();
        DD_OK(vault);
        QCOMPARE((*vault)->attempts().waitMs, 1000);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
        profile.clock.advance(1);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
    }

    void movingTheWallClockHelpsNobody()
    {
        Profile profile;
        DD_OK(profile.create());
        auto vault = profile.open();
        DD_OK(vault);
        for (int i = 0; i < 5; ++i)
            DD_ERROR_IS(guess(**vault), ErrorCode::VaultWrongSecret);
        profile.clock.set(profile.clock.now() + 365 * 86400);
        QCOMPARE((*vault)->attempts().waitMs, minute);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
    }

    void aRecordThatIsNotWholeMeansLocked_data()
    {
        QTest::addColumn<QByteArray>("what");
        for (const char *what : {"mirror missing", "mirror corrupt", "mirror of another size", "mirror older", "record missing", "record corrupt",
                                 "record older", "key missing", "key replaced", "all gone"})
            QTest::newRow(what) << QByteArray(what);
    }
    void aRecordThatIsNotWholeMeansLocked()
    {
        QFETCH(QByteArray, what);
        Profile profile;
        DD_OK(profile.create());
        const KeyStoreNames names(vaultIdOf(test::contentOf(profile.file("header-a"))));
        const QString mirror = profile.file("attempts");
        const QByteArray oldMirror = test::contentOf(mirror);
        const auto oldRecord = profile.keyStore->read(names.record);
        DD_OK(oldRecord);
        {
            auto vault = profile.open();
            DD_OK(vault);
            for (int i = 0; i < 3; ++i)
                DD_ERROR_IS(guess(**vault), ErrorCode::VaultWrongSecret);
        }
        const auto flipped = [](QByteArray bytes) {
            bytes[bytes.size() - 1] = static_cast<char>(bytes.back() ^ 1);
            return bytes;
        };
        if (what == "mirror missing" || what == "all gone")
            QVERIFY(QFile::remove(mirror));
        if (what == "record missing" || what == "all gone")
            DD_OK(profile.keyStore->remove(names.record));
        if (what == "key missing" || what == "all gone")
            DD_OK(profile.keyStore->remove(names.seal));
        if (what == "mirror corrupt")
            test::replaceContent(mirror, flipped(test::contentOf(mirror)));
        if (what == "mirror of another size")
            test::replaceContent(mirror, QByteArray(100'000, 'x'));
        if (what == "mirror older")
            test::replaceContent(mirror, oldMirror);
        if (what == "record corrupt")
            DD_OK(profile.keyStore->write(names.record, Secret::copyOf(flipped(oldRecord->view().toByteArray()))));
        if (what == "record older")
            DD_OK(profile.keyStore->write(names.record, *oldRecord));
        if (what == "key replaced")
            DD_OK(profile.keyStore->write(names.seal, profile.random.secret(32)));

        auto vault = profile.open();
        DD_OK(vault);
        QVERIFY((*vault)->attempts().failed >= 9);
        QCOMPARE((*vault)->attempts().freeLeft, 0);
        QCOMPARE((*vault)->attempts().waitMs, 24 * 60 * minute);
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultWait);
        profile.clock.advance(24 * 3600);
        if (what.startsWith("key ") || what == "all gone") { // the same key seals the generation: how old the data are, nobody can tell
            DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultRolledBack);
            return;
        }
        // the owner who waits gets in: nothing was lost but time
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        vault->reset();
        auto again = profile.open();
        DD_OK(again);
        QCOMPARE((*again)->attempts().failed, 0);
    }

    // The one difference that a crash between the two writes explains.
    void aMirrorOneBehindIsACrashNotAnAttack()
    {
        Profile profile;
        DD_OK(profile.create());
        const QByteArray mirror = test::contentOf(profile.file("attempts"));
        AttemptLedger ledger(*profile.keyStore, profile.random, profile.folder(), vaultIdOf(test::contentOf(profile.file("header-a"))));
        DD_OK(ledger.load());
        AttemptRecord counted = ledger.current();
        counted.failed = 1;
        DD_OK(ledger.store(counted));
        test::replaceContent(profile.file("attempts"), mirror);
        auto vault = profile.open();
        DD_OK(vault);
        QCOMPARE((*vault)->attempts().failed, 1);
        QCOMPARE((*vault)->attempts().waitMs, 0);
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        QVERIFY(test::contentOf(profile.file("attempts")) != mirror);
    }

    // The count is on the disk before the guess is answered.
    void countIsDurableBeforeTheTry()
    {
        Profile profile;
        DD_OK(profile.create());
        auto vault = profile.open();
        DD_OK(vault);
        QVERIFY(QFile::remove(profile.file("attempts")));
        QVERIFY(QDir().mkpath(profile.file("attempts/in-the-way"))); // the mirror cannot be written
        DD_ERROR_IS((*vault)->unlock(secretOf(test::goodPin)), ErrorCode::VaultStorageFailed);
        QVERIFY(!(*vault)->isUnlocked());
        QCOMPARE((*vault)->attempts().failed, 1);
        QVERIFY(QDir(profile.file("attempts")).removeRecursively());
        DD_OK((*vault)->unlock(secretOf(test::goodPin)));
        QCOMPARE((*vault)->attempts().failed, 0);
    }
};

DD_TEST(TestAttempts)
#include "test_attempts.moc"
