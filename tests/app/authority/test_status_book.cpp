// Where credentials get their place in a status list, and what becomes of it.
#include "app/authority/status_book.h"
#include "core/base/file_faults.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <bit>
#include <cerrno>
#include <cmath>

using namespace dd::authority;
using dd::test::CountingRandom;

namespace {

constexpr qint64 bookTime = 1'795'258'800;
const QByteArray bookPrefix("https://dd.test/status/");

// A disk that is full from some moment on.
class FullDisk final : public dd::FileFaults
{
public:
    FullDisk() : m_before(dd::setFileFaults(this)) {}
    ~FullDisk() override { dd::setFileFaults(m_before); }
    qsizetype before(dd::FileStep step, const QByteArray &, QByteArrayView, qsizetype) override
    {
        if (step != dd::FileStep::Write || left-- > 0)
            return goOn;
        errno = ENOSPC;
        return 0;
    }
    int left = 0;

private:
    dd::FileFaults *m_before;
};

IssuedCredential bookEntry(char name, std::optional<dd::credential::StatusReference> status, qint64 expires = bookTime + 86'400)
{
    IssuedCredential issued;
    issued.hash = QByteArray(32, name);
    issued.thumbprint = QByteArray(32, static_cast<char>(name + 1));
    issued.asker = issued.thumbprint;
    issued.number = QStringLiteral("001090000017");
    issued.expires = expires;
    issued.status = std::move(status);
    issued.token = QByteArray("token-") + name;
    return issued;
}

StatusBook::Choice named(char name)
{
    return [name](const IssuedCredential &issued) { return issued.hash.front() == name; };
}

bool everything(const IssuedCredential &)
{
    return true;
}

} // namespace

class TestStatusBook : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        records = std::make_unique<RecordStore>(folder->path(), dd::Secret::copyOf(QByteArray(32, 'k')), sealing);
    }

    // Two numbers side by side say nothing about each other: no place comes twice, and none is likelier than another.
    void placesAreRandomAndNeverRepeat()
    {
        StatusBook book = open();
        constexpr int places = 10'000;
        constexpr int bins = 64;
        QSet<qint64> seen;
        QList<int> counts(bins, 0);
        qint64 ascending = 0;
        qint64 before = 0;
        for (int i = 0; i < places; ++i) {
            const dd::credential::StatusReference place = book.reserve();
            QCOMPARE(place.uri, bookPrefix + '0');
            QVERIFY(place.index >= 0 && place.index < StatusBook::shardEntries);
            seen.insert(place.index);
            ++counts[place.index * bins / StatusBook::shardEntries];
            ascending += place.index > before ? 1 : 0;
            before = place.index;
        }
        QCOMPARE(seen.size(), places);
        double chiSquare = 0;
        for (const int count : counts)
            chiSquare += (count - double(places) / bins) * (count - double(places) / bins) / (double(places) / bins);
        QVERIFY2(chiSquare < 117.6, qPrintable(QString::number(chiSquare))); // 63 degrees of freedom, one in 30,000
        QVERIFY2(std::abs(ascending - places / 2) < 250, qPrintable(QString::number(ascending)));
    }

    void aListIsClosedAtThreeQuarters()
    {
        StatusBook book = open();
        const QByteArray first = bookPrefix + '0';
        for (qint64 i = 0; i < StatusBook::shardEntries * 3 / 4; ++i) {
            if (book.reserve().uri != first)
                QFAIL("the next list was begun early");
        }
        QCOMPARE(book.reserve().uri, bookPrefix + '1');
        QCOMPARE(book.uris(), (QList<QByteArray>{first, bookPrefix + '1'}));
    }

    void whatIsRecordedSurvivesARestart()
    {
        StatusBook first = open();
        const dd::credential::StatusReference good = first.reserve();
        const dd::credential::StatusReference bad = first.reserve();
        const dd::credential::StatusReference paused = first.reserve();
        QVERIFY(first.insert(bookEntry('a', good)).has_value());
        QVERIFY(first.insert(bookEntry('b', bad)).has_value());
        QVERIFY(first.insert(bookEntry('c', paused)).has_value());
        QVERIFY(first.set(named('b'), StatusValue::Revoked).has_value());
        QVERIFY(first.set(named('c'), StatusValue::Suspended).has_value());
        const qint64 issued = first.lists(bookTime)->constFirst().issuedAt;
        QCOMPARE(issued, bookTime);

        StatusBook again = open();
        QCOMPARE(again.find(QByteArray(32, 'a'))->token, QByteArray("token-a"));
        QCOMPARE(again.find(QByteArray(32, 'a'))->status, good);
        QVERIFY(again.find(QByteArray(32, 'd')) == nullptr);
        QVERIFY(again.isBound(QByteArray(32, 'b'))); // the key of 'a'
        QVERIFY(!again.isBound(QByteArray(32, 'a')));
        const auto lists = again.lists(bookTime);
        QVERIFY(lists.has_value());
        QCOMPARE(lists->size(), 1);
        const dd::trust::StatusList &list = lists->constFirst();
        QCOMPARE(list.at(good.index), quint8(0));
        QCOMPARE(list.at(bad.index), quint8(1));
        QCOMPARE(list.at(paused.index), quint8(2));
        QCOMPARE(list.size(), StatusBook::shardEntries);
        qsizetype marked = 0;
        for (const char byte : list.bitmap)
            marked += std::popcount(static_cast<unsigned char>(byte));
        QCOMPARE(marked, 2);
        QCOMPARE(list.expires, list.issuedAt + 86'400);
        QCOMPARE(list.ttl.value_or(0), 900);
        // Later than every list before it, though no time went by, and though the clock went back.
        QVERIFY(list.issuedAt > issued);
        const qint64 second = list.issuedAt;
        QVERIFY(open().lists(bookTime - 3600)->constFirst().issuedAt > second);
    }

    void revokedIsForGood()
    {
        StatusBook book = open();
        QVERIFY(book.insert(bookEntry('a', book.reserve())).has_value());
        QVERIFY(book.insert(bookEntry('b', std::nullopt)).has_value());
        const quint64 before = book.changes();
        const auto changed = book.set(everything, StatusValue::Suspended);
        QCOMPARE(changed->chosen, 2);
        QCOMPARE(changed->changed, 2);
        QCOMPARE(changed->unlisted, 1);
        QVERIFY(book.changes() > before);
        QCOMPARE(book.set(everything, StatusValue::Suspended)->changed, 0);
        QCOMPARE(book.set(everything, StatusValue::Good)->changed, 2);
        QCOMPARE(book.set(named('a'), StatusValue::Revoked)->changed, 1);
        QCOMPARE(book.set(everything, StatusValue::Suspended)->changed, 1);
        QCOMPARE(book.set(everything, StatusValue::Good)->changed, 1);
        QCOMPARE(book.find(QByteArray(32, 'a'))->value, StatusValue::Revoked);
        QCOMPARE(book.set(named('z'), StatusValue::Revoked)->chosen, 0);
    }

    // The disk fills up in the middle: what was not written is not believed, and the same again finishes it.
    void aRevocationThatWasCutShortIsFinishedByTheNext()
    {
        StatusBook book = open();
        for (const char name : {'a', 'b', 'c'})
            QVERIFY(book.insert(bookEntry(name, book.reserve())).has_value());
        {
            FullDisk disk;
            disk.left = 1;
            QVERIFY(!book.set(everything, StatusValue::Revoked).has_value());
            QVERIFY(!book.insert(bookEntry('d', book.reserve())).has_value());
            QVERIFY(!book.lists(bookTime).has_value());
        }
        QVERIFY(book.find(QByteArray(32, 'd')) == nullptr);
        StatusBook again = open();
        int revoked = 0;
        for (const char name : {'a', 'b', 'c'})
            revoked += again.find(QByteArray(32, name))->value == StatusValue::Revoked ? 1 : 0;
        QCOMPARE(revoked, 1);
        QCOMPARE(again.set(everything, StatusValue::Revoked)->changed, 2);
        QCOMPARE(book.set(everything, StatusValue::Revoked)->changed, 2);
    }

    void whatExpiredLongAgoIsForgotten()
    {
        StatusBook book = open();
        QVERIFY(book.insert(bookEntry('a', book.reserve(), bookTime - 30 * 86'400)).has_value());
        QVERIFY(book.insert(bookEntry('b', book.reserve(), bookTime - 32 * 86'400)).has_value());
        const StatusBook again = open();
        QVERIFY(again.find(QByteArray(32, 'a')) != nullptr);
        QVERIFY(again.find(QByteArray(32, 'b')) == nullptr);
        QCOMPARE(QDir(folder->path()).entryList(QDir::Files).size(), 1);
    }

    void withoutAPrefixThereAreNoLists()
    {
        StatusBook book = StatusBook::load(*records, random, {}, bookTime).value();
        QVERIFY(!book.hasLists());
        QVERIFY(book.insert(bookEntry('a', std::nullopt)).has_value());
        QVERIFY(book.uris().isEmpty());
        QVERIFY(book.lists(bookTime)->isEmpty());
    }

private:
    StatusBook open() { return StatusBook::load(*records, random, bookPrefix, bookTime).value(); }

    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<RecordStore> records;
    dd::SystemRandom sealing;
    CountingRandom random{7};
};

DD_TEST(TestStatusBook)
#include "test_status_book.moc"
