// The messages that one-time copies and printed copies are asked for with, and the wallet's look at the answer.
#include "core/credential/copies.h"
#include "core/crypto/cose_sign1.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

#include <functional>

using namespace dd;
using namespace dd::credential;
using namespace dd::test;

namespace {

using CopiesChange = std::function<void(CopiesRequest &)>;

QList<AnyClaims> everyType()
{
    return {sampleIdentity(), sampleGroupPass(), sampleFlightPass(), sampleResidence(), sampleReceipt()};
}

// What a wallet sends, and the keys it made for it.
struct CopiesAsked
{
    explicit CopiesAsked(const QByteArray &token, QByteArrayView asker, int count = 3)
    {
        request.id = QByteArray(16, 'i');
        request.copied = copiedHash(token);
        request.requestedAt = noon;
        for (int i = 0; i < count; ++i) {
            keys.push_back(makeSigner(i % 2 == 0 ? crypto::Algorithm::Ed25519 : crypto::Algorithm::Esp256, 300 + quint64(i)));
            request.keys.append(keys.back()->publicKey());
            request.proofs.append(makeKeyProof(request, asker, *keys.back()).value());
        }
    }
    CopiesRequest request;
    std::vector<std::unique_ptr<crypto::SoftwareSigner>> keys;
};

} // namespace
Q_DECLARE_METATYPE(CopiesChange)

class TestCopies : public QObject
{
    Q_OBJECT

    Parties parties;
    CountingRandom random;
    FixedClock clock{noon};

    QByteArray tokenOf(const AnyClaims &claims)
    {
        const IssueRequest request = sampleRequest(parties);
        return std::visit([&](const auto &each) { return issue(request, each, *parties.issuer, random, clock); }, claims).value();
    }
    Tokens issued(const CopiesRequest &request, const AnyClaims &claims)
    {
        QList<CopyKey> keys;
        for (const crypto::PublicKey &key : request.keys)
            keys.append({key});
        return {issueBatch(sampleRequest(parties), keys, claims, *parties.issuer, random, clock).value()};
    }
    QByteArray asker() const { return parties.holder->publicKey().thumbprint(); }

private slots:
    void theRequestSurvivesTheWire()
    {
        const CopiesAsked asked(QByteArray("token"), asker(), 10);
        const QByteArray message = signByHolder(copiesRequestTyp, encode(asked.request), *parties.holder).value();
        const auto opened = verifySignedByHolder(message, copiesRequestTyp, parties.holder->publicKey());
        QVERIFY(opened.has_value());
        const auto back = decodeCopiesRequest(opened->payload);
        QVERIFY(back.has_value());
        QCOMPARE(encode(*back), encode(asked.request));
        QCOMPARE(back->keys.size(), 10);
        QCOMPARE(back->copied, crypto::sha256("token"));
        QCOMPARE(back->requestedAt, noon);
        QVERIFY(!back->printed);
        QVERIFY(checkKeyProofs(*back, opened->thumbprint).has_value());

        CopiesRequest printed = asked.request;
        printed.printed = true;
        QVERIFY(decodeCopiesRequest(encode(printed))->printed);
        QVERIFY(!verifySignedByHolder(message, refreshTyp, parties.holder->publicKey()).has_value());
    }

    void everyPrefixAndTrailingByteIsRefused()
    {
        const QByteArray message = encode(CopiesAsked("token", asker(), 2).request);
        for (qsizetype size = 0; size < message.size(); ++size)
            QVERIFY2(!decodeCopiesRequest(QByteArrayView(message).first(size)), qPrintable(QString::number(size)));
        QVERIFY(!decodeCopiesRequest(message + '\0').has_value());
        QVERIFY(decodeCopiesRequest(message).has_value());
    }

    void aWrongRequestIsRefused_data()
    {
        QTest::addColumn<CopiesChange>("change");
        const auto row = [](const char *name, CopiesChange change) { QTest::newRow(name) << std::move(change); };
        row("a short id", [](CopiesRequest &r) { r.id.chop(1); });
        row("a short hash", [](CopiesRequest &r) { r.copied.chop(1); });
        row("no key", [](CopiesRequest &r) { r.keys.clear(); r.proofs.clear(); });
        row("eleven keys", [](CopiesRequest &r) { r = CopiesAsked("token", {}, 11).request; });
        row("a key twice", [](CopiesRequest &r) { r.keys[1] = r.keys[0]; });
        row("a key that holders do not have", [](CopiesRequest &r) { r.keys[0] = *crypto::PublicKey::fromCose(QByteArrayView(p384Key())); });
        row("a proof missing", [](CopiesRequest &r) { r.proofs.removeLast(); });
        row("a proof too many", [](CopiesRequest &r) { r.proofs.append(r.proofs.constFirst()); });
        row("an empty proof", [](CopiesRequest &r) { r.proofs[0].clear(); });
        row("before all time", [](CopiesRequest &r) { r.requestedAt = -1; });
    }
    void aWrongRequestIsRefused()
    {
        QFETCH(CopiesChange, change);
        CopiesRequest request = CopiesAsked("token", asker()).request;
        change(request);
        QVERIFY(!decodeCopiesRequest(encode(request)).has_value());
    }

    void labelsThatAreNotTheMessagesAreRefused()
    {
        const auto with = [](qint64 label, const cbor::Value &value) {
            QList<cbor::Value::Pair> pairs = cbor::decode(encode(CopiesAsked("token", "asker").request))->toMap();
            pairs.append({cbor::Value::integer(label), value});
            return decodeCopiesRequest(cbor::encode(cbor::Value::map(pairs))).has_value();
        };
        QVERIFY(with(6, cbor::Value::boolean(true)));
        QVERIFY(!with(6, cbor::Value::boolean(false)));
        QVERIFY(!with(6, cbor::Value::integer(1)));
        QVERIFY(!with(7, cbor::Value::boolean(true)));
    }

    void aProofIsGoodForOneRequestOnly_data()
    {
        QTest::addColumn<CopiesChange>("change");
        const auto row = [](const char *name, CopiesChange change) { QTest::newRow(name) << std::move(change); };
        row("another id", [](CopiesRequest &r) { r.id[0] = 'x'; });
        row("another credential", [](CopiesRequest &r) { r.copied[0] = static_cast<char>(r.copied[0] ^ 1); });
        row("proofs in another order", [](CopiesRequest &r) { r.proofs.swapItemsAt(0, 1); });
        row("a key that nobody has", [](CopiesRequest &r) { r.keys[2] = makeSigner(crypto::Algorithm::Ed25519, 999)->publicKey(); });
        row("a proof missing", [](CopiesRequest &r) { r.proofs.removeLast(); });
        row("a proof of another kind", [](CopiesRequest &r) {
            const auto key = makeSigner(crypto::Algorithm::Ed25519, 300); // the first of them
            r.proofs[0] = makeProof(QByteArray(32, 'h'), "sod", "answer", *key).value();
        });
    }
    void aProofIsGoodForOneRequestOnly()
    {
        QFETCH(CopiesChange, change);
        CopiesRequest request = CopiesAsked("token", asker()).request;
        QVERIFY(checkKeyProofs(request, asker()).has_value());
        QCOMPARE(checkKeyProofs(request, QByteArray(32, 'o')).error().code, ErrorCode::EnrolmentProofInvalid); // overheard by somebody else
        change(request);
        QCOMPARE(checkKeyProofs(request, asker()).error().code, ErrorCode::EnrolmentProofInvalid);
    }

    void theAskersOwnKeyMakesNoCopy()
    {
        CopiesRequest request = CopiesAsked("token", asker(), 1).request;
        request.keys = {parties.holder->publicKey()};
        request.proofs = {makeKeyProof(request, asker(), *parties.holder).value()};
        QCOMPARE(checkKeyProofs(request, asker()).error().code, ErrorCode::EnrolmentProofInvalid);
    }

    // Of every type: what is issued from what was read says the same, and is read back as such.
    void copiesSayWhatTheOriginalSays()
    {
        const QList<AnyClaims> all = everyType();
        for (const AnyClaims &claims : all) {
            const QByteArray token = tokenOf(claims);
            const Credential original = parseCredential(token).value();
            const CopiesAsked asked(token, asker());
            const auto copies = readCopies(asked.request, original, issued(asked.request, copyOf(original.claims)));
            QVERIFY2(copies.has_value(), qPrintable(copies ? QString() : copies.error().detail));
            QCOMPARE(copies->size(), 3);
            for (qsizetype i = 0; i < 3; ++i) {
                QCOMPARE(copies->at(i).holderThumbprint, asked.request.keys.at(i).thumbprint());
                QCOMPARE(copies->at(i).claims.type, original.claims.type);
                QVERIFY(copies->at(i).token != token);
            }
            CopiesRequest onPaper = asked.request;
            onPaper.printed = true;
            const Tokens prints = issued(onPaper, printedCopyOf(original.claims));
            const auto printed = readCopies(onPaper, original, prints);
            QVERIFY(printed.has_value());
            QCOMPARE(printed->constFirst().claims.type, CredentialType::PrintedCopy);
            QVERIFY(!readCopies(asked.request, original, prints).has_value());
            QVERIFY(!readCopies(onPaper, original, issued(onPaper, copyOf(original.claims))).has_value());
        }
    }

    void anAnswerOfSomethingElseIsRefused()
    {
        const QByteArray token = tokenOf(samplePass());
        const Credential original = parseCredential(token).value();
        const CopiesAsked asked(token, asker());
        const Tokens good = issued(asked.request, samplePass());
        QVERIFY(readCopies(asked.request, original, good).has_value());
        const auto refusal = [&](const Tokens &answer) {
            const auto read = readCopies(asked.request, original, answer);
            return read ? ErrorCode::Internal : read.error().code;
        };
        QCOMPARE(refusal({good.tokens.first(2)}), ErrorCode::AuthorityAnswerInvalid);
        QCOMPARE(refusal({{good.tokens.at(1), good.tokens.at(0), good.tokens.at(2)}}), ErrorCode::HolderKeyMismatch);
        QCOMPARE(refusal({{good.tokens.at(0), good.tokens.at(1), QByteArray("no credential")}}), ErrorCode::AuthorityAnswerInvalid);
        TravelPassClaims longer = samplePass();
        longer.validTo += aDay;
        QCOMPARE(refusal(issued(asked.request, longer)), ErrorCode::AuthorityAnswerInvalid);
        TravelPassClaims others = samplePass();
        others.person.fullName = QStringLiteral("TRẦN THỊ MẪU");
        QCOMPARE(refusal(issued(asked.request, others)), ErrorCode::AuthorityAnswerInvalid);
        QCOMPARE(refusal(issued(asked.request, sampleIdentity())), ErrorCode::AuthorityAnswerInvalid);
    }
};

DD_TEST(TestCopies)
#include "test_copies.moc"
