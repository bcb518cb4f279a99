#include "core/trust/status_list.h"
#include "core/codec/inflate.h"
#include "tests/core/forge.h"
#include "tests/core/mutations.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using trust::StatusList;

namespace {

const QByteArray shardUri("https://status.example/7");

QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, '\0');
    CountingRandom(9).fill(reinterpret_cast<unsigned char *>(bytes.data()), static_cast<std::size_t>(size));
    return bytes;
}

StatusList sampleList(int bits = 2)
{
    return {shardUri, noon, noon + aDay, 900, bits, noise(50)};
}

std::unique_ptr<crypto::SoftwareSigner> statusKey(quint64 seed = 55, crypto::Algorithm algorithm = crypto::Algorithm::Ed25519)
{
    return makeSigner(algorithm, seed);
}

raw::Pairs headerPairs(const crypto::Signer &key)
{
    using namespace raw;
    return {{integer(1), integer(static_cast<int>(key.algorithm()))}, {integer(4), raw::bytes(key.publicKey().keyId())},
            {integer(16), text("application/statuslist+cwt")}};
}

QByteArray bitsMap(qint64 bits, const QByteArray &stream)
{
    using namespace raw;
    return map({{text("bits"), integer(bits)}, {text("lst"), raw::bytes(stream)}});
}

raw::Pairs payloadPairs()
{
    using namespace raw;
    return {{integer(2), text(shardUri)}, {integer(4), integer(noon + aDay)}, {integer(6), integer(noon)},
            {integer(65533), bitsMap(2, deflateZlib(noise(50)))}, {integer(65534), integer(900)}};
}

QByteArray handSigned(const QByteArray &header, const QByteArray &unprotected, const QByteArray &payload, crypto::Signer &key)
{
    return Forge::sign1(header, unprotected, payload, key);
}

} // namespace

class TestStatusList : public QObject
{
    Q_OBJECT
private slots:
    void isReadAsItWasSigned_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("algorithm");
        for (const int bits : {1, 2, 4, 8}) {
            QTest::addRow("%d bits, Ed25519", bits) << bits << static_cast<int>(crypto::Algorithm::Ed25519);
            QTest::addRow("%d bits, ESP256", bits) << bits << static_cast<int>(crypto::Algorithm::Esp256);
        }
    }
    void isReadAsItWasSigned()
    {
        QFETCH(int, bits);
        QFETCH(int, algorithm);
        const auto key = statusKey(55, static_cast<crypto::Algorithm>(algorithm));
        const StatusList list = sampleList(bits);
        const auto cwt = signStatusList(list, *key);
        QVERIFY(cwt.has_value());
        const auto other = statusKey(56);
        const auto read = trust::openStatusList(*cwt, shardUri, {other->publicKey(), key->publicKey()});
        QVERIFY(read.has_value());
        QCOMPARE(read->uri, shardUri);
        QCOMPARE(read->issuedAt, noon);
        QCOMPARE(read->expires, noon + aDay);
        QCOMPARE(read->ttl, std::optional<qint64>(900));
        QCOMPARE(read->bits, bits);
        QCOMPARE(read->bitmap, list.bitmap);
        QCOMPARE(read->signedBy, key->publicKey().keyId());
        QCOMPARE(trust::claimedStatusUri(*cwt).value_or(QByteArray()), shardUri);

        QCOMPARE(read->size(), 50 * 8 / bits);
        for (qint64 index = 0; index < read->size(); ++index) {
            int expected = 0; // bit by bit, from the lowest of the first byte on
            for (int bit = 0; bit < bits; ++bit) {
                const qint64 position = index * bits + bit;
                expected |= (list.bitmap[position / 8] >> (position % 8) & 1) << bit;
            }
            QCOMPARE(int(*read->at(index)), expected);
        }
        QVERIFY(!read->at(-1) && !read->at(read->size()) && !read->at(std::numeric_limits<qint64>::max()));
    }

    void whatNobodySaysHowLongToKeepHasNoTtl()
    {
        StatusList list = sampleList();
        list.ttl.reset();
        const auto key = statusKey();
        const auto cwt = signStatusList(list, *key);
        QVERIFY(cwt.has_value());
        const auto read = trust::openStatusList(*cwt, shardUri, {key->publicKey()});
        QVERIFY(read && !read->ttl);
    }

    void everyFlippedBitAndEveryPrefixIsRefused()
    {
        const auto key = statusKey();
        const QList<crypto::PublicKey> keys{key->publicKey(), statusKey(56)->publicKey()};
        const auto cwt = signStatusList(sampleList(), *key);
        QVERIFY(cwt.has_value());
        QCOMPARE(firstChangeTaken(*cwt, [&keys](const QByteArray &changed) { return trust::openStatusList(changed, shardUri, keys).has_value(); }), QByteArray());
    }

    void anotherKeyOrAnotherUriIsRefused()
    {
        const auto key = statusKey();
        const auto cwt = signStatusList(sampleList(), *key);
        QVERIFY(cwt.has_value());
        const auto refusedAs = [&cwt](const QByteArray &uri, const QList<crypto::PublicKey> &keys) {
            const auto read = trust::openStatusList(*cwt, uri, keys);
            return read ? ErrorCode::SelfTestFailed : read.error().code;
        };
        QCOMPARE(refusedAs(shardUri, {statusKey(56)->publicKey()}), ErrorCode::SignatureInvalid);
        QCOMPARE(refusedAs(shardUri, {}), ErrorCode::SignatureInvalid);
        QCOMPARE(refusedAs("https://status.example/8", {key->publicKey()}), ErrorCode::StatusListInvalid);
        QCOMPARE(refusedAs(shardUri + '/', {key->publicKey()}), ErrorCode::StatusListInvalid);
        QCOMPARE(refusedAs({}, {key->publicKey()}), ErrorCode::StatusListInvalid);
    }

    // Signed by the right key, and still not a status list of this profile.
    void anotherFormIsRefused_data()
    {
        using namespace raw;
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("unprotected");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("code");
        const auto key = statusKey();
        const int invalid = static_cast<int>(ErrorCode::StatusListInvalid);
        const auto headerRow = [&](const char *name, qint64 label, const QByteArray &value, int code = static_cast<int>(ErrorCode::StatusListInvalid)) {
            Pairs pairs = headerPairs(*key);
            set(pairs, label, value);
            QTest::newRow(name) << map(pairs) << map({}) << map(payloadPairs()) << code;
        };
        const auto row = [&](const char *name, qint64 label, const QByteArray &value, int code = static_cast<int>(ErrorCode::StatusListInvalid)) {
            Pairs pairs = payloadPairs();
            set(pairs, label, value);
            QTest::newRow(name) << map(headerPairs(*key)) << map({}) << map(pairs) << code;
        };
        const auto without = [&](const char *name, qint64 label) {
            Pairs pairs = payloadPairs();
            drop(pairs, label);
            QTest::newRow(name) << map(headerPairs(*key)) << map({}) << map(pairs) << invalid;
        };
        headerRow("another type", 16, text("trust-list+cwt"));
        headerRow("the type as bytes", 16, raw::bytes("application/statuslist+cwt"));
        headerRow("the kid of no key here", 4, raw::bytes(QByteArray(8, 'k')), static_cast<int>(ErrorCode::SignatureInvalid));
        headerRow("a kid of 7 bytes", 4, raw::bytes(key->publicKey().keyId().first(7)));
        headerRow("the kid as text", 4, text("12345678"));
        headerRow("an algorithm for vectors only", 1, integer(-35));
        headerRow("an unknown algorithm", 1, integer(-257));
        headerRow("a header label too many", 5, integer(1));
        Pairs noKeyId = headerPairs(*key);
        drop(noKeyId, 4);
        QTest::newRow("no kid") << map(noKeyId) << map({}) << map(payloadPairs()) << invalid;
        QTest::newRow("kid unprotected") << map(noKeyId) << map({{integer(4), raw::bytes(key->publicKey().keyId())}}) << map(payloadPairs()) << invalid;
        QTest::newRow("an unprotected label") << map(headerPairs(*key)) << map({{integer(5), integer(1)}}) << map(payloadPairs()) << invalid;

        row("no uri", 2, text(""));
        row("a uri of http", 2, text("http://status.example/7"));
        row("a uri of 65 bytes", 2, text("https://" + QByteArray(57, 'u')));
        row("a uri as bytes", 2, raw::bytes(shardUri));
        row("expires when it is issued", 4, integer(noon));
        row("a time below zero", 6, integer(-1));
        row("a time beyond all calendars", 4, integer(253402300800));
        row("a ttl of nothing", 65534, integer(0));
        row("an unknown label", 65535, integer(1));
        without("no uri at all", 2);
        without("it never expires", 4);
        without("issued at no time", 6);
        without("no list", 65533);
        const QByteArray stream = deflateZlib(noise(50));
        for (const qint64 bits : {-1, 0, 3, 5, 6, 7, 16})
            row(QByteArray("bits " + QByteArray::number(bits)).constData(), 65533, bitsMap(bits, stream));
        row("bits as text", 65533, map({{text("bits"), text("2")}, {text("lst"), raw::bytes(stream)}}));
        row("no bits", 65533, map({{text("lst"), raw::bytes(stream)}}));
        row("no stream", 65533, map({{text("bits"), integer(2)}}));
        row("a list that is an array", 65533, array({integer(2), raw::bytes(stream)}));
        row("an aggregation uri", 65533, map({{text("bits"), integer(2)}, {text("lst"), raw::bytes(stream)}, {text("aggregation_uri"), text("https://a/")}}));
        row("bits that are not deflated", 65533, bitsMap(2, noise(50)));
        row("a stream with a tail", 65533, bitsMap(2, stream + 'x'));
        row("a stream cut short", 65533, bitsMap(2, stream.chopped(1)));
        row("no entries", 65533, bitsMap(2, deflateZlib({})));
        Pairs unsorted = payloadPairs();
        std::ranges::reverse(unsorted);
        QTest::newRow("out of order") << map(headerPairs(*key)) << map({}) << mapAsGiven(unsorted) << invalid;
        QTest::newRow("a payload that is no map") << map(headerPairs(*key)) << map({}) << integer(1) << invalid;
        QTest::newRow("a payload with a tail") << map(headerPairs(*key)) << map({}) << map(payloadPairs()) + 'x' << invalid;
    }
    void anotherFormIsRefused()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, unprotected);
        QFETCH(QByteArray, payload);
        QFETCH(int, code);
        const auto key = statusKey();
        const QList<crypto::PublicKey> keys{key->publicKey()};
        QVERIFY(trust::openStatusList(handSigned(raw::map(headerPairs(*key)), raw::map({}), raw::map(payloadPairs()), *key), shardUri, keys).has_value());
        const auto read = trust::openStatusList(handSigned(header, unprotected, payload, *key), shardUri, keys);
        QVERIFY(!read);
        QCOMPARE(static_cast<int>(read.error().code), code);
    }

    void aFullShardFits()
    {
        const auto key = statusKey();
        StatusList list = sampleList(8);
        list.bitmap = noise(1 << 20); // the worst: as large as may be, and not to be made smaller
        const auto cwt = signStatusList(list, *key, 1);
        QVERIFY(cwt.has_value());
        QVERIFY(cwt->size() > 1 << 20 && cwt->size() <= trust::statusTokenLimit);
        const auto read = trust::openStatusList(*cwt, shardUri, {key->publicKey()});
        QVERIFY(read.has_value());
        QCOMPARE(read->bitmap, list.bitmap);
    }

    void whatACounterWouldRefuseIsNotSigned()
    {
        const auto key = statusKey();
        const auto isSigned = [&key](const std::function<void(StatusList &)> &spoil) {
            StatusList list = sampleList();
            spoil(list);
            return signStatusList(list, *key).has_value();
        };
        QVERIFY(isSigned([](StatusList &) {}));
        QVERIFY(!isSigned([](StatusList &list) { list.bits = 3; }));
        QVERIFY(!isSigned([](StatusList &list) { list.bitmap.clear(); }));
        QVERIFY(!isSigned([](StatusList &list) { list.bitmap = QByteArray((1 << 20) + 1, '\0'); }));
        QVERIFY(!isSigned([](StatusList &list) { list.uri = "http://status.example/7"; }));
        QVERIFY(!isSigned([](StatusList &list) { list.uri = "https://" + QByteArray(57, 'u'); }));
        QVERIFY(!isSigned([](StatusList &list) { list.expires = list.issuedAt; }));
        QVERIFY(!isSigned([](StatusList &list) { list.ttl = 0; }));
    }
};

DD_TEST(TestStatusList)
#include "test_status_list.moc"
