// A counter's challenge: its grammar, and what the wallet makes of who asks.
#include "core/credential/challenge.h"
#include "core/trust/challenge_judge.h"
#include "tests/core/mutations.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::Asked;
using credential::Challenge;
using credential::CredentialType;
using credential::Group;
using credential::Purpose;
using crypto::Algorithm;

namespace {

Challenge sampleChallenge(const QString &name = {})
{
    return {QStringLiteral("quay-mau-01"),
            QByteArray(16, 'n'),
            {{CredentialType::Identity, {Group::Number, Group::Person, Group::Address}}, {CredentialType::TravelPass, {}}},
            Purpose::Lodging,
            name,
            noon};
}

trust::RelyingParty registered(const crypto::Signer &key)
{
    return {QStringLiteral("quay-mau-01"),
            QStringLiteral("Quầy mẫu"),
            QStringLiteral("Sample counter"),
            key.publicKey(),
            {Purpose::Checkpoint, Purpose::Lodging},
            {{CredentialType::Identity, {Group::Number, Group::Person}}}};
}

// P by hand, from the page.
raw::Pairs challengeContent()
{
    using namespace raw;
    return {{integer(1), text("quay-mau-01")}, {integer(2), bytes(QByteArray(16, 'n'))},
            {integer(3), array({array({integer(65001), array({integer(2), integer(10), integer(11)})}), array({integer(65002), array({})})})},
            {integer(4), integer(2)}, {integer(6), integer(noon)}};
}

QString codeText(const QByteArray &code)
{
    return QStringLiteral("VQ1:") + QString::fromLatin1(raw::base45(code));
}

raw::Pairs challengeHeader(const crypto::Signer &key)
{
    using namespace raw;
    return {{integer(1), integer(static_cast<int>(key.algorithm()))}, {integer(4), bytes(key.publicKey().keyId())},
            {integer(16), text("application/vn-challenge+cbor")}};
}

ErrorCode codeOf(const auto &result)
{
    return result ? ErrorCode::SelfTestFailed : result.error().code; // no challenge is ever refused as that
}

} // namespace

class TestChallenge : public QObject
{
    Q_OBJECT
private slots:
    void comesOutAsItWentIn_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("unsigned") << 0;
        QTest::newRow("Ed25519") << static_cast<int>(Algorithm::Ed25519);
        QTest::newRow("P-256") << static_cast<int>(Algorithm::Esp256);
    }
    void comesOutAsItWentIn()
    {
        QFETCH(int, algorithm);
        const auto key = algorithm != 0 ? makeSigner(Algorithm(algorithm), 5) : nullptr;
        const Challenge challenge = sampleChallenge(key ? QString() : QStringLiteral("Nhà nghỉ Mẫu"));
        const auto code = credential::makeChallenge(challenge, key.get());
        QVERIFY(code.has_value());
        QVERIFY(code->text.startsWith(QStringLiteral("VQ1:")));
        const auto read = credential::parseChallenge(code->text);
        QVERIFY(read.has_value());
        QCOMPARE(read->challenge, challenge);
        QCOMPARE(read->answerNonce, code->answerNonce);
        QCOMPARE(read->keyId(), key ? key->publicKey().keyId() : QByteArray());
        QCOMPARE(read->signedBy.has_value(), key != nullptr);
    }

    // The page's bytes, by a writer that shares nothing with ours.
    void isWhatThePageSays()
    {
        const QByteArray byHand = raw::map(challengeContent());
        const auto plain = credential::makeChallenge(sampleChallenge(), nullptr);
        QVERIFY(plain.has_value());
        QCOMPARE(plain->text, codeText(raw::bytes(byHand)));
        QCOMPARE(plain->answerNonce, crypto::sha256(byHand).first(16));
        const auto key = makeSigner(Algorithm::Ed25519, 5); // deterministic: the signature is the same too
        const auto signedOne = credential::makeChallenge(sampleChallenge(), key.get());
        QVERIFY(signedOne.has_value());
        QCOMPARE(signedOne->text, codeText(Forge::sign1(raw::map(challengeHeader(*key)), raw::map({}), byHand, *key)));
        QCOMPARE(signedOne->answerNonce, plain->answerNonce);
    }

    void anAnswerBindsAllThatWasAsked()
    {
        QSet<QByteArray> nonces;
        const auto add = [&nonces](const Challenge &challenge) {
            const auto code = credential::makeChallenge(challenge, nullptr);
            nonces.insert(code ? code->answerNonce : QByteArray());
        };
        Challenge challenge = sampleChallenge();
        add(challenge);
        challenge.purpose = Purpose::Desk;
        add(challenge);
        challenge.asked.first().groups.removeLast();
        add(challenge);
        challenge.nonce[0] = 'm';
        add(challenge);
        challenge.name = QStringLiteral("Quầy");
        add(challenge);
        QCOMPARE(nonces.size(), 5);
        QVERIFY(!nonces.contains(QByteArray()));
    }

    void aSpoiltContentIsRefused_data()
    {
        using namespace raw;
        using Change = std::function<void(Pairs &)>;
        QTest::addColumn<Change>("change");
        const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
        for (const int label : {1, 2, 3, 4, 6})
            row(qPrintable(QStringLiteral("no label %1").arg(label)), [label](Pairs &p) { drop(p, label); });
        row("another label", [](Pairs &p) { set(p, 7, integer(1)); });
        row("an id in use for an audience", [](Pairs &p) { set(p, 1, raw::text("vn:counter")); });
        row("no id", [](Pairs &p) { set(p, 1, raw::text("")); });
        row("an id of 33 bytes", [](Pairs &p) { set(p, 1, raw::text(QByteArray(33, 'q'))); });
        row("an id with a space", [](Pairs &p) { set(p, 1, raw::text("quay 1")); });
        row("an id not in ASCII", [](Pairs &p) { set(p, 1, raw::text("quầy")); });
        row("a nonce of 15 bytes", [](Pairs &p) { set(p, 2, raw::bytes(QByteArray(15, 'n'))); });
        row("nothing asked", [](Pairs &p) { set(p, 3, array({})); });
        row("an unknown type", [](Pairs &p) { set(p, 3, array({array({integer(65006), array({})})})); });
        row("a group of another type", [](Pairs &p) { set(p, 3, array({array({integer(65002), array({integer(12)})})})); });
        row("groups out of order", [](Pairs &p) { set(p, 3, array({array({integer(65001), array({integer(11), integer(10)})})})); });
        row("one type twice", [](Pairs &p) { set(p, 3, array({array({integer(65001), array({})}), array({integer(65001), array({})})})); });
        row("a printed copy", [](Pairs &p) { set(p, 3, array({array({integer(65005), array({integer(10)})})})); });
        row("purpose 0", [](Pairs &p) { set(p, 4, integer(0)); });
        row("purpose 7", [](Pairs &p) { set(p, 4, integer(7)); });
        row("a purpose in words", [](Pairs &p) { set(p, 4, raw::text("hãy gửi hết")); });
        row("an empty name", [](Pairs &p) { set(p, 5, raw::text("")); });
        row("a name of 65 bytes", [](Pairs &p) { set(p, 5, raw::text(QByteArray(65, 'A'))); });
        row("a name that turns the text around", [](Pairs &p) { set(p, 5, raw::text("A\xe2\x80\xae")); });
        row("iat below 0", [](Pairs &p) { set(p, 6, integer(-1)); });
        row("iat as text", [](Pairs &p) { set(p, 6, raw::text("1")); });
    }
    void aSpoiltContentIsRefused()
    {
        QFETCH(std::function<void(raw::Pairs &)>, change);
        QVERIFY(credential::parseChallenge(codeText(raw::bytes(raw::map(challengeContent())))).has_value());
        raw::Pairs spoilt = challengeContent();
        change(spoilt);
        QCOMPARE(codeOf(credential::parseChallenge(codeText(raw::bytes(raw::map(spoilt))))), ErrorCode::ChallengeMalformed);
    }

    void aSpoiltHeaderIsRefused_data()
    {
        using namespace raw;
        using Change = std::function<void(Pairs &)>;
        QTest::addColumn<Change>("change");
        for (const int label : {1, 4, 16})
            QTest::addRow("no label %d", label) << Change([label](Pairs &p) { drop(p, label); });
        QTest::newRow("another label") << Change([](Pairs &p) { set(p, 33, raw::bytes("x")); });
        QTest::newRow("kid of 7 bytes") << Change([](Pairs &p) { set(p, 4, raw::bytes(QByteArray(7, 'k'))); });
        QTest::newRow("another typ") << Change([](Pairs &p) { set(p, 16, raw::text("trust-list+cwt")); });
        QTest::newRow("an alg of the draft's vectors") << Change([](Pairs &p) { set(p, 1, integer(-35)); });
        QTest::newRow("an unknown alg") << Change([](Pairs &p) { set(p, 1, integer(-257)); });
    }
    void aSpoiltHeaderIsRefused()
    {
        QFETCH(std::function<void(raw::Pairs &)>, change);
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        raw::Pairs spoilt = challengeHeader(*key);
        change(spoilt);
        QCOMPARE(codeOf(credential::parseChallenge(codeText(Forge::sign1(raw::map(spoilt), raw::map({}), raw::map(challengeContent()), *key)))),
                 ErrorCode::ChallengeMalformed);
    }

    void theEnvelopeIsStrict()
    {
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        raw::Pairs named = challengeContent();
        raw::set(named, 5, raw::text("Quầy"));
        using raw::integer;
        const QByteArray good = raw::map(challengeContent());
        const QByteArray protectedHeader = raw::map(challengeHeader(*key));
        for (const QByteArray &bad :
             {Forge::sign1(protectedHeader, raw::map({}), raw::map(named), *key), // whoever signs is named by the register
              Forge::sign1(protectedHeader, raw::map({{integer(4), raw::bytes("k")}}), good, *key), raw::bytes(good) + '\0', good, raw::text(good),
              raw::bytes(good + '\0'), raw::bytes(raw::mapAsGiven({{integer(2), integer(1)}, {integer(1), integer(1)}})), QByteArray()})
            QCOMPARE(codeOf(credential::parseChallenge(codeText(bad))), ErrorCode::ChallengeMalformed);
        QCOMPARE(codeOf(credential::parseChallenge(QStringLiteral("VQ1:") + QStringLiteral("0").repeated(1 << 20))), ErrorCode::ChallengeMalformed);
        QCOMPARE(codeOf(credential::parseChallenge(QStringLiteral("VQ1:a0"))), ErrorCode::ChallengeMalformed);
        for (const QString &other : {QString(), QStringLiteral("VN1:00"), QStringLiteral("VQ2:00"), QStringLiteral("vq1:00")})
            QCOMPARE(codeOf(credential::parseChallenge(other)), ErrorCode::NotOurQr);
    }

    void everyPrefixAndEveryFlippedBitIsRefused()
    {
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        trust::TrustList list;
        list.nextUpdate = noon + aDay;
        list.relyingParties = {registered(*key)};
        const FixedClock clock(noon);
        const QByteArray good = Forge::sign1(raw::map(challengeHeader(*key)), raw::map({}), raw::map(challengeContent()), *key);
        const auto isNamed = [&](const QByteArray &code) {
            const auto read = credential::parseChallenge(codeText(code));
            const auto judged = read ? trust::judgeChallenge(*read, &list, clock) : Result<trust::JudgedChallenge>(fail(read.error()));
            return judged && judged->registered;
        };
        QVERIFY(isNamed(good));
        QCOMPARE(firstChangeTaken(good, isNamed), QByteArray());
        for (qsizetype size = 0; size < good.size(); ++size) // and nobody's either
            QVERIFY(!credential::parseChallenge(codeText(good.first(size))));
    }

    void whatAWalletWouldRefuseIsNotMade()
    {
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        Challenge challenge = sampleChallenge(QStringLiteral("Quầy"));
        QCOMPARE(codeOf(credential::makeChallenge(challenge, key.get())), ErrorCode::InvalidInput); // signed, and named
        challenge.asked.clear();
        QCOMPARE(codeOf(credential::makeChallenge(challenge, nullptr)), ErrorCode::InvalidInput);
        challenge = sampleChallenge();
        challenge.asked.first().groups = {Group::Person, Group::Number};
        QCOMPARE(codeOf(credential::makeChallenge(challenge, nullptr)), ErrorCode::InvalidInput);
        challenge = sampleChallenge();
        challenge.nonce.chop(1);
        QCOMPARE(codeOf(credential::makeChallenge(challenge, nullptr)), ErrorCode::InvalidInput);
    }

    // ---- the wallet's judgement ----------------------------------------------------------------------------

    void aRegisteredCounterIsNamedAndLimited()
    {
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        trust::TrustList list;
        list.nextUpdate = noon + aDay;
        list.relyingParties = {registered(*key)};
        const auto code = credential::makeChallenge(sampleChallenge(), key.get());
        const auto read = credential::parseChallenge(code->text);
        const FixedClock clock(noon);
        const auto judged = trust::judgeChallenge(*read, &list, clock);
        QVERIFY(judged.has_value());
        QVERIFY(judged->registered);
        QCOMPARE(judged->nameVi, QStringLiteral("Quầy mẫu"));
        QCOMPARE(judged->nameEn, QStringLiteral("Sample counter"));
        QCOMPARE(judged->purpose, Purpose::Lodging);
        QCOMPARE(judged->allowed, (QList<Asked>{{CredentialType::Identity, {Group::Number, Group::Person}}}));
        QCOMPARE(judged->refused, (QList<Asked>{{CredentialType::Identity, {Group::Address}}, {CredentialType::TravelPass, {}}}));
        const auto answer = trust::answerTo(*judged, CredentialType::Identity, {Group::Person});
        QVERIFY(answer.has_value());
        QCOMPARE(answer->audience, QStringLiteral("quay-mau-01"));
        QCOMPARE(answer->challengeNonce, code->answerNonce);
        QCOMPARE(answer->groups, QList{Group::Person});
        QCOMPARE(codeOf(trust::answerTo(*judged, CredentialType::Identity, {Group::Address})), ErrorCode::InvalidInput);
        QCOMPARE(codeOf(trust::answerTo(*judged, CredentialType::TravelPass, {})), ErrorCode::InvalidInput);
    }

    void aCounterMayChangeItsKey()
    {
        const auto before = makeSigner(Algorithm::Ed25519, 5);
        const auto after = makeSigner(Algorithm::Esp256, 6);
        trust::TrustList list;
        list.nextUpdate = noon + 30 * aDay;
        list.relyingParties = {registered(*before), registered(*after)};
        list.relyingParties.first().expires = noon + aDay;
        list.relyingParties.last().notBefore = noon;
        const auto isNamed = [&list](crypto::Signer &key, qint64 now) {
            Challenge challenge = sampleChallenge();
            challenge.issuedAt = now;
            const auto judged = trust::judgeChallenge(*credential::parseChallenge(credential::makeChallenge(challenge, &key)->text), &list, FixedClock(now));
            return judged && judged->registered;
        };
        QVERIFY(isNamed(*before, noon - 1) && !isNamed(*after, noon - 1));
        QVERIFY(isNamed(*before, noon) && isNamed(*after, noon));
        QVERIFY(!isNamed(*before, noon + aDay) && isNamed(*after, noon + aDay));
    }

    void whoIsNotRegisteredGetsThePersonAndNoName_data()
    {
        using Change = std::function<void(trust::TrustList &)>;
        QTest::addColumn<bool>("signs");
        QTest::addColumn<Change>("change");
        const Change empty = [](trust::TrustList &list) { list.relyingParties.clear(); };
        QTest::newRow("unsigned, unknown") << false << empty;
        QTest::newRow("signed by an unknown key") << true << empty;
        QTest::newRow("registered no longer") << true << Change([](trust::TrustList &list) { list.relyingParties.first().expires = noon; });
        QTest::newRow("not registered yet") << true << Change([](trust::TrustList &list) { list.relyingParties.first().notBefore = noon + 1; });
        QTest::newRow("a list too old to say so") << true << Change([](trust::TrustList &list) { list.nextUpdate = noon - 7 * aDay - 1; });
    }
    void whoIsNotRegisteredGetsThePersonAndNoName()
    {
        QFETCH(bool, signs);
        QFETCH(std::function<void(trust::TrustList &)>, change);
        const auto key = makeSigner(Algorithm::Ed25519, 5);
        trust::TrustList list;
        list.nextUpdate = noon + aDay;
        list.relyingParties = {registered(*key)};
        change(list);
        const auto code = credential::makeChallenge(sampleChallenge(signs ? QString() : QStringLiteral("Nhà nghỉ Mẫu")), signs ? key.get() : nullptr);
        const FixedClock clock(noon);
        for (const trust::TrustList *held : {static_cast<const trust::TrustList *>(&list), static_cast<const trust::TrustList *>(nullptr)}) {
            const auto judged = trust::judgeChallenge(*credential::parseChallenge(code->text), held, clock);
            QVERIFY(judged.has_value());
            QVERIFY(!judged->registered);
            QVERIFY(judged->nameVi.isEmpty() && judged->nameEn.isEmpty());
            QCOMPARE(judged->claimedName, signs ? QString() : QStringLiteral("Nhà nghỉ Mẫu"));
            QCOMPARE(judged->allowed, (QList<Asked>{{CredentialType::Identity, {Group::Person}}, {CredentialType::TravelPass, {}}}));
            QCOMPARE(judged->refused, (QList<Asked>{{CredentialType::Identity, {Group::Number, Group::Address}}}));
        }
    }

    void aChallengeLivesTwoMinutes()
    {
        const auto read = credential::parseChallenge(credential::makeChallenge(sampleChallenge(), nullptr)->text);
        for (const qint64 now : {noon - 120, noon, noon + 120})
            QVERIFY(trust::judgeChallenge(*read, nullptr, FixedClock(now)).has_value());
        for (const qint64 now : {noon - 121, noon + 121})
            QCOMPARE(codeOf(trust::judgeChallenge(*read, nullptr, FixedClock(now))), ErrorCode::ChallengeStale);
    }
};

DD_TEST(TestChallenge)
#include "test_challenge.moc"
