#include "core/trust/trust_list.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using trust::TrustList;

namespace {

TrustList sampleTrustList()
{
    TrustList list = Parties().trust;
    list.sequence = 5;
    list.demo = true;
    const auto second = makeSigner(crypto::Algorithm::Esp256, 33);
    list.issuers.append({QStringLiteral("VN"), second->publicKey().keyId(), second->publicKey(), {65004}, midnight, midnight + aDay, QStringLiteral("Nơi cấp thứ hai")});
    list.cscaSha256 = {QByteArray(32, 'c')};
    return list;
}

std::unique_ptr<crypto::SoftwareSigner> rootKey(quint64 seed = 44)
{
    return makeSigner(crypto::Algorithm::Ed25519, seed);
}

raw::Pairs issuerPairs(const trust::TrustedIssuer &issuer)
{
    using namespace raw;
    return {{integer(1), text("VN")}, {integer(2), raw::bytes(issuer.keyId)}, {integer(3), issuer.key.cose()}, {integer(4), array({integer(65001)})},
            {integer(5), integer(midnight)}, {integer(6), integer(midnight + aDay)}, {integer(7), text("N")}};
}

raw::Pairs listPairs()
{
    using namespace raw;
    return {{integer(1), integer(1)}, {integer(2), integer(midnight)}, {integer(3), integer(midnight + aDay)}, {integer(4), text("demo")},
            {integer(5), array({map(issuerPairs(Parties().trust.issuers.first()))})}, {integer(6), array({})}};
}

QByteArray handSigned(const raw::Pairs &list, crypto::Signer &root, const QByteArray &type = raw::text("trust-list+cwt"))
{
    using namespace raw;
    return Forge::sign1(map({{integer(1), integer(static_cast<int>(root.algorithm()))}, {integer(16), type}}), map({}), map(list), root);
}

} // namespace

class TestTrustList : public QObject
{
    Q_OBJECT
private slots:
    void isReadAsItWasSigned()
    {
        const auto root = rootKey();
        const TrustList list = sampleTrustList();
        const auto bytes = signTrustList(list, *root);
        QVERIFY(bytes.has_value());
        const auto read = trust::openTrustList(*bytes, root->publicKey());
        QVERIFY(read.has_value());
        QCOMPARE(read->sequence, 5);
        QCOMPARE(read->issued, list.issued);
        QCOMPARE(read->nextUpdate, list.nextUpdate);
        QVERIFY(read->demo);
        QCOMPARE(read->cscaSha256, list.cscaSha256);
        QCOMPARE(read->issuers.size(), 2);
        const trust::TrustedIssuer *second = read->find(QStringLiteral("VN"), list.issuers[1].keyId);
        QVERIFY(second != nullptr);
        QCOMPARE(second->key.cose(), list.issuers[1].key.cose());
        QCOMPARE(second->types, QList<int>{65004});
        QCOMPARE(second->notBefore, midnight);
        QCOMPARE(second->expires, midnight + aDay);
        QCOMPARE(second->name, QStringLiteral("Nơi cấp thứ hai"));
        QVERIFY(read->find(QStringLiteral("XX"), list.issuers[1].keyId) == nullptr);
        QVERIFY(read->find(QStringLiteral("VN"), QByteArray(8, '\0')) == nullptr);
    }

    void anotherRootDoesNotOpenIt()
    {
        const auto bytes = signTrustList(sampleTrustList(), *rootKey());
        QVERIFY(bytes.has_value());
        const auto read = trust::openTrustList(*bytes, rootKey(45)->publicKey());
        QVERIFY(!read && read.error().code == ErrorCode::SignatureInvalid);
    }

    void everyFlippedBitAndEveryPrefixIsRefused()
    {
        const auto root = rootKey();
        const auto bytes = signTrustList(sampleTrustList(), *root);
        QVERIFY(bytes.has_value());
        for (qsizetype bit = 0; bit < bytes->size() * 8; ++bit) {
            QByteArray flipped = *bytes;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY2(!trust::openTrustList(flipped, root->publicKey()), QByteArray::number(bit).constData());
        }
        for (qsizetype size = 0; size < bytes->size(); ++size)
            QVERIFY(!trust::openTrustList(QByteArrayView(*bytes).first(size), root->publicKey()));
        QVERIFY(!trust::openTrustList(*bytes + 'x', root->publicKey()));
    }

    void goesForwardOnly()
    {
        const auto root = rootKey();
        TrustList list = sampleTrustList();
        const auto held = signTrustList(list, *root);
        list.sequence = 6;
        const auto newer = signTrustList(list, *root);
        list.sequence = 5;
        list.issuers.removeLast();
        const auto other = signTrustList(list, *root);
        QVERIFY(held && newer && other);
        QCOMPARE(trust::updateTrustList({}, *held, root->publicKey())->sequence, 5);
        QCOMPARE(trust::updateTrustList(*held, *newer, root->publicKey())->sequence, 6);
        QCOMPARE(trust::updateTrustList(*held, *held, root->publicKey())->sequence, 5);
        const auto back = trust::updateTrustList(*newer, *held, root->publicKey());
        QVERIFY(!back && back.error().code == ErrorCode::TrustListRollback);
        const auto twin = trust::updateTrustList(*held, *other, root->publicKey());
        QVERIFY(!twin && twin.error().code == ErrorCode::TrustListRollback);
        QVERIFY(!trust::updateTrustList(*held, QByteArray("x"), root->publicKey()));
    }

    void whatACounterWouldRefuseIsNotSigned()
    {
        const auto root = rootKey();
        TrustList list = sampleTrustList();
        list.issuers.append(list.issuers.first());
        QVERIFY(!signTrustList(list, *root));
        list = sampleTrustList();
        list.issuers.first().keyId[0] = static_cast<char>(list.issuers.first().keyId[0] ^ 1);
        QVERIFY(!signTrustList(list, *root));
        list = sampleTrustList();
        list.nextUpdate = list.issued;
        QVERIFY(!signTrustList(list, *root));
    }

    // Signed by the right root, and still not a trust list.
    void anotherFormIsRefused_data()
    {
        using namespace raw;
        QTest::addColumn<Pairs>("list");
        const auto row = [](const char *name, qint64 label, const QByteArray &value) {
            Pairs pairs = listPairs();
            set(pairs, label, value);
            QTest::newRow(name) << pairs;
        };
        const auto issuerRow = [&row](const char *name, qint64 label, const QByteArray &value) {
            Pairs pairs = issuerPairs(Parties().trust.issuers.first());
            set(pairs, label, value);
            row(name, 5, array({map(pairs)}));
        };
        const QByteArray one = map(issuerPairs(Parties().trust.issuers.first()));
        row("sequence 0", 1, integer(0));
        row("sequence as text", 1, text("1"));
        row("next update at issue", 3, integer(midnight));
        row("unknown environment", 4, text("test"));
        row("issuers not an array", 5, map({}));
        row("the same issuer twice", 5, array({one, one}));
        row("a short CSCA hash", 6, array({raw::bytes(QByteArray(31, 'c'))}));
        row("an unknown label", 7, integer(1));
        issuerRow("empty iss", 1, text(""));
        issuerRow("kid of 7 bytes", 2, raw::bytes(QByteArray(7, 'k')));
        issuerRow("kid of another key", 2, raw::bytes(QByteArray(8, 'k')));
        issuerRow("no key", 3, map({}));
        issuerRow("types as text", 4, array({text("65001")}));
        issuerRow("expires at its start", 6, integer(midnight));
        issuerRow("a name that reads backwards", 7, text("A\xe2\x80\xae" "B"));
        issuerRow("an unknown issuer label", 8, integer(1));
    }
    void anotherFormIsRefused()
    {
        QFETCH(raw::Pairs, list);
        const auto root = rootKey();
        QVERIFY(trust::openTrustList(handSigned(listPairs(), *root), root->publicKey()).has_value());
        const auto read = trust::openTrustList(handSigned(list, *root), root->publicKey());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::TrustListInvalid);
    }

    void anotherTypeIsRefused()
    {
        const auto root = rootKey();
        const auto read = trust::openTrustList(handSigned(listPairs(), *root, raw::text("vn-declaration")), root->publicKey());
        QVERIFY(!read && read.error().code == ErrorCode::TrustListInvalid);
    }
};

DD_TEST(TestTrustList)
#include "test_trust_list.moc"
