#include "core/trust/root_update.h"
#include "core/trust/trust_list.h"
#include "tests/core/forge.h"
#include "tests/core/mutations.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using crypto::Algorithm;
using trust::Root;

namespace {

// Root n, of either kind of key.
std::unique_ptr<crypto::SoftwareSigner> rootNumber(int number)
{
    return makeSigner(number % 2 != 0 ? Algorithm::Ed25519 : Algorithm::Esp256, 400 + static_cast<quint64>(number));
}

Root root(int number)
{
    return {number, rootNumber(number)->publicKey()};
}

// From root n to root n + 1, in force a day later than the one before.
QByteArray update(int number)
{
    return trust::signRootUpdate(root(number), *rootNumber(number), *rootNumber(number + 1), noon + number * aDay).value_or(QByteArray());
}

QByteArray chainOf(const QList<QByteArray> &updates)
{
    return raw::array(updates);
}

QByteArray chain(int first, int last)
{
    QList<QByteArray> updates;
    for (int number = first; number <= last; ++number)
        updates.append(update(number));
    return chainOf(updates);
}

constexpr qint64 afterAll = noon + 1000 * aDay;

struct Plan
{
    raw::Pairs statement, innerHeader, outerHeader;
    QByteArray innerUnprotected = raw::map({});
    QByteArray outerUnprotected = raw::map({});
    QByteArray tail; // behind the inner message
    int innerRoot = 1;
    int outerRoot = 2;
};

// A good update from root 1 to root 2, made by hand.
Plan plan()
{
    using namespace raw;
    Plan good;
    good.statement = {{integer(1), integer(2)}, {integer(2), root(2).key.cose()}, {integer(3), integer(noon)}};
    good.innerHeader = {{integer(1), integer(static_cast<int>(Algorithm::Ed25519))}, {integer(16), text("root-statement+cwt")}};
    good.outerHeader = {{integer(1), integer(static_cast<int>(Algorithm::Esp256))}, {integer(16), text("root-update+cwt")}};
    return good;
}

QByteArray carriedOut(const Plan &plan)
{
    const QByteArray inner = Forge::sign1(raw::map(plan.innerHeader), plan.innerUnprotected, raw::map(plan.statement), *rootNumber(plan.innerRoot));
    return Forge::sign1(raw::map(plan.outerHeader), plan.outerUnprotected, inner + plan.tail, *rootNumber(plan.outerRoot));
}

bool isRefused(const Result<Root> &result)
{
    return !result && result.error().code == ErrorCode::RootUpdateInvalid;
}

} // namespace

class TestRootUpdate : public QObject
{
    Q_OBJECT
private slots:
    void leadsFromThePinToTheRootInForce()
    {
        const QByteArray three = chain(1, 3);
        const auto inForce = [&three](qint64 now) { return trust::applyRootUpdates(root(1), three, now); };
        const std::pair<qint64, int> expected[] = {{0, 1}, {noon, 1}, {noon + aDay - 1, 1}, {noon + aDay, 2},
                                                    {noon + 2 * aDay, 3}, {noon + 3 * aDay, 4}, {afterAll, 4}};
        for (const auto &[now, number] : expected) {
            const auto found = inForce(now);
            QVERIFY(found.has_value());
            QCOMPARE(found->number, number);
            QCOMPARE(found->key.cose(), root(number).key.cose());
        }
    }

    void everyRootUntilThenIsNamed()
    {
        const auto roots = trust::rootsUntil(root(1), chain(1, 3), noon + 2 * aDay);
        QVERIFY(roots.has_value());
        QCOMPARE(roots->size(), 3);
        for (int number = 1; number <= 3; ++number)
            QCOMPARE(roots->at(number - 1).key.cose(), root(number).key.cose());
        QCOMPARE(trust::rootsUntil(root(1), {}, afterAll)->size(), 1);
    }

    void withoutAChainThePinIsInForce()
    {
        const auto found = trust::applyRootUpdates(root(1), {}, noon);
        QVERIFY(found.has_value());
        QCOMPARE(found->key.cose(), root(1).key.cose());
    }

    // An app that was built with root 3 reads the same chain as one that was built with root 1.
    void aLaterPinReadsTheSameChain()
    {
        for (int pinned = 1; pinned <= 5; ++pinned) {
            const auto found = trust::applyRootUpdates(root(pinned), chain(1, 4), afterAll);
            QVERIFY(found.has_value());
            QCOMPARE(found->number, 5);
            QCOMPARE(found->key.cose(), root(5).key.cose());
        }
        const auto beyond = trust::applyRootUpdates(root(6), chain(1, 4), afterAll);
        QVERIFY(beyond && beyond->number == 6);
    }

    void aChainGrowsUpToItsBound()
    {
        QByteArray grown;
        QList<QByteArray> updates; // kept: an ECDSA signature is another one each time
        for (int number = 1; number <= 16; ++number) {
            updates.append(update(number));
            const auto longer = trust::extendRootChain(grown, updates.last());
            QVERIFY(longer.has_value());
            grown = *longer;
            QCOMPARE(trust::applyRootUpdates(root(1), grown, afterAll)->number, number + 1);
        }
        QCOMPARE(grown, chainOf(updates));
        QVERIFY(!trust::extendRootChain(grown, update(17)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chain(1, 17), afterAll)));
        QVERIFY(!trust::extendRootChain("x", update(1)));
        QVERIFY(!trust::extendRootChain({}, "x"));
    }

    void theNextRootOpensTheNextList()
    {
        trust::TrustList list = Parties().trust;
        const auto bytes = signTrustList(list, *rootNumber(2));
        QVERIFY(bytes.has_value());
        const auto next = trust::applyRootUpdates(root(1), chain(1, 1), afterAll);
        QVERIFY(next.has_value());
        QVERIFY(trust::openTrustList(*bytes, next->key).has_value());
        QVERIFY(!trust::openTrustList(*bytes, root(1).key));
    }

    void orderAndNumbersMatter()
    {
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(2), update(1)}), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(2)}), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(1), update(3)}), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(1), update(1)}), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(1), update(2), update(2)}), afterAll)));
        // Also what is still to come must hold, or a counter would find out on the day.
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(1), update(3)}), noon)));
        const auto early = trust::signRootUpdate(root(2), *rootNumber(2), *rootNumber(3), noon + aDay - 1);
        QVERIFY(early.has_value());
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({update(1), *early}), afterAll)));
    }

    void anotherPinIsNotConvinced()
    {
        QVERIFY(isRefused(trust::applyRootUpdates({1, root(3).key}, chain(1, 1), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates({1, root(2).key}, chain(1, 1), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates({2, root(1).key}, chain(1, 2), afterAll)));
    }

    void everyFlippedBitAndEveryPrefixIsRefused()
    {
        const QByteArray two = chain(1, 2);
        QCOMPARE(trust::applyRootUpdates(root(1), two, afterAll)->number, 3);
        // Nothing of a chain is no chain yet.
        const auto isTaken = [](const QByteArray &changed) { return !changed.isEmpty() && !isRefused(trust::applyRootUpdates(root(1), changed, afterAll)); };
        QCOMPARE(firstChangeTaken(two, isTaken), QByteArray());
    }

    // Signed by the right roots, but for what a row spoils.
    void anotherFormIsRefused_data()
    {
        using namespace raw;
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *name, const std::function<void(Plan &)> &spoil) {
            Plan spoiled = plan();
            spoil(spoiled);
            QTest::newRow(name) << carriedOut(spoiled);
        };
        row("not countersigned by the next root", [](Plan &p) { p.outerRoot = 4; });
        row("countersigned by the root itself", [](Plan &p) {
            p.outerRoot = 1;
            set(p.outerHeader, 1, integer(static_cast<int>(Algorithm::Ed25519)));
        });
        row("signed by another root", [](Plan &p) { p.innerRoot = 3; });
        row("signed by the next root", [](Plan &p) {
            p.innerRoot = 2;
            set(p.innerHeader, 1, integer(static_cast<int>(Algorithm::Esp256)));
        });
        row("to the same key", [](Plan &p) {
            p.outerRoot = 1;
            set(p.outerHeader, 1, integer(static_cast<int>(Algorithm::Ed25519)));
            set(p.statement, 2, root(1).key.cose());
        });
        row("number 3", [](Plan &p) { set(p.statement, 1, integer(3)); });
        row("number as text", [](Plan &p) { set(p.statement, 1, text("2")); });
        row("number beyond 32 bits", [](Plan &p) { set(p.statement, 1, integer((1LL << 32) + 2)); });
        row("no key", [](Plan &p) { drop(p.statement, 2); });
        row("a key that is none", [](Plan &p) { set(p.statement, 2, map({})); });
        row("no time", [](Plan &p) { drop(p.statement, 3); });
        row("a time below zero", [](Plan &p) { set(p.statement, 3, integer(-1)); });
        row("a label too many", [](Plan &p) { set(p.statement, 4, integer(1)); });
        row("an inner message of another type", [](Plan &p) { set(p.innerHeader, 16, text("root-update+cwt")); });
        row("an outer message of another type", [](Plan &p) { set(p.outerHeader, 16, text("root-statement+cwt")); });
        row("an inner header label too many", [](Plan &p) { set(p.innerHeader, 4, raw::bytes("12345678")); });
        row("an outer header label too many", [](Plan &p) { set(p.outerHeader, 4, raw::bytes("12345678")); });
        row("an inner label unprotected", [](Plan &p) { p.innerUnprotected = map({{integer(4), integer(1)}}); });
        row("an outer label unprotected", [](Plan &p) { p.outerUnprotected = map({{integer(4), integer(1)}}); });
        row("a tail behind the inner message", [](Plan &p) { p.tail = "x"; });
        QTest::newRow("only the inner message") << Forge::sign1(map(plan().innerHeader), map({}), map(plan().statement), *rootNumber(1));
        QTest::newRow("a number") << integer(1);
        QTest::newRow("wrapped in bytes") << raw::bytes(carriedOut(plan()));
    }
    void anotherFormIsRefused()
    {
        QFETCH(QByteArray, message);
        const auto good = trust::applyRootUpdates(root(1), chainOf({carriedOut(plan())}), afterAll);
        QVERIFY(good && good->number == 2);
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({message}), afterAll)));
    }

    void aChainIsAnArrayOfAtLeastOne()
    {
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), chainOf({}), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), update(1), afterAll)));
        QVERIFY(isRefused(trust::applyRootUpdates(root(1), raw::map({}), afterAll)));
    }

    void whatACounterWouldRefuseIsNotSigned()
    {
        QVERIFY(trust::signRootUpdate(root(1), *rootNumber(1), *rootNumber(2), noon).has_value());
        QVERIFY(!trust::signRootUpdate(root(1), *rootNumber(3), *rootNumber(2), noon)); // not the current root's key
        QVERIFY(!trust::signRootUpdate(root(1), *rootNumber(1), *rootNumber(1), noon));
        QVERIFY(!trust::signRootUpdate(root(1), *rootNumber(1), *rootNumber(2), -1));
    }
};

DD_TEST(TestRootUpdate)
#include "test_root_update.moc"
