#include "app/citizen/held_lists.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>

using namespace dd;
using namespace dd::citizen;
using namespace dd::test;

namespace {

using Signer = std::unique_ptr<crypto::SoftwareSigner>;

// A wallet's profile and a bundle, three roots that follow one another, and lists of theirs.
struct ListStand
{
    ListStand() : roots{makeSigner(crypto::Algorithm::Ed25519, 1), makeSigner(crypto::Algorithm::Ed25519, 2), makeSigner(crypto::Algorithm::Ed25519, 3)}
    {
        services.clock = std::make_unique<FixedClock>(noon);
        services.profile = folder.path() + QStringLiteral("/profile");
        services.bundle = folder.path() + QStringLiteral("/bundle");
        services.root = roots[0]->publicKey();
        QDir().mkpath(services.profile);
        QDir().mkpath(services.bundle);
    }
    [[nodiscard]] QByteArray list(int root, qint64 sequence, bool demo = false) const
    {
        trust::TrustList made = Parties().trust;
        made.sequence = sequence;
        made.demo = demo;
        return *trust::signTrustList(made, *roots[static_cast<std::size_t>(root - 1)]);
    }
    // From root 1 to `last`.
    [[nodiscard]] QByteArray chain(int last, qint64 notBefore = noon - 60) const
    {
        QByteArray made;
        for (int next = 2; next <= last; ++next) {
            crypto::Signer &before = *roots[static_cast<std::size_t>(next - 2)];
            const auto update = trust::signRootUpdate({next - 1, before.publicKey()}, before, *roots[static_cast<std::size_t>(next - 1)], notBefore);
            made = *trust::extendRootChain(made, *update);
        }
        return made;
    }
    static void put(const QString &folder, const char *name, const QByteArray &bytes)
    {
        QFile file(folder + QLatin1Char('/') + QLatin1String(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    [[nodiscard]] qint64 heldSequence() const
    {
        const auto held = lists.trustList();
        return held && *held ? (*held)->sequence : 0;
    }

    QTemporaryDir folder;
    std::array<Signer, 3> roots;
    Services services;
    HeldLists lists{services};
};

template <typename T>
ErrorCode refusedAs(const Result<T> &result)
{
    return result ? ErrorCode::Internal : result.error().code; // nothing here is refused as internal
}

} // namespace

class TestHeldLists : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsHeldAtFirst()
    {
        ListStand stand;
        const auto held = stand.lists.trustList();
        QVERIFY(held && !*held);
        stand.services.root.reset();
        QVERIFY(!stand.lists.takeTrustList(stand.list(1, 5)));
        QVERIFY(!stand.lists.takeRootUpdates(stand.chain(2)));
    }

    void goesForwardAndStaysThere()
    {
        ListStand stand;
        QCOMPARE(stand.lists.takeTrustList(stand.list(1, 5))->sequence, 5);
        QCOMPARE(stand.heldSequence(), 5);
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(1, 4))), ErrorCode::TrustListRollback);
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(2, 6))), ErrorCode::SignatureInvalid);
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(1, 6, true))), ErrorCode::DemoNotAllowed);
        QCOMPARE(stand.heldSequence(), 5);
    }

    // What came with the program serves until something newer was taken in.
    void theBundleServesTheFirstLaunch()
    {
        ListStand stand;
        ListStand::put(stand.services.bundle, "root-updates.cbor", stand.chain(2));
        ListStand::put(stand.services.bundle, "trust-list.cwt", stand.list(2, 7));
        QCOMPARE(stand.heldSequence(), 7);
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(2, 6))), ErrorCode::TrustListRollback);
        QCOMPARE(stand.lists.takeTrustList(stand.list(2, 8))->sequence, 8);
        ListStand::put(stand.services.bundle, "trust-list.cwt", stand.list(2, 1)); // the next version's, of an older day
        QCOMPARE(stand.heldSequence(), 8);
    }

    void theRootRollsOver()
    {
        ListStand stand;
        QVERIFY(stand.lists.takeTrustList(stand.list(1, 5)));
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(2, 6))), ErrorCode::SignatureInvalid);
        QVERIFY(stand.lists.takeRootUpdates(stand.chain(2)));
        QCOMPARE(stand.heldSequence(), 5); // taken in under the root of before
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(2, 4))), ErrorCode::TrustListRollback);
        QCOMPARE(stand.lists.takeTrustList(stand.list(2, 6))->sequence, 6);
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(1, 7))), ErrorCode::SignatureInvalid);
        QVERIFY(stand.lists.takeRootUpdates(stand.chain(3)));
        QCOMPARE(refusedAs(stand.lists.takeRootUpdates(stand.chain(2))), ErrorCode::RootUpdateInvalid); // leaves one out
        QCOMPARE(refusedAs(stand.lists.takeRootUpdates("x")), ErrorCode::RootUpdateInvalid);
        QCOMPARE(stand.lists.takeTrustList(stand.list(3, 7))->sequence, 7);
    }

    void aRootStillToComeDoesNotCountYet()
    {
        ListStand stand;
        QVERIFY(stand.lists.takeRootUpdates(stand.chain(2, noon + 60)));
        QCOMPARE(refusedAs(stand.lists.takeTrustList(stand.list(2, 6))), ErrorCode::SignatureInvalid);
        QCOMPARE(stand.lists.takeTrustList(stand.list(1, 6))->sequence, 6);
    }
};

DD_TEST(TestHeldLists)
#include "test_held_lists.moc"
