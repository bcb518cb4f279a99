#include "core/crypto/cose_sign1.h"
#include "core/trust/trust_list.h"
#include "tests/core/forge.h"
#include "tests/core/mutations.h"
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

trust::RelyingParty sampleParty()
{
    return {QStringLiteral("hotel-hoa-binh.48"), QStringLiteral("Khách sạn Hòa Bình mẫu"), QStringLiteral("Hoa Binh sample hotel"),
            makeSigner(crypto::Algorithm::Ed25519, 66)->publicKey(), {credential::Purpose::Lodging, credential::Purpose::AgeCheck},
            {{credential::CredentialType::Identity, {credential::Group::Number, credential::Group::Person}}, {credential::CredentialType::TravelPass, {}}},
            midnight, midnight + aDay};
}

trust::StatusIssuer sampleStatus()
{
    return {{makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey(), makeSigner(crypto::Algorithm::Esp256, 56)->publicKey()}, "https://status.example/"};
}

// A list with everything in it.
TrustList fullTrustList()
{
    TrustList list = sampleTrustList();
    list.issuers.first().status = sampleStatus();
    trust::RelyingParty second = sampleParty();
    second.id = QStringLiteral("checkpoint");
    second.key = makeSigner(crypto::Algorithm::Esp256, 67)->publicKey();
    second.notBefore.reset();
    second.expires.reset();
    list.relyingParties = {sampleParty(), second};
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

raw::Pairs statusPairs()
{
    using namespace raw;
    return {{integer(1), array({makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey().cose()})}, {integer(2), text("https://status.example/")}};
}

raw::Pairs partyPairs()
{
    using namespace raw;
    return {{integer(1), text("hotel")}, {integer(2), text("Khách sạn mẫu")}, {integer(3), text("Sample hotel")},
            {integer(4), makeSigner(crypto::Algorithm::Ed25519, 66)->publicKey().cose()}, {integer(5), array({integer(2), integer(5)})},
            {integer(6), array({array({integer(65001), array({integer(2), integer(10)})}), array({integer(65002), array({})})})},
            {integer(7), integer(midnight)}, {integer(8), integer(midnight + aDay)}};
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

    void theRegisterAndTheStatusKeysAreReadAsTheyWereSigned()
    {
        const auto root = rootKey();
        const auto bytes = signTrustList(fullTrustList(), *root);
        QVERIFY(bytes.has_value());
        const auto read = trust::openTrustList(*bytes, root->publicKey());
        QVERIFY(read.has_value());
        QVERIFY(read->issuers[0].status.has_value());
        QCOMPARE(read->issuers[0].status->prefix, QByteArray("https://status.example/"));
        QCOMPARE(read->issuers[0].status->keys.size(), 2);
        QCOMPARE(read->issuers[0].status->keys[1].cose(), sampleStatus().keys[1].cose());
        QVERIFY(!read->issuers[1].status.has_value());

        QCOMPARE(read->relyingParties.size(), 2);
        const trust::RelyingParty sample = sampleParty();
        const trust::RelyingParty *party = read->findParty(sample.id);
        QVERIFY(party != nullptr);
        QCOMPARE(read->findPartyByKey(sample.key.keyId()), party);
        QCOMPARE(party->nameVi, sample.nameVi);
        QCOMPARE(party->nameEn, sample.nameEn);
        QCOMPARE(party->key.cose(), sample.key.cose());
        QCOMPARE(party->purposes, sample.purposes);
        QVERIFY(party->mayAsk == sample.mayAsk);
        QVERIFY(!party->isInForce(midnight - 1) && party->isInForce(midnight) && party->isInForce(midnight + aDay - 1) && !party->isInForce(midnight + aDay));
        const trust::RelyingParty *always = read->findParty(QStringLiteral("checkpoint"));
        QVERIFY(always != nullptr && always->isInForce(0) && always->isInForce(midnight + 1000 * aDay));
        QVERIFY(read->findParty(QStringLiteral("hotel")) == nullptr);
        QVERIFY(read->findPartyByKey(QByteArray(8, 'k')) == nullptr);
    }

    // A counter of an earlier version can read a list that uses none of the later parts.
    void withoutThemNothingOfThemIsWritten()
    {
        const auto root = rootKey();
        const auto bytes = signTrustList(sampleTrustList(), *root);
        QVERIFY(bytes.has_value());
        const auto sign1 = crypto::parseCoseSign1(*bytes);
        QVERIFY(sign1.has_value());
        const auto payload = cbor::decode(sign1->payload);
        QVERIFY(payload.has_value());
        QCOMPARE(payload->toMap().size(), 6);
        for (const cbor::Value &issuer : payload->find(5)->toArray())
            QCOMPARE(issuer.toMap().size(), 7);
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
        const auto bytes = signTrustList(fullTrustList(), *root);
        QVERIFY(bytes.has_value());
        QVERIFY(trust::openTrustList(*bytes, root->publicKey()).has_value());
        const auto isTaken = [&root](const QByteArray &changed) { return trust::openTrustList(changed, root->publicKey()).has_value(); };
        QCOMPARE(firstChangeTaken(*bytes, isTaken), QByteArray());
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

    // Under the next root a list of before is as old as it was.
    void theSequenceOutlivesTheRoot()
    {
        const auto first = rootKey();
        const auto second = rootKey(45);
        TrustList list = sampleTrustList();
        const auto held = signTrustList(list, *first);
        list.sequence = 4;
        const auto older = signTrustList(list, *second);
        list.sequence = 6;
        const auto newer = signTrustList(list, *second);
        QVERIFY(held && older && newer);
        const auto back = trust::updateTrustList(*held, *older, second->publicKey());
        QVERIFY(!back && back.error().code == ErrorCode::TrustListRollback);
        QCOMPARE(trust::updateTrustList(*held, *newer, second->publicKey())->sequence, 6);
        QCOMPARE(trust::updateTrustList(held->first(40), *older, second->publicKey())->sequence, 4); // a damaged file blocks nothing
    }

    // Two lists of keys for one place would let an older status list by one of them in over a newer by another.
    void entriesOfOnePrefixNameTheSameStatusKeys()
    {
        const auto root = rootKey();
        TrustList list = sampleTrustList();
        list.issuers[0].status = sampleStatus();
        list.issuers[1].status = sampleStatus();
        QVERIFY(signTrustList(list, *root).has_value());
        list.issuers[1].status->keys.removeLast();
        QVERIFY(!signTrustList(list, *root));
        list.issuers[1].status->prefix = "https://status.example/within/";
        QVERIFY(!signTrustList(list, *root));
        list.issuers[1].status->prefix = "https://status-2.example/";
        QVERIFY(signTrustList(list, *root).has_value());
        list.issuers[1].status = sampleStatus();
        list.issuers[1].issuer = QStringLiteral("XX"); // another issuer has a place of its own
        QVERIFY(!signTrustList(list, *root));
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
        list = fullTrustList();
        list.relyingParties[1].id = list.relyingParties[0].id;
        QVERIFY(signTrustList(list, *root).has_value());
        list.relyingParties.append(list.relyingParties[0]);
        list.relyingParties[2].key = makeSigner(crypto::Algorithm::Ed25519, 68)->publicKey();
        QVERIFY(!signTrustList(list, *root));
        list = fullTrustList();
        list.relyingParties[1].key = list.relyingParties[0].key;
        QVERIFY(!signTrustList(list, *root));
        list = fullTrustList();
        list.relyingParties[0].mayAsk = {{credential::CredentialType::TravelPass, {credential::Group::AgeFlags}}}; // not a group of a pass
        QVERIFY(!signTrustList(list, *root));
        list = fullTrustList();
        list.issuers[0].status->keys.clear();
        QVERIFY(!signTrustList(list, *root));
    }

    // More than a MiB, and more items than any other message may have.
    void aRegisterOfThousandsIsSignedAndRead()
    {
        constexpr int many = 2300;
        const auto root = rootKey();
        TrustList list = sampleTrustList();
        trust::RelyingParty party = sampleParty();
        party.nameVi = QString(200, QLatin1Char('V'));
        party.nameEn = QString(200, QLatin1Char('E'));
        for (int i = 0; i < many; ++i) {
            party.id = QStringLiteral("relying-party-of-this-test.%1").arg(i, 5, 10, QLatin1Char('0'));
            party.key = makeSigner(crypto::Algorithm::Ed25519, 1000 + static_cast<quint64>(i))->publicKey();
            list.relyingParties.append(party);
        }
        const auto bytes = signTrustList(list, *root);
        QVERIFY(bytes.has_value());
        QVERIFY(bytes->size() > 1 << 20);
        const auto message = crypto::parseCoseSign1(*bytes, {.size = trust::trustListSizeLimit});
        QVERIFY(message.has_value());
        QVERIFY(!cbor::decode(message->payload, {.size = trust::trustListSizeLimit}));
        const auto read = trust::openTrustList(*bytes, root->publicKey());
        QVERIFY(read.has_value());
        QCOMPARE(read->relyingParties.size(), many);
        QCOMPARE(read->findParty(party.id)->key.cose(), party.key.cose());
    }

    void whatNobodyCouldOpenIsNotSigned()
    {
        const auto root = rootKey();
        TrustList list = sampleTrustList();
        list.cscaSha256 = QList<QByteArray>(120'000, QByteArray(32, 'c')); // of 34 bytes each: 4.08 million
        QVERIFY(signTrustList(list, *root).has_value());
        list.cscaSha256 = QList<QByteArray>(124'000, QByteArray(32, 'c'));
        QCOMPARE(signTrustList(list, *root).error().code, ErrorCode::TrustListInvalid);
        list = sampleTrustList();
        list.issuers.first().types = QList<int>(1 << 20, 1);
        QCOMPARE(signTrustList(list, *root).error().code, ErrorCode::TrustListInvalid);
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
        for (const auto &[form, key] : {std::pair("P-384", p384Key()), std::pair("uncompressed", uncompressedKey())}) {
            QVERIFY(crypto::PublicKey::fromCose(QByteArrayView(key)).has_value());
            Pairs issuer = issuerPairs(Parties().trust.issuers.first());
            set(issuer, 2, raw::bytes(crypto::sha256(key).first(8)));
            set(issuer, 3, key);
            row(qPrintable(QStringLiteral("an issuer's key, %1").arg(QLatin1String(form))), 5, array({map(issuer)}));
            issuer = issuerPairs(Parties().trust.issuers.first());
            Pairs status = statusPairs();
            set(status, 1, array({key}));
            set(issuer, 8, map(status));
            row(qPrintable(QStringLiteral("a status key, %1").arg(QLatin1String(form))), 5, array({map(issuer)}));
            Pairs party = partyPairs();
            set(party, 4, key);
            row(qPrintable(QStringLiteral("a relying party's key, %1").arg(QLatin1String(form))), 7, array({map(party)}));
        }
        row("sequence 0", 1, integer(0));
        row("sequence as text", 1, text("1"));
        row("next update at issue", 3, integer(midnight));
        row("unknown environment", 4, text("test"));
        row("issuers not an array", 5, map({}));
        row("the same issuer twice", 5, array({one, one}));
        row("a short CSCA hash", 6, array({raw::bytes(QByteArray(31, 'c'))}));
        row("an unknown label", 9, integer(1));
        issuerRow("empty iss", 1, text(""));
        issuerRow("kid of 7 bytes", 2, raw::bytes(QByteArray(7, 'k')));
        issuerRow("kid of another key", 2, raw::bytes(QByteArray(8, 'k')));
        issuerRow("no key", 3, map({}));
        issuerRow("types as text", 4, array({text("65001")}));
        issuerRow("expires at its start", 6, integer(midnight));
        issuerRow("a name that reads backwards", 7, text("A\xe2\x80\xae" "B"));
        issuerRow("an unknown issuer label", 9, integer(1));

        const auto statusRow = [&issuerRow](const char *name, qint64 label, const QByteArray &value) {
            Pairs pairs = statusPairs();
            set(pairs, label, value);
            issuerRow(name, 8, map(pairs));
        };
        const QByteArray key = makeSigner(crypto::Algorithm::Ed25519, 55)->publicKey().cose();
        QList<QByteArray> fiveKeys;
        for (quint64 seed = 70; seed < 75; ++seed)
            fiveKeys.append(makeSigner(crypto::Algorithm::Ed25519, seed)->publicKey().cose());
        issuerRow("status not a map", 8, integer(1));
        statusRow("no status key", 1, array({}));
        statusRow("five status keys", 1, array(fiveKeys));
        statusRow("the same status key twice", 1, array({key, key}));
        statusRow("a status key that is none", 1, array({map({})}));
        statusRow("a prefix without its slash", 2, text("https://status.example"));
        statusRow("a prefix without a host", 2, text("https:///"));
        statusRow("a prefix that is everywhere", 2, text("https://"));
        statusRow("a prefix of http", 2, text("http://status.example/"));
        statusRow("a prefix of 65 bytes", 2, text("https://" + QByteArray(56, 'h') + "/"));
        statusRow("a prefix outside ASCII", 2, text("https://status.ví-dụ/"));
        statusRow("an unknown status label", 3, integer(1));

        const auto partyRow = [&row](const char *name, qint64 label, const QByteArray &value) {
            Pairs pairs = partyPairs();
            set(pairs, label, value);
            row(name, 7, array({map(pairs)}));
        };
        const QByteArray party = map(partyPairs());
        const auto asked = [](qint64 type, const QList<QByteArray> &keys) { return array({integer(type), array(keys)}); };
        Pairs otherKey = partyPairs();
        set(otherKey, 4, makeSigner(crypto::Algorithm::Ed25519, 67)->publicKey().cose());
        Pairs otherId = partyPairs();
        set(otherId, 1, text("hostel"));
        row("a register that is empty", 7, array({}));
        row("a register that is a map", 7, map({}));
        row("the same relying party twice", 7, array({party, party}));
        Pairs thirdKey = partyPairs();
        set(thirdKey, 4, makeSigner(crypto::Algorithm::Ed25519, 68)->publicKey().cose());
        row("three relying parties of one id", 7, array({party, map(otherKey), map(thirdKey)}));
        row("two relying parties of one key", 7, array({party, map(otherId)}));
        partyRow("an id of 33 bytes", 1, text(QByteArray(33, 'i')));
        partyRow("an empty id", 1, text(""));
        partyRow("an id outside ASCII", 1, text("khách-sạn"));
        partyRow("an id with a space", 1, text("ho tel"));
        partyRow("the id of the open audience", 1, text("vn:counter"));
        partyRow("no name in Vietnamese", 2, text(""));
        partyRow("an English name that reads backwards", 3, text("A\xe2\x80\xae" "B"));
        partyRow("a name of 201 bytes", 3, text(QByteArray(201, 'n')));
        partyRow("a relying party without a key", 4, map({}));
        partyRow("no purpose", 5, array({}));
        partyRow("purpose 0", 5, array({integer(0)}));
        partyRow("purpose 7", 5, array({integer(7)}));
        partyRow("purposes out of order", 5, array({integer(5), integer(2)}));
        partyRow("a purpose twice", 5, array({integer(2), integer(2)}));
        partyRow("a purpose in words", 5, array({text("lodging")}));
        partyRow("nothing may be asked", 6, array({}));
        partyRow("an unknown vct asked", 6, array({asked(65006, {})}));
        partyRow("a vct asked twice", 6, array({asked(65001, {integer(10)}), asked(65001, {})}));
        partyRow("a group that its type has not", 6, array({asked(65001, {integer(13)})}));
        partyRow("groups out of order", 6, array({asked(65001, {integer(10), integer(2)})}));
        partyRow("a group twice", 6, array({asked(65001, {integer(10), integer(10)})}));
        partyRow("a group key beyond 32 bits", 6, array({asked(65001, {integer((1LL << 32) + 10)})}));
        partyRow("groups that are no list", 6, array({array({integer(65001), integer(10)})}));
        partyRow("an entry of three", 6, array({array({integer(65001), array({}), array({})})}));
        partyRow("expires when it starts", 8, integer(midnight));
        partyRow("a time that is text", 7, text("2026"));
        partyRow("an unknown label of a relying party", 9, integer(1));
    }
    void anotherFormIsRefused()
    {
        QFETCH(raw::Pairs, list);
        const auto root = rootKey();
        QVERIFY(trust::openTrustList(handSigned(listPairs(), *root), root->publicKey()).has_value());
        raw::Pairs full = listPairs();
        raw::Pairs issuer = issuerPairs(Parties().trust.issuers.first());
        raw::set(issuer, 8, raw::map(statusPairs()));
        raw::set(full, 5, raw::array({raw::map(issuer)}));
        raw::set(full, 7, raw::array({raw::map(partyPairs())}));
        QVERIFY(trust::openTrustList(handSigned(full, *root), root->publicKey()).has_value());
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
