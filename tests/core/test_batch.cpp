#include "tests/core/sample_claims.h"
#include "tests/support/leaves.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::credential;
using namespace dd::test;

namespace {

QList<CopyKey> copyKeys(int count, crypto::Algorithm algorithm = crypto::Algorithm::Ed25519)
{
    QList<CopyKey> keys;
    for (int i = 0; i < count; ++i)
        keys.append({makeSigner(algorithm, 100 + quint64(i))->publicKey(), sampleStatus(70000 + 977 * i)});
    return keys;
}

// Each look at it is an hour later.
class HurryingClock final : public Clock
{
public:
    explicit HurryingClock(qint64 start) : m_now(start) {}
    [[nodiscard]] qint64 now() const override { return m_now += 3600; }
    [[nodiscard]] qint64 steadyMilliseconds() const override { return 0; }

private:
    mutable qint64 m_now;
};

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT
private slots:
    void copiesSayTheSameUnderTheirOwnKeys_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("identity") << 0;
        QTest::newRow("pass") << 1;
        QTest::newRow("residence status") << 2;
        QTest::newRow("receipt") << 3;
    }
    void copiesSayTheSameUnderTheirOwnKeys()
    {
        QFETCH(int, type);
        const AnyClaims claims = QList<AnyClaims>{sampleIdentity(), sampleGroupPass(), sampleResidence(), sampleReceipt()}.at(type);
        Parties parties;
        CountingRandom random;
        const QList<CopyKey> keys = copyKeys(10);
        const auto tokens = issueBatch(sampleRequest(parties), keys, claims, *parties.issuer, random, HurryingClock(noon));
        QVERIFY(tokens.has_value());
        QCOMPARE(tokens->size(), 10);

        QSet<QByteArray> seen;
        QList<QByteArray> common;
        QSet<QString> said;
        for (qsizetype i = 0; i < tokens->size(); ++i) {
            const auto copy = parseCredential(tokens->at(i));
            QVERIFY(copy.has_value());
            QCOMPARE(copy->holderThumbprint, keys.at(i).holderKey.thumbprint());
            QVERIFY(copy->claims.status == keys.at(i).status);
            QCOMPARE(copy->claims.issuedAt, midnight); // one look at the clock for all of them
            QVERIFY(copy->claims.person == samplePerson());
            QCOMPARE(copy->claims.personalNumber, sampleNumber());

            // No byte string but the issuer's key id is in two copies, or twice in one: salts, digests, keys, signatures.
            Leaves leaves;
            collect(*cbor::decode(tokens->at(i)), leaves);
            QCOMPARE(leaves.bytes.removeAll(parties.issuer->publicKey().keyId()), 1);
            QVERIFY(leaves.bytes.size() > 6);
            for (const QByteArray &bytes : leaves.bytes) {
                QVERIFY(bytes.size() >= 16);
                QVERIFY(!seen.contains(bytes));
                seen.insert(bytes);
            }
            // And all else is the same, but for the status index: the digests' order says nothing, for the leaves are equal.
            const QByteArray index = cbor::encode(cbor::Value::integer(keys.at(i).status->index));
            QCOMPARE(leaves.others.removeAll(index), 1);
            if (common.isEmpty())
                common = leaves.others;
            QCOMPARE(leaves.others, common);
        }
    }

    void aCopyWithoutStatusHasNone()
    {
        Parties parties;
        CountingRandom random;
        QList<CopyKey> keys = copyKeys(2, crypto::Algorithm::Esp256);
        keys[1].status.reset();
        IssueRequest common = sampleRequest(parties);
        common.status = sampleStatus(1); // of the credential itself: no copy carries it
        const auto tokens = issueBatch(common, keys, sampleIdentity(), *parties.issuer, random, FixedClock(noon));
        QVERIFY(tokens.has_value());
        QVERIFY(parseCredential(tokens->at(0))->claims.status == keys.at(0).status);
        QVERIFY(!parseCredential(tokens->at(1))->claims.status);
        common.statusPolicy = IssueRequest::StatusPolicy::Required;
        QVERIFY(!issueBatch(common, keys, sampleIdentity(), *parties.issuer, random, FixedClock(noon)));
    }

    void whatWouldLinkCopiesIsRefused()
    {
        Parties parties;
        CountingRandom random;
        const auto issued = [&](const QList<CopyKey> &keys) {
            return issueBatch(sampleRequest(parties), keys, sampleIdentity(), *parties.issuer, random, FixedClock(noon)).has_value();
        };
        QVERIFY(issued(copyKeys(1)));
        QVERIFY(issued(copyKeys(10)));
        QVERIFY(!issued({}));
        QVERIFY(!issued(copyKeys(11)));
        QList<CopyKey> keys = copyKeys(3);
        keys[2].holderKey = keys[0].holderKey;
        QVERIFY(!issued(keys));
        keys = copyKeys(3);
        keys[2].status = keys[0].status;
        QVERIFY(!issued(keys));
        keys[2].status->uri = "https://tt.example.vn/s/02"; // the same index of another list
        QVERIFY(issued(keys));
    }

    void oneThatCannotBeIssuedIsNone()
    {
        Parties parties;
        CountingRandom random;
        QList<CopyKey> keys = copyKeys(3);
        keys[2].holderKey = {};
        const auto tokens = issueBatch(sampleRequest(parties), keys, sampleIdentity(), *parties.issuer, random, FixedClock(noon));
        QVERIFY(!tokens && tokens.error().code == ErrorCode::KeyMalformed);
    }
};

DD_TEST(TestBatch)
#include "test_batch.moc"
